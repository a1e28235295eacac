import pytest

from scanner.checklist.assess import assess
from scanner.model.checklist import ChecklistItem, Status, Strength
from scanner.model.judgement import Judgement, Outcome, Waiver
from tests.manifests import rule

ITEM = ChecklistItem("a/b", "Section", "Group", "It is done", "automatic", Strength.PROOF)
MANUAL = ITEM._replace(coverage="manual", strength=Strength.NONE)
PASS, FAIL, UNKNOWN = (Judgement(rule(), outcome) for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN))
WAIVED = FAIL._replace(waiver=Waiver("known", "annotation"))
AGAINST = rule(id="against", checklist=[], refutes=["a/b"])


@pytest.mark.parametrize(("item", "judgements", "status"), [
    (ITEM, [], Status.NOT_SCANNED),
    (MANUAL, [], Status.NOT_SCANNED),
    (ITEM, [PASS, PASS], Status.MET),
    (ITEM, [PASS, FAIL], Status.NOT_MET),
    (ITEM, [PASS, UNKNOWN], Status.UNKNOWN),
    (ITEM, [UNKNOWN, FAIL], Status.NOT_MET),
    (ITEM, [WAIVED, PASS], Status.WAIVED),
    (ITEM, [WAIVED, FAIL], Status.NOT_MET),
    (ITEM, [Judgement(AGAINST, Outcome.PASS)], Status.NOT_SCANNED),
    (ITEM, [Judgement(AGAINST, Outcome.UNKNOWN)], Status.NOT_SCANNED),
    (ITEM, [Judgement(AGAINST, Outcome.FAIL), PASS], Status.NOT_MET),
    (ITEM._replace(id="c/d"), [PASS], Status.NOT_SCANNED),
])
def test_status(item: ChecklistItem, judgements: list[Judgement], status: Status) -> None:
    (result,) = assess([item], judgements, [rule(), AGAINST])
    assert result.status is status


def test_a_clue_is_everything_that_was_looked_at() -> None:
    (result,) = assess([ITEM], [PASS, FAIL, UNKNOWN, WAIVED], [AGAINST, rule()])
    (clue,) = result.clues
    assert clue.rules == ("against", "image-written")
    assert (clue.passes, clue.fails, clue.unknowns, clue.waived) == ((PASS,), (FAIL,), (UNKNOWN,), (WAIVED,))
