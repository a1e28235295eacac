from typing import Any

import pytest

from scanner.checklist.kinds import Realm
from scanner.model.checklist import Attestation, Status, Strength
from scanner.model.judgement import Judgement, Outcome, Waiver
from tests.checklist.books import DAY, ITEM, fact, result, results
from tests.manifests import rule

MET, NOT_MET, UNKNOWN, NOT_SCANNED = Status.MET, Status.NOT_MET, Status.UNKNOWN, Status.NOT_SCANNED
ATTESTATION = Attestation("a/b", "We do.", "Ada", "operations", DAY, "2026-06-30")
SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: web, labels: {team: shop}}}\n"
TWO = f"{SERVICE}---\n{SERVICE.replace('web', 'api').replace('shop', 'core')}"
SCOPES = {"services": {"says": "There is a service.", "otherwise": "There is none.", "any": [{"kind": "Service"}]}}
UNKNOWN_NAME = "{apiVersion: v1, kind: Service, metadata: {name: web, labels: {team: 9223372036854775808}}}\n"


def shown(says: str = "It is there", strength: str = "strong", **node: Any) -> dict[str, Any]:
    return {"says": says, "strength": strength, **node}


TEAM = shown(kind="Service", where="object.metadata.labels.team == 'shop'")
BROKEN = shown(kind="Service", where="object.spec.type == 'x'", strength="proof")


def evidence(*alternatives: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"evidence": list(alternatives), **more}


@pytest.mark.parametrize(("data", "manifest", "status", "strength"), [
    (evidence(TEAM), SERVICE, MET, Strength.STRONG),
    (evidence(TEAM), SERVICE.replace("shop", "x"), NOT_MET, Strength.NONE),
    (evidence(TEAM), "", NOT_SCANNED, Strength.NONE),
    (evidence(shown(kind="Secret")), SERVICE, NOT_MET, Strength.NONE),  # objects were scanned, and there is none
    (evidence(shown(kind="Dockerfile")), SERVICE, NOT_SCANNED, Strength.NONE),  # no project was scanned
    (evidence(shown(kind="aws_vpc")), SERVICE, NOT_SCANNED, Strength.NONE),
    (evidence(BROKEN), SERVICE, UNKNOWN, Strength.NONE),
    (evidence(BROKEN, TEAM), SERVICE, MET, Strength.STRONG),
    (evidence(shown(kind="Service", strength="indicative"), TEAM), SERVICE, MET, Strength.STRONG),
    (evidence(shown(kind="Service", at_least=2)), SERVICE, NOT_MET, Strength.NONE),
    (evidence(shown(kind="Service", at_least=2)), TWO, MET, Strength.STRONG),
    (evidence({**TEAM, "every": True}), TWO, NOT_MET, Strength.NONE),
    (evidence({**TEAM, "every": True}), SERVICE, MET, Strength.STRONG),
    (evidence({**TEAM, "every": True, "when": "object.metadata.name == 'web'"}), TWO, MET, Strength.STRONG),
    (evidence({**TEAM, "every": True, "when": "object.metadata.name == 'x'"}), TWO, NOT_MET, Strength.NONE),
    (evidence(shown(all=[TEAM, {"kind": "Secret"}])), SERVICE, NOT_MET, Strength.NONE),
    (evidence(shown(all=[TEAM, {"any": [{"kind": "Secret"}, {"kind": "Service"}]}])), SERVICE, MET, Strength.STRONG),
    (evidence(shown(together=[{**TEAM, "every": True}, {"kind": "Secret", "every": True}])), SERVICE, MET,
     Strength.STRONG),
    (evidence(shown(together=[{"kind": "Service"}, {**TEAM, "every": True}])), TWO, NOT_MET, Strength.NONE),
    (evidence(shown(together=[{"kind": "Service"}, BROKEN])), SERVICE, UNKNOWN, Strength.NONE),
    (evidence(shown(together=[{"kind": "Secret"}])), SERVICE, NOT_MET, Strength.NONE),
    (evidence(shown(find=[{"kind": "Secret"}, {"kind": "Service"}])), SERVICE, MET, Strength.STRONG),
    (evidence(TEAM, absent="not scanned"), SERVICE.replace("shop", "x"), NOT_SCANNED, Strength.NONE),
    (evidence(shown(kind="Dockerfile"), absent="not met"), SERVICE, NOT_MET, Strength.NONE),
])
def test_alternatives(data: dict[str, Any], manifest: str, status: Status, strength: Strength) -> None:
    found = result(data, manifest)
    assert (found.status, found.strength) == (status, strength), found.reason


def test_absence_counts_where_the_first_alternative_would_be_written() -> None:
    data = evidence(shown(kind="CiStep"), shown(kind="Service", where="object.metadata.name == 'x'"))
    assert result(data, SERVICE).status is NOT_SCANNED
    assert result(data, SERVICE, facts=[fact("CiWorkflow")]).status is NOT_MET


def test_one_thing_in_several_graphs_is_one() -> None:
    """Environments render the same object again; three of one are not three."""
    data = evidence(shown(kind="Service", at_least=2))
    assert result(data, f"{SERVICE}---\n{SERVICE}").status is NOT_MET


def test_what_speaks_against_decides() -> None:
    data = evidence(TEAM, against=[{"says": "A service of core is here.", "kind": "Service",
                                    "where": "object.metadata.labels.team == 'core'", "field": "metadata.labels.team"}])
    silent = result(data, SERVICE)
    assert silent.status is MET and not any(one.against for one in silent.clues)
    found = result(data, TWO)
    assert found.status is NOT_MET and found.reason == "A service of core is here." and found.strength is Strength.PROOF
    (clue,) = [one for one in found.clues if one.against]
    assert [one.name for one in clue.fails] == ["Service/api"] and clue.fails[0].path == ("metadata", "labels", "team")


@pytest.mark.parametrize(("applies", "otherwise", "manifest", "status"), [
    ("services", "not applicable", "", Status.NOT_APPLICABLE),
    ("services", "not scanned", "", NOT_SCANNED),
    ("services", "not applicable", SERVICE, MET),
    ({"all": ["services", {"kind": "Secret"}]}, "not applicable", SERVICE, Status.NOT_APPLICABLE),
    ({"any": ["services", {"kind": "Secret"}]}, "not applicable", SERVICE, MET),
])
def test_applicability(applies: Any, otherwise: str, manifest: str, status: Status) -> None:
    found = result(evidence(TEAM, applies=applies, otherwise=otherwise), manifest, scopes=SCOPES)
    assert found.status is status
    assert found.item.applies == "There is a service."
    if status is not MET:
        assert found.reason == "There is none."


def test_where_something_could_not_be_read_nothing_is_said_to_be_absent() -> None:
    unread = [Realm.KUBERNETES]
    assert result(evidence(shown(kind="Secret")), SERVICE, unread=unread).status is UNKNOWN
    assert result(evidence(TEAM, applies="services"), "", scopes=SCOPES, unread=unread).status is UNKNOWN
    assert result(evidence(TEAM), SERVICE, unread=unread).status is MET
    elsewhere = [Realm.TERRAFORM]
    assert result(evidence(shown(kind="Secret")), SERVICE, unread=elsewhere).status is NOT_MET
    assert result(evidence(TEAM, applies="services"), "", scopes=SCOPES, unread=elsewhere).status is (
        Status.NOT_APPLICABLE)


def test_whether_an_item_applies_may_be_undecided() -> None:
    scopes = {"services": {**SCOPES["services"], "any": [{"kind": "Service", "where": "object.spec.x == 1"}]}}
    found = result(evidence(shown(kind="Secret"), applies="services"), SERVICE, scopes=scopes)
    assert found.status is UNKNOWN and found.reason.startswith("Whether it applies")


def test_the_day_and_parameters() -> None:
    data = evidence(shown(kind="Document", where="""
        object.day_number > 0 && int(timestamp(today + 'T00:00:00Z')) / 86400 - object.day_number <= params.days"""),
        params={"days": 30})
    old, fresh = fact("Document", day_number=20400), fact("Document", day_number=20480)
    assert result(data, facts=[fresh, fact("GitIgnore")]).status is MET
    assert result(data, facts=[old, fact("GitIgnore")]).status is NOT_MET
    found = result(data, facts=[old], params={"a/b": {"days": 365}})
    assert found.status is MET and found.item.params == {"days": 365}
    assert result(data, facts=[fresh], today="").status is UNKNOWN


def test_what_was_found_is_told_in_words() -> None:
    found = result(evidence({**TEAM, "says": "{object.metadata.name} is there"}), SERVICE)
    assert [one.message for one in found.clues[0].passes] == ["web is there"]


PASS, FAIL = (Judgement(rule(id="r", checklist=["a/b"]), outcome) for outcome in (Outcome.PASS, Outcome.FAIL))
WAIVED = FAIL._replace(waiver=Waiver("accepted", "annotation"))
RULES = [rule(id="r", checklist=["a/b"])]
WEAK = evidence(shown(kind="Service", strength="indicative"))


@pytest.mark.parametrize(("data", "judgements", "status"), [
    (None, [PASS], MET),
    (None, [FAIL], NOT_MET),
    (None, [WAIVED], Status.WAIVED),
    (None, [], NOT_SCANNED),
    (evidence(shown(rules=["r"])), [PASS], MET),
    (evidence(shown(rules="linked")), [PASS], MET),
    (evidence(shown(rules="linked")), [PASS, FAIL], NOT_MET),
    (WEAK, [FAIL], MET),  # the evidence does not ask the rule
    ({**WEAK, "against": [{"says": "x", "rules": ["r"]}]}, [FAIL], NOT_MET),
    ({**WEAK, "against": [{"says": "x", "rules": ["r"]}]}, [PASS], MET),
    ({**WEAK, "against": [{"says": "x", "rules": ["r"]}]}, [WAIVED], Status.WAIVED),
    (evidence(shown(kind="Secret"), against=[{"says": "x", "rules": ["r"]}]), [PASS], NOT_MET),
    (evidence(TEAM, shown(rules=["r"], strength="indicative")), [FAIL], MET),  # the stronger evidence wins
    (evidence(TEAM, shown(rules=["r"], strength="proof")), [FAIL], NOT_MET),
])
def test_rules(data: dict[str, Any] | None, judgements: list[Judgement], status: Status) -> None:
    assert result(data, SERVICE, judgements=judgements, rules=RULES).status is status


def test_rules_that_evidence_does_not_ask_are_told_beside() -> None:
    refuting = rule(id="q", checklist=[], refutes=["a/b"])
    failures = [FAIL, Judgement(refuting, Outcome.FAIL)]
    found = result(evidence(TEAM), SERVICE, judgements=failures, rules=[*RULES, refuting])
    assert found.status is MET
    (clue,) = [one for one in found.clues if one.beside]
    assert clue.rules == ("q", "r") and len(clue.fails) == 2
    without = result(None, SERVICE, judgements=[PASS, Judgement(refuting, Outcome.FAIL)], rules=[*RULES, refuting])
    assert without.status is NOT_MET  # of an item without evidence of its own


@pytest.mark.parametrize(("data", "manifest", "change", "status"), [
    (evidence(TEAM), "", {}, Status.ATTESTED),
    (evidence(TEAM), SERVICE, {}, MET),  # files prove it
    (WEAK, SERVICE, {}, Status.ATTESTED),  # files only indicate it
    (evidence(TEAM), SERVICE.replace("shop", "x"), {}, Status.ATTESTED),  # nothing found, nothing against
    (evidence(BROKEN), SERVICE, {}, Status.ATTESTED),
    (evidence(TEAM, against=[{"says": "x", "kind": "Service"}]), SERVICE, {}, NOT_MET),
    (evidence(TEAM, attest=False), "", {}, NOT_SCANNED),
    (evidence(TEAM), "", {"fault": "its day has passed", "expired": True}, Status.EXPIRED),
    (evidence(TEAM), SERVICE, {"fault": "its day has passed", "expired": True}, MET),
    (evidence(TEAM), "", {"fault": "nobody signed it"}, NOT_SCANNED),
])
def test_attestations(data: dict[str, Any], manifest: str, change: dict[str, Any], status: Status) -> None:
    found = result(data, manifest, attestations={"a/b": ATTESTATION._replace(**change)})
    assert found.status is status and found.attestation is not None


def test_conditions_are_told_and_a_rejection_speaks_against() -> None:
    found = result(evidence(TEAM), "", attestations={"a/b": ATTESTATION._replace(conditions=("a test",))})
    assert found.status is Status.ATTESTED and found.reason == "Ada says so, until 2026-06-30, on condition: a test."
    for manifest in ("", SERVICE):  # whatever files say
        found = result(evidence(TEAM), manifest, attestations={"a/b": ATTESTATION._replace(refused=True)})
        assert found.status is NOT_MET and found.reason == "Ada rejects it."
    ended = ATTESTATION._replace(refused=True, fault="it ended", expired=True)
    assert result(evidence(TEAM), SERVICE, attestations={"a/b": ended}).status is MET


@pytest.mark.parametrize(("params", "manifest", "status", "reason"), [
    ({"applies": True, "because": "x"}, "", NOT_SCANNED, ""),
    ({"applies": False, "because": "Nobody asks."}, "", Status.NOT_APPLICABLE, "Nobody asks."),
    ({"applies": False, "because": " "}, "", NOT_SCANNED, ""),  # no reason, no decision
    ({"applies": False, "because": "Nobody asks."}, TWO, NOT_MET, "Another one is here."),  # files win
])
def test_only_its_owner_can_say_whether_it_applies(
    params: dict[str, Any], manifest: str, status: Status, reason: str,
) -> None:
    against = [{"says": "Another one is here.", "kind": "Service", "where": "object.metadata.labels.team == 'core'"}]
    found = result(evidence(shown(kind="Dockerfile"), params=params, against=against), manifest)
    assert found.status is status and reason in found.reason


@pytest.mark.parametrize(("said", "status"), [
    ({}, NOT_SCANNED), ({"a/b": ATTESTATION}, NOT_SCANNED), ({"a/c": ATTESTATION}, NOT_SCANNED),
    ({"a/b": ATTESTATION, "a/c": ATTESTATION}, Status.ATTESTED),
    ({"a/b": ATTESTATION._replace(refused=True), "a/c": ATTESTATION}, NOT_MET),
    ({"a/b": ATTESTATION._replace(fault="it ended", expired=True), "a/c": ATTESTATION}, Status.EXPIRED),
])
def test_a_joint_word_is_wanted_beside_the_parts(said: dict[str, Attestation], status: Status) -> None:
    manual = ITEM._replace(coverage="manual", strength=Strength.NONE)
    found = results({"includes": ["a/c"], "attest": {"joint": True}}, "", items=[manual, manual._replace(id="a/c")],
                    more={"a/c": {}}, attestations=said)
    assert found[0].status is status and found[0].attestation == said.get("a/b")


def test_what_only_people_can_say_is_not_met_by_files() -> None:
    manual = ITEM._replace(coverage="manual", strength=Strength.NONE)
    assert result(evidence(TEAM), SERVICE, items=[manual]).status is NOT_SCANNED
    found = result({"attest": {"days": 180, "role": "business"}}, SERVICE, items=[manual],
                   attestations={"a/b": ATTESTATION})
    assert found.status is Status.ATTESTED and (found.item.days, found.item.role) == (180, "business")


CHILDREN = [ITEM, ITEM._replace(id="a/c"), ITEM._replace(id="a/d")]


@pytest.mark.parametrize(("own", "first", "second", "status"), [
    ({}, evidence(TEAM), evidence(TEAM), MET),
    ({}, evidence(TEAM), evidence(shown(kind="Secret")), NOT_MET),
    ({}, evidence(TEAM), evidence(shown(kind="Dockerfile")), NOT_SCANNED),
    ({}, evidence(shown(kind="Secret")), evidence(BROKEN), NOT_MET),
    ({}, evidence(TEAM), evidence(BROKEN), UNKNOWN),
    ({}, evidence(TEAM, applies="secrets"), evidence(TEAM), MET),
    ({}, evidence(TEAM, applies="secrets"), evidence(TEAM, applies="secrets"), Status.NOT_APPLICABLE),
    (evidence(shown(kind="Secret")), evidence(TEAM), evidence(TEAM), NOT_MET),
])
def test_roll_up(own: dict[str, Any], first: dict[str, Any], second: dict[str, Any], status: Status) -> None:
    scopes = {"secrets": {"says": "x", "otherwise": "y", "any": [{"kind": "Secret"}]}}
    found = results({**own, "includes": ["a/c", "a/d"]}, SERVICE, items=CHILDREN, scopes=scopes,
                    more={"a/c": first, "a/d": second})
    assert found[0].status is status
    assert found[0].item.includes == ("a/c", "a/d")
    assert found[0].reason


def test_facts_come_before_objects_of_the_same_kind() -> None:
    data = evidence(shown(kind="GrafanaDashboard", where="object.panels > 0"))
    board = "{apiVersion: g/v1, kind: GrafanaDashboard, metadata: {name: x}}\n"
    assert result(data, board, facts=[fact("GrafanaDashboard", panels=2)]).status is MET
    assert result(data, board, facts=[fact("GrafanaDashboard", panels=0)]).status is NOT_MET


@pytest.mark.parametrize(("least", "status"), [(3, MET), (4, NOT_MET), ("params.most", MET)])
def test_numbers_are_added_up(least: int | str, status: Status) -> None:
    manifest = TWO.replace("shop}", "shop}, count: 1").replace("core}", "core}, count: 2")
    summed = shown(kind="Service", sum="number(object, 'metadata.count', 0.0)", at_least=least)
    assert result(evidence(summed, params={"most": 3}), manifest).status is status


def test_a_sum_of_what_cannot_be_told_is_undecided() -> None:
    summed = shown(kind="Service", sum="quantity(text(object, 'metadata.labels.team'))", at_least=3)
    assert result(evidence(summed), SERVICE).status is UNKNOWN
    assert result(evidence(summed), SERVICE.replace("shop", "7Ki")).status is MET
