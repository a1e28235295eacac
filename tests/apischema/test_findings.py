"""What is collected about one object, and how much."""

from scanner.apischema.findings import MAX_DEFECTS, MAX_DEPTH, Defect, Findings
from scanner.model.unknown import Unknown


def test_defects_are_sentences_with_a_place() -> None:
    found = Findings()
    found.add(("spec", "a"), "is wrong")
    found.missing(("spec", "b"), written=True)
    found.stranger(("spec", "c"), "there is no c")
    assert found.defects == [
        Defect(("spec", "a"), "spec.a is wrong."), Defect(("spec", "b"), "spec.b is missing.", True),
        Defect(("spec", "c"), "there is no c.", True)]


def test_no_more_defects_than_anybody_reads() -> None:
    found = Findings()
    for number in range(MAX_DEFECTS + 10):
        assert found.full is (number >= MAX_DEFECTS)
        found.add((f"a{number}",), "is wrong")
    assert len(found.defects) == MAX_DEFECTS


def test_the_first_unknown_value_is_kept() -> None:
    found = Findings()
    found.blur(("a",), Unknown("first"))
    found.blur(("b",), Unknown("second"))
    assert found.unknown == (("a",), Unknown("first"))


def test_work_and_depth_are_bounded() -> None:
    found = Findings(10)
    assert found.may_enter((), 10) and not found.may_enter((), 1) and found.unknown is not None
    assert not found.may_enter((), 1)
    deep = Findings()
    assert deep.may_enter(("a",) * MAX_DEPTH) and not deep.may_enter(("a",) * MAX_DEPTH, 1, depth=1)
