"""Where reports go: which formats, to standard output or into files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.terminal import USAGE, colour, fail, write

if TYPE_CHECKING:
    from scanner.model.report import Report
    from scanner.reports.options import Options

DEFAULT = "text"
STDOUT = "-"
FINDINGS = "scanner.reports"
"""The family of formats (scanner/reports/__init__.py) that is meant where none is named."""

_PAIR = lazy(r"([A-Za-z][A-Za-z0-9-]*)=(.*)")


class Output(NamedTuple):
    """One report: the name of its format, and its file ("-": standard output)."""

    format: str
    file: str


def outputs(format_: str | None, files: Iterable[str], family: str = FINDINGS) -> tuple[Output, ...]:
    """What `--format` and `-o` ask for; refuses with exit code 2 what cannot be meant.

    `-o FILE` takes the format of `--format`, else the one that the name of the file suggests, else text;
    `-o FORMAT=FILE` says it. A file whose name has the form of a pair is written `./name=x`.
    """
    from scanner.reports import UnknownFormat, load

    found = []
    try:
        for given in files or (STDOUT,):
            pair = _PAIR.fullmatch(given)
            name, file = (pair[1], pair[2]) if pair else (format_ or _guessed(given, family), given)
            load(name, family)
            if not file:
                fail(f"-o {given} names no file; expected {name}=FILE, or {name}=- for standard output", USAGE)
            found.append(Output(name, file))
    except UnknownFormat as error:
        fail(str(error), USAGE)
    for number, one in enumerate(found):
        if any(_same(one.file, other.file) for other in found[:number]):
            where = "standard output" if one.file == STDOUT else one.file
            fail(f"two reports go to {where}; give each a file of its own: -o {one.format}=FILE", USAGE)
    return tuple(found)


def deliver(
    report: Report, wanted: Iterable[Output], options: Options, family: str = FINDINGS,
    link: Callable[[str], str] | None = None,
) -> None:
    """Write the reports; all of them are made before the first is written. `link` gives how links of a file begin."""
    from scanner.reports import load

    made = [(one.file, load(one.format, family).render(report, options._replace(
        colour=colour(one.file), link=link(one.file) if link is not None else options.link))) for one in wanted]
    for file, text in made:
        write(text, file)


def _guessed(file: str, family: str) -> str:
    if file == STDOUT:
        return DEFAULT
    from scanner.reports import of_file

    return of_file(file, family) or DEFAULT


def _same(first: str, second: str) -> bool:
    return os.path.abspath(first) == os.path.abspath(second)
