"""Tells a workflow what a scan found: reports, the log with annotations, the summary of the job, outputs."""

from __future__ import annotations

import os
from collections.abc import Mapping

from scanner.model.report import Report
from scanner.model.rule import Severity
from scanner.records import NamedTuple
from scanner.reports import github, json, markdown, sarif, text
from scanner.reports.escape import markdown as as_markdown
from scanner.reports.options import Options
from scanner.reports.rows import rows
from scanner.terminal import write
from scanner.workflow import files, results
from scanner.workflow.event import Event

LOGGED = 200
"""Most findings in the log of the step; the reports have all of them."""

ACTION = "readiness-scan"
"""The category of the action where nobody names another."""


class Wishes(NamedTuple):
    """What the workflow asks for, in the words of the inputs (auto, true, false); files: "" for the usual place."""

    upload_sarif: str = results.AUTO
    annotations: str = results.AUTO
    summary: str = results.TRUE
    comment: str = results.FALSE
    sarif_file: str = ""
    json_file: str = ""


class Told:
    """One result, and where the runner wants to be told of it (its variables)."""

    def __init__(
        self, report: Report, code: int, gate: Severity | None, event: Event, wishes: Wishes, options: Options,
        environment: Mapping[str, str],
    ) -> None:
        self._plan, notices = results.plan(event, wishes.upload_sarif, wishes.annotations, wishes.comment)
        self._report = report._replace(notices=(*report.notices, *notices))
        self._code, self._wishes, self._environment = code, wishes, environment
        self._options = options._replace(link=event.link)
        self._found = rows(self._report)
        self._verdict = results.verdict(code, self._report, self._found, gate)

    def all(self) -> None:
        """Write everything; outputs come last, so that they are true."""
        written = self._files()
        self._log()
        self._summary()
        outputs = {
            "result": "fail" if self._code else "pass", "exit-code": str(self._code), "gate": self._verdict,
            "upload": _word(self._plan.upload), **written, **self._comment(),
            **results.numbers(self._report, self._found),
        }
        path = self._environment.get("GITHUB_OUTPUT", "")
        if path:
            files.append(path, files.outputs(outputs))

    def _files(self) -> dict[str, str]:
        """The SARIF and the JSON report; SARIF has all findings, whatever is new."""
        found = {"sarif-file": self._wishes.sarif_file or self._temporary("readiness-scan.sarif"),
                 "json-file": self._wishes.json_file or self._temporary("readiness-scan.json")}
        if found["sarif-file"]:
            write(sarif.render(results.whole(self._report), self._options), found["sarif-file"])
        if found["json-file"]:
            write(json.render(self._report, self._options), found["json-file"])
        return found

    def _log(self) -> None:
        """The report as text, in which nothing can be taken for a command, and the annotations."""
        shown = text.render(self._report, self._options._replace(colour=True, most=self._options.most or LOGGED))
        write(f"::group::readiness-scan: {self._verdict}\n{github.silenced(shown)}::endgroup::\n", None)
        if self._plan.annotations:
            write(github.render(self._report, self._options), None)

    def _summary(self) -> None:
        path = self._environment.get("GITHUB_STEP_SUMMARY", "")
        if path and self._wishes.summary == results.TRUE:
            files.append(path, markdown.render(self._report, self._options._replace(
                top=self._top(), most_bytes=files.room(path))))

    def _comment(self) -> dict[str, str]:
        """The text of a comment, which another step writes; a hidden line tells it from other comments."""
        path = self._temporary("readiness-scan-comment.md") if self._plan.comment else ""
        if not path:
            return {"comment": _word(False)}
        marker = f"<!-- readiness-scan: {_marked(self._options.category)} -->"
        write(markdown.render(self._report, self._options._replace(
            top=f"{marker}\n{self._top()}", most_bytes=files.MAX_COMMENT)), path)
        return {"comment": _word(True), "comment-file": path, "comment-marker": marker}

    def _top(self) -> str:
        category = self._options.category
        of = f" of {as_markdown(category)}" if category not in ("", ACTION) else ""
        return f"## Production readiness{of}: {self._verdict}"

    def _temporary(self, name: str) -> str:
        folder = self._environment.get("RUNNER_TEMP", "")
        return os.path.join(folder, name) if folder else ""


def refused(message: str, environment: Mapping[str, str], code: int) -> None:
    """Tell a workflow that there is no result, and why."""
    write(github.command(github.Annotation("error", "readiness-scan", message)) + "\n", None)
    path = environment.get("GITHUB_OUTPUT", "")
    if path:
        files.append(path, files.outputs({
            "result": "error", "exit-code": str(code), "gate": "failed: the request is wrong", "upload": _word(False),
            "comment": _word(False)}))


def _word(answer: bool) -> str:
    return results.TRUE if answer else results.FALSE


def _marked(category: str) -> str:
    """A category in characters that cannot end a comment of HTML."""
    return "".join(char if char.isascii() and (char.isalnum() or char in "/._") else "_" for char in category) or "all"
