"""The functions Helm adds: each with what it gives, and what it does with what it cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.helm.errors import HelmError
from scanner.helm.render import template
from tests.helm.charts import head, write

HELPERS = ('{{ define "h" }}<{{ . }}>{{ end }}{{ define "none" }}{{ .x }}{{ end }}'
           '{{ define "loop" }}{{ include "loop" . }}{{ end }}{{ define "lines" }}a\nb{{ end }}'
           '{{ define "deep" }}{{ include "h" .a }}{{ end }}')
VALUES = "port: 3\nt: 'v={{ .Values.port }}'\nm: {b: [1, two], a: {c: true}}\ns: 'a: 1'\nzero: 0\nempty: ''\nbig: 12345678\n"


def rendered(action: str, folder: Path) -> str:
    """The text an action gives, as a JSON string would hold it."""
    write(folder / "web", {"Chart.yaml": head(), "values.yaml": VALUES, "templates/_h.tpl": HELPERS,
                           "templates/a.yaml": 'out: {{ ' + action + " | toString | toJson }}"})
    import json

    text = template(["web"], folder)
    return str(json.loads(text.split("out: ", 1)[1]))


GIVEN = [
    # include, tpl
    ('include "h" 1', "<1>"),
    ('include "h" (include "h" 1)', "<<1>>"),
    ('include "deep" (dict "a" 2)', "<2>"),
    ('include "none" (dict)', "<no value>"),
    ('include "none" nil | len', "10"),
    ('include "lines" . | nindent 2', "\n  a\n  b"),
    ("tpl .Values.t .", "v=3"),
    ('tpl "no action" .', "no action"),
    ('tpl "{{ . }}" 5', "5"),
    ('tpl "[{{ .none }}]" (dict)', "[]"),
    ('tpl "[<no value>]" .', "[]"),
    ('tpl "{{ include `h` . }}" 4', "<4>"),
    ('tpl "{{ define `h` }}new{{ end }}{{ include `h` . }}" 4', "new"),
    ('list (tpl "{{ define `h` }}new{{ end }}" 4) (include "h" 1)', "[ <1>]"),
    ('tpl "{{ $ }}" "d"', "d"),
    ('tpl (tpl "{{ `{{ . }}` }}" 1) 2', "2"),
    # required, lookup, getHostByName
    ('required "m" "x"', "x"),
    ('required "m" .Values.zero', "0"),
    ('required "m" false', "false"),
    ('required "m" (list)', "[]"),
    ('lookup "v1" "Secret" "ns" "n"', "map[]"),
    ('lookup "v1" "Secret" "ns" "n" | len', "0"),
    ('getHostByName "example.com"', ""),
    # to YAML
    ("toYaml .Values.m", "a:\n  c: true\nb:\n- 1\n- two"),
    ("toYaml .Values.none", "null"),
    ('toYaml "true"', '"true"'),
    ("toYaml .Values.big", "12345678"),
    ("toYamlPretty .Values.m", "a:\n  c: true\nb:\n  - 1\n  - two"),
    ("mustToYaml .Values.m", "a:\n  c: true\nb:\n- 1\n- two"),
    ('toYaml (dict "n" (float64 `inf`))', ""),
    ('toYaml (list (float64 `inf`))', ""),
    # to JSON
    ("toJson .Values.m", '{"a":{"c":true},"b":[1,"two"]}'),
    ('toJson "<a>&"', '"\\u003ca\\u003e\\u0026"'),
    ('toRawJson "<a>&"', '"<a>&"'),
    ('mustToRawJson "<a>&"', '"<a>&"'),
    ('toPrettyJson (dict "a" (list 1))', '{\n  "a": [\n    1\n  ]\n}'),
    ('mustToPrettyJson (list)', "[]"),
    ("mustToJson .Values.port", "3"),
    ("toJson (float64 `inf`)", ""),
    ("toPrettyJson (float64 `inf`)", ""),
    # to TOML
    ('toToml (dict "b" "x" "a" (dict "c" 1))', 'b = "x"\n\n[a]\n  c = 1\n'),
    ("toToml .Values.m.a", "c = true\n"),
    # from YAML
    ("fromYaml .Values.s", "map[a:1]"),
    ('fromYaml "" | len', "0"),
    ('fromYaml "null" | len', "0"),
    ('(fromYaml "a: {b: [1, x]}").a.b', "[1 x]"),
    ('keys (fromYaml "- 1") | join ","', "Error"),
    ('hasPrefix "error unmarshaling JSON" (fromYaml "- 1").Error', "true"),
    ('hasPrefix "error converting YAML to JSON: yaml" (fromYaml "a: [").Error', "true"),
    ('fromYamlArray "[1, a]"', "[1 a]"),
    ('len (fromYamlArray "a: 1")', "1"),
    ('hasPrefix "error unmarshaling JSON" (first (fromYamlArray "a: 1"))', "true"),
    # from JSON
    ("fromJson `{\"a\": [1, null]}`", "map[a:[1 <nil>]]"),
    ("(fromJson `[1]`).Error", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
    ("(fromJson `{`).Error", "unexpected end of JSON input"),
    ("fromJsonArray `[1, \"a\"]`", "[1 a]"),
    ("first (fromJsonArray `{}`)", "json: cannot unmarshal object into Go value of type []interface {}"),
    ("mustFromJson `[1]`", "[1]"),
    ("typeOf (mustFromJson `1`)", "float64"),
    # from TOML
    ("fromToml `a = 1`", "map[a:1]"),
    ("typeOf (fromToml `a = 1`).a", "int64"),
    ("keys (fromToml `a = `) | join `,`", "Error"),
]


@pytest.mark.parametrize(("action", "expected"), GIVEN)
def test_gives(action: str, expected: str, tmp_path: Path) -> None:
    assert rendered(action, tmp_path) == expected


REFUSED = [
    ('include "gone" .', 'template: no template "gone" associated with template "gotpl"'),
    ('include 1 .', "expected string; found 1"),
    ('include "loop" .', "rendering template has a nested reference name: loop: unable to execute template"),
    ('tpl "{{ .a.b }}" (dict)', 'error calling tpl: error during tpl function execution for "{{ .a.b }}": '
     'template: gotpl:1:5: executing "gotpl" at <.a.b>: nil pointer evaluating interface {}.b'),
    ('tpl "{{ nosuch }}" .', 'error calling tpl: cannot parse template "{{ nosuch }}": template: gotpl:1: '
     'function "nosuch" not defined'),
    ('tpl "{{ $x }}" .', 'undefined variable "$x"'),
    ("tpl .Values.port .", "wrong type for value; expected string; got float64"),
    ('required "say it" .Values.empty', "execution error at (web/templates/a.yaml:1:8): say it"),
    ('required "say it" .Values.none', "execution error at (web/templates/a.yaml:1:8): say it"),
    ('required "say it" nil', "execution error at (web/templates/a.yaml:1:8): say it"),
    ('fail "no"', "execution error at (web/templates/a.yaml:1:8): no"),
    ('tpl "{{ fail `no` }}" .', "execution error at (web/templates/a.yaml:1:8): no"),
    ('tpl "{{ include `gone` . }}" .', 'error calling include: template: no template "gone" associated with template "gotpl"'),
    ("mustToJson (float64 `inf`)", "error calling mustToJson: json: unsupported value: +Inf"),
    ("mustToYaml (float64 `inf`)", "json: unsupported value: +Inf"),
    ("mustToPrettyJson (float64 `inf`)", "json: unsupported value: +Inf"),
    ("mustToRawJson (float64 `inf`)", "json: unsupported value: +Inf"),
    ("toRawJson (float64 `inf`)", "error calling toRawJson: json: unsupported value: +Inf"),
    ("mustFromJson `{`", "error calling mustFromJson: unexpected end of JSON input"),
    ("fromYaml .Values.m", "wrong type for value; expected string; got map[string]interface {}"),
]


@pytest.mark.parametrize(("action", "message"), REFUSED)
def test_fails(action: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(HelmError) as caught:
        rendered(action, tmp_path)
    assert message in str(caught.value)
