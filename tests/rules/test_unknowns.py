import pytest

from scanner.model.unknown import Unknown
from scanner.rules import unknowns

UNKNOWN = Unknown("made by the cluster")
DATA = {"a": [1, UNKNOWN], "b": {"c": UNKNOWN}, "d": "text"}


def test_unknown_values_are_found() -> None:
    assert list(unknowns.find(DATA)) == [(("a", 1), UNKNOWN), (("b", "c"), UNKNOWN)]


def test_unknown_values_are_replaced() -> None:
    assert unknowns.replaced(DATA, 7) == {"a": [1, 7], "b": {"c": 7}, "d": "text"}
    assert unknowns.replaced(DATA, unknowns.ABSENT) == {"a": [1, None], "b": {}, "d": "text"}


@pytest.mark.parametrize(("text", "named"), [
    ("self.?c.orValue(1) == 1", True), ("self.?a.hasValue()", True), ("self.?d.orValue(1) == 1", False),
    ("self.cc == 1", False)])
def test_is_named(text: str, named: bool) -> None:
    assert unknowns.is_named(text, [path for path, _ in unknowns.find(DATA)]) is named


def test_stand_ins_hold_what_the_expression_compares_with() -> None:
    found = unknowns.stand_ins("self.?a.?b.orValue('') == 'Unmasked' && self.size >= 35")
    assert found[0] is unknowns.ABSENT
    members = ("a", "b", "size", "Unmasked")  # quoted words may be keys as well
    for wanted in ("Unmasked", ["Unmasked"], 34, 35, 36, dict.fromkeys(members, True),
                   dict.fromkeys(members, dict.fromkeys(members, "Unmasked"))):
        assert any(type(one) is type(wanted) and one == wanted for one in found), wanted
