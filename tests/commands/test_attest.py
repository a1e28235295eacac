"""The command `attest`: new statements, and what holds of those there are."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import git
from tests.commands.run import run
from tests.helm.charts import write

MFA = "security/data/access-control/multi-factor-authentication"
SAID = ("--statement", "It is enforced.", "--by", "Ada <ada@example.org>", "--date", "2026-01-10")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository, in which the test is."""
    monkeypatch.chdir(git.repository(tmp_path))
    yield tmp_path


def test_new(folder: Path) -> None:
    result = run("attest", "new", MFA, *SAID, "--link", "https://x.example/1", "--role", "operations")
    assert result.exit_code == 0, result.stderr
    file = folder / "attestations" / f"{MFA.replace('/', '.')}.yaml"
    assert file.read_text() == (
        f"attestations:\n  - item: {MFA}\n    statement: It is enforced.\n    by: Ada <ada@example.org>\n"
        "    role: operations\n    date: 2026-01-10\n    link: https://x.example/1\n")
    assert f"Written to attestations/{file.name}" in result.stderr
    assert run("attest", "new", MFA, *SAID).exit_code == 0
    assert file.read_text().count("- item:") == 2
    assert run("attest", "verify", "--as-of", "2026-01-11").exit_code == 0


def test_new_to_standard_output(folder: Path) -> None:
    assert run("attest", "new", MFA, *SAID, "-o", "-").stdout.startswith(f"attestations:\n  - item: {MFA}\n")
    assert not (folder / "attestations").exists()


@pytest.mark.parametrize(("arguments", "said"), [
    (("security/data/access-control/multi-factor-auth", *SAID), f"did you mean\n  {MFA}"),
    ((MFA, "--by", "Ada"), "--statement is missing"), ((MFA, "--statement", "It is."), "--by is missing"),
    ((MFA, *SAID[:4], "--date", "tomorrow"), "--date 'tomorrow' is no day; expected YYYY-MM-DD"),
    ((MFA, *SAID, "--until", "x"), "--until 'x' is no day"),
    ((MFA, *SAID, "--decision", "approved"), "are for roles that sign"),
    (("lead-developr", *SAID), "lead-developer"),
    (("lead-developer", *SAID, "--decision", "approved"), "--statement is for items"),
    (("lead-developer", "--by", "Ada"), "--decision is missing"),
    (("lead-developer", "--by", "Ada", "--decision", "conditional"), "wants its conditions"),
    (("lead-developer", "--by", "Ada", "--decision", "approved"),
    "--commit is missing, and what is checked out is not known"),
    ((MFA, "--statement", "x", "--by", "Ada"), "--statement: it has 1 characters, at least 3 are wanted"),
])
def test_what_is_refused(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run("attest", "new", *arguments)
    assert result.exit_code == 2 and said in result.stderr
    assert not (folder / "attestations").exists()


def test_sign_offs(folder: Path) -> None:
    commit = git.commit(folder, {"a.txt": "1"})
    result = run("attest", "new", "lead-developer", "--decision", "conditional", "--condition", "a test", "--by", "Ada",
                 "--date", "2026-01-10")
    assert result.exit_code == 0, result.stderr
    file = folder / "attestations" / "sign-off.stakeholders.technical.lead-developer.yaml"
    assert file.read_text() == (f"sign-offs:\n  - role: lead-developer\n    by: Ada\n    date: 2026-01-10\n"
                                f"    decision: conditional\n    commit: {commit}\n    conditions: [a test]\n")
    verified = run("attest", "verify", "--as-of", "2026-01-11")
    assert verified.exit_code == 0 and verified.stdout == "1 statement, 0 of them do not count\n"
    git.commit(folder, {"a.txt": "2"})
    verified = run("attest", "verify", "--as-of", "2026-01-11")
    assert verified.exit_code == 1 and "files have changed since, such as a.txt" in verified.stdout


def test_who_may_is_told_when_it_is_written(folder: Path) -> None:
    write(folder, {".readiness.yaml": "attesters: [{items: security, by: [lin]}]\n"})
    result = run("attest", "new", MFA, *SAID)
    assert result.exit_code == 0 and "Note: it will not count: only lin may attest this item." in result.stderr


def test_verify_tells_what_does_not_count(folder: Path) -> None:
    run("attest", "new", MFA, *SAID)
    late = run("attest", "verify", ".", "--as-of", "2030-01-01")
    assert late.exit_code == 1 and "does not count: it ended on 2026-" in late.stdout
    write(folder, {"attestations/z.yaml": "attestations: [{item: x}]\n"})
    broken = run("attest", "verify", "--as-of", "2026-01-11")
    assert broken.exit_code == 1
    assert "attestations/z.yaml:1:16: An attestation does not count, because it is malformed.\n" in broken.stdout


def test_list(folder: Path) -> None:
    assert run("attest", "list").stdout == "0 statements, 0 of them do not count\n"
    run("attest", "new", MFA, *SAID)
    shown = run("attest", "list", "--as-of", "2026-01-11")
    assert shown.exit_code == 0
    assert f": {MFA}: It is enforced.\n    Ada <ada@example.org>, operations, on 2026-01-10 until" in shown.stdout
    data = json.loads(run("attest", "list", "--as-of", "2026-01-11", "--format", "json").stdout)
    assert data["attestations"][0]["item"] == MFA and data["sign_offs"] == []
    assert run("attest", "list", "nowhere").exit_code == 2


def test_the_examples_of_the_help_can_be_used(folder: Path) -> None:
    git.commit(folder, {"a.txt": "1"})
    for page in (run("attest", "--help").stdout, run("attest", "new", "--help").stdout):
        commands = re.sub(r" \\\n", " ", page).splitlines()
        examples = [shlex.split(line) for line in commands if line.strip().startswith("readiness-scan attest new")]
        assert examples
        for words in examples:
            result = run(*words[1:], "--date", "2026-01-10")
            assert result.exit_code == 0 and "will not count" not in result.stderr, result.stderr
    assert run("attest", "verify", "--as-of", "2026-01-10").stdout.splitlines()[-1].startswith("4 statements, ")


@pytest.mark.parametrize(("file", "text"), [
    ("own.yaml", "items: [{id: ours/talk, text: We talked.}]\n"),
    ("own.md", "- [ ] We talked. <!-- readiness: ours/talk -->\n")])
def test_items_of_ones_own(folder: Path, file: str, text: str) -> None:
    write(folder, {file: text})
    unknown = run("attest", "new", "ours/talk", *SAID)
    assert unknown.exit_code == 2 and "no item and no role 'ours/talk'" in unknown.stderr
    assert run("attest", "new", "ours/talk", *SAID, "--checklist", file).exit_code == 0
    assert run("attest", "verify", "--as-of", "2026-01-11").exit_code == 1
    assert run("attest", "verify", "--as-of", "2026-01-11", "--checklist", file).exit_code == 0
    assert run("attest", "list", "--as-of", "2026-01-11", "--checklist", file).stdout.count("ours/talk") == 1
