"""What of the graph is shown: a choice of resources and links, and their form in pictures."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from scanner.model.graph import Dangling, Doubt, Edge, Graph, PodTemplate, Relation, Wanted
from scanner.model.resource import CLUSTER_SCOPED, KUBERNETES, Resource
from scanner.model.terraform import DIALECT as TERRAFORM
from scanner.records import NamedTuple
from scanner.reports.escape import visible

PRESENT, MISSING, OUTSIDE, EXTERNAL = "present", "missing", "outside", "external"
"""States of what a link leads to: read; not there though all was; not among what was read; known to lie elsewhere."""

FAMILIES = ("workload", "network", "config", "rbac", "storage", "other")

_FAMILIES: dict[str, frozenset[str]] = {
    "network": frozenset({
        "Service", "Ingress", "IngressClass", "NetworkPolicy", "Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute",
        "TCPRoute", "TLSRoute", "UDPRoute", "ReferenceGrant", "Endpoints", "EndpointSlice", "Route", "IngressRoute",
        "IngressRouteTCP", "IngressRouteUDP", "HTTPProxy", "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy",
        "VirtualService", "DestinationRule", "ServiceEntry", "Middleware", "BackendTrafficPolicy",
    }),
    "config": frozenset({
        "ConfigMap", "Secret", "ExternalSecret", "ClusterExternalSecret", "SecretStore", "ClusterSecretStore",
        "SealedSecret", "PushSecret", "Certificate", "CertificateRequest", "Issuer", "ClusterIssuer",
        "SecretProviderClass", "VaultStaticSecret", "VaultDynamicSecret", "VaultAuth", "OnePasswordItem",
        "TriggerAuthentication", "ClusterTriggerAuthentication", "AlertmanagerConfig", "PrometheusRule",
        "GrafanaDashboard",
    }),
    "rbac": frozenset({
        "ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "PodSecurityPolicy",
        "SecurityContextConstraints", "AuthorizationPolicy",
    }),
    "storage": frozenset({
        "PersistentVolume", "PersistentVolumeClaim", "StorageClass", "VolumeSnapshot", "VolumeSnapshotClass",
        "VolumeAttributesClass", "CSIDriver", "DataVolume", "BackupStorageLocation", "VolumeSnapshotLocation",
    }),
    "workload": frozenset({"Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet"}),
}
# Words in the types of Terraform resources, which begin with their provider; the first that fits counts.
_WORDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("rbac", frozenset({"iam", "role", "policy", "user", "permission", "member", "binding", "identity"})),
    ("config", frozenset({"secret", "secretsmanager", "kms", "ssm", "key", "vault", "certificate", "acm", "parameter"})),
    ("network", frozenset({
        "vpc", "subnet", "subnetwork", "security", "lb", "alb", "elb", "route", "route53", "gateway", "eip", "network",
        "firewall", "dns", "nat", "cloudfront", "waf", "wafv2", "listener", "address", "peering", "endpoint",
    })),
    ("storage", frozenset({
        "s3", "ebs", "efs", "bucket", "volume", "db", "rds", "dynamodb", "sql", "elasticache", "redis", "storage", "disk",
        "backup", "redshift", "docdb", "neptune", "bigquery", "cosmosdb", "mysql", "postgresql", "msk", "sqs", "sns",
    })),
    ("workload", frozenset({
        "instance", "eks", "ecs", "lambda", "cluster", "autoscaling", "node", "function", "container", "compute", "machine",
        "app", "service", "run",
    })),
)
_BY_KIND = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}
_MOST_NAMES = 20
_STATES = {MISSING: " (missing)", OUTSIDE: " (not among what was read)", EXTERNAL: " (lies elsewhere)"}


class Filter(NamedTuple):
    """What somebody asks for; nothing in a field means everything. `depth` counts links from `around`."""

    kinds: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    around: str = ""
    depth: int = 2


class FilterError(Exception):
    """A filter that names something which is not there; str() says what, and what is."""


class Reference(NamedTuple):
    """A reference to nothing that was read, and what that means."""

    dangling: Dangling
    state: str


class Selection(NamedTuple):
    """Resources, links and open references that are shown, in the order in which they were read."""

    resources: tuple[Resource, ...]
    edges: tuple[Edge, ...]
    references: tuple[Reference, ...]
    doubts: tuple[Doubt, ...]
    templates: Mapping[Resource, tuple[PodTemplate, ...]]
    relations: Mapping[str, Relation]
    complete: bool
    truncated: bool


class Node(NamedTuple):
    """A box of a picture: a resource, several of one kind, or what a reference wants.

    `names` are those of the resources it stands for; `group` is the key of the group it stands in.
    """

    key: str
    kind: str
    name: str
    family: str
    group: str
    state: str = PRESENT
    names: tuple[str, ...] = ()


class Link(NamedTuple):
    """A line of a picture, with every relation between the two boxes. `family` is that of the first relation."""

    source: str
    target: str
    relations: tuple[str, ...]
    family: str
    state: str = PRESENT


class Group(NamedTuple):
    """A frame of a picture: what was read together, and in one namespace or module of Terraform ("" for none)."""

    key: str
    unit: str
    namespace: str
    dialect: str = KUBERNETES


class View(NamedTuple):
    """A picture before it is drawn. `resources` and `links` count what stands behind the boxes and lines."""

    groups: tuple[Group, ...]
    nodes: tuple[Node, ...]
    lines: tuple[Link, ...]
    notices: tuple[str, ...]
    resources: int
    links: int


def select(graphs: Iterable[Graph], chosen: Filter = Filter(), everything: bool = False) -> Selection:
    """The part of the graphs that the filter asks for. FilterError: it names what is not there.

    everything: with relations that pictures leave out unless they are asked for by name.
    """
    whole = tuple(graphs)
    relations: Mapping[str, Relation] = {name: one for graph in whole for name, one in graph.relations.items()}
    _check(whole, relations, chosen)
    edges = [edge for graph in whole for edge in graph.edges if _asked(edge, relations, chosen, everything)]
    loose = [one for graph in whole for one in _references(graph)
             if (one.dangling.relation in chosen.relations if chosen.relations
                 else everything or relations[one.dangling.relation].told)]
    kept = {one for graph in whole for one in graph.resources if _fits(one, chosen)
            and (everything or chosen.kinds or chosen.around or not _declares(one))}
    edges = [edge for edge in edges if edge.source in kept and edge.target in kept]
    loose = [one for one in loose if one.dangling.source in kept and _fits_wanted(one.dangling.to, chosen)]
    if chosen.around:
        kept = _near(kept, edges, chosen)
    elif chosen.relations:
        kept = {end for edge in edges for end in (edge.source, edge.target)} | {one.dangling.source for one in loose}
    return Selection(
        tuple(one for graph in whole for one in graph.resources if one in kept),
        tuple(edge for edge in edges if edge.source in kept and edge.target in kept),
        tuple(one for one in loose if one.dangling.source in kept),
        tuple(one for graph in whole for one in graph.doubts
              if one.source in kept and (not chosen.relations or one.relation in chosen.relations)),
        {one: templates for graph in whole for one, templates in graph.templates.items()},
        relations, any(graph.complete for graph in whole), any(graph.truncated for graph in whole),
    )


def _references(graph: Graph) -> Iterator[Reference]:
    for one in graph.dangling:
        yield Reference(one, MISSING if graph.complete or one.to is None else OUTSIDE)
    for one in graph.external:
        yield Reference(one, EXTERNAL)


def _check(graphs: tuple[Graph, ...], relations: Mapping[str, Relation], chosen: Filter) -> None:
    found = [one for graph in graphs for one in graph.resources]
    known = {
        "relation": list(relations),
        "kind": sorted({one.id.kind for one in found}),
        "namespace": sorted({namespace_of(one) for one in found} - {""}),
        "resource": sorted({one.id.short for one in found}),
    }
    asked = (("relation", chosen.relations), ("kind", chosen.kinds), ("namespace", chosen.namespaces),
             ("resource", (chosen.around,) if chosen.around else ()))
    for what, words in asked:
        lower = {one.lower() for one in known[what]}
        for word in words:
            if word.lower() not in lower:
                raise FilterError(f"there is no {what} '{word}'{_hint(word, known[what])}")


def _hint(word: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; known: {', '.join(known)}" if known and len(known) <= _MOST_NAMES else ""


def _asked(edge: Edge, relations: Mapping[str, Relation], chosen: Filter, everything: bool) -> bool:
    if chosen.relations:
        return edge.relation in chosen.relations
    # What follows from other links is seen in those.
    return everything or relations[edge.relation].shown and not edge.chain and edge.source is not edge.target


def namespace_of(resource: Resource) -> str:
    """The namespace that a resource lands in, "" for what has none; of Terraform the address of its module."""
    if resource.id.dialect != KUBERNETES:
        return resource.id.namespace
    return "" if resource.id.kind in CLUSTER_SCOPED else resource.space


def _fits(resource: Resource, chosen: Filter) -> bool:
    return ((not chosen.kinds or resource.id.kind.lower() in {one.lower() for one in chosen.kinds})
            and (not chosen.namespaces or namespace_of(resource) in chosen.namespaces))


def _fits_wanted(wanted: Wanted | None, chosen: Filter) -> bool:
    if wanted is None:
        return True
    return ((not chosen.kinds or wanted.kind.lower() in {one.lower() for one in chosen.kinds})
            and (not chosen.namespaces or not wanted.namespace or wanted.namespace in chosen.namespaces))


def _near(kept: set[Resource], edges: list[Edge], chosen: Filter) -> set[Resource]:
    """The resources at most `depth` links away from those of the name."""
    beside: dict[Resource, list[Resource]] = {}
    for edge in edges:
        beside.setdefault(edge.source, []).append(edge.target)
        beside.setdefault(edge.target, []).append(edge.source)
    found = {one for one in kept if one.id.short.lower() == chosen.around.lower()}
    border = found
    for _ in range(max(chosen.depth, 0)):
        border = {other for one in border for other in beside.get(one, ())} - found
        found = found | border
    return found


def _declares(resource: Resource) -> bool:
    """Whether it is a part of a configuration of Terraform that makes nothing, such as a variable."""
    kind = resource.id.kind
    return resource.id.dialect == TERRAFORM and kind != "module" and ("_" not in kind or kind.startswith("provider."))


def family_of(resource: Resource, templates: Container[Resource]) -> str:
    """The family of a resource in pictures."""
    if resource.id.dialect == TERRAFORM:
        words = set(resource.id.kind.removeprefix("data.").split("_")[1:])
        return next((family for family, known in _WORDS if not known.isdisjoint(words)), "other")
    return "workload" if resource in templates else _family(resource.id.kind)


def _family(kind: str) -> str:
    return _BY_KIND.get(kind, "other")


def view(selection: Selection, most: int | None = None) -> View:
    """The picture of a selection, with at most about `most` boxes: alike ones are drawn as one, and notices say so.

    What was read apart is drawn apart, so that there may be more boxes of several units than of one.
    """
    all_nodes, all_links = nodes, links = _boxes(selection)
    notices = []
    if selection.truncated:
        notices.append("There are more links between the resources than are followed; some are left out.")
    if most is not None:
        units = {one.unit for one in selection.resources}
        most = min(most + most // 4 * max(len(units) - 1, 0), most * 3)
        merges = iter(_MERGES)
        while len(nodes) > most and (merge := next(merges, None)) is not None:
            nodes, links = _merged(all_nodes, all_links, merge)
            boxes = "one box" if len(nodes) == 1 else f"{len(nodes)} boxes"
            said = f"{len(selection.resources)} resources are drawn as {boxes}: {merge.says} share one."
        if len(nodes) < len(all_nodes):
            notices.append(said)
    if most is not None and len(nodes) > most:
        notices.append(f"{len(nodes) - most} of {len(nodes)} boxes are left out; ask for a part with a filter.")
        nodes = nodes[:most]
        kept = {node.key for node in nodes}
        links = [one for one in links if one.source in kept and one.target in kept]
    keys = {node.group for node in nodes}
    groups = tuple(group for group in _groups(selection) if group.key in keys)
    count = len(selection.edges) + len(selection.references)
    return View(groups, tuple(nodes), tuple(links), tuple(notices), len(selection.resources), count)


def _boxes(selection: Selection) -> tuple[list[Node], list[Link]]:
    nodes: list[Node] = []
    keys: dict[Resource, str] = {}
    for number, one in enumerate(selection.resources):
        keys[one] = f"r{number}"
        family = family_of(one, selection.templates)
        name = visible(_name(one))
        nodes.append(Node(keys[one], visible(one.id.kind), name, family, _group_of(one), PRESENT, (name,)))
    wanted: dict[tuple[str, str, str], Node] = {}
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for edge in selection.edges:
        if edge.source is not edge.target:
            found.setdefault((keys[edge.source], keys[edge.target]), []).append((edge.relation, PRESENT))
    for reference in selection.references:
        node = _wanted(reference, len(wanted))
        node = wanted.setdefault((node.group, node.kind, node.name), node)
        ends = (keys[reference.dangling.source], node.key)
        found.setdefault(ends, []).append((reference.dangling.relation, reference.state))
    links = [_link(*pair, relations, selection.relations) for pair, relations in found.items()]
    return [*nodes, *wanted.values()], links


def _name(resource: Resource) -> str:
    """The name in a box, which has the kind beside it."""
    return resource.id.name.removeprefix(f"{resource.id.kind}.")


def _link(
    source: str, target: str, relations: list[tuple[str, str]], known: Mapping[str, Relation],
) -> Link:
    names = tuple(dict.fromkeys(name for name, _ in relations))
    state = MISSING if any(state == MISSING for _, state in relations) else relations[0][1]
    return Link(source, target, names, known[names[0]].family, state)


def _wanted(reference: Reference, number: int) -> Node:
    """The box of what a reference wants."""
    one = reference.dangling
    source, to = one.source, one.to
    if to is None:
        namespace = namespace_of(source)
        kind, name = "missing", one.wanted
    else:
        namespace = "" if to.kind in CLUSTER_SCOPED else to.namespace or namespace_of(source)
        kind, name = (to.kind, to.name) if to.name else (f"{to.kind} labelled", one.wanted.partition(" labelled ")[2])
    family = _family(to.kind) if to is not None else "other"
    name = visible(name)
    return Node(f"w{number}", visible(kind), name, family, _group_key(source.unit, namespace), reference.state, (name,))


def _group_key(unit: str, namespace: str, dialect: str = KUBERNETES) -> str:
    return f"{unit}\0{namespace}\0{dialect}"


def _group_of(resource: Resource) -> str:
    return _group_key(resource.unit, namespace_of(resource), resource.id.dialect)


def _groups(selection: Selection) -> Iterator[Group]:
    """The groups of all boxes: by unit in reading order, namespaces sorted in each, what has none at the end."""
    spaces: dict[str, set[tuple[str, str]]] = {}
    for one in selection.resources:
        spaces.setdefault(one.unit, set()).add((namespace_of(one), one.id.dialect))
    for reference in selection.references:
        unit, namespace, dialect = _wanted(reference, 0).group.split("\0")
        spaces.setdefault(unit, set()).add((namespace, dialect))
    for unit, namespaces in spaces.items():
        for namespace, dialect in sorted(namespaces, key=lambda one: (not one[0], one)):
            yield Group(_group_key(unit, namespace, dialect), visible(unit), visible(namespace), dialect)


class _Merge(NamedTuple):
    """How boxes are put together: what is alike, in words and as a key of what a box has in common with others."""

    says: str
    by: tuple[str, ...]


_MERGES = (
    _Merge("those of one kind and namespace with the same links", ("group", "kind", "state", "links")),
    _Merge("those of one kind and namespace", ("group", "kind", "state")),
    _Merge("those of one sort and namespace", ("group", "family", "state")),
    _Merge("those of one sort that were read together", ("unit", "family", "state")),
    _Merge("those that were read together", ("unit", "state")),
)


def _merged(nodes: list[Node], links: list[Link], merge: _Merge) -> tuple[list[Node], list[Link]]:
    """Boxes that are alike as one, and the lines between those."""
    beside: dict[str, set[tuple[str, str, tuple[str, ...]]]] = {}
    if "links" in merge.by:
        for link in links:
            beside.setdefault(link.source, set()).add(("to", link.target, link.relations))
            beside.setdefault(link.target, set()).add(("from", link.source, link.relations))
    alike: dict[tuple[object, ...], list[Node]] = {}
    for node in nodes:
        facts = {"group": node.group, "kind": node.kind, "family": node.family, "state": node.state,
                 "unit": node.group.partition("\0")[0], "links": frozenset(beside.get(node.key, ()))}
        alike.setdefault(tuple(facts[fact] for fact in merge.by), []).append(node)
    new: dict[str, Node] = {}
    for several in alike.values():
        box = several[0] if len(several) == 1 else _box(several)
        new |= dict.fromkeys((node.key for node in several), box)
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        source, target = new[link.source].key, new[link.target].key
        if source != target:
            known = found.get((source, target))
            names = dict.fromkeys((*(known.relations if known else ()), *link.relations))
            state = MISSING if MISSING in (link.state, known.state if known else "") else link.state
            found[source, target] = Link(source, target, tuple(names), known.family if known else link.family, state)
    return list(dict.fromkeys(new.values())), list(found.values())


def _box(several: list[Node]) -> Node:
    """One box for several."""
    kinds = list(dict.fromkeys(node.kind for node in several))
    names = tuple(node.name if len(kinds) == 1 else f"{node.kind}/{node.name}" for node in several)
    kind = " and ".join(kinds) if len(kinds) < 3 else f"{len(kinds)} kinds"
    name = f"{len(names)} of them" if len(kinds) == 1 else f"{len(names)} resources"
    return several[0]._replace(kind=kind, name=name, names=names)


def title_of(group: Group, alone: bool) -> str:
    """What stands on the frame of a group; `alone`: everything was read together, so that goes without saying."""
    space = f"namespace {group.namespace}" if group.namespace else "cluster-wide"
    if group.dialect == TERRAFORM:
        space = group.namespace or "root module"
    return space if alone or not group.unit else f"{group.unit} · {space}"


def hint_of(node: Node) -> str:
    """What is told about a box: what it stands for, and its state where that is not plain."""
    state = _STATES.get(node.state, "")
    if len(node.names) == 1:
        return f"{node.kind}/{node.name}{state}"
    listed = ", ".join(node.names[:_MOST_NAMES])
    more = f" and {len(node.names) - _MOST_NAMES} more" if len(node.names) > _MOST_NAMES else ""
    return f"{node.kind}: {listed}{more}{state}"
