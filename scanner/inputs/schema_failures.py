"""What a values schema refuses, one failure at a time, each at the values entry that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.gotemplate.values import Map
from scanner.patterns import lazy
from scanner.records import NamedTuple

# Helm's lines: two spaces a level, a JSON pointer, and what is wrong there.
_LINE = lazy(r"( *)- at '(.*?)': (.*)")
_GROUP = "validation failed"


class Failure(NamedTuple):
    """`pointer` is a JSON pointer into the values of the chart."""

    pointer: str
    text: str


def failures(report: str) -> Iterator[Failure]:
    """The failures that Helm's report of one chart lists; the alternatives of a combinator stay with it.

    A report that lists none is about the schema itself.
    """
    kept = ""
    text: list[str] = []
    depth = 0
    for line in report.split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            if text:
                text.append(line.strip())
            continue
        indentation, pointer, what = match.groups()
        if text and len(indentation) > depth:
            text.append(f"{pointer or '/'}: {what}" if what != _GROUP else "")
            continue
        if text:
            yield Failure(kept, "; ".join(filter(None, text)))
        kept, depth, text = pointer, len(indentation), [what]
        if what == _GROUP:  # only a heading: its lines are failures of their own
            text = []
    if text:
        yield Failure(kept, "; ".join(filter(None, text)))


def place_of(values: Map, pointer: str) -> Any:
    """The place of the value at a pointer, or of the nearest value above it that has one; None for none."""
    found = None
    current: Any = values
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(current, list):
            current = current[int(key)] if key.isdecimal() and int(key) < len(current) else None
            continue
        if not isinstance(current, dict):
            break
        places = getattr(current, "places", None)
        found = (places or {}).get(key) or found
        current = current.get(key)
    return found


def dotted(pointer: str) -> str:
    """A pointer as charts' documentation writes paths: ``image.tag``; "the values" for the whole."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return ".".join(parts) or "the values"
