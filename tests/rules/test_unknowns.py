import pytest

from scanner.model.unknown import Unknown
from scanner.rules import unknowns

UNKNOWN = Unknown("made by the cluster")
DATA = {"a": [1, UNKNOWN], "b": {"c": UNKNOWN}, "d": "text"}


def test_unknown_values_are_found() -> None:
    assert list(unknowns.find(DATA)) == [(("a", 1), UNKNOWN), (("b", "c"), UNKNOWN)]


def test_what_is_unknown_is_supposed() -> None:
    paths = dict(unknowns.find(DATA))
    assert unknowns.supposed(DATA, paths, 7) == {"a": [1, 7], "b": {"c": 7}, "d": "text"}
    assert unknowns.supposed(DATA, paths, unknowns.ABSENT) == {"a": [1, None], "b": {}, "d": "text"}
    assert DATA["b"] == {"c": UNKNOWN}
    assert unknowns.supposed(UNKNOWN, {(): UNKNOWN}, 3) == 3


@pytest.mark.parametrize(("text", "bases", "seen"), [
    ("self.?b.?c.orValue(1) == 1", [()], unknowns.Reach.NAMED),
    ("self.?c.orValue(1) == 1", [()], unknowns.Reach.AROUND),
    ("self.?c.orValue(1) == 1", [("b",)], unknowns.Reach.NAMED),
    ("self.?c.orValue(1) == 1", [("a", 0)], unknowns.Reach.NONE),
    ("self.size() == 1", [("a",), ("b",)], unknowns.Reach.AROUND),
    ("self.size() == 1", [("b", "c")], unknowns.Reach.NAMED),
    ("true", [], unknowns.Reach.NONE),
])
def test_reach(text: str, bases: list[tuple[str | int, ...]], seen: unknowns.Reach) -> None:
    assert unknowns.reach(unknowns.words(text), bases, ("b", "c")) is seen
    assert len(unknowns.trials(text, seen)) >= 1 + 2 * seen


def test_stand_ins_hold_what_the_expression_compares_with() -> None:
    found = unknowns.stand_ins("self.?a.?b.orValue('') == 'Unmasked' && self.size >= 35")
    assert found[0] is unknowns.ABSENT
    members = ("a", "b", "size", "Unmasked")  # quoted words may be keys as well
    for wanted in ("Unmasked", ["Unmasked"], 34, 35, 36, dict.fromkeys(members, True),
                   dict.fromkeys(members, dict.fromkeys(members, "Unmasked"))):
        assert any(type(one) is type(wanted) and one == wanted for one in found), wanted


@pytest.mark.parametrize(("text", "expected"), [
    ("self.?a.orValue(1) == 1", True), ("object.a == 1", True), ("has(self.a)", True), ("incoming.x.exists(b, b.a == 1)", True),
    ("outgoing['x'].all(b, on(b, 'c') && b.a)", True), ("on(self, 'a.b') && params.x == 'object.a'", True),
    ("on(object, 'a.b')", False), ("incoming.x.exists(b, on(b, 'a'))", False),
    ("policy(object).exists(s, s.effect == 'allow')", False), ("incoming.x.exists(p, policy(p).exists(s, s.effect == 'deny'))", False),
])
def test_expressions_that_look_directly(text: str, expected: bool) -> None:
    assert unknowns.looks_directly(text) is expected
