"""From a piece of rendered text back to templates, values and flags.

Places are written short: role, path, line, and the text that the place holds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.helm.chart import load_chart
from scanner.helm.options import RenderOptions
from scanner.helm.provenance import Tracer
from scanner.helm.render import RenderedChart, reader, render_chart
from scanner.inputs.helm import Places
from scanner.model.provenance import Hop
from tests.helm.charts import head, packed, write


class Rendered:
    """A traced rendering of a chart in `folder`."""

    def __init__(self, folder: Path, options: RenderOptions = RenderOptions()) -> None:
        chart = load_chart(folder / "web", "web")
        self.places = Places(chart, options, reader(folder))
        self.rendered: RenderedChart = render_chart(chart, options, reader(folder), traced=True)
        self.places.add(self.rendered.scope)

    def text(self, name: str = "web/templates/a.yaml") -> str:
        return self._file(name).text

    def _file(self, name: str):  # type: ignore[no-untyped-def]
        return next(file for file in self.rendered.rendering.files if file.name == name)

    def tracer(self, name: str = "web/templates/a.yaml") -> Tracer:
        return Tracer(self._file(name).trace, self.places.span)

    def origin(self, needle: str, name: str = "web/templates/a.yaml") -> list[str]:
        start = self.text(name).index(needle)
        return self.shown(self.tracer(name).origin(start, start + len(needle)).hops)

    def shown(self, hops: tuple[Hop, ...]) -> list[str]:
        return [self._hop(hop) for hop in hops]

    def _hop(self, hop: Hop) -> str:
        if hop.span is None:
            return f"{hop.role} {hop.note}"
        source = self.places.sources[hop.span.path]
        text = source.text[hop.span.start:hop.span.end].split("\n")[0]
        return f"{hop.role} {hop.span.path.removeprefix('web/')}:{source.position(hop.span.start).line} {text}".rstrip()


def rendered(folder: Path, template: str, values: str = "", options: RenderOptions = RenderOptions(),
             **files: str | bytes) -> Rendered:
    made = {"web/Chart.yaml": head(), "web/values.yaml": values, "web/templates/a.yaml": template}
    write(folder, {**made, **{name: text for name, text in files.items() if isinstance(text, str)}})
    for name, data in files.items():
        if isinstance(data, bytes):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return Rendered(folder, options)


ONE = "image:\n  repo: nginx\n  tag: '1.0'\nname: web\ndebug: false\n"

SIMPLE: list[tuple[str, str, str, list[str]]] = [
    # literal text is exactly where it stands
    ("a: {{ .Values.name }}\nb: here\n", "here", ONE, ["literal templates/a.yaml:2 here"]),
    # one value that is the whole text is the nearest cause
    ("a: {{ .Values.name }}\n", "web", ONE,
     ["value values.yaml:4 name: web", "expression templates/a.yaml:1 {{ .Values.name }}"]),
    ("a: {{ .Values.image.tag | quote }}\n", '"1.0"', ONE,
     ["value values.yaml:3 tag: '1.0'", "expression templates/a.yaml:1 {{ .Values.image.tag | quote }}"]),
    ('a: "{{ .Values.name }}"\n', '"web"', ONE,
     ["value values.yaml:4 name: web", "expression templates/a.yaml:1 {{ .Values.name }}"]),
    # of several values none is: the template comes first
    ('a: {{ printf "%s:%s" .Values.image.repo .Values.image.tag }}\n', "nginx:1.0", ONE,
     ['expression templates/a.yaml:1 {{ printf "%s:%s" .Values.image.repo .Values.image.tag }}',
      "value values.yaml:2 repo: nginx", "value values.yaml:3 tag: '1.0'"]),
    ("a: {{ .Values.image.repo }}:{{ .Values.image.tag }}\n", "nginx:1.0", ONE,
     ["value values.yaml:2 repo: nginx", "expression templates/a.yaml:1 {{ .Values.image.repo }}"]),
    ("a: x{{ .Values.name }}\n", "xweb", ONE,
     ["literal templates/a.yaml:1 x", "value values.yaml:4 name: web",
      "expression templates/a.yaml:1 {{ .Values.name }}"]),
    # a value that is not used leaves no trace; one with a default does
    ('a: {{ .Values.none | default "d" }}\n', "d", ONE,
     ['expression templates/a.yaml:1 {{ .Values.none | default "d" }}']),
    ('a: {{ .Values.debug | default "d" }}\n', "d", ONE,
     ["value values.yaml:5 debug: false", 'expression templates/a.yaml:1 {{ .Values.debug | default "d" }}']),
    # variables, with, range
    ("{{ $n := .Values.name }}a: {{ $n }}\n", "web", ONE,
     ["value values.yaml:4 name: web", "expression templates/a.yaml:1 {{ $n }}"]),
    ("{{ with .Values.image }}a: {{ .tag }}{{ end }}\n", "1.0", ONE,
     ["value values.yaml:3 tag: '1.0'", "expression templates/a.yaml:1 {{ .tag }}"]),
    ("{{ with .Values.name }}a: {{ . }}{{ end }}\n", "web", ONE,
     ["value values.yaml:4 name: web", "expression templates/a.yaml:1 {{ . }}"]),
    ("{{ range .Values.l }}- {{ .p }}\n{{ end }}", "z", "l:\n- p: x\n- p: z\n",
     ["value values.yaml:3 p: z", "expression templates/a.yaml:1 {{ .p }}"]),
    ("{{ range .Values.l }}- {{ . }}\n{{ end }}", "z", "l:\n- x\n- z\n",
     ["value values.yaml:3 z", "expression templates/a.yaml:1 {{ . }}"]),
    ("{{ range $i, $e := .Values.l }}- {{ $e }}\n{{ end }}", "z", "l: [x, z]\n",
     ["value values.yaml:1 z", "expression templates/a.yaml:1 {{ $e }}"]),
    ("{{ range $k, $v := .Values.m }}{{ $k }}: {{ $v.q }}\n{{ end }}", "1", "m:\n  p:\n    q: '1'\n",
     ["value values.yaml:3 q: '1'", "expression templates/a.yaml:1 {{ $v.q }}"]),
    # toYaml: each line has its own entry
    ("a:\n  {{- toYaml .Values.image | nindent 2 }}\n", "tag: \"1.0\"", ONE,
     ["value values.yaml:3 tag: '1.0'", "expression templates/a.yaml:2 {{- toYaml .Values.image | nindent 2 }}"]),
    ("a:\n  {{- toYaml .Values.image | nindent 2 }}\n", "repo: nginx", ONE,
     ["value values.yaml:2 repo: nginx", "expression templates/a.yaml:2 {{- toYaml .Values.image | nindent 2 }}"]),
    ("a:\n{{ toYaml .Values | indent 2 }}\n", "tag:", ONE,
     ["value values.yaml:3 tag: '1.0'", "expression templates/a.yaml:2 {{ toYaml .Values | indent 2 }}"]),
    ("{{ with .Values.sec }}a:\n{{ toYaml . | indent 2 }}{{ end }}\n", "caps:", "sec:\n  user: 1\n  caps:\n  - X\n",
     ["value values.yaml:3 caps:", "expression templates/a.yaml:2 {{ toYaml . | indent 2 }}"]),
    ("{{ with .Values.sec }}a:\n{{ toYaml . | indent 2 }}{{ end }}\n", "X", "sec:\n  user: 1\n  caps:\n  - X\n",
     ["value values.yaml:3 caps:", "expression templates/a.yaml:2 {{ toYaml . | indent 2 }}"]),
    # tpl: text that stands in the values
    ("a: {{ tpl .Values.t . }}\n", "web", "t: 'n-{{ .Values.name }}'\nname: web\n",
     ["value values.yaml:2 name: web", "expression values.yaml:1 t: 'n-{{ .Values.name }}'",
      "include templates/a.yaml:1 {{ tpl .Values.t . }}"]),
    ("a: {{ tpl .Values.t . }}\n", "n-", "t: 'n-{{ .Values.name }}'\nname: web\n",
     ["value values.yaml:1 t: 'n-{{ .Values.name }}'", "expression templates/a.yaml:1 {{ tpl .Values.t . }}"]),
    ("a:\n{{ tpl (toYaml .Values.m) . | indent 2 }}\n", "web", "m:\n  x: 1\n  t: '{{ .Values.name }}'\nname: web\n",
     ["value values.yaml:4 name: web", "expression values.yaml:3 t: '{{ .Values.name }}'",
      "include templates/a.yaml:2 {{ tpl (toYaml .Values.m) . | indent 2 }}"]),
]


@pytest.mark.parametrize(("template", "needle", "values", "expected"), SIMPLE)
def test_origin(template: str, needle: str, values: str, expected: list[str], tmp_path: Path) -> None:
    assert rendered(tmp_path, template, values).origin(needle) == expected


HELPERS = '{{ define "labels" -}}\napp: {{ .Values.name }}\ntier: front\n{{- end }}\n'


def test_an_include_leads_through_the_helper(tmp_path: Path) -> None:
    found = rendered(tmp_path, 'labels:\n  {{- include "labels" . | nindent 2 }}\n', ONE,
                     **{"web/templates/_h.tpl": HELPERS})
    include = 'include templates/a.yaml:2 {{- include "labels" . | nindent 2 }}'
    assert found.origin("tier: front") == ["literal templates/_h.tpl:3 tier: front", include]
    assert found.origin("front") == ["literal templates/_h.tpl:3 front", include]
    assert found.origin("web") == [
        "value values.yaml:4 name: web", "expression templates/_h.tpl:2 {{ .Values.name }}", include]


def test_a_chain_of_includes_leads_outwards(tmp_path: Path) -> None:
    helpers = '{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ .Values.name | upper }}{{ end }}'
    found = rendered(tmp_path, 'a: {{ include "a" . | quote }}\n', ONE, **{"web/templates/_h.tpl": helpers})
    assert found.origin('"WEB"') == [
        "value values.yaml:4 name: web", "expression templates/_h.tpl:1 {{ .Values.name | upper }}",
        'include templates/_h.tpl:1 {{ include "b" . }}', 'include templates/a.yaml:1 {{ include "a" . | quote }}']


def test_a_template_action_is_a_call(tmp_path: Path) -> None:
    found = rendered(tmp_path, 'a: {{ template "labels" . }}\n', ONE, **{"web/templates/_h.tpl": HELPERS})
    assert found.origin("front") == [
        "literal templates/_h.tpl:3 front", 'call templates/a.yaml:1 {{ template "labels" . }}']


def test_a_values_file_of_the_user_overrides(tmp_path: Path) -> None:
    options = RenderOptions(value_files=("prod.yaml", "last.yaml"))
    found = rendered(tmp_path, "a: {{ .Values.image.tag }}{{ .Values.image.repo }}\nb: {{ .Values.name }}\n", ONE, options,
                     **{"prod.yaml": "image:\n  tag: '2.0'\nname: prod\n", "last.yaml": "name: last\n"})
    assert found.origin("2.0")[0] == "value prod.yaml:2 tag: '2.0'"
    assert found.origin("nginx")[0] == "value values.yaml:2 repo: nginx"
    assert found.origin("last")[0] == "value last.yaml:1 name: last"


@pytest.mark.parametrize(("options", "flag"), [
    (RenderOptions(set=("x=1,name=set",)), "flag --set x=1,name=set"),
    (RenderOptions(set_string=("name=set",)), "flag --set-string name=set"),
    (RenderOptions(set_literal=("name=set",)), "flag --set-literal name=set"),
    (RenderOptions(set_json=('name="set"',)), 'flag --set-json name="set"'),
])
def test_flags_have_no_place_but_a_text(options: RenderOptions, flag: str, tmp_path: Path) -> None:
    found = rendered(tmp_path, "a: {{ .Values.name }}\n", ONE, options)
    assert found.origin("set") == [flag, "expression templates/a.yaml:1 {{ .Values.name }}"]


SUB = {"web/charts/db/Chart.yaml": head("db"), "web/charts/db/values.yaml": "port: 5432\nuser: sa\n",
       "web/charts/db/templates/d.yaml": "port: {{ .Values.port }}\nuser: {{ .Values.user }}\n"
       "zone: {{ .Values.global.zone }}\n"}


def test_values_of_a_subchart_may_be_the_parents(tmp_path: Path) -> None:
    found = rendered(tmp_path, "", "db:\n  port: 1\nglobal:\n  zone: eu\n", **SUB)
    name = "web/charts/db/templates/d.yaml"
    assert found.origin("1", name) == [
        "value values.yaml:2 port: 1", "expression charts/db/templates/d.yaml:1 {{ .Values.port }}"]
    assert found.origin("sa", name) == [
        "value charts/db/values.yaml:2 user: sa", "expression charts/db/templates/d.yaml:2 {{ .Values.user }}"]
    assert found.origin("eu", name) == [
        "value values.yaml:4 zone: eu", "expression charts/db/templates/d.yaml:3 {{ .Values.global.zone }}"]


def test_an_alias_names_the_values_but_not_the_files(tmp_path: Path) -> None:
    chart = head(more="dependencies:\n- {name: db, version: 1.0.0, alias: store}\n")
    found = rendered(tmp_path, "", "store:\n  port: 1\n", **SUB, **{"web/Chart.yaml": chart})
    name = "web/charts/store/templates/d.yaml"
    assert found.origin("1", name)[0] == "value values.yaml:2 port: 1"
    assert found.origin("sa", name) == [
        "value charts/db/values.yaml:2 user: sa", "expression charts/db/templates/d.yaml:2 {{ .Values.user }}"]


def test_a_subchart_in_an_archive_is_its_entry_in_the_chart(tmp_path: Path) -> None:
    archive = packed({name.removeprefix("web/charts/"): text for name, text in SUB.items()})
    chart = head(more="dependencies:\n- name: db\n  version: 1.0.0\n")
    found = rendered(tmp_path, "", "db:\n  port: 1\n", **{"web/Chart.yaml": chart, "web/charts/db-1.0.0.tgz": archive})
    name = "web/charts/db/templates/d.yaml"
    assert found.origin("sa", name) == ["value Chart.yaml:5 name: db", "expression Chart.yaml:5 name: db"]
    assert found.origin("1", name)[0] == "value values.yaml:2 port: 1"


def test_an_archive_that_nothing_asks_for_is_the_place_itself(tmp_path: Path) -> None:
    archive = packed({name.removeprefix("web/charts/"): text for name, text in SUB.items()})
    found = rendered(tmp_path, "", **{"web/charts/db-1.0.0.tgz": archive})
    assert found.origin("port: 5432", "web/charts/db/templates/d.yaml")[0] == "literal charts/db-1.0.0.tgz:1"


@pytest.mark.parametrize(("template", "word", "expected"), [
    ("a:\n{{- if .Values.debug }}\n  level: 1\n{{- end }}\nb: 1\n", "level", ["value values.yaml:5 debug: false"]),
    ("a:\n{{- with .Values.none }}\n  level: 1\n{{- end }}\nb: 1\n", "level", []),
    ("a:\n{{- if .Values.debug }}\n  other: 1\n{{- end }}\nb: 1\n", "level", []),
    ("a:\n{{- if .Values.name }}{{ if .Values.debug }}\n  level: 1\n{{- end }}{{ end }}\nb: 1\n", "level",
     ["value values.yaml:5 debug: false"]),
    ("a:\n{{- if .Values.debug }}\n  x: 1\n{{- else }}\n  level: 1\n{{- end }}\nb: 1\n", "level",
     []),
    ('a:\n{{- if .Values.debug }}\n  {{ toYaml (dict "level" 1) }}\n{{- end }}\nb: 1\n', "level",
     ["value values.yaml:5 debug: false"]),
])
def test_conditions_that_left_something_out(template: str, word: str, expected: list[str], tmp_path: Path) -> None:
    found = rendered(tmp_path, template, ONE)
    assert found.shown(found.tracer().undecided(0, len(found.text()), word)) == expected


def test_every_span_of_every_character_lies_in_its_file(tmp_path: Path) -> None:
    template = ('{{ range .Values.l }}- {{ .p }}{{ include "labels" $ | nindent 4 }}\n{{ end }}x: {{ .Values.none }}\n'
                'y: {{ tpl .Values.t $ }}\nz: {{ toJson .Values.image }}\n')
    found = rendered(tmp_path, template, ONE + "l: [{p: é}, {p: b}]\nt: 'q{{ .Values.name }}'\n",
                     **{"web/templates/_h.tpl": HELPERS})
    tracer = found.tracer()
    for offset in range(len(found.text())):
        hops = tracer.origin(offset, offset + 1).hops
        assert hops
        for hop in hops:
            assert hop.span is not None
            source = found.places.sources[hop.span.path]
            assert 0 <= hop.span.start <= hop.span.end <= len(source.text)
            if hop.role == "literal" and not found.text()[offset].isspace():  # else indentation that `nindent` made
                assert source.text[hop.span.start] == found.text()[offset]
    assert tracer.origin(len(found.text()), len(found.text())).hops == ()
