"""Runs the command inside of the test's process."""

from __future__ import annotations

from click.testing import CliRunner, Result

from scanner.cli import main


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments), catch_exceptions=False, prog_name="readiness-scan")
    assert "Traceback" not in result.output
    return result
