"""Where boxes and lines are drawn."""

from __future__ import annotations

from itertools import combinations, pairwise
from time import process_time

import pytest
from hypothesis import given

from scanner.reports.graph_layout import HEIGHT, MAX_COLUMNS, WIDTH, Layout, Point, layout
from scanner.reports.graph_view import Group, Link, Node, View
from tests.reports.graphs import views


def view_of(count: int, *pairs: tuple[int, int], groups: int = 1) -> View:
    nodes = tuple(Node(f"r{number}", "Pod", "a", "workload", f"g{number % groups}") for number in range(count))
    lines = tuple(Link(f"r{one}", f"r{two}", ("serves",), "traffic") for one, two in pairs)
    frames = tuple(Group(f"g{number}", "", f"n{number}") for number in range(groups))
    return View(frames, nodes, lines, (), count, len(lines))


def columns(found: Layout) -> list[int]:
    """The column of each box, in the order of the nodes."""
    sides = sorted({box.x for box in found.boxes})
    return [sides.index(box.x) for box in sorted(found.boxes, key=lambda box: int(box.node.key[1:]))]


def points(found: Layout) -> list[list[Point]]:
    """Points along each line, those of its curves included."""
    return [[(one[0] + (two[0] - one[0]) * at / 16, _height(one[1], two[1], at / 16, route.curved))
             for one, two in pairwise(route.points) for at in range(17)] for route in found.routes]


def _height(one: float, two: float, at: float, curved: bool) -> float:
    """A curve leaves and arrives level; this is close to how it runs."""
    return one + (two - one) * (at * at * (3 - 2 * at) if curved else at)


@given(views())
def test_boxes_are_apart_and_everything_is_inside(view: View) -> None:
    found = layout(view)
    assert {box.node for box in found.boxes} == set(view.nodes)
    assert [route.link for route in found.routes] == list(view.lines)
    for one, two in combinations(found.boxes, 2):
        assert abs(one.x - two.x) >= WIDTH or abs(one.y - two.y) >= HEIGHT
    frames = {frame.group.key: frame for frame in found.frames}
    for box in found.boxes:
        frame = frames[box.node.group]
        assert frame.x <= box.x and box.x + WIDTH <= frame.x + frame.width
        assert frame.y <= box.y and box.y + HEIGHT <= frame.y + frame.height
    for one, two in combinations(found.frames, 2):
        assert one.y + one.height <= two.y or two.y + two.height <= one.y
    for frame in found.frames:
        assert 0 <= frame.x and frame.x + frame.width <= found.width
        assert 0 <= frame.y and frame.y + frame.height <= found.height
    for line in points(found):
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in line)


@given(views())
def test_lines_touch_the_boxes_they_join_and_no_others(view: View) -> None:
    found = layout(view)
    boxes = {box.node.key: box for box in found.boxes}
    for route in found.routes:
        (x, y), (end_x, end_y) = route.points[0], route.points[-1]
        source, target = boxes[route.link.source], boxes[route.link.target]
        assert x == source.x + WIDTH and source.y < y < source.y + HEIGHT
        assert end_x == target.x and target.y < end_y < target.y + HEIGHT
    for line in points(found):
        for x, y in line[1:-1]:
            assert not any(box.x < x < box.x + WIDTH and box.y < y < box.y + HEIGHT for box in found.boxes)


@given(views())
def test_the_same_view_has_the_same_places(view: View) -> None:
    assert layout(view) == layout(view)


@pytest.mark.parametrize(("count", "pairs", "expected"), [
    (3, [(0, 1), (1, 2)], [0, 1, 2]),
    (4, [(0, 1), (1, 2), (3, 2)], [0, 1, 2, 1]),  # as near as possible to what it leads to
    (4, [(0, 1), (1, 2), (0, 3)], [0, 1, 2, 1]),
    (3, [(0, 1), (1, 0)], [0, 1, 0]),
    (3, [(0, 1), (1, 2), (2, 0)], [0, 1, 2]),
    (4, [], [0, 1, 2, 0]),
])
def test_columns(count: int, pairs: list[tuple[int, int]], expected: list[int]) -> None:
    assert columns(layout(view_of(count, *pairs))) == expected


def test_long_chains_share_columns() -> None:
    found = columns(layout(view_of(40, *pairwise(range(40)))))
    assert found == sorted(found) and max(found) == MAX_COLUMNS - 1


def test_lines_cross_seldom() -> None:
    """Two rows in opposite orders are sorted out."""
    found = layout(view_of(8, (0, 7), (1, 6), (2, 5), (3, 4)))
    assert all(route.points[0][1] == route.points[-1][1] for route in found.routes)


def test_a_line_that_passes_a_column_has_a_row_there() -> None:
    found = layout(view_of(3, (0, 1), (1, 2), (0, 2)))
    long = found.routes[2]
    assert len(long.points) == 4 and long.points[1][1] == long.points[2][1]


def test_lines_between_groups_run_between_them() -> None:
    found = layout(view_of(6, (0, 2), (2, 5), (0, 5), groups=2))  # 0 and 2 in the first group, 5 in the second
    near, far = found.routes[1:]
    upper, lower = sorted(found.frames, key=lambda frame: frame.y)
    assert near.curved and not far.curved
    assert upper.y + upper.height <= far.points[2][1] == far.points[3][1] <= lower.y


def test_a_large_picture_takes_no_time() -> None:
    count = 200
    pairs = [(one, other) for one in range(count) for step in (1, 5, 11)
             if one != (other := (one * 7 + step) % count)]
    start = process_time()
    layout(view_of(count, *dict.fromkeys(pairs), groups=3))
    assert process_time() - start < 10
