"""TOML as BurntSushi's library reads it, with its error texts.

Integers are int64, floats float64, dates and times `time.Time` in a zone that tells local
ones apart, arrays of tables ``[]map[string]interface {}``.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, NoReturn

from scanner.gotemplate.strconv import quote
from scanner.gotemplate.values import Int64, encode, register_type
from scanner.patterns import lazy

MAX_DEPTH = 100
"""How deep arrays and inline tables may nest."""


class TomlError(Exception):
    """Text that is no TOML; str() is the library's text, such as ``toml: line 2: ...``."""


class MapList(list[Any]):
    """[]map[string]interface {}."""

    __slots__ = ()


register_type(MapList, "[]map[string]interface {}", "slice")


def from_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text.  Raises TomlError."""
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\0" in text[:6]:
        message = "files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"
        raise TomlError(f"toml: line 1: {message}")
    return _Reader(text).read()


_BAD = lazy(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]|\r(?!\n)")
_BLANKS = lazy(r"[ \t]*")
_REST_OF_LINE = lazy(r"[^\n\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*")
_BARE = lazy(r"[A-Za-z0-9_-]*")
_DIGITS = lazy(r"[0-9]*")
_DECIMAL = lazy(r"[0-9_]*")
_FLOATING = lazy(r"[0-9_.+eE-]*")
_DATE = lazy(r"[0-9:Tt .Zz+-]*")
_BASED = {"b": ("a binary", lazy("[01_]*")), "o": ("an octal", lazy("[0-7_]*")),
          "x": ("a hexadecimal", lazy("[0-9a-fA-F_]*"))}  # fmt: skip
_FLOAT = lazy(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_HEX_ESCAPES = {"x": (2, "two"), "u": (4, "four"), "U": (8, "eight")}
_SPECIALS = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}

_DATE_LAYOUTS = (
    ("2006-01-02T15:04:05.999999999Z07:00", ""),
    ("2006-01-02T15:04:05.999999999", "datetime-local"),
    ("2006-01-02", "date-local"),
    ("15:04:05.999999999", "time-local"),
    ("2006-01-02T15:04Z07:00", ""),
    ("2006-01-02T15:04", "datetime-local"),
    ("15:04", "time-local"),
)
_WRITTEN = {
    "datetime-local": "2006-01-02T15:04:05.999999999", "date-local": "2006-01-02", "time-local": "15:04:05.999999999",
}  # fmt: skip


class _Reader:
    """One pass over a text; `_context` is the table being filled, `_key` the key whose value is being read."""

    HEX: ClassVar[frozenset[str]] = frozenset("0123456789abcdefABCDEF")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        bad = _BAD.search(text)
        self._bad = bad.start() if bad else -1
        self._root: dict[str, Any] = {}
        self._context: list[str] = []
        self._key = ""
        self._key_line = 1
        self._implicit: set[str] = set()
        self._arrays: set[str] = set()

    def read(self) -> dict[str, Any]:
        while True:
            char = self._peek()
            if not char:
                return self._root
            if char in " \t\r\n":
                self._at += 1
            elif char == "#":
                self._comment()
            elif char == "[":
                self._at += 1
                self._header()
                self._line_end()
            else:
                self._pair(self._context)
                self._key = ""
                self._line_end()

    # --- characters

    def _peek(self) -> str:
        """The next character, "" at the end."""
        if self._at == self._bad:
            char = self._text[self._at]
            if "\ud800" <= char <= "\udfff":
                self._fail(f"invalid UTF-8 byte: 0x{encode(char)[0]:02x}")
            self._fail(f"TOML files cannot contain control characters: '0x{ord(char):02x}'")
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        char = self._peek()
        self._at += len(char)
        return char

    def _accept(self, wanted: str) -> bool:
        if self._text.startswith(wanted, self._at):
            self._at += len(wanted)
            return True
        return False

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        assert match is not None  # every pattern here matches the empty text
        self._at = match.end()
        self._peek()
        return match[0]

    def _line(self) -> int:
        """The line of the last character read; at the end of the text, of the last character there is."""
        before = self._text.count("\n", 0, self._at)
        at_end = self._at == len(self._text) and self._text.endswith("\n")
        return 1 + before - (1 if at_end else 0)

    def _fail(self, message: str, line: int | None = None) -> NoReturn:
        last = ".".join(map(_quoted, self._context)) if not self._key else ""
        if self._key:
            last = ".".join([*map(_quoted, self._context), self._key])
        where = f" (last key {quote(last)})" if last else ""
        raise TomlError(f"toml: line {self._line() if line is None else line}{where}: {message}")

    def _fail_at(self, char: str, message: str) -> NoReturn:
        """An error about the character just read; one about a line end belongs to the line it ends."""
        line = self._text.count("\n", 0, self._at - 1) + 1 if char == "\n" else None
        self._fail(message, line)

    def _comment(self) -> None:
        self._take(_REST_OF_LINE)
        self._peek()

    def _line_end(self) -> None:
        self._take(_BLANKS)
        char = self._next()
        if char == "#":
            self._comment()
        elif char and char not in "\r\n":
            got = _quoted_rune(char)
            self._fail(f"expected a top-level item to end with a newline, comment, or EOF, but got {got} instead")

    # --- keys and tables

    def _header(self) -> None:
        array = self._accept("[")
        key: list[str] = []
        self._key_line = self._line()
        while True:
            self._take(_BLANKS)
            char = self._peek()
            if char in ("]", ""):
                self._fail("unexpected end of table name (table names cannot be empty)")
            if char == ".":
                self._fail("unexpected table separator (table names cannot be empty)")
            key.append(self._name(char))
            self._take(_BLANKS)
            char = self._next()
            if char == "]":
                break
            if char != ".":
                line = self._text.count("\n", 0, self._at) + 1 if char else None
                self._fail(f"expected '.' or ']' to end table name, but got {_quoted_rune(char)} instead", line)
        if array:
            char = self._next()
            if char != "]":
                line = self._text.count("\n", 0, self._at) + 1 if char else None
                got = _quoted_rune(char)
                self._fail(f"expected end of table array name delimiter ']', but got {got} instead", line)
        self._open(key, array)

    def _name(self, char: str) -> str:
        if char in ('"', "'") and char:
            self._at += 1
            return self._string() if char == '"' else self._raw_string()
        return self._take(_BARE)

    def _key_parts(self) -> list[str]:
        """A key up to and with its ``=``."""
        self._take(_BLANKS)
        char = self._peek()
        if char in ("=", ""):
            self._fail("unexpected '=': key name appears blank")
        if char == ".":
            self._fail("unexpected '.': keys cannot start with a '.'")
        self._key_line = self._line()
        parts = []
        while True:
            self._take(_BLANKS)
            char = self._peek()
            if char in ("=", ".", ""):
                self._fail(f"unexpected '{char or '='}'")
            parts.append(self._name(char))
            self._take(_BLANKS)
            char = self._next()
            if char == "=":
                return parts
            if not char:
                self._fail("unexpected EOF; expected key separator '='")
            if char != ".":
                self._fail_at(char, f"expected '.' or '=', but got {_quoted_rune(char)} instead")

    def _pair(self, context: list[str], depth: int = 0) -> tuple[list[str], Any]:
        """Read ``key = value`` in a table and file it there."""
        key = self._key_parts()
        self._key = key[-1]
        for part in key[:-1]:
            inner = [*self._context, part]
            self._implicit.add(_dotted(inner))
            self._open(inner, False)
        value = self._value(depth)
        self._put(self._key, value)
        self._context = context
        return key, value

    def _open(self, key: list[str], array: bool) -> None:
        """Make the table of a header the one to fill, with its parents."""
        table: Any = self._root
        parents: list[str] = []
        for part in key[:-1]:
            parents.append(part)
            if part not in table:
                self._implicit.add(_dotted(parents))
                table[part] = {}
            inner = table[part]
            if isinstance(inner, MapList):
                table = inner[-1]
            elif isinstance(inner, dict):
                table = inner
            else:
                self._fail(f"Key '{_dotted(parents)}' was already created as a hash.", self._key_line)
        self._context = parents
        last = key[-1]
        if not array:
            self._put(last, {})
        elif isinstance(table.setdefault(last, MapList()), MapList):
            table[last].append({})
        else:
            message = f"Key '{_dotted(key)}' was already created and cannot be used as an array."
            self._fail(message, self._key_line)
        self._context = [*parents, last]

    def _put(self, key: str, value: Any) -> None:
        """Set a key of the current table; only tables that were merely implied may be defined again."""
        table: Any = self._root
        path: list[str] = []
        for part in self._context:
            path.append(part)
            inner = table[part]
            if isinstance(inner, MapList):
                table = inner[-1]
            elif isinstance(inner, dict):
                table = inner
            else:
                self._fail(f"Key '{_dotted(path)}' has already been defined.", self._key_line)
        name = _dotted([*path, key])
        if key in table:
            if name not in self._implicit:
                self._fail(f"Key '{name}' has already been defined.", self._key_line)
            self._implicit.discard(name)
            if name not in self._arrays:
                return
        table[key] = value

    # --- values

    def _value(self, depth: int) -> Any:
        self._take(_BLANKS)
        start = self._at
        char = self._next()
        if char.isascii() and char.isdigit():
            return self._number(start, char)
        if char == "[":
            return self._array(depth)
        if char == "{":
            return self._inline_table(depth)
        if char in ('"', "'") and char:
            if self._accept(char * 2):
                return self._long_string(char)
            return self._string() if char == '"' else self._raw_string()
        if char == ".":
            self._fail("floats must start with a digit, not '.'")
        if char in ("i", "n") and char:
            word = "inf" if char == "i" else "nan"
            if self._accept(word[1:]):
                return _SPECIALS[word]
            if self._peek() in ("n", "a"):
                # The library's lexer forgets the first letter here.
                start += 1
        if char in ("-", "+") and char:
            return self._signed(start)
        if char.isalpha():
            while self._peek().isalpha():
                self._at += 1
            word = self._text[start : self._at]
            if word in ("true", "false"):
                return word == "true"
            self._fail(f"expected value but found {quote(word)} instead")
        if not char:
            self._fail("unexpected EOF; expected value")
        self._fail_at(char, f"expected value but found {_quoted_rune(char)} instead")

    def _signed(self, start: int) -> Any:
        char = self._next()
        if char in ("i", "n") and char:
            word = "inf" if char == "i" else "nan"
            for expected in word[1:]:
                if self._peek() != expected:
                    self._fail(f"invalid float: '{self._text[start : self._at]}'")
                self._at += 1
            text = self._text[start : self._at].lstrip("+")
            return _SPECIALS.get(text, _SPECIALS["nan"])
        if char == "0" and self._peek() in ("b", "o", "x") and self._peek():
            shown = self._text[start : self._at + 1]
            self._fail(f"cannot use sign with non-decimal numbers: '{shown}'")
        if char == ".":
            self._fail("floats must start with a digit, not '.'")
        if not (char.isascii() and char.isdigit()):
            self._fail(f"expected a digit but got {_quoted_rune(char)}")
        return self._decimal(start)

    def _number(self, start: int, first: str) -> Any:
        """A number or date whose first digit was read."""
        follows = self._peek()
        if first == "0" and follows in _BASED:
            self._at += 1
            kind, digits = _BASED[follows]
            if self._peek() == "_" or not digits.match(self._text, self._at)[0]:  # type: ignore[index]
                shown = self._text[start : self._at] + (self._peek() or "\0")
                self._fail(f"not {kind} number: '{shown}'")
            self._take(digits)
            return self._integer(self._text[start : self._at])
        if first != "0" or follows.isascii() and follows.isdigit():
            self._take(_DIGITS)
            if self._peek() in ("-", ":") and self._peek():
                self._take(_DATE)
                return self._date(self._text[start : self._at].strip())
        return self._decimal(start)

    def _decimal(self, start: int) -> Any:
        self._take(_DECIMAL)
        if self._peek() in (".", "e", "E") and self._peek():
            self._take(_FLOATING)
            return self._float(self._text[start : self._at])
        return self._integer(self._text[start : self._at])

    def _integer(self, text: str) -> Int64:
        based = text[:2] in ("0b", "0o", "0x")
        if not _surrounded(text):
            self._fail(f"Invalid integer {quote(text)}: underscores must be surrounded by digits")
        if not based and _has_leading_zero(text):
            self._fail(f"Invalid integer {quote(text)}: cannot have leading zeroes")
        plain = text.replace("_", "")
        number = int(plain, 0) if len(plain) < 80 else 1 << 64
        if not -(1 << 63) <= number < 1 << 63:
            self._fail(f"{text} is out of range for int64")
        return Int64(number)

    def _float(self, text: str) -> float:
        parts = [part for part in re.split("[.eE]", text) if part]
        if not all(_surrounded(part) for part in parts):
            self._fail(f"Invalid float {quote(text)}: underscores must be surrounded by digits")
        if parts and _has_leading_zero(parts[0]):
            self._fail(f"Invalid float {quote(text)}: cannot have leading zeroes")
        if re.search(r"\.(?![0-9])", text):
            self._fail(f"Invalid float {quote(text)}: '.' must be followed by one or more digits")
        plain = text.replace("_", "")
        if not _FLOAT.fullmatch(plain):
            self._fail(f"Invalid float value: {quote(text)}")
        number = float(plain)
        if number - number != 0:
            self._fail(f"{text} is out of range for float64")
        return number

    def _date(self, text: str) -> Any:
        from scanner.gotemplate.functions.layouts import BadTime, parse

        text = text.replace("z", "Z").replace("t", "T").replace(" ", "T")
        for layout, zone in _DATE_LAYOUTS:
            try:
                time = parse(layout, text)
            except BadTime:
                continue
            if _lacks_zero(text, layout):
                break
            return _local(time, zone) if zone else time
        self._fail(f"invalid datetime: {quote(text)}")

    def _array(self, depth: int) -> list[Any]:
        self._deeper(depth)
        self._arrays.add(_dotted([*self._context, self._key]))
        items: list[Any] = []
        while True:
            char = self._between()
            if char == ",":
                self._at += 1
                self._fail("unexpected comma")
            if char == "]":
                self._at += 1
                return items
            items.append(self._value_in_array(depth))
            self._between()
            char = self._next()
            if char == "]":
                return items
            if char != ",":
                got = f"'{char}'" if char else "end of file"
                self._fail(f"expected a comma (',') or array terminator (']'), but got {got}")

    def _value_in_array(self, depth: int) -> Any:
        if self._accept("{"):
            return self._inline_table(depth + 1, in_array=True)
        return self._value(depth + 1)

    def _inline_table(self, depth: int, in_array: bool = False) -> dict[str, Any]:
        self._deeper(depth)
        outer_context, outer_key = self._context, self._key
        table: dict[str, Any] = {}
        self._context, self._key = [*outer_context, outer_key], ""
        self._implicit.add(_dotted(self._context))
        self._open(self._context, in_array)
        inner_context = self._context
        while True:
            char = self._between()
            if char == ",":
                self._at += 1
                self._fail("unexpected comma")
            if char == "}":
                self._at += 1
                break
            key, value = self._pair(inner_context, depth + 1)
            self._file(table, key, value)
            self._between()
            char = self._next()
            if char == "}":
                break
            if char != ",":
                got = f"'{char}'" if char else "end of file"
                self._fail(f"expected a comma or an inline table terminator '}}', but got {got} instead")
        self._context, self._key = outer_context, outer_key
        return table

    def _file(self, table: dict[str, Any], key: list[str], value: Any) -> None:
        for part in key[:-1]:
            inner = table.setdefault(part, {})
            if not isinstance(inner, dict):
                self._fail(f"{quote(_dotted(self._context))} is not a table", self._key_line)
            table = inner
        table[key[-1]] = value

    def _deeper(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._fail(f"values are nested more than {MAX_DEPTH} levels deep")

    def _between(self) -> str:
        """Skip white space, line ends and comments inside brackets; the character that follows."""
        while True:
            char = self._peek()
            if char == "#":
                self._comment()
            elif not char or char not in " \t\r\n":
                return char
            else:
                self._at += 1

    # --- strings

    def _string(self) -> str:
        out: list[str] = []
        while True:
            char = self._next()
            if not char:
                self._fail("unexpected EOF; expected '\"'")
            if char in "\r\n":
                self._fail("strings cannot contain newlines", self._text.count("\n", 0, self._at - 1) + 1)
            if char == '"':
                return "".join(out)
            out.append(self._escape() if char == "\\" else char)

    def _raw_string(self) -> str:
        start = self._at
        while True:
            char = self._next()
            if not char:
                self._fail("unexpected EOF; expected \"'\"")
            if char in "\r\n":
                self._fail("strings cannot contain newlines", self._text.count("\n", 0, self._at - 1) + 1)
            if char == "'":
                return self._text[start : self._at - 1]

    def _long_string(self, mark: str) -> str:
        """A string in three quotes; of up to five closing ones the first two belong to it."""
        if self._text.startswith("\r\n", self._at):
            self._at += 2
        else:
            self._accept("\n")
        other = "'" if mark == '"' else '"'
        out: list[str] = []
        while True:
            char = self._next()
            if not char:
                self._fail(f"unexpected EOF; expected {other}{mark * 3}{other}")
            if char == mark and self._accept(mark * 2):
                more = 0
                while self._accept(mark):
                    more += 1
                if more > 2:
                    self._fail(f"unexpected {other}{mark * 6}{other}")
                return "".join(out) + mark * more
            if char == "\\" and mark == '"':
                out.append("" if self._joined_lines() else self._escape())
            else:
                out.append(char)

    def _joined_lines(self) -> bool:
        """Skip a line end that a backslash takes away, with the white space after it."""
        match = re.compile(r"[ \t]*\r?\n[ \t\r\n]*").match(self._text, self._at)
        if match is None:
            return False
        self._at = match.end()
        return True

    def _escape(self) -> str:
        start = self._at
        char = self._next()
        if char in _ESCAPES:
            return _ESCAPES[char]
        if char in (" ", "\t") and char:
            self._fail(f"invalid escape: '\\{char}'")
        if char not in _HEX_ESCAPES:
            self._fail(f"invalid escape in string '\\{char or chr(0)}'")
        count, word = _HEX_ESCAPES[char]
        for _ in range(count):
            if self._next() not in self.HEX:
                got = quote(self._current(start))
                self._fail(f"expected {word} hexadecimal digits after '\\{char}', but got {got} instead")
        digits = self._text[self._at - count : self._at]
        code = int(digits, 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            self._fail(f"Escaped character '\\u{digits}' is not valid UTF-8.")
        return chr(code)

    def _current(self, escape: int) -> str:
        """The string so far, from its opening quote to the escape that is wrong."""
        line = self._text.rfind("\n", 0, escape) + 1
        opening = self._text.find('"', line)
        return self._text[opening + 1 : self._at]


def _quoted(part: str) -> str:
    from scanner.serial.toml import quoted_key

    return quoted_key(part)


def _dotted(key: list[str]) -> str:
    return ".".join(map(_quoted, key))


def _quoted_rune(char: str) -> str:
    from scanner.gotemplate.strconv import quote_rune

    return quote_rune(char or "\0")


def _surrounded(text: str) -> bool:
    """Whether every underscore stands between digits, as loosely as the library looks at it."""
    return text[-1] in _Reader.HEX and re.search(r"(?<![0-9a-fA-F])_", text) is None


def _has_leading_zero(text: str) -> bool:
    digits = text.lstrip("+-")
    return len(digits) > 1 and digits[0] == "0"


def _lacks_zero(text: str, layout: str) -> bool:
    """Whether a separator is not where the layout has it: Go's parser accepts single digits."""
    for found, wanted in zip(text, layout, strict=False):
        if wanted in ".Z":
            return False
        if not wanted.isdigit() and found != wanted:
            return True
    return False


def _local(time: Any, name: str) -> Any:
    """A date or time without zone; in Go its zone's name says what it lacks."""
    from scanner.gotemplate.functions.calendar import Time, Zone

    class LocalTime(Time):
        """time.Time as TOML's local dates and times decode to."""

        __slots__ = ()

        def go_toml(self) -> str:
            """The form in which it stood in the text."""
            return self.Format(_WRITTEN[name])

    return LocalTime(time.seconds, time.nanosecond, Zone(name))
