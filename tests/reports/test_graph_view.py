"""What of the graph is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.reports.graph_view import (
    EXTERNAL,
    MISSING,
    OUTSIDE,
    PRESENT,
    Filter,
    FilterError,
    Group,
    Node,
    Selection,
    View,
    hint_of,
    select,
    title_of,
    view,
)
from tests.reports.graphs import SHOP, selection
from tests.terraform_modules import graph_of_text


def names(found: Selection) -> list[str]:
    return [one.id.short for one in found.resources]


def drawn(found: View) -> set[tuple[str, str, str]]:
    by_key = {node.key: f"{node.kind}/{node.name}" for node in found.nodes}
    return {(by_key[line.source], ",".join(line.relations), by_key[line.target]) for line in found.lines}


def test_pictures_show_the_links_that_explain_most() -> None:
    assert drawn(view(selection())) == {
        ("Ingress/shop", "routes", "Service/web"), ("Service/web", "serves", "Deployment/web"),
        ("Deployment/web", "runs_as", "ServiceAccount/web"), ("Deployment/web", "configured_by", "ConfigMap/web"),
        ("Deployment/web", "configured_by", "Secret/db"), ("Deployment/web", "configured_by", "Secret/lost"),
        ("ClusterRoleBinding/web", "binds", "ServiceAccount/web"),
    }


def test_everything_has_the_rest_as_well() -> None:
    relations = {edge.relation for edge in selection(everything=True).edges}
    assert {"owns", "empowers", "takes_over", "exposes", "leads"} <= relations
    assert relations - {edge.relation for edge in selection().edges} >= {"owns", "empowers", "takes_over", "leads"}


@pytest.mark.parametrize(("complete", "state"), [(True, MISSING), (False, OUTSIDE)])
def test_what_a_missing_reference_means(complete: bool, state: str) -> None:
    found = selection(complete=complete)
    states = [(one.dangling.wanted, one.state) for one in found.references]
    assert states == [("Secret/lost", state), ("Secret/db", EXTERNAL)]


def test_a_missing_part_is_missing_in_any_scope() -> None:
    text = ("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
            "spec: {volumes: [{configMap: {name: web, items: [{key: k}]}}]}\n---\n"
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {}\n")
    found = selection(text, complete=False)
    assert [(one.dangling.wanted, one.state) for one in found.references] == [("key k of ConfigMap/web", MISSING)]
    (node,) = [node for node in view(found).nodes if node.state == MISSING]
    assert (node.kind, node.name) == ("missing", "key k of ConfigMap/web")


@pytest.mark.parametrize(("chosen", "expected"), [
    (Filter(kinds=("service", "Deployment")), ["Service/web", "Deployment/web"]),
    (Filter(namespaces=("other",)), ["ConfigMap/alone"]),
    (Filter(relations=("serves",)), ["Service/web", "Deployment/web"]),
    (Filter(relations=("takes_over",)), ["Deployment/web", "ServiceAccount/web", "ClusterRoleBinding/web"]),
    (Filter(around="Service/web", depth=1), ["Ingress/shop", "Service/web", "Deployment/web"]),
    (Filter(around="service/WEB", depth=0), ["Service/web"]),
    (Filter(around="Ingress/shop", depth=2), ["Ingress/shop", "Service/web", "Deployment/web"]),
    (Filter(around="Service/web", depth=1, kinds=("Service", "Ingress")), ["Ingress/shop", "Service/web"]),
    (Filter(), ["Ingress/shop", "Service/web", "Deployment/web", "ServiceAccount/web", "ClusterRoleBinding/web",
                "ConfigMap/web", "ConfigMap/alone"]),
])
def test_filters(chosen: Filter, expected: list[str]) -> None:
    found = selection(chosen=chosen)
    assert names(found) == expected
    assert all(edge.source in found.resources and edge.target in found.resources for edge in found.edges)


def test_a_filter_of_kinds_keeps_the_references_to_them() -> None:
    found = selection(chosen=Filter(kinds=("Deployment", "Secret")), text=SHOP + "---\napiVersion: v1\nkind: Secret\n"
                      "metadata: {name: other}\n")
    assert [one.dangling.wanted for one in found.references] == ["Secret/lost", "Secret/db"]
    assert selection(chosen=Filter(kinds=("Deployment",))).references == ()


@pytest.mark.parametrize(("chosen", "message"), [
    (Filter(kinds=("Deploymnt",)), "there is no kind 'Deploymnt'; did you mean 'Deployment'?"),
    (Filter(namespaces=("zzz",)), "there is no namespace 'zzz'; known: other, shop"),
    (Filter(relations=("serve",)), "there is no relation 'serve'; did you mean 'serves'?"),
    (Filter(relations=("qqq",)), "there is no relation 'qqq'"),
    (Filter(around="Deployment/wob"), "there is no resource 'Deployment/wob'; did you mean 'Deployment/web'?"),
])
def test_filters_that_name_nothing(chosen: Filter, message: str) -> None:
    with pytest.raises(FilterError) as caught:
        selection(chosen=chosen)
    assert str(caught.value) == message


def test_groups_are_namespaces_and_what_has_none_comes_last() -> None:
    found = view(selection())
    assert [group.namespace for group in found.groups] == ["other", "shop", ""]
    assert [title_of(group, True) for group in found.groups] == ["namespace other", "namespace shop", "cluster-wide"]
    assert title_of(Group("k", "charts/web", "shop"), False) == "charts/web · namespace shop"
    assert {node.group for node in found.nodes} == {group.key for group in found.groups}


def many(count: int) -> str:
    return "---\n".join(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}, namespace: shop}}\n"
                        for number in range(count)) + "---\n" + SHOP


def test_alike_boxes_are_drawn_as_one_when_there_are_too_many() -> None:
    found = view(selection(many(50)), most=12)
    assert len(found.nodes) == 10 and found.resources == 57
    assert found.notices == (
        "57 resources are drawn as 10 boxes: those of one kind and namespace with the same links share one.",)
    (box,) = [node for node in found.nodes if len(node.names) > 1]
    assert (box.kind, box.name) == ("ConfigMap", "50 of them")
    assert hint_of(box).startswith("ConfigMap: c0, c1, ") and hint_of(box).endswith(" and 30 more")
    assert drawn(found) == drawn(view(selection()))


@pytest.mark.parametrize(("most", "says"), [
    (9, "of one kind and namespace share one"), (8, "of one sort and namespace share one"),
    (6, "of one sort that were read together share one"), (2, "that were read together share one"),
])
def test_the_fewer_boxes_there_may_be_the_more_share_one(most: int, says: str) -> None:
    found = view(selection(many(5)), most=most)
    assert len(found.nodes) <= max(most, 3)
    assert says in found.notices[0]


def test_what_is_left_out_is_told() -> None:
    found = view(selection(), most=1)
    assert len(found.nodes) == 1 and found.lines == ()
    assert found.notices[-1] == "2 of 3 boxes are left out; ask for a part with a filter."


def test_within_the_bound_nothing_is_told() -> None:
    assert view(selection(), most=70).notices == () == view(selection(many(500))).notices


@pytest.mark.parametrize(("node", "hint"), [
    (Node("k", "Pod", "a", "workload", "g", PRESENT, ("a",)), "Pod/a"),
    (Node("k", "Secret", "a", "config", "g", MISSING, ("a",)), "Secret/a (missing)"),
    (Node("k", "Secret", "a", "config", "g", OUTSIDE, ("a",)), "Secret/a (not among what was read)"),
    (Node("k", "Secret", "a", "config", "g", EXTERNAL, ("a",)), "Secret/a (lies elsewhere)"),
    (Node("k", "2 kinds", "2 resources", "config", "g", PRESENT, ("Pod/a", "Job/b")), "2 kinds: Pod/a, Job/b"),
])
def test_hints(node: Node, hint: str) -> None:
    assert hint_of(node) == hint


def test_nothing_that_a_terminal_or_page_would_obey() -> None:
    text = 'apiVersion: v1\nkind: "Pod\\u202e"\nmetadata: {name: "a\\u001b[31m"}\nspec: {}\n'
    (node,) = view(selection(text)).nodes
    assert (node.kind, node.name) == ("Pod\\u202e", "a\\x1b[31m")


TERRAFORM = """\
variable "a" {}
module "net" {
  source = "./net"
}
resource "aws_db_instance" "main" {
  vpc_security_group_ids = [module.net.group]
}
"""
NETWORK = """\
resource "aws_security_group" "db" {}
output "group" {
  value = aws_security_group.db.id
}
"""


def test_terraform_is_drawn_by_module_without_what_only_declares(tmp_path: Path) -> None:
    graph = graph_of_text(tmp_path, TERRAFORM, {"net/main.tf": NETWORK})
    seen = view(select([graph]))
    groups = {group.key: title_of(group, True) for group in seen.groups}
    assert {(groups[node.group], node.kind, node.name, node.family) for node in seen.nodes} >= {
        ("root module", "aws_db_instance", "main", "storage"), ("module.net", "aws_security_group", "db", "network")}
    assert not {node.kind for node in seen.nodes} & {"variable", "output", "configuration", "declaration"}
    assert [(link.relations, link.family) for link in seen.lines] == [(("refers",), "terraform")]
    assert "variable" in {one.id.kind for one in select([graph], everything=True).resources}
