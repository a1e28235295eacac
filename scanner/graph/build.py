"""Builds the graph: asks every relation module about all resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from scanner.graph import derived
from scanner.graph.labels import LinkLimit
from scanner.graph.relations.identity import account_of
from scanner.graph.workloads import MAX_PODS, Templates, pairs, pod_templates
from scanner.model.graph import Dangling, Doubt, Edge, External, Graph, Loose, Relation
from scanner.model.resource import Resource, Resources
from scanner.model.terraform import DIALECT as TERRAFORM
from scanner.model.unknown import Unknown

MAX_LINKS = 20_000
"""Most links that one relation module may find: everything may select everything, and derived links multiply."""

_Link = TypeVar("_Link")

# The relation modules in the order in which they are asked, with the kinds without which a module finds nothing, so
# that most scans load few of them; those without kinds are always asked. Each has NAMES, the relations it knows with
# what they mean, and find(resources, templates), yielding edges and dangling references.
RELATIONS: dict[str, tuple[str, ...]] = {
    "selectors": (),
    "scaling": ("HorizontalPodAutoscaler", "VerticalPodAutoscaler", "ScaledObject", "ScaledJob"),
    "identity": (),
    "references": ("Ingress", "Route", "StatefulSet"),
    "configuration": (),
    "gateway": ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute", "VirtualService", "IngressRoute",
                "IngressRouteTCP", "IngressRouteUDP", "HTTPProxy"),
    "certificates": ("Certificate", "CertificateRequest", "Ingress", "Gateway", "Issuer", "ClusterIssuer"),
    "monitoring": ("ServiceMonitor", "VMServiceScrape", "PodMonitor", "VMPodScrape", "Prometheus", "PrometheusAgent",
                   "VMAgent", "ThanosRuler", "VMAlert"),
    "peers": ("NetworkPolicy",),
    "ports": ("Service",),
    "sharing": (),
    "namespaces": ("Namespace", "PersistentVolumeClaim", "BackupStorageLocation", "VolumeSnapshotLocation", "Profile"),
    "companions": (),
    "mesh": ("DestinationRule", "BackendTrafficPolicy", "AuthorizationPolicy"),
    "operators": ("ScheduledBackup", "Pooler"),
    "hostnames": ("Service", "Ingress", "Route"),
    "control_plane": (),
    "rivals": (),
    "bounds": (),
    "classes": (),
    "callbacks": ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "CustomResourceDefinition",
                  "APIService"),
    "stores": ("ExternalSecret", "ClusterExternalSecret", "PushSecret", "VaultStaticSecret", "VaultDynamicSecret"),
    "volumes": ("PersistentVolumeClaim", "PersistentVolume", "VolumeSnapshot"),
    "rollouts": ("Rollout", "Canary", "Workflow", "CronWorkflow", "TaskRun", "PipelineRun", "Pipeline", "TrainJob"),
    "delivery": ("Application", "ApplicationSet", "Kustomization", "HelmRelease", "HelmChart", "ImageUpdateAutomation",
                 "GitRepository", "HelmRepository", "OCIRepository", "Bucket"),
}


@cache
def meanings() -> Mapping[str, Relation]:
    """What every relation means, by name; rules may name any of them under `uses`."""
    from scanner.graph import escalation

    modules = (*(_module(name) for name in RELATIONS), _module("terraform"), derived, escalation)
    return {name: relation for module in modules for name, relation in module.NAMES.items()}


def build(resources: Iterable[Resource], external: Iterable[External] = (), complete: bool = False) -> Graph:
    """The graph of the resources; the order of the resources is kept.  Above `MAX_LINKS` it is truncated.

    external: objects that lie elsewhere, references to which are no defect. complete: everything that is deployed
    together is among the resources.
    """
    known = Resources(tuple(resources))
    templates = {one: several for one in known if (several := pod_templates(one))}
    truncated = any(len(several) > MAX_PODS for several in templates.values())
    if truncated:
        templates = {one: several[:MAX_PODS] for one, several in templates.items()}
    edges: list[Edge] = []
    loose: list[Dangling] = []
    doubts: list[Doubt] = []

    def take(links: Iterable[Edge | Dangling | Doubt], most: int = MAX_LINKS) -> None:
        nonlocal truncated
        some, whole = _some(links, most)
        truncated = truncated or not whole
        for link in some:
            if isinstance(link, Edge):
                edges.append(link)
            elif isinstance(link, Dangling):
                loose.append(link)
            else:
                doubts.append(link)

    for name, kinds in RELATIONS.items():
        if not kinds or not known.kinds.isdisjoint(kinds):
            take(_module(name).find(known, templates))
    hidden: list[Loose] = []
    if any(one.id.dialect == TERRAFORM for one in known):
        module = _module("terraform")
        take(module.find(known, templates), module.MAX_LINKS)
        hidden, whole = _some(module.loose(known, edges), module.MAX_LINKS)
        truncated = truncated or not whole
    take(derived.find(tuple(edges)))
    if _has_rights(known, templates, loose):
        from scanner.graph import escalation

        take(escalation.find(known, templates, tuple(edges), complete))
    lost, outside = _parted(loose, tuple(external))
    return Graph(
        known, tuple(edges), tuple(lost), templates, external=tuple(outside), doubts=tuple(doubts), complete=complete,
        truncated=truncated, meanings=meanings, hidden=tuple(hidden),
    )


def _module(name: str) -> ModuleType:
    return import_module(f"scanner.graph.relations.{name}")


def _has_rights(known: Resources, templates: Templates, loose: list[Dangling]) -> bool:
    """Whether anything can be said about who may do what, or can not be said."""
    if not known.kinds.isdisjoint(("RoleBinding", "ClusterRoleBinding")):
        return True
    return any(one.relation == "runs_as" for one in loose) or any(
        isinstance(account_of(*pair)[1], Unknown) for pair in pairs(templates))


def _parted(loose: list[Dangling], external: tuple[External, ...]) -> tuple[list[Dangling], list[Dangling]]:
    """References to nothing that was read: those to nothing at all, and those to what lies elsewhere."""
    if not external:
        return loose, []
    from scanner.graph.external import Elsewhere

    elsewhere = Elsewhere(external)
    parted: tuple[list[Dangling], list[Dangling]] = ([], [])
    for reference in loose:
        parted[elsewhere.has(reference)].append(reference)
    return parted


def _some(links: Iterable[_Link], most: int) -> tuple[list[_Link], bool]:
    """The links up to the bound, and whether those are all."""
    found: list[_Link] = []
    try:
        for link in links:
            if len(found) == most:
                return found, False
            found.append(link)
    except LinkLimit:
        return found, False
    return found, True
