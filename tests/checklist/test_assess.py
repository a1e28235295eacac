import pytest

from scanner.checklist.assess import assess
from scanner.model.checklist import ChecklistItem, State
from scanner.model.judgement import Judgement, Outcome, Waiver
from tests.manifests import rule

ITEM = ChecklistItem("a/b", "Section", "Group", "It is done", "automatic", "proof")
MANUAL = ITEM._replace(coverage="manual", strength="none")
PASS, FAIL, UNKNOWN = (Judgement(rule(), outcome) for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN))
WAIVED = FAIL._replace(waiver=Waiver("known", "annotation"))
AGAINST = rule(id="against", checklist=[], refutes=["a/b"])


@pytest.mark.parametrize(("item", "judgements", "state"), [
    (ITEM, [], State.NOT_SCANNED),
    (MANUAL, [], State.MANUAL),
    (MANUAL, [PASS], State.MET),
    (ITEM, [PASS, PASS], State.MET),
    (ITEM, [PASS, FAIL], State.NOT_MET),
    (ITEM, [PASS, UNKNOWN], State.UNKNOWN),
    (ITEM, [UNKNOWN, FAIL], State.NOT_MET),
    (ITEM, [WAIVED, PASS], State.NOT_MET),
    (ITEM, [Judgement(AGAINST, Outcome.PASS)], State.NOT_SCANNED),
    (ITEM, [Judgement(AGAINST, Outcome.UNKNOWN)], State.NOT_SCANNED),
    (ITEM, [Judgement(AGAINST, Outcome.FAIL), PASS], State.NOT_MET),
    (ITEM._replace(id="c/d"), [PASS], State.NOT_SCANNED),
])
def test_state(item: ChecklistItem, judgements: list[Judgement], state: State) -> None:
    (result,) = assess([item], judgements, [rule(), AGAINST])
    assert result.state is state


def test_evidence_is_everything_that_was_looked_at() -> None:
    (result,) = assess([ITEM], [PASS, FAIL, UNKNOWN, WAIVED], [AGAINST, rule()])
    evidence = result.evidence
    assert evidence.rules == ("against", "image-written")
    assert (evidence.passes, evidence.fails, evidence.unknowns, evidence.waived) == (
        (PASS,), (FAIL,), (UNKNOWN,), (WAIVED,))
