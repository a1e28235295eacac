import pytest

from tests.manifests import graph_of, links

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


@pytest.mark.parametrize(("spec", "expected"), [
    ("volumes: [{configMap: {name: here, items: [{key: k}]}}]", (["ConfigMap/here"], [])),
    ("volumes: [{configMap: {name: here, items: [{key: k}, {key: x}, {key: z}]}}]",
     ([], ["key x of ConfigMap/here", "key z of ConfigMap/here"])),
    ("volumes: [{configMap: {name: here, items: [{key: x}], optional: true}}]", ([], [])),
    ("volumes: [{configMap: {name: gone, items: [{key: x}, {key: z}]}}]", ([], ["ConfigMap/gone"])),
    ("volumes: [{projected: {sources: [{configMap: {name: here, items: [{key: x}]}}]}}]",
     ([], ["key x of ConfigMap/here"])),
    ("volumes: [{configMap: {name: here, optional: true}}]", (["ConfigMap/here"], [])),
    ("volumes: [{configMap: {name: kube-root-ca.crt}}]", ([], [])),
    ("volumes: [{csi: {volumeAttributes: {secretProviderClass: vault}, nodePublishSecretRef: {name: gone}}}]",
     ([], ["Secret/gone", "SecretProviderClass/vault"])),
    ("volumes: [{azureFile: {secretName: gone}}, {rbd: {secretRef: {name: lost}}}]",
     ([], ["Secret/gone", "Secret/lost"])),
    ("resourceClaims: [{resourceClaimName: gpu}, {resourceClaimTemplateName: gpus}]",
     ([], ["ResourceClaim/gpu", "ResourceClaimTemplate/gpus"])),
])
def test_further_volumes(spec: str, expected: tuple[list[str], list[str]]) -> None:
    assert needs(spec, "mounts") == expected


def test_an_optional_variable_that_is_there_is_read() -> None:
    source = "{name: A, valueFrom: {configMapKeyRef: {name: here, key: k, optional: true}}}"
    assert needs(f"containers: [{{name: m, env: [{source}]}}]", "configured_by") == (["ConfigMap/here"], [])


@pytest.mark.parametrize(("maker", "name"), [
    ("apiVersion: secrets-store.csi.x-k8s.io/v1\nkind: SecretProviderClass\nmetadata: {name: v}\n"
     "spec: {secretObjects: [{secretName: copy}]}", "copy"),
    ("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}", "db-app"),
    ("apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaUser\nmetadata: {name: web}", "web"),
    ("apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: {name: c}\n"
     "spec: {externalSecretName: wide}", "wide"),
])
def test_what_operators_turn_into_secrets(maker: str, name: str) -> None:
    pod = POD % "volumes: [{secret: {secretName: %s}}]"
    assert [len(one) for one in links(f"{maker}\n---\n" + pod % name, "mounts")] == [1, 0]
    assert links(f"{maker}\n---\n" + pod % "lost", "mounts") == ([], ["Secret/lost"])


@pytest.mark.parametrize(("volume", "expected"), [
    ("{name: data, persistentVolumeClaim: {claimName: anything}}", (["StatefulSet/db"], [])),
    ("{name: first, persistentVolumeClaim: {claimName: data-db-0}}", (["StatefulSet/db"], [])),
    ("{name: other, persistentVolumeClaim: {claimName: shared}}", ([], ["PersistentVolumeClaim/shared"])),
])
def test_claims_that_a_stateful_set_makes_itself(volume: str, expected: tuple[list[str], list[str]]) -> None:
    text = ("apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {template: {spec: {volumes: ["
            f"{volume}]}}}}, volumeClaimTemplates: [{{metadata: {{name: data}}}}]}}\n")
    assert links(text, "mounts") == expected


def test_lists_of_the_prometheus_operator() -> None:
    text = SOURCES + ("apiVersion: monitoring.coreos.com/v1\nkind: Alertmanager\nmetadata: {name: a}\n"
                      "spec: {configMaps: [here, gone], secrets: [sealed]}\n")
    assert links(text, "mounts") == (["ConfigMap/here", "SealedSecret/sealed"], ["ConfigMap/gone"])
