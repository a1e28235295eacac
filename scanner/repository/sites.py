"""Sites made of documents."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents

NAME = "sites"

_OTHERS = {
    "docusaurus.config.js": "docusaurus",
    "docusaurus.config.ts": "docusaurus",
    "book.toml": "mdbook",
    "antora.yml": "antora",
    "hugo.toml": "hugo",
    ".readthedocs.yaml": "readthedocs",
    ".readthedocs.yml": "readthedocs",
    "sidebars.js": "docusaurus",
}


def claims(path: str) -> bool:
    """Settings of the generators by their names."""
    name = posixpath.basename(path)
    return (
        name in ("mkdocs.yml", "mkdocs.yaml")
        or name in _OTHERS
        or name == "conf.py"
        and "doc" in posixpath.dirname(path).lower()
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a site."""
    if file.name.startswith("mkdocs"):
        for document in documents(file)[:1]:
            data = as_map(document.data)
            plugins = [
                one if isinstance(one, str) else next(iter(as_map(one)), "") for one in as_list(data.get("plugins"))
            ]
            yield fact(
                "DocsSite",
                "mkdocs",
                file,
                document.at(pages="nav"),
                {"tool": "mkdocs", "pages": list(_pages(data.get("nav"), 0)), "plugins": plugins},
            )
    else:
        tool = _OTHERS.get(file.name, "sphinx")
        yield fact("DocsSite", tool, file, Lines(file.source, 1), {"tool": tool, "pages": [], "plugins": []})


def _pages(nav: Any, depth: int) -> Iterator[str]:
    if depth > 20:
        return
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list | dict):
        for one in nav.values() if isinstance(nav, dict) else nav[:1_000]:
            yield from _pages(one, depth + 1)
