"""Charts as files: their metadata, and which of their values are documented."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource, lookup
from scanner.patterns import lazy
from scanner.repository.facts import fact
from scanner.repository.files import File, Project, Unreadable
from scanner.repository.markdown import parsed
from scanner.repository.structured import as_list, as_map, broken, documents, text
from scanner.repository.toolversions import numbers

NAME = "charts"

MAX_VALUES = 3_000

_SEMVER = lazy(r"v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_KEY = lazy(r"^(\s*)(?:-\s+)?([\"']?)([\w./-]+)\2\s*:(?:\s|$)")


def claims(path: str) -> bool:
    """Chart.yaml."""
    return posixpath.basename(path) == "Chart.yaml"


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a chart."""
    yield from broken(file)
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if not data.get("name"):
            return
        version, app = (
            document.written("version") if "version" in data else "",
            document.written("appVersion") if "appVersion" in data else "",
        )
        schema, closed, described = _schema(project.beside(file.folder, "values.schema.json"))
        readme = project.beside(file.folder, "README.md")
        values = project.beside(file.folder, "values.yaml")
        known, commented = _values(values)
        told = _readme(readme)
        documented = sorted(path for path in known if _is_told(path, commented, told, described))
        lower = numbers(text(data.get("kubeVersion")))
        yield fact(
            "ChartFile",
            text(data.get("name")),
            file,
            document.at(
                version="version",
                app_version="appVersion",
                kube_version="kubeVersion",
                maintainers="maintainers",
                api_version="apiVersion",
            ),
            {
                "chart": text(data.get("name")),
                "version": version,
                "version_semver": _SEMVER.fullmatch(version) is not None,
                "app_version": app,
                "kube_version": text(data.get("kubeVersion")),
                "kube_major": lower["major"],
                "kube_minor": lower["minor"],
                "api_version": text(data.get("apiVersion")),
                "type": text(data.get("type")) or "application",
                "maintainers": [
                    text(as_map(one).get("name")) or text(as_map(one).get("email"))
                    for one in as_list(data.get("maintainers"))
                ],
                "dependencies": [
                    text(one.get("name"))
                    for one in map(as_map, as_list(data.get("dependencies")))
                    if _is_on(one, values)
                ],
                "schema": schema,
                "schema_closed": closed,
                "readme": readme is not None,
                "documented": documented[:500],
                "undocumented": sorted(set(known) - set(documented))[:500],
                "values": len(known),
                "tests": _tests(file.folder, project),
                "lock": project.beside(file.folder, "Chart.lock") is not None,
            },
        )


def _is_on(dependency: dict[str, Any], values: File | None) -> bool:
    """Whether a dependency is part of the chart as its values come: its first condition that they set says so."""
    try:
        found = documents(values) if values is not None else []
    except Unreadable:
        found = []
    data = found[0].data if found else None
    for condition in text(dependency.get("condition")).split(","):
        value = lookup(data, condition.strip().split("."))
        if isinstance(value, bool):
            return value
    return True


def _tests(folder: str, project: Project) -> int:
    """How many templates are hooks of `helm test`."""
    start = posixpath.join(folder, "templates") + "/"
    return sum(1 for path in project.once("hooks of tests", _hooks) if path.startswith(start))


def _hooks(project: Project) -> list[str]:
    """The templates of all charts that are such hooks."""
    found = []
    for one in project:
        if "templates" in one.folders and one.path.endswith((".yaml", ".yml", ".tpl")):
            text = project.text(one.path) or ""
            if "helm.sh/hook" in text and any(
                "helm.sh/hook" in line and "test" in line.partition("hook")[2]
                for line in text.splitlines()
                if "delete-policy" not in line
            ):
                found.append(one.path)
    return found


def _schema(file: File | None) -> tuple[bool, bool, set[str]]:
    """(whether there is one, whether it is closed, the paths it describes)."""
    if file is None:
        return False, False, set()
    try:
        found = documents(file)
    except Unreadable:
        return False, False, set()
    root = as_map(found[0].data) if found else {}
    described: set[str] = set()
    pending: list[tuple[str, dict[str, Any]]] = [("", root)]
    count = 0
    while pending and count < MAX_VALUES:
        path, one = pending.pop()
        count += 1
        if text(one.get("description")) or text(one.get("title")):
            described.add(path)
        pending += [
            (f"{path}.{key}" if path else key, as_map(inner)) for key, inner in as_map(one.get("properties")).items()
        ]
    return bool(root), root.get("additionalProperties") is False, described


def _values(file: File | None) -> tuple[list[str], set[str]]:
    """(paths of all values, those with a comment above or behind them)."""
    if file is None:
        return [], set()
    try:
        found = documents(file)
        lines = file.text.splitlines()
    except Unreadable:
        return [], set()
    paths: list[str] = []
    commented: set[str] = set()
    for document in found[:1]:
        pending: list[tuple[tuple[str, ...], Any]] = [((), document.data)]
        while pending and len(paths) < MAX_VALUES:
            way, one = pending.pop()
            if isinstance(one, dict) and one:
                pending += [((*way, key), value) for key, value in one.items()]
            elif way:
                paths.append(".".join(way))
        commented = _commented(lines)
    return paths, commented


def _commented(lines: list[str]) -> set[str]:
    """The paths of keys that have a comment above them or on their line, by their indentation."""
    found: set[str] = set()
    stack: list[tuple[int, str]] = []
    above = False
    for line in lines[:20_000]:
        stripped = line.strip()
        if stripped.startswith("#"):
            above = len(stripped) > 3
            continue
        match = _KEY.match(line)
        if match and not stripped.startswith("-"):
            indent = len(match[1])
            while stack and stack[-1][0] >= indent:
                stack.pop()
            stack.append((indent, match[3]))
            if above or " #" in line:
                found.add(".".join(name for _, name in stack))
        above = False
    return found


def _readme(file: File | None) -> set[str]:
    """The names in the first column of the tables of a README."""
    if file is None:
        return set()
    try:
        sections = parsed(file).sections
    except (Unreadable, RecursionError):
        return set()
    return {
        row[0].strip("`* ").replace('"', "") for one in sections for table in one.tables for row in table.rows if row
    }


def _is_told(path: str, commented: set[str], told: set[str], described: set[str]) -> bool:
    """Whether a value, or the map that it lies in directly, has words of its own."""
    parts = path.split(".")
    ways = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    return any(way in commented or way in told or way in described for way in ways[:2] if way)
