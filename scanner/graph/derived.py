"""Relations that follow from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.model.graph import Edge
from scanner.model.resource import Resource

NAMES = ("guards_scaled_by",)


def find(edges: Iterable[Edge]) -> Iterator[Edge]:
    """guards_scaled_by: PodDisruptionBudget to the autoscalers of the workloads it guards."""
    scalers: dict[Resource, list[Resource]] = {}
    guards: list[Edge] = []
    for edge in edges:
        if edge.relation == "scales":
            scalers.setdefault(edge.target, []).append(edge.source)
        elif edge.relation == "guards":
            guards.append(edge)
    for guard in guards:
        for scaler in scalers.get(guard.target, ()):
            yield Edge(guard.source, "guards_scaled_by", scaler, guard.because)
