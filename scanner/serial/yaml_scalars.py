"""How go-yaml writes one string: which style it may have, and the text in that style.

Columns and widths count code points from 0.
"""

from __future__ import annotations

import re

from scanner.patterns import lazy
from scanner.records import NamedTuple


BREAKS = "\r\n\x85\u2028\u2029"

_BREAK = lazy(f"[{BREAKS}]")
_LINE = lazy(f"[^{BREAKS}]+")
_SPECIAL = lazy("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_SPECIAL_ASCII = lazy("[^\n\x20-\x7e]")  # the same for ASCII text; compiles a hundred times faster
_SPECIAL_V3 = lazy("[^\n\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_SPACE_BREAK = lazy(f" [{BREAKS}]")
_BREAK_SPACE = lazy(f"[{BREAKS}] ")
_INDICATOR = lazy(r"""---|\.\.\.|[#,\[\]{}&*!|>'"%@`]|[?:-](?: |\Z)""")
_INNER_INDICATOR = lazy(r"(?<!\A):(?: |\Z)| #")


class Analysis(NamedTuple):
    """Which styles a string may be written in."""

    multiline: bool
    plain: bool
    single: bool
    block: bool


def analyse(text: str, *, tabs_in_blocks: bool = False) -> Analysis:
    """What may be done with a string that is not empty, outside of flow collections.

    go-yaml v3 lets literal blocks hold tabs (`tabs_in_blocks`), v2 does not.
    """
    plain_text = text.isascii() and text.isprintable()
    multiline = not plain_text and _BREAK.search(text) is not None
    tabs = tabs_in_blocks and "\t" in text
    if plain_text:
        special = False
    elif tabs_in_blocks:
        special = _SPECIAL_V3.search(text) is not None
    else:
        special = (_SPECIAL_ASCII if text.isascii() else _SPECIAL).search(text) is not None
    special = special or multiline and _SPACE_BREAK.search(text) is not None
    edges = text[0] == " " or text[-1] == " " or multiline
    indicators = _INDICATOR.match(text) is not None or _INNER_INDICATOR.search(text) is not None
    break_space = multiline and _BREAK_SPACE.search(text) is not None
    return Analysis(
        multiline=multiline,
        plain=not (edges or special or tabs or indicators),
        single=not (break_space or special or tabs),
        block=not (special or text[-1] == " "),
    )


def quote_single(text: str) -> str:
    """In single quotes, on one line."""
    return "'" + text.replace("'", "''") + "'"


_ESCAPED = lazy('["\\\\]|[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]')
_ANY = lazy("(?s:.)")
_ESCAPES = {
    "\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e",
    '"': '"', "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P",
}  # fmt: skip


def quote_double(text: str) -> str:
    """In double quotes, on one line, with the characters escaped that go-yaml escapes."""
    # Behind a byte order mark go-yaml takes every character for one.
    escaped = _ANY if text.startswith("\ufeff") else _ESCAPED
    return '"' + escaped.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _ESCAPES:
        return "\\" + _ESCAPES[char]
    code = ord(char)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


_SINGLE_SPACE = lazy(r"(?<! ) (?! )")
_FIRST_SPACE = lazy(r"(?<! ) ")


def fold(written: str, column: int, indent: int, width: int) -> str:
    """A one-line scalar that starts at `column`, broken at spaces beyond `width`; further lines are indented."""
    quote = written[0] if written[0] in "'\"" else ""
    inner = written[1:-1] if quote else written
    double = quote == '"'
    column += len(quote)
    pieces = []
    start = 0
    pad = "\n" + " " * indent
    for space in (_FIRST_SPACE if double else _SINGLE_SPACE).finditer(inner):
        at = space.start()
        if column + at - start > width and not (quote and (at == 0 or at == len(inner) - 1)):
            pieces.append(inner[start:at])
            start, column = at + 1, indent
            if double and inner[at + 1] == " ":
                # Without it the reader would take the space for part of the line break.
                pieces.append(pad + "\\")
                column += 1
            else:
                pieces.append(pad)
    pieces.append(inner[start:])
    return f"{quote}{''.join(pieces)}{quote}"


def single_with_breaks(text: str, column: int, indent: int, width: int) -> str:
    """In single quotes, with the line separators U+2028 and U+2029 left as they are."""
    written = "'"
    column += 1
    pad = " " * indent
    for line in _LINE_OR_BREAKS.findall(text):
        if line[0] in BREAKS:
            written += line
            column = -1
            continue
        if column < 0:
            written += pad
            column = indent
        folded = fold("-" + line.replace("'", "''") + "-", column - 1, indent, width)
        written += folded[1:-1]
        column += len(line)
    return written + "'"


_LINE_OR_BREAKS = lazy(f"[{BREAKS}]+|[^{BREAKS}]+")


def literal(text: str, indent: int, *, hint: int = 2) -> str:
    """As a block scalar with its header; the text after it has to start on a line of its own."""
    header = "|"
    if text[0] == " " or text[0] in BREAKS:
        header += str(hint)
    if text[-1] not in BREAKS:
        header += "-"
    elif len(text) == 1 or text[-2] in BREAKS:
        header += "+"
    return header + "\n" + _LINE.sub(" " * indent + r"\g<0>", text)
