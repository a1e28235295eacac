import pytest

from tests.manifests import graph_of

BASE = """\
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: ca}
---
apiVersion: v1
kind: Secret
metadata: {name: tls}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: c}
spec: {secretName: made, issuerRef: {kind: ClusterIssuer, name: ca}}
---
"""


def links(text: str, relation: str) -> tuple[list[str], list[str]]:
    graph = graph_of(BASE + text)
    last = list(graph.resources)[-1]
    return ([edge.target.id.short for edge in graph.outgoing(last, relation)],
            [loose.wanted for loose in graph.missing(last, relation)])


@pytest.mark.parametrize(("reference", "expected"), [
    ("{kind: ClusterIssuer, name: ca}", (["ClusterIssuer/ca"], [])),
    ("{name: ca}", ([], ["Issuer/ca"])),
    ("{kind: AWSPCAIssuer, name: ca, group: awspca.cert-manager.io}", ([], [])),
    ("text", ([], [])),
])
def test_issuers(reference: str, expected: tuple[list[str], list[str]]) -> None:
    text = ("apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: d}\n"
            f"spec: {{issuerRef: {reference}}}\n")
    assert links(text, "issued_by") == expected


@pytest.mark.parametrize(("metadata", "secret", "expected"), [
    ("", "tls", (["Secret/tls"], [])),
    ("", "made", (["Certificate/c"], [])),
    ("", "gone", ([], ["Secret/gone"])),
    (", annotations: {cert-manager.io/cluster-issuer: ca}", "gone", ([], [])),
])
def test_secrets_of_an_ingress(metadata: str, secret: str, expected: tuple[list[str], list[str]]) -> None:
    text = (f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i{metadata}}}\n"
            f"spec: {{tls: [{{secretName: {secret}}}, text]}}\n")
    assert links(text, "secured_by") == expected


def test_secrets_of_a_gateway() -> None:
    text = ("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g}\n"
            "spec: {listeners: [{tls: {certificateRefs: ["
            "{name: tls}, {name: gone}, {name: far, namespace: other}]}}]}\n")
    assert links(text, "secured_by") == (["Secret/tls"], ["Secret/gone"])


def test_the_issuer_of_an_annotation() -> None:
    text = ("apiVersion: networking.k8s.io/v1\nkind: Ingress\n"
            "metadata: {name: i, annotations: {cert-manager.io/issuer: gone}}\nspec: {}\n")
    assert links(text, "issued_by") == ([], ["Issuer/gone"])


@pytest.mark.parametrize(("kind", "name", "expected"), [
    ("Issuer", "tls", (["Secret/tls"], [])),
    ("Issuer", "made", (["Certificate/c"], [])),
    ("Issuer", "gone", ([], ["Secret/gone"])),
    ("ClusterIssuer", "gone", ([], [])),
])
def test_the_key_of_an_authority(kind: str, name: str, expected: tuple[list[str], list[str]]) -> None:
    text = (f"apiVersion: cert-manager.io/v1\nkind: {kind}\nmetadata: {{name: i}}\n"
            f"spec: {{ca: {{secretName: {name}}}}}\n")
    assert links(text, "signs_with") == expected
