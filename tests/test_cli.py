"""The command: options in, exit code out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scanner import __version__
from scanner.cli import main
from scanner.reports import names
from tests.helm.charts import head, write

GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good, namespace: shop}\ndata: {a: b}\n"
BAD = """\
apiVersion: v1
kind: Pod
metadata: {name: bad, namespace: shop}
spec:
  hostNetwork: true
  containers:
  - name: main
    image: nginx:latest
"""
CHART = {"web/Chart.yaml": head(), "web/values.yaml": "name: web\nhost: false\n", "web/templates/a.yaml":
         "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n  namespace: {{ .Release.Namespace }}\n"
         "spec:\n  hostNetwork: {{ .Values.host }}\n  containers: []\n"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    inner = tmp_path / "here"
    inner.mkdir()
    monkeypatch.chdir(inner)
    return inner


def run(*arguments: str, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(main, list(arguments), input=stdin, catch_exceptions=False, prog_name="readiness-scan")
    assert "Traceback" not in result.output
    return result


def rules_found(text: str) -> set[str]:
    return {one["rule"] for one in json.loads(text)["findings"]}


# -- scan -------------------------------------------------------------------------------


@pytest.mark.parametrize(("files", "arguments", "code"), [
    ({"a.yaml": GOOD}, ["a.yaml"], 0),
    ({"a.yaml": GOOD}, ["."], 0),
    ({"a.yaml": BAD}, ["a.yaml"], 1),
    ({"a.yaml": BAD}, ["scan", "a.yaml"], 1),
    ({"a.yaml": BAD}, ["a.yaml", "--fail-on", "none"], 0),
    ({"a.yaml": BAD}, ["a.yaml", "--fail-on", "critical"], 0),
    ({"a.yaml": BAD}, ["a.yaml", "--fail-on", "low"], 1),
    ({"a.yaml": "a: ["}, ["a.yaml"], 3),
    ({"a.yaml": "a: [", "b.yaml": BAD}, ["."], 3),
    ({"a.yaml": "a: ["}, ["a.yaml", "--fail-on", "none"], 3),
    ({"a.txt": "x"}, ["."], 0),
    ({}, ["nowhere"], 2),
    ({}, ["scan"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "--nonsense"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "--format", "xml"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "--fail-on", "urgent"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "--profile", "none"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "-f", "none.yaml"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "--kube-version", "new"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "--release-name", "Not_A_Name"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "--config", "none.yaml"], 2),
    ({"a.yaml": GOOD, ".readiness.yaml": "profil: all\n"}, ["a.yaml"], 2),
    ({"a.yaml": BAD, ".readiness.yaml": "fail-on: none\n"}, ["a.yaml"], 0),
    ({"a.yaml": BAD, ".readiness.yaml": "fail-on: none\n"}, ["a.yaml", "--fail-on", "high"], 1),
    ({"a.yaml": GOOD}, ["a.yaml", "-o", "no/such/folder/out.txt"], 2),
    (CHART, ["web"], 0),
    (CHART, ["web", "--set", "host=true"], 1),
    (CHART, ["web", "--set", "host"], 2),
    (CHART, ["web", "--set-file", "host=none.txt"], 2),
    (CHART, ["web", "--set-json", "host={"], 2),
    ({**CHART, "bad.yaml": "a: ["}, ["web", "-f", "bad.yaml"], 3),
    ({**CHART, "web/templates/b.yaml": "{{ if }}"}, ["web"], 1),
    ({"web/Chart.yaml": "a: ["}, ["web"], 3),
    ({"a.yaml": BAD}, ["a.yaml", "--exit-zero"], 0),
    ({"a.yaml": "a: ["}, ["a.yaml", "--exit-zero"], 0),
    ({}, ["nowhere", "--exit-zero"], 2),
    ({"a.txt": "x"}, [".", "--no-allow-empty"], 3),
    ({"a.txt": "x"}, [".", "--no-allow-empty", "--exit-zero"], 0),
    ({"a.yaml": GOOD}, ["a.yaml", "--no-allow-empty"], 0),
    ({"a.yaml": BAD}, ["a.yaml", "--max-results", "1"], 1),
    ({"a.yaml": GOOD}, ["a.yaml", "--max-results", "0"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "--sarif-include", "suppressed,everything"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "-o", "sarf=x"], 2),
    ({"a.yaml": GOOD}, ["a.yaml", "-o", "sarif=-", "-o", "-"], 2),
])
def test_exit_codes(files: dict[str, str], arguments: list[str], code: int, folder: Path) -> None:
    write(folder, files)
    result = run(*arguments)
    assert result.exit_code == code, result.output
    if code == 2:
        assert result.stderr and not result.stdout


def test_a_wrong_request_says_what_is_wrong(folder: Path) -> None:
    write(folder, {"a.yaml": GOOD, ".readiness.yaml": "profil: all\n"})
    assert run("a.yaml").stderr == "Error: .readiness.yaml:1: unknown key 'profil'; did you mean 'profile'?\n"
    (folder / ".readiness.yaml").unlink()
    assert run("nowhere").stderr == "Error: nowhere does not exist\n"
    assert "No such option" in run("a.yaml", "--formt", "json").stderr
    assert run("a.yaml", "-f", "x.yaml", "--config", ".git").stderr.startswith("Error: .git")


@pytest.mark.parametrize(("word", "near"), [("chekclist", "checklist"), ("rule", "rules"), ("scna", "scan"), ("discovr", "discover")])
def test_a_misspelt_command_is_no_path(word: str, near: str, folder: Path) -> None:
    result = run(word, ".")
    assert result.exit_code == 2 and f"Error: there is no path and no command '{word}'; did you mean '{near}'?" in result.stderr
    write(folder, {f"{word}/a.yaml": GOOD})
    assert run(word).exit_code == 0, "a path that exists is a path"


def test_formats(folder: Path) -> None:
    write(folder, {"a.yaml": BAD})
    text = run("a.yaml").stdout
    assert "a.yaml\n" in text and "[host-network]" in text and "\x1b" not in text
    assert "host-network" in rules_found(run("a.yaml", "--format", "json").stdout)
    sarif = json.loads(run("a.yaml", "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0" and sarif["runs"][0]["results"]


@pytest.mark.parametrize("format_", names())
def test_the_exit_code_is_the_same_whatever_the_format(format_: str, folder: Path) -> None:
    for text, code in ((GOOD, 0), (BAD, 1), ("a: [", 3)):
        write(folder, {"a.yaml": text})
        assert run("a.yaml", "--format", format_).exit_code == code


def test_several_reports_at_once(folder: Path) -> None:
    write(folder, {"a.yaml": BAD})
    single = {format_: run("a.yaml", "--format", format_).stdout for format_ in ("sarif", "html", "json", "text")}
    result = run("a.yaml", "-o", "sarif=scan.sarif", "-o", "page.html", "-o", "json=data", "-o", "-")
    assert (result.exit_code, result.stdout) == (1, single["text"])
    assert (folder / "scan.sarif").read_text() == single["sarif"]
    assert (folder / "page.html").read_text() == single["html"]
    assert (folder / "data").read_text() == single["json"]


def test_options_reach_the_formats(folder: Path) -> None:
    write(folder, {"a.yaml": BAD.rstrip("\n") + ' # readiness: ignore[latest-tag] reason="x"\n'})
    sarif = json.loads(run("a.yaml", "--format", "sarif", "--sarif-category", "a/b", "--sarif-include", "pass, suppressed").stdout)
    (found,) = sarif["runs"]
    assert found["automationDetails"] == {"id": "a/b/"}
    assert {result.get("kind", "fail") for result in found["results"]} == {"fail", "pass"}
    assert any("suppressions" in result for result in found["results"])
    assert len(json.loads(run("a.yaml", "--format", "json", "--max-results", "1").stdout)["findings"]) == 1
    assert "left out (--max-results)" in run("a.yaml", "--max-results", "1").stdout


def test_formats_are_named_to_those_who_ask_for_help() -> None:
    assert f"One of {', '.join(names())}" in " ".join(run("scan", "--help").stdout.split())


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_a_report_can_go_to_a_file(format_: str, folder: Path) -> None:
    write(folder, {"a.yaml": BAD})
    shown = run("a.yaml", "--format", format_)
    written = run("a.yaml", "--format", format_, "-o", "out")
    assert (written.exit_code, written.stdout) == (1, "")
    assert (folder / "out").read_text() == shown.stdout
    assert run("a.yaml", "--format", format_, "-o", "-").stdout == shown.stdout


def test_standard_input(folder: Path) -> None:
    result = run("-", "--format", "json", stdin=BAD)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["inputs"] == ["stdin"]
    write(folder, {"a.yaml": GOOD})
    assert json.loads(run("a.yaml", "-", "--format", "json", stdin=BAD).stdout)["inputs"] == ["a.yaml", "stdin"]


def test_verbose_tells_what_was_passed_over(folder: Path) -> None:
    write(folder, {"a.yaml": "not: a manifest\n"})
    assert "skipped" not in run("a.yaml").stdout
    assert "A document is not a Kubernetes manifest and was skipped." in run("a.yaml", "-v").stdout


def test_verbose_says_why_files_were_not_scanned(folder: Path) -> None:
    write(folder, {"a.yaml": GOOD, ".github/b.yaml": GOOD, "c.yaml": BAD, ".readiness.yaml": "exclude: [here/c.yaml]\n"})
    quiet, verbose = run("."), run(".", "-v", "--format", "json")
    assert quiet.stderr == "" and json.loads(verbose.stdout)["findings"] == []
    assert "not scanned (the configuration excludes it): here/c.yaml\n" in verbose.stderr
    assert "not scanned (its name begins with a dot): here/.github/, here/.readiness.yaml\n" in verbose.stderr


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_stats_change_no_report(format_: str, folder: Path) -> None:
    write(folder, {**CHART, "a.yaml": GOOD})
    result = run(".", "--format", format_, "--stats")
    assert result.stdout == run(".", "--format", format_).stdout
    assert "2 inputs, 4 files, 2 documents, " in result.stderr and "slowest inputs" in result.stderr
    for phase in ("read the configuration", "find inputs", "render charts", "read manifests", "judge", "write the report"):
        assert phase in result.stderr


def test_values_flags_reach_the_chart(folder: Path) -> None:
    write(folder, {**CHART, "on.yaml": "host: true\n", "name.txt": "from-file"})
    for flags in (["-f", "on.yaml"], ["--set", "host=true"], ["--set-json", "host=true"], ["--set-json", '{"host": true}']):
        assert "host-network" in rules_found(run("web", "--format", "json", *flags).stdout)
    for flags in ([], ["-f", "on.yaml", "--set", "host=false"], ["--set", "host=true", "--set-string", "host=false"],
                  ["--set-string", "host=true", "--set-literal", "host=false"]):
        assert "host-network" not in rules_found(run("web", "--format", "json", *flags).stdout)
    text = run("web", "--format", "text", "--set-file", "name=name.txt", "--set", "host=true", "-n", "team").stdout
    assert "Pod/from-file" in text or "from-file" in text


def test_profiles_choose_rules(folder: Path) -> None:
    write(folder, {"a.yaml": BAD})
    found = {name: rules_found(run("a.yaml", "--format", "json", "--profile", name).stdout)
             for name in ("default", "security", "reliability", "all")}
    assert "host-network" in found["security"] and "readiness-probe" not in found["security"]
    assert "readiness-probe" in found["reliability"] and "host-network" not in found["reliability"]
    assert found["default"] <= found["all"] and found["security"] <= found["all"]


def test_configuration_is_found_upwards_or_named(folder: Path) -> None:
    write(folder, {"sub/a.yaml": BAD, ".readiness.yaml": "rules:\n  host-network: {enabled: false}\n",
                   "other.yaml": "rules:\n  host-network: {severity: low}\n"})
    (folder / ".git").mkdir()
    assert "host-network" not in rules_found(run("sub", "--format", "json").stdout)
    named = json.loads(run("sub", "--format", "json", "--config", "other.yaml").stdout)
    assert [one["severity"] for one in named["findings"] if one["rule"] == "host-network"] == ["low"]


def test_hostile_names_are_written_out(folder: Path) -> None:
    name = "a\x1b[31m\u202e.yaml"
    write(folder, {name: BAD.replace("bad", '"b\\e]0;x\\a"')})
    for arguments in ((name,), (".",), ("checklist", ".")):
        output = run(*arguments).output
        assert "\x1b" not in output and "\u202e" not in output and "\x07" not in output
    for arguments in ((".", "--format", "json"), (".", "--format", "sarif"), ("checklist", ".", "--format", "json")):
        output = run(*arguments).output
        assert "\x1b" not in output and "\x07" not in output and json.loads(output)
    assert "\x1b" not in run("gone\x1b[2J").stderr
    assert "\x1b" not in run("explain", "x\x1b[2J").stderr


def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    write(folder, {"a.yaml": "---\n".join(BAD.replace("bad", f"bad{number}") for number in range(200))})
    script = "import sys; from scanner.cli import main; main(['a.yaml', '--format', 'json'], prog_name='readiness-scan')"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read() and process.wait() == 1


# -- the other commands -------------------------------------------------------------------


def test_help_and_version() -> None:
    for arguments in (["--help"], ["-h"], ["scan", "--help"], ["checklist", "-h"], ["render", "--help"], ["rules", "-h"],
                      ["rules", "list", "-h"], ["explain", "--help"]):
        result = run(*arguments)
        assert result.exit_code == 0 and result.stdout.startswith("Usage: readiness-scan")
        assert all(len(line) <= 120 for line in result.stdout.split("\n"))
    assert run("--version").stdout == f"readiness-scan {__version__}\n"


def test_the_checklist(folder: Path) -> None:
    write(folder, {"a.yaml": BAD})
    text = run("checklist", "a.yaml")
    assert text.exit_code == 0 and "Security Readiness" in text.stdout
    data = json.loads(run("checklist", "a.yaml", "--format", "json").stdout)
    assert data["items"] and {item["status"] for item in data["items"]} >= {"not met", "not scanned"}
    assert run("checklist", "a.yaml", "--format", "junit").exit_code == 2
    assert run("checklist", "nowhere").exit_code == 2
    write(folder, {"b.yaml": "a: ["})
    assert run("checklist", ".").exit_code == 3
    run("checklist", "a.yaml", "-o", "out.txt")
    assert (folder / "out.txt").read_text() == text.stdout


def test_render_prints_what_helm_prints(folder: Path) -> None:
    write(folder, CHART)
    result = run("render", "web")
    assert result.exit_code == 0 and result.stdout == (
        "---\n# Source: web/templates/a.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: default\n"
        "spec:\n  hostNetwork: false\n  containers: []\n")
    named = run("render", "rel", "web", "--set", "name=x", "-n", "team", "--show-only", "templates/a.yaml")
    assert "name: x\n  namespace: team\n" in named.stdout


@pytest.mark.parametrize(("files", "arguments", "message"), [
    ({}, ["nowhere"], "Error: non-absolute URLs should be in form of repo_name/path_to_chart, got: nowhere\n"),
    (CHART, ["web", "--nonsense"], "Error: unknown flag: --nonsense\n"),
    (CHART, [], 'Error: "helm template" requires at least 1 argument'),
    ({**CHART, "web/templates/b.yaml": "{{ .Values.a.b }}"}, ["web"],
     'Error: web/templates/b.yaml:1:10\n  executing "web/templates/b.yaml" at <.Values.a.b>:\n'
     "    nil pointer evaluating interface {}.b\n"),
    ({**CHART, "web/templates/b.yaml": "{{ .Values.a.b }}"}, ["--helm-version", "3", "web"],
     'Error: template: web/templates/b.yaml:1:10: executing "web/templates/b.yaml" at <.Values.a.b>: '
     "nil pointer evaluating interface {}.b\n"),
])
def test_render_fails_where_helm_fails(files: dict[str, str], arguments: list[str], message: str, folder: Path) -> None:
    write(folder, files)
    result = run("render", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(message)


@pytest.mark.parametrize("arguments", [["--map", "web"], ["web", "--map"], ["web", "--set", "host=true", "--map"]])
def test_render_can_show_where_lines_come_from(arguments: list[str], folder: Path) -> None:
    write(folder, CHART)
    lines = run("render", *arguments).stdout.split("\n")
    (name,) = [line for line in lines if line.startswith("  name:")]
    assert name.split() == ["name:", "web", "#", "web/values.yaml:1:1", "<", "web/templates/a.yaml:4:9"]


def test_the_list_of_rules() -> None:
    listed = json.loads(run("rules", "list", "--format", "json").stdout)
    ids = [rule["id"] for rule in listed]
    assert len(ids) == len(set(ids)) > 50 and "latest-tag" in ids
    assert all(set(rule) >= {"id", "title", "severity", "category", "checklist"} for rule in listed)
    security = json.loads(run("rules", "list", "--format", "json", "--profile", "security").stdout)
    assert 0 < len(security) < len(listed)
    text = run("rules", "list").stdout
    assert all(rule in text for rule in ids)
    assert run("rules").exit_code in (0, 2) and run("rules", "nothing").exit_code == 2


def test_explain() -> None:
    result = run("explain", "latest-tag")
    assert result.exit_code == 0 and result.stdout.startswith("latest-tag: ")
    assert "Example, fails:" in result.stdout and "How to repair" in result.stdout


@pytest.mark.parametrize(("word", "hint"), [
    ("latest-tga", "Error: there is no rule 'latest-tga'; did you mean 'latest-tag'?\n"),
    ("zzz", "Error: there is no rule 'zzz'; `readiness-scan rules list` shows all of them\n"),
])
def test_explain_suggests_the_nearest_rule(word: str, hint: str) -> None:
    result = run("explain", word)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", hint)


# -- the process ----------------------------------------------------------------------


def test_the_installed_command(folder: Path) -> None:
    write(folder, {"a.yaml": BAD})
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONWARNINGS": "error"}
    for arguments, code in ((["a.yaml"], 1), (["nowhere"], 2), (["--version"], 0), ([], 0)):
        found = subprocess.run([sys.executable, "-c", "from scanner.command import main; main()", *arguments],
                               capture_output=True, text=True, env=environment, check=False)
        assert found.returncode == code and "Traceback" not in found.stderr
    assert run("a.yaml").stdout == subprocess.run(
        [sys.executable, "-c", "from scanner.command import main; main()", "a.yaml"],
        capture_output=True, text=True, env=environment, check=False).stdout
