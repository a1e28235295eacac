"""Decisions written as annotations of an object or of its pod template.

    readiness.dev/ignore.privileged-container: the agent loads kernel modules; until=2027-03-31; owner=platform

The reason comes first and is required; `until`, `owner` and `container` may follow it. On the pod template a decision is
about the pods, on the object about all of it; both reach every container unless one is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.graph import Graph
from scanner.model.report import Level, Notice
from scanner.model.resource import Path, Resource, text_map
from scanner.model.waiver import WaiverEntry
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.waivers import PREFIX, foreign
from scanner.waivers.comments import STAGE, problem_of

_MORE = lazy(r";[ \t]*(until|owner|container)=([^;]*)")


class Annotation(NamedTuple):
    """A decision about one resource; `is_foreign` says that it was written for another scanner."""

    resource: Resource
    entry: WaiverEntry
    is_foreign: bool = False


def read(graph: Graph, others: bool = False) -> Iterator[Annotation | Notice]:
    """The decisions on the resources of a graph, and notices for annotations that decide nothing.

    `others` adds those that were written for other scanners.
    """
    for resource in graph.resources:
        for path, annotations in _annotations(graph, resource):
            for key, value in annotations.items():
                if key.startswith(PREFIX):
                    yield _read(resource, (*path, key), key.removeprefix(PREFIX), value)
            for key, entry in foreign.annotations(annotations) if others else ():
                yield Annotation(resource, entry._replace(where=resource.place(*path, key)), True)


def _annotations(graph: Graph, resource: Resource) -> Iterator[tuple[Path, dict[str, str]]]:
    path: Path = ("metadata", "annotations")
    yield path, text_map(resource.get(*path))
    for template in graph.pods(resource):
        if template.path == ("spec",):
            continue  # the object is the pod
        yield (*template.path[:-1], *path), dict(template.annotations)


def _read(resource: Resource, path: Path, rule: str, value: str) -> Annotation | Notice:
    where = resource.place(*path)
    more = dict(_MORE.findall(value))
    reason = value.partition(";")[0].strip() if more else value.strip()
    until = more.get("until", "").strip()
    problem = problem_of(reason, until)
    if problem:
        return Notice(Level.WARNING, f"An annotation of {resource.id.short} waives nothing: {problem}",
                      f"Expected is {PREFIX}{rule}: why", where, STAGE)
    container = more.get("container", "").strip()
    return Annotation(resource, WaiverEntry(
        (rule,), reason, f"annotation {PREFIX}{rule}", where, more.get("owner", "").strip(), until,
        containers=(container,) if container else (),
    ))
