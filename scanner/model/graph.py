"""Resources and how they relate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from scanner.model.resource import Data, Path, Resource, Resources, lookup
from scanner.model.terraform import is_symbolic
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple

STANDARD: tuple[tuple[Path, str], ...] = (
    (("initContainers",), "init"), (("containers",), "main"), (("ephemeralContainers",), "ephemeral"),
)
"""Where the containers of a pod spec stand, and of which class they are."""


class PodTemplate(NamedTuple):
    """The pods a workload makes: where the pod spec stands in the body, the spec, and the labels of the pods.

    partial: an operator adds to what is written, so that a field which is absent is not known to be unset.
    groups: where in the spec its containers stand (each path leads to a list of them, or to a single one), and
    whether those are init, main or ephemeral ones.
    """

    path: Path
    spec: dict[str, Data]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    partial: bool = False
    groups: tuple[tuple[Path, str], ...] = STANDARD

    def containers(self, *classes: str) -> Iterator[tuple[Path, dict[str, Data]]]:
        """(path in the body, container) of every container of the classes that is a map."""
        for steps, kind in self.groups:
            if kind in classes:
                found = lookup(self.spec, steps)
                if isinstance(found, dict):
                    yield (*self.path, *steps), found
                for number, container in enumerate(found if isinstance(found, list) else ()):
                    if isinstance(container, dict):
                        yield (*self.path, *steps, number), container


class Relation(NamedTuple):
    """What a relation says: from what, to what, and when; `family` groups relations in pictures.

    shown: whether a picture has it unless somebody asks otherwise; relations that repeat others, or that hold for
    everything in a namespace, hide what a picture is for. told: the same for references of it to nothing.
    """

    source: str
    target: str
    means: str
    family: str = "other"
    shown: bool = True
    told: bool = True


class Step(NamedTuple):
    """One reason in a chain: what a resource says at a path, in words."""

    resource: Resource
    because: Path
    says: str


class Edge(NamedTuple):
    """`source` relates to `target`; `because` is the path in the source that says so.

    A link that follows from others has the chain of those, from the source on.
    """

    source: Resource
    relation: str
    target: Resource
    because: Path = ()
    chain: tuple[Step, ...] = ()

    @property
    def reason(self) -> str:
        """The chain as a sentence without an end."""
        said = [step.says for step in self.chain]
        return "".join(words if not at else f", {words}" if words.startswith("which ") else f"; {words}"
                       for at, words in enumerate(said))


class Wanted(NamedTuple):
    """What a reference leads to, where that is an object: one by name, or any with labels that a selector holds for.

    `namespace` is "" for kinds without one. A kind of "Pod" stands for everything that makes pods.
    """

    kind: str
    namespace: str = ""
    name: str = ""
    selector: Data = None


class External(NamedTuple):
    """An object that lies elsewhere, as configuration tells; names and namespaces are shell patterns.

    `labels` are those of its pods (or its own, for what is selected by them), for references by selector.
    """

    kind: str
    name: str = "*"
    namespace: str = "*"
    labels: Mapping[str, str] = MappingProxyType({})


class Dangling(NamedTuple):
    """A reference of `source` to nothing that was read; `wanted` says to what (`Kind/name` or a selector).

    `to` is None where the object is there and something of it is missing, such as a key or a port: that is a defect
    whatever else may be deployed.
    """

    source: Resource
    relation: str
    wanted: str
    because: Path = ()
    to: Wanted | None = None


class Doubt(NamedTuple):
    """Whether `source` has the relation cannot be said, and why."""

    source: Resource
    relation: str
    why: Unknown


class Loose(NamedTuple):
    """`source` may refer to a resource of that kind, or to `target` alone; which one it is cannot be known offline."""

    source: Resource
    kind: str
    reason: Unknown
    target: Resource | None = None


REFERS = "refers"
"""The relation of Terraform: rules look it up by the type of the other end (see `Graph.incoming`)."""

ANY_TYPE = "any_resource"
"""The relation to resources of Terraform whatever their type."""

BESIDE = "beside/"
"""Before a type: all resources of that type in the same root module, whether they refer to each other or not."""


def relation_of(kind: str) -> str:
    """How rules call the relation to a Terraform type: data sources as `data_aws_ami`."""
    return kind.replace(".", "_")


class Graph:
    """All of it; look-ups give edges in the order in which they were found.

    References between resources of Terraform have the type of the other end as their relation: `incoming(bucket,
    "aws_s3_bucket_policy")` are the policies that refer to the bucket. Several types with slashes between them lead on
    from there, over references in either direction.

    complete: everything that is deployed together was read, so that a reference to nothing is a defect. truncated:
    there are more links than are followed. external: references to objects that are known to lie elsewhere.
    meanings: gives what the names of relations mean.
    """

    __slots__ = ("resources", "edges", "dangling", "external", "doubts", "templates", "complete", "truncated",
                 "_meanings", "_incoming", "_outgoing", "_missing", "_doubtful", "_loose", "_around")

    def __init__(
        self,
        resources: Resources,
        edges: tuple[Edge, ...] = (),
        dangling: tuple[Dangling, ...] = (),
        templates: Mapping[Resource, tuple[PodTemplate, ...]] | None = None,
        *,
        external: tuple[Dangling, ...] = (),
        doubts: tuple[Doubt, ...] = (),
        complete: bool = False,
        truncated: bool = False,
        meanings: Callable[[], Mapping[str, Relation]] = dict,
        hidden: tuple[Loose, ...] = (),
    ) -> None:
        self.resources, self.edges, self.dangling = resources, edges, dangling
        self.external, self.doubts = external, doubts
        self.complete, self.truncated = complete, truncated
        self.templates: Mapping[Resource, tuple[PodTemplate, ...]] = templates if templates is not None else {}
        self._meanings = meanings
        self._incoming: dict[tuple[Resource, str], list[Edge]] = {}
        self._outgoing: dict[tuple[Resource, str], list[Edge]] = {}
        self._missing: dict[tuple[Resource, str], list[Dangling]] = {}
        self._around: dict[Resource, list[Resource]] = {}
        self._loose: dict[Resource | str, list[Loose]] = {}
        for one in hidden:
            self._loose.setdefault(one.target if one.target is not None else one.kind, []).append(one)
            self._loose.setdefault(one.source, []).append(one)
        for edge in self.edges:
            towards = onwards = edge.relation
            if edge.relation == REFERS:
                towards, onwards = relation_of(edge.source.id.kind), relation_of(edge.target.id.kind)
                self._around.setdefault(edge.source, []).append(edge.target)
                self._around.setdefault(edge.target, []).append(edge.source)
                self._incoming.setdefault((edge.target, ANY_TYPE), []).append(edge)
                self._outgoing.setdefault((edge.source, ANY_TYPE), []).append(edge)
            self._incoming.setdefault((edge.target, towards), []).append(edge)
            self._outgoing.setdefault((edge.source, onwards), []).append(edge)
        for loose in self.dangling:
            self._missing.setdefault((loose.source, loose.relation), []).append(loose)
        self._doubtful = {(one.source, one.relation): one.why for one in reversed(self.doubts)}

    @property
    def relations(self) -> Mapping[str, Relation]:
        """What the names of relations mean."""
        return self._meanings()

    def incoming(self, resource: Resource, relation: str) -> list[Edge]:
        """Edges of the relation that end at the resource."""
        if "/" in relation:
            if relation.startswith(BESIDE):
                kind = relation.removeprefix(BESIDE)
                return [Edge(one, relation, resource) for one in self.resources.of_kind(kind)
                        if one is not resource and one.unit == resource.unit]
            return self._onwards(self.incoming, resource, relation, lambda end: Edge(end, relation, resource))
        return self._incoming.get((resource, relation), [])

    def outgoing(self, resource: Resource, relation: str) -> list[Edge]:
        """Edges of the relation that start at the resource."""
        if "/" in relation and not relation.startswith(BESIDE):
            return self._onwards(self.outgoing, resource, relation, lambda end: Edge(resource, relation, end))
        return self._outgoing.get((resource, relation), [])

    def _onwards(
        self, first: Callable[[Resource, str], list[Edge]], resource: Resource, relation: str,
        edge: Callable[[Resource], Edge],
    ) -> list[Edge]:
        """Edges to what lies at the end of a relation of several types."""
        steps = relation.split("/")
        ends = [one.target if one.source is resource else one.source for one in first(resource, steps[0])]
        for kind in steps[1:]:
            onwards = dict.fromkeys(near for end in ends for near in self._around.get(end, ())
                                    if relation_of(near.id.kind) == kind)
            ends = [near for near in onwards if near is not resource]
        return [edge(end) for end in dict.fromkeys(ends)]

    def loose(self, resource: Resource, relation: str) -> Unknown | None:
        """Why a reference of Terraform between the resource and one of the relation's types may be hidden, if it may."""
        if relation.startswith(BESIDE):
            opaque = next((one for one in self.resources.of_kind("module")
                           if is_symbolic(one) and one.unit == resource.unit), None)
            if opaque is None:
                return None
            return Unknown(f"{opaque.id.short} is a module that is not part of what is scanned")
        kinds = relation.split("/")
        for one in (*self._loose.get(resource, ()), *self._loose.get(resource.id.kind, ())):
            if one.source is resource:
                if relation_of(one.kind) in kinds:
                    return one.reason
            elif kinds[0] == ANY_TYPE or one.source.id.kind == "module" or relation_of(one.source.id.kind) == kinds[0]:
                return one.reason
        for first in kinds[:-1]:
            for edge in (*self.incoming(resource, first), *self.outgoing(resource, first)):
                other = edge.source if edge.target is resource else edge.target
                found = self.loose(other, kinds[kinds.index(first) + 1])
                if found is not None:
                    return found
        return None

    def missing(self, resource: Resource, relation: str) -> list[Dangling]:
        """References of the relation from the resource to nothing."""
        return self._missing.get((resource, relation), [])

    def doubt(self, resource: Resource, relation: str) -> Unknown | None:
        """Why it cannot be said whether the resource has the relation, if so."""
        return self._doubtful.get((resource, relation))

    def pods(self, resource: Resource) -> tuple[PodTemplate, ...]:
        """The pod templates of a workload, in the order of its body; none for every other resource."""
        return self.templates.get(resource, ())
