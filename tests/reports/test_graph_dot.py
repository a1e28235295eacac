"""The digraph."""

from __future__ import annotations

import pytest

from scanner.reports.graph_dot import render
from scanner.reports.graph_view import MISSING, OUTSIDE, PRESENT, Group, Link, Node, View, view
from tests.reports.graphs import selection


def test_the_digraph_of_a_small_graph() -> None:
    text = render(view(selection()))
    assert text.startswith("digraph resources {\n  rankdir=LR;\n") and text.endswith("}\n")
    assert '  subgraph cluster_1 {\n    label="namespace shop";' in text
    assert '    r2 [label="Deployment\\nweb", color="#2563eb", penwidth=2];' in text
    assert '  r1 -> r2 [label="serves"];' in text
    assert '  r2 -> w0 [label="configured by", style=dashed, color="#cf222e"];' in text
    assert '  r2 -> w1 [label="configured by", style=dashed, color="#8c959f"];' in text


@pytest.mark.parametrize("name", ['a" -> b; "', "\\", '\\"', "a\\nb", "<b>x</b>", "// x", "界"])
def test_names_stay_inside_of_their_quotes(name: str) -> None:
    nodes = (Node("r0", name, name, "workload", "g", PRESENT, (name,)),
             Node("r1", "Pod", "b", "other", "g", OUTSIDE, ("b",)))
    link = Link("r0", "r1", ("serves",), "traffic", MISSING)
    text = render(View((Group("g", name, name),), nodes, (link,), (), 2, 1))
    node = next(line for line in text.split("\n") if line.startswith("    r0 "))
    label, rest = quoted(node.removeprefix("    r0 [label="))
    assert label == f"{name}\n{name}"
    assert rest == ', color="#2563eb", penwidth=2];'


def quoted(text: str) -> tuple[str, str]:
    """A text in quotes as Graphviz reads it, and what follows."""
    assert text[0] == '"'
    found, at = "", 1
    while text[at] != '"':
        if text[at] == "\\":
            found += {"n": "\n"}.get(text[at + 1], text[at + 1])
            at += 2
        else:
            found += text[at]
            at += 1
    return found, text[at + 1:]
