"""The picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from time import process_time

import pytest
from hypothesis import given

from scanner.reports.graph_svg import MOST_BOXES, render
from scanner.reports.graph_view import MISSING, PRESENT, Group, Link, Node, View
from tests.reports.graphs import SHOP, selection, views

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ['"><script>alert(1)</script>', "a & b < c > d", "]]>", "javascript:alert(1)", "\x00\x1b[2J\u202egnp",
           "界" * 40, "𝕏" * 40, "x" * 10_000, "'onload='x", "&lt;", ""]


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def titles(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}title")]


def test_boxes_lines_and_a_legend() -> None:
    svg = render(selection())
    said = texts(svg)
    assert said[0] == "7 resources, 7 links"
    assert {"namespace shop", "namespace other", "cluster-wide", "Deployment", "web", "missing", "lies elsewhere",
            "traffic", "workload"} <= set(said)
    assert "storage" not in said  # a legend tells what occurs
    assert {"Deployment/web", "Secret/lost (missing)", "Deployment/web runs as ServiceAccount/web",
            "Deployment/web configured by Secret/lost"} <= set(titles(svg))


def test_missing_things_are_dashed_and_red() -> None:
    svg = render(selection())
    assert re.search(r"\.rg-missing \.rg-edge,\.rg-missing \.rg-line\{stroke:#cf222e\}", svg)
    assert "stroke-dasharray" in svg
    assert len(re.findall('class="rg-node rg-n-config rg-missing"', svg)) == 1
    assert len(re.findall('class="rg-link rg-l-configuration rg-missing"', svg)) == 1
    assert len(re.findall('class="rg-node rg-n-config rg-away"', svg)) == 1


def test_it_suits_light_and_dark_and_runs_nothing() -> None:
    svg = render(selection())
    assert "@media(prefers-color-scheme:dark){" in svg
    assert not re.search(r"<script|javascript:|href=|\bon\w+=|<foreignObject|url\(|@import", svg)
    assert not re.search(r"http(?!://www\.w3\.org/2000/svg)", svg)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(name: str) -> None:
    nodes = (Node("r0", name, name, "workload", "g", PRESENT, (name,)),
             Node("r1", name, name, "config", "g", MISSING, (name,)))
    link = Link("r0", "r1", ("serves",), "traffic", MISSING)
    svg = render(View((Group("g", name, name),), nodes, (link,), (name[:200],), 2, 1))
    root = ET.fromstring(svg)  # it is still XML, and of no other elements than ours
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "style", "rect", "text", "g", "path"}
    assert all(len(text) <= 200 for text in texts(svg))
    svg.encode("utf-8")


@given(views(most=25))
def test_any_view_is_a_picture_of_itself(view: View) -> None:
    svg = render(view)
    root = ET.fromstring(svg)
    told = [one.get("class", "") for one in root.iter(f"{SVG}g") if one.find(f"{SVG}title") is not None]
    assert sum("rg-node" in one for one in told) == len(view.nodes)
    assert sum("rg-link" in one for one in told) == len(view.lines)
    assert svg == render(view)


def test_long_names_are_shortened_in_the_middle_and_told_in_full() -> None:
    name = "release-name-of-a-very-long-controller"
    svg = render(selection(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{}}\n"))
    assert "release-…y-long-controller" in texts(svg)
    assert f"Pod/{name}" in titles(svg)


def test_a_large_graph_is_drawn_with_fewer_boxes_and_says_so() -> None:
    many = "---\n".join(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}, namespace: n{number % 9}}}\n"
        for number in range(2000))
    start = process_time()
    svg = render(selection(f"{many}---\n{SHOP}"))
    assert process_time() - start < 20
    assert svg.count('<path class="rg-icon"') <= MOST_BOXES
    assert any(text.startswith("2007 resources are drawn as ") for text in texts(svg))


def test_nothing_is_a_picture_too() -> None:
    nothing = selection("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")._replace(resources=(), edges=())
    assert texts(render(nothing)) == ["0 resources, 0 links"]
