"""A report on input that tries to be something else than text."""

from __future__ import annotations

from scanner.model.judgement import Outcome, Waiver
from scanner.model.provenance import Provenance
from scanner.model.report import Gone, Level, Notice, Report
from tests.manifests import report_of, rule

NAMES = (
    "a\n::error::injected", "%0A::error::injected", "##[error]injected", "`code`", "${{ secrets.TOKEN }}",
    "<script>alert(1)</script>",
    "\"' onload=alert(1)", "]]></failure><failure>", "@everyone", "=cmd|' /C calc'!A0", "+1", "-2", "a|b",
    "[x](javascript:alert(1))",
    "\x1b[31m", "\u202egnp.exe", "</details><h1>x", "::stop-commands::x", "\ufffe\uffff", "#1", "<!-- -->",
    "{{7*7}}{% raw %}",
)
FILE = 'a\n::warning::<b>"x"|`%2C,:[y](z).yaml'


def hostile_report() -> Report:
    """Each of the names as the name of a container that fails, is undecided, or is waived, in a file with such a name."""
    containers = "".join(f"    - name: {_quoted(name)}\n" for name in NAMES)
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {_quoted(NAMES[0])}, namespace: {_quoted(NAMES[5])}}}\n" \
           f"spec:\n  containers:\n{containers}"
    message = {"message": "Container '{self.name}' has no image."}
    report = report_of(text, [rule(**message), rule(id="other-rule", **message), rule(id="third-rule", **message)],
                       FILE)
    assert len(report.findings) == 3 * len(NAMES)
    waiver = Waiver(NAMES[5], f"comment in {FILE}", NAMES[8], "2030-01-01")
    judgements = tuple(
        one._replace(waiver=waiver) if one.rule.id == "other-rule"
        else one._replace(outcome=Outcome.UNKNOWN) if one.rule.id == "third-rule" else one for one in report.judgements)
    where = Provenance.literal(FILE, 0, 3)
    notices = tuple(Notice(level, name, f"{name}\n{name}", where) for level in Level for name in NAMES)
    gone = tuple(Gone("image-written", name, FILE, "0" * 32) for name in NAMES)
    return report._replace(judgements=judgements, notices=notices, gone=gone, compared=NAMES[5])


def _quoted(name: str) -> str:
    """A name in YAML's double quotes."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in name) + '"'
