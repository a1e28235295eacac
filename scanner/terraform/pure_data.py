"""Attributes that follow from configured ones without asking anybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scanner.hcl.types import STRING
from scanner.hcl.values import Cause, Value, unknown

if TYPE_CHECKING:
    from scanner.terraform.resource_instance import ResourceInstance


def computed(instance: ResourceInstance) -> dict[str, Value]:
    """The attributes by name."""
    maker = _MAKERS.get((instance.declared.kind, instance.declared.type))
    return maker(instance) if maker is not None else {}


def _terraform_data(instance: ResourceInstance) -> dict[str, Value]:
    def waits(name: str) -> tuple[Cause, ...]:
        return (Cause("computed", f"{instance.address}.{name}", instance.module.address),)

    given = instance.attribute("input")
    found = {"id": unknown(STRING, causes=waits("id"), not_null=True)}
    if given is not None and not given.is_null:
        found["output"] = unknown(given.type, causes=waits("output"))
    return found


_MAKERS: dict[tuple[str, str], Callable[[ResourceInstance], dict[str, Value]]] = {
    ("resource", "terraform_data"): _terraform_data,
}
