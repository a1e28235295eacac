"""What a configuration demands of itself: conditions of variables, resources and outputs, and versions."""

from __future__ import annotations

from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, EvalError, HclError
from scanner.hcl.evaluator import evaluate
from scanner.hcl.nodes import Body, Node
from scanner.hcl.references import calls, references
from scanner.hcl.scope import Scope, reference
from scanner.hcl.types import BOOL, STRING
from scanner.hcl.values import EPHEMERAL, SENSITIVE, Value, deep_marks
from scanner.model.source import SourceSpan
from scanner.terraform import facts, versions
from scanner.terraform.configuration import META_ATTRIBUTES, META_BLOCKS, Declaration
from scanner.terraform.diagnostics import ERROR, WARNING
from scanner.terraform.module import NOTHING, ModuleInstance
from scanner.terraform.resource_instance import ResourceInstance
from scanner.terraform.tree import Tree


def check(tree: Tree) -> None:
    """Evaluate everything that is declared, so that what is wrong is noted."""
    for module in tree.modules():
        try:
            _module(tree, module)
        except EvalError as error:
            tree.diagnostics.error(error)


def _module(tree: Tree, module: ModuleInstance) -> None:
    configuration = module.configuration
    _undeclared(tree, module)
    for other in configuration.others:
        if other.kind == "terraform":
            _required_version(tree, other)
        elif other.kind == "check":
            _check_block(tree, module, other)
    for name, declared in configuration.variables.items():
        module.constraint(declared)
        value = module.variable(name)
        for block in declared.body.of_type("validation"):
            _about_itself(module, block.body, name)
            _condition(module, block.body, module.scope, f"Invalid value for variable: {name}",
                       "Invalid variable validation result", value)
    for name in configuration.locals:
        module.local(name)
    for declared in configuration.resources.values():
        for instance in tree.resources.instances(module, declared):
            _resource(tree, module, instance)
    for call in configuration.calls.values():
        _call(tree, module, call)
    for name, declared in configuration.outputs.items():
        _output(tree, module, name, declared)
    for provider in configuration.providers:
        for assignment in provider.body.attributes.values():
            if assignment.name not in ("alias", "version"):
                module.evaluated(assignment)


def _undeclared(tree: Tree, module: ModuleInstance) -> None:
    """References to nothing are wrong wherever they stand, also where `try` would hide them."""
    configuration = module.configuration
    bodies = [one.body for table in (configuration.outputs, configuration.resources, configuration.calls)
              for one in table.values()]
    expressions = [(one.value, one.path) for one in configuration.locals.values()]
    for body in bodies:
        pending = [body]
        while pending:
            inner = pending.pop()
            expressions += [(one.value, one.path) for one in inner.attributes.values() if one.name not in _STATIC]
            pending += [block.body for block in inner.blocks if block.type not in ("connection", "provisioner")]
        named = body.attributes.get("depends_on")
        for one in references(named.value) if named is not None else ():
            _dependency(tree, module, one, body.path)
    for node, path in expressions:
        for call in calls(node):
            if call.name in ("try", "can"):
                for one in (each for argument in call.arguments for each in references(argument)):
                    _declared(tree, module, one, path)


_STATIC = frozenset({"depends_on", "provider", "providers", "source", "version", "ignore_changes", "replace_triggered_by",
                     "iterator"})


def _dependency(tree: Tree, module: ModuleInstance, node: Node, path: str) -> None:
    """What `depends_on` names must be declared."""
    found = reference(node)
    if found is None or not found[1] or not found[1][0].is_name:
        return
    root, steps = found
    names = [str(step.key) for step in steps if step.is_name]
    if root.name in ("data", "ephemeral", "resource"):
        key: tuple[str, ...] = (root.name, *names[:2])
    elif root.name in ("module", "var", "local", "path", "terraform"):
        return _declared(tree, module, node, path)
    else:
        key = ("resource", root.name, *names[:1])
    if key not in module.configuration.resources:
        tree.diagnostics.error(EvalError(f"Reference to undeclared resource: {'.'.join(key[1:])} has not been declared.",
                                         node.start, node.end, path))


def _declared(tree: Tree, module: ModuleInstance, node: Node, path: str) -> None:
    found = reference(node)
    if found is None or not found[1] or not found[1][0].is_name:
        return
    root, steps = found
    name = str(steps[0].key)
    known = {"var": module.configuration.variables, "local": module.configuration.locals,
             "module": module.configuration.calls}.get(root.name)
    if known is not None and name not in known:
        noun = {"var": "input variable", "local": "local value", "module": "module"}[root.name]
        tree.diagnostics.error(EvalError(f'Reference to undeclared {noun}: "{name}" has not been declared.',
                                         node.start, node.end, path))


def _about_itself(module: ModuleInstance, body: Body, name: str) -> None:
    """The condition of a variable must ask about that variable."""
    condition = body.attributes.get("condition")
    if condition is not None and not any(
        (found := reference(one)) is not None and found[0].name == "var" and found[1] and found[1][0].key == name
        for one in references(condition.value)
    ):
        module.failed(EvalError(f"Invalid variable validation condition: the condition for variable \"{name}\" must refer to "
                                f"var.{name} in order to test incoming values."), condition)


def _required_version(tree: Tree, declared: Declaration) -> None:
    assignment = declared.body.attributes.get("required_version")
    if assignment is None:
        return
    span = SourceSpan(assignment.path, assignment.start, assignment.end)
    try:
        value = evaluate(assignment.value, NOTHING)
        if not isinstance(value.data, str):
            raise ValueError
        if not versions.allows(value.data):
            version = ".".join(map(str, versions.TERRAFORM))
            tree.diagnostics.add(ERROR, f"Unsupported Terraform Core version: this configuration does not support Terraform version "
                                        f"{version}, whose behaviour is followed here.", span, "version")
    except EvalError as error:
        tree.diagnostics.error(error, assignment.path)
    except ValueError:
        tree.diagnostics.add(ERROR, "Invalid version constraint: a string such as \">= 1.5, < 2.0\" is expected.", span)


def _resource(tree: Tree, module: ModuleInstance, instance: ResourceInstance) -> None:
    declared = instance.declared
    for name in instance.names():
        value = instance.attribute(name)
        # What providers call write-only ends so, and takes what is not kept.
        if value is not None and EPHEMERAL in deep_marks(value) and declared.kind == "resource" and not name.endswith("_wo"):
            assignment = declared.body.attributes.get(name)
            tree.diagnostics.add(ERROR, f'Invalid use of ephemeral value: "{name}" would be kept in the state.',
                                 SourceSpan(assignment.path, assignment.start, assignment.end) if assignment is not None else None)
    closed = facts.CLOSED.get((declared.kind, declared.type))
    if closed is not None:
        for assignment in declared.body.attributes.values():
            if assignment.name not in closed and assignment.name not in META_ATTRIBUTES:
                tree.diagnostics.add(ERROR, f'Unsupported argument: an argument named "{assignment.name}" is not expected here.',
                                     SourceSpan(assignment.path, assignment.start, assignment.name_end))
        for block in declared.body.blocks:
            if block.type not in META_BLOCKS:
                tree.diagnostics.add(ERROR, f'Unsupported block type: blocks of type "{(*block.labels, block.type)[0]}" are not '
                                            "expected here.", SourceSpan(declared.path, block.start, block.header_end))
    for lifecycle in declared.body.of_type("lifecycle"):
        for block in lifecycle.body.of_type("precondition"):
            _condition(module, block.body, instance.scope, "Resource precondition failed", "Invalid condition result")
        for block in lifecycle.body.of_type("postcondition"):
            variables = {**instance.scope.variables, "self": instance.value()}
            _condition(module, block.body, Scope(module, variables), "Resource postcondition failed", "Invalid condition result")


def _call(tree: Tree, module: ModuleInstance, call: Declaration) -> None:
    for key in module.expansion(call).keys:
        child = module.child(call, key)
        if child is None:
            scope = module.repetition_scope(call, key)
            for assignment in call.body.attributes.values():
                if assignment.name not in ("source", "version", "providers", *META_ATTRIBUTES):
                    module.evaluated(assignment, scope)
            continue
        for assignment in call.body.attributes.values():
            if assignment.name in ("source", "version", "providers", *META_ATTRIBUTES):
                continue
            if assignment.name not in child.configuration.variables:
                tree.diagnostics.add(ERROR, f'Unsupported argument: module "{call.name}" has no variable "{assignment.name}".',
                                     SourceSpan(assignment.path, assignment.start, assignment.name_end))


def _output(tree: Tree, module: ModuleInstance, name: str, declared: Declaration) -> None:
    value = module.output(name)
    marks = deep_marks(value)
    where = SourceSpan(declared.path, declared.block.start, declared.block.header_end)
    if module.parent is None and SENSITIVE in marks and not module.flag(declared, "sensitive"):
        tree.diagnostics.add(ERROR, f'Output refers to sensitive values: output "{name}" must set sensitive = true.', where)
    if EPHEMERAL in marks and not module.flag(declared, "ephemeral"):
        tree.diagnostics.add(ERROR, f'Ephemeral value not allowed: output "{name}" is not declared as ephemeral.', where)
    for block in declared.body.of_type("precondition"):
        _condition(module, block.body, module.scope, "Module output value precondition failed", "Invalid condition result",
                   may_be_constant=False)


def _check_block(tree: Tree, module: ModuleInstance, declared: Declaration) -> None:
    if not declared.body.of_type("assert"):
        tree.diagnostics.add(ERROR, "Zero assert blocks: a check must have at least one assert block.",
                             SourceSpan(declared.path, declared.block.start, declared.block.header_end))
    if declared.body.of_type("data"):
        return  # its conditions wait for a data source that only the check sees
    for block in declared.body.of_type("assert"):
        _condition(module, block.body, module.scope, "Check block assertion failed", "Invalid condition result", level=WARNING,
                   may_be_constant=False)


def _condition(
    module: ModuleInstance, body: Body, scope: Scope, failed: str, invalid: str, about: Value | None = None,
    level: str = ERROR, may_be_constant: bool = True,
) -> None:  # fmt: skip
    """Evaluate a condition; what is not known does not fail."""
    condition, message = body.attributes.get("condition"), body.attributes.get("error_message")
    if condition is None or message is None:
        missing = "condition" if condition is None else "error_message"
        module.tree.diagnostics.add(ERROR, f'Missing required argument: the argument "{missing}" is required.',
                                    SourceSpan(body.path, body.start, body.start + 1))
        return
    if not may_be_constant:
        if not list(references(condition.value)):
            module.failed(EvalError("Invalid expression: the condition expression must refer to at least one object from elsewhere "
                                    "in the configuration, or else its result would not be checking anything."), condition)
            return
    try:
        result = evaluate(condition.value, scope)
        if result.is_null:
            raise EvalError(f"{invalid}: the condition expression must return either true or false, not null.")
        result = convert(result, BOOL)
    except ConversionError as error:
        module.failed(EvalError(f"{invalid}: {error.message}."), condition)
        return
    except EvalError as error:
        module.failed(error, condition)
        return
    text = _message(module, message, scope)
    if result.is_known and not result.data and not (about is not None and not about.is_known):
        module.tree.diagnostics.add(level, f"{failed}. {text}".strip(),
                                    SourceSpan(condition.path, condition.start, condition.end))


def _message(module: ModuleInstance, message: object, scope: Scope) -> str:
    from scanner.hcl.nodes import Assignment

    assert isinstance(message, Assignment)
    try:
        value = convert(evaluate(message.value, scope), STRING)
    except ConversionError as error:
        module.failed(EvalError(f"Invalid error message: {error.message}."), message)
        return ""
    except HclError as error:
        module.failed(error, message)
        return ""
    if SENSITIVE in value.marks or not isinstance(value.data, str):
        return ""
    return value.data[:500]
