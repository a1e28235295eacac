import pytest

from scanner.graph.build import build
from scanner.graph.external import Elsewhere
from scanner.inputs.manifests import load
from scanner.model.graph import Dangling, External, Wanted
from scanner.model.resource import Resource, identify
from scanner.model.source import SourceFile

SOURCE = Resource(identify({"kind": "Pod"}), {"kind": "Pod"})
SELECTOR = {"matchLabels": {"app": "db"}}


@pytest.mark.parametrize(("external", "wanted", "expected"), [
    (External("Secret", "db"), Wanted("Secret", "shop", "db"), True),
    (External("Secret", "db-*"), Wanted("Secret", "shop", "db-1"), True),
    (External("Secret", "db", "shop"), Wanted("Secret", "shop", "db"), True),
    (External("Secret", "db", "sh?p"), Wanted("Secret", "shop", "db"), True),
    (External("Secret", "db", "other"), Wanted("Secret", "shop", "db"), False),
    (External("ConfigMap", "db"), Wanted("Secret", "shop", "db"), False),
    (External("*", "db"), Wanted("Secret", "shop", "db"), True),
    (External("Secret", "DB"), Wanted("Secret", "shop", "db"), False),
    (External("StorageClass", "gp3", "shop"), Wanted("StorageClass", "", "gp3"), True),
    (External("Deployment", labels={"app": "db"}), Wanted("Pod", "shop", selector=SELECTOR), True),
    (External("Pod", labels={"app": "web"}), Wanted("Pod", "shop", selector=SELECTOR), False),
    (External("Pod", "*"), Wanted("Pod", "shop", selector=SELECTOR), False),
    (External("Service", labels={"app": "db"}), Wanted("Service", "shop", selector=SELECTOR), True),
    (External("Service", labels={"app": "db"}), Wanted("Pod", "shop", selector=SELECTOR), False),
    (External("Deployment", labels={"app": "db"}), Wanted("Service", "shop", selector=SELECTOR), False),
    (External("Pod", "*", "other", {"app": "db"}), Wanted("Pod", "shop", selector=SELECTOR), False),
])
def test_what_lies_elsewhere(external: External, wanted: Wanted, expected: bool) -> None:
    assert Elsewhere([external]).has(Dangling(SOURCE, "mounts", "it", (), wanted)) is expected


def test_a_missing_part_of_something_is_never_elsewhere() -> None:
    assert not Elsewhere([External("*")]).has(Dangling(SOURCE, "mounts", "key k of Secret/db"))


def test_the_graph_keeps_such_references_apart() -> None:
    text = ("apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\n"
            "spec: {volumes: [{secret: {secretName: db}}, {secret: {secretName: lost}}]}\n")
    resources, _ = load([SourceFile("p.yaml", text)])
    graph = build(resources, [External("Secret", "db", "shop")], complete=True)
    assert [one.wanted for one in graph.dangling] == ["Secret/lost"]
    assert [one.wanted for one in graph.external] == ["Secret/db"]
    assert [one.wanted for one in graph.missing(resources[0], "mounts")] == ["Secret/lost"]
