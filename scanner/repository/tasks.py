"""What commands do: the tool behind all that only starts it, and what the table knows of that."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from scanner.patterns import lazy
from scanner.repository.tool_details import REFINED, Task, has
from scanner.repository.tool_table import TABLE, Tool

NOTHING = Task("")

_RUNNERS = frozenset(
    ["sudo", "env", "time", "exec", "command", "nohup", "nice", "npx", "pnpx", "uvx", "bunx", "xvfb-run", "dotenv"]
)
_RUN_IN = frozenset(
    [
        "poetry",
        "pipenv",
        "uv",
        "hatch",
        "pdm",
        "rye",
        "conda",
        "mamba",
        "micromamba",
        "pixi",
        "bundle",
        "mise",
        "asdf",
        "pnpm",
        "yarn",
        "npm",
        "direnv",
        "doppler",
        "op",
        "nix",
        "devbox",
        "aws-vault",
        "pipx",
        "rtx",
    ]
)
_IMAGES = MappingProxyType(
    {
        "trivy": "trivy",
        "grype": "grype",
        "syft": "syft",
        "hadolint": "hadolint",
        "checkov": "checkov",
        "kics": "kics",
        "gitleaks": "gitleaks",
        "trufflehog": "trufflehog",
        "semgrep": "semgrep",
        "k6": "k6 run",
        "locust": "locust",
        "zap2docker-stable": "zap",
        "zaproxy": "zap",
        "owasp/zap2docker-stable": "zap",
        "kubeconform": "kubeconform",
        "kube-linter": "kube-linter",
        "cosign": "cosign",
        "promtool": "promtool",
        "chart-testing": "ct",
        "bandit": "bandit",
        "dependency-check": "dependency-check",
        "newman": "newman",
        "lychee": "lychee",
        "spectral": "spectral",
        "osv-scanner": "osv-scanner",
        "actionlint": "actionlint",
        "shellcheck": "shellcheck",
        "yamllint": "yamllint",
        "tflint": "tflint",
        "tfsec": "tfsec",
        "kubescape": "kubescape",
        "kube-bench": "kube-bench",
        "vegeta": "vegeta",
    }
)
_VERSIONED = lazy(r"(?:python|pip|node|php|ruby|java)[0-9.]*")
_OPTIONS_WITH_VALUE = frozenset(
    [
        "-n",
        "--namespace",
        "-f",
        "--file",
        "--project",
        "-C",
        "--directory",
        "--context",
        "--kube-context",
        "-c",
        "--config",
        "-e",
        "--env",
        "--with",
        "--from",
        "-p",
        "--package",
        "--profile",
        "--region",
        "--prefix",
        "--kubeconfig",
        "-v",
        "--volume",
        "-w",
        "--workdir",
        "-u",
        "--user",
        "--entrypoint",
        "--network",
        "--name",
        "-chdir",
        "--filter",
        "--group",
        "--extra",
        "--python",
        "-m",
        "--platform",
        "--fail-on",
        "--severity",
        "-s",
        "--format",
        "--output",
        "-o",
        "--scanners",
        "--timeout",
        "--only-severity",
        "--template",
        "--ignorefile",
        "--tag",
        "-t",
        "--build-arg",
        "--target",
        "--cache-from",
        "--cache-to",
        "--label",
        "--destination",
        "--key",
        "--type",
        "--predicate",
        "--set",
        "--values",
        "--dockerfile",
        "--severity-threshold",
        "--audit-level",
        "--out",
        "-b",
        "--vus",
        "--duration",
        "--users",
        "--spawn-rate",
        "--host",
        "-H",
        "-r",
        "--config-file",
    ]
)


def nested(words: Sequence[str]) -> str:
    """The script that a shell is handed in a word (`bash -c "..."`), "" for other commands."""
    if words and posixpath.basename(words[0]) in ("bash", "sh", "zsh", "dash", "ash"):
        for index, word in enumerate(words[1:], 1):
            if word.startswith("-") and word.endswith("c") and index + 1 < len(words):
                return words[index + 1]
            if not word.startswith("-"):
                return ""
    return ""


def bare(words: Sequence[str]) -> tuple[str, ...]:
    """The command without what only starts it: `sudo`, `poetry run`, `python -m`, `docker run IMAGE`, paths."""
    left = list(words)
    for _ in range(8):
        if not left:
            return ()
        name = posixpath.basename(left[0])
        if name in _RUNNERS:
            left = _skip_options(left[1:])
            while left and "=" in left[0] and not left[0].startswith("-"):
                left.pop(0)
        elif name == "timeout":
            left = _skip_options(left[1:])[1:]
        elif (
            name in _RUN_IN
            and len(left) > 2
            and left[1] in ("run", "exec", "x", "dlx", "tool")
            and not _is_script(name, left)
        ):
            left = _skip_options(left[2:])
            if left[:1] == ["run"]:
                left = left[1:]
            left = [word for word in left if word != "--"] if "--" in left[:1] else left
        elif _VERSIONED.fullmatch(name) and left[1:2] == ["-m"] and len(left) > 2:
            left = left[2:]
        elif name in ("docker", "podman", "nerdctl") and left[1:2] == ["run"]:
            inner = _in_container(left[2:])
            if inner is None:
                return tuple(left)
            left = inner
        else:
            break
    if left and ("@" in left[0][1:] and not left[0].startswith("@")):
        left[0] = left[0][: left[0].index("@", 1)]
    return tuple(left)


def _is_script(name: str, words: Sequence[str]) -> bool:
    return name in ("npm", "pnpm", "yarn") and words[1] == "run"


def _skip_options(words: list[str]) -> list[str]:
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "--":
        at += 2 if words[at] in _OPTIONS_WITH_VALUE and "=" not in words[at] else 1
    return words[at:]


def _in_container(words: list[str]) -> list[str] | None:
    """The command that runs in a container of an image whose entry point we know."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _OPTIONS_WITH_VALUE else 1
    if at >= len(words):
        return None
    image = words[at].partition("@")[0]
    name = image.rpartition("/")[2].partition(":")[0]
    tool = _IMAGES.get(name)
    if tool is None:
        return None
    rest = words[at + 1 :]
    given = tool.split()
    return rest if rest[:1] == given[:1] or rest[:1] and rest[0].endswith(".py") else [given[0], *rest]


def recognise(words: Sequence[str]) -> Task:
    """What a command does; a task without purposes where the table does not know it."""
    command = bare(words)
    if not command:
        return NOTHING
    command = (
        posixpath.basename(command[0]) if "/" in command[0] and not command[0].startswith("/kaniko") else command[0],
        *command[1:],
    )
    plain = _plain(command)
    for count in (4, 3, 2, 1):
        row = TABLE.get(" ".join(plain[:count]))
        if row is not None and len(plain) >= count:
            break
    else:
        return Task(command[0].removeprefix("./"))
    flags = command[1:]
    gates = _gates(row, flags)
    task = Task(plain[0].removeprefix("./"), row.purposes, gates)
    refine = REFINED.get(task.tool)
    return refine(task, plain, flags) if refine is not None else task


def _plain(command: Sequence[str]) -> list[str]:
    """The program and the words behind it that are no options: what tells its commands apart."""
    found = [command[0]]
    at = 1
    while at < len(command) and len(found) < 5:
        word = command[at]
        if word.startswith("-"):
            if len(found) == 1 and f"{command[0]} {word}" in TABLE:
                found.append(word)
            at += 2 if word in _OPTIONS_WITH_VALUE and "=" not in word else 1
            continue
        found.append(word)
        at += 1
    return found


def _gates(row: Tool, flags: Sequence[str]) -> bool:
    if "never" in row.needs:
        return False
    if any(has(flags, flag) for flag in row.off):
        return False
    return not row.needs or any(has(flags, flag) for flag in row.needs)


def purposes_of_tool(tool: str) -> tuple[str, ...]:
    """What a program does when it is called by its name alone, for hooks and configuration files."""
    return recognise([tool]).purposes


def merged(purposes: Iterable[str]) -> list[str]:
    """Each once, sorted."""
    return sorted(set(purposes))
