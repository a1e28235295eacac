"""The little language of --set, --set-string, --set-file, --set-json and --set-literal.

::

    line    = pair { "," pair }
    pair    = path "=" value
    path    = name { "." name | "[" index "]" }
    value   = text up to a comma | "{" text { "," text } "}" | JSON (--set-json only)

A backslash takes the next character as it is, in names and values.  --set-literal knows
neither escapes nor commas: everything after the first "=" is the value.  Like Helm's
parser (helm.sh/helm, pkg/strvals) this one writes into the map while it reads, so that
``a[0].x=1,a[0].y=2`` fills one element, and it forgives the same unfinished endings.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn

from scanner.gotemplate.strconv import parse_int, quote
from scanner.gotemplate.values import Int64, Map, go_type
from scanner.helm.documents import MAX_DEPTH, is_deeper
from scanner.helm.errors import ArgumentError
from scanner.helm.gotext import SPACES, quoted_runes
from scanner.located.json import clean
from scanner.patterns import lazy
from scanner.records import NamedTuple

# Python's reader would take the part before and leave the rest
_UNFINISHED = lazy(r"-?[0-9]+(\.|(\.[0-9]+)?[eE])")

MAX_INDEX = 65536
"""The highest list index Helm accepts."""

MAX_LEVELS = 30
"""The most dots in a path that Helm accepts."""


class FlagPlace(NamedTuple):
    """Where a value came from when it was given on the command line: the flag, its count among its kind, its text."""

    flag: str
    index: int
    text: str


def set_typed(target: Map, text: str, place: FlagPlace) -> None:
    """Apply one ``--set`` argument: true, false, null and whole numbers get their type."""
    _apply("--set", _Reader(text, place, typed), target)


def set_string(target: Map, text: str, place: FlagPlace) -> None:
    """Apply one ``--set-string`` argument: every value stays text."""
    _apply("--set-string", _Reader(text, place, str), target)


def set_file(target: Map, text: str, place: FlagPlace, read: Callable[[str], str]) -> None:
    """Apply one ``--set-file`` argument: every value is a path, replaced by what `read` gives for it."""
    _apply("--set-file", _Reader(text, place, read), target)


def set_literal(target: Map, text: str, place: FlagPlace) -> None:
    """Apply one ``--set-literal`` argument: everything after the first "=" is the value."""
    _apply("--set-literal", _LiteralReader(text, place, str), target)


def set_json(target: Map, text: str, place: FlagPlace) -> None:
    """Apply one ``--set-json`` argument of the form key=JSON[,key=JSON]."""
    try:
        _JsonReader(text, place, str).read(target)
    except (_Refused, ValueError, RecursionError):
        # Helm names the whole argument and keeps the cause to itself
        raise ArgumentError(f"failed parsing --set-json data {text}") from None


def json_object(text: str, place: FlagPlace) -> Map:
    """A whole ``--set-json`` argument that is one JSON object."""
    try:
        value, end = _decode_json(text, _skip_space(text, 0), place)
        if _skip_space(text, end) != len(text):
            raise ValueError("text after the object")
    except (ValueError, RecursionError):
        raise ArgumentError(f"failed parsing --set-json data JSON: {text}") from None
    return value  # type: ignore[no-any-return]  # it starts with a brace


def typed(text: str) -> Any:
    """A --set value with its type: bool, null, int64 for whole decimal numbers, else text."""
    word = text.casefold()
    if word in ("true", "false"):
        return word == "true"
    if word == "null":
        return None
    if text == "0":
        return Int64(0)
    if text and text[0] != "0":
        number, good = parse_int(text, 10)
        if good:
            return Int64(number)
    return text


class _Refused(Exception):
    """The text does not follow the grammar; str() is Helm's reason."""


class _EndOfText(Exception):
    """The text ended where Helm's parser stops without complaint."""


def _apply(flag: str, reader: _Reader, target: Map) -> None:
    try:
        reader.read(target)
    except _Refused as error:
        raise ArgumentError(f"failed parsing {flag} data: {error}") from None


def _put(target: Map, key: str, value: Any, place: FlagPlace) -> None:
    if not key:  # `=1` sets nothing
        return
    target[key] = value
    if target.places is None:
        target.places = {}
    target.places[key] = place


class _Reader:
    """Reads one argument; `convert` makes the value of a piece of text."""

    key_ends = "=[,."

    def __init__(self, text: str, place: FlagPlace, convert: Callable[[str], Any]) -> None:
        self.text = text
        self.place = place
        self.convert = convert
        self.at = 0

    def read(self, target: Map) -> None:
        """Apply the whole argument to `target`."""
        try:
            while True:
                self.pair(target, 0)
        except _EndOfText:
            pass

    def pair(self, target: Map, level: int) -> None:
        """pair, from its first or a later name on; `level` counts the dots so far."""
        name, end = self.until(self.key_ends)
        if end == "":
            if not name:
                raise _EndOfText
            raise _Refused(f"key {quote(name)} has no value")
        if end == "[":
            self.indexed(target, name, level)
        elif end == "=":
            self.assigned(target, name)
        elif end == ",":
            raise _Refused(f"key {quote(name)} has no value (cannot end with ,)")
        else:
            self.nested(target, name, level + 1)

    def assigned(self, target: Map, name: str) -> None:
        try:
            value = self.value()
        except _EndOfText:
            _put(target, name, "", self.place)
            raise
        _put(target, name, value, self.place)

    def nested(self, target: Map, name: str, level: int) -> None:
        if level > MAX_LEVELS:
            raise _Refused(f"value name nested level is greater than maximum supported nested level of {MAX_LEVELS}")
        inner = target[name] if name in target else Map()
        if not isinstance(inner, Map):
            _wrong_type(inner, "map[string]interface {}")
        try:
            self.pair(inner, level)
        except _EndOfText:
            if inner:
                _put(target, name, inner, self.place)
            raise
        if not inner:
            raise _Refused(f"key map {quote(name)} has no value")
        _put(target, name, inner, self.place)

    def indexed(self, target: Map, name: str, level: int) -> None:
        index = self.index()
        items = target[name] if name in target else []
        if not isinstance(items, list):
            _wrong_type(items, "[]interface {}")
        try:
            items = self.item(items, index, level)
        except _EndOfText:
            _put(target, name, items, self.place)
            raise
        _put(target, name, items, self.place)

    def item(self, items: list[Any], index: int, level: int, lists: int = 1) -> list[Any]:
        """What follows ``[index]``, the last of so many `lists` in each other; gives the list with that element set."""
        if lists > MAX_DEPTH:
            raise _Refused(f"lists nested more than {MAX_DEPTH} levels deep")
        if index < 0:
            raise _Refused(f"negative {index} index not allowed")
        name, end = self.until("[.=")
        if name:
            raise _Refused(f"unexpected data at end of array index: {quoted_runes(name)}")
        if end == "":
            raise _EndOfText
        if end == "=":
            try:
                return _with_item(items, index, self.value())
            except _EndOfText:
                return _with_item(items, index, "")
        old = items[index] if index < len(items) else None
        if end == "[":
            if old is not None and not isinstance(old, list):
                _wrong_type(old, "[]interface {}")
            return _with_item(items, index, self.item(old or [], self.index(), level, lists + 1))
        if isinstance(old, Map):
            inner = old
        else:
            inner = Map()
            if index < len(items):
                items[index] = inner
        self.pair(inner, level)
        return _with_item(items, index, inner)

    def index(self) -> int:
        text, end = self.until("]")
        if end == "":  # Helm takes the wrapped end-of-file for the end of the argument
            raise _EndOfText
        number, good = parse_int(text, 10)
        if good:
            return number
        reason = "value out of range" if number else "invalid syntax"
        raise _Refused(f"error parsing index: strconv.Atoi: parsing {quote(text)}: {reason}")

    def value(self) -> Any:
        if self.at >= len(self.text):
            raise _EndOfText
        if self.text[self.at] == "{":
            self.at += 1
            return self.items()
        text, _ = self.until(",")
        return self.convert(text)

    def items(self) -> list[Any]:
        """The rest of a ``{...}`` value and the comma after it."""
        found: list[Any] = []
        while True:
            text, end = self.until(",}")
            if end == "":
                raise _Refused("list must terminate with '}'")
            found.append(self.convert(text))
            if end == "}":
                if self.text.startswith(",", self.at):
                    self.at += 1
                return found

    def until(self, ends: str) -> tuple[str, str]:
        """Text up to one of `ends`, with escapes resolved, and that character ("" at the end of the text)."""
        text, at, found = self.text, self.at, []
        while at < len(text):
            character = text[at]
            at += 1
            if character in ends:
                self.at = at
                return "".join(found), character
            if character == "\\":
                if at >= len(text):
                    break
                character = text[at]
                at += 1
            found.append(character)
        self.at = at
        return "".join(found), ""


class _LiteralReader(_Reader):
    """--set-literal: no escapes, no lists, one pair."""

    key_ends = "=[."

    def value(self) -> str:
        value, self.at = self.text[self.at :], len(self.text)
        return value

    def until(self, ends: str) -> tuple[str, str]:
        for at in range(self.at, len(self.text)):
            if self.text[at] in ends:
                name, self.at = self.text[self.at : at], at + 1
                return name, self.text[at]
        name, self.at = self.text[self.at :], len(self.text)
        return name, ""


class _JsonReader(_Reader):
    """--set-json: values are JSON, an empty one is null."""

    def value(self) -> Any:
        if self.skip_comma():
            return None
        value, self.at = _decode_json(self.text, self.at, self.place)
        self.skip_comma()
        return value

    def skip_comma(self) -> bool:
        """Pass over space and one comma; whether nothing else stood there."""
        self.at = _skip_space(self.text, self.at)
        if self.text.startswith(",", self.at):
            self.at += 1
            return True
        return self.at >= len(self.text)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in SPACES:
        at += 1
    return at


def _with_item(items: list[Any], index: int, value: Any) -> list[Any]:
    """`items` with `value` at `index`, padded with nulls into a new list where it is too short."""
    if index > MAX_INDEX:
        raise _Refused(f"index of {index} is greater than maximum supported index of {MAX_INDEX}")
    if index >= len(items):
        items = [*items, *[None] * (index + 1 - len(items))]
    items[index] = value
    return items


def _wrong_type(value: Any, wanted: str) -> NoReturn:
    found = "nil" if value is None else go_type(value)
    raise _Refused(f"unable to parse key: interface conversion: interface {{}} is {found}, not {wanted}")


def _decode_json(text: str, at: int, place: FlagPlace) -> tuple[Any, int]:
    """One JSON value as Go reads it into an interface{}, and where it ends; ValueError when malformed."""

    def number(digits: str) -> float:
        value = float(digits)
        if math.isinf(value):
            raise ValueError(f"{digits} is out of range")
        return value

    def refuse(word: str) -> NoReturn:
        raise ValueError(f"{word} is no JSON")

    def made(pairs: list[tuple[str, Any]]) -> Map:
        found = Map(pairs)
        found.places = dict.fromkeys(found, place)
        return found

    decoder = json.JSONDecoder(object_pairs_hook=made, parse_int=number, parse_float=number, parse_constant=refuse)
    value, end = decoder.raw_decode(text, at)
    if isinstance(value, float) and _UNFINISHED.fullmatch(text[at : end + 1]):
        raise ValueError("a number ends in its point or exponent")
    if isinstance(value, (dict, list)) and is_deeper(value, MAX_DEPTH):
        raise ValueError(f"nested more than {MAX_DEPTH} levels deep")
    return clean(value), end
