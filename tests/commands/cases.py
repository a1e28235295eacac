"""Running commands in tests."""

from __future__ import annotations

from click.testing import CliRunner, Result

from scanner.cli import main


def run(*arguments: str, stdin: str | None = None, color: bool = False) -> Result:
    """The command as a person runs it; it never ends in a traceback."""
    result = CliRunner().invoke(main, list(arguments), input=stdin, catch_exceptions=False, color=color,
                                prog_name="readiness-scan")
    assert "Traceback" not in result.output
    return result
