from __future__ import annotations

import pytest

from scanner.gotemplate import limits
from scanner.gotemplate.errors import ExecError, LimitError
from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.parser import parse
from scanner.gotemplate.values import Map


def prepared(text: str, **options: bool) -> tuple[Runtime, Template]:
    unit = parse(text, "t")
    runtime = Runtime({}, **options)
    runtime.add(unit.defines, "t")
    return runtime, Template("t", "t", unit.body)


def test_definitions_of_later_files_win_unless_empty() -> None:
    runtime = Runtime({})
    for file, text in (("a", '{{ define "x" }}A{{ end }}'), ("b", '{{ define "x" }}B{{ end }}'),
                       ("c", '{{ define "x" }} {{/* nothing */}} {{ end }}')):
        runtime.add(parse(text, file).defines, file)
    assert runtime.templates["x"].file == "b"
    assert runtime.execute(runtime.templates["x"], None) == "B"


def test_an_error_knows_every_template_it_went_through() -> None:
    runtime, template = prepared('{{ define "a" }}\n {{ .b.c }}{{ end }}\n{{ template "a" . }}')
    with pytest.raises(ExecError) as caught:
        runtime.execute(template, Map())
    (frame,) = caught.value.frames
    assert (frame.template, frame.line, frame.column, frame.node) == ("a", 2, 6, ".b.c")
    assert template.body.unit.text[frame.start:frame.end] == ".b.c"


def test_one_body_runs_in_every_form() -> None:
    text = "{{ range .l }}{{ . }}{{ end }}"
    data = Map({"l": [1, 2]})
    for options in ({}, {"traced": True}, {"tolerant": True}, {"traced": True, "tolerant": True}):
        runtime, template = prepared(text, **options)
        runtime.file = template if runtime.tolerant else None
        assert runtime.execute(template, data) == "12"


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("text", [
    "{{ range until 1000 }}{{ range until 1000 }}{{ range until 1000 }}x{{ end }}{{ end }}{{ end }}",
    '{{ define "a" }}{{ template "b" . }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ range until 100000 }}{{ end }}'
    '{{ end }}{{ range until 100000 }}{{ template "a" . }}{{ end }}',
    "{{ range 9223372036854775807 }}{{ end }}",
])
def test_work_is_bounded(text: str, traced: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RENDER_COST", 200_000)
    runtime, template = prepared(text, traced=traced)
    with pytest.raises(LimitError, match="stopped after 200000 steps"):
        runtime.execute(template, Map())


@pytest.mark.parametrize("traced", [False, True])
def test_depth_is_bounded(traced: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CALL_DEPTH", 50)
    runtime, template = prepared('{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}', traced=traced)
    with pytest.raises(LimitError, match="deeper than 50"):
        runtime.execute(template, Map())
    assert runtime.depth == 0


def test_bounds_hold_in_tolerant_renderings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RENDER_COST", 1000)
    runtime, template = prepared("{{ range until 5000 }}x{{ end }}", tolerant=True)
    runtime.file = template
    with pytest.raises(LimitError):
        runtime.execute(template, Map())
