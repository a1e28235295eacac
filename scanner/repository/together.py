"""What only shows when all facts are there: which alert is tested, where it is sent, which document is linked."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository import github
from scanner.repository.files import Project

_ADDRESS = lazy(r"[a-z][a-z0-9+.-]*://[^/\s]+/(.*)")


def complete(facts: list[Resource], project: Project) -> None:
    """Fill in the fields that depend on other facts; bodies are not handed out before."""
    by_kind: dict[str, list[Resource]] = {}
    for one in facts:
        by_kind.setdefault(one.id.kind, []).append(one)
    github.inherit(facts)
    alerts = [*by_kind.get("PrometheusAlert", ()), *by_kind.get("LogAlert", ())]
    _tested(alerts, by_kind.get("PrometheusTest", []))
    _runbooks(alerts, by_kind.get("Document", []), project)
    _routed(alerts, by_kind.get("AlertRoute", []))
    _environments(by_kind.get("EnvironmentConfig", []))
    _indexes(by_kind.get("SqlMigration", []))


def _tested(alerts: Iterable[Resource], tests: Iterable[Resource]) -> None:
    named = {name for test in tests for name in test.body["alerts"]}
    for alert in alerts:
        alert.body["tested"] = alert.body["alert"] in named


def _runbooks(alerts: Iterable[Resource], documents: list[Resource], project: Project) -> None:
    paths = {document.body["path"]: document.body["file"] for document in documents}
    for alert in alerts:
        address = alert.body["runbook"].partition("#")[0].partition("?")[0]
        if address:
            alert.body["runbook_file"] = _led_to(address, paths)


def _led_to(address: str, paths: dict[str, str]) -> str:
    """The document that an address leads to: one whose path ends it, as on the site of the repository."""
    found = _ADDRESS.match(address)
    way = (found[1] if found else address).strip("/")
    for candidate in (way, way + ".md", posixpath.join(way, "README.md"), posixpath.join(way, "index.md")):
        parts = candidate.split("/")
        for start in range(len(parts)):
            path = "/".join(parts[start:])
            # A name alone is too little for an address of another site.
            if path in paths and (
                len(parts) - start > 1 or found is None or "blob/" in way or "tree/" in way or len(parts) == 1
            ):
                return paths[path]
    last = way.rpartition("/")[2].lower()
    matching = [
        file
        for path, file in paths.items()
        if posixpath.splitext(posixpath.basename(path))[0].lower() == last
        and last not in ("readme", "index", "")
        and "runbook" in path.lower()
    ]
    return matching[0] if len(matching) == 1 else ""


def _routed(alerts: Iterable[Resource], routes: list[Resource]) -> None:
    by_file: dict[str, list[Resource]] = {}
    for route in routes:
        by_file.setdefault(route.body["file"], []).append(route)
    for alert in alerts:
        labels = {**alert.body["labels"], "alertname": alert.body["alert"]}
        found: dict[str, None] = {}
        for each in by_file.values():
            matching = [route for route in each if _matches(route.body["matchers"], labels)]
            if matching:
                deepest = max(route.body["depth"] for route in matching)
                for route in matching:
                    if route.body["depth"] == deepest and route.body["receiver"]:
                        found[route.body["receiver"]] = None
                        if not route.body["goes_on"]:
                            break
        alert.body["routed_to"] = list(found)


def _matches(matchers: dict[str, str], labels: dict[str, str]) -> bool:
    for label, wanted in matchers.items():
        value = labels.get(label, "")
        if wanted.startswith("=~"):
            if not _fits(wanted[2:], value):
                return False
        elif wanted.startswith("!~"):
            if _fits(wanted[2:], value):
                return False
        elif wanted.startswith("!="):
            if value == wanted[2:]:
                return False
        elif value != wanted:
            return False
    return True


def _fits(pattern: str, value: str) -> bool:
    """Whether a value matches a pattern of Alertmanager; hostile patterns cannot take long in RE2."""
    import re2

    try:
        return re2.fullmatch(pattern[:1_000], value) is not None
    except (re2.error, re.error):
        return False


def _environments(facts: list[Resource]) -> None:
    groups: dict[tuple[str, str], list[Resource]] = {}
    for one in facts:
        groups.setdefault((one.body["tool"], one.body["group"]), []).append(one)
    for group in groups.values():
        for one in group:
            others = [other for other in group if other is not one]
            one.body["siblings"] = sorted({other.body["environment"] for other in others})
            differing: dict[str, None] = {}
            for other in others:
                for path in (*one.body["values"], *other.body["values"]):
                    if one.body["values"].get(path) != other.body["values"].get(path):
                        differing[path] = None
            one.body["differs"] = list(differing)[:100]
    for one in facts:
        one.body["keys"] = len(one.body.pop("values"))


def _indexes(migrations: list[Resource]) -> None:
    indexed = {column for one in migrations for column in one.body.pop("indexed")}
    for one in migrations:
        one.body["unindexed"] = sorted(column for column in one.body["foreign_keys"] if column not in indexed)
