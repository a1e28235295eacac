import pytest

from tests.manifests import graph_of

SOURCES = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: here}
data: {k: v}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: e}
spec: {target: {name: made}}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: sealed}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: disk}
---
"""
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {%s}\n"


def needs(spec: str, relation: str) -> tuple[list[str], list[str]]:
    graph = graph_of(SOURCES + POD % spec)
    pod = list(graph.resources)[-1]
    return ([edge.target.id.short for edge in graph.outgoing(pod, relation)],
            [loose.wanted for loose in graph.missing(pod, relation)])


@pytest.mark.parametrize(("source", "expected"), [
    ("configMapKeyRef: {name: here, key: k}", (["ConfigMap/here"], [])),
    ("configMapKeyRef: {name: here, key: other}", ([], ["key other of ConfigMap/here"])),
    ("configMapKeyRef: {name: gone, key: k}", ([], ["ConfigMap/gone"])),
    ("configMapKeyRef: {name: gone, key: k, optional: true}", ([], [])),
    ("secretKeyRef: {name: gone, key: k}", ([], ["Secret/gone"])),
    ("secretKeyRef: {name: made, key: any}", (["ExternalSecret/e"], [])),
    ("secretKeyRef: {name: sealed, key: any}", (["SealedSecret/sealed"], [])),
    ("secretKeyRef: text", ([], [])),
    ("fieldRef: {fieldPath: metadata.name}", ([], [])),
])
def test_variables(source: str, expected: tuple[list[str], list[str]]) -> None:
    assert needs(f"containers: [{{name: m, env: [{{name: A, valueFrom: {{{source}}}}}]}}]", "configured_by") == expected


def test_whole_maps_and_where_they_are_written() -> None:
    graph = graph_of(SOURCES + POD % "initContainers: [{name: i, envFrom: [{configMapRef: {name: here}},"
                     " {secretRef: {name: gone}}]}]")
    pod = list(graph.resources)[-1]
    assert [edge.because for edge in graph.outgoing(pod, "configured_by")] == [
        ("spec", "initContainers", 0, "envFrom", 0, "configMapRef", "name")]
    assert [loose.wanted for loose in graph.missing(pod, "configured_by")] == ["Secret/gone"]


@pytest.mark.parametrize(("spec", "expected"), [
    ("volumes: [{configMap: {name: here}}, {secret: {secretName: made}}]",
     (["ConfigMap/here", "ExternalSecret/e"], [])),
    ("volumes: [{persistentVolumeClaim: {claimName: disk}}]", (["PersistentVolumeClaim/disk"], [])),
    ("volumes: [{persistentVolumeClaim: {claimName: lost}}]", ([], ["PersistentVolumeClaim/lost"])),
    ("volumes: [{secret: {secretName: maybe, optional: true}}, text]", ([], [])),
    ("volumes: [{projected: {sources: [{secret: {name: gone}}, {configMap: {name: here}}]}}]",
     (["ConfigMap/here"], ["Secret/gone"])),
    ("imagePullSecrets: [{name: gone}, 3]", ([], ["Secret/gone"])),
])
def test_volumes(spec: str, expected: tuple[list[str], list[str]]) -> None:
    assert needs(spec, "mounts") == expected


def test_a_map_that_something_else_fills_holds_any_key() -> None:
    graph = graph_of("apiVersion: v1\nkind: Secret\nmetadata: {name: empty}\n---\n" + POD %
                     "containers: [{name: m, env: [{name: A, valueFrom: {secretKeyRef: {name: empty, key: k}}}]}]")
    assert graph.dangling == ()
