"""The instances of a tree as resources of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.hcl.errors import EvalError
from scanner.hcl.values import Value
from scanner.model.terraform import TerraformResource, identify
from scanner.terraform import facts
from scanner.terraform.expansion import SYMBOLIC
from scanner.terraform.links import links
from scanner.terraform.places import SourceLocator
from scanner.terraform.plain import plain
from scanner.terraform.resource_instance import ResourceInstance
from scanner.terraform.tree import Tree


def resources(tree: Tree, unit: str) -> Iterator[TerraformResource]:
    """Every instance, in the order of modules and files; ephemeral resources are left out, as they are never kept."""
    for module in tree.modules():
        try:
            instances = module.resources()
        except EvalError as error:
            tree.diagnostics.error(error)
            continue
        for instance in instances:
            if instance.declared.kind != "ephemeral":
                yield _resource(instance, unit)


def _resource(instance: ResourceInstance, unit: str) -> TerraformResource:
    declared = instance.declared
    identity = identify(instance.full_address, instance.module.address, declared.kind, declared.type)
    return TerraformResource(
        identity, _body(instance), SourceLocator(instance), unit, instance.full_address, lambda: links(instance),
        is_symbolic=instance.key is SYMBOLIC,
    )  # fmt: skip


def _body(instance: ResourceInstance) -> dict[str, Any]:
    """The configured attributes and blocks, those that follow from them, and known defaults; nulls are left out."""
    found: dict[str, Any] = {}
    for name in instance.names():
        value = _attribute(instance, name)
        if value is not None and value.data is not None:
            found[name] = plain(value)
    if instance.declared.kind == "resource":
        for name, usual in facts.defaults(instance.declared.type).items():
            found.setdefault(name, usual)
    for block in instance.declared.body.of_type("lifecycle"):
        inner = {name: instance.module.evaluated(one) for name, one in block.body.attributes.items() if name in _SWITCHES}
        found["lifecycle"] = [{name: plain(value) for name, value in inner.items() if value.data is not None}]
    return found


_SWITCHES = ("create_before_destroy", "prevent_destroy")


def _attribute(instance: ResourceInstance, name: str) -> Value | None:
    try:
        return instance.attribute(name)
    except EvalError as error:
        instance.module.tree.diagnostics.error(error, instance.declared.path)
        return None


