"""Where the characters of a scalar stand in the text it was read from.

A block scalar loses its indentation, a folded one its line breaks, a quoted one its escapes. So that an error inside
of a value (an expression, say) can point at the character somebody typed, the value is laid beside its source again.
"""

from __future__ import annotations

from scanner.patterns import lazy

_PROPERTIES = lazy(r"(?:[&!][^\s,\[\]{}]*[ \t\r\n]+)*")
_ESCAPE = lazy(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n[ \t]*|.)")
_BLANK = " \t\r\n"


def offset_in(text: str, start: int, end: int, value: str, at: int) -> int:
    """The offset in `text` of character `at` of `value`, the scalar that is written from `start` to `end`.

    The scalar's end for an `at` behind the value; its start where the two cannot be laid side by side, as for an
    alias.
    """
    begin = _PROPERTIES.match(text, start, end).end()
    mark = text[begin:begin + 1]
    if mark in ("|", ">") and begin < end:
        line = text.find("\n", begin, end)
        inner, stop, quote = (line + 1 if line >= 0 else end), end, ""
    elif mark in ("'", '"') and end - begin >= 2:
        inner, stop, quote = begin + 1, end - 1, mark
    else:
        inner, stop, quote = begin, end, ""
    found = _walk(text, inner, stop, value, min(at, len(value)), quote)
    return start if found is None else found


def _walk(text: str, position: int, stop: int, value: str, at: int, quote: str) -> int | None:
    """The place of `value[at]` between `position` and `stop`; None when the source says something else."""
    for character in value[:at + 1]:
        position, width = _next(text, position, stop, character, quote)
        if position < 0:
            return None
        last, position = position, position + width
    return last if at < len(value) else min(position, stop)


def _next(text: str, position: int, stop: int, character: str, quote: str) -> tuple[int, int]:
    """Where the next character of the value begins and how long it is in the source; -1 when it is not there."""
    if character in _BLANK:
        # What stands for a break or a fold is any run of blanks, the rest of which belongs to no character.
        if position < stop and text[position] in _BLANK:
            return position, 1 if text[position] == character else 0
    else:
        while position < stop and text[position] in _BLANK:
            position += 1
    if position >= stop:
        return (position, 0) if character in _BLANK else (-1, 0)
    if quote == '"' and text[position] == "\\":
        escape = _ESCAPE.match(text, position, stop)
        if escape is None:
            return -1, 0
        if escape[0][1] in "\r\n":  # an escaped line break stands for nothing
            return _next(text, escape.end(), stop, character, quote)
        return position, len(escape[0])
    if quote == "'" and text.startswith("''", position):
        return position, 2
    if text[position] == character:
        return position, 1
    return (position, 0) if character in _BLANK else (-1, 0)
