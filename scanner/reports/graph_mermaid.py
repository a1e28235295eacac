"""The graph as a flowchart of Mermaid, as Markdown pages show it."""

from __future__ import annotations

from scanner.patterns import lazy
from scanner.reports.escape import storable, visible
from scanner.reports.graph_view import FAMILIES, MISSING, PRESENT, Link, Node, View, title_of

NAME = "mermaid"
SUFFIX = ".mmd"

# What Mermaid draws unless its own configuration says otherwise.
MAX_EDGES, MAX_TEXT = 500, 50_000

# Punctuation means something in Mermaid, or in the HTML it makes.
_SPECIAL = lazy(r"[^\w ./:@,·…\-]")
_COLOURS = {
    "workload": "#2563eb", "network": "#0d9488", "config": "#b45309", "rbac": "#7c3aed", "storage": "#be185d",
    "other": "#64748b",
}


def render(picture: View) -> str:
    """The flowchart of a view."""
    alone = len({group.unit for group in picture.groups}) == 1
    lines = ["flowchart LR", *(f"  %% {visible(notice)}" for notice in picture.notices)]
    inside: dict[str, list[Node]] = {}
    for node in picture.nodes:
        inside.setdefault(node.group, []).append(node)
    for number, group in enumerate(picture.groups):
        lines.append(f'  subgraph g{number}["{_escaped(title_of(group, alone))}"]')
        lines += (f"    {_node(node)}" for node in inside.get(group.key, ()))
        lines.append("  end")
    lines += (f"  {_link(link)}" for link in picture.lines)
    lost = [str(number) for number, link in enumerate(picture.lines) if link.state == MISSING]
    if lost:
        lines.append(f"  linkStyle {','.join(lost)} stroke:#cf222e")
    used = {_class(node) for node in picture.nodes}
    lines += (f"  classDef {name} {style}" for name, style in _styles().items() if name in used)
    return storable("\n".join(lines)) + "\n"


def limits(picture: View) -> tuple[str, ...]:
    """What to know where Mermaid refuses a flowchart of this size."""
    text = render(picture)
    if len(picture.lines) <= MAX_EDGES and len(text) <= MAX_TEXT:
        return ()
    return (f"Mermaid draws at most {MAX_EDGES} links and {MAX_TEXT} characters unless it is configured otherwise; "
            f"this has {len(picture.lines)} and {len(text)}. A filter shows a part.",)


def _node(node: Node) -> str:
    return f'{node.key}["{_escaped(node.kind)}<br/>{_escaped(node.name)}"]:::{_class(node)}'


def _class(node: Node) -> str:
    return node.family if node.state == PRESENT else "missing" if node.state == MISSING else "away"


def _link(link: Link) -> str:
    arrow = "-->" if link.state == PRESENT else "-.->"
    says = ", ".join(name.replace("_", " ") for name in link.relations)
    return f'{link.source} {arrow}|"{_escaped(says)}"| {link.target}'


def _styles() -> dict[str, str]:
    styles = {family: f"stroke:{_COLOURS[family]},stroke-width:2px" for family in FAMILIES}
    return {**styles, "missing": "stroke:#cf222e,color:#cf222e,stroke-dasharray:5 4",
            "away": "stroke:#8c959f,color:#8c959f,stroke-dasharray:5 4"}


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"#{ord(match.group())};", visible(text))
