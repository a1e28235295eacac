"""One instance of a module: its declarations, worked out when something asks for them, each once.

Order never matters, and what waits for itself is an error that names the circle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, EvalError, HclError, LimitError
from scanner.hcl.evaluator import evaluate
from scanner.hcl.limits import CALL_DEPTH
from scanner.hcl.nodes import Assignment, Literal, Name, Node
from scanner.hcl.parser import parse_expression
from scanner.hcl.scope import Scope, Step
from scanner.hcl.types import ANY, BOOL, Type
from scanner.hcl.values import (
    EPHEMERAL, HIDDEN, SENSITIVE, Cause, OpenObject, Value, boolean, null, object_value, string, tuple_value, unknown,
)  # fmt: skip
from scanner.model.source import SourceSpan
from scanner.terraform import facts
from scanner.terraform.configuration import Declaration
from scanner.terraform.constraints import UNCONSTRAINED, Constraint, constraint, with_defaults
from scanner.terraform.diagnostics import ERROR, INFO
from scanner.terraform.expansion import SYMBOLIC, Expansion, Key, expand, key_text
from scanner.terraform.folder import Folder
from scanner.terraform.given import Given

if TYPE_CHECKING:
    from scanner.terraform.resource_instance import ResourceInstance
    from scanner.terraform.tree import Tree

_PENDING = object()


class NoReferences:
    """The surroundings of expressions that may refer to nothing: defaults and values files."""

    files = None
    provider_functions: frozenset[str] = frozenset()

    def spares(self, error: EvalError) -> bool:
        """Spare nothing."""
        return False

    def resolve(self, root: Name, steps: list[Step], scope: Scope) -> tuple[Value, int]:
        """Refuse the reference."""
        raise EvalError("Variables not allowed: variables may not be used here.", root.start, root.end)


NOTHING = Scope(NoReferences())


class ModuleInstance:
    """`address` is "" for the root, `module.a["x"]` for others; `call` and `call_scope` belong to the parent."""

    def __init__(
        self, tree: Tree, folder: Folder, address: str = "", parent: ModuleInstance | None = None,
        call: Declaration | None = None, call_scope: Scope | None = None, given: dict[str, Given] | None = None,
    ) -> None:  # fmt: skip
        self.tree, self.folder, self.address = tree, folder, address
        self.configuration = folder.configuration
        self.parent, self.call, self.call_scope = parent, call, call_scope
        self.given = given if given is not None else {}
        self.depth = parent.depth + 1 if parent is not None else 0
        self.scope = Scope(self)
        self._memo: dict[object, object] = {}
        self._constraints: dict[str, Constraint] = {}

    @property
    def provider_functions(self) -> frozenset[str]:
        """Providers whose functions may be called."""
        return frozenset(self.configuration.required_providers)

    @property
    def files(self) -> object:
        """What file functions read from."""
        return self.tree.files

    def full(self, address: str) -> str:
        """An address with the path of this module."""
        return f"{self.address}.{address}" if self.address else address

    # --- evaluating once

    def once(self, key: object, name: str, compute: Callable[[], object]) -> object:
        """What `compute` gives, worked out at most once; EvalError when it needs itself."""
        found = self._memo.get(key)
        if found is _PENDING:
            circle = self.tree.circle(self.full(name))
            raise EvalError(f"Cycle: {' needs '.join(circle)}.")
        if found is not None:
            return found
        if len(self.tree.pending) > CALL_DEPTH:
            raise LimitError(f"The evaluation was stopped: more than {CALL_DEPTH} declarations wait for each other, "
                             f"{self.full(name)} among them.")
        self._memo[key] = _PENDING
        self.tree.pending.append(self.full(name))
        try:
            found = compute()
        except BaseException:
            del self._memo[key]
            raise
        finally:
            self.tree.pending.pop()
        self._memo[key] = found
        return found

    def evaluated(self, assignment: Assignment, scope: Scope | None = None) -> Value:
        """The value of an attribute; an error is noted and gives an unknown value."""
        self.tree.reading.append(assignment.path)
        try:
            return evaluate(assignment.value, scope or self.scope)
        except EvalError as error:
            return self.failed(error, assignment)
        finally:
            self.tree.reading.pop()

    def undeclared(self, message: str, reference: str, start: int, end: int) -> Value:
        """Note a reference to nothing; the unknown value that takes its place, so that the rest is evaluated."""
        path = self.tree.reading[-1] if self.tree.reading else ""
        self.tree.diagnostics.error(EvalError(message, start, end, path))
        return unknown(ANY, causes=(Cause("undeclared", reference, self.address),))

    def failed(self, error: HclError, assignment: Assignment, type: Type = ANY) -> Value:  # noqa: A002
        """Note an error; the unknown value that takes the place of what it spoilt."""
        if error.start < 0:
            error.start, error.end = assignment.value.start, assignment.value.end
        self.tree.diagnostics.error(error, assignment.path)
        return unknown(type, causes=(Cause("error", assignment.name, self.address),))

    def spares(self, error: EvalError) -> bool:
        """Go on without what Terraform evaluates before version 1.12 alone, and note what it says then."""
        path = error.path or (self.tree.reading[-1] if self.tree.reading else "")
        span = SourceSpan(path, error.start, error.end) if path and error.start >= 0 else None
        self.tree.diagnostics.add(INFO, f"Terraform before 1.12 refuses this: {error.message}", span, "older")
        return True

    # --- references

    def resolve(self, root: Name, steps: list[Step], scope: Scope) -> tuple[Value, int]:
        """The value of a reference, and how many of its steps that took."""
        resolver = _ROOTS.get(root.name)
        if resolver is not None:
            return resolver(self, root, steps)
        return self._resource("resource", root, steps, 0, root.name)

    def _named(self, root: Name, steps: list[Step], what: str) -> str:
        if not steps or not steps[0].is_name:
            raise EvalError(f'Invalid reference: the "{root.name}" object must be followed by the name of {what}.',
                            root.start, root.end)
        return str(steps[0].key)

    def _variable_reference(self, root: Name, steps: list[Step]) -> tuple[Value, int]:
        name = self._named(root, steps, "an input variable")
        if name not in self.configuration.variables:
            return self.undeclared(f'Reference to undeclared input variable: an input variable with the name "{name}" has not '
                                   "been declared.", f"var.{name}", root.start, steps[0].node.end), 1
        return self.variable(name), 1

    def _local_reference(self, root: Name, steps: list[Step]) -> tuple[Value, int]:
        name = self._named(root, steps, "a local value")
        if name not in self.configuration.locals:
            return self.undeclared(f'Reference to undeclared local value: a local value with the name "{name}" has not been '
                                   "declared.", f"local.{name}", root.start, steps[0].node.end), 1
        return self.local(name), 1

    def _path_reference(self, root: Name, steps: list[Step]) -> tuple[Value, int]:
        name = self._named(root, steps, "one of module, root, cwd")
        found = {"module": self.tree.relative(self.folder.path), "root": ".", "cwd": self.tree.files.working}.get(name)
        if found is None:
            raise EvalError(f'Invalid "path" attribute: the "path" object does not have an attribute named "{name}".',
                            root.start, steps[0].node.end)
        return string(found), 1

    def _terraform_reference(self, root: Name, steps: list[Step]) -> tuple[Value, int]:
        name = self._named(root, steps, "an attribute")
        if name == "workspace":
            return string(self.tree.workspace), 1
        if name == "applying":
            return boolean(False).with_marks(frozenset({EPHEMERAL})), 1
        raise EvalError(f'Invalid "terraform" attribute: the "terraform" object does not have an attribute named "{name}".',
                        root.start, steps[0].node.end)

    def _refused_reference(self, root: Name, steps: list[Step]) -> tuple[Value, int]:
        why = {
            "each": 'Reference to "each" in context without for_each: the "each" object can be used only in blocks where the '
                    '"for_each" argument is set.',
            "count": 'Reference to "count" in non-counted context: the "count" object can be used only in blocks where the '
                     '"count" argument is set.',
            "self": 'Invalid "self" reference: the "self" object is not available in this context.',
        }[root.name]  # fmt: skip
        raise EvalError(why, root.start, root.end)

    def _mode_reference(self, root: Name, steps: list[Step]) -> tuple[Value, int]:
        type_name = self._named(root, steps, "a type and a name")
        return self._resource(root.name, root, steps, 1, type_name)

    def _resource(self, mode: str, root: Name, steps: list[Step], taken: int, type_name: str) -> tuple[Value, int]:
        if len(steps) <= taken or not steps[taken].is_name:
            if not steps and mode == "resource" and type_name.lower() in ("true", "false"):
                return self._misspelt(root), 0
            raise EvalError("Invalid reference: a reference to a resource type must be followed by at least one attribute "
                            "access, specifying the resource name.", root.start, root.end)
        name = str(steps[taken].key)
        declared = self.configuration.resources.get((mode, type_name, name))
        if declared is None:
            prefix = "" if mode == "resource" else f"{mode}."
            message = (f'Reference to undeclared resource: {prefix}{type_name}.{name} has not been declared in '
                       f"{self.address or 'the root module'}.")
            address = f"{prefix}{type_name}.{name}"
            self.undeclared(message, address, root.start, steps[taken].node.end)
            # It is not known what it is, but it is not one of the resources that are declared.
            cause = Cause("undeclared", address, self.address)
            return Value(ANY, OpenObject({}, cause, lambda attribute: facts.named(address, attribute))), taken + 1
        return self.tree.resources.reference(self, declared, steps, taken + 1)

    def _misspelt(self, root: Name) -> Value:
        """`True`, which Terraform refuses: told, and taken for what it is meant to be, so that rules can judge it."""
        meant = root.name.lower()
        path = self.tree.reading[-1] if self.tree.reading else ""
        self.tree.diagnostics.error(EvalError(f"Invalid reference: {root.name} is no value; it is taken for {meant} here.",
                                              root.start, root.end, path))
        return boolean(meant == "true")

    def _module_reference(self, root: Name, steps: list[Step]) -> tuple[Value, int]:
        name = self._named(root, steps, "a module call")
        call = self.configuration.calls.get(name)
        if call is None:
            return self.undeclared(f'Reference to undeclared module: no module call named "{name}" is declared in '
                                   f"{self.address or 'the root module'}.", f"module.{name}", root.start, steps[0].node.end), 1
        expansion = self.expansion(call)
        taken = 1
        key: Key = None
        if expansion.kind == "single":
            if len(steps) > 1 and not steps[1].is_name and isinstance(steps[1].key, Value) and steps[1].key.type.kind == "number":
                raise EvalError(f"Unexpected module instance key: module.{name} has neither count nor for_each.",
                                root.start, steps[1].node.end)
        else:
            literal = expansion.find(steps[1].key) if len(steps) > 1 and not steps[1].is_name else SYMBOLIC
            if literal is SYMBOLIC or literal not in expansion.keys:
                return self._whole_module(call, expansion), 1
            key, taken = literal, 2
        if len(steps) > taken and steps[taken].is_name:
            return self.output_of(call, key, str(steps[taken].key), steps[taken].node), taken + 1
        return self._module_object(call, key), taken

    def _whole_module(self, call: Declaration, expansion: Expansion) -> Value:
        if not expansion.is_known:
            return unknown(ANY, causes=expansion.causes)
        values = [self._module_object(call, key) for key in expansion.keys]
        if expansion.kind == "count":
            return tuple_value(values)
        return object_value({str(key): value for key, value in zip(expansion.keys, values, strict=True)})

    def _module_object(self, call: Declaration, key: Key) -> Value:
        child = self.child(call, key)
        if child is None:
            return Value(ANY, OpenObject({}, Cause("module", f"module.{call.name}{key_text(key)}", self.address)))
        return object_value({name: child.output(name) for name in sorted(child.configuration.outputs)})

    def output_of(self, call: Declaration, key: Key, name: str, node: Node) -> Value:
        """An output of one instance of a module."""
        child = self.child(call, key)
        if child is None:
            cause = Cause("module", f"module.{call.name}{key_text(key)}.{name}", self.address)
            return unknown(ANY, causes=(cause,))
        if name not in child.configuration.outputs:
            raise EvalError(f'Unsupported attribute: this object does not have an attribute named "{name}"; module.{call.name} '
                            "has no such output.", getattr(node, "source", node).start, node.end)
        return child.output(name)

    # --- declarations

    def local(self, name: str) -> Value:
        """The value of a local value."""
        assignment = self.configuration.locals[name]
        found = self.once(("local", name), f"local.{name}", lambda: self.evaluated(assignment))
        assert isinstance(found, Value)
        return found

    def output(self, name: str) -> Value:
        """The value of an output."""
        found = self.once(("output", name), f"output.{name}", lambda: self._output(self.configuration.outputs[name]))
        assert isinstance(found, Value)
        return found

    def _output(self, declared: Declaration) -> Value:
        assignment = declared.body.attributes.get("value")
        if assignment is None:
            self.tree.diagnostics.add(ERROR, f'Missing required argument: output "{declared.name}" has no value.',
                                      SourceSpan(declared.path, declared.block.start, declared.block.header_end))
            return null()
        value = self.evaluated(assignment)
        if self.flag(declared, "sensitive"):
            return value.with_marks(frozenset({HIDDEN}))
        return value

    def flag(self, declared: Declaration, name: str, default: bool = False) -> bool:
        """A bool that a declaration sets; it must be a literal."""
        assignment = declared.body.attributes.get(name)
        if assignment is None:
            return default
        try:
            value = convert(evaluate(assignment.value, NOTHING), BOOL)
            return default if value.is_null else bool(value.data)
        except (EvalError, ConversionError) as error:
            self.failed(EvalError(f'Unsuitable value type: "{name}" must be true or false: {error.message}.'), assignment)
            return default

    def constraint(self, declared: Declaration) -> Constraint:
        """The type constraint of a variable."""
        found = self._constraints.get(declared.name)
        if found is None:
            found = UNCONSTRAINED
            assignment = declared.body.attributes.get("type")
            if assignment is not None:
                node = assignment.value
                if declared.body.is_json and isinstance(node, Literal) and isinstance(node.value.data, str):
                    try:
                        node = parse_expression(node.value.data, assignment.path)
                    except HclError as error:
                        self.failed(error, assignment)
                try:
                    found = constraint(node, NoReferences())
                except HclError as error:
                    self.failed(error, assignment)
            self._constraints[declared.name] = found
        return found

    def variable(self, name: str) -> Value:
        """The value of an input variable."""
        declared = self.configuration.variables[name]
        found = self.once(("variable", name), f"var.{name}", lambda: self._variable(declared))
        assert isinstance(found, Value)
        return found

    def _variable(self, declared: Declaration) -> Value:
        wanted = self.constraint(declared)
        default = self.default(declared, wanted)
        value, assignment = self._assigned(declared, wanted)
        nullable = self.flag(declared, "nullable", True)
        if value is None or value.is_null and not nullable and default is not None:
            value = default
        elif assignment is not None:
            value = self._converted(value, wanted, assignment, f'Invalid value for input variable "{declared.name}"')
        if value is None:
            value = self._missing(declared, wanted)
        if value.is_null and not nullable:
            self.tree.diagnostics.add(ERROR, f'Required variable not set: "{declared.name}" must not be null.',
                                      SourceSpan(declared.path, declared.block.start, declared.block.header_end))
        marks = {mark for mark in (SENSITIVE, EPHEMERAL) if self.flag(declared, mark)}
        return value.with_marks(frozenset(marks)) if marks else value

    def default(self, declared: Declaration, wanted: Constraint) -> Value | None:
        """The default of a variable; None for none."""
        assignment = declared.body.attributes.get("default")
        if assignment is None:
            return None
        try:
            value = evaluate(assignment.value, NOTHING)
            from scanner.hcl.references import calls

            for call in calls(assignment.value):
                raise EvalError("Function calls not allowed: functions may not be called here.", call.start, call.name_end)
        except EvalError as error:
            return self.failed(error, assignment, wanted.type)
        if value.is_null and not self.flag(declared, "nullable", True):
            self.failed(EvalError("Invalid default value for variable: a null default value is not valid when "
                                  "nullable=false."), assignment)
        return self._converted(value, wanted, assignment, "Invalid default value for variable")

    def _converted(self, value: Value, wanted: Constraint, assignment: Assignment, what: str) -> Value:
        try:
            return convert(with_defaults(value, wanted), wanted.type)
        except ConversionError as error:
            return self.failed(EvalError(f"{what}: this value is not compatible with the variable's type constraint: "
                                         f"{error.message}."), assignment, wanted.type)

    def _assigned(self, declared: Declaration, wanted: Constraint) -> tuple[Value | None, Assignment | None]:
        """What the call of the module, or a person, gives to a variable."""
        if self.call is not None:
            assert self.parent is not None
            assignment = self.call.body.attributes.get(declared.name)
            if assignment is None:
                return None, None
            return self.parent.evaluated(assignment, self.call_scope), assignment
        given = self.given.get(declared.name)
        if given is None:
            return None, None
        if given.assignment is not None:
            return self.evaluated(given.assignment, NOTHING), given.assignment
        return self._from_text(given, declared, wanted)

    def _from_text(self, given: Given, declared: Declaration, wanted: Constraint) -> tuple[Value, Assignment]:
        literal = Literal(string(given.text), -1, -1)
        assignment = Assignment(declared.name, literal, -1, -1, -1, "")
        if "type" not in declared.body.attributes or wanted.type.is_primitive:
            return literal.value, assignment
        try:
            return evaluate(parse_expression(given.text), NOTHING), assignment
        except HclError as error:
            message = f'Invalid value for variable "{declared.name}" from the {given.origin}: {error.message}'
            self.tree.diagnostics.add(ERROR, message)
            return unknown(wanted.type), assignment

    def _missing(self, declared: Declaration, wanted: Constraint) -> Value:
        span = SourceSpan(declared.path, declared.block.start, declared.block.header_end)
        if self.call is not None:
            assert self.parent is not None
            call_span = SourceSpan(self.call.path, self.call.block.start, self.call.block.header_end)
            self.tree.diagnostics.add(ERROR, f'Missing required argument: the argument "{declared.name}" of module '
                                             f'"{self.call.name}" is required, but no definition was found.', call_span)
        else:
            self.tree.diagnostics.add(INFO, f'No value for required variable: "{declared.name}" is not set, so that what '
                                            "depends on it is unknown.", span, "missing-variable")
        from scanner.hcl.types import required

        return unknown(required(wanted.type), causes=(Cause("variable", f"var.{declared.name}", self.address),))

    # --- repetition

    def expansion(self, declared: Declaration) -> Expansion:
        """The instances that count or for_each make of a resource or module call."""
        found = self.once(("expansion", declared.kind, declared.type, declared.name), f"{declared.address} (count)",
                          lambda: expand(self, declared))
        assert isinstance(found, Expansion)
        return found

    def repetition_scope(self, declared: Declaration, key: Key) -> Scope:
        """What an instance's own arguments see: each or count."""
        expansion = self.expansion(declared)
        variables = expansion.variables(key)
        return Scope(self, variables) if variables else self.scope

    # --- modules inside

    def child(self, call: Declaration, key: Key) -> ModuleInstance | None:
        """An instance of a module that is called; None for one that is not here."""
        found = self.once(("child", call.name, key), f"module.{call.name}", lambda: (self._child(call, key),))
        assert isinstance(found, tuple)
        child = found[0]
        assert child is None or isinstance(child, ModuleInstance)
        return child

    def _child(self, call: Declaration, key: Key) -> ModuleInstance | None:
        folder = self.tree.called(self, call)
        if folder is None:
            return None
        address = self.full(f"module.{call.name}{key_text(key)}")
        return ModuleInstance(self.tree, folder, address, self, call, self.repetition_scope(call, key))

    def resources(self) -> list[ResourceInstance]:
        """The instances of all resources and data sources declared here."""
        return [one for declared in self.configuration.resources.values()
                for one in self.tree.resources.instances(self, declared)]


_ROOTS: dict[str, Callable[[ModuleInstance, Name, list[Step]], tuple[Value, int]]] = {
    "var": ModuleInstance._variable_reference, "local": ModuleInstance._local_reference,
    "module": ModuleInstance._module_reference, "path": ModuleInstance._path_reference,
    "terraform": ModuleInstance._terraform_reference, "data": ModuleInstance._mode_reference,
    "resource": ModuleInstance._mode_reference, "ephemeral": ModuleInstance._mode_reference,
    "each": ModuleInstance._refused_reference, "count": ModuleInstance._refused_reference,
    "self": ModuleInstance._refused_reference,
}  # fmt: skip

