"""Decisions to live with findings: written beside what they are about, or in the configuration.

Few inputs have any, so what reads and applies them (`apply`) is loaded where `present` sees one.
"""

from __future__ import annotations

from collections.abc import Mapping

from scanner.model.graph import Graph
from scanner.model.source import SourceFile

SIGN = "readiness:"
"""Stands in every comment that is a decision."""

PREFIX = "readiness.dev/ignore."
"""Begins every annotation that is one; the id of the rule follows."""


def present(graph: Graph, sources: Mapping[str, SourceFile]) -> bool:
    """Whether a comment or an annotation may be a decision."""
    if any(SIGN in source.text for source in sources.values()):
        return True
    on_objects = (one.body.get("metadata") for one in graph.resources)
    annotations = [one.get("annotations") for one in on_objects if isinstance(one, dict)]
    annotations += [template.annotations for several in graph.templates.values() for template in several]
    return any(str(key).startswith(PREFIX) for one in annotations if isinstance(one, Mapping) for key in one)
