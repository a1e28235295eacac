"""Writes a Markdown checklist back: its boxes, the counters of its summary, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scanner.patterns import lazy
from scanner.tasklists.markdown import Document, Line, words
from scanner.tasklists.match import plain

_NUMBER = r"(?:_+|\d+(?:\.\d+)?\+?)"
_COUNTER = lazy(
    r"^(?P<head>[ \t>]*(?:[-*+][ \t]+)?(?:[*_]{2})?)(?P<label>[A-Za-z][A-Za-z /%()-]{2,60}?)"
    r"(?P<sep>(?:[*_]{2})?[ \t]*:(?:\*\*|__(?=[ \t]))?[ \t]*)(?P<value>[^\r\n]*)$")
_SHARE = lazy(rf"({_NUMBER})([ \t]*(?:/|of)[ \t]*)({_NUMBER})")
_PERCENT = lazy(rf"({_NUMBER})([ \t]*%)")
_ALONE = lazy(rf"({_NUMBER})(?![ \t]*[/%\w])")
_PLAINLY = lazy(r"\b(?:items?|tasks|checks|boxes|steps|points|percentage|percent)\b")
"""Of a label outside of a summary: it has to say what it counts."""

_NOTHING = lazy(r"[ \t*_`|).\\]*$")
"""What may follow a number; where more does, the number is about something else."""

_ROW = lazy(r"[ \t]*\|.*\|[ \t]*$")
_RULER = lazy(r"[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$")
_CHOICE = lazy(r"[☐☑☒🗹]([ \t]*)(Approved|Conditional|Rejected)\b", re.IGNORECASE)

_LONGEST = 5_000
"""Characters of a line that may have counters."""

TOTAL, DONE, OPEN, PERCENT = "total", "done", "open", "percent"
_THINGS = ("items", "item", "tasks", "checks", "boxes", "checklist items", "steps", "points")
_LABELS = {
    **{f"{word} {thing}": kind for thing in _THINGS for kind, word in (
        (TOTAL, "total"), (TOTAL, "number of"), (DONE, "completed"), (DONE, "complete"), (DONE, "finished"),
        (DONE, "done"), (DONE, "checked"), (DONE, "passed"), (OPEN, "remaining"), (OPEN, "open"), (OPEN, "pending"),
        (OPEN, "incomplete"), (OPEN, "outstanding"))},
    **{f"{thing} {word}": kind for thing in _THINGS for kind, word in (
        (TOTAL, "total"), (DONE, "completed"), (DONE, "complete"), (DONE, "done"), (DONE, "checked"),
        (OPEN, "remaining"), (OPEN, "open"), (OPEN, "pending"), (OPEN, "outstanding"))},
    **{word: PERCENT for word in ("completion percentage", "percentage complete", "percent complete", "completion rate",
                                  "percentage completed", "completion percent", "overall completion", "completion",
                                  "progress", "overall progress", "total progress")},
}
_IN_SUMMARY = {"total": TOTAL, "done": DONE, "completed": DONE, "complete": DONE, "remaining": OPEN, "open": OPEN,
               "pending": OPEN, "items": TOTAL, "percentage": PERCENT, "percent": PERCENT, "progress": PERCENT,
               "completion": PERCENT, "status": PERCENT}
_SUMMARY = frozenset(("summary", "completion", "progress", "totals", "score", "scorecard", "tally"))
_EVERYTHING = frozenset(("total", "totals", "overall", "all", "sum", "grand total"))


def fill(document: Document, ticks: Sequence[bool], decision: str = "") -> str:
    """The text with its boxes ticked or not, its counters worked out from them, and the word of a decision chosen.

    Doing it again with the same ticks changes nothing.
    """
    text = document.text
    edits = [(task.box, task.box + 1, (text[task.box] if task.ticked else "x") if tick else " ")
             for task, tick in zip(document.tasks, ticks, strict=True) if tick != task.ticked]
    counters = _Counters(document, ticks)
    edits += counters.edits()
    if decision:
        edits += _choices(document, decision)
    pieces, at = [], 0
    for start, end, new in sorted(edits):
        pieces += [text[at:start], new]
        at = end
    return "".join([*pieces, text[at:]])


class _Counters:
    """The numbers of a document, and the places that want them."""

    def __init__(self, document: Document, ticks: Sequence[bool]) -> None:
        self._document = document
        self._all = (sum(ticks), len(ticks))
        self._below: dict[tuple[str, ...], tuple[int, int]] = {}
        self._named: dict[str, tuple[int, int] | None] = {}
        for task, tick in zip(document.tasks, ticks, strict=True):
            for depth in range(len(task.headings) + 1):
                path = task.headings[:depth]
                done, total = self._below.get(path, (0, 0))
                self._below[path] = (done + tick, total + 1)
        for path, counts in self._below.items():
            if path:
                name = _title(path[-1])
                self._named[name] = None if name in self._named else counts

    def edits(self) -> Iterator[tuple[int, int, str]]:
        if not self._all[1]:
            return
        columns: list[str] = []
        for line in self._document.lines:
            if len(line.text) < _LONGEST and _ROW.match(line.text):
                if _RULER.match(line.text):
                    continue
                cells = list(_cells(line))
                if columns and _is_summary(line):
                    yield from self._row(cells, columns)
                else:
                    columns = [plain(words(text)) or ("percent" if "%" in text else "") for _, text in cells]
                continue
            columns = []
            yield from self._line(line)

    def _line(self, line: Line) -> Iterator[tuple[int, int, str]]:
        match = _COUNTER.match(line.text) if len(line.text) < _LONGEST else None
        if match is None:
            return
        label = plain(match["label"])
        kind = _LABELS.get(label) or (_IN_SUMMARY.get(label) if _is_summary(line) else None)
        if kind is not None and (_is_summary(line) or _PLAINLY.search(label)):
            counts = self._all if _is_summary(line) else self._below.get(line.headings, self._all)
            yield from _values(match["value"], line.start + match.start("value"), kind, counts)

    def _row(self, cells: list[tuple[int, str]], columns: list[str]) -> Iterator[tuple[int, int, str]]:
        """A row of a table that sums up: of a section by its name, or of everything."""
        if not cells:
            return
        name = _title(words(cells[0][1]))
        counts = self._all if name in _EVERYTHING else self._named.get(name)
        if counts is None:  # a row of one counter: | Completed items | ___ |
            kind = _LABELS.get(name) or _IN_SUMMARY.get(name)
            if kind is not None and len(cells) == 2:
                yield from _values(cells[1][1], cells[1][0], kind, self._all)
            return
        for (start, text), column in list(zip(cells, columns, strict=False))[1:]:
            kind = _LABELS.get(column) or _IN_SUMMARY.get(column)
            if kind is not None:
                yield from _values(text, start, kind, counts)


def _values(text: str, start: int, kind: str, counts: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
    """The numbers of a value that are to be others."""
    done, total = counts
    percent = f"{100 * done // total}" if total else "0"
    body = text.lstrip(" \t*`")
    offset = len(text) - len(body)
    share = _SHARE.match(body)
    new: list[tuple[int, int, str]] = []
    end = 0
    if share and kind in (DONE, PERCENT, OPEN):
        new += [(share.start(1), share.end(1), str(done if kind != OPEN else total - done)),
                (share.start(3), share.end(3), str(total))]
        end = share.end()
        behind = _PERCENT.search(body, end, end + 20)
        if behind and kind != OPEN and not body[end:behind.start()].strip(" \t(=-–—,:"):
            new.append((behind.start(1), behind.end(1), percent))
            end = behind.end()
    elif (match := _PERCENT.match(body)) and kind in (PERCENT, DONE):
        new.append((match.start(1), match.end(1), percent))
        end = match.end()
    elif (match := _ALONE.match(body)) and kind != PERCENT:
        value = {TOTAL: total, DONE: done, OPEN: total - done}[kind]
        new.append((match.start(1), match.end(1), str(value)))
        end = match.end()
    if not new or not _NOTHING.match(body, end):
        return
    for first, last, wanted in new:
        if body[first:last] != wanted:
            yield start + offset + first, start + offset + last, wanted


def _choices(document: Document, decision: str) -> Iterator[tuple[int, int, str]]:
    """The boxes of a line that offers all decisions."""
    for line in document.lines:
        found = list(_CHOICE.finditer(line.text))
        if {match[2].lower() for match in found} == {"approved", "conditional", "rejected"}:
            for match in found:
                sign = "☑" if match[2].lower() == decision else "☐"
                if line.text[match.start()] != sign:
                    yield line.start + match.start(), line.start + match.start() + 1, sign


def _is_summary(line: Line) -> bool:
    return bool(line.headings) and not _SUMMARY.isdisjoint(plain(line.headings[-1]).split())


def _cells(line: Line) -> Iterator[tuple[int, str]]:
    """The cells of a row of a table, each with its offset in the document."""
    at = line.text.index("|") + 1
    while (end := line.text.find("|", at)) >= 0:
        if line.text[end - 1] != "\\":
            yield line.start + at, line.text[at:end]
            at = end + 1
        else:
            end = line.text.find("|", end + 1)
            if end < 0:
                return
            yield line.start + at, line.text[at:end]
            at = end + 1


def _title(text: str) -> str:
    """A heading without what people put before it: numbers and signs."""
    name = plain(text).split()
    while name and name[0].isdigit():
        name = name[1:]
    return " ".join(name)
