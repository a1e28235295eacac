"""Errors of templates.

    TemplateError
    +-- ParseError         the text is no template
    +-- ExecError          a node could not be evaluated; knows the chain of templates it happened in
        +-- MissingTemplate  an include of a name that no file defines
        +-- Failure        the chart asked for it: `fail`, or `required` without a value
        +-- LimitError     a bound of ours was reached
"""

from __future__ import annotations

from scanner.records import NamedTuple



class TemplateError(Exception):
    """A template that cannot be used; `frames` say where, outermost first."""

    frames: list[Frame]


class Frame(NamedTuple):
    """One level of an error: a node of a template that was being evaluated.

    `file` is the name the text was parsed under, `template` the name that was executed,
    `line` counts from 1, `column` in bytes from 0 as Go does, `start` and `end` are code
    points into the text of `file`.
    """

    file: str
    template: str
    line: int
    column: int
    node: str
    message: str
    start: int
    end: int


class ParseError(TemplateError):
    """Text that is no template: `file`, `line` (from 1), `message`, and `start` in code points."""

    def __init__(self, file: str, line: int, message: str, start: int) -> None:
        super().__init__(f"template: {file}:{line}: {message}")
        self.file = file
        self.line = line
        self.message = message
        self.start = start
        self.frames = []

    def named(self, file: str) -> ParseError:
        """The same error for a file with the same text."""
        return ParseError(file, self.line, self.message, self.start)


class ExecError(TemplateError):
    """A node that could not be evaluated.

    `plain` says that a function returned the error (or panicked), in which case Helm
    keeps Go's one-line form.
    """

    def __init__(self, message: str, *, plain: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.plain = plain
        self.frames = []

    def __str__(self) -> str:
        return "".join(
            f"template: {frame.file}:{frame.line}:{frame.column}: "
            f'executing "{frame.template}" at <{frame.node}>: {frame.message}'
            + (": " if index + 1 < len(self.frames) else "")
            for index, frame in enumerate(self.frames)
        ) or self.message


class MissingTemplate(ExecError):
    """An include of a name that no file defines; the message is Go's, and comes after the frames."""

    def __str__(self) -> str:
        return f"{super().__str__()}: {self.message}" if self.frames else self.message


class Failure(ExecError):
    """`fail`, or `required` without a value."""


class LimitError(ExecError):
    """A bound on time, depth or size was reached: the template is refused, not wrong."""


def position(text: str, start: int) -> tuple[int, int]:
    """Line from 1 and byte column from 0 of an offset, as Go's ErrorContext counts."""
    line_start = text.rfind("\n", 0, start) + 1
    line = text.count("\n", 0, start) + 1
    return line, len(text[line_start:start].encode("utf-8", "surrogateescape"))
