import pytest

from tests.manifests import graph_of

WORKLOAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {}\n---\n"


@pytest.mark.parametrize(("kind", "reference", "edges", "wanted"), [
    ("HorizontalPodAutoscaler", "{kind: Deployment, name: web}", 1, []),
    ("HorizontalPodAutoscaler", "{kind: StatefulSet, name: web}", 0, ["StatefulSet/web"]),
    ("HorizontalPodAutoscaler", "{kind: Deployment, name: other}", 0, ["Deployment/other"]),
    ("HorizontalPodAutoscaler", "{name: web}", 0, []),
    ("HorizontalPodAutoscaler", "text", 0, []),
    ("ScaledObject", "{name: web}", 1, []),
    ("ScaledObject", "{name: other}", 0, ["Deployment/other"]),
])
def test_scales(kind: str, reference: str, edges: int, wanted: list[str]) -> None:
    spec = f"spec: {{scaleTargetRef: {reference}}}\n"
    graph = graph_of(f"{WORKLOAD}apiVersion: v1\nkind: {kind}\nmetadata: {{name: s}}\n{spec}")
    _, scaler = graph.resources
    assert len(graph.outgoing(scaler, "scales")) == edges
    assert [loose.wanted for loose in graph.missing(scaler, "scales")] == wanted
