"""String functions."""

from __future__ import annotations

from scanner.hcl import graphemes
from scanner.hcl.convert import convert
from scanner.hcl.errors import EvalError, FunctionError, HclError
from scanner.hcl.functions.arguments import whole
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import check_text, spend
from scanner.hcl.literals import SPACE
from scanner.hcl.types import BOOL, NUMBER, STRING, Type, list_of
from scanner.hcl.values import Value, boolean, list_value, string, unknown

_TEXT = Parameter("str", STRING)
_LOOSE = Parameter("str", STRING, dynamic=True)
_LIST = list_of(STRING)


@function("upper", _LOOSE, result=STRING)
def upper(arguments: list[Value], kind: Type, context: Context) -> Value:
    """All letters as capitals, each by itself: Go maps characters one to one."""
    return string("".join(_one_to_one(sign, sign.upper()) for sign in arguments[0].data))


@function("lower", _LOOSE, result=STRING)
def lower(arguments: list[Value], kind: Type, context: Context) -> Value:
    """All letters as small ones."""
    return string("".join(_one_to_one(sign, sign.lower()) for sign in arguments[0].data))


def _one_to_one(sign: str, mapped: str) -> str:
    if len(mapped) == 1:
        return mapped
    return "i" if sign == "\u0130" else sign


@function("title", _TEXT, result=STRING)
def title(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The first letter of each word as a capital."""
    found: list[str] = []
    before = " "
    for sign in arguments[0].data:
        found.append(_one_to_one(sign, sign.title()) if _separates(before) else sign)
        before = sign
    return string("".join(found))


def _separates(sign: str) -> bool:
    if sign < "\x80":
        return not (sign.isalnum() or sign == "_")
    return not sign.isalpha() and not sign.isnumeric() and sign in SPACE


@function("chomp", _TEXT, result=STRING)
def chomp(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Without the line breaks at its end."""
    return string(arguments[0].data.rstrip("\r\n"))


@function("trimspace", _TEXT, result=STRING)
def trim_space(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Without white space around it."""
    return string(arguments[0].data.strip(SPACE))


@function("trim", _TEXT, Parameter("cutset", STRING), result=STRING)
def trim(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Without the given characters around it."""
    cut = arguments[1].data
    return string(arguments[0].data.strip(cut) if cut else arguments[0].data)


@function("trimprefix", _TEXT, Parameter("prefix", STRING), result=STRING)
def trim_prefix(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Without the prefix, if it has it."""
    return string(arguments[0].data.removeprefix(arguments[1].data))


@function("trimsuffix", _TEXT, Parameter("suffix", STRING), result=STRING)
def trim_suffix(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Without the suffix, if it has it."""
    return string(arguments[0].data.removesuffix(arguments[1].data))


@function("startswith", Parameter("str", STRING, unknown=True), Parameter("prefix", STRING), result=BOOL)
def starts_with(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Whether it begins with the prefix; what is known of an unknown text may tell."""
    text, prefix = arguments[0], arguments[1].data
    if text.is_known:
        return boolean(text.data.startswith(prefix))
    known = text.data.prefix
    return boolean(known.startswith(prefix)) if len(known) >= len(prefix) else unknown(BOOL, text)


@function("endswith", _TEXT, Parameter("suffix", STRING), result=BOOL)
def ends_with(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Whether it ends with the suffix."""
    return boolean(arguments[0].data.endswith(arguments[1].data))


@function("strcontains", _TEXT, Parameter("substr", STRING), result=BOOL)
def contains(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Whether the second text stands in the first."""
    return boolean(arguments[1].data in arguments[0].data)


@function("strrev", _LOOSE, result=STRING)
def reverse(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The characters, as people see them, from the last to the first."""
    return string("".join(reversed(graphemes.split(arguments[0].data))))


@function("substr", _LOOSE, Parameter("offset", NUMBER, dynamic=True), Parameter("length", NUMBER, dynamic=True),
          result=STRING)
def substring(arguments: list[Value], kind: Type, context: Context) -> Value:
    """`length` characters from `offset`, which counts from the end if negative; -1 takes all that is left."""
    offset, count = whole(arguments[1], "offset"), whole(arguments[2], "length")
    parts = graphemes.split(arguments[0].data)
    if offset < 0:
        offset = max(offset + len(parts), 0)
    if count == 0 or offset >= len(parts):
        return string("")
    return string("".join(parts[offset:offset + count] if count > 0 else parts[offset:]))


@function("replace", _TEXT, Parameter("substr", STRING), Parameter("replace", STRING), result=STRING)
def replace(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Every occurrence of a text, or of a regular expression between slashes, as another text."""
    text, wanted, new = (one.data for one in arguments)
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        from scanner.hcl.functions.patterns import replaced

        return string(replaced(wanted[1:-1], text, new))
    count = text.count(wanted) if wanted else len(text) + 1
    check_text(len(text) + count * len(new))
    return string(text.replace(wanted, new))


@function("indent", Parameter("spaces", NUMBER), _TEXT, result=STRING)
def indent(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Spaces at the beginning of all lines but the first."""
    spaces, text = whole(arguments[0], "spaces"), arguments[1].data
    if spaces < 0:
        raise FunctionError("the number of spaces must not be negative")
    check_text(spaces)
    check_text(len(text) + text.count("\n") * spaces)
    return string(text.replace("\n", "\n" + " " * spaces))


@function("join", Parameter("separator", STRING), rest=Parameter("lists", _LIST, unknown=True), result=STRING)
def join(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The elements of the lists with a separator between them."""
    separator, lists = arguments[0].data, arguments[1:]
    if not lists:
        raise FunctionError("at least one list is required")
    waits = [one for one in lists if one.unsettled]
    texts: list[str] = []
    for each in lists:
        if not each.is_known:
            continue
        for one in each.data:
            if one.is_null:
                raise FunctionError("an element is null; cannot concatenate null values")
            if one.is_known:
                texts.append(one.data)
    if waits:
        return unknown(STRING, *waits)
    check_text(sum(map(len, texts)) + len(texts) * len(separator))
    return string(separator.join(texts))


@function("split", Parameter("separator", STRING), _TEXT, result=_LIST)
def split(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The pieces between separators."""
    separator, text = arguments[0].data, arguments[1].data
    parts = text.split(separator) if separator else list(text)
    spend(len(parts))
    return list_value([string(one) for one in parts], STRING)


@function("templatestring", Parameter("template", STRING, marked=True), Parameter("vars"), result=STRING)
def template_string(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The template, which must be a value that something in the configuration declares, filled in with variables."""
    from scanner.hcl.nodes import Attribute, Call, Index, Name
    from scanner.hcl.rendering import render

    node = context.node
    if isinstance(node, Call) and not isinstance(node.arguments[0], (Attribute, Index, Name)):
        raise FunctionError("invalid template expression: templatestring is only for rendering templates that come from "
                            "elsewhere in the configuration; use a template directly instead")
    marks = arguments[0].marks
    try:
        result = render(arguments[0].data, "<templatestring argument>", arguments[1], context, "templatestring")
        return convert(result, STRING).with_marks(marks)
    except EvalError as error:
        raise FunctionError(error.message) from None
    except HclError as error:
        raise FunctionError(error.message) if error.start >= 0 else error from None


def as_text(value: Value) -> str:
    """A value that converts to a string, as that string."""
    return str(convert(value, STRING).data)
