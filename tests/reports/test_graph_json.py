"""The graph as data."""

from __future__ import annotations

import json

import jsonschema
import pytest

from scanner.graph.build import build
from scanner.inputs.manifests import load
from scanner.model.graph import External
from scanner.model.report import Report
from scanner.model.source import SourceFile
from scanner.paths import data_folder
from scanner.reports.graph_json import document, render
from scanner.reports.graph_view import Filter, select
from tests.reports.graphs import SHOP

SCHEMA = json.loads((data_folder("schemas") / "graph.schema.json").read_text(encoding="utf-8"))
RAY = """\
---
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: ray}
spec: {head: {template: {spec: {serviceAccountName: elsewhere, containers: [{name: a}]}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
"""


def report_of(text: str, complete: bool = False) -> Report:
    file = SourceFile("shop.yaml", text)
    resources, notices = load([file])
    graph = build(resources, (External("Secret", "db"),), complete)
    return Report(version="0.1.0", notices=tuple(notices), sources={file.path: file}, inputs=(file.path,),
                  graphs=(graph,))


def data_of(text: str, chosen: Filter = Filter(), complete: bool = False) -> dict[str, object]:
    report = report_of(text, complete)
    return document(report, select(report.graphs, chosen, everything=True))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", [
    SHOP, SHOP + RAY, "apiVersion: v1\nkind: Pod\nmetadata: {}\n", "# nothing\n", "a: [\n"])
@pytest.mark.parametrize("complete", [True, False])
def test_it_follows_its_schema(text: str, complete: bool) -> None:
    report = report_of(text, complete)
    found = json.loads(render(report, select(report.graphs, everything=True)))
    jsonschema.validate(found, SCHEMA)
    ids = [one["id"] for one in found["resources"]]
    assert len(ids) == len(set(ids))
    for edge in found["edges"]:
        assert edge["source"] in ids and edge["target"] in ids and edge["relation"] in found["relations"]


def test_every_link_has_its_place() -> None:
    found = data_of(SHOP)
    (edge,) = [one for one in found["edges"] if one["relation"] == "routes"]
    assert edge == {
        "source": "#networking.k8s.io/Ingress/shop/shop", "relation": "routes", "target": "#Service/shop/web",
        "path": ["spec", "rules", 0, "http", "paths", 0, "backend"], "file": "shop.yaml", "line": 4, "column": 33,
    }
    assert {one["wanted"]: one["state"] for one in found["references"]} == {
        "Secret/db": "external", "Secret/lost": "outside"}
    (lost,) = [one for one in found["references"] if one["wanted"] == "Secret/lost"]
    assert (lost["line"], lost["path"][-2:]) == (21, ["secretRef", "name"])


def test_chains_are_told_step_by_step() -> None:
    (edge,) = [one for one in data_of(SHOP)["edges"]
               if one["relation"] == "takes_over" and "Deployment" in one["source"]]
    assert [(step["resource"], step["line"], step["says"]) for step in edge["chain"]] == [
        ("#apps/Deployment/shop/web", 19, "it runs as ServiceAccount/web"),
        ("#rbac.authorization.k8s.io/ClusterRoleBinding//web", 31,
         "ClusterRoleBinding/web grants ClusterRole/cluster-admin to ServiceAccount/web"),
        ("#rbac.authorization.k8s.io/ClusterRoleBinding//web", 30, "which may do everything in every namespace")]


def test_pods_doubts_and_what_is_written_twice() -> None:
    found = data_of(SHOP + RAY)
    (ray,) = [one for one in found["resources"] if one["kind"] == "RayCluster"]
    assert ray["pods"] == [{"path": ["spec", "head", "template", "spec"], "partial": True}]
    assert ray["family"] == "workload"
    assert found["doubts"][0] == {"source": "#ray.io/RayCluster/default/ray", "relation": "takes_over",
                                  "reason": "what ServiceAccount/elsewhere may do is not among what was read"}
    assert [one["id"] for one in found["resources"] if one["id"].startswith("#ConfigMap/shop/web")] == [
        "#ConfigMap/shop/web", "#ConfigMap/shop/web~2"]


def test_filters_hold_for_data_too() -> None:
    found = data_of(SHOP, Filter(relations=("serves",)))
    assert [one["name"] for one in found["resources"]] == ["web", "web"]
    assert list(found["relations"]) == ["serves"] and found["doubts"] == []
    assert found["relations"]["serves"]["means"] == "its selector holds for the labels of the pods"
