"""Who deploys what: applications of Argo CD, and Kustomizations and releases of Flux."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import numbered, reference, text
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Path, Resource, Resources, lookup

NAMES = {
    "belongs_to": Relation("Application, ApplicationSet", "AppProject", "spec.project names it", "delivery"),
    "depends_on": Relation("Kustomization, HelmRelease", "Kustomization, HelmRelease", "dependsOn names it",
                           "delivery"),
    "sourced_from": Relation("Kustomization, HelmRelease, HelmChart, ImageUpdateAutomation",
                             "GitRepository, OCIRepository, HelmRepository, Bucket, HelmChart",
                             "sourceRef or chartRef names it", "delivery"),
    "deploys": Relation("Application, Kustomization", "object that deploys in turn",
                        "it is written below the path of the source", "delivery"),
    "brings": Relation("Application, Kustomization", "any other object", "it is written below the path of the source",
                       "delivery", shown=False),
    "reads": Relation("HelmRelease, Kustomization, GitRepository, HelmRepository, OCIRepository, Bucket",
                      "ConfigMap, Secret", "values, variables, keys and passwords come from it", "configuration"),
}

_DELIVERERS = frozenset({"Application", "ApplicationSet", "AppProject", "Kustomization", "HelmRelease"})
_FLUX = "toolkit.fluxcd.io"
_SOURCES: tuple[tuple[str, Path], ...] = (
    ("Kustomization", ("spec", "sourceRef")), ("HelmRelease", ("spec", "chart", "spec", "sourceRef")),
    ("HelmRelease", ("spec", "chartRef")), ("HelmChart", ("spec", "sourceRef")),
    ("ImageUpdateAutomation", ("spec", "sourceRef")),
)
_READ_LISTS: tuple[tuple[str, Path], ...] = (
    ("HelmRelease", ("spec", "valuesFrom")), ("Kustomization", ("spec", "postBuild", "substituteFrom")),
)
_READ_SECRETS: tuple[tuple[str, Path], ...] = (
    ("Kustomization", ("spec", "decryption", "secretRef")), ("Kustomization", ("spec", "kubeConfig", "secretRef")),
    ("HelmRelease", ("spec", "kubeConfig", "secretRef")),
    *((kind, ("spec", field)) for kind in ("GitRepository", "HelmRepository", "OCIRepository", "Bucket")
      for field in ("secretRef", "certSecretRef")),
)


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of what deploys other objects."""
    for one in resources.of_kind("Application", "ApplicationSet"):
        if one.id.group == "argoproj.io":
            inner: Path = ("spec", "template") if one.id.kind == "ApplicationSet" else ()
            path = (*inner, "spec", "project")
            project = text(one.body, *path)
            if "{{" not in project:  # a set fills in its parameters later
                yield from reference(one, "belongs_to", "AppProject", project, path, resources)
    for kind in ("Kustomization", "HelmRelease"):
        for one in _of_flux(resources, kind):
            for path, other in numbered(one.body, "spec", "dependsOn"):
                yield from reference(one, "depends_on", kind, other.get("name"), path, resources,
                                     text(other, "namespace"))
    for kind, path in _SOURCES:
        for one in _of_flux(resources, kind):
            source = lookup(one.body, path)
            yield from reference(one, "sourced_from", text(source, "kind") or "GitRepository", text(source, "name"),
                                 path, resources, text(source, "namespace"))
    yield from _reads(resources)
    yield from _brings(resources)


def _of_flux(resources: Resources, kind: str) -> Iterator[Resource]:
    return (one for one in resources.of_kind(kind) if one.id.group.endswith(_FLUX))


def _reads(resources: Resources) -> Iterator[Edge | Dangling]:
    for kind, path in _READ_LISTS:
        for one in _of_flux(resources, kind):
            for at, source in numbered(one.body, *path):
                links = reference(one, "reads", text(source, "kind") or "ConfigMap", source.get("name"), at, resources)
                yield from (link for link in links if isinstance(link, Edge) or source.get("optional") is not True)
    for kind, path in _READ_SECRETS:
        for one in _of_flux(resources, kind):
            yield from reference(one, "reads", "Secret", one.get(*path, "name"), path, resources)


def _brings(resources: Resources) -> Iterator[Edge]:
    """Objects below the paths of sources. Whether the source is the repository that was read is not known, but a path
    that is there speaks for it."""
    sources = list(_paths(resources))
    if not sources:
        return
    by_folder: dict[tuple[str, str], list[Resource]] = {}
    for one in resources:
        folder = one.file
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            by_folder.setdefault((one.unit, folder), []).append(one)
    for source, path, folder in sources:
        for one in by_folder.get((source.unit, folder), ()):
            if one is not source:
                yield Edge(source, "deploys" if one.id.kind in _DELIVERERS else "brings", one, path)


def _paths(resources: Resources) -> Iterator[tuple[Resource, Path, str]]:
    """(who, path of the field, folder) of every source with a folder; the whole repository is none."""
    found: list[tuple[Resource, Path]] = [(one, ("spec", "path")) for one in _of_flux(resources, "Kustomization")]
    for one in resources.of_kind("Application"):
        if one.id.group == "argoproj.io":
            found.append((one, ("spec", "source", "path")))
            found += [(one, (*path, "path")) for path, _ in numbered(one.body, "spec", "sources")]
    for one, path in found:
        folder = text(one.body, *path).removeprefix("./").strip("/")
        if folder not in ("", "."):
            yield one, path, folder
