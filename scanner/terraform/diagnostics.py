"""What is wrong with a configuration, or not known about it, with its place."""

from __future__ import annotations


from scanner.hcl.errors import HclError, LimitError, SyntaxProblem
from scanner.model.source import SourceSpan
from scanner.records import NamedTuple

ERROR, WARNING, INFO = "error", "warning", "info"


class Diagnostic(NamedTuple):
    """`level` is error for what Terraform refuses, warning for what was not looked at, info for what it cannot know.

    `kind` tells some apart: "syntax" (something could not be read at all), "missing-variable", "module", "version", "older" (what only
    versions before 1.12 refuse).
    """

    level: str
    message: str
    span: SourceSpan | None = None
    kind: str = ""


class Diagnostics:
    """Gathers diagnostics; the same one counts once, as modules are evaluated for each call."""

    MOST = 2_000

    def __init__(self) -> None:
        self.found: dict[Diagnostic, None] = {}

    def add(self, level: str, message: str, span: SourceSpan | None = None, kind: str = "") -> None:
        """Take one in."""
        if len(self.found) < self.MOST:
            self.found.setdefault(Diagnostic(level, message, span, kind))

    def error(self, error: HclError, path: str = "") -> None:
        """Take in an error with its place; `path` is the file of errors that do not name one."""
        where = error.path or path
        span = SourceSpan(where, max(error.start, 0), max(error.end, error.start, 0)) if where else None
        self.add(ERROR, error.message, span, "syntax" if isinstance(error, (SyntaxProblem, LimitError)) else "")
