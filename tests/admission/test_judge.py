"""What policies say about resources."""

from __future__ import annotations

import pytest

from scanner.model.judgement import Judgement, Outcome
from scanner.model.resource import Resource, identify
from scanner.model.rule import Severity
from scanner.model.unknown import Unknown
from scanner.admission import stage
from tests.admission.policies import POD, admitted, binding, found_in, outcomes, policy, resources

SPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {env: prod}}\n"


def one(policies: str, objects: str = POD, **options: object) -> Judgement:
    (judgement,) = admitted(policies, objects, **options)[0]
    return judgement


@pytest.mark.parametrize(("expression", "expected"), [
    ("object.metadata.name == 'web'", "pass"), ("object.metadata.name == 'api'", "fail"),
    ("oldObject == null", "pass"), ("request.operation == 'CREATE' && request.namespace == 'shop'", "pass"),
    ("request.kind.kind == 'Pod' && request.resource.resource == 'pods' && request.name == 'web'", "pass"),
    ("object.spec.restartPolicy == 'Always'", "pass"),                       # a default
    ("object.spec.containers.all(c, has(c.resources.limits))", "fail"),      # resources are always there
    ("object.spec.nothing == 1", "fail"),                                    # an error is a failure
    ("request.userInfo.username == 'admin'", "unknown"), ("has(request.userInfo.groups)", "unknown"),
    ("request.?userInfo.?username.orValue('') == 'admin'", "unknown"), ("request == null", "unknown"),
    ("request.userInfo.username == 'admin' || object.metadata.name == 'web'", "pass"),
    ("request.userInfo.username == 'admin' && object.metadata.name == 'api'", "fail"),
    ("object.spec.nothing == 1 || request.userInfo.username == 'admin'", "unknown"),
    ("authorizer.group('').resource('pods').check('create').allowed()", "unknown"),
    ("authorizer.group('').resource('pods').check('create').allowed() || true", "pass"),
    ("namespaceObject.metadata.labels.env == 'prod'", "unknown"),
    ("!has(namespaceObject.metadata.labels.env)", "unknown"),
    ("request.?dryRun.orValue(true) == false", "pass"),
    ("request.options.kind == 'x'", "unknown"),
    ("object.spec.containers.map(c, c.image).exists(i, i.endsWith(':latest')) == false", "fail"),
])
def test_expressions(expression: str, expected: str) -> None:
    assert outcomes(policy(expression), POD) == [expected]


def test_a_namespace_among_the_files() -> None:
    assert outcomes(policy("namespaceObject.metadata.labels.env == 'prod'"), f"{POD}---\n{SPACE}") == ["pass"]
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: x}\n"
    assert outcomes(policy("namespaceObject == null", resource="nodes"), node) == ["pass"]


def test_messages() -> None:
    assert one(policy("1 == 2")).message == "failed expression: 1 == 2"
    text = policy("1 == 2").replace("expression: '1 == 2'", "expression: 1 == 2\n    message: ' Never. '")
    assert one(text).message == "Never."
    said = text.replace("message: ' Never. '", "message: Never.\n    messageExpression: SAID")
    for expression, expected in (
        ("\"'no ' + object.metadata.name\"", "no web"), ("\"object.nope\"", "Never."), ("\"' '\"", "Never."),
        (r'"\"a\\nb\""', "Never."), ("\"request.userInfo.username\"", "Never."),
    ):
        assert one(said.replace("SAID", expression)).message == expected


def test_errors_are_failures_unless_the_policy_forgives_them() -> None:
    failing = policy("object.spec.nothing == 1")
    judgement = one(failing)
    assert (judgement.outcome, judgement.failed) == (Outcome.FAIL, True)
    assert judgement.message.startswith("The expression cannot be evaluated: Key not found")
    assert outcomes(policy("object.spec.nothing == 1", spec="  failurePolicy: Ignore\n"), POD) == ["pass"]


def test_custom_objects_may_have_defaults_that_nobody_knows() -> None:
    custom = "apiVersion: sea.example.com/v1\nkind: Squid\nmetadata: {name: x, namespace: sea}\nspec: {}\n"
    judgement = one(policy("object.spec.arms == 10", resource="squids", group="sea.example.com"), custom)
    assert judgement.outcome is Outcome.UNKNOWN and "unless the definition" in judgement.message


CONDITION = "  matchConditions: [{name: c, expression: %r}]\n"


@pytest.mark.parametrize(("condition", "forgiving", "expected"), [
    ("true", "", ["fail"]), ("false", "", []), ("object.nothing", "", ["fail"]),
    ("namespaceObject == null", "", ["fail"]),  # it is looked up later
    ("object.nothing", "  failurePolicy: Ignore\n", []), ("request.userInfo.username == 'x'", "", ["unknown"]),
])
def test_match_conditions(condition: str, forgiving: str, expected: list[str]) -> None:
    assert outcomes(policy("false", more=CONDITION % condition, spec=forgiving), POD) == expected


def test_a_condition_that_does_not_hold_decides_before_errors() -> None:
    more = "  matchConditions: [{name: a, expression: object.nothing}, {name: b, expression: 'false'}]\n"
    assert outcomes(policy("false", more=more), POD) == []
    judgement = one(policy("true", more=more.replace("'false'", "'true'")))
    assert judgement.message.startswith("The match condition a cannot be evaluated")


VARIABLES = """\
  variables:
  - {name: containers, expression: "object.spec.containers + object.spec.?initContainers.orValue([])"}
  - {name: images, expression: "variables.containers.map(c, c.image)"}
  - {name: context, expression: "object.spec.?securityContext.?runAsNonRoot"}
  - {name: time, expression: "duration('1h')"}
  - {name: broken, expression: "object.nothing"}
  - {name: user, expression: "request.userInfo.username"}
"""


@pytest.mark.parametrize(("expression", "expected"), [
    ("variables.images == ['web:1.0', 'side:latest']", "pass"), ("variables.context.orValue(true)", "pass"),
    ("variables.time < duration('2h')", "pass"), ("has(variables.broken)", "pass"), ("variables.broken == 1", "fail"),
    ("true || variables.broken == 1", "pass"), ("variables.user == 'x'", "unknown"),
    ("variables.containers.all(i, c, i < 2 && has(c.image))", "pass"),
])
def test_variables(expression: str, expected: str) -> None:
    assert outcomes(policy(expression, more=VARIABLES), POD) == [expected]


def test_parameters_and_their_failures() -> None:
    kind = "  paramKind: {apiVersion: v1, kind: ConfigMap}\n"
    config = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: shop}\ndata: {most: '1'}\n"
    text = policy("object.spec.containers.size() <= int(params.data.most)", spec=kind)
    reference = "  paramRef: {name: limits, parameterNotFoundAction: Deny}\n"
    assert outcomes(text + reference + config, POD) == ["fail"]
    assert outcomes(text + reference + config.replace("'1'", "'2'"), POD) == ["pass"]
    assert outcomes(text + reference, POD) == ["unknown"]
    missing = one(text + reference, complete=True)
    assert missing.outcome is Outcome.FAIL and missing.message == (
        "There are no parameters: ConfigMap/limits in namespace shop.")
    assert outcomes(text + reference.replace("Deny", "Allow"), POD, complete=True) == []
    assert outcomes(policy("params == null", spec=kind), POD) == ["pass"]
    forgiving = policy("true", spec=f"{kind}  failurePolicy: Ignore\n")
    assert outcomes(forgiving + reference, POD, complete=True) == []


def test_each_of_several_parameters_counts_once() -> None:
    kind = "  paramKind: {apiVersion: v1, kind: ConfigMap}\n"
    text = policy("object.spec.containers.size() <= int(params.data.most)", spec=kind)
    text += "  paramRef: {selector: {}}\n"
    for name, most in (("a", 1), ("b", 1), ("c", 5)):
        text += (f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: shop}}\n"
                 f"data: {{most: '{most}'}}\n")
    assert outcomes(text, POD) == ["fail"]


def test_the_gravest_binding_counts() -> None:
    text = policy("false") + "---\n" + binding(actions="Audit") + "---\n" + binding(actions="Warn")
    assert one(text).severity is Severity.HIGH
    assert one(policy("false").replace("[Deny]", "[Audit]")).severity is Severity.LOW


def test_bindings_narrow_what_a_policy_looks_at() -> None:
    narrow = "  matchResources: {objectSelector: {matchLabels: {app: %s}}}\n"
    assert outcomes(policy("false") + narrow % "web", POD) == ["fail"]
    assert outcomes(policy("false") + narrow % "api", POD) == []
    apart = "  matchResources: {namespaceSelector: {matchLabels: {env: prod}}}\n"
    judgement = one(policy("false") + apart)
    assert judgement.outcome is Outcome.UNKNOWN and "is not among the files" in judgement.message


def test_findings_lead_to_the_policy() -> None:
    judgement = one(policy("object.metadata.name == 'api'"))
    assert judgement.rule.id == "p" and judgement.path == ("metadata", "name")
    (related,) = judgement.related
    assert related.resource.id.short == "ValidatingAdmissionPolicy/p"
    assert related.path == ("spec", "validations", 0, "expression")


def test_several_validations_are_several_rules() -> None:
    judgements, _ = admitted(policy("true", "false"), POD)
    assert [(one.rule.id, one.outcome.value) for one in judgements] == [("p.1", "pass"), ("p.2", "fail")]


def test_settings_decide_severities_and_what_is_asked() -> None:
    text = policy("false", "false")
    found = found_in(text)
    in_force = stage.in_force(stage.Admission(found.policies, found.bindings))
    rules = [stage.rules_of(in_force)[0]._replace(severity=Severity.INFO)]
    judgements, _ = stage.admit(in_force, [stage.Input(resources(POD))], (), rules, False)
    assert [(one.rule.id, one.severity) for one in judgements] == [("p.1", Severity.INFO)]


@pytest.mark.parametrize(("expression", "expected"), [
    ("object.spec.replicas > 1", "unknown"), ("object.spec.replicas > 1 || true", "pass"),
    ("object.metadata.name == 'web'", "pass"), ("has(object.spec.replicas)", "unknown"),
    ("object.spec.replicas == object.spec.replicas", "pass"),
])
def test_unknown_values_are_never_guessed(expression: str, expected: str) -> None:
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"},
            "spec": {"replicas": Unknown("a template failed")}}
    found = found_in(policy(expression, resource="deployments", group="apps"))
    in_force = stage.in_force(stage.Admission(found.policies, found.bindings))
    inputs = [stage.Input([Resource(identify(body), body)])]
    (judgement,) = stage.admit(in_force, inputs, (), stage.rules_of(in_force), False)[0]
    assert judgement.outcome.value == expected
    if expected == "unknown":
        assert judgement.message == "a template failed"


def test_a_namespace_that_nobody_knows_is_unknown_in_expressions() -> None:
    pod = POD.replace(", namespace: shop", "")
    assert outcomes(policy("object.metadata.namespace == 'shop'"), pod) == ["unknown"]
    assert outcomes(policy("request.namespace == 'shop'"), pod) == ["unknown"]
    assert outcomes(policy("has(object.metadata.name)"), pod) == ["pass"]
    assert outcomes(policy("request.namespace == 'shop'"), pod, namespace="shop") == ["pass"]
