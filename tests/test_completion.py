"""Completion in shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem, get_completion_class

from scanner.cli import main
from scanner.completion import PROGRAM, SHELLS, VARIABLE, register, script
from scanner.rules import pack
from tests.commands.cases import run
from tests.helm.charts import write

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "here", {".readiness.yaml": "environments: {staging: {}, production: {}}\n", "charts/x.yaml": ""})
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def completed(*words: str) -> list[CompletionItem[str]]:
    """What stands to choose for the last word."""
    register()
    known = get_completion_class("bash")
    assert known is not None
    return known(main, {}, PROGRAM, VARIABLE).get_completions(list(words[:-1]), words[-1])


def plain(*words: str) -> list[str]:
    return [item.value for item in completed(*words) if item.type == "plain"]


@pytest.mark.parametrize(("words", "expected"), [
    (("che",), ["checklist"]),
    (("explain", "latest-t"), ["latest-tag"]),
    (("explain", "no-such"), []),
    (("--prof",), ["--profile"]),
    (("scan", "--fail"), ["--fail-on"]),
    (("charts/", "--fail"), ["--fail-on"]),
    (("scan", "--profile", "sec"), ["security"]),
    (("charts/", "--fail-on", "c"), ["critical"]),
    (("scan", "-e", ""), ["staging", "production"]),
    (("charts/", "--env", "p"), ["production"]),
    (("hook", "--env", "s"), ["staging"]),
    (("rules", "l"), ["list"]),
    (("completion", "f"), ["fish"]),
])
def test_words(words: tuple[str, ...], expected: list[str]) -> None:
    assert plain(*words) == expected


@pytest.mark.parametrize("words", [("",), ("char",), ("scan", ""), ("scan", "-f", ""), ("charts/", "--config", ""), ("hook", "c"),
                                   ("scan", ".", "-o", "")])
def test_files(words: tuple[str, ...]) -> None:
    assert [item.type for item in completed(*words)][0] == "file"


def test_all_rules_with_a_word_about_each() -> None:
    found = completed("explain", "")
    assert [item.value for item in found] == [rule.id for rule in pack.load()]
    assert {item.value: item.help for item in found}["latest-tag"] == "medium (images)"


def test_a_configuration_that_cannot_be_read_has_no_environments(folder: Path) -> None:
    write(folder, {".readiness.yaml": "environments: [", "other.yaml": "environments: {other: {}}\n"})
    assert plain("scan", "-e", "") == []
    assert plain("scan", "--config", "other.yaml", "-e", "") == ["other"]
    assert plain("scan", "--config", "none.yaml", "-e", "") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts(shell: str) -> None:
    text = run("completion", shell).stdout
    assert f"{VARIABLE}" in text and f"{shell}_complete" in text and PROGRAM in text
    assert text == script(shell, main)


def test_unknown_shells() -> None:
    assert run("completion", "tcsh").exit_code == 2 and "powershell" in run("completion", "tcsh").stderr
    with pytest.raises(ValueError, match="known are bash, zsh, fish, powershell"):
        script("tcsh", main)


def test_no_script_starts_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "Popen", refused)
    for shell in SHELLS:
        script(shell, main)


# -- the process ------------------------------------------------------------------------


def asked(shell: str, words: str, current: str) -> list[str]:
    """What the command answers to a shell."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), VARIABLE: f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": current}
    done = subprocess.run([sys.executable, "-c", "from scanner.command import main; main()"], env=environment, check=True,
                          capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(("words", "current", "expected"), [
    ("readiness-scan\nexplain\nlatest-t", "latest-t", ["plain\tlatest-tag\tmedium (images)"]),
    ("readiness-scan\n'C:\\a chart'\n--profile", "", [f"plain\t{name}\t" for name in ("default", "security", "reliability", "all")]),
    ("readiness-scan\nscan\n", "C:\\cha", ["file\tC:\\cha\t"]),
    ("readiness-scan\nscan\n\"C:\\a chart\"", '"C:\\a chart"', ["file\tC:\\a chart\t"]),
    ("readiness-scan", "rul", ["file\trul\t", "plain\trules\tList the rules, and write pages about them."]),
])
def test_powershell(words: str, current: str, expected: list[str]) -> None:
    assert [line for line in asked("powershell", words, current) if line in expected] == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(("line", "expected"), [
    ("readiness-scan explain latest-t", "latest-tag"), ("readiness-scan checkl", "checklist"),
    ("readiness-scan scan --env pro", "production")])
def test_bash_itself(line: str, expected: str, tmp_path: Path) -> None:
    program = tmp_path / "bin" / PROGRAM
    write(tmp_path, {f"bin/{PROGRAM}": f"#!/bin/sh\nexec {sys.executable} -c 'from scanner.command import main; main()' \"$@\"\n"})
    program.chmod(0o755)
    words = line.split(" ")
    ask = (f'eval "$({PROGRAM} completion bash)"\nCOMP_WORDS=({line})\nCOMP_CWORD={len(words) - 1}\n'
           f'_readiness_scan_completion {PROGRAM}\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n')
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{program.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "--norc", "-c", ask], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout == f"{expected}\n"
