"""Values as the plain data of resource bodies."""

from __future__ import annotations

from typing import Any

from scanner.hcl.numbers import Number
from scanner.hcl.values import HIDDEN as HIDDEN_MARK, SENSITIVE, Cause, OpenObject, Value
from scanner.model.terraform import MASK
from scanner.model.unknown import Unknown

_REASONS = {
    "variable": "{} has no value",
    "attribute": "{} is known only to the provider",
    "computed": "{} is known only after it is applied",
    "data": "{} is read by the provider",
    "module": "{} is in a module that is not part of what is scanned",
    "function": "{} gives another result in each run",
    "file": "the file {} lies outside of what is scanned",
    "count": "it is not known which instances of {} there are",
    "undeclared": "{} is not declared",
    "error": "the expression for {} has an error",
    "other": "{} is not known",
}


def reason(causes: tuple[Cause, ...]) -> str:
    """Why something is not known, with what would settle it."""
    if not causes:
        return "it is not known before it is applied"
    texts = [_REASONS.get(one.kind, _REASONS["other"]).format(full(one)) for one in causes[:3]]
    more = f" (and {len(causes) - 3} more)" if len(causes) > 3 else ""
    return "; ".join(texts) + more


def full(cause: Cause) -> str:
    """A reference with the path of its module."""
    if not cause.module or cause.kind in ("file", "function", "error"):
        return cause.reference
    return f"{cause.module}.{cause.reference}"


def unknown(causes: tuple[Cause, ...], draft: str = "", blocks: tuple[Any, ...] = ()) -> Unknown:
    """What stands in a body for a value that waits for something."""
    names = tuple(full(one) for one in causes if one.kind not in ("file", "function", "error"))
    is_open = not causes or any(one.kind not in ("computed", "attribute", "data", "undeclared") for one in causes)
    return Unknown(reason(causes), references=names, draft=draft, blocks=blocks, open=is_open)


HIDDEN = Unknown("its value is sensitive")


def plain(value: Value, hidden: bool = False) -> Any:
    """The data of a value: dicts, lists, text, numbers; sensitive parts masked; nulls left out of maps."""
    hidden = hidden or SENSITIVE in value.marks or HIDDEN_MARK in value.marks
    data = value.data
    if data is None:
        return None
    if isinstance(data, OpenObject):
        return unknown((data.cause,))
    if not value.is_known:
        return unknown(data.causes, "" if hidden else data.draft, tuple(plain(one, hidden) for one in data.blocks))
    if isinstance(data, dict):
        return {key: plain(one, hidden) for key, one in sorted(data.items()) if one.data is not None}
    if isinstance(data, list):
        return [plain(one, hidden) for one in data]
    if hidden:
        return MASK if isinstance(data, str) else HIDDEN
    if isinstance(data, Number):
        if data.is_whole and abs(data.mantissa).bit_length() + data.exponent < 64:
            return data.whole()
        return data.float()
    return data
