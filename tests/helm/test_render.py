"""From a chart on disk to what `helm template` prints, in Helm's order of work."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.helm.chart import load_chart
from scanner.helm.errors import ArgumentError, ChartError, DependencyError, HelmError, ManifestError, SchemaError
from scanner.helm.options import RenderOptions
from scanner.helm.render import reader, render_chart, render_tolerant, template
from tests.helm.charts import head, write

WEB = {"Chart.yaml": head(), "values.yaml": "name: web\nn: 1\n",
       "templates/b.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n",
       "templates/a.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n"}


def printed(folder: Path, *arguments: str, version: int = 4, **files: str) -> str:
    write(folder / "web", {**WEB, **files})
    return template(arguments or ("web",), folder, helm_version=version)


def test_prints_the_manifests_in_order_of_installation(tmp_path: Path) -> None:
    assert printed(tmp_path) == (
        "---\n# Source: web/templates/b.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"
        "---\n# Source: web/templates/a.yaml\napiVersion: v1\nkind: Service\nmetadata:\n  name: release-name\n")


def test_takes_the_release_and_values_of_the_arguments(tmp_path: Path) -> None:
    (tmp_path / "prod.yaml").write_text("name: prod\n")
    assert "name: prod\n" in printed(tmp_path, "rel", "web", "-f", "prod.yaml")
    assert "name: rel\n" in printed(tmp_path, "rel", "web", "-f", "prod.yaml", "--set", "name=set")
    assert "name: set\n" in printed(tmp_path, "rel", "web", "-f", "prod.yaml", "--set", "name=set")


def test_shows_only_what_is_asked_for(tmp_path: Path) -> None:
    assert printed(tmp_path, "web", "--show-only", "templates/b.yaml") == (
        "---\n# Source: web/templates/b.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n")
    with pytest.raises(HelmError, match="could not find template templates/z.yaml in chart"):
        printed(tmp_path, "web", "-s", "templates/z.yaml")


MISSING = {"Chart.yaml": head(more="dependencies:\n- {name: db, version: 1.0.0, condition: db.on}\n")}
SCHEMA = {"values.schema.json": '{"properties": {"name": {"type": "number"}}}'}
OLD = {"Chart.yaml": head(more="kubeVersion: '<1.20'\n")}
BROKEN = {"templates/c.yaml": "{{ if }}"}


@pytest.mark.parametrize(("files", "arguments", "error", "message"), [
    ({}, ("Web_1", "web"), ArgumentError, "release name check failed"),
    ({}, ("web", "--kube-version", "x"), ArgumentError, "x"),
    ({}, ("nowhere",), ChartError, "nowhere"),
    ({}, ("web", "-f", "none.yaml"), HelmError, "open none.yaml: no such file or directory"),
    ({}, ("web", "-f", "."), HelmError, "read .: is a directory"),
    ({}, ("web", "--set", "name"), ArgumentError, 'failed parsing --set data: key "name" has no value'),
    ({"Chart.yaml": head(more="type: library\n")}, ("web",), ChartError, "library charts are not installable"),
    (MISSING, ("web",), DependencyError, "missing in charts/ directory: db"),
    (SCHEMA, ("web",), SchemaError, "at '/name': got string, want number"),
    (OLD, ("web",), HelmError, "chart requires kubeVersion: <1.20 which is incompatible with Kubernetes v1.35.0"),
    (BROKEN, ("web",), HelmError, "parse error at (web/templates/c.yaml:1): missing value for if"),
    ({"templates/c.yaml": "a: ["}, ("web",), ManifestError, "YAML parse error on web/templates/c.yaml"),
    # the first of several, in Helm's order
    ({**MISSING, **SCHEMA, **BROKEN}, ("Web_1", "web", "--set", "x"), ArgumentError, "release name"),
    ({**MISSING, **SCHEMA, **BROKEN}, ("web", "--set", "x"), ArgumentError, "failed parsing --set"),
    ({**MISSING, **SCHEMA, **BROKEN}, ("web",), DependencyError, "missing in charts/"),
    ({**OLD, **SCHEMA, **BROKEN}, ("web",), SchemaError, "want number"),
    ({**OLD, **SCHEMA, **BROKEN}, ("web", "--skip-schema-validation"), HelmError, "kubeVersion"),
    ({**SCHEMA, **BROKEN}, ("web", "--skip-schema-validation"), HelmError, "parse error"),
])
def test_refuses(files: dict[str, str], arguments: tuple[str, ...], error: type[HelmError], message: str,
                 tmp_path: Path) -> None:
    with pytest.raises(error) as caught:
        printed(tmp_path, *arguments, **files)
    assert message in str(caught.value)


def test_helm_3_and_4_tell_errors_in_their_own_form(tmp_path: Path) -> None:
    files = {"templates/c.yaml": "{{ .Values.a.b }}"}
    with pytest.raises(HelmError, match="^web/templates/c.yaml:1:10\n  executing"):
        printed(tmp_path, **files)
    with pytest.raises(HelmError, match="^template: web/templates/c.yaml:1:10: executing"):
        printed(tmp_path, version=3, **files)


def test_a_tolerant_rendering_goes_on_after_schema_and_version(tmp_path: Path) -> None:
    write(tmp_path / "web", {**WEB, **MISSING, **SCHEMA})
    found = render_tolerant(load_chart(tmp_path / "web", "web"), RenderOptions(), reader(tmp_path))
    (problem,) = found.schema_problems
    assert "want number" in str(problem) and found.version_problem is None
    assert [file.name for file in found.rendering.files] == ["web/templates/b.yaml", "web/templates/a.yaml"]
    write(tmp_path / "web", OLD)
    found = render_tolerant(load_chart(tmp_path / "web", "web"), RenderOptions(skip_schema_validation=True),
                            reader(tmp_path))
    assert not found.schema_problems and found.version_problem is not None
    assert all(file.trace is not None for file in found.rendering.files)


def test_values_that_do_not_parse_end_a_tolerant_rendering_too(tmp_path: Path) -> None:
    write(tmp_path / "web", WEB)
    (tmp_path / "bad.yaml").write_text("a: [")
    with pytest.raises(HelmError):
        render_tolerant(load_chart(tmp_path / "web", "web"), RenderOptions(value_files=("bad.yaml",)), reader(tmp_path))


def test_rendering_leaves_the_chart_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "web", {**WEB, "templates/c.yaml": '{{ $_ := set .Values "name" "changed" }}'})
    chart = load_chart(tmp_path / "web", "web")
    first = render_chart(chart, RenderOptions(), reader(tmp_path)).rendering
    second = render_chart(chart, RenderOptions(), reader(tmp_path)).rendering
    assert [file.text for file in first.files] == [file.text for file in second.files]
    assert "changed" in first.files[1].text


def test_a_directory_for_a_reader_is_where_paths_start(tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text("a: 1")
    assert reader(tmp_path)("v.yaml") == b"a: 1"
    assert reader(Path("/"))(str(tmp_path / "v.yaml")) == b"a: 1"


def test_scans_know_an_api_that_every_cluster_serves(tmp_path: Path) -> None:
    """Helm's list without a cluster lacks it; `render` stays with Helm."""
    folder = tmp_path / "web"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    (folder / "templates/a.yaml").write_text('a: {{ .Capabilities.APIVersions.Has "apiregistration.k8s.io/v1" }}\n')
    (file,) = render_tolerant(load_chart(folder), RenderOptions(), reader(tmp_path)).rendering.files
    assert file.text == "a: true\n"
    assert "a: false" in template(["rel", "web"], tmp_path)
