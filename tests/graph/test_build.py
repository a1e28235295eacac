import sys
from pathlib import Path

import pytest

from scanner.graph import build as module, relations
from scanner.graph.build import MAX_LINKS, build, meanings
from scanner.graph.workloads import MAX_PODS
from scanner.model.graph import Graph
from scanner.model.resource import Resource, identify
from scanner.precompiled import part_of
from scanner.rules import pack
from tests.manifests import graph_of

TEXT = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: lost}
spec: {selector: {app: lost}}
"""


def test_edges_can_be_walked_both_ways() -> None:
    graph = graph_of(TEXT)
    pod, web, lost = graph.resources
    assert [edge.source for edge in graph.incoming(pod, "serves")] == [web]
    assert [edge.target for edge in graph.outgoing(web, "serves")] == [pod]
    assert graph.incoming(pod, "guards") == [] == graph.outgoing(lost, "serves")
    assert [loose.wanted for loose in graph.missing(lost, "serves")] == ["pods labelled app=lost"]


def test_only_workloads_have_templates() -> None:
    graph = graph_of(TEXT)
    assert [bool(graph.pods(one)) for one in graph.resources] == [True, False, False]


def test_nothing_gives_an_empty_graph() -> None:
    assert len(build([]).resources) == 0


def test_every_edge_has_a_listed_relation() -> None:
    graph = graph_of(TEXT)
    assert {edge.relation for edge in graph.edges} | {loose.relation for loose in graph.dangling} <= meanings().keys()


def test_what_relations_mean_is_told_for_each() -> None:
    assert all(one.source and one.target and one.means for one in meanings().values())
    assert graph_of(TEXT).relations is meanings()


EXAMPLES = [example.text for rule in pack.load() if rule.engine == "cel" and not part_of(rule.path)
            for example in pack.with_examples(rule).examples]


def test_a_module_that_is_not_asked_would_have_found_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules are asked only for kinds that call for them; the table of those kinds must not be short of any."""
    some = [shape(graph_of(text)) for text in EXAMPLES]
    monkeypatch.setattr(module, "RELATIONS", dict.fromkeys(module.RELATIONS, ()))
    assert [shape(graph_of(text)) for text in EXAMPLES] == some


def test_the_table_of_modules_is_that_of_the_folder() -> None:
    folder = Path(relations.__file__).parent
    assert {*module.RELATIONS, "terraform"} == {file.stem for file in folder.glob("*.py")} - {"__init__"}
    for name, kinds in module.RELATIONS.items():
        source = (folder / f"{name}.py").read_text(encoding="utf-8")
        assert [kind for kind in kinds if f'"{kind}"' not in source] == [], name


def shape(graph: Graph) -> tuple[object, ...]:
    return (
        [(edge.source.id, edge.relation, edge.target.id, edge.because) for edge in graph.edges],
        [(one.source.id, one.relation, one.wanted, one.because) for one in graph.dangling],
        [(one.source.id, one.relation, one.why) for one in graph.doubts],
    )


def resources_of(kind: str, count: int, spec: dict[str, object], labels: dict[str, str]) -> list[Resource]:
    bodies = ({"apiVersion": "v1", "kind": kind, "metadata": {"name": f"n{number}", "labels": labels}, "spec": spec}
              for number in range(count))
    return [Resource(identify(body), body) for body in bodies]


def test_above_the_bound_a_graph_says_that_it_is_cut() -> None:
    pods = resources_of("Pod", 300, {}, {"app": "web"})
    services = resources_of("Service", 300, {"selector": {"app": "web"}}, {})
    assert not build([*pods, *services[:10]]).truncated
    graph = build([*pods, *services])
    assert graph.truncated
    assert sum(1 for edge in graph.edges if edge.relation == "serves") == MAX_LINKS


def test_too_many_pods_in_one_resource_cut_it_as_well() -> None:
    template = {"template": {"spec": {"containers": [{"name": "a", "image": "b"}]}}}
    (resource,) = resources_of("Custom", 1, {"all": [template] * (MAX_PODS + 1)}, {})
    graph = build([resource])
    assert graph.truncated and len(graph.pods(resource)) == MAX_PODS


def test_many_resources_of_one_unit_are_built_at_once() -> None:
    """Look-ups do not slow down with the number of resources, though everything has the same names."""
    def world(count: int) -> list[Resource]:
        bodies = []
        for number in range(count):
            metadata = {"name": "web", "namespace": f"n{number}", "labels": {"app": "web"}}
            pod = {"serviceAccountName": "web", "containers": [{"envFrom": [{"configMapRef": {"name": "web"}}]}]}
            bodies += [
                {"kind": "Pod", "metadata": metadata, "spec": pod},
                {"kind": "Service", "metadata": metadata, "spec": {"selector": {"app": "web"}}},
                {"kind": "ServiceAccount", "metadata": metadata}, {"kind": "ConfigMap", "metadata": metadata},
            ]
        return [Resource(identify(body), body, unit="all") for body in bodies]

    def calls(count: int) -> int:
        """How many functions are called: unlike time, the same on every machine."""
        resources = world(count)
        seen = 0

        def counted(frame: object, event: str, argument: object) -> None:
            nonlocal seen
            seen += event in ("call", "c_call")

        sys.setprofile(counted)
        try:
            graph = build(resources, complete=True)
        finally:
            sys.setprofile(None)
        assert len(graph.edges) >= 3 * count and not graph.truncated
        return seen

    calls(10)  # modules are loaded by the first one
    assert calls(1000) < 12 * calls(100)
