"""Decisions written as comments in manifests, templates, values files and configurations of Terraform.

    # readiness: ignore[latest-tag, image-digest] reason="built by the operator" until=2027-03-31 owner=platform
    {{- /* readiness: ignore[run-as-non-root] reason="needs port 80" */ -}}

`ignore` is about its own line, or, on a line by itself, about the next line with content; in both cases with all that is
nested below that line. `ignore-next-object` is about the object that begins next in the file, `ignore-file` about the
whole file. A reason is required; `container` narrows the decision to one container.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice
from scanner.model.source import SourceFile
from scanner.model.waiver import WaiverEntry, is_day
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.waivers import SIGN, foreign

STAGE = "waivers"
LINE, NEXT_OBJECT, FILE = "ignore", "ignore-next-object", "ignore-file"
AROUND = "around"
"""Of comments for other scanners: the block of Terraform that the comment stands in."""

MAX_COMMENTS = 10_000
"""Most comments that are read in one file."""

_COMMENT = lazy(r"(#|//|/\*)[ \t]*readiness:[ \t]*([^\r\n]{0,2000})")
_BODY = lazy(r"([a-z-]+)[ \t]*\[([^\]]*)\][ \t]*(.*)")
_ATTRIBUTE = lazy(r"([A-Za-z_-]+)=(\"[^\"]*\"|'[^']*'|[^\s\"']+)[ \t]*")
_ALONE = lazy(r"[ \t]*(?:\{\{-?[ \t]*)?")
_NO_CONTENT = lazy(r"[ \t]*(?:#.*|//.*|\{\{-?[ \t]*/\*.*\*/[ \t]*-?\}\}[ \t]*)?\r?")
_ATTRIBUTES = ("reason", "until", "owner", "container")
_BLOCKS = (".tf", ".tofu")
_EXPECTED = 'Expected is ignore[rule-id] reason="why", or ignore-next-object and ignore-file in that form.'


class Comment(NamedTuple):
    """A decision and what it is about: a line of its file (`target`, from 1), the object that begins next, the one
    around it, the file."""

    scope: str
    path: str
    line: int
    target: int
    entry: WaiverEntry


def read_foreign(source: SourceFile) -> list[Comment]:
    """The decisions in a file that were written for other scanners."""
    found = []
    for start, whole, entry in foreign.comments(source):
        line = source.position(start).line
        scope = FILE if whole else LINE
        if source.path.endswith(_BLOCKS) and entry.rules[0].startswith("checkov:"):
            scope = AROUND
        found.append(Comment(scope, source.path, line, _target(source, line, start), entry))
    return found[:MAX_COMMENTS]


def read(source: SourceFile) -> tuple[list[Comment], list[Notice]]:
    """The decisions in a file, and notices for comments that are meant to be some and are not."""
    if SIGN not in source.text:
        return [], []
    comments: list[Comment] = []
    notices: list[Notice] = []
    for number, match in enumerate(_COMMENT.finditer(source.text)):
        if number >= MAX_COMMENTS:
            break
        where = Provenance.literal(source.path, match.start(), match.end())
        body = match.group(2).partition("*/")[0] if match.group(1) == "/*" else match.group(2)
        found = _parse(body.strip(), where)
        if isinstance(found, str):
            notices.append(Notice(Level.WARNING, f"A comment waives nothing: {found}", _EXPECTED, where, STAGE))
            continue
        scope, entry = found
        line = source.position(match.start()).line
        comments.append(Comment(scope, source.path, line, _target(source, line, match.start()), entry))
    return comments, notices


def _parse(body: str, where: Provenance) -> tuple[str, WaiverEntry] | str:
    """(scope, decision), or what is wrong with the comment."""
    match = _BODY.fullmatch(body)
    if match is None:
        return "it has no rule in brackets."
    scope, rules, rest = match.groups()
    if scope not in (LINE, NEXT_OBJECT, FILE):
        return f"'{scope}' is no directive{_near(scope, (LINE, NEXT_OBJECT, FILE))}."
    ids = tuple(word.strip() for word in rules.split(",") if word.strip())
    if not ids:
        return "it names no rule."
    given: dict[str, str] = {}
    at = 0
    while at < len(rest):
        attribute = _ATTRIBUTE.match(rest, at)
        if attribute is None:
            return f"'{rest[at:at + 40]}' cannot be read; attributes are {', '.join(_ATTRIBUTES)}."
        name, value = attribute.groups()
        if name not in _ATTRIBUTES:
            return f"'{name}' is no attribute{_near(name, _ATTRIBUTES)}."
        given[name] = value.strip("\"'").strip()
        at = attribute.end()
    problem = problem_of(given.get("reason", ""), given.get("until", ""))
    if problem:
        return problem
    container = given.get("container", "")
    return scope, WaiverEntry(
        ids, given["reason"], f"comment in {where.hops[0].span.path if where.hops[0].span else ''}", where,
        given.get("owner", ""), given.get("until", ""), containers=(container,) if container else (),
    )


def problem_of(reason: str, until: str) -> str:
    """What is wrong with a decision as such; "" for nothing."""
    if not reason:
        return "it gives no reason."
    return "" if not until or is_day(until) else f"'{until}' is no day; expected YYYY-MM-DD."


def _near(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1)
    return f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}"


def _target(source: SourceFile, line: int, start: int) -> int:
    """The line that a comment is about."""
    text = source.line(line)
    before = text[: start - source.offset(line)]
    if _ALONE.fullmatch(before) is None:
        return line
    return next(_lines_with_content(source, line + 1), line)


def _lines_with_content(source: SourceFile, line: int) -> Iterator[int]:
    last = source.position(len(source.text)).line
    for number in range(line, min(last, line + 1000) + 1):
        if _NO_CONTENT.fullmatch(source.line(number)) is None:
            yield number
