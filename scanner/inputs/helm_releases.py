"""Charts that Terraform releases (helm_release): rendered with the values that the resource gives them.

Only charts at hand are rendered, in folders and archives inside of the root.  Values that are not known stay so in what
the templates make of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scanner.gotemplate.unknown import SIGN, VALUE
from scanner.helm.errors import HelmError
from scanner.helm.options import RenderOptions
from scanner.inputs import helm
from scanner.inputs.terraform import Cluster, Folder
from scanner.model.provenance import Hop, Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import Locator, Path as DataPath, Release, Resource
from scanner.model.source import SourceFile
from scanner.model.terraform import MASK, TerraformResource
from scanner.model.unknown import Unknown
from scanner.patterns import lazy
from scanner.providers.places import in_here_document
from scanner.records import NamedTuple

KIND = "helm_release"
STAGE = "terraform"

MAX_RELEASES = 200
"""Most charts that one root module releases and that are rendered."""

_MAX_REASONS = 5
_HOLE = lazy(r"\$\{[^{}\n]*\}")
_FILE = lazy(r'\bfile\(\s*"((?:\$\{path\.(?:module|root)\}/?)?[^"$]+)"\s*\)')


class Released(NamedTuple):
    """A chart that was rendered for a release, its places led back to the resource."""

    chart: helm.LoadedChart
    notices: tuple[Notice, ...]


class _Given(NamedTuple):
    """What a release gives to its chart.

    `texts` are the values files that it makes, by the names they are read under, `origins` the paths in the resource of
    those that are no files; `flags` the paths of what is set, as the flag says it.  `unknown` are the reasons why parts
    are not known, `left_out` those of parts of which nothing is, so that nothing can be said of what the chart makes.
    """

    options: RenderOptions
    texts: Mapping[str, str]
    origins: Mapping[str, DataPath]
    flags: Mapping[str, DataPath]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]


def released(
    resource: TerraformResource, folder: Folder | None, cluster: Cluster, sources: Mapping[str, SourceFile],
) -> Released | Notice:  # fmt: skip
    """The chart of a release, rendered; a notice where it is not at hand, or where it is not known what it is given."""
    found = _chart(resource, folder)
    if isinstance(found, Notice):
        return found
    path, shown = found
    assert folder is not None
    given = _given(resource, folder, cluster, sources)
    if given.left_out:
        return _absent(resource, f"The chart of {resource.id.short} was not judged with what it is released with.",
                       f"Values are not known: {_listed(given.left_out)}")

    def read(name: str) -> bytes:
        if name not in given.texts:
            raise HelmError(f"open {name}: no such file or directory")
        return given.texts[name].encode("utf-8", "surrogateescape")

    unit = resource.unit if cluster.unit is None else cluster.unit
    chart = helm.load(path, shown, given.options, read, folder.root, unit)
    places = _Places(resource, given, sources)
    release = Release(shown, given.options.release, _namespace(resource))
    made = tuple(
        Resource(one.id, one.body, _Locator(one.locator, places), one.unit,
                 release._replace(dependency=one.release.dependency if one.release is not None else ""), resource)
        for one in chart.resources
    )
    problems = tuple(one._replace(where=places.back(one.where)) for one in chart.problems)
    # What a chart lacks is told where it is judged by itself; what of it is not judged, each time.
    chart = chart._replace(
        resources=made, problems=problems, omissions=(),
        sources={name: file for name, file in chart.sources.items() if name not in given.origins},
    )  # fmt: skip
    return Released(chart, tuple(_told(resource, given)))


def _told(resource: TerraformResource, given: _Given) -> Iterator[Notice]:
    where, address = resource.place(), resource.id.short
    if isinstance(resource.body.get("name"), Unknown):
        yield Notice(Level.INFO, f"The chart of {address} was rendered as {given.options.release}.",
                     "The name of the release is not known.", where, STAGE)
    if given.unknown:
        yield Notice(Level.INFO, f"The chart of {address} was rendered with values that are not known.",
                     "What they decide is undecided: " + _listed(given.unknown), where, STAGE)


def _listed(reasons: tuple[str, ...]) -> str:
    different = list(dict.fromkeys(reasons))
    return "; ".join(different[:_MAX_REASONS]) + (" ..." if len(different) > _MAX_REASONS else ".")


# -- the chart ----------------------------------------------------------------------


def _chart(resource: TerraformResource, folder: Folder | None) -> tuple[Path, str] | Notice:
    """The path of the chart, and its path in reports."""
    chart, repository = resource.body.get("chart"), resource.body.get("repository")
    address = resource.id.short
    for value in (chart, repository):
        if isinstance(value, Unknown):
            return _absent(resource, f"Which chart {address} releases is not known.", f"{value.reason}.")
    if not isinstance(chart, str) or not chart or SIGN in chart or "\0" in chart:
        return _absent(resource, f"{address} names no chart.", "")
    if repository or "://" in chart:
        return _absent(resource, f"The chart of {address} comes from a repository and was not judged.",
                       f"It is {chart} of {repository or 'a registry'}; what it makes is not known.")
    if folder is None:
        return _absent(resource, f"The chart of {address} was not looked for.", "A plan does not say where the folder is "
                       "that its paths begin at; put it beside its configuration, or name that with --source.")
    real, root = os.path.realpath(folder.path / chart), os.path.realpath(folder.root)
    if chart.startswith("~") or real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
        summary = f"The chart of {address} lies outside of what is scanned and was not judged."
        return _absent(resource, summary, f"It is {chart}.")
    if not os.path.isfile(os.path.join(real, "Chart.yaml")) and not os.path.isfile(real):
        return _absent(resource, f"The chart of {address} is not at hand.", f"There is no chart at {chart}.",
                       Level.WARNING if "/" in chart else Level.INFO)
    return Path(real), _shown(folder, real)


def _absent(resource: TerraformResource, summary: str, detail: str, level: Level = Level.INFO) -> Notice:
    return Notice(level, summary, detail[:1].upper() + detail[1:] if " " in detail.partition(".")[0] else detail,
                  resource.place("chart"), STAGE)


def _shown(folder: Folder, real: str) -> str:
    """The path in reports of what lies at a real path."""
    relative = os.path.relpath(real, os.path.realpath(folder.path)).replace(os.sep, "/")
    shown = os.path.normpath(f"{folder.shown}/{relative}" if folder.shown else relative)
    return shown.replace(os.sep, "/").removeprefix("./")


# -- what it is given ---------------------------------------------------------------


def _given(
    resource: TerraformResource, folder: Folder, cluster: Cluster, sources: Mapping[str, SourceFile],
) -> _Given:  # fmt: skip
    body, address = resource.body, resource.id.short
    texts: dict[str, str] = {}
    origins: dict[str, DataPath] = {}
    unknown: list[str] = []
    left_out: list[str] = []
    values = body.get("values")
    for index, value in enumerate(values if isinstance(values, list) else () if values is None else (values,)):
        at: DataPath = ("values", index) if isinstance(values, list) else ("values",)
        text = _text(value, unknown)
        if text is None:
            left_out.append(value.reason if isinstance(value, Unknown) else f"values[{index}] is no text")
            continue
        name = _file(resource, at, text, folder, sources)
        if name is None:
            name = f"{address}.values[{index}]"
            origins[name] = at
        texts[name] = text
    name, namespace = body.get("name"), body.get("namespace")
    flags = _Flags(unknown, left_out)
    for attribute in ("set", "set_list", "set_sensitive", "set_wo"):
        flags.take(body.get(attribute), attribute)
    own = resource.id.name.partition(".")[2].partition("[")[0].replace("_", "-")
    options = RenderOptions(
        release=name if isinstance(name, str) and name else own,
        namespace=_named(namespace, unknown), value_files=tuple(texts), set=tuple(flags.set),
        set_string=tuple(flags.set_string), set_literal=tuple(flags.set_literal),
        kube_version=cluster.kubernetes, helm_version=cluster.helm, unknowns=bool(unknown),
        skip_schema_validation=bool(unknown),
    )  # fmt: skip
    return _Given(options, texts, origins, flags.paths, tuple(unknown), tuple(left_out))


def _named(namespace: Any, unknown: list[str]) -> str:
    if isinstance(namespace, Unknown):
        unknown.append(namespace.reason)
        return VALUE
    return namespace if isinstance(namespace, str) and namespace else "default"


def _namespace(resource: TerraformResource) -> str:
    """The namespace of a release; where it is not known, what it waits for."""
    namespace = resource.body.get("namespace")
    if isinstance(namespace, Unknown):
        return namespace.draft or f"${{?{(namespace.references or ('namespace',))[0]}}}"
    return namespace if isinstance(namespace, str) and namespace else "default"


def _text(value: Any, unknown: list[str]) -> str | None:
    """A text with a mark for each part that is not known; None where nothing of it is."""
    if isinstance(value, Unknown):
        if not value.draft or _HOLE.fullmatch(value.draft) is not None:
            return None
        unknown.append(value.reason)
        return _HOLE.sub(VALUE, value.draft).replace(MASK, VALUE)
    if not isinstance(value, str) or value == MASK:
        return None
    if MASK in value:
        unknown.append("its value is sensitive")
    return value.replace(MASK, VALUE)


def _file(
    resource: TerraformResource, at: DataPath, text: str, folder: Folder, sources: Mapping[str, SourceFile],
) -> str | None:  # fmt: skip
    """The path in reports of the file whose text a value is; None where it is none."""
    span = next((hop.span for hop in resource.place(*at).hops if hop.span is not None), None)
    source = sources.get(span.path) if span is not None else None
    match = _FILE.search(source.text[span.start:span.end]) if source is not None and span is not None else None
    if match is None or span is None:
        return None
    named = match[1]
    module = os.path.relpath(os.path.dirname(span.path) or ".", folder.shown or ".")
    base = folder.path / module if named.startswith("${path.module}") else folder.path
    real = os.path.realpath(os.path.join(base, named.partition("}")[2].lstrip("/") if named.startswith("$") else named))
    if not real.startswith(os.path.realpath(folder.root).rstrip(os.sep) + os.sep) or not os.path.isfile(real):
        return None
    try:
        with open(real, encoding="utf-8", newline="") as file:
            same = file.read(len(text) + 1) == text
    except (OSError, ValueError):
        return None
    return _shown(folder, real) if same else None


class _Flags:
    """What is set one by one, as flags of Helm, with the path of each in the resource."""

    def __init__(self, unknown: list[str], left_out: list[str]) -> None:
        self.unknown, self.left_out = unknown, left_out
        self.set: list[str] = []
        self.set_string: list[str] = []
        self.set_literal: list[str] = []
        self.paths: dict[str, DataPath] = {}

    def take(self, blocks: Any, attribute: str) -> None:
        """The blocks of a type."""
        if isinstance(blocks, Unknown):
            self.left_out.append(blocks.reason)
        for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
            name = block.get("name") if isinstance(block, dict) else block
            if not isinstance(name, str):
                self.left_out.append(name.reason if isinstance(name, Unknown) else f"{attribute} has no name")
                continue
            value = block.get("value")
            if isinstance(value, list):
                text = "{" + ",".join(self._value(one) for one in value) + "}"
            else:
                text = self._value(value)
            flag, flags = {
                "string": ("--set-string", self.set_string), "literal": ("--set-literal", self.set_literal),
            }.get(str(block.get("type")), ("--set", self.set))
            flags.append(f"{name}={text}")
            self.paths[f"{flag} {name}={text}"] = (attribute, index, "value")

    def _value(self, value: Any) -> str:
        if isinstance(value, Unknown) or value == MASK:
            self.unknown.append(value.reason if isinstance(value, Unknown) else "its value is sensitive")
            return VALUE
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None else str(value)


# -- places -------------------------------------------------------------------------


class _Places:
    """Leads places in values that a release gives back to its attributes."""

    def __init__(self, resource: TerraformResource, given: _Given, sources: Mapping[str, SourceFile]) -> None:
        self.resource, self.given, self.sources = resource, given, sources

    def back(self, where: Provenance) -> Provenance:
        """The place, with the release behind it."""
        found: dict[Hop, None] = {}
        for hop in where.hops:
            found.update(dict.fromkeys(self._hop(hop)))
        header = next((hop.span for hop in self.resource.place().hops if hop.span is not None), None)
        found[Hop("call", header, note=self.resource.id.short)] = None
        return where._replace(hops=tuple(found))

    def _hop(self, hop: Hop) -> tuple[Hop, ...]:
        if hop.span is None:
            path = self.given.flags.get(hop.note)
            return (hop,) if path is None else self._noted(self.resource.place(*path))
        origin = self.given.origins.get(hop.span.path)
        if origin is None:
            return (hop,)
        text = self.given.texts[hop.span.path]
        return self._noted(in_here_document(self.resource.place(*origin), text, hop.span.start, self.sources))

    def _noted(self, where: Provenance) -> tuple[Hop, ...]:
        return tuple(hop._replace(role="value") if number == 0 else hop for number, hop in enumerate(where.hops))


class _Locator:
    """Places in the files of the chart and in what the release gives."""

    __slots__ = ("inner", "places")

    def __init__(self, inner: Locator, places: _Places) -> None:
        self.inner, self.places = inner, places

    @property
    def file(self) -> str:
        """The template."""
        return self.inner.file

    def place(self, path: DataPath) -> Provenance:
        """The origin of the value at `path`, or of its nearest present parent."""
        return self.places.back(self.inner.place(path))

    def place_of_key(self, path: DataPath) -> Provenance:
        """The origin of the key whose value is at `path`."""
        return self.places.back(self.inner.place_of_key(path))
