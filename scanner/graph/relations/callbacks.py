"""Services that the API server calls: webhooks, conversions of custom resources, and aggregated APIs."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import numbered, text
from scanner.graph.relations.references import to_port
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Path, Resource, Resources, lookup

NAMES = {
    "calls": Relation("ValidatingWebhookConfiguration, MutatingWebhookConfiguration, CustomResourceDefinition, "
                      "APIService", "Service", "the API server asks the Service, at a port it has", "traffic"),
}


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links to Services that answer the API server."""
    for source, path in _callers(resources):
        service = lookup(source.body, path)
        if isinstance(service, dict):
            yield from to_port(source, "calls", service.get("name"), service.get("port"), path, resources,
                               text(service, "namespace"))


def _callers(resources: Resources) -> Iterator[tuple[Resource, Path]]:
    for kind in ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"):
        for one in resources.of_kind(kind):
            for path, _ in numbered(one.body, "webhooks"):
                yield one, (*path, "clientConfig", "service")
    for one in resources.of_kind("CustomResourceDefinition"):
        yield one, ("spec", "conversion", "webhook", "clientConfig", "service")
    for one in resources.of_kind("APIService"):
        yield one, ("spec", "service")
