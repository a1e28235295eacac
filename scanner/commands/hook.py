"""`readiness-scan hook FILE...`: what a commit or a push is held against."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.parameters import FILE
from scanner.records import NamedTuple
from scanner.request import gate_of, gate_options, refusing, report_of, scan_options, settings_of
from scanner.terminal import USAGE, colour, fail, note, write

if TYPE_CHECKING:
    from scanner.model.rule import Severity
    from scanner.model.report import Report
    from scanner.reports.rows import Row
    from scanner.staged import Staged
    from scanner.units import Unit

OK, FINDINGS = 0, 1


@click.command()
@click.argument("files", nargs=-1, type=FILE, metavar="[FILE]...")
@scan_options
@click.option("--all", "everything", is_flag=True, help="Scan everything below the top of the repository.")
@click.option("--staged", "from_index", is_flag=True, help="Take the files that the Git index changes or deletes.")
@click.option("--staged-lines", is_flag=True, help="Report only findings on lines that the Git index adds.")
@gate_options
@click.option("-v", "--verbose", is_flag=True, help="Tell notices of every level, and what is scanned.")
def command(
    files: tuple[str, ...], everything: bool, from_index: bool, staged_lines: bool, fail_on: str | None, verbose: bool,
    **given: Any,
) -> None:
    """Scan what changed files belong to.

    For pre-commit and other hooks: a file of a chart stands for its chart, a file beside a kustomization for all that lies there, a values file of an
    environment for the charts that are rendered with it, and any other manifest for itself. Each finding is one line:
    path:line:column: level rule message.

    \b
    Examples:
      readiness-scan hook charts/web/templates/deployment.yaml
      readiness-scan hook --staged                    what the next commit changes
      readiness-scan hook --staged --staged-lines     only what its new lines cause
      readiness-scan hook --all --fail-on critical    everything, before a push

    \b
    Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 a wrong request,
    or an input that could not be evaluated.
    """
    top = _top()
    code = OK
    with _changes(top, from_index or staged_lines) as changes:
        changed = _changed(files, changes if from_index else None, top, everything)
        _check_configurations(changed, top)
        chosen = _units(changed, everything, top)
        if verbose:
            note(*(f"scanning {unit.kind} {_shown(unit, top)}" for unit in chosen))
        for work in _works(chosen, everything, top, given):
            report, level = work.report(fail_on)
            found = list(work.shown(report, changes if staged_lines else None))
            _print(report, found, verbose)
            code = max(code, _code(report, found, level))
    if code == FINDINGS:
        note("`readiness-scan explain RULE` says what a rule wants, why, and how to repair a finding.")
    raise SystemExit(code)


class _Work(NamedTuple):
    """Units with one configuration, and the scan that judges them.

    `paths` are what is scanned. Where that is more than the units, since what is deployed together has to be scanned
    together, `narrowed` says that only findings of the units count.
    """

    units: tuple[Unit, ...]
    paths: tuple[str, ...]
    narrowed: bool
    top: Path
    given: dict[str, Any]

    def report(self, fail_on: str | None) -> tuple[Report, Severity | None]:
        """The report, and the severity from which findings fail the hook."""
        report, settings = report_of(self.paths, {**self.given, "root": self.top})
        return report, gate_of(settings, {"fail_on": fail_on})

    def shown(self, report: Report, changes: Staged | None) -> Iterator[Row]:
        """The findings of the units, or only those with a line that is new in the index."""
        from scanner.reports.rows import rows

        wanted = [_shown(unit, self.top) for unit in self.units]
        for row in rows(report):
            behind = (row.place, *(one.place for one in row.related if one.role != "resource"))
            if self.narrowed and not any(_below(at.file, wanted) for at in behind):
                continue
            if changes is None or any(at.line in changes.new_lines(at.file) for at in behind):
                yield row


def _works(chosen: tuple[Unit, ...], everything: bool, top: Path, given: dict[str, Any]) -> Iterator[_Work]:
    """The units by the configuration that holds for them."""
    from scanner.units import by_configuration

    named = given["config"] or given["no_config"]
    groups = {None: list(chosen)} if named and chosen else by_configuration(chosen, top)
    for file, group in groups.items():
        paths = tuple(str(unit.request) for unit in group)
        with refusing():
            complete = settings_of(paths, given).complete
        if complete:
            paths = (str(file.parent if file is not None else top),)
        elif everything and len(groups) == 1:
            paths = (str(top),)
        yield _Work(tuple(group), paths, complete and not everything, top, given)


def _top() -> Path:
    """The top of the repository, or, outside of one, the current folder."""
    from scanner.discover import root_of

    here = Path.cwd()
    root = root_of([here])
    return root if (root / ".git").exists() else here


@contextmanager
def _changes(top: Path, wanted: bool) -> Iterator[Staged | None]:
    if not wanted:
        yield None
        return
    from scanner.revisions import RevisionError
    from scanner.staged import staged

    try:
        with staged(top) as changes:
            yield changes
    except RevisionError as error:
        fail(str(error), USAGE)


def _changed(files: tuple[str, ...], changes: Staged | None, top: Path, everything: bool) -> list[Path]:
    """The files that are named, and those that the index changes."""
    paths = [Path(os.path.abspath(file)) for file in files]
    for path in paths:
        if not path.is_relative_to(top):
            fail(f"{path} lies outside of {top}; run the hook in the repository of the file", USAGE)
    if changes is not None:
        return [*paths, *(top / path for path in changes.changed)]
    if not files and not everything:
        fail("no file is named; name the changed ones, or say --staged or --all", USAGE)
    return paths


def _check_configurations(changed: list[Path], top: Path) -> None:
    """Refuse a changed configuration that cannot be used; what it says counts when files are scanned."""
    from scanner import settings
    from scanner.discover import shown_path

    with refusing():
        for path in changed:
            if path.name == settings.FILE_NAME and path.is_file():
                settings.load(path, shown_path(path, top))


def _units(changed: list[Path], everything: bool, top: Path) -> tuple[Unit, ...]:
    from scanner import units

    return units.everything(top) if everything else units.units(changed, top)


def _shown(unit: Unit, top: Path) -> str:
    from scanner.discover import shown_path

    return shown_path(unit.path, top)


def _below(path: str, wanted: Iterable[str]) -> bool:
    return any(path == one or one == "." or path.startswith(f"{one}/") for one in wanted)


def _print(report: Report, found: list[Row], verbose: bool) -> None:
    from scanner.reports.terse import finding_lines, notice_lines

    wish = os.environ.get("PRE_COMMIT_COLOR")
    coloured = wish == "always" or (wish != "never" and colour(None))
    lines = [*finding_lines(found, coloured), *notice_lines(report, verbose, coloured)]
    write("".join(f"{line}\n" for line in lines), None)


def _code(report: Report, found: list[Row], level: Severity | None) -> int:
    from scanner.model.report import Level

    if any(notice.level is Level.ERROR for notice in report.notices):
        return USAGE
    failing = level is not None and any(row.judgement.severity >= level for row in found)
    return FINDINGS if failing else OK
