"""Instances of resources and data sources, and what references to them give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.hcl.errors import EvalError, HclError
from scanner.hcl.limits import spend
from scanner.hcl.nodes import Block, Body
from scanner.hcl.scope import Scope, Step
from scanner.hcl.types import ANY
from scanner.hcl.values import (
    Cause, OpenObject, Unknown, Value, elements, object_value, tuple_value, unknown,
)  # fmt: skip
from scanner.model.source import SourceSpan
from scanner.terraform import facts, pure_data
from scanner.terraform.configuration import META_ATTRIBUTES, META_BLOCKS, Declaration
from scanner.terraform.diagnostics import ERROR
from scanner.terraform.expansion import SYMBOLIC, Expansion, Key, key_text

if TYPE_CHECKING:
    from scanner.terraform.module import ModuleInstance
    from scanner.terraform.tree import Tree

MAX_BLOCKS = 2_000
"""Most blocks that one dynamic block makes."""


class ResourceInstance:
    """`key` is that of count or for_each; attributes are evaluated when asked for."""

    def __init__(self, module: ModuleInstance, declared: Declaration, key: Key, scope: Scope) -> None:
        self.module, self.declared, self.key, self.scope = module, declared, key, scope
        self._attributes: dict[str, Value] = {}
        self._opened: dict[str, Value] = {}
        self._computed: dict[str, Value] | None = None
        self._block_types: dict[str, None] | None = None

    @property
    def address(self) -> str:
        """The address inside of the module."""
        return self.declared.address + key_text(self.key)

    @property
    def full_address(self) -> str:
        """The address with the path of the module."""
        return self.module.full(self.address)

    @property
    def is_closed(self) -> bool:
        """Whether all attributes of the type are known here."""
        return (self.declared.kind, self.declared.type) in facts.CLOSED

    def names(self) -> list[str]:
        """Attributes and types of blocks that are configured, or known without."""
        names = dict.fromkeys(name for name in self.declared.body.attributes if name not in META_ATTRIBUTES)
        names |= dict.fromkeys(self.block_types())
        names |= dict.fromkeys(self.computed())
        return list(names)

    def block_types(self) -> dict[str, None]:
        """The types of the blocks inside, in order; dynamic ones too."""
        if self._block_types is None:
            found: dict[str, None] = {}
            for block in self.declared.body.blocks:
                if block.type == "dynamic" and block.labels:
                    found[block.labels[0]] = None
                elif block.type not in META_BLOCKS:
                    found[block.type] = None
            self._block_types = found
        return self._block_types

    def computed(self) -> dict[str, Value]:
        """Attributes that follow from the configured ones."""
        if self._computed is None:
            self._computed = {}  # what computes them may ask for other attributes
            try:
                self._computed = pure_data.computed(self)
            except HclError as error:
                self.module.tree.diagnostics.error(error, self.declared.path)
        return self._computed

    def attribute(self, name: str) -> Value | None:
        """The value of an attribute, or the blocks of a type as a tuple; None for what is not configured."""
        found = self._attributes.get(name)
        if found is None:
            found = self._evaluated(name)
            if found is not None:
                self._attributes[name] = found
        return found

    def _evaluated(self, name: str) -> Value | None:
        assignment = self.declared.body.attributes.get(name)
        with self.module.tree.resources.working_on(self):
            if assignment is not None and name not in META_ATTRIBUTES:
                return self.module.evaluated(assignment, self.scope)
            if name in self.block_types():
                return self._blocks(self.declared.body, name, self.scope, 0)
            return self.computed().get(name)

    def value_of(self, name: str) -> Value:
        """The attribute as a reference sees it: what is not configured is unknown until the provider says it."""
        found = self._seen(name)
        if found is not None:
            return found
        if self.is_closed:
            known = facts.CLOSED[self.declared.kind, self.declared.type]
            if name not in known:
                raise EvalError(f'Unsupported attribute: {self.declared.address} has no attribute named "{name}".')
            return Value(known[name], None)
        usual = facts.default(self.declared.type, name) if self.declared.kind == "resource" else None
        if usual is not None:
            return usual
        return unknown(ANY, causes=(self.cause(name),), draft=self.draft(name))

    def _seen(self, name: str) -> Value | None:
        """What references see of an attribute; None where the provider says it, as it does in the place of null."""
        found = self.attribute(name)
        if found is None or self.is_closed or self.declared.kind not in ("resource", "data"):
            return found
        if found.is_null:
            return None
        if name in self.block_types():
            if name not in self._opened:
                reference = Cause(self.cause(name).kind, f"{self.address}.{name}", self.module.address)
                self._opened[name] = _opened(found, _inner(self.declared.body, name), reference)
            return self._opened[name]
        return found

    def draft(self, name: str) -> str:
        """What stands for an attribute that is not configured, where it is a text that the provider gives."""
        return facts.named(self.full_address, name)

    def cause(self, name: str) -> Cause:
        """What an attribute that is not configured waits for."""
        if self.declared.kind == "data":
            kind = "data"
        else:
            kind = "computed" if name in facts.ALWAYS_COMPUTED else "attribute"
        return Cause(kind, f"{self.address}.{name}", self.module.address)

    def value(self) -> Value:
        """The whole instance."""
        if self.is_closed:
            return object_value({name: self.value_of(name) for name in facts.CLOSED[self.declared.kind, self.declared.type]})
        found = {name: value for name in self.names() if (value := self._seen(name)) is not None}
        kind = "data" if self.declared.kind == "data" else "attribute"
        return Value(ANY, OpenObject(found, Cause(kind, self.address, self.module.address), self.draft))

    # --- blocks

    def _blocks(self, body: Body, name: str, scope: Scope, depth: int) -> Value:
        """The blocks of a type as a tuple of objects; unknown as a whole where it is not known how many there are."""
        found: list[Value] = []
        waits: list[Value] = []
        perhaps: list[Value] = []
        for block in body.blocks:
            if block.type == name:
                found.append(self.block(block.body, scope, depth))
            elif block.type == "dynamic" and block.labels and block.labels[0] == name:
                result = self.dynamic(block, scope, depth)
                if isinstance(result, list):
                    found += result
                else:
                    waits.append(result)
                    perhaps += result.data.blocks
        if waits:
            # Where others are there for certain, all of them are unknown together.
            return unknown(ANY, *waits, blocks=() if found else tuple(perhaps))
        return tuple_value(found)

    def block(self, body: Body, scope: Scope, depth: int) -> Value:
        """A block as an object."""
        spend(8)
        if depth > 32:
            raise EvalError("Blocks are nested too deep.", body.start, body.start + 1, body.path)
        found = {name: self.module.evaluated(one, scope) for name, one in body.attributes.items()}
        for inner in body.blocks:
            name = inner.labels[0] if inner.type == "dynamic" and inner.labels else inner.type
            if name not in found:
                found[name] = self._blocks(body, name, scope, depth + 1)
        return object_value(found)

    def dynamic(self, block: Block, scope: Scope, depth: int) -> list[Value] | Value:
        """The blocks that a dynamic block makes; an unknown value where it is not known which."""
        content = block.body.of_type("content")
        each = block.body.attributes.get("for_each")
        if each is None or len(content) != 1:
            missing = "for_each" if each is None else "exactly one content block"
            self._note(block, f"Invalid dynamic block: {missing} is required.")
            return []
        name = block.labels[0]
        iterator = block.body.attributes.get("iterator")
        if iterator is not None:
            from scanner.hcl.references import written

            name = written(iterator.value)
        value = self.module.evaluated(each, scope)
        if value.is_null:
            self._note(block, "Invalid dynamic for_each value: cannot use a null value in for_each.")
            return []
        marks, value = value.marks, value.bare()
        if not value.is_known or value.type is ANY:
            item = object_value({"key": unknown(ANY, value), "value": unknown(ANY, value)})
            inner = Scope(scope.surroundings, {**scope.variables, name: item})
            return unknown(ANY, value, blocks=(self.block(content[0].body, inner, depth + 1),))
        if not (value.type.is_collection or value.type.kind in ("tuple", "object")):
            self._note(block, f"Invalid dynamic for_each value: cannot use a {value.type.kind} value in for_each; a collection is "
                              "required.")
            return []
        found: list[Value] = []
        for key, one in elements(value)[:MAX_BLOCKS]:
            item = object_value({"key": key.with_marks(marks), "value": one.with_marks(marks)})
            inner = Scope(scope.surroundings, {**scope.variables, name: item})
            found.append(self.block(content[0].body, inner, depth + 1))
        return found

    def _note(self, block: Block, message: str) -> None:
        self.module.tree.diagnostics.add(ERROR, message, SourceSpan(block.body.path, block.start, block.header_end))


def _inner(body: Body, name: str) -> list[Body]:
    """The bodies of the blocks of a type, and the contents of those that are dynamic."""
    found: list[Body] = []
    for block in body.blocks:
        if block.type == name:
            found.append(block.body)
        elif block.type == "dynamic" and block.labels and block.labels[0] == name:
            found += [one.body for one in block.body.of_type("content")]
    return found


def _opened(blocks: Value, bodies: list[Body], cause: Cause) -> Value:
    """Blocks as references see them: the provider may have more attributes than those that are set, and fills in those
    that are null; where no block is made, it may make one itself."""
    if not isinstance(blocks.data, list):
        return blocks
    if not blocks.data:
        return unknown(ANY, causes=(cause,))
    types = {(one.labels[0] if one.type == "dynamic" and one.labels else one.type) for body in bodies for one in body.blocks}
    found: list[Value] = []
    for number, one in enumerate(blocks.data):
        here = Cause(cause.kind, f"{cause.reference}[{number}]", cause.module)
        attributes: dict[str, Value] = {}
        for name, value in one.data.items():
            if name in types:
                inner = [each for body in bodies for each in _inner(body, name)]
                value = _opened(value, inner, Cause(cause.kind, f"{here.reference}.{name}", cause.module))
            if not value.is_null:
                attributes[name] = value
        found.append(Value(ANY, OpenObject(attributes, here), one.marks))
    return tuple_value(found)


class _Working:
    """While an attribute of a resource is evaluated, references to the resource lead in a circle."""

    def __init__(self, stack: list[tuple[str, str]], name: tuple[str, str]) -> None:
        self.stack, self.name = stack, name

    def __enter__(self) -> None:
        self.stack.append(self.name)

    def __exit__(self, *_: object) -> None:
        self.stack.pop()


class ResourceTable:
    """The instances of all resources of a tree."""

    MOST = 50_000

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.count = 0
        self._working: list[tuple[str, str]] = []
        self._instances: dict[tuple[str, str], list[ResourceInstance]] = {}

    def working_on(self, instance: ResourceInstance) -> _Working:
        """The evaluation of an attribute, as a context."""
        return _Working(self._working, (instance.module.address, instance.declared.address))

    def instances(self, module: ModuleInstance, declared: Declaration) -> list[ResourceInstance]:
        """All instances of a resource."""
        name = (module.address, declared.address)
        found = self._instances.get(name)
        if found is None:
            expansion = module.expansion(declared)
            found = [ResourceInstance(module, declared, key, module.repetition_scope(declared, key)) for key in expansion.keys]
            self._instances[name] = found
            self.count += len(found)
            if self.count > self.MOST:
                from scanner.hcl.errors import LimitError

                raise LimitError(f"The evaluation was stopped: more than {self.MOST} instances of resources.")
        return found

    def reference(self, module: ModuleInstance, declared: Declaration, steps: list[Step], taken: int) -> tuple[Value, int]:
        """The value of a reference to a resource, of which `taken` steps named it; and how many steps the value takes."""
        if (module.address, declared.address) in self._working:
            circle = declared.address
            last = steps[taken - 1].node
            raise EvalError(f"Self-referential block: configuration for {circle} may not refer to itself.", -1, last.end)
        expansion = module.expansion(declared)
        instances = self.instances(module, declared)
        if expansion.kind == "single":
            if len(steps) > taken and not steps[taken].is_name and isinstance(steps[taken].key, Value):
                if steps[taken].key.type.kind == "number":  # type: ignore[union-attr]
                    raise EvalError(f"Unexpected resource instance key: because {declared.address} does not have \"count\" or "
                                    "\"for_each\" set, references to it must not include an index key.",
                                    -1, steps[taken].node.end)
            return _below(instances[0], steps, taken)
        if len(steps) > taken and not steps[taken].is_name and expansion.is_known:
            key = expansion.find(steps[taken].key)
            for instance in instances:
                if key is not SYMBOLIC and instance.key == key:
                    return _below(instance, steps, taken + 1)
        if len(steps) > taken and steps[taken].is_name and expansion.is_known:
            raise EvalError(f'Missing resource instance key: because {declared.address} has "{expansion.kind}" set, its attributes '
                            "must be accessed on specific instances.", -1, steps[taken].node.end)
        return _all(declared, expansion, instances), taken


def _below(instance: ResourceInstance, steps: list[Step], taken: int) -> tuple[Value, int]:
    if len(steps) > taken and steps[taken].is_name:
        try:
            return instance.value_of(str(steps[taken].key)), taken + 1
        except EvalError as error:
            if error.start < 0 and not error.path:
                node = steps[taken].node
                error.start, error.end = getattr(node, "source", node).start, node.end
            raise
    return instance.value(), taken


def _all(declared: Declaration, expansion: Expansion, instances: list[ResourceInstance]) -> Value:
    if not expansion.is_known:
        causes = expansion.causes or (Cause("count", declared.address, instances[0].module.address),)
        return Value(ANY, Unknown((Cause("attribute", declared.address, instances[0].module.address), *causes)))
    values = [instance.value() for instance in instances]
    if expansion.kind == "count":
        return tuple_value(values)
    return object_value({str(instance.key): value for instance, value in zip(instances, values, strict=True)})


