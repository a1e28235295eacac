"""What a configuration declares beside resources, as resources of the model: rules look at it as well.

The kinds are `provider.<name>`, `module`, `variable`, `output`, `local` and `terraform`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.hcl.errors import HclError
from scanner.hcl.nodes import Assignment, Body
from scanner.model.resource import ResourceId
from scanner.model.terraform import DIALECT, TerraformResource
from scanner.terraform.configuration import META_ATTRIBUTES, Declaration
from scanner.terraform.links import links
from scanner.terraform.module import ModuleInstance
from scanner.terraform.places import SourceLocator
from scanner.terraform.plain import plain
from scanner.terraform.resource_instance import ResourceInstance
from scanner.terraform.tree import Tree

_WRITTEN = frozenset({"type", "providers", "alias"})
"""Arguments that are no expressions: they stay as they are written."""


def declarations(tree: Tree, unit: str) -> Iterator[TerraformResource]:
    """The declarations of all modules; those of a module that is called twice are there twice."""
    for module in tree.modules():
        configuration = module.configuration
        for declared in configuration.providers:
            yield _declaration(module, declared, f"provider.{declared.name}", _provider_name(module, declared), unit)
        for call in configuration.calls.values():
            yield _declaration(module, call, "module", f"module.{call.name}", unit, not _is_at_hand(module, call))
        for declared in configuration.variables.values():
            yield _declaration(module, declared, "variable", f"var.{declared.name}", unit)
        for declared in configuration.outputs.values():
            yield _declaration(module, declared, "output", f"output.{declared.name}", unit)
        for declared in configuration.others:
            if declared.kind == "terraform":
                yield _declaration(module, declared, "terraform", "terraform", unit)


def _provider_name(module: ModuleInstance, declared: Declaration) -> str:
    alias = declared.body.attributes.get("alias")
    return f"provider.{declared.name}" + (f".{_written(module, alias)}" if alias is not None else "")


def _written(module: ModuleInstance, assignment: Assignment) -> str:
    """An argument as it stands in the file, without the quotes around a text."""
    source = module.tree.sources.get(assignment.path)
    return source.text[assignment.value.start:assignment.value.end].strip('"') if source is not None else ""


def _is_at_hand(module: ModuleInstance, call: Declaration) -> bool:
    """Whether all that a call brings can be looked at."""
    try:
        return all(module.child(call, key) is not None for key in module.expansion(call).keys)
    except HclError:
        return False


def _declaration(
    module: ModuleInstance, declared: Declaration, kind: str, name: str, unit: str, is_symbolic: bool = False,
) -> TerraformResource:  # fmt: skip
    instance = ResourceInstance(module, declared, None, module.scope)
    identity = ResourceId(DIALECT, "", kind, module.address, name)
    return TerraformResource(
        identity, lambda: _body(instance, declared.body), SourceLocator(instance), unit, identity.short,
        lambda: links(instance), is_symbolic=is_symbolic,
    )  # fmt: skip


def _body(instance: ResourceInstance, body: Body) -> dict[str, Any]:
    """The arguments by name, blocks as lists of maps; the label of a block is its `label`."""
    found: dict[str, Any] = {}
    for name, assignment in body.attributes.items():
        if name in _WRITTEN or name in META_ATTRIBUTES:
            found[name] = _written(instance.module, assignment)
            continue
        value = instance.module.evaluated(assignment)
        if value.data is not None:
            found[name] = plain(value, name == "default" and instance.module.flag(instance.declared, "sensitive"))
    for block in body.blocks:
        if block.type in ("validation", "precondition"):
            inner: dict[str, Any] = {}  # conditions speak of what is not there yet
        else:
            inner = _body(instance, block.body)
        if block.labels:
            inner["label"] = block.labels[0]
        found.setdefault(block.type, []).append(inner)
    return found
