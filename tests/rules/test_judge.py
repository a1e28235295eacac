import pytest

from scanner.graph.build import build
from scanner.model.judgement import Outcome
from scanner.model.provenance import Provenance
from scanner.model.resource import Resource, identify
from scanner.model.unknown import Unknown
from scanner.rules.cel import ExpressionError, Program
from scanner.rules.judge import Target, fill, judge
from tests.manifests import POD, graph_of, judged, rule

POLICY = """\
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: budget, namespace: shop}
spec: {selector: {}}
"""


def test_one_judgement_for_each_container() -> None:
    good, bad = judged(POD, [rule()])
    assert (good.outcome, good.container, good.message) == (Outcome.PASS, "main", "")
    assert (bad.outcome, bad.container) == (Outcome.FAIL, "helper")
    assert bad.message == "Container 'helper' has no image."
    assert bad.path == ("spec", "containers", 1, "image")
    assert bad.name == "Pod/web"


def test_rules_about_other_kinds_are_not_even_compiled() -> None:
    assert judged(POD, [rule(match={"kind": "Role"}, **{"assert": "this does not compile"})]) == ()


def test_a_rule_that_does_not_compile_stops_the_scan() -> None:
    with pytest.raises(ExpressionError):
        judged(POD, [rule(**{"assert": "this does not compile"})])


def test_rules_without_an_expression_are_left_to_their_stage() -> None:
    assert judged(POD, [rule(engine="helm")]) == ()


@pytest.mark.parametrize(("when", "outcomes"), [
    ("self.name == 'main'", ["pass"]),
    ("self.name == 'other'", []),
    ("self.image != ''", ["pass", "unknown"]),
])
def test_the_condition_of_a_rule(when: str, outcomes: list[str]) -> None:
    match = {"kind": "workload", "each": "containers", "when": when}
    assert [one.outcome.value for one in judged(POD, [rule(match=match)])] == outcomes


def test_malformed_data_is_undecided_with_a_reason() -> None:
    (judgement,) = judged(POD.replace("name: helper", "name: helper\n      image: [x]"), [
        rule(match={"kind": "workload", "each": "containers", "when": "self.name == 'helper'"},
             **{"assert": "self.image.startsWith('x')"})])
    assert judgement.outcome is Outcome.UNKNOWN
    assert "overload" in judgement.message
    assert not judgement.is_finding


def test_parameters_can_be_changed_for_a_target() -> None:
    limited = rule(params={"most": 1}, match={"kind": "Pod", "each": "pod"},
                   **{"assert": "self.containers.size() <= params.most"})
    assert judged(POD, [limited])[0].outcome is Outcome.FAIL
    changed = Target(params={limited.id: {"most": 2}})
    assert judged(POD, [limited], changed)[0].outcome is Outcome.PASS


@pytest.mark.parametrize(("target", "expected"), [
    (Target(kubernetes="v1.28"), "28 false true"), (Target("1.31.2", chart=True, complete=False), "31 true false"),
    (Target("unknown"), "0 false true")])
def test_the_target_is_bound(target: Target, expected: str) -> None:
    said = "string(target.minor) + ' ' + string(target.chart) + ' ' + string(target.complete) == '%s'"
    (judgement,) = judged(POD, [rule(match={"kind": "Pod"}, **{"assert": said % expected})], target)
    assert judgement.outcome is Outcome.PASS


def test_relations_are_bound_and_told() -> None:
    guarded = rule(match={"kind": "Pod"}, uses=["guards"], **{"assert": "incoming.guards.size() == 0"},
                   field="object.metadata", message="Guarded by {incoming.guards}.")
    (judgement,) = judged(POD + POLICY, [guarded])
    assert judgement.outcome is Outcome.FAIL
    assert [(one.resource.id.short, one.path) for one in judgement.related] == [
        ("PodDisruptionBudget/budget", ("spec", "selector"))]


def test_dangling_references_are_bound() -> None:
    text = POLICY.replace("selector: {}", "selector: {matchLabels: {a: b}}").removeprefix("---\n")
    (judgement,) = judged(text, [rule(
        match={"kind": "PodDisruptionBudget"}, uses=["guards"], field="object.spec.selector",
        message="It guards no {dangling.guards}.", **{"assert": "dangling.guards.size() == 0"})])
    assert judgement.message == "It guards no pods labelled a=b."


def test_rules_that_ask_for_too_much_are_asked_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    endless = rule(match={"kind": "Pod"},
                   **{"assert": "lists.range(9999).all(a, lists.range(9999).all(b, a >= 0 || b > 0))"})
    run = Program.run
    monkeypatch.setattr(Program, "run", lambda self, ready: asked.append(1) or run(self, ready))
    judgements = judged("---\n".join(POD.replace("name: web,", f"name: web{number},") for number in range(40)),
                        [endless])
    assert len(judgements) == 40 and {one.outcome for one in judgements} == {Outcome.UNKNOWN}
    assert {one.message for one in judgements} == {"it is too large to be judged"} and len(asked) == 20


def test_order_is_by_resource_then_rule() -> None:
    rules = [rule(id="b"), rule(id="a")]
    other = POD.replace("name: web,", "name: api,")
    assert [(one.name, one.rule.id) for one in judged(f"{POD}---\n{other}", rules)] == [
        ("Pod/web", "a"), ("Pod/web", "a"), ("Pod/web", "b"), ("Pod/web", "b"),
        ("Pod/api", "a"), ("Pod/api", "a"), ("Pod/api", "b"), ("Pod/api", "b")]


def test_judging_changes_nothing() -> None:
    graph = graph_of(POD + POLICY)
    before = [str(one.body) for one in graph.resources]
    judge(graph, [rule(uses=["guards"])])
    assert [str(one.body) for one in graph.resources] == before


def outcome_with_unknown(assertion: str, value: object) -> tuple[Outcome, str]:
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
            "spec": {"replicas": value, "containers": [{"name": "main", "image": value, "tty": True}]}}
    graph = build([Resource(identify(body), body)])
    (judgement,) = judge(graph, [rule(**{"assert": assertion})])
    return judgement.outcome, judgement.message


@pytest.mark.parametrize(("assertion", "outcome"), [
    ("self.?image.orValue('') == 'web:1.0'", Outcome.UNKNOWN),
    ("self.?image.orValue('') != 'latest'", Outcome.UNKNOWN),
    ("has(self.image)", Outcome.UNKNOWN),
    ("self.?image.orValue('x') == 'y' || self.tty", Outcome.PASS),
    ("self.?image.orValue('x') == 'y' && !self.tty", Outcome.FAIL),
    ("self.tty", Outcome.PASS),
    ("pod.?replicas.orValue(1) >= 2", Outcome.UNKNOWN),
    ("pod.?replicas.orValue(1) >= 2 || container.tty", Outcome.PASS),
    ("self.?image.?deep.orValue(true) == false", Outcome.UNKNOWN),          # the unknown may be a whole block
    ("self.?image.?deep.?deeper.orValue('') in ['x', 'y']", Outcome.UNKNOWN),
    ("self.all(key, key != 'image')", Outcome.UNKNOWN),
    ("self.size() == 3", Outcome.UNKNOWN),
])
def test_a_value_not_known_offline_is_never_guessed(assertion: str, outcome: Outcome) -> None:
    found, message = outcome_with_unknown(assertion, Unknown("looked up in the cluster"))
    assert found is outcome
    assert (message == "looked up in the cluster") is (outcome is Outcome.UNKNOWN)


@pytest.mark.parametrize("containers", [Unknown("a loop failed"), [Unknown("a loop failed")]])
def test_what_cannot_be_listed_is_undecided(containers: object) -> None:
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": containers}}
    (judgement,) = judge(build([Resource(identify(body), body)]), [rule()])
    assert (judgement.outcome, judgement.message) == (Outcome.UNKNOWN, "a loop failed")


def test_what_is_unknown_in_a_related_resource() -> None:
    body = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "budget"},
            "spec": {"selector": {}, "minAvailable": Unknown("a value failed")}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": []}}
    graph = build([Resource(identify(one), one) for one in (pod, body)])
    asks = "incoming.guards.all(g, g.spec.?minAvailable.orValue(1) == 1)"
    (asked, other) = judge(graph, [rule(id="a", match={"kind": "Pod"}, uses=["guards"], **{"assert": asks}),
                                   rule(id="b", match={"kind": "Pod"}, uses=["guards"],
                                        **{"assert": "incoming.guards.size() == 1"})])
    assert (asked.outcome, asked.message, other.outcome) == (Outcome.UNKNOWN, "a value failed", Outcome.PASS)


@pytest.mark.parametrize(("labels", "outcome"), [
    (Unknown("a label failed"), Outcome.UNKNOWN), ({"app": Unknown("a label failed")}, Outcome.UNKNOWN),
    ({"app": "web"}, Outcome.FAIL)])
def test_a_link_is_not_missing_while_labels_are_unknown(labels: object, outcome: Outcome) -> None:
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": labels}, "spec": {}}
    guarded = rule(match={"kind": "Pod"}, uses=["guards"], **{"assert": "incoming.guards.size() > 0"})
    (judgement,) = judge(build([Resource(identify(body), body)]), [guarded])
    assert judgement.outcome is outcome


def test_parameters_are_stand_ins_too() -> None:
    allowed = {"assert": "self.image in params.allowed", "params": {"allowed": ["special"]}}
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
            "spec": {"containers": [{"name": "main", "image": Unknown("failed")}]}}
    (judgement,) = judge(build([Resource(identify(body), body)]), [rule(**allowed)])
    assert judgement.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(("message", "expected"), [
    ("{self.name} and {self.list} and {self.flag}", "web and a, 2 and true"),
    ("{self.missing}", "?"),
    ("{not a placeholder}", "{not a placeholder}"),
    ("{self.long}", "x" * 79 + "…"),
])
def test_fill(message: str, expected: str) -> None:
    data = {"self": {"name": "web", "list": ["a", 2], "flag": True, "long": "x" * 200}}
    assert fill(message, data) == expected


def test_places_come_from_the_locator() -> None:
    bad = judged(POD, [rule()])[1]
    assert bad.where() == Provenance.literal("web.yaml", POD.index("name: helper"), POD.index("name: helper") + 12)
