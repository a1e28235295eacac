import re

from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice, Report
from scanner.reports import text
from scanner.reports.options import Options
from scanner.reports.text import render
from tests.manifests import POD, report_of, rule
from tests.reports.test_json import full_report
from tests.reports.test_rows import ACTION_HOP, VALUE_HOP, found_in_chart


def test_a_finding_with_its_line() -> None:
    shown = render(report_of(POD, [rule()]))
    assert shown.startswith("web.yaml\n       8:7  high      Container 'helper' has no image. [image-written]\n")
    assert "in Pod/web in namespace shop, container helper\n" in shown
    assert "8 |     - name: helper\n              |       ^^^^^^^^^^^^\n" in shown
    assert "fix (image-written): Write the image.\n" in shown
    assert "1 finding: 1 high\n1 passed, 0 undecided, 0 waived\n" in shown


def test_the_remedy_is_told_once() -> None:
    shown = render(report_of(f"{POD}---\n{POD.replace('name: web', 'name: api')}", [rule()]))
    assert shown.count("has no image") == 2 and shown.count("fix (image-written)") == 1


def test_a_finding_of_a_chart_shows_values_and_template() -> None:
    shown = render(found_in_chart(VALUE_HOP, ACTION_HOP))
    assert "2 |   tag: latest" in shown
    assert "expression: chart/templates/web.yaml:2:8  image: {{ .Values.image.tag }}" in shown


def test_the_remedy_for_charts() -> None:
    report = found_in_chart(VALUE_HOP, ACTION_HOP)
    helm = rule(remediation={"plain": "Write the image.", "helm": "Set image in the values."})
    shown = render(Report(judgements=(report.judgements[0]._replace(rule=helm),), sources=report.sources))
    assert "fix (image-written): Set image in the values." in shown


def test_nothing_from_the_input_controls_the_terminal() -> None:
    nasty = POD.replace("name: helper", 'name: "\\e[31m\\n\\u202e"').replace("name: web", 'name: "x\\e]0;title\\a"')
    report = report_of(nasty, [rule()])
    shown = render(report)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


def test_colours_only_when_asked_for() -> None:
    report = report_of(POD, [rule()])
    assert "\x1b[" not in render(report)
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", render(report, Options(colour=True)))
    assert coloured.replace(" ", "") == render(report).replace(" ", "")


def test_long_lines_are_cut_around_the_place() -> None:
    many = ", ".join(f"k{n}: {n}" for n in range(100))
    long = POD.replace("- name: helper", f"- {{{many}, image: [{'x' * 300}]}}")
    report = report_of(long, [rule(**{"assert": "type(self.?image.orValue('')) == string"})])
    assert max(len(line) for line in render(report).splitlines()) < 220
    assert "^" in render(report)


def test_notices() -> None:
    where = Provenance.literal("web.yaml", 0, 1)
    report = Report(notices=(Notice(Level.INFO, "Said.", "more\nlines", where), Notice(Level.ERROR, "Broken.")))
    assert render(report) == (
        "error: Broken.\ninfo: web.yaml:1:1: Said.\n    more\n    lines\n\n"
        "0 findings\n0 passed, 0 undecided, 0 waived\n")


def test_sections_of_the_checklist() -> None:
    shown = render(full_report())
    assert re.search(r"^Checklist +proved +supported +not met +unknown +not looked at$", shown, re.MULTILINE)
    assert re.search(r"^Final Sign-Off( +-)+ +15$", shown, re.MULTILINE)


def test_every_report_module_says_what_it_writes() -> None:
    assert (text.NAME, text.SUFFIXES) == ("text", (".txt",))
