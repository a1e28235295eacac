"""Single values as the API server decodes them: what it takes for a number, a quantity, a time.

Go's JSON decoder turns no text into a number and no number into a text; an empty text is as good as none.  What the
types of Kubernetes read by themselves (quantities, times, integers that may be texts) follows their own readers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeGuard

from scanner.model.resource import Data
from scanner.patterns import lazy

INT32, INT64 = 2**31, 2**63

_QUANTITY = lazy(
    r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,18})?")
_TIME = lazy(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,40})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})")
_BASE64 = lazy(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def is_integer(value: Data) -> TypeGuard[int | float]:
    """Whether a value is a number without a fraction; a truth value is none."""
    return type(value) is int or type(value) is float and value.is_integer()


def is_number(value: Data) -> TypeGuard[int | float]:
    """Whether a value is a number; a truth value is none."""
    return type(value) is int or type(value) is float


def _is_string(value: Data) -> bool:
    return isinstance(value, str)


def _is_boolean(value: Data) -> bool:
    return isinstance(value, bool)


def _is_int32(value: Data) -> bool:
    return is_integer(value) and -INT32 <= value < INT32


def _is_int64(value: Data) -> bool:
    return is_integer(value) and -INT64 <= value < INT64


def _is_int_or_string(value: Data) -> bool:
    return isinstance(value, str) or _is_int32(value)


def _is_quantity(value: Data) -> bool:
    return is_number(value) or isinstance(value, str) and _QUANTITY.fullmatch(value.strip()) is not None


def _is_time(value: Data) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _is_bytes(value: Data) -> bool:
    """Base64 as Go's standard encoding reads it, line ends left out; a list of bytes is taken as well."""
    if isinstance(value, list):
        return True
    return isinstance(value, str) and _BASE64.fullmatch(value.replace("\n", "").replace("\r", "")) is not None


# What is written as a string of a certain form.
_WRITTEN = ("a quantity", "a time", "a string in base64")

# Each with what is expected, in words.
SCALARS: Mapping[str, tuple[Callable[[Data], bool], str]] = {
    "string": (_is_string, "a string"),
    "boolean": (_is_boolean, "true or false"),
    "int32": (_is_int32, "an integer"),
    "int64": (_is_int64, "an integer"),
    "number": (is_number, "a number"),
    "int-or-string": (_is_int_or_string, "an integer or a string"),
    "quantity": (_is_quantity, "a quantity such as 500m or 128Mi"),
    "time": (_is_time, "a time such as 2030-01-31T12:00:00Z"),
    "bytes": (_is_bytes, "a string in base64"),
}


def described(value: Data) -> str:
    """What a value is, without saying it: it may be a secret."""
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, str):
        return "a string" if value else "an empty string"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    return "an integer" if is_integer(value) else "a number with a fraction"


def mismatch(value: Data, expected: str) -> str:
    """What is wrong with a value of another type, and what to do where it is only a matter of quotes."""
    if expected == "an integer" and is_integer(value):
        return "is an integer out of range"
    if isinstance(value, str) and expected.startswith(_WRITTEN) and value:
        return f"is not {expected}"
    advice = ""
    if expected == "a string" and (is_number(value) or isinstance(value, bool)):
        advice = " (write it in quotes)"
    elif isinstance(value, str) and _is_quoted(value, expected):
        advice = " (write it without quotes)"
    return f"is {described(value)}, and {expected} is expected{advice}"


def _is_quoted(value: str, expected: str) -> bool:
    if expected == "true or false":
        return value in ("true", "false")
    return expected in ("an integer", "a number") and value.isascii() and value.removeprefix("-").isdigit()
