"""The family of formats: how they are found, and what holds for all of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scanner import reports
from scanner.model.report import Report
from scanner.reports.csv import COLUMNS
from scanner.reports.options import Options
from tests.reports.hostile import hostile_report
from tests.reports.test_json import full_report

ROOT = Path(__file__).resolve().parent.parent.parent
FORMATS = ["csv", "github", "gitlab", "html", "json", "junit", "markdown", "sarif", "text"]


def test_formats_are_found_by_listing_the_folder() -> None:
    assert reports.names() == FORMATS
    for name in FORMATS:
        module = reports.load(name)
        assert module.NAME == name and module.SUFFIXES and module.__doc__


def test_one_format_is_loaded_without_the_others() -> None:
    script = "import sys; from scanner import reports; reports.load('json'); print([m for m in sys.modules if 'reports.' in m])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "scanner.reports.json" in loaded and "html" not in loaded and "sarif" not in loaded


@pytest.mark.parametrize(("name", "said"), [
    ("jsn", "there is no format 'jsn'; did you mean 'json'?"),
    ("zzz", "there is no format 'zzz'; formats are csv, github, gitlab, html, json, junit, markdown, sarif, text"),
    ("rows", "there is no format 'rows'; formats are"), ("checklist", "there is no format 'checklist'"),
    ("../json", "there is no format '../json'"), ("", "there is no format ''")])
def test_what_is_no_format(name: str, said: str) -> None:
    with pytest.raises(reports.UnknownFormat, match=re.escape(said)):
        reports.load(name)


@pytest.mark.parametrize(("file", "name"), [
    ("x.sarif", "sarif"), ("x.sarif.json", "sarif"), ("a/b.JSON", "json"), ("gl-code-quality-report.json", "gitlab"),
    ("x.gitlab.json", "gitlab"), ("x.xml", "junit"), ("page.htm", "html"), ("summary.md", "markdown"), ("x.csv", "csv"),
    ("x.txt", "text"), ("x.github.txt", "github"), ("x.log", ""), ("json", ""), ("a.json/x", "")])
def test_the_name_of_a_file_suggests_a_format(file: str, name: str) -> None:
    assert reports.of_file(file) == name


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    render = reports.load(name).render
    assert render(full_report()) == render(full_report())


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_report_can_be_written(name: str) -> None:
    assert reports.load(name).render(Report()).endswith("\n") or name == "github"


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_from_the_input_is_obeyed_by_a_terminal(name: str) -> None:
    shown = reports.load(name).render(hostile_report(), Options(include=("suppressed", "unknown")))
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", shown)
    if name not in ("json", "sarif"):  # there it is data, which the reader escapes again
        assert "\u202e" not in shown
    shown.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_only_the_most_severe_findings_when_asked(name: str) -> None:
    render = reports.load(name).render
    assert len(render(hostile_report(), Options(most=2))) < len(render(hostile_report()))


def test_the_page_about_formats_has_all_of_them() -> None:
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    for name in FORMATS:
        suffixes = ", ".join(f"`{suffix}`" for suffix in reports.load(name).SUFFIXES)
        assert re.search(rf"^\| `{name}` \|.*\| {re.escape(suffixes)} \|$", page, re.MULTILINE), name
    assert ", ".join(f"`{column}`" for column in COLUMNS) in page.replace("\n", " ")
