"""The page: what is on it, what can never be, and what a browser makes of it."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scanner.model.report import Report
from scanner.reports import html
from scanner.reports.html import render
from scanner.reports.options import Options
from tests.manifests import POD, report_of, rule
from tests.reports.hostile import hostile_report
from tests.reports.test_json import full_report
from tests.reports.test_rows import ACTION_HOP, VALUE_HOP, found_in_chart

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
VOID = {"meta", "input", "br"}
TAGS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "p", "span", "fieldset",
    "legend", "label",
    "input", "nav", "ul", "ol", "li", "main", "section", "article", "div", "pre", "mark", "code", "b", "table", "thead",
    "tbody",
    "tr", "th", "td", "meter", "dl", "dt", "dd", "details", "summary", "footer", "br",
}


class Page(HTMLParser):
    """The elements of a page, checked to be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def of(page: Page, tag: str) -> list[dict[str, str | None]]:
    return [attributes for name, attributes in page.tags if name == tag]


def text_of(shown: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", shown[shown.index("<body>"):]))


def test_a_finding_with_its_lines() -> None:
    shown = render(report_of(POD, [rule()]))
    assert "<title>Production readiness: 1 finding</title>" in shown
    assert '<span class="number">8</span><span class="here">    - <mark>name: helper</mark></span>' in shown
    said = text_of(shown)
    assert "line 8, column 7" in said and "Container &#39;helper&#39; has no image. image-written" in said
    assert "Pod/web in namespace shop, container helper Fix: Write the image." in said


def test_the_way_of_a_value() -> None:
    said = text_of(render(found_in_chart(VALUE_HOP, ACTION_HOP)))
    assert ("The value is written here: chart/values.yaml:2 tag: latest The template writes it; it becomes part of Pod/web: "
            "chart/templates/web.yaml:2 image: {{ .Values.image.tag }}") in said


def test_a_full_report_has_all_parts() -> None:
    page = Page(render(full_report()))
    parts = [attributes["id"] for attributes in of(page, "h2")]
    assert parts == ["findings", "checklist", "rules", "gone", "waived", "undecided", "notices"]
    links = {str(attributes["href"]) for attributes in of(page, "a") if str(attributes["href"]).startswith("#")}
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert {link[1:] for link in links} <= ids
    assert len([attributes for _, attributes in page.tags if "id" in attributes]) == len(ids - {None})


def test_the_page_forbids_itself_everything_but_its_style() -> None:
    shown = render(full_report())
    page = Page(shown)
    (policy,) = [str(one["content"]) for one in of(page, "meta") if one.get("http-equiv") == "Content-Security-Policy"]
    style = shown[shown.index("<style>") + 7:shown.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert {tag for tag, _ in page.tags} <= TAGS
    assert not [attributes for _, attributes in page.tags
                if any(name.startswith("on") or name in ("src", "style") for name in attributes)]
    assert not re.search(r"url\(|@import|https?:", style)


def test_hostile_names_stay_text() -> None:
    page = Page(render(hostile_report()))
    assert {tag for tag, _ in page.tags} <= TAGS
    assert all(str(attributes["href"]).startswith(("#", "https://")) for attributes in of(page, "a"))
    assert not [attributes for _, attributes in page.tags if any(name.startswith("on") for name in attributes)]


def test_people_with_keyboards_and_readers() -> None:
    page = Page(render(full_report()))
    assert of(page, "html") == [{"lang": "en"}]
    assert of(page, "a")[0] == {"class": "skip", "href": "#findings"}
    assert all("scope" in attributes for attributes in of(page, "th"))
    assert all(attributes.get("tabindex") == "0" and attributes.get("aria-label") for attributes in of(page, "pre"))
    headings = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(headings, headings[1:], strict=False))


def test_severities_can_be_hidden() -> None:
    report = report_of(POD, [rule(), rule(id="b-rule", severity="low")])
    page = Page(render(report))
    assert [attributes["id"] for attributes in of(page, "input")] == ["show-high", "show-low"]
    assert 'class="finding of-low"' in render(report) and 'class="spot"' in render(report)
    assert 'class="spot only-high"' in render(report_of(POD, [rule()]))


def test_long_lines_are_cut() -> None:
    report = report_of(POD.replace("- name: helper", f"- {{name: helper, args: [{'x' * 5_000}]}}"), [rule()])
    assert len(render(report)) < 20_000


def test_findings_that_were_left_out_are_told() -> None:
    assert "21 more findings, none of them more severe, left out." in render(hostile_report(), Options(most=1))


def test_an_empty_report() -> None:
    said = text_of(render(Report(version="1.0")))
    assert "0 findings" in said and "Nothing was found." in said and "readiness-scan 1.0" in said


# -- in a browser ---------------------------------------------------------------------------


def browser(*arguments: str) -> str:
    return subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                           "--user-data-dir=" + arguments[0],
                           *arguments[1:]], capture_output=True, text=True, timeout=120, check=False).stdout


def first_pixel(path: Path) -> tuple[int, ...]:
    """The colour of the top left corner of a PNG; no filter changes the first pixel of the first line."""
    data = path.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        size = int.from_bytes(data[at:at + 4])
        if data[at + 4:at + 8] == b"IDAT":
            packed += data[at + 8:at + 8 + size]
        at += size + 12
    return tuple(zlib.decompress(packed)[1:4])


@pytest.mark.skipif(not BROWSER, reason="no browser is installed")
@pytest.mark.parametrize(("theme", "arguments", "ground"), [
    ("light", (), (0xFF, 0xFF, 0xFF)), ("dark", ("--blink-settings=preferredColorScheme=0",), (0x11, 0x15, 0x1C))])
def test_both_themes_in_a_browser(theme: str, arguments: tuple[str, ...], ground: tuple[int, ...],
                                  tmp_path: Path) -> None:
    page, picture = tmp_path / "report.html", tmp_path / f"{theme}.png"
    page.write_text(render(full_report()), encoding="utf-8")
    browser(str(tmp_path / "profile"), *arguments, "--window-size=900,700", f"--screenshot={picture}", page.as_uri())
    assert picture.is_file(), "the browser took no picture"
    assert first_pixel(picture) == ground


@pytest.mark.skipif(not BROWSER, reason="no browser is installed")
def test_a_browser_sees_the_elements_that_were_written(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    shown = render(hostile_report())
    page.write_text(shown, encoding="utf-8")
    seen = browser(str(tmp_path / "profile"), "--dump-dom", page.as_uri())
    assert "<body>" in seen, "the browser showed no page"
    assert [tag for tag, _ in Page(seen).tags] == [tag for tag, _ in Page(shown).tags]


def test_the_parts_of_a_line() -> None:
    report = report_of(POD, [rule()])
    lines = list(html._lines(html.rows(report)[0].place, report))
    assert [line.number for line in lines] == [6, 7, 8] and lines[-1].marked == "name: helper"
