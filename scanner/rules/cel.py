"""The one module that knows the CEL runtime (cel-expr-python).

Facts measured on version 0.1.3 that shape this module: data is converted as a whole when an activation is made (so
one activation serves all rules about one thing), only plain types are taken, integers must fit into 64 bits; an
error is a value of type ERROR; `?.` and friends fail on null where Kubernetes reads null as absent, so null members
are dropped first.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from typing import Any

from scanner import precompiled
from scanner.model.resource import Data
from scanner.model.unknown import Unknown
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.rules import facts
from scanner.rules.programs import canonical

# Every name an expression may use. What they mean is told in docs of the rule format (schemas/rule.schema.json).
NAMES = (
    "object", "self", "container", "effective", "pod", "pod_labels", "pod_annotations", "params", "target",
    "incoming", "outgoing", "dangling", "reasons", "components", "kind", "address",
    "today",
)

MAX_DEPTH = 100
_LONGEST = 2**63 - 1
_WORD = lazy(r"[A-Za-z_]+")


class ExpressionError(Exception):
    """An expression that does not compile; the text says why and names the nearest known name.

    `offset` is the place in the expression, in code points.
    """

    def __init__(self, problem: str, offset: int = 0) -> None:
        super().__init__(problem)
        self.offset = offset


class Undecided(NamedTuple):
    """The expression met something it cannot judge; `limit`: only because of a bound that is ours."""

    reason: str
    limit: bool = False


class Program(NamedTuple):
    """A compiled expression.

    `bounded`: it came along with a pack, so the work of its functions is counted, and it hands its value to `take`.
    """

    text: str
    compiled: Any
    bounded: bool = False

    def run(self, activation: Any) -> bool | Undecided:
        """Truth of the expression, or why it has none."""
        value = self.value(activation)
        if value is True or value is False or isinstance(value, Undecided):
            return value
        return Undecided(f"it is neither true nor false but {str(value)[:50]!r}")

    def number(self, activation: Any) -> float | Undecided:
        """The value of the expression where that is a number, or why it is none."""
        try:
            value = self.value(activation) if self.bounded else self.compiled.eval(activation).value()
        except (RuntimeError, TypeError, SystemError) as problem:
            return _undecided(problem)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        return value if isinstance(value, Undecided) else _undecided(value)

    def value(self, activation: Any) -> Any:
        """The value of the expression as plain data, or why it has none; of built-in expressions truth values only."""
        if not self.bounded:
            return _truth(self.compiled, activation)
        from scanner.gotemplate import limits

        with limits.metered(_WORK):
            taken = _truth(self.compiled, activation)
        return _taken[0] if taken is True else taken


_WORK = 20_000_000
"""Work of one expression, in units of `gotemplate/limits.py`: a fifth of a second."""

_taken: list[Any] = [None]


def take(value: Any) -> bool:
    """What an expression of a pack calls with its value.

    The runtime's own way to give a value loses a reference to None with each null in it (0.1.3), until Python stops.
    """
    _taken[0] = value
    return True


def _truth(compiled: Any, activation: Any) -> bool | Undecided:
    try:
        value = compiled.eval(activation).value()
    except (RuntimeError, TypeError, SystemError) as problem:  # such as more steps than the runtime allows
        return _undecided(problem)
    except MemoryError:
        return Undecided("it is too large to be judged", True)
    return value if value is True or value is False else _undecided(value)


@cache
def compile_text(text: str) -> Program:
    """The program of an expression. ExpressionError: it does not parse, or names something unknown."""
    stored = precompiled.program(text)
    if stored is not None:
        try:
            return Program(text, _environment().deserialize(base64.b64decode(stored)))
        except (RuntimeError, ValueError):
            pass  # written by another version of the runtime
    from scanner.rules import extended

    return extended.program(text, extended.RULES)


def serialize(text: str) -> str | None:
    """The program of an expression as text that `compile_text` loads; None where it wants the extended language.

    ExpressionError: it does not compile in that either.
    """
    try:
        program = _environment().compile(text)
    except RuntimeError:
        compile_text(text)
        return None
    return base64.b64encode(canonical(program.serialize())).decode("ascii")


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
        functions=fact_declarations(cel),
    )


def fact_declarations(cel: Any) -> list[Any]:
    """The functions of `facts` as the runtime, the module `cel`, wants them declared."""
    return [
        cel.FunctionDecl(name, [
            # A parameter of type DYN matches nothing at run time, so each type has an overload of its own.
            cel.Overload(f"{name}_{kind.replace(' ', '_')}", return_type=cel.Type.DYN,
                         parameters=[getattr(cel.Type, one) for one in kind.split()], impl=function)
            for kind in kinds
        ])
        for name, (function, kinds) in facts.FUNCTIONS.items()
    ]


# What the runtime or a function of ours says when a bound is reached, or a value is of a kind that cannot be handed
# between the two; in a sentence for the reader.
_LIMITS = {
    "budget": "it is too large to be judged",
    "Unimplemented type": "it uses a value that cannot be handed to functions here",
    "_Stop": "it asks for more than any rule needs",
    "Non-CEL value type": "it uses a value that cannot be handed to functions here",
    "function return value": "it gives an optional, which has no truth value",
}


def _undecided(problem: Any) -> Undecided:
    """A short sentence from an error of the runtime."""
    text = " ".join(str(problem).split())
    for sign, reason in _LIMITS.items():
        if sign in text:
            return Undecided(reason, True)
    if "Applying SELECT to non-message type" in text:
        return Undecided("it asks for a field of something that is no map")
    _, colon, rest = text.partition(": ")
    return Undecided((rest if colon else text)[:200] or "the expression has no truth value")


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
