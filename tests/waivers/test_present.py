"""Whether there may be decisions at all."""

from __future__ import annotations

import pytest

from scanner.model.source import SourceFile
from scanner.waivers import present
from tests.manifests import graph_of

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a%s}\nspec: {containers: []}\n"
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec: {template: {metadata: {annotations: {readiness.dev/ignore.x: why}}, spec: {containers: []}}}
"""


@pytest.mark.parametrize(("text", "source", "expected"), [
    (POD % "", "a: 1", False), (POD % "", "a: 1 # readiness: ignore[x]", True), (DEPLOYMENT, "", True),
    (POD % ", annotations: {readiness.dev/ignore.x: why}", "", True), (POD % ", annotations: {other: why}", "", False),
    (POD % ", annotations: [readiness.dev/ignore.x]", "", False),
])
def test_present(text: str, source: str, expected: bool) -> None:
    assert present(graph_of(text), {"a.yaml": SourceFile("a.yaml", source)}) is expected
