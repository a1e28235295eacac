"""The formats of a report: one module each, found by listing this folder and loaded when it is used.

The formats about findings lie here, those about the checklist in the folder `checklist`.
A module is a format when its name is one word and its NAME that word; beside it stand what several formats need, and
reports of other commands. A format has SUFFIXES (of the files it is usually written to) and `render`.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    from scanner.model.report import Report
    from scanner.reports.options import Options

    class Format(Protocol):
        """What a module of a format offers."""

        NAME: str
        SUFFIXES: tuple[str, ...]

        def render(self, report: Report, options: Options = ...) -> str:
            """The report as text of the format."""


FINDINGS = __name__
CHECKLIST = f"{__name__}.checklist"
"""The families of formats: of what a scan finds, and of what is known of the items of a checklist."""


class UnknownFormat(LookupError):
    """There is no such format; str() names the known ones, or the nearest."""


def load(name: str, family: str = FINDINGS) -> Format:
    """The format of that name, imported now.  UnknownFormat."""
    if name in _words(family):
        module: Format = import_module(f"{family}.{name}")
        if getattr(module, "NAME", "") == name:
            return module
    from difflib import get_close_matches

    near = get_close_matches(name, names(family), 1)
    raise UnknownFormat(f"there is no format '{name}'; " + (
        f"did you mean '{near[0]}'?" if near else f"formats are {', '.join(names(family))}"))


def names(family: str = FINDINGS) -> list[str]:
    """The names of all formats, sorted; imports every one of them."""
    return [word for word in _words(family) if getattr(import_module(f"{family}.{word}"), "NAME", "") == word]


def of_file(path: str, family: str = FINDINGS) -> str:
    """The format that files of this name usually have: the one with the longest suffix that fits, "" for none."""
    low = os.path.basename(path).lower()
    fitting = [(len(suffix), name) for name in names(family) for suffix in load(name, family).SUFFIXES
               if low.endswith(suffix)]
    return max(fitting)[1] if fitting else ""


def _words(family: str) -> list[str]:
    folders = import_module(family).__path__
    files = (file.rpartition(".") for folder in folders for file in os.listdir(folder))
    return sorted(name for name, _, ending in files if ending == "py" and name.isalnum())
