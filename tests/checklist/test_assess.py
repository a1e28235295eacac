import pytest

from scanner.checklist.assess import assess
from scanner.model.checklist import ChecklistItem, Status
from scanner.model.judgement import Judgement, Outcome, Waiver
from tests.manifests import rule

ITEM = ChecklistItem("a/b", "Section", "Group", "It is done", "automatic", "proof")
MANUAL = ITEM._replace(coverage="manual", strength="none")
PASS, FAIL, UNKNOWN = (Judgement(rule(), outcome) for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN))
WAIVED = FAIL._replace(waiver=Waiver("known", "annotation"))
AGAINST = rule(id="against", checklist=[], refutes=["a/b"])


@pytest.mark.parametrize(("item", "judgements", "state"), [
    (ITEM, [], Status.NOT_SCANNED),
    (MANUAL, [], Status.MANUAL),
    (MANUAL, [PASS], Status.MET),
    (ITEM, [PASS, PASS], Status.MET),
    (ITEM, [PASS, FAIL], Status.NOT_MET),
    (ITEM, [PASS, UNKNOWN], Status.UNKNOWN),
    (ITEM, [UNKNOWN, FAIL], Status.NOT_MET),
    (ITEM, [WAIVED, PASS], Status.NOT_MET),
    (ITEM, [Judgement(AGAINST, Outcome.PASS)], Status.NOT_SCANNED),
    (ITEM, [Judgement(AGAINST, Outcome.UNKNOWN)], Status.NOT_SCANNED),
    (ITEM, [Judgement(AGAINST, Outcome.FAIL), PASS], Status.NOT_MET),
    (ITEM._replace(id="c/d"), [PASS], Status.NOT_SCANNED),
])
def test_state(item: ChecklistItem, judgements: list[Judgement], state: Status) -> None:
    (result,) = assess([item], judgements, [rule(), AGAINST])
    assert result.state is state


def test_evidence_is_everything_that_was_looked_at() -> None:
    (result,) = assess([ITEM], [PASS, FAIL, UNKNOWN, WAIVED], [AGAINST, rule()])
    evidence = result.evidence
    assert evidence.rules == ("against", "image-written")
    assert (evidence.passes, evidence.fails, evidence.unknowns, evidence.waived) == (
        (PASS,), (FAIL,), (UNKNOWN,), (WAIVED,))
