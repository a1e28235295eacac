"""`render --map`: each rendered line with the places it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scanner.deep import deep
from scanner.helm import manifests
from scanner.helm.patterns import PatternError, path_match
from scanner.helm.provenance import Tracer
from scanner.helm.render import read_arguments, reader, render_chart
from scanner.inputs.helm import Places
from scanner.model.provenance import Provenance

_WIDTH = 60


@deep
def line_map(
    arguments: Sequence[str], directory: Path, helm_version: int = 4, release_name: str | None = None
) -> str:
    """What `helm template` prints, with the origin of each line behind it.  HelmError where it fails."""
    chart, options = read_arguments(arguments, directory, helm_version, release_name)
    read = reader(directory)
    places = Places(chart, options, read)
    rendered = render_chart(chart, options, read, traced=True)
    places.add(rendered.scope)
    tracers = {
        file.name: Tracer(file.trace, places.span) for file in rendered.rendering.files if file.trace is not None
    }
    files = {file.name: file.text for file in rendered.rendering.files}
    found = manifests.release(rendered.scope.chart, files, options)
    lines: list[str] = []
    for crd in found.crds:
        lines += ["---", f"# Source: {crd.name}", *(f"{line:<{_WIDTH}}  # {crd.path}" for line in crd.text.split("\n"))]
    for manifest in (*found.manifests, *found.hooks):
        if not _is_shown(manifest.name, options.show_only):
            continue
        lines += ["---", f"# Source: {manifest.name}"]
        lines += _mapped(manifest, tracers[manifest.name], places)
    return "\n".join(lines) + "\n"


def _is_shown(name: str, patterns: Sequence[str]) -> bool:
    """Whether --show-only leaves a template in: patterns are held against the path below the chart."""
    below = name.partition("/")[2]
    return not patterns or any(_matches(pattern, below) for pattern in patterns)


def _matches(pattern: str, path: str) -> bool:
    try:
        return path_match(pattern)(path)
    except PatternError:  # matches nothing, as in Helm
        return False


def _mapped(manifest: manifests.Manifest, tracer: Tracer, places: Places) -> Iterator[str]:
    offset = manifest.start
    for line in manifest.text.split("\n"):
        first = offset + len(line) - len(line.lstrip())
        where = _value_place(line, first, offset + len(line), tracer)
        yield f"{line:<{_WIDTH}}  # {_shown(where, places)}" if line.strip() else line
        offset += len(line) + 1


def _value_place(line: str, first: int, end: int, tracer: Tracer) -> Provenance:
    """The origin of the line's value, or of its key where it has none."""
    colon = line.find(": ")
    start = end - (len(line) - colon - 2) if colon >= 0 else first
    return tracer.origin(start if start < end else first, end)


def _shown(where: Provenance, places: Places) -> str:
    parts = []
    for hop in where.hops:
        if hop.span is None:
            parts.append(hop.note)
            continue
        source = places.sources[hop.span.path]
        position = source.position(hop.span.start)
        parts.append(f"{hop.span.path}:{position.line}:{position.column}")
    return " < ".join(dict.fromkeys(parts)) or "?"
