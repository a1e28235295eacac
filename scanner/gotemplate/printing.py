"""Values as text, the way Go's fmt package prints them.

`to_text` is ``%v``; `sprint`, `sprintln` and `sprintf` are the functions of the same
names, with all verbs and flags and with mistakes shown inside the text
(``%!d(string=abc)``) as Go shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.strconv import quote, shortest
from scanner.gotemplate.values import GoObject, Int64, go_kind, go_type
from scanner.gotemplate.verbs import NIL, PLAIN, Printer, Spec


def to_text(value: Any) -> str:
    """%v of a value."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is float:
        return shortest(value)
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return NIL
    if isinstance(value, GoObject):
        known = value.go_string()
        if known is not None:
            return known
    elif isinstance(value, int):
        return int.__repr__(value)
    elif isinstance(value, str):
        return str(value)
    return _joined(Printer().value(value, "v", PLAIN))


def sprint(*args: Any) -> str:
    """fmt.Sprint: a space between two operands when neither is a string."""
    out: list[str] = []
    after_string = True
    for arg in args:
        is_string = go_kind(arg) == "string"
        if out and not is_string and not after_string:
            out.append(" ")
        out.append(to_text(arg))
        after_string = is_string
    return _joined(out)


def sprintln(*args: Any) -> str:
    """fmt.Sprintln: a space between all operands, a newline at the end."""
    return _joined([" ".join(map(to_text, args)), "\n"])


def sprintf(template: str, *args: Any) -> str:
    """fmt.Sprintf."""
    simple = _simple(template) if len(template) <= 400 else None
    if simple is None or len(simple[1]) != len(args):
        return _joined(_format(template, args))
    literals, verbs = simple
    out = [literals[0]]
    for verb, arg, literal in zip(verbs, args, literals[1:], strict=True):
        kind = type(arg)
        if kind is str and verb != "d":
            out.append(quote(arg) if verb == "q" else arg)
        elif verb == "v" or (verb == "d" and (kind is int or kind is Int64)):
            out.append(to_text(arg))
        else:
            out.extend(Printer().argument(arg, verb, PLAIN))
        out.append(literal)
    return _joined(out)


def _joined(pieces: Iterable[str]) -> str:
    pieces = list(pieces)
    limits.check_text(sum(map(len, pieces)))
    return "".join(pieces)


@lru_cache(maxsize=4096)
def _simple(template: str) -> tuple[list[str], str] | None:
    """A format of %s %d %v %q and %% only, as the literal texts and the verbs between them; else None."""
    literals, verbs = [""], ""
    parts = iter(template.split("%"))
    literals[0] = next(parts)
    for part in parts:
        if part == "":  # "%%": the next part is literal
            following = next(parts, None)
            if following is None:
                return None
            literals[-1] += "%" + following
        elif part[0] in "sdvq":
            verbs += part[0]
            literals.append(part[1:])
        else:
            return None
    return literals, verbs


# --- formats -------------------------------------------------------------------------

_FLAGS = {"#": "sharp", "+": "plus", "-": "minus", " ": "space", "0": "zero"}
_LARGEST_NUMBER = 1_000_000


def _format(template: str, args: tuple[Any, ...]) -> list[str]:
    """The general Sprintf, as pieces."""
    out: list[str] = []
    size = 0
    position, end, arg_index, reordered = 0, len(template), 0, False
    while position < end:
        percent = template.find("%", position)
        if percent < 0:
            out.append(template[position:])
            break
        out.append(template[position:percent])
        directive = _Directive(template, percent + 1, args, arg_index)
        reordered = directive.read() or reordered
        position, arg_index = directive.position, directive.arg_index
        pieces = directive.pieces
        size += sum(map(len, pieces))
        limits.check_text(size)
        out.extend(pieces)
    if not reordered and arg_index < len(args):
        out.append("%!(EXTRA ")
        for count, arg in enumerate(args[arg_index:]):
            out.append(", " if count else "")
            out.append(NIL if arg is None else f"{go_type(arg)}={to_text(arg)}")
        out.append(")")
    return out


class _Directive:
    """Reads one ``%...verb`` of a format and prints its operand into `pieces`."""

    def __init__(self, template: str, position: int, args: tuple[Any, ...], arg_index: int) -> None:
        self.template, self.position, self.args, self.arg_index = template, position, args, arg_index
        self.pieces: list[str] = []
        self.good_index = True
        self.reordered = False

    def read(self) -> bool:
        """Read to behind the verb; gives whether an explicit operand index stood there."""
        flags: dict[str, Any] = {}
        while self._next() in _FLAGS:
            flags[_FLAGS[self._take()]] = True
        after_index = self._index()
        if self._next() == "*":
            self._take()
            width = self._star("%!(BADWIDTH)")
            if width is not None and width < 0:
                width, flags["minus"], flags["zero"] = -width, True, False
            flags["width"] = width
            after_index = False
        else:
            flags["width"] = self._number()
            if after_index and flags["width"] is not None:  # "%[3]2d"
                self.good_index = False
        if self._next() == ".":
            self._take()
            if after_index:  # "%[3].2d"
                self.good_index = False
            after_index = self._index()
            if self._next() == "*":
                self._take()
                precision = self._star("%!(BADPREC)", negative_is_bad=True)
                flags["precision"] = precision
                after_index = False
            else:
                flags["precision"] = self._number() or 0
        if not after_index:
            self._index()
        self._print(self._take(), flags)
        return self.reordered

    def _next(self) -> str:
        return self.template[self.position : self.position + 1]

    def _take(self) -> str:
        char = self._next()
        self.position += len(char)
        return char

    def _index(self) -> bool:
        """An explicit operand index ``[n]``; gives whether a well-formed one was read."""
        if self._next() != "[":
            return False
        self.reordered = True
        close = self.template.find("]", self.position)
        if close < 0:
            self.position += 1
            self.good_index = False
            return False
        digits = self.template[self.position + 1 : close]
        self.position = close + 1
        well_formed = digits.isascii() and digits.isdigit() and len(digits) < 8 and int(digits) <= _LARGEST_NUMBER * 10
        if well_formed and 1 <= int(digits) <= len(self.args):
            self.arg_index = int(digits) - 1
            return True
        self.good_index = False
        return well_formed

    def _number(self) -> int | None:
        start = self.position
        while self._next().isdigit() and self._next().isascii():
            self.position += 1
        digits = self.template[start : self.position]
        if not digits:
            return None
        if len(digits) > 8 or int(digits[:-1] or "0") > _LARGEST_NUMBER:
            self.position = len(self.template)
            return None
        return int(digits)

    def _star(self, complaint: str, negative_is_bad: bool = False) -> int | None:
        """The operand that a ``*`` stands for; anything but an int of bearable size is complained about."""
        value: int | None = None
        if self.arg_index < len(self.args):
            operand = self.args[self.arg_index]
            self.arg_index += 1
            if isinstance(operand, int) and not isinstance(operand, bool) and abs(operand) <= _LARGEST_NUMBER:
                value = int(operand)
        if value is None or (negative_is_bad and value < 0):
            self.pieces.append(complaint)
            return None
        return value

    def _print(self, verb: str, flags: dict[str, Any]) -> None:
        if not verb:
            self.pieces.append("%!(NOVERB)")
        elif verb == "%":
            self.pieces.append("%")
        elif not self.good_index:
            self.pieces.append(f"%!{verb}(BADINDEX)")
        elif self.arg_index >= len(self.args):
            self.pieces.append(f"%!{verb}(MISSING)")
        else:
            if verb == "v":
                flags["go_syntax"], flags["with_names"] = flags.pop("sharp", False), flags.pop("plus", False)
            self.pieces.extend(Printer().argument(self.args[self.arg_index], verb, Spec(**flags)))
            self.arg_index += 1
