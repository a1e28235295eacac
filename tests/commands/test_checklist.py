"""The command `checklist`: reports, a checklist of one's own, what has changed, gates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import git
from tests.commands.run import run
from tests.helm.charts import write

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - {name: main, image: "web:1.0", securityContext: {readOnlyRootFilesystem: true}}
"""
MFA = "security/data/access-control/multi-factor-authentication"
ROOT_FS = "security/container/runtime/read-only-root-filesystem"
STATED = f"""\
attestations:
- item: {MFA}
  statement: It is enforced.
  by: Ada
  role: operations
  date: 2026-01-10
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository with a pod, in which the test is."""
    write(tmp_path, {"web.yaml": POD})
    monkeypatch.chdir(git.repository(tmp_path))
    yield tmp_path


def report(*arguments: str) -> dict[str, Any]:
    result = run("checklist", ".", "--as-of", "2026-02-01", "--format", "json", *arguments)
    return dict(json.loads(result.stdout))


def items(*arguments: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in report(*arguments)["items"]}


def test_statements_of_people(folder: Path) -> None:
    assert items()[MFA]["status"] == "not scanned"
    write(folder, {"attestations/mfa.yaml": STATED})
    found = items()
    assert found[MFA]["status"] == "attested" and found[MFA]["attestation"]["line"] == 2
    assert report("--as-of", "2030-01-01")["summary"]["attested"] == 0
    late = {one["id"]: one for one in json.loads(
        run("checklist", ".", "--format", "json", "--as-of", "2030-01-01").stdout)["items"]}
    assert late[MFA]["status"] == "expired"


def test_statements_count_once_whatever_the_path(folder: Path) -> None:
    write(folder, {"attestations/mfa.yaml": STATED, "part/attestations/a.yaml": STATED, "part/x.yaml": POD})
    for paths, count in (((".",), 1), ((".", str(folder)), 1), (("part", "."), 2), (("web.yaml",), 1), (("./part/../",), 1)):
        result = run("checklist", *paths, "--as-of", "2026-02-01", "--format", "json")
        found = json.loads(result.stdout)["attestations"]
        assert [one["file"] for one in found] == ["attestations/mfa.yaml", "part/attestations/a.yaml"][:count]


def test_files_win_over_people(folder: Path) -> None:
    write(folder, {"web.yaml": POD.replace("true", "false"), "attestations/a.yaml": STATED.replace(MFA, ROOT_FS)})
    found = items()[ROOT_FS]
    assert found["status"] == "not met" and found["attestation"]["by"] == "Ada"


def test_several_reports_at_once(folder: Path) -> None:
    result = run("checklist", ".", "-o", "a.html", "-o", "json=b", "-o", "c.sarif", "-o", "d.svg", "-o", "-")
    assert result.exit_code == 0 and result.stdout.startswith("0 proved") or "proved by files" in result.stdout
    assert {path.name for path in folder.iterdir()} >= {"a.html", "b", "c.sarif", "d.svg"}
    assert json.loads((folder / "b").read_text())["version"] == 2


@pytest.mark.parametrize(("output", "link"), [("report.html", "web.yaml#L6"), ("out/report.html", "../web.yaml#L6")])
def test_links_lead_from_the_page_to_the_files(folder: Path, output: str, link: str) -> None:
    write(folder, {"out/x": "", "web.yaml": POD.replace("true", "false")})
    run("checklist", ".", "-o", output)
    assert f'href="{link}"' in (folder / output).read_text()
    run("checklist", ".", "-o", output, "--link-base", "https://git.example.org/x/")
    assert 'href="https://git.example.org/x/web.yaml#L6"' in (folder / output).read_text()


def test_gates(folder: Path) -> None:
    write(folder, {"attestations/mfa.yaml": STATED})
    missed = run("checklist", ".", "--as-of", "2026-02-01", "--gate", "access control=20,security=99", "--gate",
        "all=0")
    assert missed.exit_code == 1 and "Missed: gate security:" in missed.stderr and "gate access" not in missed.stderr
    assert run("checklist", ".", "--as-of", "2026-02-01", "--gate", "access control=20").exit_code == 0
    unknown = run("checklist", ".", "--gate", "securty=1")
    assert unknown.exit_code == 2 and "did you mean 'security'?" in unknown.stderr
    assert run("checklist", ".", "--gate", "security").exit_code == 2
    write(folder, {".readiness.yaml": "checklist: {gates: {security: 99}}\n"})
    assert run("checklist", ".").exit_code == 1
    assert run("checklist", ".", "--gate", "security=0").exit_code == 0  # the option says otherwise


def test_levels(folder: Path) -> None:
    assert run("checklist", ".", "--level", "ready").exit_code == 1
    unknown = run("checklist", ".", "--level", "redy")
    assert unknown.exit_code == 2 and "did you mean 'ready'?" in unknown.stderr
    write(folder, {".readiness.yaml": "checklist: {levels: {start: {all: 0}, more: {security: 100}}}\n"})
    assert run("checklist", ".", "--level", "start").exit_code == 0
    assert run("checklist", ".", "--level", "more").exit_code == 1
    assert [one["level"] for one in report()["levels"]] == ["start", "more"]


def test_the_decision(folder: Path) -> None:
    config = ("checklist:\n  decision:\n    roles: [lead-developer]\n    rejected: {gates: {}, not-met: {}}\n"
              "    conditional: {gates: {}, not-met: {}}\n")
    commit = git.commit(folder, {".readiness.yaml": config})
    assert report()["decision"]["decision"] == "rejected" and run("checklist", ".", "--go-live").exit_code == 1
    sign = f"sign-offs:\n- {{role: lead-developer, by: Ada, date: 2026-01-10, decision: approved, commit: {commit}}}\n"
    write(folder, {"attestations/sign.yaml": sign})
    found = report()
    assert found["decision"]["decision"] == "approved" and found["decision"]["commit"] == commit
    assert items()["sign-off/stakeholders/technical/lead-developer"]["status"] == "attested"
    assert run("checklist", ".", "--as-of", "2026-02-01", "--go-live").exit_code == 0
    git.commit(folder, {"web.yaml": POD + "---\n"})
    changed = run("checklist", ".", "--as-of", "2026-02-01", "--go-live")
    assert changed.exit_code == 1 and "files have changed since, such as web.yaml" in changed.stdout


def test_what_has_changed(folder: Path) -> None:
    run("checklist", ".", "-o", "old.json", "--as-of", "2026-02-01")
    write(folder, {"attestations/mfa.yaml": STATED})
    found = report("--compare", "old.json")
    assert found["compared"]["changes"] == [{"id": MFA, "before": "not scanned", "now": "attested"}]
    assert "1 change: 1 better, 0 worse" in run("checklist", ".", "--compare", "old.json", "--as-of",
        "2026-02-01").stdout
    assert run("checklist", ".", "--compare", "web.yaml").exit_code == 2
    assert run("checklist", ".", "--compare", "nothing.json").exit_code == 2


LIST = ("\ufeff# Ours\r\n\r\n1. [ ] **Multi-factor authentication** enforced  \r\n\t- [x] Coffee is made\r\n\r\n"
        "## Completion Summary\r\nTotal items: __\r\nDone: 1/9")


def test_a_markdown_checklist_is_filled_in(folder: Path) -> None:
    write(folder, {"attestations/mfa.yaml": STATED})
    (folder / "list.md").write_bytes(LIST.encode())
    arguments = ("checklist", ".", "--as-of", "2026-02-01", "--checklist", "list.md", "--format", "markdown")
    result = run(*arguments)
    assert result.stdout_bytes.decode() == LIST.replace("[x]", "[ ]").replace("__", "2").replace("1/9", "0/2")
    assert "1 of 2 boxes match no item of the built-in checklist" in result.stderr
    assert "1 boxes were ticked without evidence" in result.stderr
    (folder / "list.md").write_bytes(result.stdout_bytes)
    assert run(*arguments).stdout_bytes == result.stdout_bytes
    alone = LIST.replace("\t- [x] Coffee is made\r\n", "")
    (folder / "list.md").write_bytes(alone.encode())
    assert run(*arguments).stdout_bytes.decode() == alone.replace("[ ]", "[x]").replace("__", "1").replace("1/9", "1/1")


def test_a_markdown_checklist_that_is_no_utf8_keeps_its_bytes(folder: Path) -> None:
    (folder / "list.md").write_bytes(b"- [x] caf\xe9\n\xff\n")
    assert run("checklist", ".", "--checklist", "list.md", "--format",
        "markdown").stdout_bytes == b"- [ ] caf\xe9\n\xff\n"
    for format_ in ("text", "json", "html", "csv", "sarif", "badge"):
        assert run("checklist", ".", "--checklist", "list.md", "--format", format_).exit_code == 0


def test_other_words_for_items(folder: Path) -> None:
    write(folder,
        {"list.md": "- [ ] MFA everywhere\n", ".readiness.yaml": f"checklist: {{aliases: {{MFA everywhere: {MFA}}}}}\n",
                   "attestations/mfa.yaml": STATED})
    assert list(items("--checklist", "list.md")) == [MFA]
    assert run("checklist", ".", "--as-of", "2026-02-01", "--checklist", "list.md", "--format", "markdown").stdout == (
        "- [x] MFA everywhere\n")


OWN = f"""\
items:
- {{id: ours/mfa, same-as: {MFA}}}
- id: ours/pods
  section: Ours
  text: There is a pod.
  evidence:
  - says: A Pod is written.
    strength: proof
    find: {{kind: Pod}}
- id: ours/crons
  text: There is a job.
  attest: {{days: 10}}
  evidence:
  - says: A CronJob is written.
    strength: proof
    find: {{kind: CronJob}}
- {{id: ours/all, text: All of it., includes: [ours/pods, ours/crons]}}
"""


def test_a_yaml_checklist(folder: Path) -> None:
    write(folder, {"own.yaml": OWN, "attestations/mfa.yaml": STATED})
    found = items("--checklist", "own.yaml")
    assert {key: one["status"] for key, one in found.items()} == {
        "ours/mfa": "attested", "ours/pods": "met", "ours/crons": "not met", "ours/all": "not met"}
    assert found["ours/pods"]["evidence"][0]["places"][0]["file"] == "web.yaml"
    write(folder, {"attestations/own.yaml": STATED.replace(MFA, "ours/crons")})
    assert items("--checklist", "own.yaml", "--as-of", "2026-01-15")["ours/crons"]["status"] == "attested"
    assert run("checklist", ".", "--checklist", "own.yaml", "--gate", "ours=50").exit_code in (0, 1)
    assert run("checklist", ".", "--checklist", "nothing.yaml").exit_code == 2
    assert run("checklist", ".", "--checklist", "nothing.md").exit_code == 2
