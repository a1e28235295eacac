"""What has changed against another revision: new findings, those that were there before, and those that are gone."""

from __future__ import annotations

import os
from pathlib import Path

from scanner import revisions, standing
from scanner.discover import NothingFound, root_of
from scanner.model.fingerprint import fingerprint
from scanner.model.judgement import Outcome
from scanner.model.report import Gone, Report
from scanner.scan import Request, scan
from scanner.settings import Settings


def compared(request: Request, revision: str) -> Report:
    """The report of a scan in which findings that the revision has as well are set aside as unchanged.

    Both states are judged with the rules and settings of now. RevisionError: there is no such revision.
    """
    root = root_of([Path(path) for path in request.paths if path != "-"])
    earlier, commit = _earlier(request, revision, root)
    report = scan(request._replace(unchanged=standing.counts(earlier.findings)))
    present = {fingerprint(one) for one in report.judgements if one.outcome is Outcome.FAIL}
    gone: dict[str, Gone] = {}
    for one in earlier.findings:
        mark = fingerprint(one)
        if mark not in present:
            gone.setdefault(mark, Gone(one.rule.id, one.name, one.file, mark))
    return report._replace(compared=f"{revision} (merge base {commit})", gone=tuple(sorted(gone.values())))


def _earlier(request: Request, revision: str, root: Path) -> tuple[Report, str]:
    """The report on the files of the revision, and its commit; an empty one where nothing of it is there yet."""
    wanted = [Path(path) for path in (*request.paths, *request.options.value_files) if path != "-"]
    for environment in request.settings.environments:
        wanted += [environment.folder / name for name in environment.values if "{" not in name]
    inside = [path for path in wanted if Path(os.path.abspath(path)).is_relative_to(root)]
    with revisions.unpacked(root, revision, inside) as base:
        paths = [str(there) for path in request.paths if path != "-" and (there := _there(path, root, base.folder)).exists()]
        options = request.options._replace(
            value_files=tuple(str(_there(path, root, base.folder)) for path in request.options.value_files))
        settings = _moved(request.settings, root, base.folder)
        if not paths or not all(Path(file).exists() for file in options.value_files):
            return Report(), base.commit
        try:
            old = request._replace(paths=tuple(paths), options=options, settings=settings, root=base.folder, stdin="")
            return scan(old), base.commit
        except NothingFound:
            return Report(), base.commit


def _there(path: str | Path, root: Path, folder: Path) -> Path:
    """The same path in the unpacked revision; what lies outside of the repository is itself."""
    absolute = Path(os.path.abspath(path))
    return folder / absolute.relative_to(root) if absolute.is_relative_to(root) else absolute


def _moved(settings: Settings, root: Path, folder: Path) -> Settings:
    """The settings with environments that find their values files in the revision; those it lacks are left out."""
    environments = []
    for one in settings.environments:
        there = one._replace(folder=_there(one.folder, root, folder))
        if all("{" in name or (there.folder / name).is_file() for name in one.values):
            environments.append(there)
    names = [one.name for one in environments]
    return settings._replace(environments=tuple(environments), chosen=tuple(one for one in settings.chosen if one in names))
