"""libyaml's events, with errors worded and counted as go-yaml v2 does.

go-yaml v2 is a port of libyaml, so both see the same events; they differ in how an error
names its line, and go-yaml reads no further than it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.reader import ReaderError
from yaml.scanner import ScannerError

from scanner.located.dialect import (
    COLON_BEFORE_BRACKET,
    NextEvent,
    careful,
    hide_colons,
    may_hide_colons,
    needs_care,
    showing_colons,
)
from scanner.located.errors import YamlError

CONVERTING = "error converting YAML to JSON: "


def open_events(text: str) -> NextEvent:
    """A function that gives the next event, from the stream start on, and None after the stream end.

    The events' marks count code points.  What it raises is for `go_errors`.
    """
    get = _parser(text).get_event
    if may_hide_colons(text):
        get = _resuming(get, text)
    return careful(get, text) if needs_care(text) else get  # type: ignore[no-any-return]


def _resuming(get: NextEvent, text: str) -> NextEvent:
    """The same events; where libyaml refuses a colon, they go on from a second reading that hides such colons."""
    given = 0

    def next_event() -> Any:
        nonlocal get, given
        try:
            event = get()
        except ScannerError as error:
            hidden = hide_colons(text) if error.problem == COLON_BEFORE_BRACKET else None
            if hidden is None:
                raise
            get = showing_colons(_parser(hidden[0]).get_event, hidden[1])
            for _ in range(given):
                get()
            event = get()
        given += 1
        return event

    return next_event


def _parser(text: str) -> Any:
    try:
        return CParser(text)
    except UnicodeEncodeError:
        # Bytes that are no UTF-8 stand in the text as lone surrogates.
        return CParser(text.encode("utf-8", "surrogatepass" if _foreign(text) else "surrogateescape"))


def _foreign(text: str) -> bool:
    """Whether the text holds surrogates that do not stand for single bytes."""
    return any("\ud800" <= char < "\udc80" or "\udcff" < char <= "\udfff" for char in text)


class UnknownAnchor(Exception):
    """An alias without its anchor: to go-yaml an error of syntax, so that reading stops at once."""


class TooDeep(Exception):
    """More lists and maps inside each other than anybody needs; libyaml gets slow with them."""


class TooLarge(Exception):
    """More values in one document than anybody writes."""


MAX_NODES = 500_000
"""Values of one document that are read."""

MAX_DEPTH = 1000
"""Lists and maps inside each other that are read; go-yaml stops at 10,000."""

_TOO_DEEP = f"exceeded max depth of {MAX_DEPTH}"


@contextmanager
def go_errors() -> Iterator[None]:
    """Errors of libyaml's events inside are raised as YamlError."""
    try:
        yield
    except yaml.YAMLError as error:
        raise syntax_error(error) from None
    except UnknownAnchor as error:
        raise failure(f"unknown anchor '{error}' referenced") from None
    except TooLarge:
        raise failure(f"document of more than {MAX_NODES} values") from None
    except TooDeep:
        raise failure(_TOO_DEEP) from None


def syntax_error(error: yaml.YAMLError) -> YamlError:
    """libyaml's error as go-yaml words it, such as ``yaml: line 2: found unexpected end of stream``."""
    if isinstance(error, ReaderError):
        return failure(str(error.reason))
    problem, mark, context = error.problem, error.problem_mark, error.context_mark
    if problem == "exceeded maximum nesting depth":  # libyaml's own bound, in the versions that have one
        return failure(_TOO_DEEP)
    line = 0
    if mark is not None and mark.line:
        # go-yaml counts lines from 0 in parser errors and from 1 in scanner errors.
        line = mark.line + 1 if isinstance(error, ScannerError) else mark.line
    elif context is not None and context.line:
        line = context.line
    return failure(f"line {line}: {problem}" if line else problem, mark)


def failure(problem: str, mark: Any = None) -> YamlError:
    """An error of the YAML stage; `mark` is libyaml's place, if there is one."""
    message = "yaml: " + problem
    place = (None, None, None) if mark is None else (mark.line + 1, mark.column + 1, mark.index)
    return YamlError(CONVERTING + message, *place, yaml_message=message)
