import pytest

from scanner.model.judgement import Outcome
from tests.manifests import judged, rule

TEXT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: %s
spec:
  template:
    metadata:
      annotations: %s
    spec:
      containers: [{name: main}]
"""


@pytest.mark.parametrize(("on_object", "on_template", "reason"), [
    ("{}", "{}", None),
    ("{readiness.dev/ignore.image-written: set by the operator}", "{}", "set by the operator"),
    ("{}", "{readiness.dev/ignore.image-written: set later}", "set later"),
    ("{readiness.dev/ignore.image-written: '  '}", "{}", None),
    ("{readiness.dev/ignore.other: because}", "null", None),
    ("[a]", "text", None),
])
def test_annotations_waive_with_a_reason(on_object: str, on_template: str, reason: str | None) -> None:
    (judgement,) = judged(TEXT % (on_object, on_template), [rule()])
    assert judgement.outcome is Outcome.FAIL
    assert (judgement.waiver.reason if judgement.waiver else None) == reason
    assert judgement.is_finding is (reason is None)
