"""Where the parts of a resource stand, and what decides them: arguments of module calls, values files, defaults."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.hcl.errors import HclError
from scanner.hcl.limits import metered
from scanner.hcl.nodes import Assignment, Block, Body, Literal, Node, Object, Tuple
from scanner.hcl.references import references, written
from scanner.hcl.scope import reference
from scanner.model.provenance import Hop, Provenance
from scanner.model.resource import Path
from scanner.model.source import SourceSpan
from scanner.terraform.configuration import Declaration
from scanner.terraform.expansion import SYMBOLIC
from scanner.terraform.module import ModuleInstance
from scanner.terraform.resource_instance import ResourceInstance

MAX_HOPS = 8


class SourceLocator:
    """Leads a path in the body of a resource to its line, and on to what decides the value."""

    __slots__ = ("instance",)

    def __init__(self, instance: ResourceInstance) -> None:
        self.instance = instance

    def place(self, path: Path) -> Provenance:
        """The place of the value at `path`, or of its nearest present parent."""
        declared = self.instance.declared
        try:
            iterators: dict[str, Assignment] = {}
            with metered():
                found = _find(self.instance, declared.body, declared.block, path, iterators)
        except HclError:
            found = None
        if found is None:
            return Provenance((_header(declared.body.path, declared.block),))
        hop, node = found
        hops = [hop]
        if node is not None:
            _Trail(hops, iterators).follow(node, self.instance.module, declared)
        return Provenance(tuple(hops))


def _header(path: str, block: Block) -> Hop:
    return Hop("literal", SourceSpan(path, block.start, block.header_end))


def span_of(assignment: Assignment) -> SourceSpan:
    """The first line of an attribute, or all of it where its value is a single word."""
    return SourceSpan(assignment.path, assignment.start, max(assignment.end, assignment.start))


def _find(
    instance: ResourceInstance, body: Body, block: Block, path: Path, iterators: dict[str, Assignment],
) -> tuple[Hop, Node | None] | None:  # fmt: skip
    """The hop of the innermost part of a path that is there, and the expression that gives it.

    `iterators` takes the for_each of each dynamic block on the way, by the name under which its items are known.
    """
    if not path:
        return _header(body.path, block), None
    name = str(path[0])
    assignment = body.attributes.get(name)
    if assignment is not None:
        return _inside(assignment, assignment.value, path[1:])
    wanted = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
    for inner, dynamic in _blocks(instance, body, name):
        if wanted < dynamic:
            content = inner.body.of_type("content")
            if inner.type == "dynamic" and content:
                each = inner.body.attributes.get("for_each")
                if each is not None:
                    iterators[_iterator(inner)] = each
                found = _find(instance, content[0].body, inner, path[2:], iterators)
                if found is not None and found[1] is None and each is not None:
                    return found[0], each.value
                return found
            return _find(instance, inner.body, inner, path[2:], iterators)
        wanted -= dynamic
    return _header(body.path, block), None


def _iterator(block: Block) -> str:
    """The name of a dynamic block's items."""
    given = block.body.attributes.get("iterator")
    return written(given.value) if given is not None else block.labels[0]


def _blocks(instance: ResourceInstance, body: Body, name: str) -> Iterator[tuple[Block, int]]:
    """The blocks of a type, with how many items of the list each makes."""
    for block in body.blocks:
        if block.type == name:
            yield block, 1
        elif block.type == "dynamic" and block.labels and block.labels[0] == name:
            made = instance.dynamic(block, instance.scope, 0)
            yield block, len(made) if isinstance(made, list) else 1_000_000


def _inside(assignment: Assignment, node: Node, path: Path) -> tuple[Hop, Node | None]:
    """Go down into literal objects and lists."""
    start, end = assignment.start, assignment.end
    for step in path:
        if isinstance(node, Object):
            item = next((one for one in node.items if _key(one.key, one.literal) == str(step)), None)
            if item is None:
                break
            start, node = item.key.start, item.value
        elif isinstance(node, Tuple) and isinstance(step, int) and step < len(node.elements):
            node = node.elements[step]
            start = node.start
        else:
            break
        end = node.end
    role = "literal" if isinstance(node, Literal) else "expression"
    return Hop(role, SourceSpan(assignment.path, start, end), exact=False), node


def _key(node: Node, literal: str | None) -> str | None:
    if literal is not None:
        return literal
    return str(node.value.data) if isinstance(node, Literal) else None


class _Trail:
    """Hops from an expression back to what decides it."""

    def __init__(self, hops: list[Hop], iterators: dict[str, Assignment]) -> None:
        self.hops, self.iterators = hops, iterators
        self.seen: set[tuple[str, str, str]] = set()

    def add(self, hop: Hop) -> bool:
        """Keep a hop; False when there are enough."""
        if len(self.hops) >= MAX_HOPS:
            return False
        if hop not in self.hops:
            self.hops.append(hop)
        return True

    def follow(self, node: Node, module: ModuleInstance, declared: Declaration | None) -> None:
        """Go on from every reference in an expression."""
        if isinstance(node, Literal):
            return
        for one in references(node):
            found = reference(one)
            if found is None:
                continue
            root, steps = found
            name = str(steps[0].key) if steps and steps[0].is_name else ""
            if (module.address, root.name, name) in self.seen or len(self.hops) >= MAX_HOPS:
                continue
            self.seen.add((module.address, root.name, name))
            if root.name in self.iterators:
                assignment = self.iterators[root.name]
                if self.add(Hop("expression", span_of(assignment), note=root.name)):
                    self.follow(assignment.value, module, declared)
            elif root.name == "var" and name in module.configuration.variables:
                self.variable(name, module)
            elif root.name == "local" and name in module.configuration.locals:
                assignment = module.configuration.locals[name]
                if self.add(Hop("value", span_of(assignment), note=f"local.{name}")):
                    self.follow(assignment.value, module, None)
            elif root.name == "module" and name in module.configuration.calls:
                self.output(name, [str(step.key) for step in steps[1:] if step.is_name], module)
            elif root.name in ("each", "count") and declared is not None:
                assignment = declared.body.attributes.get("for_each" if root.name == "each" else "count")
                if assignment is not None and self.add(Hop("expression", span_of(assignment), note=root.name)):
                    self.follow(assignment.value, module, None)

    def variable(self, name: str, module: ModuleInstance) -> None:
        """The argument of the call, the values file, the flag or the default."""
        declared = module.configuration.variables[name]
        if module.call is not None and module.parent is not None:
            assignment = module.call.body.attributes.get(name)
            if assignment is not None:
                if self.add(Hop("call", span_of(assignment), note=f"module.{module.call.name}")):
                    self.follow(assignment.value, module.parent, module.call)
                return
        given = module.given.get(name)
        if given is not None:
            role = "value" if given.origin == "file" else "flag"
            self.add(Hop(role, given.span, note=f"var.{name}"))  # type: ignore[arg-type]
            return
        default = declared.body.attributes.get("default")
        if default is not None:
            self.add(Hop("value", span_of(default), note=f"var.{name}"))
        else:
            self.add(Hop("value", SourceSpan(declared.path, declared.block.start, declared.block.header_end), note=f"var.{name}"))

    def output(self, name: str, outputs: list[str], module: ModuleInstance) -> None:
        """The expression of an output of a module."""
        call = module.configuration.calls[name]
        expansion = module.expansion(call)
        key = expansion.keys[0] if expansion.keys else SYMBOLIC
        child = module.child(call, key) if expansion.keys else None
        if child is None or not outputs:
            self.add(_header(call.path, call.block)._replace(role="call", note=f"module.{name}"))
            return
        declared = child.configuration.outputs.get(outputs[0])
        assignment = declared.body.attributes.get("value") if declared is not None else None
        if assignment is not None and self.add(Hop("value", span_of(assignment), note=f"output.{outputs[0]}")):
            self.follow(assignment.value, child, None)
