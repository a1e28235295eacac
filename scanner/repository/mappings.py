"""Mappings of controls: OSCAL, and tables that are one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Resource
from scanner.patterns import lazy
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.markdown import claims as is_document
from scanner.repository.markdown import parsed, table_topic
from scanner.repository.structured import as_list, as_map, documents, text

NAME = "mappings"

_FUNCTIONS = ("govern", "identify", "protect", "detect", "respond", "recover")
_CSF = lazy(r"\b(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}(?:-\d+)?")
_PREFIX = {"GV": "govern", "ID": "identify", "PR": "protect", "DE": "detect", "RS": "respond", "RC": "recover"}
_FRAMEWORKS = (
    ("nist-csf", lazy(r"nist (?:csf|cybersecurity framework)|cybersecurity framework|\bcsf\b", 2)),
    ("nist-800-53", lazy(r"800-53", 2)),
    ("soc2", lazy(r"soc ?2|trust services?", 2)),
    ("iso27001", lazy(r"27001|annex a", 2)),
    ("cis", lazy(r"\bcis\b", 2)),
    ("pci-dss", lazy(r"pci[ -]?dss|\bpci\b", 2)),
    ("hipaa", lazy(r"hipaa", 2)),
    ("gdpr", lazy(r"gdpr", 2)),
)


def claims(path: str) -> bool:
    """Documents, CSV files, and JSON and YAML files (OSCAL)."""
    return is_document(path) or path.endswith((".json", ".yaml", ".yml"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The mappings of a file."""
    if is_document(file.path):
        if len(file.text) > 1_000_000:
            return
        document = parsed(file)
        title = next((one.title for one in document.sections if one.title), "")
        for section in document.sections:
            for number, table in enumerate(section.tables):
                if table_topic(table.columns) == "control-mapping":
                    told = f"{title} {section.title} {file.stem} {' '.join(table.columns)}"
                    yield _mapping(
                        file,
                        f"{file.path} {section.title} {number + 1}",
                        Lines(file.source, table.line),
                        told,
                        [(row[0], " ".join(row), bool("".join(row[1:]).strip(" -"))) for row in table.rows if row],
                    )
        return
    if (
        not any(word in file.text[:5_000] for word in ("component-definition", "profile", "system-security-plan"))
        or "oscal" not in file.text[:20_000]
    ):
        return
    for document in documents(file)[:1]:
        data = as_map(document.data)
        for key in ("component-definition", "system-security-plan", "profile"):
            part = as_map(data.get(key))
            if part:
                controls = list(_controls(part, 0))
                source = " ".join(_sources(part, 0))
                yield _mapping(
                    file,
                    file.path,
                    document.at(key),
                    f"{source} {text(as_map(part.get('metadata')).get('title'))}",
                    [(control, control, True) for control in controls],
                )


def _controls(data: Any, depth: int) -> Iterator[str]:
    if depth > 30:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("control-id",) and isinstance(value, str):
                yield value
            elif key == "with-ids":
                yield from (text(one) for one in as_list(value))
            else:
                yield from _controls(value, depth + 1)
    elif isinstance(data, list):
        for value in data[:10_000]:
            yield from _controls(value, depth + 1)


def _sources(data: Any, depth: int) -> Iterator[str]:
    if depth > 6 or not isinstance(data, dict | list):
        return
    for key, value in data.items() if isinstance(data, dict) else enumerate(data[:100]):
        if key in ("source", "href") and isinstance(value, str):
            yield value
        else:
            yield from _sources(value, depth + 1)


def _mapping(file: File, name: str, where: Locator, told: str, rows: Sequence[tuple[str, str, bool]]) -> Resource:
    controls = sorted({control.strip("`* ") for control, _, _ in rows if control.strip()})
    functions = {word for _, whole, _ in rows for word in _FUNCTIONS if word in whole.lower().split()}
    functions |= {_PREFIX[found[1]] for _, whole, _ in rows for found in _CSF.finditer(whole)}
    framework = next(
        (word for word, pattern in _FRAMEWORKS if pattern.search(told.replace("_", " "))),
        "nist-csf" if any(_CSF.search(whole) for _, whole, _ in rows) else "",
    )
    return fact(
        "ControlMapping",
        name,
        file,
        where,
        {
            "framework": framework,
            "controls": controls[:2_000],
            "functions": sorted(functions) if framework == "nist-csf" else [],
            "mapped": sum(1 for *_, mapped in rows if mapped),
        },
    )
