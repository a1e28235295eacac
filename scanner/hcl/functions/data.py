"""JSON and YAML to values and back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from scanner.hcl import json_values, numbers
from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, FunctionError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import MAX_NESTING, check_text, spend
from scanner.hcl.numbers import Number
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type
from scanner.hcl.values import FALSE, NULL, TRUE, Value, object_value, string, tuple_value, unknown
from scanner.patterns import lazy

_ANY = Parameter("val", null=True, unknown=True, dynamic=True)
_TEXT = Parameter("src", STRING)


@function("jsonencode", _ANY, result=STRING)
def json_encode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The JSON of a value; of an unknown one at least the first character is known."""
    value = arguments[0]
    if not value.unsettled:
        return string(json_values.encode(value))
    if value.is_known or value.data.not_null:
        first = '"' if value.type is STRING else "{" if value.type.kind in ("object", "map") else (
            "[" if value.type.is_sequence else "")
        draft = json_values.encode(value) if value.is_known else ""
        return unknown(STRING, value, prefix=first, draft=draft)
    return unknown(STRING, value)


def _json_type(arguments: list[Value]) -> Type:
    value = arguments[0]
    if not value.is_known:
        first = value.data.prefix.strip()[:1]
        if first and first not in '{["tfn-0123456789.':
            raise FunctionError(f"a JSON document cannot begin with the character '{first}'")
        return {'"': STRING, "t": BOOL, "f": BOOL}.get(first, NUMBER if first and first in "-0123456789." else ANY)
    return ANY


@function("jsondecode", Parameter("str", STRING), result=_json_type, never_null=False)
def json_decode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The value of a JSON text."""
    return json_values.decode(arguments[0].data)


@function("yamlencode", Parameter("value", null=True, dynamic=True, unknown=True), result=STRING)
def yaml_encode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The YAML of a value: strings in quotes, or as blocks where they have several lines; a draft is in JSON, which is
    YAML as well."""
    value = arguments[0]
    if value.unsettled:
        return unknown(STRING, value, draft=json_values.encode(value) if value.is_known else "")
    spend(value.size * 4)
    import yaml

    events = [yaml.StreamStartEvent(), yaml.DocumentStartEvent(explicit=False), *_events(value, yaml),
              yaml.DocumentEndEvent(explicit=False), yaml.StreamEndEvent()]
    written: str = yaml.emit(events, Dumper=yaml.CSafeDumper, allow_unicode=True)
    if not isinstance(value.data, (str, list, dict)) and not written.endswith("...\n"):
        written += "...\n"  # libyaml once said where a lone plain scalar ends, and Terraform's copy still does
    check_text(len(written))
    return string(written)


def _events(value: Value, yaml: Any) -> Iterator[Any]:
    data = value.data
    if isinstance(data, dict):
        yield yaml.MappingStartEvent(None, None, True, flow_style=False)
        for key, one in sorted(data.items()):
            yield _scalar_event(key, yaml)
            yield from _events(one, yaml)
        yield yaml.MappingEndEvent()
    elif isinstance(data, list):
        yield yaml.SequenceStartEvent(None, None, True, flow_style=False)
        for one in data:
            yield from _events(one, yaml)
        yield yaml.SequenceEndEvent()
    elif isinstance(data, str):
        yield _scalar_event(data, yaml)
    else:
        plain = "null" if data is None else str(data).lower() if isinstance(data, bool) else numbers.text(data)
        yield yaml.ScalarEvent(None, None, (True, True), plain)


def _scalar_event(text: str, yaml: Any) -> Any:
    return yaml.ScalarEvent(None, None, (True, True), text, style="|" if "\n" in text else '"')


@function("yamldecode", _TEXT, never_null=False)
def yaml_decode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The value of a YAML text of one document."""
    import yaml

    text = arguments[0].data
    check_text(len(text))
    try:
        return _Reader(yaml.parse(text or "\n", Loader=yaml.CSafeLoader), yaml).document()
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error)
        mark = getattr(error, "problem_mark", None)
        place = f" on line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise FunctionError(f"invalid YAML{place}: {problem}") from None
    except UnicodeEncodeError:
        raise FunctionError("invalid YAML: the text is not UTF-8") from None


class _Reader:
    """Events of a YAML parser to a value."""

    def __init__(self, events: Iterator[Any], yaml: Any) -> None:
        self.events, self.yaml = events, yaml
        self.anchors: dict[str, Value | None] = {}
        self.depth = 0

    def document(self) -> Value:
        """The only document of the stream."""
        next(self.events)
        if not isinstance(next(self.events), self.yaml.DocumentStartEvent):
            raise FunctionError("missing start of document")
        value = self.value(next(self.events))
        next(self.events)
        if isinstance(next(self.events), self.yaml.DocumentStartEvent):
            raise FunctionError("only a single document is allowed")
        return value

    def value(self, event: Any) -> Value:
        """The value that begins with an event."""
        spend(1)
        if isinstance(event, self.yaml.AliasEvent):
            found = self.anchors.get(event.anchor)
            if found is None:
                inside = event.anchor in self.anchors
                raise FunctionError(f"cannot refer to anchor {event.anchor!r} from inside its own definition" if inside
                                    else f"reference to undefined anchor {event.anchor!r}")
            return found
        if event.anchor:
            self.anchors[event.anchor] = None
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise FunctionError(f"YAML is nested deeper than {MAX_NESTING} levels")
        if isinstance(event, self.yaml.ScalarEvent):
            value = _scalar(event)
        elif isinstance(event, self.yaml.MappingStartEvent):
            value = self.mapping(event)
        else:
            value = self.sequence(event)
        self.depth -= 1
        if event.anchor:
            self.anchors[event.anchor] = value
        return value

    def sequence(self, start: Any) -> Value:
        """Items up to the end of a sequence."""
        if start.tag not in (None, "tag:yaml.org,2002:seq"):
            raise FunctionError(f"can't interpret sequence as {start.tag}")
        found: list[Value] = []
        while not isinstance(event := next(self.events), self.yaml.SequenceEndEvent):
            found.append(self.value(event))
        return tuple_value(found)

    def mapping(self, start: Any) -> Value:
        """Entries up to the end of a mapping."""
        if start.tag not in (None, "tag:yaml.org,2002:map"):
            raise FunctionError(f"can't interpret mapping as {start.tag}")
        found: dict[str, Value] = {}
        while not isinstance(event := next(self.events), self.yaml.MappingEndEvent):
            if not isinstance(event, self.yaml.ScalarEvent):
                raise FunctionError("only strings are allowed as mapping keys")
            if event.tag == "tag:yaml.org,2002:merge" or event.tag is None and event.value == "<<":
                self.merge(self.value(next(self.events)), found)
                continue
            key = _scalar(event)
            if key.is_null:
                raise FunctionError("mapping key cannot be null")
            try:
                key = convert(key, STRING)
            except ConversionError:
                raise FunctionError("only strings are allowed as mapping keys") from None
            found[key.data] = self.value(next(self.events))
        return object_value(found)

    def merge(self, value: Value, found: dict[str, Value]) -> None:
        """Take the entries of a merge key in."""
        for one in value.data if value.type.kind == "tuple" else [value]:
            if one.type.kind != "object":
                raise FunctionError(f"cannot merge {one.type.kind} into mapping")
            found.update(one.data)


_TAGS = {f"tag:yaml.org,2002:{name}": name for name in ("str", "bool", "int", "float", "null", "timestamp", "binary")}
_WORDS: dict[str, Value] = {}
for _word, _value in (("y Y yes Yes YES true True TRUE on On ON", TRUE), ("n N no No NO false False FALSE off Off OFF", FALSE),
                      ("~ null Null NULL", NULL), (".inf .Inf .INF +.inf +.Inf +.INF", Value(NUMBER, Number(0, 0, 512, "+Inf"))),
                      ("-.inf -.Inf -.INF", Value(NUMBER, Number(0, 0, 512, "-Inf")))):
    _WORDS.update(dict.fromkeys(_word.split(), _value))
_WORDS[""] = NULL

_INTEGER = lazy(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = lazy(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_TIME = lazy(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d\d:\d\d)?)?")


def _scalar(event: Any) -> Value:
    text: str = event.value
    if event.tag is not None and event.tag not in _TAGS:
        raise FunctionError(f"unsupported tag {event.tag!r}")
    tag = _TAGS.get(event.tag or "", "")
    looks = not text or text[0] in "+-0123456789yYnNtTfFoO~."
    if looks and tag not in ("str", "binary"):
        if event.style in ("'", '"'):
            return string(text)
        if text in _WORDS:
            return _WORDS[text]
        if not tag and text in (".nan", ".NaN", ".NAN"):
            raise FunctionError("floating point NaN is not supported")
        if text[0] == "." and (found := _number(text)) is not None:
            return found
        if text[0] in "+-0123456789":
            if tag in ("", "timestamp") and (moment := _moment(text)) is not None:
                return string(moment)
            if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text):
                tag = "int"
    return _tagged(text, tag)


def _tagged(text: str, tag: str) -> Value:
    if tag == "binary":
        try:
            base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
        except (binascii.Error, ValueError):
            raise FunctionError(f"cannot parse {text[:50]!r} as !!binary: not valid base64") from None
        return string(text)
    if tag == "null":
        return NULL
    if tag == "bool" and text in _WORDS and _WORDS[text].type is BOOL:
        return _WORDS[text]
    if tag in ("int", "float") and (found := _number(text.replace("_", ""))) is not None:
        return found
    if tag == "timestamp" and (moment := _moment(text)) is not None:
        return string(moment)
    if tag in ("", "str"):
        return string(text)
    raise FunctionError(f"cannot parse {text[:50]!r} as !!{tag}")


def _number(text: str) -> Value | None:
    try:
        return Value(NUMBER, numbers.parse(text))
    except ValueError:
        pass
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text.removeprefix("+"))
    prefix = digits[:2].lower()
    base = {"0x": 16, "0o": 8, "0b": 2}.get(prefix)
    if base is None or len(digits) > 70:
        return None
    try:
        return Value(NUMBER, numbers.counted(sign * int(digits[2:], base)))
    except ValueError:
        return None


def _moment(text: str) -> str | None:
    match = _TIME.fullmatch(text)
    if match is None or (match[4] in ("T", "t")) != (match[8] is not None) and match[4]:
        return None
    try:
        if match[4] is None:
            return f"{date(int(match[1]), int(match[2]), int(match[3])).isoformat()}T00:00:00Z"
        zone = match[8] or "Z"
        offset = timezone.utc if zone == "Z" else timezone(
            (timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))) * (-1 if zone[0] == "-" else 1))
        moment = datetime(*(int(match[one]) for one in (1, 2, 3, 5, 6, 7)), tzinfo=offset)  # type: ignore[misc]
    except ValueError:
        return None
    return moment.isoformat() if zone != "Z" else moment.replace(tzinfo=None).isoformat() + "Z"
