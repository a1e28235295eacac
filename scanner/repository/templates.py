"""Forms for issues."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents, text

NAME = "templates"

_ABOUT = (
    ("bug", r"bug|defect|problem"),
    ("feature", r"feature|enhancement|idea|proposal"),
    ("feedback", r"feedback|survey|satisfaction|experience|question|support"),
    ("retrospective", r"retro|lessons|post ?mortem|incident|improvement"),
    ("review", r"review|access|audit"),
    ("release", r"release|go.?live|deploy"),
    ("risk", r"risk"),
    ("security", r"secur|vulnerab"),
)
_TOPIC = {name: lazy(pattern, 2) for name, pattern in _ABOUT}


def claims(path: str) -> bool:
    """Files where GitHub and GitLab look for them."""
    folder, name = posixpath.dirname(path).lower(), posixpath.basename(path)
    return (
        folder in (".github/issue_template", ".gitlab/issue_templates")
        and name.endswith((".yml", ".yaml", ".md"))
        and not name.startswith("config.")
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a form."""
    if file.name.endswith(".md"):
        head = file.text[4:2_000].partition("\n---")[0] if file.text.startswith("---") else ""
        title = next(
            (line.partition(":")[2].strip().strip("'\"") for line in head.splitlines() if line.startswith("name:")),
            file.stem,
        )
        yield _template(file, title, [], Lines(file.source, 1))
        return
    for document in documents(file)[:1]:
        data = as_map(document.data)
        fields = [text(as_map(as_map(one).get("attributes")).get("label")) for one in as_list(data.get("body"))]
        yield _template(file, text(data.get("name")) or file.stem, [one for one in fields if one], document.at())


def _template(file: File, title: str, fields: list[str], where) -> Resource:  # type: ignore[no-untyped-def]
    told = f"{title} {file.stem}"
    return fact(
        "IssueTemplate",
        title,
        file,
        where,
        {
            "title": title,
            "about": sorted(topic for topic, pattern in _TOPIC.items() if pattern.search(told)),
            "fields": fields,
        },
    )
