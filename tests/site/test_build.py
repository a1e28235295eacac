"""The site as a whole: every page is there, every link leads somewhere, and no run differs from another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scanner.examples import AWAY
from scanner.paths import data_folder
from scanner.rules import pack
from scanner.site import build as module
from scanner.site import pages
from scanner.site.build import build, dead_links
from scanner.site.errors import SiteError
from scanner.site.pages import NOT_A_PAGE
from tests.commands.cases import run
from tests.helm.charts import write

RULES = pack.load()
VOID = {"meta", "link", "input", "img", "br", "hr"}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return build()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack of two rules only, for tests that build more than once."""
    chosen = tuple(rule for rule in RULES if rule.id in ("latest-tag", "helm-template-fails"))
    monkeypatch.setattr(pages.pack, "load", lambda: chosen)


def text(files: dict[str, bytes], path: str) -> str:
    return files[path].decode("utf-8")


def test_every_rule_and_every_text_has_its_page(files: dict[str, bytes]) -> None:
    assert {path for path in files if path.startswith("rules/")} == {"rules/index.html", *(f"rules/{one.id}.html" for one in RULES)}
    for file in data_folder("docs").glob("*.md"):
        if file.name == "checklist.md":
            continue  # the page about the checklist is made with its rules
        assert (f"{file.stem}.html" in files) is not file.read_text().startswith(NOT_A_PAGE)
    assert {"index.html", "checklist.html", "search.html", "style.css", "images/finding.svg",
            "schemas/config.schema.json"} <= files.keys()


def test_no_link_is_dead(files: dict[str, bytes]) -> None:
    assert dead_links(files) == []


def test_dead_links_are_found() -> None:
    some = {"index.html": b'<a href="a/b.html#x">a</a> <a href="https://example.com">b</a> <a href="gone.html">c</a>',
            "a/b.html": b'<a href="../index.html?q=1">a</a> <h1 id="x"></h1> <a href="#y">b</a> <img src="none.png">'}
    assert dead_links(some) == ["index.html: gone.html", "a/b.html: #y", "a/b.html: none.png"]


class Balance(HTMLParser):
    """Whether elements are closed in the order in which they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in VOID or self.open.pop() == tag


def test_pages_are_whole_and_need_nothing_from_elsewhere(files: dict[str, bytes]) -> None:
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        page = data.decode("utf-8")
        balance = Balance()
        balance.feed(page)
        assert balance.open == [], path
        assert page.startswith("<!doctype html>") and '<html lang="en">' in page and page.count("<h1") == 1, path
        assert not re.search(r'(?:src|action)="(?:https?:)?//|@import|url\(', page), path
        assert ("<script" in page) is (path == "search.html")


def test_a_rule_page_shows_what_the_scan_prints(files: dict[str, bytes]) -> None:
    page = text(files, "rules/latest-tag.html")
    for rule in RULES:
        if rule.id == "latest-tag":
            whole = pack.with_examples(rule)
            assert all(f"{one.name.capitalize()} <span" in page for one in whole.examples)
    assert "[latest-tag]" in page and "fix (latest-tag):" in page and "0 findings" in page
    assert "The scan reports this by itself" in text(files, "rules/helm-template-fails.html")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.engine == "cel"], ids=lambda rule: rule.id)
def test_reports_agree_with_the_examples(rule: pack.Rule, files: dict[str, bytes]) -> None:
    page = text(files, f"rules/{rule.id}.html")
    for verdict, report in zip(_verdicts(page), _reports(page), strict=True):
        assert ("\n0 findings" in f"\n{report}") is (verdict == "passes"), report
        assert (f"[{rule.id}]" in report) is (verdict == "fails")
        told = [line for line in report.splitlines() if "warning: " in line and not line.endswith(AWAY)]
        assert "error" not in report.split(":")[0] and not told


def _verdicts(page: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r'<span class="verdict (\w+)">', page))


def _reports(page: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r'<pre class="report"><code>(.*?)</code></pre>', page, re.DOTALL))


def test_the_index_of_the_search(files: dict[str, bytes]) -> None:
    page = text(files, "search.html")
    data = page.partition('id="index">')[2].partition("</script>")[0]
    entries = json.loads(data)
    assert "<" not in data
    assert {f"rules/{rule.id}.html" for rule in RULES} <= {one["url"] for one in entries}
    assert {"configuration.html", "configuration.html#environments"} <= {one["url"] for one in entries}
    for one in entries:
        assert one.keys() == {"url", "title", "kind", "words"} and one["title"]
        path, _, anchor = one["url"].partition("#")
        assert path in files and (not anchor or f'id="{anchor}"' in text(files, path))


def test_the_same_bytes_each_time(few: None, tmp_path: Path) -> None:
    first, second = build(), build()
    assert first == second
    module.write(first, tmp_path / "a")
    assert {file.relative_to(tmp_path / "a").as_posix(): file.read_bytes() for file in (tmp_path / "a").rglob("*") if file.is_file()
            } == first


def test_progress_is_told(few: None) -> None:
    told: list[str] = []
    build(told.append)
    assert told == ["1 of 2: helm-template-fails", "2 of 2: latest-tag"]


@pytest.mark.parametrize(("files", "message"), [
    ({"a.md": "# A\n[x](gone.md)\n"}, "docs/a.md: the link to gone.md leads to no page"),
    ({"a.md": "words\n"}, "docs/a.md has no heading"),
    ({"search.md": "# Search\n"}, "two pages have the name"),
])
def test_texts_that_make_no_page(few: None, files: dict[str, str], message: str, tmp_path: Path,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    docs = write(tmp_path / "docs", {**files, "configuration.md": "# C\n", "waivers.md": "# W\n"})
    monkeypatch.setattr(module, "data_folder", lambda name: docs if name == "docs" else data_folder(name))
    with pytest.raises(SiteError, match=message):
        build()


def test_the_command(few: None, tmp_path: Path) -> None:
    result = run("docs", "site", "-o", str(tmp_path / "out"))
    assert result.exit_code == 0 and "begin with" in result.stdout and (tmp_path / "out/index.html").exists()
    assert run("docs", "site").exit_code == 2
    (tmp_path / "file").write_text("")
    refused = run("docs", "site", "-o", str(tmp_path / "file/x"))
    assert refused.exit_code == 2 and refused.stderr.startswith("Error: cannot write ")
