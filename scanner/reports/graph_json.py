"""The graph as JSON, version 1: schemas/graph.schema.json. Keys are added in later versions, never renamed."""

from __future__ import annotations

import json
from typing import Any

from scanner.model.provenance import Provenance
from scanner.model.report import Report
from scanner.model.resource import Path, Resource
from scanner.reports.escape import storable
from scanner.reports.graph_view import Selection, family_of, namespace_of
from scanner.reports.rows import place

NAME = "json"
SUFFIX = ".json"
VERSION = 1


def render(report: Report, selection: Selection) -> str:
    """The selection as JSON text."""
    return storable(json.dumps(document(report, selection), ensure_ascii=False, indent=2)) + "\n"


def document(report: Report, selection: Selection) -> dict[str, Any]:
    """The selection as plain data, with the places that the report knows."""
    return _Writer(report, selection).document()


class _Writer:
    """Names each resource once."""

    def __init__(self, report: Report, selection: Selection) -> None:
        self._report, self._selection = report, selection
        self._ids: dict[Resource, str] = {}
        taken: dict[str, int] = {}
        for graph in report.graphs:
            for one in graph.resources:
                kind = f"{one.id.group}/{one.id.kind}" if one.id.group else one.id.kind
                name = f"{one.unit}#{kind}/{namespace_of(one)}/{one.id.name}"
                taken[name] = taken.get(name, 0) + 1
                self._ids[one] = name if taken[name] == 1 else f"{name}~{taken[name]}"

    def document(self) -> dict[str, Any]:
        selection = self._selection
        used = {edge.relation for edge in selection.edges} | {one.dangling.relation for one in selection.references}
        used |= {one.relation for one in selection.doubts}
        return {
            "version": VERSION,
            "tool": {"name": "readiness-scan", "version": self._report.version},
            "inputs": list(self._report.inputs),
            "scope": "complete" if selection.complete else "partial",
            "truncated": selection.truncated,
            "relations": {name: {"from": one.source, "to": one.target, "means": one.means, "family": one.family}
                          for name, one in selection.relations.items() if name in used},
            "resources": [self._resource(one) for one in selection.resources],
            "edges": [
                {"source": self._ids[edge.source], "relation": edge.relation, "target": self._ids[edge.target],
                 **self._because(edge.source, edge.because),
                 **({"chain": [{"resource": self._ids[step.resource], "says": step.says,
                                **self._because(step.resource, step.because)} for step in edge.chain]}
                    if edge.chain else {})}
                for edge in selection.edges
            ],
            "references": [
                {"source": self._ids[one.dangling.source], "relation": one.dangling.relation,
                 "wanted": one.dangling.wanted, "state": one.state,
                 **self._because(one.dangling.source, one.dangling.because)}
                for one in selection.references
            ],
            "doubts": [{"source": self._ids[one.source], "relation": one.relation, "reason": one.why.reason}
                       for one in selection.doubts],
            "notices": [{"level": one.level.value, "summary": one.summary, "detail": one.detail}
                        for one in self._report.notices],
        }

    def _resource(self, one: Resource) -> dict[str, Any]:
        templates = self._selection.templates.get(one, ())
        return {
            "id": self._ids[one], "kind": one.id.kind, "group": one.id.group, "namespace": namespace_of(one),
            "name": one.id.name, "unit": one.unit, "family": family_of(one, self._selection.templates),
            "pods": [{"path": list(template.path), "partial": template.partial} for template in templates],
            **self._place(one.place("metadata", "name")),
        }

    def _because(self, resource: Resource, path: Path) -> dict[str, Any]:
        return {"path": list(path), **self._place(resource.place(*path))}

    def _place(self, where: Provenance) -> dict[str, Any]:
        if where.primary is None:
            return {}
        found = place(where, self._report)
        return {"file": found.file, "line": found.line, "column": found.column}
