"""Markdown documents: what they are about, how far they are filled in, and how fresh they are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scanner.located.yaml import load_or_none
from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.repository import dates, durations, topics
from scanner.repository.facts import Lines, fact, notice
from scanner.repository.files import File, Project, Unreadable
from scanner.repository.structured import as_map, text

if TYPE_CHECKING:
    from markdown_it.token import Token

NAME = "markdown"

MAX_CHARACTERS = 1_000_000
MAX_ROWS = 500
MAX_SECTIONS = 500

_SHELLS = frozenset(["bash", "sh", "shell", "console", "zsh", "shell-session", "terminal", "powershell"])
_DIAGRAMS = frozenset(
    ["mermaid", "plantuml", "puml", "dot", "graphviz", "d2", "structurizr", "ditaa", "c4plantuml", "nomnoml", "kroki"]
)
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".drawio", ".puml", ".excalidraw")
_DIAGRAM_NAME = lazy(
    r"architect|diagram|topolog|flow|sequence|c4|overview|\.drawio|\.puml|excalidraw|deployment|network|context"
)
_VIDEOS = lazy(
    r"youtube\.com|youtu\.be|vimeo\.com|loom\.com|wistia|\.mp4(?:$|\?)|\.webm(?:$|\?)|asciinema\.org|stream\.microsoft"
)
_PLACEHOLDER = lazy(
    r"\bTODO\b|\bTBD\b|\bTBA\b|\bFIXME\b|\bXXX+\b|[Ll]orem ipsum|"
    r"\[(?:[Yy]our|[Ii]nsert|[Aa]dd|[Ee]nter|[Nn]ame|[Dd]ate|[Cc]ompany|[Ee]mail|"
    r"[Pp]hone|[Ll]ink|[Tt]itle|[Dd]escri\w+|[Aa]uthors?|NUMBER|short title)[^\]\n]{0,60}\](?!\()|<(?:your|insert|"
    r"name|date|phone|email)[^>\n]{0,40}>|"
    r"\+?\d?[-. (]*(?:XXX|xxx|555)[-.) ]+(?:XXX|xxx|\d{3})[-. ]+(?:XXXX|xxxx|\d{4})|YYYY-MM-DD|\b(?:your|"
    r"my)[-_](?:org|company|team|domain)\b|"
    r"@(?:your|example)[\w-]*\b|@[\w.-]*example\.(?:com|org|net)|\{\{[^}\n]{1,60}\}\}"
)
_MAIL = lazy(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = lazy(r"(?<![\w/.-])\+\d[\d ().-]{7,17}\d(?![\w-])|(?<![\w/.-])\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?![\w-])")
_CHANNEL = lazy(r"(?<![\w/&#])#[a-z][a-z0-9_-]{2,40}\b")
_WORD = lazy(r"\w[\w'-]*")
_FIELD = lazy(r"^[\s>*_|-]*\**_*([A-Za-z][A-Za-z /()-]{1,40}?)\**_*\s*[:|]\**_*\s*(.+?)\s*\|?\s*$")
_QUESTION = lazy(r"\?\s*$|^(?:q\d*[:.)]|how |why |what |when |where |which |who |can |does |do |is |are |should )", 2)
_RATE = lazy(
    r"([\d][\d,.]*)\s*(k|m)?\s*(?:rps|req(?:uests)?(?:/s|\s*per second| a second|/sec)|requests|users|tps|qps)?", 2
)

_REVIEWED = (
    "last reviewed",
    "last review",
    "reviewed",
    "reviewed on",
    "review date",
    "last_reviewed",
    "last-reviewed",
    "reviewed_on",
    "last updated",
    "last update",
    "updated",
    "last_updated",
    "last-updated",
    "last modified",
    "last verified",
    "lastmod",
    "document date",
)
_NEXT = (
    "next review",
    "next review date",
    "next_review",
    "next-review",
    "review due",
    "review by",
    "review_by",
    "next drill",
    "next test",
    "next exercise",
    "next dr test",
    "valid until",
)
_DATED = (
    "date",
    "date of incident",
    "incident date",
    "drill date",
    "exercise date",
    "test date",
    "date of drill",
    "held on",
    "created",
)
_OWNER = (
    "owner",
    "document owner",
    "owned by",
    "maintainer",
    "maintained by",
    "responsible",
    "owners",
    "author",
    "contact",
)
_APPROVED_BY = ("approved by", "approver", "approved_by", "approved-by", "approvers")
_APPROVED_ON = ("approved on", "approved", "approval date", "approved_on", "approved-on", "date approved")


class Table(NamedTuple):
    """A table: names of its columns, rows, the heading above it, and its first line."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heading: str
    line: int


class Section:
    """A heading and what stands below it, up to the next heading of any level."""

    __slots__ = (
        "actions",
        "blocks",
        "commands",
        "content",
        "images",
        "items",
        "level",
        "line",
        "links",
        "steps",
        "tables",
        "tasks",
        "title",
        "words",
    )

    def __init__(self, title: str, level: int, line: int) -> None:
        self.title, self.level, self.line = title, level, line
        self.words = 0
        self.content: list[str] = []
        self.blocks: list[tuple[str, str]] = []
        self.commands = 0
        self.links: list[str] = []
        self.images: list[str] = []
        self.tables: list[Table] = []
        self.steps = 0
        self.items = 0
        self.tasks: list[bool] = []
        self.actions = 0

    @property
    def filled(self) -> bool:
        """Whether anything stands below the heading that is no placeholder."""
        return bool(self.words > 2 or self.blocks or self.tables or self.images) and not (
            self.words < 12
            and not self.blocks
            and not self.tables
            and _PLACEHOLDER.search(" ".join(self.content)) is not None
        )


class Parsed(NamedTuple):
    """A document in sections; the first one is what stands above all headings."""

    sections: tuple[Section, ...]
    front: dict[str, Any]


def claims(path: str) -> bool:
    """*.md and *.markdown."""
    return path.lower().endswith((".md", ".markdown", ".mdx"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The document, sections of it that have a topic of their own, and its tables."""
    if len(file.text) > MAX_CHARACTERS:
        yield notice(file, "The document is too long and was not looked at.", f"It has {len(file.text)} characters.")
        return
    document = parsed(file)
    title = next((one.title for one in document.sections if one.title), text(document.front.get("title")))
    linked = _linked(file, project)
    about = _topics(file, title)
    if _is_checklist(document.sections):
        # A list of things to do says what somebody wants to have, not what there is.
        about = [topic for topic in about if topic in ("go-live", "pull-request-template", "issue-template")]
    yield _fact("Document", file.path, file, project, document, document.sections, title, about, linked, 1)
    if len(document.sections) <= MAX_SECTIONS:
        for index, section in enumerate(document.sections):
            own = [topic for topic in topics.topics("", (), section.title) if topic not in ("readme", "video")]
            if section.title and section.title != title and own:
                below = _below(document.sections, index)
                if _is_checklist(below):
                    continue
                yield _fact(
                    "DocumentSection",
                    f"{file.path}#{topics.spaced(section.title).replace(' ', '-')}",
                    file,
                    project,
                    document,
                    below,
                    section.title,
                    own,
                    linked,
                    section.line,
                )
    yield from _tables(file, document, about)


def _is_checklist(sections: Sequence[Section]) -> bool:
    tasks = sum(len(one.tasks) for one in sections)
    return tasks > 3 and tasks * 2 > sum(one.items for one in sections)


def parsed(file: File) -> Parsed:
    """The document taken apart, once."""
    kept: Any = file.parsed.get("markdown")
    if kept is None:
        kept = file.parsed["markdown"] = _parsed(file.text)
    return kept  # type: ignore[no-any-return]


def _topics(file: File, title: str) -> list[str]:
    found = set(topics.topics(file.stem, file.folders[-2:], title))
    name = file.name.lower()
    if name in ("readme.md", "index.md"):
        found.add("readme")
        if "runbook" in found or "runbooks" in file.folders:
            found.add("runbook-index")
    if name.startswith("pull_request_template") or "pull_request_template" in file.folders:
        found.add("pull-request-template")
    if "issue_template" in file.folders:
        found.add("issue-template")
    return sorted(found)


def _front(content: str) -> tuple[dict[str, Any], str, int]:
    """(front matter, the text behind it, its lines)."""
    if not content.startswith("---\n") and not content.startswith("---\r\n"):
        return {}, content, 0
    end = content.find("\n---", 4)
    if end < 0 or end > 20_000:
        return {}, content, 0
    behind = content.find("\n", end + 4)
    behind = len(content) if behind < 0 else behind + 1
    return as_map(load_or_none(content[4 : end + 1])), content[behind:], content.count("\n", 0, behind)


def _parsed(content: str) -> Parsed:
    from markdown_it import MarkdownIt

    front, body, skipped = _front(content)
    tokens = MarkdownIt("commonmark", {"maxNesting": 30}).enable("table").parse(body)
    sections = [Section("", 0, 1)]
    at = 0
    lists: list[str] = []
    while at < len(tokens):
        token = tokens[at]
        line = (token.map[0] if token.map else 0) + 1 + skipped
        here = sections[-1]
        match token.type:
            case "heading_open":
                inline = tokens[at + 1]
                sections.append(Section(_plain(inline), int(token.tag[1:]), line))
                _inline(inline, sections[-1], heading=True)
                at += 2
            case "fence" | "code_block":
                language = (token.info or "").strip().split(" ", 1)[0].strip("{}.").lower()
                here.blocks.append((language, token.content[:20_000]))
                if (
                    language in _SHELLS
                    or not language
                    and token.content.lstrip().startswith(("$ ", "kubectl ", "helm "))
                ):
                    here.commands += sum(
                        1 for one in token.content.splitlines() if one.strip() and not one.strip().startswith("#")
                    )
            case "ordered_list_open" | "bullet_list_open":
                lists.append(token.type)
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
            case "list_item_open":
                here.items += 1
                here.steps += bool(lists) and lists[-1] == "ordered_list_open"
            case "table_open":
                at = _table(tokens, at, here, line)
            case "inline":
                _inline(token, here)
        at += 1
    return Parsed(tuple(sections), front)


def _plain(inline: Token) -> str:
    """The words of a heading or cell without marks."""
    parts = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts).strip()


def _inline(token: Token, here: Section, heading: bool = False) -> None:
    for child in token.children or ():
        if child.type == "link_open":
            here.links.append(str(child.attrGet("href") or ""))
        elif child.type == "image":
            here.images.append(str(child.attrGet("src") or ""))
    if heading:
        return
    content = token.content
    for mark, done in (("[ ]", False), ("[x]", True), ("[X]", True)):
        if content.startswith(mark):
            here.tasks.append(done)
            content = content[3:]
    here.content.append(content)
    here.words += len(_WORD.findall(_plain(token)))


def _table(tokens: Sequence[Token], at: int, here: Section, line: int) -> int:
    """Reads a table into its section; gives the index of its last token."""
    columns: list[str] = []
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    while at < len(tokens) and tokens[at].type != "table_close":
        token = tokens[at]
        if token.type == "inline":
            cells.append(_plain(token))
            _inline(token, here)
        elif token.type == "thead_close":
            columns, cells = cells, []
        elif token.type == "tr_close" and columns:
            if len(rows) < MAX_ROWS and cells:
                rows.append(tuple(cells))
            cells = []
        at += 1
    here.tables.append(Table(tuple(one.lower() for one in columns), tuple(rows), here.title, line))
    return at


def _below(sections: Sequence[Section], index: int) -> tuple[Section, ...]:
    """A section with those of deeper levels that belong to it."""
    end = index + 1
    while end < len(sections) and sections[end].level > sections[index].level:
        end += 1
    return tuple(sections[index:end])


def _fields(document: Parsed, sections: Sequence[Section]) -> dict[str, str]:
    """Names (lower case) and values of the front matter, of lines such as `Owner: ...`, and of rows of two columns."""
    found: dict[str, str] = {}
    for one in sections:
        for content in one.content:
            for line in content.splitlines()[:200]:
                field = _FIELD.match(line) if len(line) < 300 and (":" in line or "|" in line) else None
                if field:
                    found.setdefault(field[1].strip().lower(), field[2].strip(" *_`"))
        for table in one.tables:
            if len(table.columns) == 2:
                for row in (table.columns, *table.rows):
                    if len(row) == 2:
                        found.setdefault(row[0].strip(" :*").lower(), row[1])
    found |= {
        key.lower(): text(value) or str(value)
        for key, value in document.front.items()
        if not isinstance(value, dict | list)
    }
    for key, value in document.front.items():
        if isinstance(value, list):
            found[key.lower()] = ", ".join(text(one) for one in value)
    return found


def _all_fields(file: File, document: Parsed) -> dict[str, str]:
    """The same of a whole document, worked out once."""
    kept: Any = file.parsed.get("fields")
    if kept is None:
        kept = file.parsed["fields"] = _fields(document, document.sections)
    return kept  # type: ignore[no-any-return]


def _first(fields: dict[str, str], names: Sequence[str]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _fact(
    kind: str,
    name: str,
    file: File,
    project: Project,
    document: Parsed,
    sections: Sequence[Section],
    title: str,
    about: list[str],
    linked: bool,
    line: int,
) -> Resource:
    whole = kind == "Document"
    fields = _fields(document, sections) if not whole else _all_fields(file, document)
    if not whole:
        fields = {**_all_fields(file, document), **fields}
    headings = [one.title for one in sections if one.title]
    # The title of a whole document says what it is; what it covers stands below.
    filled = [one for one in _filled(sections) if not whole or one.title != title]
    content = "\n".join(part for one in sections for part in one.content)
    words = sum(one.words for one in sections)
    placeholders = sorted({found[0] for found in _PLACEHOLDER.finditer(content[:400_000])})[:50]
    links = [link for one in sections for link in one.links]
    relative = [
        link for link in links if link and "://" not in link and not link.startswith(("#", "mailto:", "tel:", "/"))
    ]
    images = [image for one in sections for image in one.images]
    blocks = [block for one in sections for block in one.blocks]
    drawn = [block for block in blocks if block[0] in _DIAGRAMS]
    here = [
        image
        for image in images
        if "://" not in image and project.has(posixpath.join(file.folder, image.partition("#")[0]))
    ]
    pictures = [image for image in here if _DIAGRAM_NAME.search(image.lower())]
    pictures += [
        link
        for link in relative
        if link.lower().endswith((".drawio", ".puml", ".excalidraw")) and project.has(posixpath.join(file.folder, link))
    ]
    tasks = [task for one in sections for task in one.tasks]
    tables = [table for one in sections for table in one.tables]
    reviewed, following = dates.find(_first(fields, _REVIEWED)), dates.find(_first(fields, _NEXT))
    dated = dates.find(_first(fields, _DATED)) or (dates.find(file.stem, compact=True) if whole else "")
    approved = dates.find(_first(fields, _APPROVED_ON)) or (dates.find(_first(fields, _APPROVED_BY)))
    reachable = _contacts(content)
    owner = _first(fields, _OWNER)
    return fact(
        kind,
        name,
        file,
        Lines(file.source, line),
        {
            "path": file.path,
            "document": file.path,
            "title": title,
            "topics": about,
            "headings": [one.lower() for one in headings],
            "covers": topics.covers(one.title for one in filled),
            "scenarios": topics.scenarios(f"{file.stem} {title}", headings),
            "words": words,
            "sections": len(filled),
            "empty": [one.title for one in _empty(sections)][:100],
            "placeholders": placeholders,
            "template": "template" in file.stem.lower() or (len(placeholders) > 4 and words < 40 * len(placeholders)),
            "commands": sum(one.commands for one in sections),
            "languages": sorted({block[0] for block in blocks if block[0]}),
            "links": len(links),
            "broken": sorted({link for link in relative if not _leads(link, file, project)})[:50],
            "outside": sum(1 for link in links if link.startswith(("http://", "https://"))),
            "videos": sum(1 for link in (*links, *images) if _VIDEOS.search(link)),
            "images": here[:50],
            "diagrams": len(drawn) + len(set(pictures)),
            "diagram_words": sorted({word.lower() for block in drawn for word in _WORD.findall(block[1])})[:500],
            "tables": len(tables),
            "columns": sorted({column for table in tables for column in table.columns})[:200],
            "tasks": len(tasks),
            "done": sum(tasks),
            "steps": sum(one.steps for one in sections),
            "questions": sum(1 for one in sections if one.title and one.filled and _QUESTION.search(one.title)),
            "owner": "" if _PLACEHOLDER.search(owner) else owner[:200],
            "reviewed": reviewed,
            "reviewed_number": dates.number(reviewed),
            "next_review": following,
            "next_review_number": dates.number(following),
            "date": dated,
            "date_number": dates.number(dated),
            "approved_by": _first(fields, _APPROVED_BY)[:200],
            "approved": approved,
            "approved_number": dates.number(approved),
            "linked": linked,
            "contacts": reachable,
            "numbers": _numbers(fields, tables),
            "actions": sum(
                one.items + sum(len(table.rows) for table in one.tables)
                for one in sections
                if "actions" in topics.covers([one.title])
            ),
        },
    )


def _filled(sections: Sequence[Section]) -> list[Section]:
    """Sections with something in them, themselves or in a section below."""
    return [
        one
        for index, one in enumerate(sections)
        if one.title and any(inner.filled for inner in _below(sections, index))
    ]


def _empty(sections: Sequence[Section]) -> list[Section]:
    return [
        one
        for index, one in enumerate(sections)
        if one.title and not any(inner.filled for inner in _below(sections, index))
    ]


def _contacts(content: str) -> int:
    found = {one[0] for pattern in (_MAIL, _PHONE, _CHANNEL) for one in pattern.finditer(content[:400_000])}
    return sum(1 for one in found if not _PLACEHOLDER.search(one) and "example." not in one and "555" not in one)


def _leads(link: str, file: File, project: Project) -> bool:
    target = link.partition("#")[0].partition("?")[0].replace("%20", " ")
    if not target:
        return True
    path = posixpath.normpath(posixpath.join(file.folder, target))
    return path.startswith("..") or project.has(path) or project.has(path + ".md")


def _numbers(fields: dict[str, str], tables: Sequence[Table]) -> dict[str, float]:
    """Figures that a document states."""
    rows = dict(fields)
    for table in tables:
        for index, column in enumerate(table.columns):
            if (
                topics.spaced(column) in ("rto", "rpo", "recovery time objective", "recovery point objective")
                and table.rows
            ):
                rows.setdefault(topics.spaced(column), table.rows[0][index] if index < len(table.rows[0]) else "")
    found = {"rto_minutes": 0.0, "rpo_minutes": 0.0, "peak_rate": 0.0, "breaking_point": 0.0}
    for name, value in rows.items():
        word = topics.spaced(name)
        if word in ("rto", "recovery time objective", "recovery time objective rto", "rto target"):
            found["rto_minutes"] = durations.seconds(value.lower()[:99]) / 60
        elif word in ("rpo", "recovery point objective", "recovery point objective rpo", "rpo target"):
            found["rpo_minutes"] = durations.seconds(value.lower()[:99]) / 60
        elif word in ("peak load", "peak rate", "peak traffic", "peak requests per second", "expected peak", "peak"):
            found["peak_rate"] = _rate(value)
        elif word in (
            "breaking point",
            "maximum capacity",
            "max throughput",
            "saturation point",
            "scalability limit",
            "capacity limit",
            "limit",
        ):
            found["breaking_point"] = _rate(value)
    return found


def _rate(value: str) -> float:
    match = _RATE.search(value[:200])
    if not match:
        return 0.0
    try:
        return float(match[1].replace(",", "").rstrip(".")) * {"k": 1_000, "m": 1_000_000}.get(
            (match[2] or "").lower(), 1
        )
    except ValueError:
        return 0.0


def _linked(file: File, project: Project) -> bool:
    """Whether a document or the navigation of the site leads to the file."""
    return file.path in project.once("linked", _all_linked)


def _all_linked(project: Project) -> set[str]:
    found: set[str] = set()
    for file in project:
        try:
            if claims(file.path) and len(file.text) <= MAX_CHARACTERS:
                links = [link for one in parsed(file).sections for link in one.links]
            elif file.name in ("mkdocs.yml", "mkdocs.yaml", "_sidebar.yml", "sidebars.json"):
                links = [
                    word.strip(" -'\"")
                    for line in file.text.splitlines()
                    for word in line.split(": ")[-1:]
                    if ".md" in word
                ]
                links = [posixpath.join("docs", link) for link in links]
            else:
                continue
        except (Unreadable, RecursionError):
            continue
        for link in links[:5_000]:
            target = link.partition("#")[0].partition("?")[0]
            if target and "://" not in target and not target.startswith("mailto:"):
                path = posixpath.normpath(
                    posixpath.join(file.folder, target.lstrip("/") if target.startswith("/") else target)
                )
                if path != file.path:
                    found |= {path, path + ".md", posixpath.join(path, "README.md"), posixpath.join(path, "index.md")}
    return found


_TABLE_TOPICS = (
    ("risk-register", ({"risk"}, {"likelihood", "probability"}, {"impact", "severity"})),
    ("escalation", ({"level", "tier", "severity", "escalation"}, {"contact", "who", "role", "escalate to", "team"})),
    (
        "contacts",
        ({"name", "role", "team", "contact", "service"}, {"email", "phone", "slack", "channel", "contact", "pager"}),
    ),
    ("vendors", ({"vendor", "supplier", "provider", "subprocessor", "third party"},)),
    (
        "records-of-processing",
        (
            {"processing activity", "purpose", "data category", "categories of data", "legal basis"},
            {"legal basis", "retention", "recipients"},
        ),
    ),
    (
        "control-mapping",
        (
            {"control", "control id", "function", "category", "criteria", "requirement", "subcategory"},
            {"implementation", "evidence", "rule", "status", "how", "reference", "mapping", "measure"},
        ),
    ),
    (
        "training",
        ({"course", "training", "module", "session"}, {"date", "duration", "audience", "trainer", "completed"}),
    ),
    (
        "configuration",
        ({"key", "parameter", "variable", "name", "setting", "option", "input"}, {"default", "type", "required"}),
    ),
    ("metrics", ({"metric", "kpi", "name"}, {"unit", "type", "target", "labels", "description"})),
    ("inventory", ({"asset", "component", "service", "system", "resource"}, {"owner", "location", "version"})),
)


def table_topic(columns: Sequence[str], heading: str = "") -> str:
    """What a table is, by the names of its columns: each group must be there."""
    told = [topics.spaced(column) for column in columns]
    for topic, groups in _TABLE_TOPICS:
        if all(
            any(word == column or f" {word} " in f" {column} " for column in told for word in group) for group in groups
        ):
            if topic == "risk-register" or len(told) > 1:
                return topic
    return ""


def _tables(file: File, document: Parsed, about: list[str]) -> Iterator[Resource]:
    number = 0
    for section in document.sections:
        for table in section.tables:
            number += 1
            if number > 200:
                return
            yield table_fact(
                file,
                f"{file.path} table {number}",
                table.columns,
                table.rows,
                table.heading,
                Lines(file.source, table.line),
            )


def table_fact(
    file: File,
    name: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    heading: str,
    where: Lines,
) -> Resource:
    """The fact of a table, of a document or a CSV file."""
    cells = [cell for row in rows for cell in row]
    return fact(
        "DataTable",
        name,
        file,
        where,
        {
            "topic": table_topic(columns, heading),
            "columns": list(columns),
            "section": heading.lower(),
            "document": file.path,
            "rows": [dict(zip(columns, row, strict=False)) for row in rows[:MAX_ROWS]],
            "row_count": len(rows),
            "empty_cells": sum(1 for cell in cells if not cell.strip()),
            "placeholders": sum(1 for cell in cells if _PLACEHOLDER.search(cell)),
        },
    )
