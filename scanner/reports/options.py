"""What may be chosen when a report is written."""

from __future__ import annotations

from scanner.records import NamedTuple



class Options(NamedTuple):
    """Each format takes what it knows and passes over the rest.

    colour: with escape sequences for a terminal; verbose: notices of every level, and findings that somebody decided
    to live with; most: the largest number of findings to write, the most severe ones (0: as many as the format is
    meant for); category: the name under which code scanning files a SARIF report; include: what a SARIF report holds
    beside findings (suppressed, pass, unknown, unchanged). Of a Markdown report, link: the address of the files up to
    their paths; most_bytes: how long it may be (0: without end); top: Markdown that it begins with.
    """

    colour: bool = False
    verbose: bool = True
    most: int = 0
    category: str = ""
    include: tuple[str, ...] = ()
    link: str = ""
    most_bytes: int = 0
    top: str = "## Production readiness"
