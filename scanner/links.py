"""Files that were read through symbolic links, as the files they are: services show findings on nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from scanner.model.report import Report
from scanner.model.source import SourceFile


def resolved(report: Report, root: Path) -> Report:
    """The report with findings at the files that links below `root` lead to; what leads out of it stays as it is."""
    top = os.path.realpath(root)
    sources, changed = dict(report.sources), False
    for path in dict.fromkeys(_paths(report)):
        real = os.path.realpath(os.path.join(top, path))
        source = report.sources.get(path)
        if source is None or real == os.path.join(top, path) or not real.startswith(os.path.join(top, "")):
            continue
        changed = True
        shown = Path(os.path.relpath(real, top)).as_posix()
        sources[path] = sources[shown] = SourceFile(shown, source.text)
    return report._replace(sources=sources) if changed else report


def _paths(report: Report) -> Iterator[str]:
    for one in report.findings:
        for hop in one.where().hops:
            if hop.span is not None:
                yield hop.span.path
