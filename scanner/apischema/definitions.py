"""CustomResourceDefinitions among what is scanned: which custom kinds they define, in which versions.

The files of a chart's crds/ folder are read only when an object of a kind comes up that a file seems to define: they
are large, and most scans need none or few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, partial
from typing import Any

from scanner.model.resource import Data, Deferred, DeferredFile, Resource, lookup
from scanner.patterns import lazy
from scanner.records import NamedTuple

KIND = "CustomResourceDefinition"
API_VERSION = "apiextensions.k8s.io/v1"

# Begins with a plain word: so large texts are searched quickly.
_KIND = lazy(r"""kind["']?[ \t]*:[ \t]*["']?([A-Za-z0-9]{1,100})""")


class Version(NamedTuple):
    """One version of a custom kind; `schema` is its openAPIV3Schema, None where there is none."""

    served: bool
    deprecated: bool
    warning: str
    schema: Mapping[str, Any] | None


class Definition(NamedTuple):
    """A custom kind as one CustomResourceDefinition defines it."""

    group: str
    kind: str
    unit: str
    resource: Resource
    versions: Mapping[str, Version]


def read(resource: Resource) -> Definition | None:
    """The definition that a resource makes; None for other ones, and where group, kind or versions are not known."""
    body = resource.body
    if body.get("kind") != KIND or body.get("apiVersion") != API_VERSION:
        return None
    group, kind = lookup(body, ("spec", "group")), lookup(body, ("spec", "names", "kind"))
    listed = lookup(body, ("spec", "versions"))
    if not (isinstance(group, str) and isinstance(kind, str) and isinstance(listed, list)):
        return None
    free = lookup(body, ("spec", "preserveUnknownFields")) is True
    versions = {}
    for one in listed:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            return None
        versions[one["name"]] = _version(one, free)
    return Definition(group, kind, resource.unit, resource, versions)


def _version(data: dict[str, Data], free: bool) -> Version:
    schema = lookup(data, ("schema", "openAPIV3Schema"))
    known = isinstance(schema, dict) and not free
    warning = data.get("deprecationWarning")
    return Version(data.get("served") is not False, data.get("deprecated") is True,
                   warning if isinstance(warning, str) else "", schema if known else None)


class Definitions:
    """The definitions among resources and in files of crds/ folders."""

    def __init__(self, resources: Iterable[Resource], files: Iterable[DeferredFile] = ()) -> None:
        self._known: dict[tuple[str, str], list[Definition]] = {}
        for resource in resources:
            definition = read(resource)
            if definition is not None:
                self._known.setdefault((definition.group, definition.kind), []).append(definition)
        self._files = [_File(file) for file in files]
        self.of = cache(self._of)

    def _of(self, group: str, kind: str, unit: str) -> Definition | None:
        """The definition that holds for objects of a unit: its own, else the only one there is."""
        found = list(self._known.get((group, kind), ()))
        found += [one for file in self._files for one in file.naming(kind) if (one.group, one.kind) == (group, kind)]
        own = [one for one in found if one.unit == unit]
        return own[0] if own else found[0] if len(found) == 1 else None


class _File:
    """A file of a crds/ folder, told apart and read document by document as far as the kinds asked for need it."""

    def __init__(self, file: DeferredFile) -> None:
        self.file = file

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The words that may be the kind of a definition."""
        return frozenset(_KIND.findall(self.file.text))

    @cached_property
    def documents(self) -> list[tuple[frozenset[str], Callable[[], tuple[Definition, ...]]]]:
        """The same of each document, and how to get its definitions."""
        return [(frozenset(_KIND.findall(one.text)), cache(partial(_definitions, one))) for one in self.file.split()]

    def naming(self, kind: str) -> Iterator[Definition]:
        """The definitions of documents that name the kind."""
        if kind in self.kinds:
            for kinds, definitions in self.documents:
                if kind in kinds:
                    yield from definitions()


def _definitions(document: Deferred) -> tuple[Definition, ...]:
    return tuple(found for found in map(read, document.read()) if found is not None)
