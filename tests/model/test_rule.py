import pytest

from scanner.model.judgement import Judgement, Outcome, Waiver, reported
from scanner.model.provenance import Provenance
from scanner.model.rule import Severity
from tests.manifests import rule


def test_severities_are_ordered() -> None:
    assert Severity.parse("critical") > Severity.parse("HIGH") > Severity.parse("medium") > Severity.parse("low")
    assert Severity.parse("info").word == "info"


def test_an_unknown_severity_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown severity 'urgent': expected one of info, low, medium, high"):
        Severity.parse("urgent")


@pytest.mark.parametrize(("category", "security"), [("rbac", True), ("availability", False)])
def test_security_is_a_matter_of_category(category: str, security: bool) -> None:
    assert rule(category=category).security is security


def test_what_is_a_finding() -> None:
    failed = Judgement(rule(), Outcome.FAIL)
    assert failed.is_finding
    assert not failed._replace(waiver=Waiver("known", "annotation")).is_finding
    assert not failed._replace(outcome=Outcome.UNKNOWN).is_finding


def test_a_stage_may_report_by_itself() -> None:
    at = Provenance.literal("chart/templates/web.yaml", 3, 9)
    judgement = reported(rule(), "It fails.", at, "chart")
    assert (judgement.name, judgement.where(), judgement.is_finding) == ("chart", at, True)
