"""The command that draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scanner.cli import main
from tests.helm.charts import head
from tests.reports.graphs import SHOP


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with manifests and a chart."""
    (tmp_path / "shop.yaml").write_text(SHOP)
    (tmp_path / "web/templates").mkdir(parents=True)
    (tmp_path / "web/Chart.yaml").write_text(head())
    (tmp_path / "web/values.yaml").write_text("name: web\n")
    (tmp_path / "web/templates/a.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: '{{ .Values.name }}', labels: {app: web}}\n"
        "spec: {containers: []}\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: '{{ .Release.Namespace }}'}\n"
        "spec: {selector: {app: web}}\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, code: int = 0, **more: str) -> Result:
    result = CliRunner().invoke(main, ["graph", *words], **more)
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize(("format_", "begins"), [
    ("mermaid", "flowchart LR\n"), ("dot", "digraph resources {\n"), ("json", '{\n  "version": 1'),
    ("svg", "<svg xmlns="),
])
def test_formats(format_: str, begins: str, folder: Path) -> None:
    assert run("shop.yaml", "--format", format_).stdout.startswith(begins)
    run("shop.yaml", "--format", format_, "-o", "out")
    assert (folder / "out").read_text().startswith(begins)
    assert run("shop.yaml", "--format", format_).stdout == (folder / "out").read_text()


def test_mermaid_unless_asked_otherwise() -> None:
    assert run("shop.yaml").stdout.startswith("flowchart LR")


def test_values_decide_the_graph() -> None:
    assert '"Pod<br/>db"' in run("web", "--set", "name=db").stdout


def test_the_namespace_of_the_release_is_where_objects_land() -> None:
    text = run("web", "-n", "shop").stdout
    assert text.count("subgraph") == 1 and '"namespace shop"' in text and "serves" in text


def test_several_inputs_are_drawn_apart() -> None:
    text = run(".").stdout
    assert f"{Path.cwd().name}/web · namespace default" in text and '"namespace shop"' in text


def test_filters() -> None:
    assert "Ingress" not in run("shop.yaml", "--kind", "Service", "--kind", "Deployment").stdout
    assert "alone" in run("shop.yaml", "--in-namespace", "other").stdout
    assert "takes over" in run("shop.yaml", "--relation", "takes_over").stdout
    assert "Deployment" in run("shop.yaml", "--around", "Service/web", "--depth", "1").stdout
    assert "ServiceAccount" not in run("shop.yaml", "--around", "Service/web", "--depth", "1").stdout


@pytest.mark.parametrize(("words", "message"), [
    (("--kind", "Srvice"), "Error: there is no kind 'Srvice'; did you mean 'Service'?\n"),
    (("--around", "Service/wob"), "Error: there is no resource 'Service/wob'; did you mean 'Service/web'?\n"),
    (("--relation", "\x1b[31m"), "Error: there is no relation '\\x1b[31m'\n"),
])
def test_wrong_filters(words: tuple[str, ...], message: str) -> None:
    assert run("shop.yaml", *words, code=2).stderr == message


@pytest.mark.parametrize(("scope", "state"), [("partial", "outside"), ("complete", "missing")])
def test_configuration(scope: str, state: str, folder: Path) -> None:
    external = "external: [{kind: Secret, name: 'd?', namespace: shop}]"
    (folder / ".readiness.yaml").write_text(f"scope: {scope}\n{external}\n")
    found = json.loads(run("shop.yaml", "--format", "json").stdout)
    states = {one["wanted"]: one["state"] for one in found["references"]}
    assert states == {"Secret/db": "external", "Secret/lost": state}


def test_what_could_not_be_read_is_told_and_is_the_exit_code(folder: Path) -> None:
    (folder / "bad.yaml").write_text("a: [\n")
    result = run("bad.yaml", "shop.yaml", code=3)
    assert "Warning: A document is not valid YAML." in result.stderr
    assert "Deployment" in result.stdout


def test_a_large_picture_says_what_it_leaves_out(folder: Path) -> None:
    (folder / "many.yaml").write_text("---\n".join(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}}}\n" for number in range(200)))
    assert "Warning: 200 resources are drawn as one box" in run("many.yaml", "--format", "svg").stderr


def test_standard_input() -> None:
    assert "Deployment" in run("-", input=SHOP).stdout
