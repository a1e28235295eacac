"""The pages as files: their names and texts, the same for the same sources."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scanner import __version__
from scanner.paths import data_folder
from scanner.site import pages
from scanner.site.errors import SiteError
from scanner.site.pages import Doc, RulePage, Site

ASSETS = (".svg", ".png")


def build(progress: Callable[[str], None] = lambda shown: None) -> dict[str, bytes]:
    """All files of the site by their path.  SiteError: a page cannot be made."""
    folder = data_folder("docs")
    files = {f"images/{file.name}": file.read_bytes() for file in sorted((folder / "images").glob("*"))
             if file.suffix in ASSETS}
    files |= {f"schemas/{file.name}": file.read_bytes() for file in sorted(data_folder("schemas").glob("*.json"))}
    texts = {f"docs/{file.name}": f"{file.stem}.html" for file in pages.names(folder)}
    assets = {f"docs/{name}": name for name in files} | {name: name for name in files}
    # The page about the checklist is made with its rules; the one in docs/ is for readers of the repository.
    known = {**texts, **assets, "README.md": "index.html", "docs/checklist.md": "checklist.html"}
    docs = pages.docs(folder, known.get)
    rules = tuple(pages.rule_pages(progress))
    site = Site(docs, rules, pages.sections(rules))
    for path, text in _pages(site):
        if path in files:
            raise SiteError(f"two pages have the name {path}; rename one of them")
        files[path] = text.encode("utf-8")
    return files


def write(files: dict[str, bytes], folder: Path) -> None:
    """Put the files below a folder.  SiteError: it cannot be written to."""
    try:
        for name, data in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    except OSError as error:
        raise SiteError(f"cannot write {folder}: {error.strerror}") from None


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)

    def page(path: str, template: str, **more: Any) -> tuple[str, str]:
        up = "../" * path.count("/")
        return path, environment.get_template(template).render(site=site, up=up, version=__version__, here=path, **more)

    yield page("index.html", "index.html")
    yield page("style.css", "style.css")
    yield page("rules/index.html", "rules.html")
    yield page("checklist.html", "checklist.html")
    yield page("search.html", "search.html", index=_index(site))
    for doc in site.docs:
        yield page(f"{doc.name}.html", "doc.html", doc=doc)
    for one in site.rules:
        yield page(f"rules/{one.rule.id}.html", "rule.html", page=one)


def _index(site: Site) -> str:
    """What can be searched, as JSON that may stand inside of a script element."""
    entries = [entry for doc in site.docs for entry in _doc_entries(doc)]
    entries += [_rule_entry(page) for page in site.rules]
    entries += [{"url": f"checklist.html#{one.anchor}", "title": one.item.text, "kind": "checklist", "words": one.item.id}
                for section in site.sections for group in section.groups for one in group.items]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _doc_entries(doc: Doc) -> Iterator[dict[str, str]]:
    for number, section in enumerate(doc.content.sections):
        anchor = f"#{section.anchor}" if number else ""
        title = section.title if not number else doc.title
        yield {"url": f"{doc.name}.html{anchor}", "title": title, "kind": doc.title if number else "page", "words": section.text}


def _rule_entry(page: RulePage) -> dict[str, str]:
    rule = page.rule
    words = " ".join((rule.title, rule.why, rule.remediation, *rule.frameworks, *rule.kinds))
    return {"url": f"rules/{rule.id}.html", "title": rule.id, "kind": f"rule, {rule.severity.word}", "words": words}


def dead_links(files: dict[str, bytes]) -> list[str]:
    """Links of the pages that lead to no file or to no place in one, as `page: link`."""
    found = {path: _Links(data.decode("utf-8")) for path, data in files.items() if path.endswith(".html")}
    dead = []
    for path, page in found.items():
        for link in page.links:
            name, _, anchor = link.partition("#")
            name = name.partition("?")[0]
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else path
            if target not in files or (anchor and (target not in found or anchor not in found[target].names)):
                dead.append(f"{path}: {link}")
    return dead


class _Links:
    """The links of a page that stay in the site, and the names of its places."""

    def __init__(self, text: str) -> None:
        from html.parser import HTMLParser

        self.links: list[str] = []
        self.names: set[str] = set()
        links, names = self.links, self.names

        class Reader(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                for name, value in attrs:
                    if name == "id" and value:
                        names.add(value)
                    elif name in ("href", "src", "action") and value is not None and "://" not in value:
                        links.append(value)

        Reader().feed(text)
