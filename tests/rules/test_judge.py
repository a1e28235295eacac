import pytest

from scanner.graph.build import build
from scanner.inputs.manifests import load
from scanner.model.judgement import Outcome
from scanner.model.provenance import Provenance
from scanner.model.resource import Resource, identify
from scanner.model.source import SourceFile
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
    (Target(kubernetes="v1.28"), "28 false true  true"), (Target("1.31.2", complete=False), "31 false false  true"),
    (Target("unknown", environment="staging", production=False), "0 false true staging false")])
def test_the_target_is_bound(target: Target, expected: str) -> None:
    said = ("string(target.minor) + ' ' + string(target.chart) + ' ' + string(target.complete) + ' ' "
            "+ target.environment + ' ' + string(target.production) == '%s'")
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
    ("{dangling}", "Secret/a, Secret/b"),
    ("{not a placeholder}", "{not a placeholder}"),
    ("{self.long}", "x" * 79 + "…"),
])
def test_fill(message: str, expected: str) -> None:
    data = {"self": {"name": "web", "list": ["a", 2], "flag": True, "long": "x" * 200},
            "dangling": {"mounts": ["Secret/a"], "reads": [], "fetches": ["Secret/b"]}}
    assert fill(message, data) == expected


def test_places_come_from_the_locator() -> None:
    bad = judged(POD, [rule()])[1]
    assert bad.where() == Provenance.literal("web.yaml", POD.index("name: helper"), POD.index("name: helper") + 12)


RAY = """\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: ray}
spec:
  head:
    template: {metadata: {annotations: {%s}}, spec: {hostNetwork: true, containers: [{name: main, image: ray}]}}
  workers:
    - template: {spec: {containers: [{name: main}, {name: side, image: side}]}}
"""


def test_every_pod_template_of_a_workload_is_judged() -> None:
    image = rule(id="a-image")
    network = rule(id="b-network", match={"kind": "workload"}, field="pod.hostNetwork", message="On the host.",
                   **{"assert": "!pod.?hostNetwork.orValue(false)"})
    named = rule(id="c-named", match={"kind": "any"}, **{"assert": "object.metadata.name != 'ray'"}, message="Named.")
    found = [(one.rule.id, one.outcome.value, one.path[1:]) for one in judged(RAY % "", [named, network, image])]
    assert found == [
        ("a-image", "pass", ("head", "template", "spec", "containers", 0)),
        ("a-image", "unknown", ("workers", 0, "template", "spec", "containers", 0, "image")),
        ("a-image", "pass", ("workers", 0, "template", "spec", "containers", 1)),
        ("b-network", "fail", ("head", "template", "spec", "hostNetwork")),
        ("b-network", "pass", ()),
        ("c-named", "fail", ()),
    ]


PROMETHEUS = """\
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main}
spec:
  containers: [{name: prometheus, %s}]
"""


@pytest.mark.parametrize(("container", "outcome"), [
    ("args: []", "unknown"), ("image: null", "unknown"), ("image: ''", "fail"), ("image: x", "pass")])
def test_what_an_operator_may_fill_in_is_not_a_defect(container: str, outcome: str) -> None:
    written = rule(**{"assert": "self.?image.orValue('') != ''"})
    (judgement,) = judged(PROMETHEUS % container, [written])
    assert judgement.outcome.value == outcome
    assert (judgement.message == "the operator fills in what is not written here") is (outcome == "unknown")


def test_fields_of_the_object_are_not_filled_in() -> None:
    labelled = rule(match={"kind": "workload"}, field=["object.metadata.labels"], message="No labels.",
                    **{"assert": "has(object.metadata.labels)"})
    assert judged(PROMETHEUS % "args: []", [labelled])[0].outcome is Outcome.FAIL


BOUND = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {serviceAccountName: web, containers: []}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {kind: ClusterRole, name: %s}
subjects: [{kind: ServiceAccount, name: web, namespace: default}]
"""
POWERLESS = rule(match={"kind": "Pod"}, uses=["takes_over"], field="object.metadata.name",
                 message="Too mighty: {reasons.takes_over}.", **{"assert": "outgoing.takes_over.size() == 0"})


def test_a_relation_tells_its_reasons_and_their_places() -> None:
    (judgement,) = judged(BOUND % "cluster-admin", [POWERLESS])
    assert judgement.message == (
        "Too mighty: it runs as ServiceAccount/web; ClusterRoleBinding/b grants ClusterRole/cluster-admin to "
        "ServiceAccount/web, which may do everything in every namespace.")
    assert [(one.resource.id.name, one.path) for one in judgement.related] == [("b", ("subjects", 0)), ("b", ("roleRef",))]


def test_long_reasons_are_cut() -> None:
    (judgement,) = judged(BOUND.replace("name: b}", f"name: {'b' * 3000}}}") % "cluster-admin", [POWERLESS])
    assert len(judgement.message) < 1300 and judgement.message.endswith("….")


@pytest.mark.parametrize(("role", "outcome"), [
    ("view", Outcome.PASS), ("cluster-admin", Outcome.FAIL), ("elsewhere", Outcome.UNKNOWN)])
def test_a_relation_in_doubt_is_not_absent(role: str, outcome: Outcome) -> None:
    (judgement,) = judge(build(load([SourceFile("a.yaml", BOUND % role)])[0], complete=True), [POWERLESS])
    assert judgement.outcome is outcome
    if outcome is Outcome.UNKNOWN:
        assert judgement.message == "what ClusterRole/elsewhere allows is not among what was read"


def test_with_more_links_than_are_followed_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.graph.build.MAX_LINKS", 0)
    guarded = rule(match={"kind": "Pod"}, uses=["guards"], **{"assert": "incoming.guards.size() > 1"})
    (judgement,) = judged(POD + POLICY, [guarded])
    assert (judgement.outcome, judgement.message) == (
        Outcome.UNKNOWN, "there are more links between the resources than are followed")
