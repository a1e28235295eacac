"""The boxes of a document with their status."""

from __future__ import annotations

import pytest

from scanner.model.checklist import Attestation, ItemResult, Status, Strength
from scanner.tasklists.markdown import read
from scanner.tasklists.results import is_ticked, own_items, results
from tests.reports.checklist.made import item

FOUND = [
    ItemResult(item("a/one", text="One is done"), Status.MET, "So it is.", Strength.PROOF),
    ItemResult(item("a/two", text="Two is done"), Status.NOT_MET, "It is not."),
    ItemResult(item("a/three", text="Three is done"), Status.MET, "Likely.", Strength.INDICATIVE),
    ItemResult(item("a/four", text="Four is done"), Status.ATTESTED, "Ada says so."),
    ItemResult(item("a/five", text="Five is done"), Status.NOT_APPLICABLE, "There is none."),
]
SAID = Attestation("our/own", "It is.", "Ada", "", "2026-01-01", "2026-04-01")


def made(text: str, **said: Attestation) -> list[tuple[str, Status, bool]]:
    filled = results(read(text), FOUND, {}, {"our/own": one for one in said.values()})
    return [(one.item.id, one.status, tick) for one, tick in zip(filled.results, filled.ticks, strict=True)]


@pytest.mark.parametrize(("words", "status", "tick"), [
    ("One is done", Status.MET, True), ("Two is done", Status.NOT_MET, False),
    ("Three is done", Status.MET, False),  # an indication alone is not enough
    ("Four is done", Status.ATTESTED, True), ("Five is done", Status.NOT_APPLICABLE, False)])
def test_only_evidence_ticks_a_box(words: str, status: Status, tick: bool) -> None:
    assert [one[1:] for one in made(f"- [x] {words}\n")] == [(status, tick)]


def test_what_is_not_matched_is_told_and_not_ticked() -> None:
    filled = results(read("# L\n- [x] One is not done\n- [ ] One is done\n"), FOUND, {}, {})
    assert filled.ticks == (False, True) and filled.results[0].item.id == "line-2"
    assert filled.results[0].reason == (
        "No item of the built-in checklist has these words; near are One is done (a/one), "
        "Two is done (a/two), Four is done (a/four).")
    assert filled.notes[0].startswith(
        "1 of 2 boxes match no item of the built-in checklist; a comment <!-- readiness: ID -->")
    assert filled.notes[1].startswith("line 2: One is not done; near are a/one")
    assert filled.notes[2] == "1 boxes were ticked without evidence, and are not any more: lines 2."


@pytest.mark.parametrize(("inner", "status", "tick"), [
    ("One is done", Status.MET, True), ("One is done+Four is done", Status.ATTESTED, True),
    ("One is done+Two is done", Status.NOT_MET, False), ("One is done+Three is done", Status.MET, False),
    ("One is done+Five is done", Status.MET, True), ("Five is done", Status.NOT_APPLICABLE, False),
    ("One is done+Something else", Status.NOT_SCANNED, False)])
def test_the_worst_part_decides(inner: str, status: Status, tick: bool) -> None:
    parts = "".join(f"  - [ ] {one}\n" for one in inner.split("+"))
    assert made(f"- [ ] All of it:\n{parts}")[0][1:] == (status, tick)


def test_a_matched_box_counts_beside_its_parts() -> None:
    assert made("- [ ] Two is done\n  - [ ] One is done\n")[0] == ("a/two", Status.NOT_MET, False)
    assert made("- [ ] One is done\n  - [ ] Two is done\n")[0] == ("a/one", Status.NOT_MET, False)
    assert made("- [ ] One is done\n  - [ ] Four is done\n")[0][1:] == (Status.ATTESTED, True)


def test_boxes_of_ones_own_can_be_attested() -> None:
    text = "- [ ] Ours <!-- readiness: our/own -->\n"
    assert [one.id for one in own_items(read(text), {})] == ["our/own"]
    assert made(text) == [("our/own", Status.NOT_SCANNED, False)]
    assert made(text, a=SAID) == [("our/own", Status.ATTESTED, True)]
    assert made(text, a=SAID._replace(fault="it ended", expired=True)) == [("our/own", Status.EXPIRED, False)]
    assert made(text, a=SAID._replace(fault="no")) == [("our/own", Status.NOT_SCANNED, False)]


def test_headings_are_sections_and_groups() -> None:
    filled = results(read("# Title\n## Part\n### Low\n#### Lower\n- [ ] One is done\n"), FOUND, {}, {})
    assert (filled.results[0].item.section, filled.results[0].item.group) == ("Part", "Low / Lower")
    assert results(read("- [ ] One is done\n"), FOUND, {}, {}).results[0].item.section == "Checklist"


def test_ticks() -> None:
    assert [is_ticked(one) for one in FOUND] == [True, False, False, True, False]
    assert not is_ticked(FOUND[3]._replace(attestation=SAID._replace(conditions=("a test",))))
