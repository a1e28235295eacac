"""Decisions written as annotations."""

from __future__ import annotations

import pytest

from scanner.model.report import Notice
from scanner.waivers.annotated import read
from tests.manifests import graph_of

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


@pytest.mark.parametrize(("on_object", "on_template", "expected"), [
    ("{}", "{}", []),
    ("{readiness.dev/ignore.a: set by the operator}", "{}", [("a", "set by the operator", "", "", (), 5)]),
    ("{}", "{readiness.dev/ignore.a: 'set later; until=2030-01-01; owner=me; container=main'}",
     [("a", "set later", "2030-01-01", "me", ("main",), 9)]),
    ("{readiness.dev/ignore.a: one; two}", "null", [("a", "one; two", "", "", (), 5)]),
    ("{readiness.dev/ignore.a: x, readiness.dev/ignore.b: z}", "{}",
     [("a", "x", "", "", (), 5), ("b", "z", "", "", (), 5)]),
    ("[a]", "text", []),
])
def test_annotations_waive_with_a_reason(on_object: str, on_template: str, expected: list[object]) -> None:
    graph = graph_of(TEXT % (on_object, on_template))
    text = TEXT % (on_object, on_template)
    found = [one for one in read(graph) if not isinstance(one, Notice)]
    assert [
        (*one.entry.rules, one.entry.reason, one.entry.until, one.entry.owner, one.entry.containers,
         text.count("\n", 0, one.entry.where.hops[0].span.start) + 1)  # type: ignore[union-attr]
        for one in found
    ] == expected


@pytest.mark.parametrize(("value", "problem"), [
    ("'  '", "it gives no reason"), ("'; until=2030-01-01'", "it gives no reason"),
    ("'x; until=soon'", "'soon' is no day"),
])
def test_what_is_wrong_is_said(value: str, problem: str) -> None:
    (notice,) = read(graph_of(TEXT % (f"{{readiness.dev/ignore.a: {value}}}", "{}")))
    assert isinstance(notice, Notice) and problem in notice.summary and "Deployment/web" in notice.summary
