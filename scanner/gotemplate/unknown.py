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
from typing import Any

from scanner.gotemplate.errors import ExecError
from scanner.gotemplate.nodes import Action, Call, Command, Identifier, Node, Number, Pipeline
from scanner.gotemplate.values import GoObject

VALUE = "\ue000\ue001"
BLOCK = "\ue000\ue002"
SIGN = "\ue000"


class UnknownUsed(ExecError):
    """An expression needs a value that an earlier failure left unknown; the failure itself is reported already."""


class UnknownValue(GoObject):
    """What a variable holds whose declaration failed: printing it gives a mark, deciding on it fails."""

    __slots__ = ()
    go_type = "unknown"
    go_kind = "unknown"

    def go_string(self) -> str:
        """The mark."""
        return VALUE

    def go_truth(self) -> bool:
        raise UnknownUsed("the value is unknown because an earlier action failed")

    def go_fields(self) -> Any:
        raise UnknownUsed("the value is unknown because an earlier action failed")


UNKNOWN = UnknownValue()


def hole(text: str, node: Node) -> str:
    """The mark for a failed action, indented as its result would have been.

    Whole lines are most often entries of a map, so the mark is written as one; as an item
    where the next line of the template begins an item at the same indentation.
    """
    indentation = _indentation(node)
    closed = getattr(node, "closed", len(text))
    if indentation is not None:
        is_item = re.compile(rf"[ \t]*(?:\r?\n[ \t]*)*\n {{{indentation}}}-[ \n]").match(text, closed)
        return "\n" + " " * indentation + (f"- {BLOCK}" if is_item else f"{BLOCK}:")
    opened = getattr(node, "opened", -1)
    if isinstance(node, Action | Call) and not text.startswith("{{-", opened):
        return VALUE
    return " " + BLOCK


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
