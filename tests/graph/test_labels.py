import pytest

from scanner.graph.labels import describe, equal, selects

LABELS = {"app": "web", "tier": "front"}


@pytest.mark.parametrize(("selector", "expected"), [
    ({}, True),
    (None, False),
    ([], False),
    ("app=web", False),
    ({"matchLabels": {"app": "web"}}, True),
    ({"matchLabels": {"app": "db"}}, False),
    ({"matchLabels": {"app": "web", "x": "y"}}, False),
    ({"matchLabels": ["app"]}, False),
    ({"matchExpressions": {"key": "app"}}, False),
    ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["db", "web"]}]}, True),
    ({"matchExpressions": [{"key": "x", "operator": "In", "values": ["web"]}]}, False),
    ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
    ({"matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["web"]}]}, True),
    ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
    ({"matchExpressions": [{"key": "x", "operator": "Exists"}]}, False),
    ({"matchExpressions": [{"key": "x", "operator": "DoesNotExist"}]}, True),
    ({"matchExpressions": [{"key": "app", "operator": "Like", "values": ["w"]}]}, False),
    ({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}, False),
    ({"matchLabels": None, "matchExpressions": None}, True),
])
def test_selects(selector: object, expected: bool) -> None:
    assert selects(selector, LABELS) is expected


def test_equal_wants_every_pair() -> None:
    assert equal({"app": "web"}, LABELS)
    assert not equal({"app": "web", "tier": "back"}, LABELS)


@pytest.mark.parametrize(("selector", "text"), [
    ({"app": "web", "tier": "front"}, "app=web,tier=front"),
    ({"matchLabels": {"app": "web"}}, "app=web"),
    ({"matchExpressions": [{"key": "a", "operator": "Exists"}]}, "an expression"),
    (None, "None"),
])
def test_describe(selector: object, text: str) -> None:
    assert describe(selector) == text


def test_describe_survives_odd_labels() -> None:
    assert describe({"matchLabels": ["x"]}) == "an expression"
    assert describe({"matchLabels": {"a": ["x"], "b": "c"}}) == "b=c"
