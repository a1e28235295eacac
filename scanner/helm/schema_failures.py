"""Why a value does not meet a schema: a tree of failures, and the words for it.

The words are those of the validator in Helm (github.com/santhosh-tekuri/jsonschema, v6).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scanner.gotemplate.printing import to_text
from scanner.gotemplate.strconv import quote, shortest
from scanner.records import NamedTuple


class Failure(NamedTuple):
    """One failed keyword: the place in the instance (keys and indices as text), what failed, and why.

    `transparent` failures (a `$ref`) are passed over in favour of a single cause.
    """

    at: tuple[str, ...]
    text: str
    causes: tuple[Failure, ...] = ()
    transparent: bool = False


def grouped(at: tuple[str, ...], failures: list[Failure]) -> Failure:
    """The failures of one schema as one."""
    return failures[0] if len(failures) == 1 else Failure(at, "validation failed", tuple(failures))


def lines(failures: Iterable[Failure], indent: int = 0) -> list[str]:
    """A line for each failure, causes indented below it."""
    found: list[str] = []
    for failure in failures:
        if failure.transparent and len(failure.causes) == 1:
            found += lines(failure.causes, indent)
        else:
            found.append(f"{'  ' * indent}- at {quoted(pointer(failure.at))}: {failure.text}")
            found += lines(failure.causes, indent + 1)
    return found


def pointer(at: Iterable[str]) -> str:
    """A JSON pointer."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in at)


def quoted(text: str) -> str:
    """Text in single quotes."""
    return "'" + quote(text)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def all_quoted(texts: Iterable[str]) -> str:
    """Several texts in single quotes."""
    return ", ".join(map(quoted, texts))


def shown(value: Any) -> str:
    """A value in a message: strings quoted, lists and maps not shown."""
    if isinstance(value, str):
        return quoted(value)
    return "value" if isinstance(value, (list, dict)) else to_text(value)


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float) -> str:
    """A number as golang.org/x/text prints a float64 in English: ``1,000.5`` and ``1.2×10¹⁹``."""
    mantissa, _, exponent = shortest(float(value)).partition("e")
    whole, point, fraction = mantissa.partition(".")
    whole = f"{int(whole):,}" if whole.lstrip("-").isdecimal() and whole != "-0" else whole
    return whole + point + fraction + (f"×10{exponent.removeprefix('+').translate(_RAISED)}" if exponent else "")
