"""Resources and how they relate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from scanner.model.resource import Data, Path, Resource, Resources, lookup
from scanner.model.unknown import Unknown

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


class Graph:
    """All of it; look-ups give edges in the order in which they were found.

    complete: everything that is deployed together was read, so that a reference to nothing is a defect. truncated:
    there are more links than are followed. external: references to objects that are known to lie elsewhere.
    meanings: gives what the names of relations mean.
    """

    __slots__ = ("resources", "edges", "dangling", "external", "doubts", "templates", "complete", "truncated",
                 "_meanings", "_incoming", "_outgoing", "_missing", "_doubtful")

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
    ) -> None:
        self.resources, self.edges, self.dangling = resources, edges, dangling
        self.external, self.doubts = external, doubts
        self.complete, self.truncated = complete, truncated
        self.templates: Mapping[Resource, tuple[PodTemplate, ...]] = templates if templates is not None else {}
        self._meanings = meanings
        self._incoming: dict[tuple[Resource, str], list[Edge]] = {}
        self._outgoing: dict[tuple[Resource, str], list[Edge]] = {}
        self._missing: dict[tuple[Resource, str], list[Dangling]] = {}
        for edge in self.edges:
            self._incoming.setdefault((edge.target, edge.relation), []).append(edge)
            self._outgoing.setdefault((edge.source, edge.relation), []).append(edge)
        for loose in self.dangling:
            self._missing.setdefault((loose.source, loose.relation), []).append(loose)
        self._doubtful = {(one.source, one.relation): one.why for one in reversed(self.doubts)}

    @property
    def relations(self) -> Mapping[str, Relation]:
        """What the names of relations mean."""
        return self._meanings()

    def incoming(self, resource: Resource, relation: str) -> list[Edge]:
        """Edges of the relation that end at the resource."""
        return self._incoming.get((resource, relation), [])

    def outgoing(self, resource: Resource, relation: str) -> list[Edge]:
        """Edges of the relation that start at the resource."""
        return self._outgoing.get((resource, relation), [])

    def missing(self, resource: Resource, relation: str) -> list[Dangling]:
        """References of the relation from the resource to nothing."""
        return self._missing.get((resource, relation), [])

    def doubt(self, resource: Resource, relation: str) -> Unknown | None:
        """Why it cannot be said whether the resource has the relation, if so."""
        return self._doubtful.get((resource, relation))

    def pods(self, resource: Resource) -> tuple[PodTemplate, ...]:
        """The pod templates of a workload, in the order of its body; none for every other resource."""
        return self.templates.get(resource, ())
