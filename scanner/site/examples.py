"""What a scan really prints for the examples of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scanner.examples import files as files_of
from scanner.model.rule import Example, Rule
from scanner.records import NamedTuple
from scanner.reports import text
from scanner.scan import Request, scan
from scanner.settings import RuleChoice, Settings


class Shown(NamedTuple):
    """An example and the text report on it; a rule's own findings only."""

    example: Example
    report: str


class Examples:
    """Scans examples, each in a folder of its own and with no other rule than the one it is about."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._off = {rule.id: RuleChoice(enabled=False) for rule in rules}

    def of(self, rule: Rule) -> Iterator[Shown]:
        """The examples of a rule with their reports."""
        import tempfile

        settings = Settings(profile="all", complete=True, rules={**self._off, rule.id: RuleChoice(enabled=True)})
        with tempfile.TemporaryDirectory(prefix="readiness-scan-") as folder:
            for number, example in enumerate(rule.examples):
                files = {Path(folder, str(number), name): text for name, text in files_of(example.text, rule).items()}
                Path(folder, str(number)).mkdir()
                for file, content in files.items():
                    file.write_text(content, encoding="utf-8")
                report = scan(Request((str(next(iter(files))),), settings=settings))
                yield Shown(example, text.render(report._replace(items=())).rstrip("\n"))
