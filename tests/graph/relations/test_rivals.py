import pytest

from tests.manifests import graph_of


def workload(name: str, pod: str = "", container: str = "") -> str:
    return (f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  template:\n    spec:\n"
            f"      securityContext: {{{pod}}}\n      containers: [{{name: a, securityContext: {{{container}}}}}]\n")


def scaler(kind: str, name: str, target: str, namespace: str = "shop") -> str:
    key = "targetRef" if kind == "VerticalPodAutoscaler" else "scaleTargetRef"
    return (f"apiVersion: a/v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
            f"spec: {{{key}: {target}}}\n")


WEB = "{kind: Deployment, name: web}"


def edges(relation: str, *manifests: str) -> list[tuple[str, str]]:
    graph = graph_of("---\n".join(manifests))
    return [(one.source.id.name, one.target.id.name) for one in graph.edges if one.relation == relation]


def test_users_are_shared_with_the_first_workload() -> None:
    assert edges("shares_user", workload("a", "runAsUser: 5"), workload("b", "runAsUser: 6", "runAsUser: 5"),
                 workload("c", container="runAsUser: 5"), workload("d", "runAsUser: 7")) == [("b", "a"), ("c", "a")]


@pytest.mark.parametrize("written", ["", "runAsUser: true", "runAsUser: text", "runAsUser: [5]", "runAsUser: {}"])
def test_users_that_are_not_written_are_not_shared(written: str) -> None:
    assert edges("shares_user", workload("a", written), workload("b", written)) == []


@pytest.mark.parametrize(("manifests", "expected"), [
    ([scaler("HorizontalPodAutoscaler", "a", WEB), scaler("HorizontalPodAutoscaler", "b", WEB)], [("b", "a")]),
    ([scaler("HorizontalPodAutoscaler", "a", WEB), scaler("ScaledObject", "b", "{name: web}")], [("b", "a")]),
    ([scaler("VerticalPodAutoscaler", "a", WEB), scaler("VerticalPodAutoscaler", "b", WEB)], [("b", "a")]),
    ([scaler("HorizontalPodAutoscaler", "a", WEB), scaler("VerticalPodAutoscaler", "b", WEB)], []),
    ([scaler("HorizontalPodAutoscaler", "a", WEB), scaler("HorizontalPodAutoscaler", "b", WEB, "other")], []),
    ([scaler("HorizontalPodAutoscaler", "a", "{kind: Deployment}"), scaler("HorizontalPodAutoscaler", "b", "x")], []),
])
def test_rivals(manifests: list[str], expected: list[tuple[str, str]]) -> None:
    assert edges("rivals", *manifests) == expected


def test_sizing_contends_with_scaling() -> None:
    assert edges("contends", scaler("VerticalPodAutoscaler", "v", WEB), scaler("HorizontalPodAutoscaler", "h", WEB),
                 scaler("VerticalPodAutoscaler", "w", "{kind: Deployment, name: db}")) == [("v", "h")]
