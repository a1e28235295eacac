"""The expressions of policies: what is wrong with them, and their programs.

What no file tells must not be taken for absent: the user of a request, the authorizer, and, where they were not read,
the Namespace and the parameters. Their names are bound to nothing, so that whatever asks for them has no value, unless
the other side of an `&&` or `||` decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from scanner.admission.records import Expression, Policy
from scanner.conform import nearest, shown
from scanner.model.resource import Path
from scanner.records import NamedTuple
from scanner.rules import cel, extended, optionals, rewrite, syntax
from scanner.rules.extended import POLICIES
from scanner.rules.syntax import Call, Comprehension, Const, Ident, Node, Parsed, Select

REQUEST = ("kind", "resource", "subResource", "requestKind", "requestResource", "requestSubResource", "name",
           "namespace", "operation", "userInfo", "dryRun", "options")
_UNTOLD = frozenset({"userInfo", "options"})

USER = "@request"
"""Stands for what is not known of a request."""

_MAX_NODES = 20_000
_VARIABLE = "@variables."


class Compiled(NamedTuple):
    """The program of an expression; names: all that it and its variables ask for."""

    program: cel.Program
    names: frozenset[str]


def problems(policy: Policy) -> Iterator[tuple[Path, str, int]]:
    """Everything wrong with the expressions of a policy: path in its body, what, and the character it is about."""
    everywhere = {"object", "oldObject", "request", "namespaceObject", *(["params"] if policy.param_kind else [])}
    for one in policy.conditions:
        yield from _problems(one.expression, everywhere | {"authorizer"}, {}, "BOOL")
    known: dict[str, int] = {}
    for one in policy.variables:
        if one.name in known:
            yield one.expression.path, f"a variable {shown(one.name)} stands before it", 0
        yield from _problems(one.expression, everywhere | {"authorizer", "variables"}, known, "")
        known[one.name] = _level(one.expression, known)
    for validation in policy.validations:
        yield from _problems(validation.expression, everywhere | {"authorizer", "variables"}, known, "BOOL")
        if validation.said is not None:
            yield from _problems(validation.said, everywhere | {"variables"}, known, "STRING")
    annotations = policy.resource.get("spec", "auditAnnotations") or ()
    for at, annotation in enumerate(annotations):
        value = Expression(annotation["valueExpression"], ("spec", "auditAnnotations", at, "valueExpression"))
        yield from _problems(value, everywhere | {"variables"}, known, "DYN")


def _levels(known: Mapping[str, int]) -> dict[str, int]:
    return {f"variables.{name}": level for name, level in known.items() if level != rewrite.PLAIN}


def _level(expression: Expression, known: Mapping[str, int]) -> int:
    """Whether a variable is an optional."""
    try:
        tree = extended.parse(expression.text, POLICIES)
    except cel.ExpressionError:
        return rewrite.PLAIN
    return optionals.find(tree.root, POLICIES.python, _levels(known)).result


def _problems(
    expression: Expression, names: set[str], variables: Mapping[str, int], gives: str,
) -> Iterator[tuple[Path, str, int]]:
    found = extended.check(expression.text, POLICIES, frozenset(names), gives, _levels(variables))
    for problem in found:
        yield expression.path, problem.text, problem.offset
    if not found:
        tree = extended.parse(expression.text, POLICIES)
        for node, problem in list(_hidden(tree.root)) or _wrong_fields(tree.root, variables):
            yield expression.path, problem, tree.offset(node)


def _wrong_fields(root: Node, variables: Mapping[str, int]) -> Iterator[tuple[Node, str]]:
    """Variables that are not defined before, and fields that no request has."""
    for node in syntax.walk(root):
        if isinstance(node, Select) and isinstance(node.operand, Ident):
            if node.operand.name == "variables" and node.field not in variables:
                near = nearest(node.field, sorted(variables))
                yield node.operand, f"there is no variable {shown(node.field)} before it{near}"
            elif node.operand.name == "request" and node.field not in REQUEST:
                yield node.operand, f"a request has no field {shown(node.field)}{nearest(node.field, REQUEST)}"
    selected = {id(node.operand) for node in syntax.walk(root) if isinstance(node, Select)}
    for name in syntax.free_names(root):
        if name.name == "variables" and id(name) not in selected:
            yield name, "variables are asked for by name, as in variables.x"


def _hidden(root: Node) -> Iterator[tuple[Node, str]]:
    """Loops whose variables have the names that stand for something else here."""
    for node in syntax.walk(root):
        own: tuple[str, ...] = ()
        if isinstance(node, Comprehension):
            own = (node.variable, node.second)
        elif isinstance(node, Call) and syntax.macro(node):
            own = syntax.variables(node)
        for name in ("request", "variables"):
            if name in own:
                yield node, f"a variable of a loop must not be called {name} here"


Variables: TypeAlias = tuple[tuple[str, str], ...]
"""The names and texts of the variables of a policy, in its order."""


@lru_cache(maxsize=4096)
def compiled(expression: Expression, variables: Variables = ()) -> Compiled:
    """The program of a checked expression that may use variables. ExpressionError: with those it is too large."""
    return part(parsed(expression.text).root, expression.text, variables)


@lru_cache(maxsize=4096)
def parsed(text: str) -> Parsed:
    """The tree of a checked expression."""
    return extended.parse(text, POLICIES)


@lru_cache(maxsize=4096)
def part(root: Node, text: str, variables: Variables) -> Compiled:
    """The program of a part of a checked expression. ExpressionError: with its variables it is too large."""
    needed, whole = _asked(root)
    bound: list[tuple[str, Node]] = []
    for name, definition in reversed(variables):
        if name in needed:
            more, value = _asked(parsed(definition).root)
            needed |= more
            bound.append((name, value))
    for name, value in bound:
        whole = rewrite.let(_VARIABLE + name, value, whole)
    if sum(1 for _ in syntax.walk(whole)) > _MAX_NODES:
        raise cel.ExpressionError("the expression and its variables are too large")
    whole = syntax.renumbered(whole)
    names = frozenset(one.name for one in syntax.free_names(whole))
    return Compiled(extended.of_tree(whole, text, POLICIES), names)


def _asked(root: Node) -> tuple[set[str], Node]:
    """The variables that a tree asks for, and the tree with the names they are bound to and with what is not told."""
    asked: set[str] = set()

    def change(node: Node) -> Node:
        if isinstance(node, Select) and isinstance(node.operand, Ident):
            if node.operand.name == "variables":
                asked.add(node.field)
                return Const("bool", True) if node.test else Ident(_VARIABLE + node.field)
            if node.operand.name == "request" and node.field not in _UNTOLD:
                return node
        if isinstance(node, Call) and node.function == "_?._" and _names_request(node):
            return node
        if isinstance(node, Ident) and node.name == "request":
            return Ident(USER)
        return syntax.replaced(node, change)

    return asked, change(root)


def _names_request(node: Call) -> bool:
    """Whether a node is `request.?x` with an x that is told."""
    subject, field = node.args if len(node.args) == 2 else (None, None)
    return (isinstance(subject, Ident) and subject.name == "request" and isinstance(field, Const)
            and field.value not in _UNTOLD)
