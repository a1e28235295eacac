"""Label selectors as the Kubernetes API evaluates them."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.model.resource import Data


def selects(selector: Data, labels: Mapping[str, str]) -> bool:
    """Whether a selector of matchLabels and matchExpressions holds for the labels. An empty one holds for all.

    A selector of an unexpected shape holds for nothing: the API server would reject it.
    """
    if selector is None:
        return False
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
