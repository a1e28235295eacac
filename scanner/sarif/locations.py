"""Locations: addresses that a service can resolve, and regions that it can show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.patterns import lazy
from scanner.sarif.problems import Path, Problem, error, items, named, results, runs, warning

MAX_REGION = 20
"""Lines of a region beyond which a finding hardly shows on a pull request: all of them must have been changed."""

_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)")
_REFERENCE = lazy(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2})*")


def primary_locations(log: Any) -> Iterator[Problem]:
    """GH1001, GH1003, GH1015: each result names a file and a line."""
    for path, result in results(log):
        for inner, location in items(result, path, "locations"):
            place = location.get("physicalLocation")
            if place is None:
                yield error("location-present", inner, "no physicalLocation; code scanning refuses the file")
            elif "startLine" not in place.get("region", {}):
                yield error("region-line", (*inner, "physicalLocation"),
                            "no region.startLine; code scanning shows no such result")


def uris(log: Any) -> Iterator[Problem]:
    """SARIF1002, SARIF1004, GH1005: references as RFC 3986 has them, relative to the repository or files below it."""
    for path, run in runs(log):
        for inner, place in named(run, "artifactLocation", "location", "workingDirectory"):
            if inner[-1] == "location" and "physicalLocation" in place or inner[-3:-2] == ("suppressions",):
                continue
            if "uri" in place:
                yield from _uri(place, (*path, *inner))
            elif inner[-1] == "artifactLocation" and place.get("index", -1) < 0:
                yield error("uri-present", (*path, *inner), "no uri; code scanning refuses the file")


def _uri(place: Any, path: Path) -> Iterator[Problem]:
    text = place["uri"]
    where = (*path, "uri")
    if not text.strip():
        yield error("uri-present", where, "the uri is empty; code scanning refuses the file")
        return
    fitting = _REFERENCE.match(text)
    if fitting is None or fitting.end() < len(text):
        bad = text[fitting.end() if fitting is not None else 0]
        yield error("uri-form", where,
                    f"'{text}' is no URI reference: {bad!r} must be written as percent and two digits")
        return
    scheme = _SCHEME.fullmatch(text)
    if scheme is None:
        yield from _relative(text, where)
    elif "uriBaseId" in place:
        yield error("uri-base", path, f"'{text}' is absolute, and yet it has a uriBaseId")
    elif scheme[1].lower() != "file":
        yield error("uri-scheme", where, f"'{text}' is no file of the repository; a colon in a name is written %3A")
    elif path[-1] != "workingDirectory":
        yield warning("uri-scheme", where,
                      f"'{text}' is absolute and found only with the path of the checkout; make it relative")


def _relative(text: str, where: Path) -> Iterator[Problem]:
    if text.startswith("/"):
        yield error("uri-base", where, f"'{text}' begins with a slash; it is to be relative to the repository")
    elif text.startswith("./"):
        yield warning("uri-form", where, f"'{text}' begins with ./, which not every service resolves")
    if ".." in text.split("/"):
        yield error("uri-form", where, f"'{text}' leads out of a folder with ..")


def bases(log: Any) -> Iterator[Problem]:
    """SARIF1004: a base ends with a slash, has neither query nor fragment, and is absolute or has a base itself."""
    for path, run in runs(log):
        for name, base in run.get("originalUriBaseIds", {}).items():
            where = (*path, "originalUriBaseIds", name)
            text = base.get("uri")
            if text is None:
                continue
            if not text.endswith("/") or "?" in text or "#" in text:
                yield error("uri-base", where, f"'{text}' is to end with a slash, without query or fragment")
            if "uriBaseId" not in base and not _SCHEME.fullmatch(text):
                yield error("uri-base", where, f"'{text}' is to be absolute, since it has no base itself")


def indices(log: Any) -> Iterator[Problem]:
    """SARIF1009: indices lie inside of the lists they are about."""
    for path, run in runs(log):
        count = len(run.get("artifacts", ()))
        for inner, place in named(run, "artifactLocation"):
            if place.get("index", -1) >= count:
                yield error("index", (*path, *inner, "index"), f"{place['index']} is beyond the {count} artifacts")
        taxonomies = run.get("taxonomies", ())
        for inner, reference in named(run, "target"):
            yield from _taxon(reference, (*path, *inner), taxonomies)


def _taxon(reference: Any, path: Path, taxonomies: Any) -> Iterator[Problem]:
    component = reference.get("toolComponent", {})
    index = component.get("index", -1)
    if "toolComponent" not in reference or index < 0:
        return
    if index >= len(taxonomies):
        yield error("index", (*path, "toolComponent", "index"), f"{index} is beyond the {len(taxonomies)} taxonomies")
        return
    taxa = taxonomies[index].get("taxa", ())
    inner = reference.get("index", -1)
    if inner >= len(taxa):
        yield error("index", (*path, "index"), f"{inner} is beyond the {len(taxa)} taxa")
    elif inner >= 0 and reference.get("id", taxa[inner]["id"]) != taxa[inner]["id"]:
        yield error("index", path, f"the id is '{reference['id']}', and taxa[{inner}] is '{taxa[inner]['id']}'")


def regions(log: Any) -> Iterator[Problem]:
    """SARIF1007, SARIF2017: a region ends where it starts or behind it, and says so with lines and columns."""
    for path, region in named(log, "region"):
        start = region.get("startLine", 0)
        if not start:
            continue
        end = region.get("endLine", start)
        if end < start or end == start and 0 < region.get("endColumn", 0) < region.get("startColumn", 1):
            yield error("region-order", path, "the region ends before it starts")
        elif end - start >= MAX_REGION and "locations" in path:
            yield warning("region-size", path,
                          f"{end - start + 1} lines; a pull request shows a finding only when all were changed")
        if not {"startColumn", "endLine", "endColumn"} <= region.keys() and "locations" in path:
            yield warning("region-whole", path, "startColumn, endLine and endColumn belong to a region that is shown")


def contexts(log: Any) -> Iterator[Problem]:
    """SARIF1008: a context is larger than the region, which it cannot stand for."""
    for path, place in named(log, "physicalLocation"):
        context, region = place.get("contextRegion"), place.get("region")
        if context is None:
            continue
        if region is None:
            yield error("context-region", path, "a contextRegion without a region")
        elif _bounds(context) == _bounds(region) or not _holds(_bounds(context), _bounds(region)):
            yield error("context-region", path, "the contextRegion is not larger than the region")


def _bounds(region: Any) -> tuple[tuple[int, float], tuple[int, float]]:
    start = region.get("startLine", 0)
    return (start, region.get("startColumn", 1)), (region.get("endLine", start), region.get("endColumn", float("inf")))


def _holds(outer: tuple[tuple[int, float], ...], inner: tuple[tuple[int, float], ...]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


CHECKS = (primary_locations, uris, bases, indices, regions, contexts)
