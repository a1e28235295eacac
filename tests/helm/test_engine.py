"""Order of parsing and execution, shared values, tolerant mode, Helm's texts of errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.gotemplate.errors import ExecError, Failure, Frame, MissingTemplate, ParseError
from scanner.gotemplate.unknown import BLOCK, VALUE
from scanner.helm.capabilities import capabilities
from scanner.helm.chart import load_chart
from scanner.helm.engine import RenderError, Rendering, error_text, render
from scanner.helm.options import RenderOptions
from scanner.helm.scopes import release_map, top_scope
from scanner.helm.values import coalesce
from scanner.gotemplate.values import Map
from tests.helm.charts import head, write

SUB = {"charts/db/Chart.yaml": head("db")}


def rendering(folder: Path, *, tolerant: bool = False, traced: bool = False, version: int = 4, **files: str) -> Rendering:
    chart = load_chart(write(folder / "web", {"Chart.yaml": head(), **files}), "web")
    options = RenderOptions()
    return render(top_scope(chart, coalesce(chart, Map(), version)), release_map(options), capabilities("", (), version),
                  traced=traced, tolerant=tolerant, helm_version=version)


def texts(folder: Path, **files: str) -> dict[str, str]:
    return {file.name.removeprefix("web/"): file.text for file in rendering(folder, **files).files}


def problems(found: Rendering) -> list[str]:
    return [f"{each.file.removeprefix('web/templates/')}: {each.error.frames[-1].message if each.error.frames else each.error}"
            for each in found.problems]


def test_deepest_files_run_first_and_each_depth_backwards(tmp_path: Path) -> None:
    found = rendering(tmp_path, **SUB, **{
        "templates/a.yaml": "", "templates/b.yaml": "", "templates/sub/a.yaml": "", "charts/db/templates/z.yaml": ""})
    assert [file.name for file in found.files] == [
        "web/charts/db/templates/z.yaml", "web/templates/sub/a.yaml", "web/templates/b.yaml", "web/templates/a.yaml"]


def test_partials_are_parsed_but_do_not_run(tmp_path: Path) -> None:
    assert texts(tmp_path, **{"templates/_h.tpl": '{{ define "h" }}H{{ end }}{{ fail "run" }}',
                              "templates/a.yaml": '{{ include "h" . }}'}) == {"templates/a.yaml": "H"}


@pytest.mark.parametrize(("files", "expected"), [
    # parents win over subcharts, and early names over late ones
    ({"templates/_a.tpl": '{{ define "h" }}parent{{ end }}', "charts/db/templates/_a.tpl": '{{ define "h" }}child{{ end }}'},
     "parent"),
    ({"templates/_a.tpl": '{{ define "h" }}a{{ end }}', "templates/_b.tpl": '{{ define "h" }}b{{ end }}'}, "a"),
    ({"templates/_z.tpl": '{{ define "h" }}flat{{ end }}', "templates/x/_a.tpl": '{{ define "h" }}deep{{ end }}'}, "flat"),
    # but an empty definition replaces nothing
    ({"templates/_a.tpl": '{{ define "h" }} {{ end }}', "templates/_b.tpl": '{{ define "h" }}b{{ end }}'}, "b"),
    ({"charts/db/templates/_a.tpl": '{{ define "h" }}child{{ end }}'}, "child"),
])
def test_which_definition_wins(files: dict[str, str], expected: str, tmp_path: Path) -> None:
    assert texts(tmp_path, **SUB, **files, **{"templates/a.yaml": '{{ include "h" . }}'})["templates/a.yaml"] == expected


def test_a_file_can_be_included_by_its_name(tmp_path: Path) -> None:
    assert texts(tmp_path, **{"templates/a.yaml": "A{{ .Template.Name }}",
                              "templates/b.yaml": '{{ include "web/templates/a.yaml" . }}'})["templates/b.yaml"] == (
        "Aweb/templates/b.yaml")


def test_what_one_file_sets_the_next_sees(tmp_path: Path) -> None:
    found = texts(tmp_path, **SUB, **{
        "values.yaml": "x: 1\n",
        "charts/db/templates/a.yaml": '{{ $_ := set .Values "y" 2 }}{{ $_ := set .Values.global "g" 3 }}',
        "templates/b.yaml": '{{ $_ := set .Values "x" 5 }}{{ .Values.db.y }}',
        "templates/a.yaml": "{{ .Values.x }} {{ .Subcharts.db.Values.y }}",
    })
    assert (found["templates/b.yaml"], found["templates/a.yaml"]) == ("2", "5 2")


def test_a_subchart_sees_its_own_objects(tmp_path: Path) -> None:
    found = texts(tmp_path, **SUB, **{
        "values.yaml": "mine: 1\ndb: {port: p}\nglobal: {z: eu}\n",
        "charts/db/values.yaml": "port: q\nuser: u\n",
        "charts/db/templates/a.yaml": "{{ .Chart.Name }} {{ .Values.port }}{{ .Values.user }} {{ .Values.global.z }} "
                                      "[{{ .Values.mine }}] {{ .Template.BasePath }} {{ .Release.Name }}",
        "templates/a.yaml": "{{ .Chart.Name }} {{ .Values.db.user }} {{ .Chart.IsRoot }} {{ .Subcharts.db.Chart.IsRoot }}",
    })
    assert found["charts/db/templates/a.yaml"] == "db pu eu [] web/charts/db/templates release-name"
    assert found["templates/a.yaml"] == "web u true false"


def test_no_value_is_taken_out_of_files_but_counts_in_includes(tmp_path: Path) -> None:
    found = texts(tmp_path, **{
        "templates/_h.tpl": '{{ define "h" }}{{ .Values.none }}{{ end }}',
        "templates/a.yaml": '[{{ .Values.none }}] {{ include "h" . | len }} [{{ include "h" . }}] <no value>'})
    assert found["templates/a.yaml"] == "[] 10 [] "


def test_only_partials_of_a_library_chart_take_part(tmp_path: Path) -> None:
    found = texts(tmp_path, **{
        "charts/db/Chart.yaml": head("db", "type: library\n"), "charts/db/templates/a.yaml": "{{ nosuch",
        "charts/db/templates/_h.tpl": '{{ define "h" }}H{{ end }}', "templates/a.yaml": '{{ include "h" . }}'})
    assert found == {"templates/a.yaml": "H"}


def test_the_first_error_in_order_of_work_is_told(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as caught:
        rendering(tmp_path, **{"templates/a.yaml": "{{ .Values.a.b }}", "templates/b.yaml": "{{ .Values.c.d }}",
                               "templates/_c.tpl": ""})
    assert "b.yaml:1:10" in str(caught.value) and caught.value.where == ("web/templates/b.yaml", 1, 11)
    with pytest.raises(RenderError, match=r"parse error at \(web/templates/_c.tpl:2\): unexpected EOF") as caught:
        rendering(tmp_path, **{"templates/b.yaml": "{{ .Values.c.d }}", "templates/_c.tpl": "\n{{ if 1 }}"})
    assert caught.value.where == ("web/templates/_c.tpl", 2, None)


def test_tracing_keeps_the_text(tmp_path: Path) -> None:
    files = {"templates/a.yaml": "a: {{ .Values.none }}{{ toYaml .Chart.Name }}\n"}
    (plain,), (traced,) = rendering(tmp_path, **files).files, rendering(tmp_path, traced=True, **files).files
    assert plain.text == traced.text == "a: web\n"
    assert plain.trace is None and traced.trace is not None and traced.trace.text() == traced.text


def test_a_tolerant_rendering_collects_all_that_is_wrong(tmp_path: Path) -> None:
    found = rendering(tmp_path, tolerant=True, traced=True, **{
        "templates/_broken.tpl": '{{ define "gone" }}x{{ end }}{{ if }}',
        "templates/_h.tpl": '{{ define "h" }}{{ .Values.x.y }}{{ end }}',
        "templates/a.yaml": 'a: {{ $u }}\nb: {{ include "gone" . }}\nc: {{ include "h" . }}\nd: ok\n',
        "templates/b.yaml": '{{ required "say b" .Values.b }}\nok: {{ .Chart.Name }}\n',
        "templates/c.yaml": "c: {{ nosuch 1 }}\n",
    })
    assert problems(found) == [
        'c.yaml: template: web/templates/c.yaml:1: function "nosuch" not defined',
        'a.yaml: template: web/templates/a.yaml:1: undefined variable "$u"',
        "_broken.tpl: template: web/templates/_broken.tpl:1: missing value for if",
        "b.yaml: error calling required",
        "a.yaml: error calling include",
        "a.yaml: nil pointer evaluating interface {}.y",
    ]
    shown = {file.name: file.text.replace(VALUE, "V").replace(BLOCK, "B") for file in found.files}
    assert shown == {"web/templates/a.yaml": "a: V\nb: V\nc: V\nd: ok\n", "web/templates/b.yaml": "V\nok: web\n",
                     "web/templates/c.yaml": "c: V\n"}


def test_tolerant_and_strict_agree_where_nothing_is_wrong(tmp_path: Path) -> None:
    files = {"templates/_h.tpl": '{{ define "h" }}{{ .Chart.Version }}{{ end }}',
             "templates/a.yaml": 'a: {{ include "h" . | quote }}\n{{- if .Values.x }}b: 1{{ end }}\n'}
    strict, tolerant = rendering(tmp_path, **files), rendering(tmp_path, tolerant=True, **files)
    assert [file.text for file in strict.files] == [file.text for file in tolerant.files] == ['a: "1.0.0"\n']
    assert not tolerant.problems


def test_files_of_one_text_are_told_apart(tmp_path: Path) -> None:
    found = rendering(tmp_path, tolerant=True, **{"templates/a.yaml": "{{ $u }}", "templates/b.yaml": "{{ $u }}"})
    assert sorted(problems(found)) == [
        'a.yaml: template: web/templates/a.yaml:1: undefined variable "$u"',
        'b.yaml: template: web/templates/b.yaml:1: undefined variable "$u"']


FRAMES = [Frame("f.yaml", "f.yaml", 3, 5, 'include "x" .', "error calling include", 0, 0),
          Frame("_h.tpl", "x", 4, 12, ".a.b", "nil pointer evaluating interface {}.b", 0, 0)]


def with_frames(error: ExecError, frames: list[Frame]) -> ExecError:
    error.frames = frames
    return error


@pytest.mark.parametrize(("error", "version", "expected"), [
    (ParseError("f.yaml", 3, 'function "a" not defined', 0), 4, 'parse error at (f.yaml:3): function "a" not defined'),
    (ParseError("f.yaml", 3, 'function "a" not defined', 0), 3, 'parse error at (f.yaml:3): function "a" not defined'),
    (with_frames(ExecError("m"), FRAMES), 4,
     'f.yaml:3:5\n  executing "f.yaml" at <include "x" .>:\n    error calling include:\n'
     '_h.tpl:4:12\n  executing "x" at <.a.b>:\n    nil pointer evaluating interface {}.b'),
    (with_frames(ExecError("m"), FRAMES), 3,
     'template: f.yaml:3:5: executing "f.yaml" at <include "x" .>: error calling include: '
     'template: _h.tpl:4:12: executing "x" at <.a.b>: nil pointer evaluating interface {}.b'),
    (with_frames(ExecError("m", plain=True), FRAMES[:1]), 4,
     'template: f.yaml:3:5: executing "f.yaml" at <include "x" .>: error calling include'),
    (with_frames(MissingTemplate("no x"), FRAMES[:1]), 4,
     'f.yaml:3:5\n  executing "f.yaml" at <include "x" .>:\n    error calling include:\nno x'),
    (with_frames(MissingTemplate("no x"), FRAMES[:1]), 3,
     'template: f.yaml:3:5: executing "f.yaml" at <include "x" .>: error calling include: no x'),
    (with_frames(Failure("told"), FRAMES), 4, "execution error at (f.yaml:3:5): told"),
    (with_frames(Failure("told"), FRAMES), 3, "execution error at (f.yaml:3:5): told"),
])
def test_error_text(error: ExecError | ParseError, version: int, expected: str) -> None:
    assert error_text(error, version) == expected
