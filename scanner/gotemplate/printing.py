"""Values as text, the way Go's fmt package prints them.

`to_text` is ``%v``; `sprint`, `sprintln` and `sprintf` are the functions of the same
names, with all verbs and flags and with mistakes shown inside the text
(``%!d(string=abc)``) as Go shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.strconv import can_backquote, format_float, quote, quote_rune, shortest
from scanner.gotemplate.values import GoObject, Int64, NilList, Uint8, Uint64, decode, encode, go_kind, go_type

NIL = "<nil>"
_POINTER = "0xc000012345"  # Go prints the address of a pointer inside a container; any address does
_INTEGERS = {"int", "int64", "int32"}
_UNSIGNED = {"uint8", "uint64"}


@dataclass(frozen=True, slots=True)
class Spec:
    """The flags, width and precision between ``%`` and the verb; None where not given.

    `go_syntax` and `with_names` are what ``#`` and ``+`` mean for the verb v.
    """

    width: int | None = None
    precision: int | None = None
    sharp: bool = False
    plus: bool = False
    minus: bool = False
    space: bool = False
    zero: bool = False
    go_syntax: bool = False
    with_names: bool = False


_PLAIN = Spec()


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
    return _joined(_Printer().value(value, "v", _PLAIN))


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
            out.extend(_Printer().argument(arg, verb, _PLAIN))
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
            self.pieces.extend(_Printer().argument(self.args[self.arg_index], verb, Spec(**flags)))
            self.arg_index += 1


# --- one operand ---------------------------------------------------------------------


class _Printer:
    """Prints one operand, nested ones included, within an allowance of visited values."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.allowance = limits.Allowance()
        self.erroring = False

    def argument(self, value: Any, verb: str, spec: Spec) -> list[str]:
        """The operand of a format."""
        if value is None:
            self._pad(NIL, spec) if verb in "Tv" else self._bad_verb(value, verb, spec)
            return self.out
        if verb == "T":
            self._string(go_type(value), "s", spec)
            return self.out
        return self.value(value, verb, spec)

    def value(self, value: Any, verb: str, spec: Spec, depth: int = 0) -> list[str]:
        """Print `value` into `out` (which is returned); `depth` is 0 outside of containers."""
        if value is None:
            self.out.append("interface {}(nil)" if spec.go_syntax else NIL)
            return self.out
        kind = go_kind(value)
        if isinstance(value, GoObject) and self._printed_itself(value, verb, spec):
            pass
        elif isinstance(value, GoObject) and kind in ("struct", "ptr", "func"):
            self._object(value, kind, verb, spec, depth)
        elif kind == "string":
            self._string(value, verb, spec)
        elif kind == "bool":
            self._pad("true" if value else "false", spec) if verb in "tv" else self._bad_verb(value, verb, spec)
        elif kind == "float64":
            self._float(value, verb, spec)
        elif kind in _INTEGERS or kind in _UNSIGNED:
            self._integer(value, verb, spec)
        elif kind == "complex128":
            self._complex(value, verb, spec)
        elif kind == "map":
            self._map(value, verb, spec, depth)
        elif isinstance(value, bytes):
            self._bytes(value, verb, spec, depth)
        else:
            self._list(value, verb, spec, depth)
        return self.out

    def _bad_verb(self, value: Any, verb: str, spec: Spec) -> None:
        self.out.append(f"%!{verb}(")
        if value is None:
            self.out.append(NIL)
        else:
            self.out.append(go_type(value) + "=")
            before, self.erroring = self.erroring, True
            self.value(value, "v", spec)
            self.erroring = before
        self.out.append(")")

    def _pad(self, text: str, spec: Spec) -> None:
        """`text` padded with spaces, or with zeros where the flag is given and they go to the left."""
        width = spec.width or 0
        if width > len(text):
            filler = "0" if spec.zero and not spec.minus else " "
            text = text.ljust(width, filler) if spec.minus else text.rjust(width, filler)
        self.out.append(text)

    def _string(self, text: str, verb: str, spec: Spec) -> None:
        if verb == "v":
            verb = "q" if spec.go_syntax else "s"
        if verb in "sq" and spec.precision is not None:
            text = text[: spec.precision]
        if verb == "s":
            self._pad(text, spec)
        elif verb == "q":
            backquoted = spec.sharp and can_backquote(text)
            self._pad(f"`{text}`" if backquoted else quote(text, ascii_only=spec.plus), spec)
        elif verb in "xX":
            self._hex(encode(text), verb, spec)
        else:
            self._bad_verb(text, verb, spec)

    def _hex(self, data: bytes, verb: str, spec: Spec) -> None:
        if spec.precision is not None:
            data = data[: spec.precision]
        limits.check_text(5 * len(data))
        prefix = "0x" if spec.sharp and data else ""
        text = (" " + prefix).join(f"{byte:02x}" for byte in data) if spec.space else data.hex()
        text = prefix + text
        self._pad(text.upper() if verb == "X" else text, spec)

    def _integer(self, value: int, verb: str, spec: Spec) -> None:
        signed = not isinstance(value, (Uint8, Uint64))
        if verb == "v" and spec.go_syntax and not signed:
            self._digits(value, 16, "x", replace(spec, sharp=True))
        elif verb in "vd":
            if spec is _PLAIN:
                self.out.append(int.__repr__(value))
            else:
                self._digits(value, 10, verb, spec)
        elif verb in "boOxX":
            self._digits(value, {"b": 2, "o": 8, "O": 8}.get(verb, 16), verb, spec)
        elif verb == "c":
            self._pad(_rune(value), spec)
        elif verb == "q":
            self._pad(quote_rune(_rune(value), ascii_only=spec.plus), spec)
        elif verb == "U":
            self._unicode(value, spec)
        else:
            self._bad_verb(value, verb, spec)

    def _digits(self, value: int, base: int, verb: str, spec: Spec) -> None:
        sign = "-" if value < 0 else "+" if spec.plus else " " if spec.space else ""
        precision = spec.precision
        if precision == 0 and value == 0:  # nothing but padding
            self.out.append(" " * (spec.width or 0))
            return
        if precision is None and spec.zero and not spec.minus and spec.width:
            precision = spec.width - len(sign)
        digits = format(abs(value), {2: "b", 8: "o", 10: "d", 16: "x"}[base]).rjust(precision or 0, "0")
        prefix = ""
        if spec.sharp:
            prefix = {2: "0b", 16: "0x"}.get(base, "0" if base == 8 and digits[0] != "0" else "")
        if verb == "O":
            prefix = "0o" + prefix
        text = sign + prefix + digits
        self._pad(text.upper() if verb == "X" else text, replace(spec, zero=False))

    def _unicode(self, value: int, spec: Spec) -> None:
        code = value & 0xFFFFFFFFFFFFFFFF
        text = "U+" + f"{code:X}".rjust(max(4, spec.precision or 0), "0")
        if spec.sharp and code <= 0x10FFFF and chr(code).isprintable():
            text += f" '{chr(code)}'"
        self._pad(text, replace(spec, zero=False))

    def _float(self, value: float, verb: str, spec: Spec) -> None:
        if spec is _PLAIN and verb == "v":
            self.out.append(shortest(value))
        elif verb in "vbgGxX":
            self._pad_float(value, "g" if verb == "v" else verb, -1, spec)
        elif verb in "eEfF":
            self._pad_float(value, "f" if verb == "F" else verb, 6, spec)
        else:
            self._bad_verb(value, verb, spec)

    def _pad_float(self, value: float, verb: str, precision: int, spec: Spec) -> None:
        if spec.precision is not None:
            precision = spec.precision
        text = format_float(value, verb, precision)
        sign, digits = (text[0], text[1:]) if text[0] in "+-" else ("+", text)
        if sign == "+" and spec.space and not spec.plus:
            sign = " "
        if digits in ("Inf", "NaN"):  # no number, so never padded with zeros
            shown = sign != "+" or spec.plus
            if digits == "Inf":
                shown = True
            self._pad((sign if shown else "") + digits, replace(spec, zero=False))
            return
        if spec.sharp and verb != "b":
            digits = _with_point(digits, verb, precision)
        if not spec.plus and sign == "+":
            self._pad(digits, spec)
        elif spec.zero and not spec.minus and (spec.width or 0) > len(digits) + 1:
            self.out.append(sign + digits.rjust((spec.width or 0) - 1, "0"))
        else:
            self._pad(sign + digits, spec)

    def _complex(self, value: complex, verb: str, spec: Spec) -> None:
        if verb not in "vbgGxXfFeE":
            self._bad_verb(value, verb, spec)
            return
        self.out.append("(")
        self._float(value.real, verb, spec)
        self._float(value.imag, verb, replace(spec, plus=True))
        self.out.append("i)")

    def _bytes(self, data: bytes, verb: str, spec: Spec, depth: int) -> None:
        if verb in "vd":
            if spec.go_syntax:
                self.out.append(f"[]byte{{{', '.join(f'{byte:#x}' for byte in data)}}}")
                return
            self._list([Uint8(byte) for byte in data], verb, spec, depth)
        elif verb in "sq":
            self._string(decode(data), verb, spec)
        elif verb in "xX":
            self._hex(data, verb, spec)
        else:
            self._list([Uint8(byte) for byte in data], verb, spec, depth)

    def _list(self, value: list[Any], verb: str, spec: Spec, depth: int) -> None:
        self.allowance.take(len(value) + 1)
        out, go_syntax = self.out, spec.go_syntax
        if go_syntax:
            out.append(go_type(value))
            if isinstance(value, NilList):
                out.append("(nil)")
                return
        out.append("{" if go_syntax else "[")
        for index, element in enumerate(value):
            if index:
                out.append(", " if go_syntax else " ")
            self.value(element, verb, spec, depth + 1)
        out.append("}" if go_syntax else "]")

    def _map(self, value: dict[str, Any], verb: str, spec: Spec, depth: int) -> None:
        self.allowance.take(2 * len(value) + 1)
        out, go_syntax = self.out, spec.go_syntax
        out.append(go_type(value) + "{" if go_syntax else "map[")
        for index, key in enumerate(sorted_keys(value)):
            if index:
                out.append(", " if go_syntax else " ")
            self._string(key, verb, spec)
            out.append(":")
            self.value(value[key], verb, spec, depth + 1)
        out.append("}" if go_syntax else "]")

    def _printed_itself(self, value: GoObject, verb: str, spec: Spec) -> bool:
        known = value.go_string() if verb in "vsxXq" and not spec.go_syntax and not self.erroring else None
        if known is not None:
            self._string(known, verb, spec)
        return known is not None

    def _object(self, value: GoObject, kind: str, verb: str, spec: Spec, depth: int) -> None:
        if kind in ("ptr", "func") and depth:
            self.out.append(_POINTER)
            return
        if kind == "ptr":
            self.out.append("&")
        fields = value.go_fields()
        self.allowance.take(len(fields) + 1)
        self.out.append((go_type(value).removeprefix("*") if spec.go_syntax else "") + "{")
        for index, (name, field) in enumerate(fields.items()):
            if index:
                self.out.append(", " if spec.go_syntax else " ")
            if spec.go_syntax or spec.with_names:
                self.out.append(name + ":")
            self.value(field, verb, spec, depth + 1)
        self.out.append("}")


def sorted_keys(mapping: dict[str, Any]) -> list[str]:
    """The keys in Go's order, which is that of their bytes."""
    keys = sorted(mapping)
    if keys and keys[-1] >= "\x80" or any(not key.isascii() for key in keys):
        keys.sort(key=encode)
    return keys


def _rune(code: int) -> str:
    """The character of a code point, U+FFFD where there is none."""
    return chr(code) if 0 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _with_point(digits: str, verb: str, precision: int) -> str:
    """The # flag: always a decimal point, and for %g (and %x) the trailing zeros up to the precision."""
    wanted = (6 if precision == -1 else precision) if verb in "gGxX" else 0
    mark = next((index for index, char in enumerate(digits) if char in ("pP" if verb in "xX" else "eE")), len(digits))
    number, tail = digits[:mark], digits[mark:]
    seen = False
    for char in number:
        if char == ".":
            continue
        seen = seen or char != "0"
        wanted -= seen
    if "." not in number:
        if number == "0":
            wanted -= 1
        number += "."
    return number + "0" * max(0, wanted) + tail
