"""Where the boxes and lines of a graph are drawn.

Columns go through the whole picture: a line leads from one column to a later one wherever that is possible, so that
reading goes from left to right. Each group (a namespace) is a band of rows. Inside a band, lines that pass a column run
through a free row there; lines between bands, and lines that do not lead to the right, run in the lanes between bands
and in the gaps between columns. So no line crosses a box. Lengths are pixels, and y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scanner.records import NamedTuple
from scanner.reports.graph_view import Group, Link, Node, View

WIDTH, HEIGHT = 216, 44
GAP, ROW = 92, 14
MARGIN, PADDING, HEAD = 20, 18, 26

MAX_COLUMNS = 10
"""Longer chains share columns."""

_FEWEST_COLUMNS = 3
_THIN = 10
_SWEEPS = 6
_TRACKS = 9
_TRACK = 6

Point = tuple[float, float]


class Box(NamedTuple):
    """A node with its upper left corner."""

    node: Node
    x: float
    y: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + HEIGHT / 2


class Frame(NamedTuple):
    """A group with its upper left corner and its size."""

    group: Group
    x: float
    y: float
    width: float
    height: float


class Route(NamedTuple):
    """A line through points. `curved`: from each point to the next it leaves and arrives level; otherwise it runs
    level and upright by turns."""

    link: Link
    points: tuple[Point, ...]
    curved: bool


class Layout(NamedTuple):
    """A picture with places."""

    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


class _Slot:
    """What takes room in a column: a node, or a line that passes (then `node` is None)."""

    __slots__ = ("node", "column", "height", "y", "left", "right")

    def __init__(self, node: Node | None, column: int) -> None:
        self.node, self.column = node, column
        self.height = float(HEIGHT if node is not None else _THIN)
        self.y = 0.0
        self.left: list[_Slot] = []
        self.right: list[_Slot] = []

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


class _Band:
    """The rows of one group."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.columns: dict[int, list[_Slot]] = {}
        self.loose: list[Node] = []
        self.height = 0.0
        self.top = 0.0

    def add(self, slot: _Slot) -> None:
        self.columns.setdefault(slot.column, []).append(slot)


def layout(view: View) -> Layout:
    """The places of everything in a picture."""
    columns = _columns(view.nodes, view.lines)
    count = max((*(column + 1 for column in columns.values()), _FEWEST_COLUMNS))
    bands = {group.key: _Band(group) for group in view.groups}
    linked = {end for line in view.lines for end in (line.source, line.target)}
    slots: dict[str, _Slot] = {}
    for node in view.nodes:
        if node.key in linked:
            slots[node.key] = _Slot(node, columns[node.key])
            bands[node.group].add(slots[node.key])
        else:
            bands[node.group].loose.append(node)
    passing = {line: _pass(line, slots, bands) for line in view.lines if _is_inner(line, slots)}
    for band in bands.values():
        _arrange(band)
    laned = [line for line in view.lines if line not in passing and not _is_next(line, slots)]
    lanes = _stack(bands, laned, slots, count)
    boxes = [box for band in bands.values() for box in _boxes(band, count)]
    by_key = {box.node.key: box for box in boxes}
    ports = _Ports(view.lines, by_key)
    tracks = _Tracks(lanes)
    routes = []
    for line in view.lines:
        start, end = ports.of(line)
        if line in passing:
            routes.append(Route(line, (start, *_through(passing[line]), end), True))
        elif _is_next(line, slots):
            routes.append(Route(line, (start, end), True))
        else:
            routes.append(Route(line, tracks.route(line, start, end, slots), False))
    width = MARGIN * 2 + PADDING * 2 + GAP + count * WIDTH + (count - 1) * GAP
    frames = [Frame(band.group, MARGIN, band.top, width - 2 * MARGIN, band.height) for band in bands.values()]
    bottom = max((frame.y + frame.height for frame in frames), default=0.0)
    return Layout(tuple(boxes), tuple(frames), tuple(routes), width, bottom + MARGIN)


def x_of(column: int) -> float:
    """The left side of a column."""
    return MARGIN + PADDING + GAP / 2 + column * (WIDTH + GAP)


# -- columns ------------------------------------------------------------------------


def _columns(nodes: Sequence[Node], lines: Sequence[Link]) -> dict[str, int]:
    """The column of each node: after all that lead to it, and as near as possible to what it leads to."""
    onward: dict[str, list[str]] = {node.key: [] for node in nodes}
    for line in lines:
        onward[line.source].append(line.target)
    order = _order(onward)
    place = {key: number for number, key in enumerate(order)}
    forward = {key: [target for target in targets if place[target] > place[key]] for key, targets in onward.items()}
    back: dict[str, list[str]] = {key: [] for key in onward}
    columns = dict.fromkeys(onward, 0)
    for key in order:
        for target in forward[key]:
            columns[target] = max(columns[target], columns[key] + 1)
            back[target].append(key)
    for key in reversed(order):
        if len(forward[key]) > len(back[key]):
            columns[key] = min(columns[target] for target in forward[key]) - 1
    last = max(columns.values(), default=0)
    if last >= MAX_COLUMNS:
        columns = {key: column * (MAX_COLUMNS - 1) // last for key, column in columns.items()}
    return columns


def _order(onward: Mapping[str, list[str]]) -> list[str]:
    """The nodes so that lines lead forward, but for those that close a circle."""
    done: dict[str, bool] = {}
    order: list[str] = []
    for start in onward:
        pending: list[tuple[str, bool]] = [(start, False)]
        while pending:
            key, leaving = pending.pop()
            if leaving:
                order.append(key)
            elif key not in done:
                done[key] = True
                pending.append((key, True))
                pending.extend((target, False) for target in reversed(onward[key]) if target not in done)
    return order[::-1]


def _is_inner(line: Link, slots: Mapping[str, _Slot]) -> bool:
    """Whether a line leads to the right inside of one group."""
    source, target = slots[line.source], slots[line.target]
    assert source.node is not None and target.node is not None
    return source.node.group == target.node.group and source.column < target.column


def _is_next(line: Link, slots: Mapping[str, _Slot]) -> bool:
    """Whether a line leads to the next column."""
    return slots[line.target].column - slots[line.source].column == 1


def _pass(line: Link, slots: Mapping[str, _Slot], bands: Mapping[str, _Band]) -> list[_Slot]:
    """The free rows that a line takes in the columns it passes."""
    source, target = slots[line.source], slots[line.target]
    assert source.node is not None
    way = [_Slot(None, column) for column in range(source.column + 1, target.column)]
    for slot in way:
        bands[source.node.group].add(slot)
    for left, right in zip([source, *way], [*way, target], strict=True):
        left.right.append(right)
        right.left.append(left)
    return way


# -- rows ---------------------------------------------------------------------------


def _arrange(band: _Band) -> None:
    """The order of each column, so that few lines cross, and the height of everything in it."""
    order = sorted(band.columns)
    best = {column: list(band.columns[column]) for column in order}
    fewest = _crossings(band, order)
    for sweep in range(_SWEEPS):
        for column in order if sweep % 2 == 0 else order[::-1]:
            _sort(band, column, sweep % 2 == 0)
        crossings = _crossings(band, order)
        if crossings < fewest:
            fewest, best = crossings, {column: list(band.columns[column]) for column in order}
    band.columns = best
    for column in order:
        _pile(band.columns[column])
    for sweep in range(_SWEEPS):
        for column in order if sweep % 2 == 0 else order[::-1]:
            _settle(band.columns[column])
    top = min((slot.y for slots in band.columns.values() for slot in slots), default=0.0)
    for slots in band.columns.values():
        for slot in slots:
            slot.y -= top


def _sort(band: _Band, column: int, rightwards: bool) -> None:
    """Put a column into the order of what its slots are linked with on one side; others keep their place."""
    rank = {slot: number for slots in band.columns.values() for number, slot in enumerate(slots)}

    def weight(slot: _Slot) -> float:
        beside = slot.left if rightwards else slot.right
        return sum(rank[one] for one in beside) / len(beside) if beside else float(rank[slot])

    band.columns[column].sort(key=weight)


def _crossings(band: _Band, order: list[int]) -> int:
    """How many pairs of lines cross between neighbouring columns."""
    rank = {slot: number for slots in band.columns.values() for number, slot in enumerate(slots)}
    count = 0
    for column in order:
        ends = sorted((rank[slot], rank[other]) for slot in band.columns[column] for other in slot.right)
        count += sum(1 for at, (_, one) in enumerate(ends) for _, other in ends[at + 1:] if other < one)
    return count


def _pile(slots: list[_Slot]) -> None:
    y = 0.0
    for slot in slots:
        slot.y = y
        y += slot.height + ROW


def _settle(slots: list[_Slot]) -> None:
    """Move the slots of a column as near as possible to what they are linked with, in their order and apart.

    The least squares of such distances are found by pooling neighbours that would overlap.
    """
    offsets, at = [], 0.0
    for slot in slots:
        offsets.append(at)
        at += slot.height + ROW
    pools: list[tuple[float, int]] = []  # (mean of the wished places less the offsets, how many)
    for slot, offset in zip(slots, offsets, strict=True):
        beside = [*slot.left, *slot.right]
        wish = sum(one.middle for one in beside) / len(beside) - slot.height / 2 if beside else slot.y
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, many), (second, few) = pools[-2:]
            pools[-2:] = [((first * many + second * few) / (many + few), many + few)]
    places = [mean for mean, many in pools for _ in range(many)]
    for slot, offset, place in zip(slots, offsets, places, strict=True):
        slot.y = round(place + offset, 1)


# -- bands and lanes ----------------------------------------------------------------


def _stack(
    bands: Mapping[str, _Band], lines: Iterable[Link], slots: Mapping[str, _Slot], count: int,
) -> dict[Link, float]:
    """Put the bands below each other; gives the height of the lane of each line that needs one."""
    above: dict[str, list[Link]] = {key: [] for key in bands}
    order = list(bands)
    for line in lines:
        source, target = slots[line.source].node, slots[line.target].node
        assert source is not None and target is not None
        above[max(source.group, target.group, key=order.index)].append(line)
    lanes: dict[Link, float] = {}
    y = float(MARGIN)
    for key, band in bands.items():
        used = min(len(above[key]), _TRACKS)
        for number, line in enumerate(above[key]):
            lanes[line] = y + _TRACK * (number % _TRACKS)
        band.top = y + (_TRACK * used + PADDING / 2 if used else 0)
        rows = [slot.y + slot.height for column in band.columns.values() for slot in column]
        grid = -(-len(band.loose) // count)
        inner = max(rows, default=-ROW) + ROW + grid * (HEIGHT + ROW) - ROW
        band.height = HEAD + PADDING + inner + PADDING
        y = band.top + band.height + PADDING
    return lanes


def _boxes(band: _Band, count: int) -> Iterable[Box]:
    top = band.top + HEAD + PADDING
    rows = [slot.y + slot.height for column in band.columns.values() for slot in column]
    for column, slots in band.columns.items():
        for slot in slots:
            slot.y += top
            if slot.node is not None:
                yield Box(slot.node, x_of(column), slot.y)
    below = top + (max(rows) + ROW if rows else 0)
    for number, node in enumerate(band.loose):
        yield Box(node, x_of(number % count), below + number // count * (HEIGHT + ROW))


class _Ports:
    """Where lines touch the sides of boxes: in the order of their other ends, spread over the side."""

    def __init__(self, lines: Sequence[Link], boxes: Mapping[str, Box]) -> None:
        self._out: dict[Link, float] = {}
        self._in: dict[Link, float] = {}
        self._boxes = boxes
        leaving: dict[str, list[Link]] = {}
        arriving: dict[str, list[Link]] = {}
        for line in lines:
            leaving.setdefault(line.source, []).append(line)
            arriving.setdefault(line.target, []).append(line)
        for several, found in ((leaving, self._out), (arriving, self._in)):
            for key, here in several.items():
                here.sort(key=lambda line: boxes[line.target if several is leaving else line.source].middle)
                for number, line in enumerate(here):
                    room = HEIGHT - 12
                    found[line] = boxes[key].y + 6 + room * (number + 1) / (len(here) + 1)

    def of(self, line: Link) -> tuple[Point, Point]:
        """Where a line begins and ends."""
        source, target = self._boxes[line.source], self._boxes[line.target]
        return (source.x + WIDTH, self._out[line]), (target.x, self._in[line])


def _through(way: list[_Slot]) -> Iterable[Point]:
    """Level through the free rows."""
    for slot in way:
        x = x_of(slot.column)
        yield x, slot.middle
        yield x + WIDTH, slot.middle


class _Tracks:
    """Upright tracks in the gaps between columns, for lines that run in lanes."""

    def __init__(self, lanes: Mapping[Link, float]) -> None:
        self._lanes = lanes
        self._used: dict[int, int] = {}

    def route(self, line: Link, start: Point, end: Point, slots: Mapping[str, _Slot]) -> tuple[Point, ...]:
        """Out into the gap, along the lane, and back from the gap before the target."""
        first, last = self._x(slots[line.source].column + 1), self._x(slots[line.target].column)
        lane = self._lanes[line]
        return start, (first, start[1]), (first, lane), (last, lane), (last, end[1]), end

    def _x(self, gap: int) -> float:
        """A track in the middle of the gap before a column."""
        number = self._used.get(gap, 0)
        self._used[gap] = number + 1
        return x_of(gap) - GAP / 2 + _TRACK - _TRACK / 2 * (number % _TRACKS)
