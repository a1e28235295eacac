"""What takes the place of text that could not be rendered.

A tolerant rendering writes a mark where an action failed.  The mark is made of private-use
characters, which no chart has a reason to hold, so whoever reads the rendered document can
tell what is unknown from what is absent:

* `VALUE` stands where a value would, inside a scalar or as one;
* `BLOCK` stands where whole lines would (the action trims the line break before it, or
  indents its result), so the mapping around it may have keys that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scanner.gotemplate.errors import ExecError
from scanner.gotemplate.nodes import Action, Branch, Call, Command, Identifier, Node, Number, Pipeline, Text
from scanner.gotemplate.values import GoObject

VALUE = "\ue000\ue001"
BLOCK = "\ue000\ue002"
SIGN = "\ue000"


REASON = "the value is not known"


class UnknownUsed(ExecError):
    """An expression needs a value that is not known; why it is not is reported already."""


class UnknownValue(GoObject):
    """What a variable holds whose declaration failed, and a value that is given but not known.

    Printing it gives a mark, deciding on it fails.
    """

    __slots__ = ()
    go_type = "unknown"
    go_kind = "unknown"

    def go_string(self) -> str:
        """The mark."""
        return VALUE

    def go_json(self) -> str:
        """The same, where a map around it is written out."""
        return VALUE

    def go_truth(self) -> bool:
        raise UnknownUsed(REASON)

    def go_fields(self) -> Any:
        raise UnknownUsed(REASON)


UNKNOWN = UnknownValue()

PASSING = frozenset("""
    print printf println quote squote cat toString toYaml mustToYaml toYamlPretty toJson mustToJson toPrettyJson
    toRawJson include dict list tuple set merge mergeOverwrite mustMerge mustMergeOverwrite append prepend mustAppend mustPrepend
    required
""".split())
"""Functions that write a value, or hand it on, whatever it is; all others decide something by it."""


def hole(text: str, node: Node) -> str:
    """The mark for a failed action, indented as its result would have been.

    Whole lines are most often entries of a map, so the mark is written as one; as an item
    where the next line of the template begins an item at the same indentation.
    """
    if isinstance(node, Branch):
        entries = _entries(node)
        if entries:
            return entries
    indentation = _indentation(node)
    closed = getattr(node, "closed", len(text))
    if indentation is not None:
        is_item = re.compile(rf"[ \t]*(?:\r?\n[ \t]*)*\n {{{indentation}}}-[ \n]").match(text, closed)
        return "\n" + " " * indentation + (f"- {BLOCK}" if is_item else f"{BLOCK}:")
    opened = getattr(node, "opened", -1)
    if isinstance(node, Action | Call) and not text.startswith("{{-", opened):
        return VALUE
    return " " + BLOCK


_KEY = re.compile(r"( *)([A-Za-z_][\w./-]*|\"[\w./ -]+\"):(?=[ \n\0]|$)")
_INSIDE = "\0"


def _entries(branch: Branch) -> str:
    """The mark for a branch of which it is not known whether it is taken, where its body has lines of its own.

    Each entry of a map that it may write is unknown then.  Where it cannot be said which these are, a mark stands for
    lines of the map; an item where it writes items of a list.
    """
    found: dict[str, None] = {}
    width = -1
    for body in (branch.body, *(() if branch.otherwise is None else (branch.otherwise,))):
        text = _written(body)
        if not text.lstrip(" ").startswith("\n"):
            return "" if width < 0 else f"\n{' ' * width}{BLOCK}:"
        for line in text.split("\n"):
            if not line.strip(" \r"):
                continue
            indentation = len(line) - len(line.lstrip(" "))
            width = indentation if width < 0 else width
            if line.startswith("-", width) and indentation == width:
                return f"\n{' ' * width}- {BLOCK}"
            key = _KEY.match(line)
            if indentation < width or indentation == width and key is None:
                return f"\n{' ' * width}{BLOCK}:"
            if indentation == width and key is not None:
                found[key.group(2)] = None
    return "".join(f"\n{' ' * width}{key}: {VALUE}" for key in found)


def _written(body: Sequence[Node]) -> str:
    """The text of a body; a sign stands for what actions write inside of lines, or as lines deeper than theirs."""
    parts = []
    for node in body:
        if isinstance(node, Text):
            parts.append(node.text)
        elif isinstance(node, Branch):
            parts += [_written(node.body), _written(node.otherwise or ())]
        elif isinstance(node, Action) and not node.pipeline.declared:
            width = _indentation(node)
            parts.append(_INSIDE if width is None else "\n" + " " * width + _INSIDE)
    return "".join(parts)


def _indentation(node: Node) -> int | None:
    """The width given to a closing `indent` or `nindent`."""
    pipeline = getattr(node, "pipeline", None)
    if not isinstance(pipeline, Pipeline) or not isinstance(node, Action):
        return None
    last = pipeline.commands[-1]
    if not isinstance(last, Command) or len(last.args) < 2:
        return None
    name, width = last.args[0], last.args[1]
    if isinstance(name, Identifier) and name.name in ("indent", "nindent") and isinstance(width, Number):
        return min(width.integer or 0, 100)
    return None
