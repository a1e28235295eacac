"""The flowchart."""

from __future__ import annotations

import re

import pytest

from scanner.reports.graph_mermaid import MAX_EDGES, limits, render
from scanner.reports.graph_view import MISSING, OUTSIDE, PRESENT, Group, Link, Node, View, view
from tests.reports.graphs import selection


def test_the_flowchart_of_a_small_graph() -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {volumes: [{secret: {secretName: lost}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}}
"""
    assert render(view(selection(text))) == """\
flowchart LR
  subgraph g0["namespace shop"]
    r0["Pod<br/>web"]:::workload
    r1["Service<br/>web"]:::network
    w0["Secret<br/>lost"]:::missing
  end
  r1 -->|"serves"| r0
  r0 -.->|"mounts"| w0
  linkStyle 1 stroke:#cf222e
  classDef workload stroke:#2563eb,stroke-width:2px
  classDef network stroke:#0d9488,stroke-width:2px
  classDef missing stroke:#cf222e,color:#cf222e,stroke-dasharray:5 4
"""


@pytest.mark.parametrize("name", [
    '"] --> x', "end", "a;b", "%% no", "`code`", "<b>x</b>", "#quot;", "a|b", "{{x}}", "\\n", "é界"])
def test_names_say_nothing_to_mermaid(name: str) -> None:
    group = Group("g", name, name)
    nodes = (Node("r0", name, name, "workload", "g", PRESENT, (name,)),
             Node("r1", "Pod", "b", "workload", "g", OUTSIDE, ("b",)))
    text = render(View((group,), nodes, (Link("r0", "r1", ("serves",), "traffic", MISSING),), (), 2, 1))
    lines = text.split("\n")
    assert len(lines) == 10 and lines[0] == "flowchart LR" and lines[4] == "  end"
    label = re.fullmatch(r'    r0\["(.*)<br/>(.*)"\]:::workload', lines[2])
    assert label is not None and label[1] == label[2]
    assert re.fullmatch(r"(?:[\w ./:@,·…-]|#\d+;)*", label[1])
    assert re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label[1]) == name


def test_pictures_too_large_for_mermaid() -> None:
    nodes = tuple(Node(f"r{number}", "Pod", "a", "workload", "g") for number in range(MAX_EDGES + 2))
    lines = tuple(Link("r0", f"r{number}", ("serves",), "traffic") for number in range(1, MAX_EDGES + 2))
    (said,) = limits(View((Group("g", "", ""),), nodes, lines, (), len(nodes), len(lines)))
    assert said.startswith("Mermaid draws at most 500 links and 50000 characters") and "this has 501 and" in said
    assert limits(view(selection())) == ()
