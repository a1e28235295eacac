"""What surrounds a request: the Namespaces, definitions and parameters among everything that was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scanner.admission.kinds import Kinds
from scanner.admission.requests import METADATA_NAME, Request
from scanner.model.resource import Data, Resource
from scanner.model.unknown import Unknown
from scanner.rules import cel


class World:
    """All resources that a policy may look up. `complete`: nothing else is in the cluster.

    `exhausted` counts how often an expression asked for more than it may (see `evaluate`).
    """

    def __init__(self, resources: Iterable[Resource], complete: bool) -> None:
        self.complete = complete
        self.exhausted: Counter[object] = Counter()
        self._by_kind: dict[tuple[str, str], list[Resource]] = {}
        for one in resources:
            self._by_kind.setdefault((one.id.group, one.id.kind), []).append(one)
        self.kinds = Kinds(self.of_kind("apiextensions.k8s.io", "CustomResourceDefinition"))

    def of_kind(self, group: str, kind: str) -> list[Resource]:
        """Resources of a kind, in reading order."""
        return self._by_kind.get((group, kind), [])

    def namespace(self, request: Request) -> Data:
        """The Namespace of the object as a plain body: None for an object without one, Unknown where none was read."""
        if request.namespaced is False:
            return None
        if isinstance(request.namespace, Unknown):
            return request.namespace
        found = [one for one in self.of_kind("", "Namespace") if one.id.name == request.namespace]
        near = [one for one in found if one.unit == request.resource.unit] or found
        if not near:
            return Unknown(f"the Namespace {request.namespace} is not among the files")
        body = cel.plain(near[0].body)
        if any(cel.plain(one.body) != body for one in near[1:]):
            return Unknown(f"there are several Namespaces {request.namespace} among the files")
        metadata = body.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        labels = metadata.get("labels")
        if not isinstance(labels, (dict, type(None))):
            return labels if isinstance(labels, Unknown) else Unknown("the labels of its Namespace are no map")
        labels = {**(labels or {}), METADATA_NAME: request.namespace}
        return {"spec": {}, "status": {}, **body, "metadata": {**metadata, "labels": labels}}
