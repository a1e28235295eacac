"""Whole inputs with what they give: `fixtures/<name>/input` against `fixtures/<name>/expected`.

`request.yaml` beside them holds values files and --set flags, if any, and whether the graph is expected as well; a
configuration in the input holds for it.  `pytest --update-golden` rewrites what is
expected; the difference is then reviewed like code.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from scanner.helm.errors import HelmError
from scanner.helm.options import RenderOptions
from scanner.helm.render import template
from scanner.linemap import line_map
from scanner.paths import data_folder
from scanner.reports import graph_dot, graph_json, graph_mermaid, graph_svg, graph_view, sarif, text
from scanner.reports import json as report_json
from scanner.sarif import validate
from scanner.scan import Request, scan
from scanner.settings import FILE_NAME, Settings, load

FIXTURES = Path(__file__).parent.parent / "fixtures"
NAMES = sorted(path.name for path in FIXTURES.iterdir() if (path / "input").is_dir())


def found(name: str) -> Iterator[tuple[str, str]]:
    """(file name, text) of everything that the input of a fixture gives, in the current folder."""
    request = FIXTURES / name / "request.yaml"
    given = yaml.safe_load(request.read_text(encoding="utf-8")) if request.exists() else {}
    options = RenderOptions(value_files=tuple(given.get("values", ())), set=tuple(given.get("set", ())))
    paths = sorted(path.name for path in Path().iterdir()
                   if not (path.is_file() and path.name in options.value_files) and path.name != FILE_NAME)
    flags = [word for file in options.value_files for word in ("-f", file)]
    flags += [word for text in options.set for word in ("--set", text)]
    for path in paths:
        if Path(path, "Chart.yaml").exists():
            try:
                yield "rendered.yaml", template([path, *flags], Path())
                yield "map.txt", line_map([path, *flags], Path(), 4)
            except HelmError as error:
                yield "error.txt", f"Error: {error}\n"
    settings = load(Path(FILE_NAME), FILE_NAME) if Path(FILE_NAME).exists() else Settings()
    report = scan(Request(tuple(paths), options, settings))
    yield "report.txt", text.render(report)
    yield "report.json", report_json.render(report)
    yield "report.sarif", sarif.render(report)
    if given.get("graph"):
        selection = graph_view.select(report.graphs)
        yield "graph.svg", graph_svg.render(selection)
        yield "graph.mmd", graph_mermaid.render(graph_view.view(selection))
        yield "graph.dot", graph_dot.render(graph_view.view(selection))
        yield "graph.json", graph_json.render(report, graph_view.select(report.graphs, everything=True))


@pytest.mark.parametrize("name", NAMES)
def test_fixture(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool) -> None:
    shutil.copytree(FIXTURES / name / "input", tmp_path / name)
    monkeypatch.chdir(tmp_path / name)
    texts = dict(found(name))
    expected = FIXTURES / name / "expected"
    if update_golden:
        shutil.rmtree(expected, ignore_errors=True)
        expected.mkdir()
        for file, content in texts.items():
            (expected / file).write_text(content, encoding="utf-8")
        return
    assert sorted(texts) == sorted(path.name for path in expected.iterdir())
    for file, content in texts.items():
        assert content == (expected / file).read_text(encoding="utf-8"), file
    for file, schema in (("report.json", "report.schema.json"), ("report.sarif", "sarif-written.schema.json")):
        shape = json.loads((data_folder("schemas") / schema).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(shape).validate(json.loads(texts[file]))
    assert validate(texts["report.sarif"], Path()) == []


def test_no_fixture_is_forgotten() -> None:
    assert len(NAMES) >= 5
    assert {path.name for path in FIXTURES.iterdir()} == set(NAMES)
