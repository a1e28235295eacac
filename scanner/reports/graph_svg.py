"""The graph as an SVG picture, without scripts: whole in itself, or inside of a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from html import escape

from scanner.reports.escape import storable, visible
from scanner.reports.graph_layout import HEAD, HEIGHT, MARGIN, PADDING, WIDTH, Box, Frame, Point, Route, layout
from scanner.reports.graph_view import (
    EXTERNAL,
    FAMILIES,
    MISSING,
    OUTSIDE,
    PRESENT,
    Node,
    Selection,
    View,
    hint_of,
    title_of,
    view,
)

NAME = "svg"
SUFFIX = ".svg"

MOST_BOXES = 70
"""Boxes that one still reads; above that, alike ones are drawn as one."""

_STRIP = 30
_CHARACTERS = 26
_ROOMY = 22
_ROOM = WIDTH - _STRIP - 19
_ROUND = 7
_LEGEND = 26
_LINE = 18
_ARROW = 7

# Light and dark colour of each family of resources.
_NODES = {
    "workload": ("#2563eb", "#60a5fa"), "network": ("#0d9488", "#2dd4bf"), "config": ("#b45309", "#fbbf24"),
    "rbac": ("#7c3aed", "#a78bfa"), "storage": ("#be185d", "#f472b6"), "other": ("#64748b", "#94a3b8"),
}
# The same for families of relations; others are drawn as "other".
_LINES = {
    "traffic": ("#0d9488", "#2dd4bf"), "configuration": ("#b45309", "#fbbf24"), "identity": ("#7c3aed", "#a78bfa"),
    "scaling": ("#2563eb", "#60a5fa"), "policy": ("#4d7c0f", "#a3e635"), "security": ("#0e7490", "#22d3ee"),
    "storage": ("#be185d", "#f472b6"), "observation": ("#64748b", "#94a3b8"), "class": ("#94a3b8", "#64748b"),
    "delivery": ("#4338ca", "#818cf8"), "conflict": ("#c026d3", "#e879f9"), "other": ("#94a3b8", "#64748b"),
}
_STATES = {
    MISSING: "missing", OUTSIDE: "not among what was read", EXTERNAL: "lies elsewhere",
}
# Drawn with lines into a square of 16 by 16.
_ICONS = {
    "workload": "M8 1.5 13.6 4.7v6.6L8 14.5 2.4 11.3V4.7ZM2.4 4.7 8 8l5.6-3.3M8 8v6.5",
    "network": "M8 4.6V8M8 8 4 11.6M8 8l4 3.6M6.4 3a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0M1.8 13a1.6 1.6 0 1 0 3.2 0"
               "a1.6 1.6 0 1 0-3.2 0M11 13a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0",
    "config": "M3.5 1.5h6L12.5 4.5v10h-9ZM5.5 7h5M5.5 9.5h5M5.5 12h3",
    "rbac": "M8 1.5 13.5 3.5V8c0 3.2-2.3 5.4-5.5 6.5C4.8 13.4 2.5 11.2 2.5 8V3.5ZM5.5 8l1.8 1.8L10.8 6",
    "storage": "M2.5 4c0-1.4 2.5-2.4 5.5-2.4S13.5 2.6 13.5 4v8c0 1.4-2.5 2.4-5.5 2.4S2.5 13.4 2.5 12ZM2.5 4c0 1.4 2.5"
               " 2.4 5.5 2.4S13.5 5.4 13.5 4M2.5 8c0 1.4 2.5 2.4 5.5 2.4s5.5-1 5.5-2.4",
    "other": "M8 2.2 13.8 8 8 13.8 2.2 8ZM8 6.2v3.6M6.2 8h3.6",
}


def render(chosen: Selection | View) -> str:
    """The picture of a selection, or of a view, as the text of an SVG element."""
    picture = view(chosen, MOST_BOXES) if isinstance(chosen, Selection) else chosen
    places = layout(picture)
    top = MARGIN + _LINE * (1 + len(picture.notices))
    legend = list(_legend(picture, places.width))
    rows = max((row for row, _ in legend), default=-1) + 1
    height = top + places.height + rows * _LEGEND + (MARGIN if rows else 0)
    width = places.width
    alone = len({group.unit for group in picture.groups}) == 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="rg" width="{_n(width)}" height="{_n(height)}"'
        f' viewBox="0 0 {_n(width)} {_n(height)}" role="img">',
        "<title>Resources and how they relate</title>",
        f"<style>{_style()}</style>",
        '<rect class="rg-page" width="100%" height="100%" rx="10"/>',
        *_heading(picture),
        f'<g transform="translate(0 {_n(top)})">',
        *(_frame(frame, alone) for frame in places.frames),
        *(_route(route, picture) for route in places.routes),
        *(_box(box) for box in places.boxes),
        "</g>",
        f'<g transform="translate({MARGIN} {_n(top + places.height)})">',
        *(f'<g transform="translate(0 {row * _LEGEND})">{drawn}</g>' for row, drawn in legend),
        "</g>",
        "</svg>",
    ]
    return storable("\n".join(parts)) + "\n"


def _heading(picture: View) -> Iterator[str]:
    count, links = picture.resources, picture.links
    said = f"{count} resource{'' if count == 1 else 's'}, {links} link{'' if links == 1 else 's'}"
    yield f'<text class="rg-head" x="{MARGIN}" y="{MARGIN + 8}">{said}</text>'
    for number, notice in enumerate(picture.notices, start=1):
        yield f'<text class="rg-note" x="{MARGIN}" y="{MARGIN + 8 + number * _LINE}">{_x(notice)}</text>'


def _frame(frame: Frame, alone: bool) -> str:
    name = _shortened(title_of(frame.group, alone), int((frame.width - 2 * PADDING) / 7))
    return (f'<rect class="rg-frame" x="{_n(frame.x)}" y="{_n(frame.y)}" width="{_n(frame.width)}"'
            f' height="{_n(frame.height)}" rx="8"/>'
            f'<text class="rg-group" x="{_n(frame.x + PADDING)}" y="{_n(frame.y + HEAD - 4)}">{_x(name)}</text>')


def _box(box: Box) -> str:
    node = box.node
    x, y = box.x, box.y
    state = "" if node.state == PRESENT else f" rg-{'missing' if node.state == MISSING else 'away'}"
    behind = "" if len(node.names) < 2 else (
        f'<rect class="rg-box rg-back" x="{_n(x + 4)}" y="{_n(y + 4)}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>')
    kind, name = _shortened(node.kind, _CHARACTERS), _shortened(node.name, _CHARACTERS)
    # Fonts differ in width by a fifth: a long name is set to the room there is.
    fit = f' textLength="{_ROOM}" lengthAdjust="spacingAndGlyphs"' if _columns(name) > _ROOMY else ""
    strip = (f"M{_n(x + _STRIP)} {_n(y)}H{_n(x + 6)}a6 6 0 0 0-6 6V{_n(y + HEIGHT - 6)}a6 6 0 0 0 6 6"
             f"H{_n(x + _STRIP)}Z")
    return (
        f'<g class="rg-node rg-n-{node.family}{state}"><title>{_x(hint_of(node))}</title>{behind}'
        f'<rect class="rg-box" x="{_n(x)}" y="{_n(y)}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<path class="rg-strip" d="{strip}"/>'
        f'<rect class="rg-edge" x="{_n(x)}" y="{_n(y)}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<path class="rg-icon" transform="translate({_n(x + 7)} {_n(y + 14)})" d="{_ICONS[node.family]}"/>'
        f'<text class="rg-kind" x="{_n(x + _STRIP + 9)}" y="{_n(y + 17)}">{_x(kind)}</text>'
        f'<text class="rg-name" x="{_n(x + _STRIP + 9)}" y="{_n(y + 33)}"{fit}>{_x(name)}</text></g>'
    )


def _route(route: Route, picture: View) -> str:
    link = route.link
    family = link.family if link.family in _LINES else "other"
    state = {PRESENT: "", MISSING: " rg-missing"}.get(link.state, " rg-away")
    names = {node.key: node for node in picture.nodes}
    says = ", ".join(name.replace("_", " ") for name in link.relations)
    hint = f"{_called(names[link.source])} {says} {_called(names[link.target])}"
    *_, before, (x, y) = route.points
    tip = (*route.points[:-1], (x - _ARROW + 1, y))
    line = _curve(tip) if route.curved else _bent(tip)
    arrow = f"M{_n(x)} {_n(y)}l{-_ARROW} -3.5v7Z"
    return (f'<g class="rg-link rg-l-{family}{state}"><title>{_x(hint)}</title>'
            f'<path class="rg-line" d="{line}"/><path class="rg-tip" d="{arrow}"/></g>')


def _called(node: Node) -> str:
    return f"{node.kind}/{node.name}" if len(node.names) == 1 else f"{node.kind} ({node.name})"


def _curve(points: Iterable[Point]) -> str:
    """A smooth line that passes each point level."""
    path = ""
    last: Point | None = None
    for x, y in points:
        if last is None:
            path = f"M{_n(x)} {_n(y)}"
        elif y == last[1]:
            path += f"H{_n(x)}"
        else:
            middle = _n((x + last[0]) / 2)
            path += f"C{middle} {_n(last[1])} {middle} {_n(y)} {_n(x)} {_n(y)}"
        last = x, y
    return path


def _bent(points: tuple[Point, ...]) -> str:
    """A line of level and upright pieces with round corners."""
    path = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = _towards(corner, before), _towards(corner, after)
        path += f"L{_n(into[0])} {_n(into[1])}Q{_n(corner[0])} {_n(corner[1])} {_n(out[0])} {_n(out[1])}"
    return path + f"L{_n(points[-1][0])} {_n(points[-1][1])}"


def _towards(corner: Point, other: Point) -> Point:
    """The point at most `_ROUND` away from a corner on the way to the middle of the next piece."""
    def step(one: float, two: float) -> float:
        return one + max(-_ROUND, min(_ROUND, (two - one) / 2))

    return step(corner[0], other[0]), step(corner[1], other[1])


def _legend(picture: View, width: float) -> Iterator[tuple[int, str]]:
    """(row, drawing) of what the colours mean, as far as they occur."""
    families = {node.family for node in picture.nodes if node.state == PRESENT}
    lines = {line.family if line.family in _LINES else "other" for line in picture.lines if line.state == PRESENT}
    states = {node.state for node in picture.nodes}
    sample = '<rect class="rg-strip" x="{x}" y="0" width="14" height="14" rx="3"/>'
    entries = [(f'<g class="rg-node rg-n-{one}">{sample}</g>', one) for one in FAMILIES if one in families]
    entries += [(f'<g class="rg-link rg-l-{one}"><path class="rg-line" d="M{{x}} 7h16"/></g>', one)
                for one in _LINES if one in lines]
    entries += [(f'<g class="rg-link rg-{"missing" if one == MISSING else "away"}">'
                 '<path class="rg-line" d="M{x} 7h16"/></g>', says) for one, says in _STATES.items() if one in states]
    row, x = 0, 0.0
    for drawn, says in entries:
        room = 40 + len(says) * 6.6
        if x and x + room > width - 2 * MARGIN:
            row, x = row + 1, 0.0
        yield row, drawn.format(x=_n(x)) + f'<text class="rg-key" x="{_n(x + 22)}" y="11.5">{_x(says)}</text>'
        x += room


def _shortened(text: str, most: int) -> str:
    """Text of at most so many columns, with its middle left out: names differ at the end more than at the beginning."""
    if _columns(text) <= most:
        return text
    first = most // 3
    head, tail = "", ""
    for character in text:
        if _columns(head + character) > first:
            break
        head += character
    for character in reversed(text[len(head):]):
        if _columns(character + tail) > most - 1 - first:
            break
        tail = character + tail
    return f"{head}…{tail}"


def _columns(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _x(text: str) -> str:
    """Text inside of an element."""
    return escape(visible(text), quote=True)


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


def _style() -> str:
    """The style sheet, for light surroundings and for dark ones."""
    rules = [
        ".rg text{font-family:ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif}",
        ".rg-head{font-size:14px;font-weight:600}.rg-note,.rg-key{font-size:11.5px}",
        ".rg-group{font-size:11.5px;font-weight:600}.rg-kind{font-size:10.5px}.rg-name{font-size:12px;font-weight:600}",
        ".rg-edge{fill:none}.rg-icon{fill:none;stroke-width:1.3;stroke-linejoin:round;stroke-linecap:round}",
        ".rg-line{fill:none;stroke-width:1.5;stroke-linecap:round}.rg-link:hover .rg-line{stroke-width:3}",
        ".rg-missing .rg-edge,.rg-away .rg-edge,.rg-missing .rg-line,.rg-away .rg-line{stroke-dasharray:5 4}",
        _colours(0),
        "@media(prefers-color-scheme:dark){" + _colours(1) + "}",
    ]
    return "".join(rules)


# Light and dark colours of everything that is not of a family.
_PLAIN = (
    (".rg-page", "fill", ("#ffffff", "#0d1117")), (".rg-frame", "fill", ("#f6f8fa", "#161b22")),
    (".rg-frame", "stroke", ("#d8dee4", "#30363d")), (".rg-box", "fill", ("#ffffff", "#0d1117")),
    (".rg-edge,.rg-back", "stroke", ("#c9d1d9", "#3d444d")), (".rg-icon", "stroke", ("#ffffff", "#0d1117")),
    (".rg-head,.rg-name", "fill", ("#1f2328", "#e6edf3")),
    (".rg-group,.rg-kind,.rg-note,.rg-key", "fill", ("#57606a", "#9198a1")),
)
_LAST = (
    (".rg-missing .rg-edge,.rg-missing .rg-line", "stroke", ("#cf222e", "#f85149")),
    (".rg-missing .rg-tip,.rg-missing .rg-name,.rg-missing .rg-strip", "fill", ("#cf222e", "#f85149")),
    (".rg-away .rg-edge,.rg-away .rg-line", "stroke", ("#8c959f", "#6e7681")),
    (".rg-away .rg-tip,.rg-away .rg-name,.rg-away .rg-strip", "fill", ("#8c959f", "#6e7681")),
)


def _colours(theme: int) -> str:
    """The colours of a theme: 0 for light, 1 for dark."""
    rules = [f"{selector}{{{what}:{colours[theme]}}}" for selector, what, colours in _PLAIN]
    rules += [f".rg-n-{family} .rg-strip{{fill:{colours[theme]}}}" for family, colours in _NODES.items()]
    rules += [f".rg-l-{family} .rg-line{{stroke:{colours[theme]}}}.rg-l-{family} .rg-tip{{fill:{colours[theme]}}}"
              for family, colours in _LINES.items()]
    rules += [f"{selector}{{{what}:{colours[theme]}}}" for selector, what, colours in _LAST]
    return "".join(rules)


