"""The resources that the expressions of a resource name: directly, and through locals, variables and outputs."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.hcl.errors import HclError
from scanner.hcl.evaluator import evaluate
from scanner.hcl.json_syntax import walk
from scanner.hcl.limits import metered
from scanner.hcl.nodes import Attribute, Body, Index, Literal, Name, Node, Object, Tuple
from scanner.hcl.references import references, written
from scanner.hcl.scope import Scope
from scanner.model.resource import Path
from scanner.model.terraform import Reference
from scanner.terraform.configuration import META_ATTRIBUTES, META_BLOCKS
from scanner.terraform.expansion import SYMBOLIC, Expansion, key_text
from scanner.terraform.module import ModuleInstance
from scanner.terraform.resource_instance import ResourceInstance

MAX_LINKS = 500
MAX_DEPTH = 24


def links(instance: ResourceInstance) -> tuple[Reference, ...]:
    """The references of one instance, each with the path of the value that names it."""
    found: dict[Reference, None] = {}
    iterators = frozenset(_iterators(instance.declared.body))
    with metered():
        for path, node in _expressions(instance.declared.body, ()):
            for address, attribute in _Search(instance, iterators).targets(node, instance.module, instance.scope, 0):
                found[Reference(path, address, attribute)] = None
                if len(found) >= MAX_LINKS:
                    return tuple(found)
    return tuple(found)


def _expressions(body: Body, prefix: Path) -> Iterator[tuple[Path, Node]]:
    for name, assignment in body.attributes.items():
        if name == "depends_on" or name not in META_ATTRIBUTES:
            yield from _parts(assignment.value, (*prefix, name))
    counts: dict[str, int] = {}
    for block in body.blocks:
        if block.type in META_BLOCKS and not prefix:
            continue
        name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        inner = block.body
        path = (*prefix, name, counts.get(name, 0))
        if block.type == "dynamic":
            each = inner.attributes.get("for_each")
            if each is not None:
                yield path, each.value
            content = inner.of_type("content")
            if not content:
                continue
            inner = content[0].body
        counts[name] = counts.get(name, 0) + 1
        yield from _expressions(inner, path)


def _iterators(body: Body) -> Iterator[str]:
    """The names of the items of dynamic blocks."""
    for block in body.blocks:
        if block.type == "dynamic" and block.labels:
            given = block.body.attributes.get("iterator")
            yield written(given.value) if given is not None else block.labels[0]
        yield from _iterators(block.body)


def _parts(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """The parts of literal objects and lists with paths of their own."""
    if isinstance(node, Object):
        for item in node.items:
            key = item.literal if item.literal is not None else (
                str(item.key.value.data) if isinstance(item.key, Literal) else None)
            yield from _parts(item.value, (*path, key)) if key is not None else [(path, item.value)]
    elif isinstance(node, Tuple):
        for index, one in enumerate(node.elements):
            yield from _parts(one, (*path, index))
    else:
        yield path, node


class _Search:
    """Follows references until they end at resources; what was looked at before is not looked at again."""

    def __init__(self, instance: ResourceInstance, iterators: frozenset[str]) -> None:
        self.instance, self.iterators = instance, iterators
        self.seen: set[tuple[str, str]] = set()

    def targets(self, node: Node, module: ModuleInstance, scope: Scope, depth: int) -> Iterator[tuple[str, str]]:
        """(address, attribute) of every resource that an expression names."""
        if depth > MAX_DEPTH:
            return
        outer = {id(one.source): one for one in walk(node) if isinstance(one, (Attribute, Index))}
        for one in references(node):
            while id(one) in outer:  # computed keys belong to the chain as well
                one = outer[id(one)]
            yield from self.target(one, module, scope, depth)

    def target(self, node: Node, module: ModuleInstance, scope: Scope, depth: int) -> Iterator[tuple[str, str]]:
        """The same for one reference."""
        root, steps = _steps(node)
        if root is None or not steps or not isinstance(steps[0], str) and root not in ("each", "count"):
            return
        name = str(steps[0])
        configuration = module.configuration
        if root in ("local", "var", "module"):
            if (module.address, f"{root}.{name}") in self.seen:
                return
            self.seen.add((module.address, f"{root}.{name}"))
        if root == "local" and name in configuration.locals:
            yield from self.targets(configuration.locals[name].value, module, module.scope, depth + 1)
        elif root == "var" and module.call is not None and module.parent is not None and name in configuration.variables:
            given = module.call.body.attributes.get(name)
            if given is not None:
                yield from self.targets(given.value, module.parent, module.call_scope or module.parent.scope, depth + 1)
        elif root == "module" and name in configuration.calls:
            yield from self.output(name, steps[1:], module, scope, depth)
        elif root == "each" and module is self.instance.module:
            each = self.instance.declared.body.attributes.get("for_each")
            if each is not None:
                yield from self.targets(each.value, module, module.scope, depth + 1)
        else:
            yield from self.resource(root, steps, module, scope)

    def output(
        self, name: str, steps: list[str | Node], module: ModuleInstance, scope: Scope, depth: int,
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        """What an output of a module leads to."""
        call = module.configuration.calls[name]
        expansion = module.expansion(call)
        keys = expansion.keys
        if steps and not isinstance(steps[0], str):
            key = _key(expansion, steps.pop(0), scope)
            keys = (key,) if key in expansion.keys else expansion.keys
        if not steps or not isinstance(steps[0], str):
            return
        for key in keys[:50]:
            child = module.child(call, key)
            if child is None:
                yield module.full(f"module.{name}{key_text(key)}"), str(steps[0])
                continue
            declared = child.configuration.outputs.get(str(steps[0]))
            value = declared.body.attributes.get("value") if declared is not None else None
            if value is not None:
                yield from self.targets(value.value, child, child.scope, depth + 1)

    def resource(
        self, root: str, steps: list[str | Node], module: ModuleInstance, scope: Scope,
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        """The instance that a reference to a resource means; the resource where it cannot be said."""
        mode, kind = "resource", root
        if root in ("data", "resource", "ephemeral"):
            if len(steps) < 2 or not isinstance(steps[0], str):
                return
            mode, kind, steps = root, steps[0], steps[1:]
        declared = module.configuration.resources.get((mode, kind, str(steps[0]))) if isinstance(steps[0], str) else None
        if declared is None:
            if "_" in kind and isinstance(steps[0], str) and kind not in self.iterators:  # something that another file may have declared
                prefix = "" if mode == "resource" else f"{mode}."
                yield module.full(f"{prefix}{kind}.{steps[0]}"), next((one for one in steps[1:] if isinstance(one, str)), "")
            return
        address, steps = declared.address, steps[1:]
        if steps and not isinstance(steps[0], str):
            expansion = module.expansion(declared)
            key = _key(expansion, steps.pop(0), scope)
            if key in expansion.keys and key is not SYMBOLIC:
                address += key_text(key)
        attribute = next((one for one in steps if isinstance(one, str)), "")
        yield module.full(address), attribute


def _steps(node: Node) -> tuple[str | None, list[str | Node]]:
    steps: list[str | Node] = []
    while isinstance(node, (Attribute, Index)):
        steps.append(node.name if isinstance(node, Attribute) else node.key)
        node = node.source
    steps.reverse()
    return (node.name, steps) if isinstance(node, Name) else (None, steps)


def _key(expansion: Expansion, step: str | Node, scope: Scope) -> object:
    """The key of an instance that an index gives."""
    if isinstance(step, str):
        return SYMBOLIC
    try:
        return expansion.find(evaluate(step, scope))
    except HclError:
        return SYMBOLIC


