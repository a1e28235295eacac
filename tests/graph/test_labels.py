import pytest

from scanner.graph.labels import MAX_COMPARISONS, Labelled, LinkLimit, describe, equal, selects
from scanner.model.resource import Resource, identify

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


def labelled(*entries: tuple[str, dict[str, str]]) -> tuple[list[Resource], Labelled]:
    """Resources named after their namespace, with labels."""
    found = []
    for space, labels in entries:
        body = {"kind": "Pod", "metadata": {"name": space, "namespace": space}}
        found.append((Resource(identify(body), body), labels))
    return [one for one, _ in found], Labelled(found)


@pytest.mark.parametrize(("selector", "names"), [
    ({"app": "web"}, ["a"]),
    ({"matchLabels": {"app": "web"}}, ["a"]),
    ({"matchExpressions": [{"key": "tier", "operator": "Exists"}]}, ["a"]),
    ({"matchExpressions": [{"key": "gone", "operator": "In", "values": ["x"]}]}, []),
    ({"matchExpressions": [{"key": "gone", "operator": "DoesNotExist"}]}, ["a", "a"]),
    ({}, ["a", "a"]), (None, ["a", "a"]), ({"matchLabels": {"app": 3}}, ["a", "a"]),
])
def test_look_ups_give_no_fewer_than_match(selector: object, names: list[str]) -> None:
    (one, *_), known = labelled(("a", LABELS), ("a", {"app": "db"}), ("b", LABELS))
    assert [found.id.name for found, _ in known.candidates(one, selector)] == names
    assert list(known.inside("", "a", selector)) == list(known.candidates(one, selector))
    test = equal if selector == {"app": "web"} else selects
    matching = {found for found, labels in known.everywhere("", selector) if test(selector, labels)}
    assert {found for found, labels in known.everywhere("", {}) if test(selector, labels)} == matching


def test_what_has_no_namespace_sees_all_of_them() -> None:
    _, known = labelled(("a", LABELS), ("b", LABELS))
    wide = Resource(identify({"kind": "ClusterRole"}), {})
    assert [found.id.name for found, _ in known.candidates(wide, {"app": "web"})] == ["a", "b"]


def test_comparisons_are_bounded() -> None:
    _, known = labelled(*[("a", LABELS)] * 1000)
    with pytest.raises(LinkLimit):
        for _ in range(MAX_COMPARISONS // 1000 + 1):
            known.inside("", "a", {})
