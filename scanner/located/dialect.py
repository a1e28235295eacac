"""Where go-yaml v2 and today's libyaml part ways, seen from libyaml's events.

go-yaml v2 was ported from an older libyaml.  In flow collections it ends a plain scalar
at ``?`` and lets it hold ``:`` before a bracket, it does not know the escape ``\\/``, and
it refuses ``%YAML 1.2``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from yaml.error import Mark
from yaml.events import DocumentStartEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent
from yaml.events import SequenceStartEvent
from yaml.parser import ParserError
from yaml.scanner import ScannerError

from scanner.patterns import lazy

NextEvent = Callable[[], Any]

COLON_BEFORE_BRACKET = "found unexpected ':'"
"""libyaml's complaint about ``[a:]``, where go-yaml reads the text ``a:``."""

# The lookahead comes first, so that the search can leap from colon to colon.
_INNER_COLON = lazy(r""":(?=[,?\[\]{}])(?<=[^\s"'\[\]{},]:)""")
_FLOW_START = lazy(r"[\[{](?<=[\s\[{,:-].)(?!\s*[\]}])", re.DOTALL)
_SLASH = lazy(r"(?:[^\\]|\\[^/])*+\\/", re.DOTALL)


def needs_care(text: str) -> bool:
    """Whether the text may hold something that the two read differently."""
    return "\\/" in text or "%YAML" in text or "?" in text and _FLOW_START.search(text) is not None


def careful(get: NextEvent, text: str) -> NextEvent:
    """The same events, with an error where go-yaml would have one."""
    flow: list[Any] = []

    def next_event() -> Any:
        event = get()
        kind = type(event)
        if kind is ScalarEvent:
            start, end = event.start_mark.index, event.end_mark.index
            if event.style == '"':
                slash = _SLASH.match(text, start, end)
                if slash:
                    raise ScannerError(None, None, "found unknown escape character", _mark(text, slash.end() - 2))
            elif event.implicit[0] and flow and flow[-1].flow_style:
                question = text.find("?", start + 1, end)
                if question >= 0:
                    closing = "}" if type(flow[-1]) is MappingStartEvent else "]"
                    problem = f"did not find expected ',' or '{closing}'"
                    raise ParserError(None, flow[-1].start_mark, problem, _mark(text, question))
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            flow.append(event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            flow.pop()
        elif kind is DocumentStartEvent and event.version not in (None, (1, 1)):
            raise ParserError(None, None, "found incompatible YAML document", event.start_mark)
        return event

    return next_event


_BREAK = lazy("\r\n|[\r\n\x85\u2028\u2029]")


def _mark(text: str, offset: int) -> Mark:
    ends = [found.end() for found in _BREAK.finditer(text, 0, offset)]
    return Mark("", offset, len(ends), offset - (ends[-1] if ends else 0), None, None)


def may_hide_colons(text: str) -> bool:
    """Whether libyaml may refuse a colon that go-yaml takes for text."""
    return ("[" in text or "{" in text) and _INNER_COLON.search(text) is not None


def hide_colons(text: str) -> tuple[str, str] | None:
    """The text with the colons that libyaml refuses replaced, and the character in their place; None if there are none.

    The replacement has the same length, so every mark stays true.
    """
    stand_in = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    hidden = _INNER_COLON.sub(stand_in, text)
    return None if hidden == text else (hidden, stand_in)


def showing_colons(get: NextEvent, stand_in: str) -> NextEvent:
    """The events of a text with hidden colons, with the colons back in the scalars."""

    def next_event() -> Any:
        event = get()
        if type(event) is ScalarEvent and stand_in in event.value:
            event.value = event.value.replace(stand_in, ":")
        return event

    return next_event
