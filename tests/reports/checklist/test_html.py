"""The page about the checklist: what is on it, what can never be, and what it does in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

import pytest

from scanner.model.report import Report
from scanner.reports.checklist import html
from scanner.reports.checklist.html import render
from scanner.reports.options import Options
from tests.reports.browser import BROWSER, Page, shown
from tests.reports.checklist.made import hostile, large, whole
from tests.reports.test_html import Page as Parsed
from tests.reports.test_html import of, text_of

TAGS = {
    "html", "head", "meta", "title", "style", "script", "body", "a", "header", "h1", "h2", "h3", "h4", "p", "span",
    "small",
    "ul", "li", "b", "main", "section", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "div",
    "form",
    "label", "input", "select", "option", "fieldset", "legend", "output", "button", "code", "q", "br", "footer",
    "svg", "g", "rect", "path", "text", "line", "polygon", "polyline", "tspan",
}


def test_an_item_with_its_evidence() -> None:
    said = text_of(render(whole()))
    assert "not metThe item a/not-met" in said
    assert ("speaks against it No container lacks an image. proofweb.yaml:8 Container &#39;helper&#39; has no image. "
            "image-written") in said
    assert "nothing to look at A page says so. indicative" in said
    assert ("Checked by hand. Ada &lt;ada@example.org&gt;, security, on 2026-01-31 until 2026-07-30, about 4f2a, "
            "evidence") in said
    assert "It does not count: it ended on 2026-02-01." in said


def test_three_numbers_and_what_nobody_has_looked_at() -> None:
    said = text_of(render(whole()))
    assert re.search(r"1proved by files.*1supported by files.*1attested.*1not looked at", said)
    assert "Of 8 that apply: 1 not met, 1 waived, 1 expired, 1 unknown, 1 not looked at, 1 not applicable." in said


def test_what_follows_and_what_has_changed() -> None:
    said = text_of(render(whole()))
    for words in ("Go-live: conditional", "approves on condition: load test.",
        "technicalLin, 2026-02-01conditional: load test",
                  "businessnobodyopen", "The sign-off of Bo as lead-developer does not count: it is for v1.1.",
                  "passed all: 37% of 10%", "missed security: 75% of 80%", "reached level basic", "Since old.json",
                  "Worse: 1", "The item a/not-met: met → not met", "An item that is gone: met → not in it any more"):
        assert words in said, words


def test_links_lead_to_files_and_lines() -> None:
    page = Parsed(render(whole(), Options(link="https://git.example.org/r/blob/main/")))
    links = {str(one.get("href")) for one in of(page, "a")}
    assert "https://git.example.org/r/blob/main/web.yaml#L8" in links
    assert "https://git.example.org/r/blob/main/attestations/a.yaml#L2" in links
    assert "https://wiki.example.org/x" in links
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert "web.yaml#L8" in {str(one.get("href")) for one in of(Parsed(render(whole())), "a")}


def test_the_page_allows_itself_its_style_and_script_only() -> None:
    text = render(whole())
    (policy,) = [str(one["content"]) for one in of(Parsed(text), "meta")
                 if one.get("http-equiv") == "Content-Security-Policy"]
    styles = " ".join(f"'sha256-{_digest(one)}'" for one in re.findall(r"<style>(.*?)</style>", text, re.DOTALL))
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert policy == (f"default-src 'none'; style-src {styles}; script-src 'sha256-{_digest(script)}'; "
                      "base-uri 'none'; form-action 'none'")
    assert not re.search(r"url\(|@import|https?:|innerHTML|eval\(", script + "".join(re.findall(
        r"<style>(.*?)</style>", text, re.DOTALL)))


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_hostile_names_stay_text() -> None:
    page = Parsed(render(hostile()))
    assert {tag for tag, _ in page.tags} <= TAGS
    assert all(re.match(r"#|https://|[\w./%-]+#L\d+$", str(one["href"])) for one in of(page, "a"))
    assert not [one for _, one in page.tags if any(name.startswith("on") or name in ("src", "style") for name in one)]
    assert len(of(page, "script")) == 1


def test_people_with_keyboards_and_readers() -> None:
    page = Parsed(render(whole()))
    assert of(page, "html") == [{"lang": "en"}] and of(page, "a")[0] == {"class": "skip", "href": "#items"}
    assert all("scope" in one for one in of(page, "th"))
    assert all(one.get("role") == "img" and one.get("aria-label") for one in of(page,
        "svg") if one.get("class") == "bar")
    headings = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(headings, headings[1:], strict=False))
    ids = [str(one["id"]) for _, one in page.tags if "id" in one]
    assert len(ids) == len(set(ids))


def test_the_page_is_bounded() -> None:
    report = large()
    text = render(report)
    assert len(text.encode()) < 1_500_000
    assert text.count("has no image.") == 2_000
    assert html._most_spots(large(10, 3_000)) == 25
    assert "and 275 more" in text_of(render(large(10, 3_000)))


def test_an_empty_report() -> None:
    assert "0 items" in text_of(render(Report(version="1.0")))


# -- in a browser ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of a report with an item of each status."""
    if not BROWSER:
        pytest.skip("no browser is installed")
    folder = tmp_path_factory.mktemp("page")
    for name, report in (("report.html", whole()), ("hostile.html", hostile())):
        (folder / name).write_text(render(report), encoding="utf-8")
    with shown((folder / "report.html").as_uri(), folder / "profile") as opened:
        opened.eval(f"window.folder = {folder.as_uri()!r}")
        yield opened


def visible(page: Page) -> list[str]:
    return list(page.eval("Array.from(document.querySelectorAll('.item')).filter(e => e.offsetParent)"
                          ".map(e => e.querySelector('.text').textContent)"))


def choose(page: Page, select: str, value: str) -> None:
    page.eval(f"var s = document.getElementById('{select}'); s.value = '{value}';"
              "s.dispatchEvent(new Event('input', {bubbles: true}))")


def test_search_and_filters(page: Page) -> None:
    page.eval("document.getElementById('tools').reset()")
    page.eval("new Promise(done => setTimeout(done, 20))")
    everything = visible(page)
    assert len(everything) == 9 and page.eval("document.getElementById('shown').value") == "9 items"
    page.key("/", "/")
    assert page.eval("document.activeElement.id") == "words" and page.eval("document.activeElement.value") == ""
    page.type("web.yaml helper")
    assert visible(page) == ["The item a/not-met", "The item b/waived"]
    assert page.eval("document.getElementById('shown').value") == "2 of 9 items"
    choose(page, "section", "2")
    assert visible(page) == ["The item b/waived"]
    assert page.eval("document.querySelectorAll('.section:not([hidden])').length") == 1
    page.key("Escape")
    assert len(visible(page)) == 5
    page.eval("document.querySelector('.chip input[value=unseen]').click()")
    assert "The item b/unseen" not in visible(page) and len(visible(page)) == 4
    choose(page, "strength", "proof")
    assert visible(page) == ["The item b/waived"]
    page.eval("document.getElementById('words').focus()")
    page.type("there is no such thing")
    assert visible(page) == [] and page.eval("document.getElementById('nothing').offsetParent !== null")
    page.eval("document.getElementById('again').click()")
    assert visible(page) == everything


def test_keys_alone_are_enough(page: Page) -> None:
    page.eval("document.querySelector('.item summary').focus()")
    before = page.eval("document.querySelector('.item').open")
    page.key("Enter", "\r")
    assert page.eval("document.querySelector('.item').open") is not before
    page.key("Tab")
    assert page.eval("document.activeElement.tagName") in ("A", "SUMMARY")
    assert page.eval("Array.from(document.querySelectorAll('a, button, input, select, summary'))"
                     ".every(e => e.tabIndex === 0)")


def test_an_address_unfolds_its_item(page: Page) -> None:
    page.eval("location.hash = '#i4'")
    page.eval("new Promise(done => setTimeout(done, 50))")
    assert page.eval("document.getElementById('i4').open")
    assert page.eval("document.activeElement.closest('.item').id") == "i4"


def test_all_can_be_unfolded(page: Page) -> None:
    page.eval("document.getElementById('unfold').click()")
    assert page.eval("Array.from(document.querySelectorAll('.item')).every(e => e.open)")
    page.eval("document.getElementById('unfold').click()")
    assert page.eval("Array.from(document.querySelectorAll('.item')).every(e => !e.open)")


def test_paper_has_what_was_looked_at(page: Page) -> None:
    page.eval("dispatchEvent(new Event('beforeprint'))")
    assert page.eval("Array.from(document.querySelectorAll('.item')).filter(e => e.open).length") == 7
    page.ask("Emulation.setEmulatedMedia", media="print")
    assert page.eval("getComputedStyle(document.getElementById('tools')).display") == "none"
    assert page.eval("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.ask("Emulation.setEmulatedMedia", media="")
    page.eval("dispatchEvent(new Event('afterprint'))")
    assert page.eval("Array.from(document.querySelectorAll('.item')).filter(e => e.open).length") == 0


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(17, 21, 28)")])
def test_both_themes_can_be_read(page: Page, scheme: str, ground: str) -> None:
    page.ask("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": scheme}])
    assert page.eval("getComputedStyle(document.body).backgroundColor") == ground
    worst = page.eval(CONTRAST)
    page.ask("Emulation.setEmulatedMedia", media="", features=[])
    assert worst[0] >= 4.5, worst


# The least contrast of any text against what is behind it, and where (WCAG 2, 1.4.3); pictures apart.
CONTRAST = """(() => {
  const light = c => { const v = c.slice(0, 3).map(x => (x /= 255) <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const parse = s => { const n = s.match(/[\\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
  let worst = [99, ''];
  document.querySelectorAll('details').forEach(e => { e.open = true; });
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('svg') || !e.offsetParent) continue;
    if (!Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 120)];
  }
  document.querySelectorAll('details').forEach(e => { e.open = false; });
  return worst;
})()"""


def test_nothing_is_asked_for_and_nothing_goes_wrong(page: Page) -> None:
    folder = page.eval("window.folder")
    for name in ("report.html", "hostile.html"):
        page.go(f"{folder}/{name}")
        assert page.eval("document.getElementById('tools').hidden") is False
        assert page.requests() == [f"{folder}/{name}"] and page.complaints() == []


def test_a_browser_sees_hostile_names_as_text(page: Page) -> None:
    page.go(f"{page.eval('window.folder') or page.eval('location.href.replace(/.[^/]*$/, String())')}/hostile.html")
    assert page.eval("document.querySelectorAll('script').length") == 1
    assert page.eval("Array.from(document.querySelectorAll('*'))"
                     ".every(e => !e.getAttributeNames().some(n => n.startsWith('on')))")
    assert page.eval("Array.from(document.querySelectorAll('a')).every(e => /^(file|https):/.test(e.href))")
