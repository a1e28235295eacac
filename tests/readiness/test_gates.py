"""Gates, levels, and the words that name items."""

from __future__ import annotations

import pytest

from scanner.checklist.load import load
from scanner.model.checklist import ItemResult, Status, Strength
from scanner.readiness.gates import LEVELS, GateError, gate, gates, members, parse, stages
from tests.reports.checklist.made import item

RESULTS = [ItemResult(one, Status.NOT_SCANNED) for one in load()]
SMALL = [
    ItemResult(item("security/a"), Status.MET, strength=Strength.INDICATIVE),
    ItemResult(item("security/b"), Status.ATTESTED),
    ItemResult(item("security/c"), Status.WAIVED), ItemResult(item("security/d"), Status.NOT_APPLICABLE),
    ItemResult(item("backup/e", "Backup & Recovery", "High Availability / App"), Status.NOT_MET)]


def test_parse() -> None:
    assert parse("security=100, availability = 90%,") == {"security": 100, "availability": 90}


@pytest.mark.parametrize("text", ["security", "=5", "a=", "a=101", "a=-1", "a=x", "a=1=2", "a=²"])
def test_what_is_no_gate(text: str) -> None:
    with pytest.raises(GateError, match="is no gate; expected WORD=PERCENT"):
        parse(text)


@pytest.mark.parametrize(("word", "count"), [
    ("all", 300), ("security", 35), ("Security Readiness", 35), ("security/container", 10),
    ("security/container/image", 5),
    ("availability", 15), ("monitoring", 40), ("high availability", 15), ("Pod Security", 5), ("logging", 10),
    ("security/container/image/images-signed", 1), ("backup", 30), ("go-live", 30), ("sign-off", 15)])
def test_words(word: str, count: int) -> None:
    assert len(members(word, RESULTS)) == count


@pytest.mark.parametrize(("word", "near"), [("securty", "security"), ("avaliability", "availability"), ("zzzz", "")])
def test_words_that_nothing_has(word: str, near: str) -> None:
    with pytest.raises(GateError, match=f"'{word}'" + (f"; did you mean '{near}'" if near else "$")):
        members(word, RESULTS)


def test_percent_is_of_what_applies_and_rounded_down() -> None:
    one = gate("security", 67, SMALL)
    assert (one.done, one.applicable, one.reached, one.passed, one.open) == (2, 3, 66, False, ("security/c",))
    assert gate("security/d", 100, SMALL).passed


def test_levels_build_on_each_other() -> None:
    made = stages({"a": {"all": 50}, "b": {"backup": 1}, "c": {"all": 0}}, SMALL)
    assert [one.reached for one in made] == [True, False, False]


def test_the_built_in_levels_name_sections() -> None:
    assert all(not one.reached for one in stages(LEVELS, RESULTS))
    assert gates({}, SMALL) == ()
