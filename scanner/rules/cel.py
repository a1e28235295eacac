"""The one module that knows the CEL runtime (cel-expr-python).

Facts measured on version 0.1.3 that shape this module: data is converted as a whole when an activation is made (so
one activation serves all rules about one thing), only plain types are taken, integers must fit into 64 bits; an
error is a value of type ERROR; `?.` and friends fail on null where Kubernetes reads null as absent, so null members
are dropped first.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from scanner import precompiled
from scanner.model.resource import Data
from scanner.model.unknown import Unknown
from scanner.patterns import lazy
from scanner.rules import facts
from scanner.rules.programs import canonical

# Every name an expression may use. What they mean is told in docs of the rule format (schemas/rule.schema.json).
NAMES = (
    "object", "self", "container", "effective", "pod", "pod_labels", "pod_annotations", "params", "target",
    "incoming", "outgoing", "dangling", "kind", "address",
)

MAX_DEPTH = 100
_LONGEST = 2**63 - 1
_WORD = lazy(r"[A-Za-z_]+")


class ExpressionError(Exception):
    """An expression that does not compile; the text says why and names the nearest known name."""


class Undecided(NamedTuple):
    """The expression met something it cannot judge."""

    reason: str


class Program(NamedTuple):
    """A compiled expression."""

    text: str
    compiled: Any

    def run(self, activation: Any) -> bool | Undecided:
        """Truth of the expression, or why it has none."""
        try:
            value = self.compiled.eval(activation).value()
        except RuntimeError as problem:  # such as more steps than the runtime allows
            return Undecided(_reason(problem))
        if value is True or value is False:
            return value
        return Undecided(_reason(value))


@cache
def compile_text(text: str) -> Program:
    """The program of an expression. ExpressionError: it does not parse, or names something unknown."""
    stored = precompiled.program(text)
    if stored is not None:
        try:
            return Program(text, _environment().deserialize(base64.b64decode(stored)))
        except (RuntimeError, ValueError):
            pass  # written by another version of the runtime
    return _compiled(text)


def serialize(text: str) -> str:
    """The program of an expression as text that `compile_text` loads. ExpressionError as there."""
    return base64.b64encode(canonical(_compiled(text).compiled.serialize())).decode("ascii")


def _compiled(text: str) -> Program:
    try:
        return Program(text, _environment().compile(text))
    except RuntimeError as problem:
        raise ExpressionError(_explain(str(problem))) from None


def activation(data: Mapping[str, Data]) -> Any:
    """Data bound to names, converted once for any number of programs; values must be `plain`."""
    return _environment().Activation(data)


@cache
def _environment() -> Any:
    from cel_expr_python import cel
    from cel_expr_python.ext import ext_optional, ext_strings

    return cel.NewEnv(
        variables={name: cel.Type.DYN for name in NAMES},
        extensions=[ext_optional.ExtOptional(), ext_strings.ExtStrings()],
        functions=[
            cel.FunctionDecl(name, [
                # A parameter of type DYN matches nothing at run time, so each type has an overload of its own.
                cel.Overload(f"{name}_{kind.replace(' ', '_')}", return_type=cel.Type.DYN,
                             parameters=[getattr(cel.Type, one) for one in kind.split()], impl=function)
                for kind in kinds
            ])
            for name, (function, kinds) in facts.FUNCTIONS.items()
        ],
    )


def _reason(value: Any) -> str:
    """A short sentence from an error value of the runtime."""
    text = " ".join(str(value).split())
    _, colon, rest = text.partition(": ")
    if "budget" in text:
        return "it is too large to be judged"
    return (rest if colon else text)[:200] or "the expression has no truth value"


def _explain(problem: str) -> str:
    first = " ".join(problem.removeprefix("INVALID_ARGUMENT: ERROR: <input>:").split(" | ")[0].split())
    unknown = re.search(r"undeclared reference to '([^']+)'", problem)
    if unknown is None:
        return first
    import difflib

    name = unknown.group(1).partition(".")[0]
    near = difflib.get_close_matches(name, [*NAMES, *facts.FUNCTIONS], n=1, cutoff=0.5)
    return f"unknown name {name!r}" + (f": did you mean {near[0]!r}?" if near else "")


def plain(value: Data, depth: int = 0) -> Data:
    """`value` as the runtime takes it: null members dropped, keys as text, wide integers as floating point.

    A text of which only what a provider will name is open is that text, with `${aws_vpc.main.id}` in it.

    What lies deeper than anything Kubernetes knows is unknown, so that hostile nesting exhausts no stack.
    """
    kind = type(value)
    if kind is str or kind is bool or kind is float:
        return value
    if kind is int:
        return value if -_LONGEST <= value <= _LONGEST else float(value)
    if depth > MAX_DEPTH:
        return Unknown("it is nested too deeply")
    if kind is dict:
        return {
            key if type(key) is str else str(key): plain(member, depth + 1)
            for key, member in value.items() if member is not None
        }
    if kind is list:
        return [plain(member, depth + 1) for member in value]
    if isinstance(value, Unknown):
        return value.text if value.draft and value.text is not None else value
    if value is None:
        return value
    raise TypeError(f"not plain data: {kind.__name__}")


@cache
def names_in(text: str) -> frozenset[str]:
    """The bound names that an expression may use; only these are handed over, because all that is costs time."""
    return frozenset(_WORD.findall(text)).intersection(NAMES)
