"""`format` and `formatlist`."""

from __future__ import annotations


from scanner.hcl import graphemes, verbs
from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, FunctionError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import check_text, spend
from scanner.hcl.types import ANY, BOOL, NUMBER, STRING, Type, list_of
from scanner.hcl.values import Value, length, list_value, string, unknown
from scanner.patterns import lazy
from scanner.records import NamedTuple

VERB = lazy(r"%([0#\-+ ]*)([1-9][0-9]*)?(\.[0-9]*)?(?:\[([1-9][0-9]*)\])?([a-zA-Z])")
_FORMAT = Parameter("format", STRING)
_REST = Parameter("args", null=True, unknown=True, dynamic=True)

MAX_WIDTH = 1_000_000


class _Verb(NamedTuple):
    raw: str
    offset: int
    flags: str
    width: int
    precision: int
    mode: str


@function("format", _FORMAT, rest=_REST, result=STRING)
def format_text(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The format with its verbs filled in."""
    pattern: str = arguments[0].data
    if any(one.unsettled or _is_bare_null(one) for one in arguments[1:]):
        end = pattern.find("%")
        prefix = pattern[:end] if end > 0 and pattern[:end].isascii() else ""
        return unknown(STRING, *arguments[1:], prefix=prefix)
    return string(formatted(pattern, arguments[1:]))


def _is_bare_null(value: Value) -> bool:
    """Whether it is a null that has no type: Terraform gives no result then instead of refusing it."""
    return value.is_null and value.type is ANY


@function("formatlist", _FORMAT, rest=_REST, result=list_of(STRING))
def format_list(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The format for each element of the lists among the arguments."""
    pattern, given = arguments[0].data, arguments[1:]
    count = -1
    waits: list[Value] = []
    for index, one in enumerate(given):
        if one.type.is_sequence and not one.is_null:
            if one.type.kind != "tuple" and not length(one).is_known:
                waits.append(one)
                continue
            size = len(one.type.elements) if one.type.kind == "tuple" else len(one.data)
            if count not in (-1, size):
                raise FunctionError(f"argument {index + 1} has length {size}, which is inconsistent with another argument of "
                                    f"length {count}")
            count = size
            if not one.is_known:
                waits.append(one)
        elif one.type is ANY and (one.is_null or not one.is_known):
            waits.append(one)
    if waits:
        return unknown(kind, *waits)
    found: list[Value] = []
    iterators = [iter(one.data) if one.type.is_sequence and one.data is not None else None for one in given]
    for index in range(1 if count < 0 else count):
        spend(len(given) + 1)
        parts: list[Value] = []
        for one, iterator in zip(given, iterators, strict=True):
            parts.append(next(iterator) if iterator is not None else one)
            if parts[-1].unsettled:
                break  # lists behind an unknown element do not move on: so does Terraform
        if parts and parts[-1].unsettled:
            found.append(unknown(STRING, *parts, not_null=True))
        else:
            try:
                found.append(string(formatted(pattern, parts)))
            except FunctionError as error:
                raise FunctionError(f"error on format iteration {index}: {error.message}") from None
    return list_value(found, STRING)


def formatted(pattern: str, arguments: list[Value]) -> str:
    """The pattern with its verbs filled in; FunctionError for one that does not fit, and for arguments left over."""
    parts: list[str] = []
    position = size = 0
    following, highest = 1, 0
    while (start := pattern.find("%", position)) >= 0:
        parts.append(pattern[position:start])
        size += start - position
        if pattern[start + 1:start + 2] == "%":
            parts.append("%")
            position = start + 2
            continue
        match = VERB.match(pattern, start)
        if match is None:
            raise FunctionError(f"unrecognized format character at offset {start + 1}" if start + 1 < len(pattern)
                                else f"invalid format string starting at offset {start}")
        flags, width, precision, number, mode = match.groups()
        index = _bounded(number) if number else following
        verb = _Verb(match[0], start, flags, _bounded(width) if width else -1,
                     _bounded(precision[1:] or "0") if precision else -1, mode)
        highest, following = max(highest, index), index + 1
        text = _filled(verb, index, arguments)
        size += len(text)
        check_text(size)
        parts.append(text)
        position = match.end()
    parts.append(pattern[position:])
    if highest < len(arguments):
        raise FunctionError("too many arguments; no verbs in format string" if not highest else
                            f"too many arguments; only {highest} used by format string")
    return "".join(parts)


def _bounded(digits: str) -> int:
    if len(digits) > 7 or int(digits) > MAX_WIDTH:
        raise FunctionError(f"a width of more than {MAX_WIDTH} is refused")
    return int(digits)


def _filled(verb: _Verb, index: int, arguments: list[Value]) -> str:
    if index - 1 >= len(arguments):
        raise FunctionError(f'not enough arguments for "{verb.raw}" at {verb.offset}: need index {index} but have '
                            f"{len(arguments)} total")
    if index < 1:
        raise FunctionError(f'argument index of "{verb.raw}" at {verb.offset} must be at least 1')
    value = arguments[index - 1]
    if verb.mode != "v" and value.is_null:
        raise FunctionError(f'unsupported value for "{verb.raw}" at {verb.offset}: null value cannot be formatted')
    try:
        return _by_mode(verb, value)
    except (ConversionError, FunctionError) as error:
        raise FunctionError(f'unsupported value for "{verb.raw}" at {verb.offset}: {error.message}') from None


def _by_mode(verb: _Verb, value: Value) -> str:
    mode = verb.mode
    if mode == "v":
        return _as_is(verb, value)
    if mode == "t":
        return "true" if convert(value, BOOL).data else "false"
    if mode in "bdoxX":
        number = convert(value, NUMBER).data
        return verbs.integer_verb(mode, verb.flags, verb.width, verb.precision, verbs.whole_of(number))
    if mode in "eEfgG":
        number = convert(value, NUMBER).data
        return verbs.float_verb(mode, verb.flags, verb.width, verb.precision, number)
    if mode in "sq":
        return _text(verb, convert(value, STRING).data)
    raise FunctionError(f"unsupported format verb '{mode}'")


def _as_is(verb: _Verb, value: Value) -> str:
    if "#" not in verb.flags and value.data is not None:
        if value.type is STRING:
            return _padded(verb, value.data)
        if value.type is NUMBER:
            return _padded(verb, verbs.general(value.data))
    from scanner.hcl.json_values import encode

    return _padded(verb, encode(value))


def _text(verb: _Verb, text: str) -> str:
    if verb.precision > 0:
        text = "".join(graphemes.split(text)[:verb.precision])
    if verb.mode == "q":
        from scanner.hcl.json_values import quoted

        text = quoted(text)
    return _padded(verb, text)


def _padded(verb: _Verb, text: str) -> str:
    if verb.width < 0 or len(text) > 4 * verb.width + 64:
        return text
    pad = ("0" if "0" in verb.flags else " ") * max(verb.width - len(graphemes.split(text)), 0)
    return text + pad if "-" in verb.flags else pad + text
