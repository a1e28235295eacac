import pytest

from tests.manifests import graph_of


def pod(name: str, *flags: str) -> str:
    return (f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n"
            f"spec: {{containers: [{{name: a, command: [{', '.join([name, *flags])}]}}]}}\n---\n")


@pytest.mark.parametrize(("server", "store", "edges"), [
    ("--client-ca-file=/pki/ca.crt", "--trusted-ca-file=/pki/ca.crt", 1),
    ("--client-ca-file=/pki/ca.crt", "--trusted-ca-file=/pki/etcd.crt", 0),
    ("--client-ca-file=", "--trusted-ca-file=", 0),
    ("--v=2", "--trusted-ca-file=/pki/ca.crt", 0),
])
def test_one_authority_for_both(server: str, store: str, edges: int) -> None:
    graph = graph_of(pod("etcd", store) + pod("kube-apiserver", server))
    etcd, apiserver = graph.resources
    assert len(graph.incoming(etcd, "shares_authority")) == len(graph.outgoing(apiserver, "shares_authority")) == edges
