"""Values as Go's encoding/json sees them: which JSON value stands for which Go value."""

from __future__ import annotations

import base64
from typing import Any

from scanner.gotemplate.values import GoObject, NilList, go_type
from scanner.serial.errors import EncodeError

MAX_DEPTH = 1000
"""How deep a value may nest; a value that contains itself is found out by it."""

MAX_NODES = 1_000_000
"""How many entries one encoding may write: a list used twice at each of thirty levels has 2**30 of them."""


class Struct(dict[str, Any]):
    """The fields of a Go struct, in their order, where maps are sorted."""

    __slots__ = ()


def json_view(value: Any) -> Any:
    """None, bool, int, float, str, a dict or a list for any value of the template language; one level only.

    A subclass of dict that stands for a nil map says so with `go_nil = True`.  An object may
    say itself what it is with a method `go_json()`; times and versions are text (see
    `text_of`); all others are structs of their exported fields, renamed by `go_json_names`.
    Raises EncodeError for what JSON cannot hold.
    """
    if value is None or isinstance(value, (bool, str, float)):
        return value
    if isinstance(value, dict):
        return None if getattr(value, "go_nil", False) else value
    if isinstance(value, list):
        return None if isinstance(value, NilList) else value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, GoObject):
        text = text_of(value)
        if text is not None:
            return text
        own = getattr(value, "go_json", None)
        if own is not None:
            return own()
        names = getattr(value, "go_json_names", {})
        return Struct((names.get(name, name), field) for name, field in value.go_fields().items() if name[:1].isupper())
    raise EncodeError(f"json: unsupported type: {go_type(value)}")


RFC3339 = "2006-01-02T15:04:05.999999999Z07:00"


def text_of(value: GoObject) -> str | None:
    """The text of objects that Go encodes as text: times as RFC 3339, versions as they print."""
    if value.go_type == "time.Time":
        return value.Format(RFC3339)  # type: ignore[attr-defined, no-any-return]
    if value.go_type in ("*semver.Version", "semver.Version"):
        return value.go_string()
    return None


def too_deep(value: Any) -> EncodeError:
    """The error for a value nested beyond all bounds: it contains itself, or is absurd."""
    return EncodeError(f"json: unsupported value: encountered a cycle via {go_type(value)}")


def too_large() -> EncodeError:
    return EncodeError(f"json: unsupported value: more than {MAX_NODES} entries")
