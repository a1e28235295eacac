"""`render --map`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.helm.errors import HelmError
from scanner.helm.render import template
from scanner.linemap import line_map
from tests.helm.charts import head, write

FILES = {
    "web/Chart.yaml": head(), "web/values.yaml": "name: web\nlabels:\n  a: b\nurl: http://x\n", "prod.yaml": "name: prod\n",
    "web/templates/_h.tpl": '{{ define "labels" }}app: {{ .Values.name }}\n{{ toYaml .Values.labels }}{{ end }}',
    "web/templates/a.yaml": "kind: A\napiVersion: v1\nmetadata:\n  name: {{ .Values.name }}\n  labels:\n"
    '    {{- include "labels" . | nindent 4 }}\ndata:\n\n  url: {{ .Values.url }}\n  text: fixed\n  n: {{ len .Values.name }}\n',
    "web/templates/hook.yaml": "kind: H\napiVersion: v1\nmetadata: {annotations: {helm.sh/hook: pre-install}}\n",
    "web/templates/empty.yaml": "{{ if .Values.none }}kind: E{{ end }}\n",
}


def lines(folder: Path, *arguments: str) -> dict[str, str]:
    """Rendered line, stripped, to the places behind it."""
    write(folder, FILES)
    found = {}
    for line in line_map(arguments or ("web",), folder, 4).split("\n"):
        shown, separator, where = line.partition("  # ")
        if separator:
            found[shown.strip()] = where.replace("web/", "")
    return found


def test_each_line_has_its_places(tmp_path: Path) -> None:
    assert lines(tmp_path) == {
        "kind: A": "templates/a.yaml:1:7",
        "apiVersion: v1": "templates/hook.yaml:2:13",
        "metadata:": "templates/a.yaml:3:1",
        "name: web": "values.yaml:1:1 < templates/a.yaml:4:9",
        "labels:": "templates/a.yaml:5:3",
        "app: web": "values.yaml:1:1 < templates/_h.tpl:1:27 < templates/a.yaml:6:5",
        "a: b": "values.yaml:3:3 < templates/_h.tpl:2:1 < templates/a.yaml:6:5",
        "data:": "templates/a.yaml:7:1",
        "url: http://x": "values.yaml:4:1 < templates/a.yaml:9:8",
        "text: fixed": "templates/a.yaml:10:9",
        "n: 3": "values.yaml:1:1 < templates/a.yaml:11:6",
        "kind: H": "templates/hook.yaml:1:7",
        "metadata: {annotations: {helm.sh/hook: pre-install}}": "templates/hook.yaml:3:11",
    }


def test_values_files_and_flags_are_places(tmp_path: Path) -> None:
    found = lines(tmp_path, "rel", "web", "-f", "prod.yaml", "--set", "url=u")
    assert found["name: prod"] == "prod.yaml:1:1 < templates/a.yaml:4:9"
    assert found["url: u"] == "--set url=u < templates/a.yaml:9:8"


def test_without_the_places_it_is_what_render_prints(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    bare = re.sub(r" +# web/.*$", "", line_map(("web",), tmp_path, 4), flags=re.MULTILINE)
    assert bare == template(("web",), tmp_path)


def test_it_fails_where_render_fails(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "web/templates/b.yaml": "{{ .Values.a.b }}"})
    with pytest.raises(HelmError, match="nil pointer"):
        line_map(("web",), tmp_path, 4)
    with pytest.raises(HelmError, match="unknown flag"):
        line_map(("web", "--nonsense"), tmp_path, 4)
