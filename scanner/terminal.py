"""What the commands say to people: results, progress and errors, with nothing in them that a terminal would obey."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

USAGE = 2
"""Exit code of a request that cannot be carried out as it was made."""


class Progress:
    """Says on standard error, on a terminal, what is being done to which input; gone in the end."""

    def __init__(self, verb: str = "scanning") -> None:
        self._verb, self._shown = verb, False
        # pre-commit keeps what its hooks write, also from the terminal that it gives them.
        self._on = sys.stderr.isatty() and not {"CI", "PRE_COMMIT"} & os.environ.keys()

    def __enter__(self) -> Progress:
        return self

    def show(self, shown: str) -> None:
        if self._on:
            from scanner.reports.escape import visible

            sys.stderr.write(f"\r\x1b[K{self._verb} {visible(shown)[:100]}")
            sys.stderr.flush()
            self._shown = True

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def colour(output: str | None) -> bool:
    """Colour only on a terminal, and not where NO_COLOR is set (https://no-color.org); FORCE_COLOR makes a terminal of
    anything, such as the log of a pipeline."""
    if output not in (None, "-") or os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def write(text: str, output: str | None) -> None:
    data = text.encode("utf-8", "surrogateescape")
    if output is None or output == "-":
        sys.stdout.flush()
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # the reader has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        fail(f"cannot write {output}: {error.strerror}", USAGE)


def warn(message: str) -> None:
    """Say on standard error what somebody should know about the result."""
    from scanner.reports.escape import visible

    sys.stderr.write(f"Warning: {visible(message)}\n")


def note(*lines: str) -> None:
    """Lines for people, beside the results: on standard error."""
    from scanner.reports.escape import visible

    sys.stderr.write("".join(f"{visible(line)}\n" for line in lines))


def fail(message: str, code: int) -> NoReturn:
    from scanner.reports.escape import visible

    shown = "\n".join(visible(line) for line in message.split("\n"))
    sys.stderr.write(f"Error: {shown}\n")
    raise SystemExit(code)
