"""Runs the steps of action.yml as a runner of GitHub does: inputs become variables, outputs go through files.

Expressions are those the action uses: contexts with dots, ==, !=, &&, text in quotes, cancelled(). Anything else fails.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*")


class Step(NamedTuple):
    """One step that ran or was called: its name, exit code (None for `uses`), its log, and what it was given."""

    name: str
    code: int | None
    log: str
    given: dict[str, str]


class Run(NamedTuple):
    """A whole run of the action."""

    steps: list[Step]
    outputs: dict[str, str]
    summary: str

    @property
    def failed(self) -> bool:
        return any(step.code for step in self.steps)

    @property
    def log(self) -> str:
        return "".join(step.log for step in self.steps)

    def ran(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)


def action() -> dict[str, Any]:
    """action.yml as data."""
    data: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return data


def run(workspace: Path, temporary: Path, inputs: Mapping[str, str], environment: Mapping[str, str], event: Any) -> Run:
    """The action in a workspace; a failing step skips the later ones that do not ask for more."""
    found = action()
    unknown = set(inputs) - set(found["inputs"])
    assert not unknown, unknown
    github = {"token": "a-token", "event": event, "workspace": str(workspace)}
    contexts: dict[str, Any] = {"github": github, "steps": {}}
    contexts["inputs"] = {name: str(inputs.get(name, substituted(str(one.get("default", "")), contexts)))
                          for name, one in found["inputs"].items()}
    steps: list[Step] = []
    summary = temporary / "summary.md"
    summary.touch()
    for number, step in enumerate(found["runs"]["steps"]):
        failed = any(one.code for one in steps)
        if not _holds(step.get("if", "success()"), contexts, failed):
            continue
        if "uses" in step:
            given = {key: substituted(value, contexts) for key, value in step["with"].items()}
            steps.append(Step(step["name"], None, "", {"uses": step["uses"], **given}))
            continue
        steps.append(_ran(step, number, workspace, temporary, summary, environment, contexts))
    outputs = {name: substituted(one["value"], contexts) for name, one in found["outputs"].items()}
    return Run(steps, outputs, summary.read_text(encoding="utf-8"))


def _ran(
    step: Any, number: int, workspace: Path, temporary: Path, summary: Path, environment: Mapping[str, str],
    contexts: Any
) -> Step:
    output = temporary / f"output-{number}"
    output.touch()
    given = {key: substituted(str(value), contexts) for key, value in step.get("env", {}).items()}
    assert step["shell"] == "bash" and "${{" not in step["run"], "an input must never be part of a script"
    script = temporary / f"step-{number}.sh"
    script.write_text(step["run"], encoding="utf-8")
    variables = {
        **os.environ, **environment, "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_WORKSPACE": str(workspace), "CI": "true",
        "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(temporary), "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary), **given,
    }
    done = subprocess.run(  # how a runner starts bash
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=workspace / substituted(step.get("working-directory", "."), contexts), env=variables, text=True,
        encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    if "id" in step:
        contexts["steps"][step["id"]] = {"outputs": _outputs(output.read_text(encoding="utf-8"))}
    return Step(step["name"], done.returncode, done.stdout, given)


def _outputs(text: str) -> dict[str, str]:
    """name=value, and name<<END with lines up to END."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if "<<" in line and "=" not in line.split("<<")[0]:
            name, end = line.split("<<", 1)
            value: list[str] = []
            for inner in lines:
                if inner == end:
                    break
                value.append(inner)
            else:
                raise AssertionError(f"the value of {name} does not end")
            found[name] = "\n".join(value)
        elif line:
            name, value_ = line.split("=", 1)
            found[name] = value_
    return found


def substituted(text: str, contexts: Any) -> str:
    """Text with its expressions replaced by their values."""
    return _EXPRESSION.sub(lambda match: _text(_value(match[1], contexts)), text)


def _holds(condition: str, contexts: Any, failed: bool) -> bool:
    match = _EXPRESSION.fullmatch(condition.strip())
    text = match[1] if match else condition
    parts = [part.strip() for part in text.split("&&")]
    free = any(part in ("always()", "!cancelled()") for part in parts)
    if failed and not free:
        return False
    return all(part in ("always()", "!cancelled()", "success()") or _compared(part, contexts) for part in parts)


def _compared(text: str, contexts: Any) -> bool:
    for operator in ("==", "!="):
        if operator in text:
            left, right = (_text(_value(part.strip(), contexts)) for part in text.split(operator))
            return (left == right) is (operator == "==")
    raise AssertionError(f"unknown condition {text}")


def _value(text: str, contexts: Any) -> Any:
    if text.startswith("'") and text.endswith("'"):
        return text[1:-1]
    assert _PATH.fullmatch(text), f"unknown expression {text}"
    value = contexts
    for step in text.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return "" if value is None else str(value)
