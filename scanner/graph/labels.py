"""Label selectors as the Kubernetes API evaluates them, and what has labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scanner.model.resource import CLUSTER_SCOPED, Data, Resource

Labels = Mapping[str, str]


def selects(selector: Data, labels: Mapping[str, str]) -> bool:
    """Whether a selector of matchLabels and matchExpressions holds for the labels. An empty one holds for all.

    A selector of an unexpected shape holds for nothing: the API server would reject it.
    """
    if not isinstance(selector, dict):
        return False
    wanted = selector.get("matchLabels") or {}
    expressions = selector.get("matchExpressions") or []
    if not isinstance(wanted, dict) or not isinstance(expressions, list):
        return False
    return equal(wanted, labels) and all(_holds(one, labels) for one in expressions)


def equal(wanted: Mapping[str, Data], labels: Mapping[str, str]) -> bool:
    """Whether the labels hold every wanted pair; the plain selector form of Services."""
    return all(labels.get(key) == value for key, value in wanted.items())


def _holds(expression: Data, labels: Mapping[str, str]) -> bool:
    match expression:
        case {"key": str(key), "operator": "In", "values": list(values)}:
            return key in labels and labels[key] in values
        case {"key": str(key), "operator": "NotIn", "values": list(values)}:
            return key not in labels or labels[key] not in values
        case {"key": str(key), "operator": "Exists"}:
            return key in labels
        case {"key": str(key), "operator": "DoesNotExist"}:
            return key not in labels
    return False


def describe(selector: Data) -> str:
    """A selector in the short form of kubectl, for messages."""
    if not isinstance(selector, dict):
        return str(selector)
    labels = selector.get("matchLabels", selector if "matchExpressions" not in selector else {})
    pairs = labels.items() if isinstance(labels, dict) else ()
    return ",".join(f"{key}={value}" for key, value in pairs if isinstance(value, str)) or "an expression"


class Labelled:
    """Resources with labels (their own, or those of their pods), by unit, namespace and label, so that a selector is
    compared with few of them."""

    def __init__(self, entries: Iterable[tuple[Resource, Labels]]) -> None:
        self._units: dict[str, list[tuple[Resource, Labels]]] = {}
        self._all: dict[tuple[str, ...], list[tuple[Resource, Labels]]] = {}
        self._by_label: dict[tuple[str, ...], list[tuple[Resource, Labels]]] = {}
        for entry in entries:
            resource, labels = entry
            space = (resource.unit, resource.space)
            self._units.setdefault(resource.unit, []).append(entry)
            self._all.setdefault(space, []).append(entry)
            for key, value in labels.items():
                self._by_label.setdefault((*space, key, value), []).append(entry)

    def candidates(self, source: Resource, selector: Data) -> Iterable[tuple[Resource, Labels]]:
        """Those `source` can see that a selector may hold for: all for which it does, and perhaps others."""
        if source.id.kind in CLUSTER_SCOPED:
            return self._units.get(source.unit, ())
        return self.inside(source.unit, source.space, selector)

    def inside(self, unit: str, namespace: str, selector: Data) -> Iterable[tuple[Resource, Labels]]:
        """Those of a namespace that a selector may hold for: all for which it does, and perhaps others."""
        space = (unit, namespace)
        wanted = selector.get("matchLabels", selector) if isinstance(selector, dict) else None
        for key, value in wanted.items() if isinstance(wanted, dict) else ():
            if isinstance(key, str) and isinstance(value, str):
                return self._by_label.get((*space, key, value), ())
        return self._all.get(space, ())

    def everywhere(self, unit: str) -> Iterable[tuple[Resource, Labels]]:
        """All of a unit."""
        return self._units.get(unit, ())
