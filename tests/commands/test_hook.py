"""`readiness-scan hook`: changed files in, one line for each finding out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.cases import run
from tests.git import git
from tests.helm.charts import head, write

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: shop}\nspec:\n  hostNetwork: true\n  containers: []\n"
TEMPLATE = ("apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Chart.Name }}, namespace: shop}\nspec:\n"
            "  hostNetwork: {{ .Values.host }}\n  containers: []\n")
FILES = {
    "charts/web/Chart.yaml": head("web"), "charts/web/values.yaml": "host: false\n", "charts/web/templates/a.yaml": TEMPLATE,
    "charts/api/Chart.yaml": head("api"), "charts/api/values.yaml": "host: true\n", "charts/api/templates/a.yaml": TEMPLATE,
    "deploy/pod.yaml": POD % "plain", "docs/notes.md": "",
}
RULES = "rules:\n  host-network: {}\n"


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Git repository with one commit, as the current folder."""
    folder = write(tmp_path / "repo", FILES)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("GIT_INDEX_FILE", raising=False)
    return folder


def lines(output: str, word: str = " host-network ") -> list[str]:
    return [line.split(" host-network ")[0] for line in output.split("\n") if word in line]


@pytest.mark.parametrize(("files", "code", "found"), [
    (["charts/web/templates/a.yaml"], 0, []),
    (["charts/api/templates/a.yaml"], 1, ["charts/api/values.yaml:1:1: high"]),
    (["charts/api/values.yaml", "charts/api/Chart.yaml"], 1, ["charts/api/values.yaml:1:1: high"]),
    (["deploy/pod.yaml", "charts/web/values.yaml"], 1, ["deploy/pod.yaml:5:16: high"]),
    (["charts/api/templates/gone.yaml", "docs/notes.md"], 1, ["charts/api/values.yaml:1:1: high"]),
    (["deploy/gone.yaml"], 0, []),
    (["docs/notes.md"], 0, []),
    (["--all"], 1, ["charts/api/values.yaml:1:1: high", "deploy/pod.yaml:5:16: high"]),
    (["--all", "--fail-on", "critical"], 0, ["charts/api/values.yaml:1:1: high", "deploy/pod.yaml:5:16: high"]),
    (["--all", "--no-config"], 1, ["charts/api/values.yaml:1:1: high", "deploy/pod.yaml:5:16: high"]),
    (["deploy/pod.yaml", "--profile", "reliability"], 0, []),
])
def test_files_lead_to_findings(files: list[str], code: int, found: list[str], top: Path) -> None:
    result = run("hook", *files)
    assert (result.exit_code, lines(result.stdout)) == (code, found)
    assert ("explain RULE" in result.stderr) is (code == 1)


def test_it_may_run_in_any_folder_of_the_repository(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(top / "deploy")
    assert lines(run("hook", "pod.yaml").stdout) == ["deploy/pod.yaml:5:16: high"]
    assert len(lines(run("hook", "--all").stdout)) == 2


def test_outside_of_a_repository_the_current_folder_is_the_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path / "plain", FILES))
    assert lines(run("hook", "charts/api/values.yaml").stdout) == ["charts/api/values.yaml:1:1: high"]
    assert len(lines(run("hook", "--all").stdout)) == 2


@pytest.mark.parametrize(("arguments", "message"), [
    ([], "Error: no file is named; name the changed ones, or say --staged or --all\n"),
    (["/elsewhere.yaml"], "Error: /elsewhere.yaml lies outside of "),
    (["deploy/pod.yaml", "--config", "none.yaml"], "Error: none.yaml: cannot be read"),
    (["deploy/pod.yaml", "--baseline", "none.json"], "Error: none.json: cannot be read"),
    (["deploy/pod.yaml", "--diff", "nowhere"], "Error: there is no revision 'nowhere'"),
    (["--nonsense"], "Usage: "),
])
def test_wrong_requests(arguments: list[str], message: str, top: Path) -> None:
    result = run("hook", *arguments)
    assert (result.exit_code, result.stdout) == (2, "") and result.stderr.startswith(message)


def test_inputs_that_cannot_be_evaluated(top: Path) -> None:
    write(top, {"deploy/pod.yaml": "apiVersion: v1\nkind: [\n", "charts/web/Chart.yaml": "a: ["})
    result = run("hook", "deploy/pod.yaml", "charts/web/values.yaml")
    assert result.exit_code == 2
    assert "deploy/pod.yaml:3:1: error A document is not valid YAML." in result.stdout
    assert "charts/web/Chart.yaml:" in result.stdout and " error The chart charts/web cannot be rendered." in result.stdout


# -- the index --------------------------------------------------------------------------


def test_what_the_index_changes(top: Path) -> None:
    assert run("hook", "--staged").exit_code == 0
    write(top, {"charts/api/values.yaml": "# more\nhost: true\n", "deploy/pod.yaml": POD % "not-staged"})
    git(top, "add", "charts")
    assert lines(run("hook", "--staged").stdout) == ["charts/api/values.yaml:2:1: high"]


def test_deleted_files_lead_to_their_chart(top: Path) -> None:
    write(top, {"charts/web/templates/_helpers.tpl": '{{ define "web.host" }}true{{ end }}',
                "charts/web/templates/a.yaml": TEMPLATE.replace(".Values.host", 'include "web.host" .')})
    git(top, "add", ".")
    git(top, "commit", "-qm", "helpers")
    git(top, "rm", "-q", "charts/web/templates/_helpers.tpl", "deploy/pod.yaml")
    git(top, "rm", "-qr", "charts/api")
    result = run("hook", "--staged")
    assert result.exit_code == 1 and "charts/web/templates/a.yaml:5:" in result.stdout
    assert "helm-template-fails" in result.stdout and "charts/api" not in result.stdout


def test_only_new_lines(top: Path) -> None:
    write(top, {"deploy/pod.yaml": POD % "plain" + "---\n" + POD % "second"})
    git(top, "add", ".")
    assert lines(run("hook", "deploy/pod.yaml").stdout) == ["deploy/pod.yaml:5:16: high", "deploy/pod.yaml:12:16: high"]
    assert lines(run("hook", "deploy/pod.yaml", "--staged-lines").stdout) == ["deploy/pod.yaml:12:16: high"]
    assert lines(run("hook", "--staged", "--staged-lines").stdout) == ["deploy/pod.yaml:12:16: high"]


def test_only_new_lines_of_nothing_new(top: Path) -> None:
    result = run("hook", "deploy/pod.yaml", "charts/api/values.yaml", "--staged-lines")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_a_new_line_of_a_template_counts_where_values_decide(top: Path) -> None:
    """The place to edit is an old line of the values; the line that was added uses it."""
    write(top, {"charts/api/templates/b.yaml": TEMPLATE.replace("name: {{ .Chart.Name }}", "name: other")})
    git(top, "add", ".")
    assert lines(run("hook", "--staged", "--staged-lines").stdout) == ["charts/api/values.yaml:1:1: high"]


def test_only_what_is_new_against_a_revision(top: Path) -> None:
    write(top, {"deploy/pod.yaml": POD % "plain" + "---\n" + POD % "second"})
    assert lines(run("hook", "deploy/pod.yaml", "--diff", "HEAD").stdout) == ["deploy/pod.yaml:12:16: high"]


def test_a_baseline(top: Path) -> None:
    run("baseline", "create", "deploy")
    result = run("hook", "deploy/pod.yaml", "--baseline", ".readiness-baseline.json")
    assert (result.exit_code, result.stdout) == (0, "")


# -- configuration ----------------------------------------------------------------------


def test_each_unit_is_judged_with_the_configuration_that_is_nearest(top: Path) -> None:
    write(top, {"deploy/.readiness.yaml": "rules: {host-network: {severity: low}}\n",
                "charts/.readiness.yaml": "rules: {host-network: {severity: critical}}\n"})
    changed = ["deploy/pod.yaml", "charts/api/values.yaml"]
    expected = ["charts/api/values.yaml:1:1: critical", "deploy/pod.yaml:5:16: low"]
    assert lines(run("hook", *changed).stdout) == expected
    assert lines(run("hook", "--all").stdout) == expected
    assert run("hook", "deploy/pod.yaml").exit_code == 0
    named = run("hook", *changed, "--config", "deploy/.readiness.yaml")
    assert lines(named.stdout) == ["charts/api/values.yaml:1:1: low", "deploy/pod.yaml:5:16: low"]


def test_a_changed_configuration_is_checked(top: Path) -> None:
    write(top, {".readiness.yaml": "fail-on: high\n"})
    assert run("hook", ".readiness.yaml").exit_code == 0
    write(top, {".readiness.yaml": "fail-onn: high\n"})
    result = run("hook", ".readiness.yaml")
    assert result.exit_code == 2 and "did you mean 'fail-on'?" in result.stderr


def test_values_of_an_environment_lead_to_their_charts(top: Path) -> None:
    write(top, {".readiness.yaml": "environments: {live: {values: [environments/live.yaml]}}\n",
                "environments/live.yaml": "host: true\n"})
    result = run("hook", "environments/live.yaml")
    assert lines(result.stdout) == ["environments/live.yaml:1:1: high"] and "(in live)" in result.stdout


def test_what_is_deployed_together_is_scanned_together(top: Path) -> None:
    """In the scope `complete` a touched file alone would miss all that it refers to."""
    write(top, {".readiness.yaml": "scope: complete\nrules: {missing-config-reference: {enabled: true}}\n", "deploy/pod.yaml": (POD % "plain").replace(
        "containers: []", "containers:\n  - {name: main, image: a:1, envFrom: [{configMapRef: {name: settings}}]}"),
        "deploy/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\n"})
    result = run("hook", "deploy/pod.yaml")
    assert lines(result.stdout) == ["deploy/pod.yaml:5:16: high"]
    assert "settings" not in result.stdout and "charts/" not in result.stdout
    (top / "deploy/map.yaml").unlink()
    assert "settings" in run("hook", "deploy/pod.yaml").stdout


def test_kustomizations_are_named_as_a_limit(top: Path) -> None:
    write(top, {"overlay/kustomization.yaml": "resources: [pod.yaml]\n", "overlay/pod.yaml": POD % "other"})
    result = run("hook", "overlay/kustomization.yaml")
    assert lines(result.stdout) == ["overlay/pod.yaml:5:16: high"]
    assert "overlay/kustomization.yaml:1:1: warning Kustomizations are not built" in result.stdout


# -- output -----------------------------------------------------------------------------


@pytest.mark.parametrize(("wish", "coloured"), [("always", True), ("never", False), ("auto", False), (None, False)])
def test_colour(wish: str | None, coloured: bool, top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRE_COMMIT_COLOR", raising=False)
    if wish is not None:
        monkeypatch.setenv("PRE_COMMIT_COLOR", wish)
    assert ("\x1b[1;31mhigh\x1b[0m" in run("hook", "deploy/pod.yaml", color=True).stdout) is coloured


def test_verbose_tells_what_is_scanned(top: Path) -> None:
    result = run("hook", "charts/web/values.yaml", "deploy/pod.yaml", "-v")
    assert result.stderr.startswith("scanning chart charts/web\nscanning manifest deploy/pod.yaml\n")
