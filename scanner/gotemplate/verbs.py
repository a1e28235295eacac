"""Printing one operand under one verb, with its flags: the lower half of Go's fmt package."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.strconv import can_backquote, format_float, quote, quote_rune, shortest
from scanner.gotemplate.values import GoObject, NilList, Uint8, Uint64, decode, encode, go_kind, go_type
from scanner.records import NamedTuple

NIL = "<nil>"
_POINTER = "0xc000012345"  # Go prints the address of a pointer inside a container; any address does
_INTEGERS = {"int", "int64", "int32"}
_UNSIGNED = {"uint8", "uint64"}


class Spec(NamedTuple):
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


PLAIN = Spec()


class Printer:
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
            self._digits(value, 16, "x", spec._replace(sharp=True))
        elif verb in "vd":
            if spec is PLAIN:
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
        self._pad(text.upper() if verb == "X" else text, spec._replace(zero=False))

    def _unicode(self, value: int, spec: Spec) -> None:
        code = value & 0xFFFFFFFFFFFFFFFF
        text = "U+" + f"{code:X}".rjust(max(4, spec.precision or 0), "0")
        if spec.sharp and code <= 0x10FFFF and chr(code).isprintable():
            text += f" '{chr(code)}'"
        self._pad(text, spec._replace(zero=False))

    def _float(self, value: float, verb: str, spec: Spec) -> None:
        if spec is PLAIN and verb == "v":
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
            self._pad((sign if shown else "") + digits, spec._replace(zero=False))
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
        self._float(value.imag, verb, spec._replace(plus=True))
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
        out, go_syntax = self.out, spec.go_syntax
        if go_syntax:
            out.append(go_type(value))
            if isinstance(value, NilList):
                out.append("(nil)")
                return
        self.allowance.enter(len(value) + 1)
        out.append("{" if go_syntax else "[")
        for index, element in enumerate(value):
            if index:
                out.append(", " if go_syntax else " ")
            self.value(element, verb, spec, depth + 1)
        out.append("}" if go_syntax else "]")
        self.allowance.leave()

    def _map(self, value: dict[str, Any], verb: str, spec: Spec, depth: int) -> None:
        self.allowance.enter(2 * len(value) + 1)
        out, go_syntax = self.out, spec.go_syntax
        out.append(go_type(value) + "{" if go_syntax else "map[")
        for index, key in enumerate(sorted_keys(value)):
            if index:
                out.append(", " if go_syntax else " ")
            self._string(key, verb, spec)
            out.append(":")
            self.value(value[key], verb, spec, depth + 1)
        out.append("}" if go_syntax else "]")
        self.allowance.leave()

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
        self.allowance.enter(len(fields) + 1)
        self.out.append((go_type(value).removeprefix("*") if spec.go_syntax else "") + "{")
        for index, (name, field) in enumerate(fields.items()):
            if index:
                self.out.append(", " if spec.go_syntax else " ")
            if spec.go_syntax or spec.with_names:
                self.out.append(name + ":")
            self.value(field, verb, spec, depth + 1)
        self.out.append("}")
        self.allowance.leave()


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
