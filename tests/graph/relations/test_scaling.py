import pytest

from tests.manifests import graph_of, links

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


def test_sizes() -> None:
    graph = graph_of("""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
---
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: {name: a}
spec: {targetRef: {kind: Deployment, name: web}}
---
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: {name: b}
spec: {targetRef: {kind: Deployment, name: gone}}
""")
    sizes = [(edge.source.id.name, edge.target.id.name) for edge in graph.edges if edge.relation == "sizes"]
    assert sizes == [("a", "web")]
    assert [loose.wanted for loose in graph.dangling if loose.relation == "sizes"] == ["Deployment/gone"]


@pytest.mark.parametrize(("reference", "expected"), [
    ("{name: login}", (["TriggerAuthentication/login"], [])),
    ("{name: gone}", ([], ["TriggerAuthentication/gone"])),
    ("{name: wide, kind: ClusterTriggerAuthentication}", (["ClusterTriggerAuthentication/wide"], [])),
    ("text", ([], [])),
])
@pytest.mark.parametrize("kind", ["ScaledObject", "ScaledJob"])
def test_how_triggers_log_in(kind: str, reference: str, expected: tuple[list[str], list[str]]) -> None:
    text = "".join(f"apiVersion: keda.sh/v1alpha1\nkind: {one}\nmetadata: {{name: {name}}}\n---\n" for one, name in (
        ("TriggerAuthentication", "login"), ("ClusterTriggerAuthentication", "wide")))
    text += (f"apiVersion: keda.sh/v1alpha1\nkind: {kind}\nmetadata: {{name: s}}\n"
             f"spec: {{triggers: [{{authenticationRef: {reference}}}]}}\n")
    assert links(text, "authenticates") == expected
