from __future__ import annotations

import pytest

from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.parser import parse
from scanner.gotemplate.unknown import BLOCK, UNKNOWN, VALUE, UnknownUsed
from scanner.gotemplate.values import Map
from scanner.helm import engine  # noqa: F401  offers the functions Helm adds


def tolerant(text: str, *, traced: bool = False) -> tuple[str, list[str]]:
    """The text of a tolerant rendering with V and B for the marks, and the messages of the innermost frames."""
    unit = parse(text, "t", tolerant=True)
    runtime = Runtime({}, tolerant=True, traced=traced)
    runtime.add(unit.defines, "t")
    runtime.file = Template("t", "t", unit.body)
    shown = runtime.execute(runtime.file, Map({"ok": "x"})).replace(VALUE, "V").replace(BLOCK, "B")
    problems = runtime.take_problems()
    assert not runtime.problems
    return shown, [each.message for each in unit.problems] + [each.frames[-1].message for each in problems]


NIL = "nil pointer evaluating interface {}.y"


@pytest.mark.parametrize(("text", "expected", "messages"), [
    ("a: {{ .x.y }}\nb: {{ .ok }}\n", "a: V\nb: x\n", [NIL]),
    ('a: "{{ .x.y }}-{{ .ok }}"\n', 'a: "V-x"\n', [NIL]),
    ("a: {{- .x.y }}\n", "a: B\n", [NIL]),
    ("a:\n  {{- .x.y | nindent 2 }}\nb: 1\n", "a:\n  B:\nb: 1\n", [NIL]),
    ("a:\n{{ .x.y | indent 2 }}\nb: 1\n", "a:\n\n  B:\nb: 1\n", [NIL]),
    ("a:\n  {{- .x.y | nindent 2 }}\n  - z\n", "a:\n  - B\n  - z\n", [NIL]),
    ("{{ if .x.y }}a: 1{{ end }}\nb: 1\n", " B\nb: 1\n", [NIL]),
    ("{{ with .x.y }}a: 1{{ else }}a: 2{{ end }}\n", " B\n", [NIL]),
    ("{{ range .x.y }}a: 1{{ end }}\n", " B\n", [NIL]),
    ("{{ if .ok }}a: {{ .x.y }}\nb: {{ .ok }}{{ end }}\n", "a: V\nb: x\n", [NIL]),
    ("{{ range list 1 2 }}- {{ .y }}{{ . }}\n{{ end }}", "- V1\n- V2\n",
     ["can't evaluate field y in type interface {}"] * 2),
    ('a: {{ template "none" . }}\n', "a: V\n", ['template "none" not defined']),
    ('a: {{ include "none" . }}\n', "a: V\n", ["error calling include"]),
    ('{{ define "h" }}b{{ .x.y }}{{ end }}a: {{ include "h" . }}\n', "a: V\n", [NIL]),
    ("a: {{ nosuch 1 }}\nb: {{ .ok }}\n", "a: V\nb: x\n", ['function "nosuch" not defined']),
    ("a: {{ $u }}{{ .ok }}\n", "a: Vx\n", ['undefined variable "$u"']),
    ('{{ fail "no" }}\nb: {{ .ok }}\n', "V\nb: x\n", ["error calling fail"]),
    # one failure is told once, whatever depends on it
    ("{{ $v := .x.y }}a: {{ $v }}\n", "a: V\n", [NIL]),
    ("{{ $v := .x.y }}a: {{ $v.z }}\nb: {{ .ok }}\n", "a: V\nb: x\n", [NIL]),
    ("{{ $v := .x.y }}{{ if $v }}a: 1{{ end }}\nb: 1\n", " B\nb: 1\n", [NIL]),
    ("{{ $v := .x.y }}{{ $w := $v.z }}a: {{ $w }}\n", "a: V\n", [NIL]),
    ("{{ $v := 1 }}{{ $v = .x.y }}a: {{ $v }}\n", "a: V\n", [NIL]),
])
def test_failed_actions_leave_marks(text: str, expected: str, messages: list[str]) -> None:
    assert tolerant(text) == (expected, messages)
    assert tolerant(text, traced=True) == (expected, messages)


def test_what_is_unknown_decides_nothing() -> None:
    assert UNKNOWN.go_string() == VALUE
    with pytest.raises(UnknownUsed):
        UNKNOWN.go_truth()
    with pytest.raises(UnknownUsed):
        UNKNOWN.go_fields()


def given(text: str) -> tuple[str, list[str]]:
    """The same with `.u` for a value that is given and not known, below `.m` as well."""
    unit = parse(text, "t", tolerant=True)
    runtime = Runtime({}, tolerant=True)
    runtime.add(unit.defines, "t")
    runtime.file = Template("t", "t", unit.body)
    data = Map({"u": UNKNOWN, "m": Map({"a": UNKNOWN, "b": 1}), "no": False})
    shown = runtime.execute(runtime.file, data).replace(VALUE, "V").replace(BLOCK, "B")
    return shown.replace("\\ue000\\ue001", "V"), [each.message for each in runtime.take_problems()]


@pytest.mark.parametrize(("text", "expected"), [
    ("a: {{ .u }}\n", "a: V\n"),
    ("a: {{ .u | quote }}\n", 'a: "V"\n'),
    ('a: {{ printf "%s-x" .u }}\n', "a: V-x\n"),
    ("a: {{ toJson .m }}\n", 'a: {"a":"V","b":1}\n'),
    ("a:\n  {{- toYaml .m | nindent 2 }}\n", "a:\n  a: V\n  b: 1\n"),
    ("a: {{ default 1 .u }}\n", "a: V\n"),
    ('a: {{ eq .u "x" }}\n', "a: V\n"),
    ("a: {{ not .u }}\n", "a: V\n"),
    ("a: {{ .u.x }}\n", "a: V\n"),
    ("a: {{ trunc 3 .u }}\n", "a: V\n"),
    ("a: {{ index .m .u }}\n", "a: V\n"),
    ("a: {{ len .u }}\n", "a: V\n"),
    ("a: {{ if and .no .u }}x{{ end }}\n", "a: \n"),  # the known side decides
    ('{{ define "h" }}b{{ .u | quote }}{{ end }}a: {{ include "h" . }}\n', 'a: b"V"\n'),
    # a branch leaves open what it may write, and nothing else
    ("m:\n  {{- if .u }}\n  a: 1\n  {{- end }}\n  b: 1\n", "m:\n  a: V\n  b: 1\n"),
    ("m:\n  {{- if .u }}\n  a:\n    x: 1\n  {{- else }}\n  a: 2\n  c: 3\n  {{- end }}\n  b: 1\n",
     "m:\n  a: V\n  c: V\n  b: 1\n"),
    ("m:\n  {{- with .u }}\n  a: {{ . }}\n  x:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n  b: 1\n",
     "m:\n  a: V\n  x: V\n  b: 1\n"),
    ("m:\n  {{- if .u }}\n  {{- if .no }}\n  a: 1\n  {{- end }}\n  {{- end }}\n  b: 1\n", "m:\n  a: V\n  b: 1\n"),
    ("m:\n  {{- if .u }}\n  {{- toYaml .m | nindent 2 }}\n  {{- end }}\n  b: 1\n", "m:\n  B:\n  b: 1\n"),
    ("m:\n  {{- if .u }}\n  {{ .k }}: 1\n  {{- end }}\n  b: 1\n", "m:\n  B:\n  b: 1\n"),
    ("l:\n  {{- range .u }}\n  - a\n  {{- end }}\n  - b\n", "l:\n  - B\n  - b\n"),
])
def test_values_that_are_given_and_not_known_decide_nothing(text: str, expected: str) -> None:
    assert given(text) == (expected, [])
