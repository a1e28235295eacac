"""The graph in the language of Graphviz."""

from __future__ import annotations

from scanner.reports.escape import storable, visible
from scanner.reports.graph_view import MISSING, PRESENT, Link, Node, View, title_of

NAME = "dot"
SUFFIX = ".dot"

_COLOURS = {
    "workload": "#2563eb", "network": "#0d9488", "config": "#b45309", "rbac": "#7c3aed", "storage": "#be185d",
    "other": "#64748b",
}
_MISSING, _AWAY = "#cf222e", "#8c959f"


def render(picture: View) -> str:
    """The digraph of a view."""
    alone = len({group.unit for group in picture.groups}) == 1
    inside: dict[str, list[Node]] = {}
    for node in picture.nodes:
        inside.setdefault(node.group, []).append(node)
    lines = [
        "digraph resources {", *(f"  // {visible(notice)}" for notice in picture.notices), "  rankdir=LR;",
        '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];',
        '  edge [fontname="Helvetica", fontsize=9, color="#64748b"];',
    ]
    for number, group in enumerate(picture.groups):
        lines += [f"  subgraph cluster_{number} {{", f"    label={_quoted(title_of(group, alone))};",
                  '    color="#d8dee4";']
        lines += (f"    {_node(node)}" for node in inside.get(group.key, ()))
        lines.append("  }")
    lines += (f"  {_link(link)}" for link in picture.lines)
    return storable("\n".join([*lines, "}"])) + "\n"


def _node(node: Node) -> str:
    label = f"{_inner(node.kind)}\\n{_inner(node.name)}"
    style = f'color="{_COLOURS[node.family]}", penwidth=2'
    if node.state != PRESENT:
        colour = _MISSING if node.state == MISSING else _AWAY
        style = f'color="{colour}", fontcolor="{colour}", style="rounded,dashed"'
    return f'{node.key} [label="{label}", {style}];'


def _link(link: Link) -> str:
    says = ", ".join(name.replace("_", " ") for name in link.relations)
    style = "" if link.state == PRESENT else (
        f', style=dashed, color="{_MISSING if link.state == MISSING else _AWAY}"')
    return f"{link.source} -> {link.target} [label={_quoted(says)}{style}];"


def _quoted(text: str) -> str:
    return f'"{_inner(text)}"'


def _inner(text: str) -> str:
    """Text inside of quotes; a backslash would begin an escape."""
    return visible(text).replace("\\", "\\\\").replace('"', '\\"')
