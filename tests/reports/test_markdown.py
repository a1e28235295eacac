"""The report as Markdown."""

from __future__ import annotations

import re

import pytest

from scanner.model.report import Report
from scanner.reports import markdown
from scanner.reports.markdown import render
from scanner.reports.options import Options
from tests.manifests import POD, report_of, rule
from tests.reports.hostile import hostile_report
from tests.reports.test_json import full_report
from tests.reports.test_rows import ACTION_HOP, VALUE_HOP, found_in_chart


def test_a_finding() -> None:
    assert render(report_of(POD, [rule()])) == """\
## Production readiness

**1 finding**: 1 high

1 passed · 0 undecided · 0 waived

<details open><summary><code>web.yaml</code>: 1 high</summary>

| Severity | Line | Finding | What to do |
|---|---:|---|---|
| high | 8 | Container 'helper' has no image. `image-written`<br>Pod/web in namespace shop, container helper | Write the image. |

</details>
"""


def test_lines_are_linked() -> None:
    shown = render(found_in_chart(VALUE_HOP, ACTION_HOP), Options(link="https://example.com/blob/1a2b/"))
    assert "[2](https://example.com/blob/1a2b/chart/values.yaml#L2)" in shown
    assert "see [web.yaml:2](https://example.com/blob/1a2b/chart/templates/web.yaml#L2)" in shown


def test_a_full_report_has_all_parts() -> None:
    shown = render(full_report())
    assert "Compared with main: " in shown and "### Not scanned" in shown and "Gone: 1 finding" in shown
    assert "Waived: " in shown and "| Security Readiness |" in shown


def test_the_most_severe_files_and_findings_come_first() -> None:
    low, high = rule(severity="low"), rule(id="other-rule", severity="high")
    report = report_of(POD, [low, high])
    lines = [line for line in render(report).splitlines() if line.startswith(("| low", "| high"))]
    assert [line.split()[1] for line in lines] == ["high", "low"]


@pytest.mark.parametrize("most", [700, 1_500, 3_000, 10_000])
def test_whole_sections_are_left_out(most: int) -> None:
    shown = render(full_report(), Options(most_bytes=most))
    assert len(shown.encode()) <= most and "would not fit here" in shown
    assert shown.count("<details") == shown.count("</details>")


def test_a_file_with_many_findings_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_MAX_ROWS", 2)
    assert "more findings | |" in render(hostile_report())


def test_more_than_was_asked_for_is_told() -> None:
    assert "more findings, none of them more severe, left out." in render(hostile_report(), Options(most=1))


def test_notices_of_every_level_only_when_asked_for() -> None:
    count = render(full_report(), Options(verbose=False)).count("Document")
    assert count <= render(full_report()).count("Document")


def test_hostile_names_stay_text() -> None:
    shown = render(hostile_report(), Options(link="https://example.com/"))
    shown = re.sub(r"<code>[^<]*</code>|(?<!\\)`[^`\n]*`", "", shown)
    without_ours = re.sub(r"</?(?:details(?: open)?|summary|br)>", "", shown)
    assert not re.search(r"(?<!\\)<", without_ours)
    assert "@everyone" not in shown  # would tell everyone
    assert not re.search(r"(?<!\\)\]\((?!https://example\.com/)", shown)
    rows = [line for line in shown.splitlines() if line.startswith("| high")]
    assert rows and all(len(re.findall(r"(?<!\\)\|", line)) == 5 for line in rows)


def test_an_empty_report() -> None:
    assert render(Report()) == "## Production readiness\n\n**0 findings**\n\n0 passed · 0 undecided · 0 waived\n"
