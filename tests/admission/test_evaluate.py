"""Values of expressions about one request."""

from __future__ import annotations

import pytest

from scanner.admission.evaluate import USER, Evaluation, Failed, Subject
from scanner.admission.records import Expression
from scanner.model.unknown import Unknown
from tests.admission.policies import POD, policy, policy_of, request


def evaluation(namespace: object = None, params: object = None) -> Evaluation:
    made = policy_of(policy("true", spec="  paramKind: {apiVersion: v1, kind: ConfigMap}\n"))
    return Evaluation(made, Subject(request(POD)[0]), namespace, params)


@pytest.mark.parametrize(("text", "expected"), [
    ("object.metadata.name", "web"), ("params", None), ("oldObject", None),
    ("object.nope", Failed("Key not found in map : \"nope\"")),
    ("request.userInfo", USER), ("quantity('1') == quantity('1000m')", True),
])
def test_values(text: str, expected: object) -> None:
    assert evaluation().value(Expression(text, ())) == expected


def test_what_was_not_read() -> None:
    gone = Unknown("not among the files")
    found = evaluation(gone, {"data": {"a": gone}})
    assert found.value(Expression("namespaceObject.metadata.name", ())) == gone
    assert found.value(Expression("params.data.b", ())) == gone
    assert found.value(Expression("params.data.b == '1' || true", ())) is True


def test_bounds_are_no_failures() -> None:
    long = Expression("lists.range(10000).map(x, [x]).size() > 0", ())
    assert isinstance(evaluation().value(long), Unknown)
