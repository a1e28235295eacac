"""Objects of Kubernetes that resources of Terraform make, for the graph and the rules of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scanner.inputs.terraform import Cluster, Folder, Loaded
from scanner.model.report import Level, Notice
from scanner.model.resource import Locator, Resource, ResourceId, identify, lookup
from scanner.model.source import SourceFile
from scanner.model.terraform import TerraformResource
from scanner.model.unknown import Unknown
from scanner.providers.kinds import PREFIXES
from scanner.providers.objects import Made, kind_of
from scanner.providers.places import AttributeLocator, ManifestLocator
from scanner.providers.written import TEXTS, Unreadable, written

if TYPE_CHECKING:
    from scanner.inputs.helm import LoadedChart

STAGE = "terraform"
RELEASE = "helm_release"


def with_objects(loaded: Loaded, cluster: Cluster, folder: Folder | None) -> Loaded:
    """What was loaded, with the objects of Kubernetes that its resources make.

    Without a folder no chart is at hand.
    """
    found: list[Resource] = []
    notices: list[Notice] = []
    for one in objects(loaded.resources, loaded.sources, cluster.unit):
        (found if isinstance(one, Resource) else notices).append(one)  # type: ignore[arg-type]
    loaded = loaded._replace(resources=(*loaded.resources, *found), notices=(*loaded.notices, *notices))
    releases = [one for one in loaded.resources if one.id.kind == RELEASE and isinstance(one, TerraformResource)]
    return _with_releases(loaded, releases, cluster, folder) if releases else loaded


def _with_releases(
    loaded: Loaded, releases: list[TerraformResource], cluster: Cluster, folder: Folder | None,
) -> Loaded:  # fmt: skip
    """What was loaded, with what the charts make that are released."""
    from scanner.inputs.helm_releases import MAX_RELEASES, released

    charts: list[LoadedChart] = []
    notices: list[Notice] = []
    for release in releases[:MAX_RELEASES]:
        found = released(release, folder, cluster, loaded.sources)
        if isinstance(found, Notice):
            notices.append(found)
        else:
            charts.append(found.chart)
            notices += (*found.notices, *found.chart.notices)
    if len(releases) > MAX_RELEASES:
        notices.append(Notice(Level.WARNING, f"Only the first {MAX_RELEASES} releases of charts were looked at.",
                              f"There are {len(releases)}.", releases[MAX_RELEASES].place(), STAGE))
    return loaded._replace(
        resources=(*loaded.resources, *(one for chart in charts for one in chart.resources)),
        notices=(*loaded.notices, *notices),
        sources={**{path: file for chart in charts for path, file in chart.sources.items()}, **loaded.sources},
        problems=tuple(one for chart in charts for one in chart.problems),
        definitions=tuple(one for chart in charts for one in chart.definitions),
    )


def objects(
    resources: Iterable[Resource], sources: Mapping[str, SourceFile], unit: str | None = None,
) -> Iterator[Resource | Notice]:  # fmt: skip
    """The objects, in the order of the resources that make them; a notice for each resource that gives none.

    Resources that something else made, as data sources, and those that change objects of others make none themselves.
    """
    for resource in resources:
        if not isinstance(resource, TerraformResource) or not resource.id.kind.startswith(PREFIXES):
            continue
        kind = kind_of(resource.id.kind, resource.body)
        if kind is not None:
            made = Made(kind, resource.body, resource.address)
            yield _object(made.body, resource, unit, AttributeLocator(resource, made.paths))
            continue
        for found in written(resource):
            if isinstance(found, Unreadable):
                summary = f"{resource.id.short} gives no object of Kubernetes to judge."
                yield Notice(Level.INFO, summary, _sentence(found.reason), resource.place(), STAGE)
            elif resource.id.kind in TEXTS:
                attribute = TEXTS[resource.id.kind]
                value = resource.body[attribute]
                text = value.draft if isinstance(value, Unknown) else value
                locator = ManifestLocator(resource, attribute, text, found.path, sources)
                yield _object(found.body, resource, unit, locator)
            else:
                yield _object(found.body, resource, unit, AttributeLocator(resource, {(): found.path}, frozenset({()})))


def _object(body: dict[str, Any], declared: TerraformResource, unit: str | None, locator: Locator) -> Resource:
    unit = declared.unit if unit is None else unit
    return Resource(_identity(body, declared.id.short), body, locator, unit, declared=declared)


def _identity(body: dict[str, Any], address: str) -> ResourceId:
    """The identity; where a name is not known, what it waits for stands for it, so that equal ones are equal."""
    found = identify(body)
    name, namespace = lookup(body, ("metadata", "name")), lookup(body, ("metadata", "namespace"))
    if isinstance(namespace, Unknown) and found.namespace == "":
        found = found._replace(namespace=_stand_in(namespace))
    if not found.name:
        found = found._replace(name=name.draft if isinstance(name, Unknown) and name.draft else address)
    return found


def _stand_in(value: Unknown) -> str:
    return value.draft or (f"${{?{value.references[0]}}}" if value.references else "(unknown)")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "." if " " in text.partition(".")[0] else text + "."
