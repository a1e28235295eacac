"""Annotations of GitHub's workflows, as commands that the runner reads from the log.

The runner takes ten annotations of each type from a step and drops the rest without a word, so the most severe ones
come first, findings of one line are one annotation, and a last one says how many there are beyond.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from scanner.model.report import Level, Report
from scanner.model.rule import Severity
from scanner.records import NamedTuple
from scanner.reports.escape import storable, visible
from scanner.reports.options import Options
from scanner.reports.rows import Place, Row, most_severe, place, rows
from scanner.reports.wording import plural, remedy, subject

NAME = "github"
SUFFIXES = (".github.txt",)

MAX_OF_A_TYPE = 10
MAX_UNREAD = 3
_MAX_TEXT = 3_000
_MAX_TITLE = 200
_MAX_TOGETHER = 12
"""Most findings that one annotation tells in full."""

TYPES = ("error", "warning", "notice")
_TYPES = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice",
    Severity.INFO: "notice",
}


class Annotation(NamedTuple):
    """One annotation: its type, where it stands (None: at the run as a whole), and how many findings it tells."""

    type: str
    title: str
    text: str
    place: Place | None = None
    findings: int = 0


def render(report: Report, options: Options = Options()) -> str:
    """The commands, one on each line."""
    return storable("".join(f"{command(one)}\n" for one in told(report, options.most)))


def told(report: Report, most: int = 0) -> list[Annotation]:
    """What is shown, within the limits of a step: inputs that could not be read, then findings."""
    found = rows(report)
    kept, cut = most_severe(found, most)
    every = _unread(report) + _told(kept)
    limits = dict.fromkeys(TYPES, MAX_OF_A_TYPE)
    if cut or any(sum(one.type == type_ for one in every) > MAX_OF_A_TYPE for type_ in TYPES):
        limits["notice"] -= 1  # the last one says how many there are beyond
    shown: list[Annotation] = []
    for one in every:
        if limits[one.type]:
            limits[one.type] -= 1
            shown.append(one)
    beyond = len(found) - sum(one.findings for one in shown)
    if beyond:
        shown.append(Annotation("notice", "readiness-scan", f"{plural(beyond, 'more finding')} in the report; a step "
                                f"shows {MAX_OF_A_TYPE} annotations of each type."))
    return shown


def command(one: Annotation) -> str:
    """The command that makes an annotation; nothing in it can begin another."""
    properties = {"title": one.title}
    if one.place is not None:
        where = one.place
        properties |= {"file": where.file, "line": str(where.line), "endLine": str(where.end_line),
                       "col": str(where.column), "endColumn": str(max(where.end_column, where.column))}
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{one.type} {said}::{_data(one.text)}"


def silenced(text: str) -> str:
    """Text for the log of a workflow in which the runner obeys no command.

    The word that ends the silence is made of the text itself, so the text cannot have it.
    """
    import hashlib

    word = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return f"::stop-commands::{word}\n{text.rstrip()}\n::{word}::\n"


def _told(found: list[Row]) -> list[Annotation]:
    """Findings as annotations, most severe first: one for each line, or, where that are too many, for each object."""
    groups = _grouped(found, lambda row: (row.place.file, row.place.line))
    types = [_type(group) for group in groups]
    if any(types.count(type_) > MAX_OF_A_TYPE for type_ in TYPES):
        groups = _grouped(found, lambda row: (row.place.file, row.judgement.name))
    ranked = sorted(groups, key=lambda group: (group[0].judgement.dependency != "", -_severity(group)))  # stable
    return [_annotation(group) for group in ranked]


def _grouped(found: list[Row], key: Callable[[Row], Hashable]) -> list[list[Row]]:
    groups: dict[Hashable, list[Row]] = {}
    for row in found:
        groups.setdefault((row.judgement.dependency, key(row)), []).append(row)
    return [sorted(group, key=lambda row: -row.judgement.severity) for group in groups.values()]


def _severity(group: Iterable[Row]) -> Severity:
    return max(row.judgement.severity for row in group)


def type_of(severity: Severity) -> str:
    """The type of the annotations about findings of a severity."""
    return _TYPES[severity]


def _type(group: Iterable[Row]) -> str:
    return _TYPES[_severity(group)]


def _annotation(group: list[Row]) -> Annotation:
    first = group[0]
    if len(group) == 1:
        rule = first.judgement.rule
        text = f"{visible(first.judgement.message)}\nIn {subject(first)}.\nFix: {remedy(first)}"
        title = f"{rule.severity.word}: {rule.id}"
    else:
        lines = [f"{row.judgement.severity.word}: {visible(row.judgement.message)} [{row.judgement.rule.id}]"
                 for row in group[:_MAX_TOGETHER]]
        if len(group) > _MAX_TOGETHER:
            lines.append(f"and {len(group) - _MAX_TOGETHER} more")
        text = "\n".join([*lines, f"In {subject(first)}."])
        title = f"{_severity(group).word}: {plural(len(group), 'finding')}"
    return Annotation(_type(group), title[:_MAX_TITLE], text[:_MAX_TEXT], first.place, len(group))


def _unread(report: Report) -> list[Annotation]:
    """The first inputs that could not be read; they are not to take all the room."""
    errors = [one for one in report.notices if one.level is Level.ERROR]
    found = []
    for one in errors[:MAX_UNREAD]:
        where = place(one.where, report) if one.where.primary is not None else None
        text = "\n".join(visible(line) for line in (one.summary, *one.detail.splitlines()))
        found.append(Annotation("error", "not scanned", text[:_MAX_TEXT], where))
    if len(errors) > MAX_UNREAD:
        more = f"\n{plural(len(errors) - MAX_UNREAD, 'more problem')} of this kind in the report."
        found[-1] = found[-1]._replace(text=found[-1].text + more)
    return found


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
