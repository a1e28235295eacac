"""How bodies are compiled; what they then do is told by the tables of cases."""

from __future__ import annotations

import pytest

from scanner.gotemplate import compiler
from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.parser import parse
from scanner.gotemplate.values import Map


def template(text: str) -> Template:
    return Template("t", "t", parse(text, "t").body)


def test_a_body_is_compiled_once_for_each_form(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    compile_body = compiler.compile_body
    monkeypatch.setattr(compiler, "compile_body", lambda *form: made.append(form[1:]) or compile_body(*form))
    found = template("{{ .a }} compiled once")
    for _ in range(2):
        for traced in (False, True):
            for tolerant in (False, True):
                runtime = Runtime({}, traced=traced, tolerant=tolerant)
                runtime.file = found if tolerant else None
                assert runtime.execute(found, Map({"a": 1})) == "1 compiled once"
    assert made == [(False, False), (False, True), (True, False), (True, True)]


def test_inner_blocks_are_compiled_when_they_first_run(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    text = compiler._Compiler.text
    monkeypatch.setattr(compiler._Compiler, "text", lambda self, node: seen.append(node.text) or text(self, node))
    found = template("outer{{ if .a }}inner{{ else }}other{{ end }}")
    runtime = Runtime({})
    assert runtime.execute(found, Map()) == "outerother" and seen == ["outer", "other"]
    assert runtime.execute(found, Map({"a": 1})) == "outerinner" and seen == ["outer", "other", "inner"]
    assert runtime.execute(found, Map({"a": 1})) == "outerinner" and len(seen) == 3


def test_one_compiled_body_serves_several_renderings_at_once() -> None:
    found = template("{{ $x := .a }}{{ range .l }}{{ $x }}{{ . }}{{ end }}")
    first, second = Runtime({}), Runtime({})
    assert first.execute(found, Map({"a": 1, "l": ["p", "q"]})) == "1p1q"
    assert second.execute(found, Map({"a": 2, "l": ["r"]})) == "2r"
