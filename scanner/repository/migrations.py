"""Migrations of databases in SQL: tables, foreign keys, and the indexes for them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project

NAME = "migrations"

MAX_STATEMENTS = 20_000

_FOLDERS = frozenset(["migrations", "migration", "migrate", "db", "sql", "schema", "flyway", "liquibase", "versions"])
_TOKEN = lazy(
    r"(?P<space>(?:\s|--[^\n]*|/\*.*?\*/)+)|(?P<text>'(?:[^']|'')*')|(?P<name>\"[^\"]*\"|`[^`]*`|"
    r"\[[A-Za-z_][\w ]*\]|[A-Za-z_][\w$]*)"
    r"|(?P<dollar>\$(\w*)\$.*?\$\5\$)|(?P<mark>.)",
    16,
)


def claims(path: str) -> bool:
    """*.sql files in folders of migrations."""
    return path.endswith(".sql") and bool(_FOLDERS.intersection(posixpath.dirname(path).lower().split("/")))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a file."""
    if file.area == "test" or file.name.endswith((".down.sql", "_down.sql")) or "seed" in file.stem.lower():
        return
    tables, indexes, concurrently = 0, 0, False
    foreign: dict[str, None] = {}
    indexed: set[str] = set()
    for statement in _statements(file.text):
        words = [word.lower() for kind, word in statement if kind == "name"]
        if words[:2] == ["create", "table"] or words[:3] in (
            ["create", "temporary", "table"],
            ["create", "unlogged", "table"],
        ):
            tables += 1
            name, columns = _table(statement)
            foreign |= dict.fromkeys(f"{name}.{column}" for column in columns[0])
            indexed |= {f"{name}.{column}" for column in columns[1]}
        elif words[:1] == ["create"] and "index" in words[:3]:
            indexes += 1
            concurrently = concurrently or "concurrently" in words[:5]
            found = _index(statement)
            if found:
                indexed.add(found)
        elif words[:2] == ["alter", "table"]:
            name = _named(statement, 2)
            added, keyed = _keys(statement)
            foreign |= dict.fromkeys(f"{name}.{column}" for column in added)
            indexed |= {f"{name}.{column}" for column in keyed}
    yield fact(
        "SqlMigration",
        file.path,
        file,
        Lines(file.source, 1),
        {
            "tool": _tool(file),
            "creates_tables": tables,
            "creates_indexes": indexes,
            "foreign_keys": list(foreign),
            "unindexed": [],
            "concurrently": concurrently,
            "indexed": sorted(indexed),
        },
    )


def _tool(file: File) -> str:
    if file.name[:1] == "V" and "__" in file.name:
        return "flyway"
    if file.name.endswith(".up.sql"):
        return "golang-migrate"
    return "prisma" if file.name == "migration.sql" else "sql"


Statement = list[tuple[str, str]]


def _statements(content: str) -> Iterator[Statement]:
    """The statements of a script as (kind, text) of their tokens, names without their quotes."""
    current: Statement = []
    count = 0
    for found in _TOKEN.finditer(content):
        kind, word = found.lastgroup or "", found[0]
        if kind == "space" or kind == "dollar":
            continue
        if word == ";" and kind == "mark":
            if current:
                yield current
                count += 1
                if count > MAX_STATEMENTS:
                    return
            current = []
        else:
            current.append((kind, word.strip('"`[]') if kind == "name" else word))
    if current:
        yield current


def _named(statement: Statement, skip: int) -> str:
    """The last part of the name that stands behind the first words, without IF NOT EXISTS and ONLY."""
    at = 0
    while at < len(statement) and (
        at < skip or statement[at][1].lower() in ("if", "not", "exists", "only", "table", "temporary", "unlogged")
    ):
        at += 1
    name = statement[at][1].lower() if at < len(statement) else ""
    while at + 2 < len(statement) and statement[at + 1][1] == ".":
        at += 2
        name = statement[at][1].lower()
    return name


def _parts(statement: Statement) -> Iterator[Statement]:
    """What stands between the commas of the outermost brackets."""
    depth, part = 0, []
    for token in statement:
        if token[1] == "(":
            depth += 1
            if depth == 1:
                part = []
                continue
        elif token[1] == ")":
            depth -= 1
            if depth == 0:
                yield part
                return
        if depth == 1 and token[1] == ",":
            yield part
            part = []
        elif depth:
            part.append(token)


def _columns(part: Statement, at: int) -> list[str]:
    """The names in the first brackets behind a token."""
    found, inside = [], False
    for kind, word in part[at:]:
        if word == "(":
            inside = True
        elif word == ")":
            break
        elif inside and kind == "name":
            found.append(word.lower())
    return found


def _table(statement: Statement) -> tuple[str, tuple[list[str], list[str]]]:
    foreign: list[str] = []
    keyed: list[str] = []
    for part in _parts(statement):
        words = [word.lower() for _, word in part]
        if not part:
            continue
        if "foreign" in words[:4]:
            foreign += _columns(part, words.index("foreign"))
        elif (
            words[0] in ("primary", "unique", "key", "index")
            or words[0] == "constraint"
            and ("primary" in words[:4] or "unique" in words[:4])
        ):
            keyed += _columns(part, 0)[:1]
        elif part[0][0] == "name":
            if "references" in words:
                foreign.append(words[0])
            if "primary" in words or "unique" in words:
                keyed.append(words[0])
    return _named(statement, 2), (foreign, keyed)


def _keys(statement: Statement) -> tuple[list[str], list[str]]:
    words = [word.lower() for _, word in statement]
    foreign = [column for index, word in enumerate(words) if word == "foreign" for column in _columns(statement, index)]
    keyed = [
        column
        for index, word in enumerate(words)
        if word in ("primary", "unique") and "key" in words[index : index + 2] + ["key"]
        for column in _columns(statement, index)[:1]
    ]
    if "references" in words and "foreign" not in words and "column" in words:
        foreign.append(words[words.index("column") + 1])
    return foreign, keyed


def _index(statement: Statement) -> str:
    words = [word.lower() for _, word in statement]
    if "on" not in words:
        return ""
    at = words.index("on")
    columns = _columns(statement, at)
    name = _named(statement[at + 1 :], 0)
    return f"{name}.{columns[0]}" if columns else ""
