"""Label selectors as the Kubernetes API evaluates them, and what has labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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


MAX_COMPARISONS = 2_000_000
"""Most comparisons of selectors with labels that one relation module may ask for."""


class LinkLimit(Exception):
    """There is more to compare than is compared."""


class Labelled:
    """Resources with labels (their own, or those of their pods), by unit, namespace and label, so that a selector is
    compared with few of them.

    All look-ups give what a selector may hold for: all for which it does, and perhaps others. LinkLimit: together
    they gave more than `MAX_COMPARISONS`.
    """

    def __init__(self, entries: Iterable[tuple[Resource, Labels]]) -> None:
        # By unit and namespace (None for all), and further by label, or by the key of a label.
        self._found: dict[tuple[str | None, ...], list[tuple[Resource, Labels]]] = {}
        self._left = MAX_COMPARISONS
        for entry in entries:
            resource, labels = entry
            for space in ((resource.unit, resource.space), (resource.unit, None)):
                self._found.setdefault(space, []).append(entry)
                for key, value in labels.items():
                    self._found.setdefault((*space, key, value), []).append(entry)
                    self._found.setdefault((*space, key), []).append(entry)

    def candidates(self, source: Resource, selector: Data) -> Sequence[tuple[Resource, Labels]]:
        """Those that `source` can see."""
        if source.id.kind in CLUSTER_SCOPED:
            return self.everywhere(source.unit, selector)
        return self._of((source.unit, source.space), selector)

    def inside(self, unit: str, namespace: str, selector: Data) -> Sequence[tuple[Resource, Labels]]:
        """Those of a namespace."""
        return self._of((unit, namespace), selector)

    def everywhere(self, unit: str, selector: Data) -> Sequence[tuple[Resource, Labels]]:
        """Those of all namespaces."""
        return self._of((unit, None), selector)

    def _of(self, space: tuple[str, str | None], selector: Data) -> Sequence[tuple[Resource, Labels]]:
        found = self._found.get((*space, *_needed(selector)), ())
        self._left -= len(found)
        if self._left < 0:
            raise LinkLimit
        return found


def _needed(selector: Data) -> tuple[str, ...]:
    """A label that a selector asks for, or the key of one; () where it asks for none."""
    if not isinstance(selector, dict):
        return ()
    wanted = selector.get("matchLabels", selector)
    for key, value in wanted.items() if isinstance(wanted, dict) else ():
        if isinstance(key, str) and isinstance(value, str):
            return key, value
    expressions = selector.get("matchExpressions")
    for one in expressions if isinstance(expressions, list) else ():
        match one:
            case {"key": str(key), "operator": "In" | "Exists"}:
                return (key,)
    return ()
