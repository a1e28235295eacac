"""Objects that configuration says lie elsewhere: references to them lead to nothing read, and are no defect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from scanner.graph.labels import selects
from scanner.model.graph import Dangling, External, Wanted
from scanner.model.resource import CLUSTER_SCOPED


class Elsewhere:
    """All external objects, by kind, so that a reference is compared with few of them."""

    def __init__(self, listed: Iterable[External]) -> None:
        self._by_kind: dict[str, list[External]] = {}
        self._labelled: list[External] = []
        for one in listed:
            self._by_kind.setdefault(one.kind, []).append(one)
            if one.labels:
                self._labelled.append(one)

    def has(self, reference: Dangling) -> bool:
        """Whether the reference leads to one of them."""
        wanted = reference.to
        if wanted is None:
            return False
        if wanted.selector is not None:
            return any(_selected(one, wanted) for one in self._labelled)
        return any(_named(one, wanted) for kind in (wanted.kind, "*") for one in self._by_kind.get(kind, ()))


def _named(one: External, wanted: Wanted) -> bool:
    return fnmatchcase(wanted.name, one.name) and _in_space(one, wanted)


def _selected(one: External, wanted: Wanted) -> bool:
    """Pods are listed as what makes them, a Deployment for instance; other kinds as themselves."""
    fits = one.kind in (wanted.kind, "*") or wanted.kind == "Pod" and one.kind != "Service"
    labels: Mapping[str, str] = one.labels
    return fits and _in_space(one, wanted) and selects(wanted.selector, labels)


def _in_space(one: External, wanted: Wanted) -> bool:
    return wanted.kind in CLUSTER_SCOPED or not wanted.namespace or fnmatchcase(wanted.namespace, one.namespace)
