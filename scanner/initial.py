"""The files that a repository needs to be scanned at each commit and each push, made for what is found in it.

Nothing is written here: `plan` gives the files as they are and as they would be.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scanner import __version__
from scanner.discover import Found, discover
from scanner.errors import RequestError
from scanner.paths import data_folder
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.reports.sarif import HOME
from scanner.settings import FILE_NAME

CONFIGURATION, HOOK, WORKFLOW = PARTS = ("config", "hook", "workflow")

HOOKS_FILE = ".pre-commit-config.yaml"
HOOK_ID = "readiness-scan"
GITHUB_FILE = ".github/workflows/readiness-scan.yml"
GITLAB_FILE = ".gitlab-ci.yml"
GITLAB_JOB = ".gitlab/readiness-scan.yml"
MAX_FILE = 256 * 1024

# Words by which people call what they deploy to; a name such as `prod-eu` begins with one.
_STAGES = frozenset(
    "dev develop development test testing int integration qa uat stage staging preprod pre prod production prd live "
    "demo sandbox local".split()
)
_VALUES = lazy(r"values[-._]([A-Za-z0-9][A-Za-z0-9._-]*)\.ya?ml|([A-Za-z0-9][A-Za-z0-9._-]*)[-._]values\.ya?ml")
_NUMBER = lazy(r"^yaml: (?:line \d+: )?")  # the place says it
_BRANCH = lazy(r"ref: refs/remotes/origin/([A-Za-z0-9._/-]{1,200})\s*")


class InitialError(RequestError):
    """A file that cannot be read or added to; str() says which, why, and what to write instead."""


class Change(NamedTuple):
    """A file below the top of the repository: its text now ("" for none) and as it would be, and what is in it.

    `kept` says that it exists and stays as it is, `hint` what to do by hand.
    """

    path: str
    before: str
    after: str
    about: str
    kept: bool = False
    hint: str = ""


def plan(top: Path, folder: Path, parts: Iterable[str] = (), force: bool = False) -> tuple[Change, ...]:
    """The files for a repository at `top`, configured in `folder`, which may be `top` itself.

    Without `parts`, the configuration, and a hook and a workflow where the repository has others of their kind.
    InitialError: a file that is to be added to cannot be read.
    """
    wanted = tuple(parts)
    return tuple(_changes(top, folder, wanted, force))


def _changes(top: Path, folder: Path, wanted: tuple[str, ...], force: bool) -> Iterator[Change]:
    found = discover([str(folder)], root=folder)
    if not wanted or CONFIGURATION in wanted:
        yield _file(top, (folder / FILE_NAME).relative_to(top).as_posix(), configuration(found), _about(found), force)
    if HOOK in wanted or (not wanted and (top / HOOKS_FILE).exists()):
        yield _hook(top)
    if not wanted or WORKFLOW in wanted:
        yield from _workflows(top, force, WORKFLOW in wanted)


def _file(top: Path, path: str, text: str, about: str, force: bool) -> Change:
    before = _read(top, path)
    if before and not force and before != text:
        return Change(path, before, before, about, kept=True, hint="--force replaces it")
    return Change(path, before, text, about, kept=before == text)


def _read(top: Path, path: str) -> str:
    """The text of a file, "" where there is none; one that a symbolic link leads out of the repository is refused."""
    file = top / path
    if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(top)):
        raise InitialError(f"{path} leads out of the repository by a symbolic link; nothing is written through it")
    try:
        if not file.exists() and not file.is_symlink():
            return ""
        if file.stat().st_size > MAX_FILE:
            raise InitialError(f"{path} is larger than {MAX_FILE} bytes")
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InitialError(f"{path} is not UTF-8") from None
    except OSError as error:
        raise InitialError(f"{path} cannot be read: {error.strerror}") from None


# -- the configuration ------------------------------------------------------------------


def configuration(found: Found) -> str:
    """A configuration with the environments that values files in charts are named after."""
    known, others = _values_files(found)
    lines = [
        f"# yaml-language-server: $schema={_schema()}",
        "# How readiness-scan looks at this repository; `readiness-scan config show --origin` says what holds and why.",
        "",
        "profile: default          # which rules are asked; `readiness-scan rules list` shows them",
        "fail-on: high             # the severity from which findings fail the command; none: never",
        "",
        '# kube-version: "1.31"    # the version of your clusters',
        "# scope: complete         # all that is deployed together lies here: a reference to nothing is a finding",
        "# exclude: [examples]     # what is not deployed",
        "",
    ]
    if known:
        lines += ["# What charts are deployed with; findings say in which environments they occur.", "environments:"]
        for name, files in known.items():
            values = ", ".join(f'"{{chart}}/{file}"' for file in files)
            lines += [f"  {name}:", f"    values: [{values}]"]
        lines.append("")
    elif found.charts:
        lines += [
            "# What charts are deployed with, where that is not their own values.yaml:",
            "# environments:",
            "#   production:",
            '#     values: ["{chart}/values-production.yaml", environments/production.yaml]',
            "",
        ]
    if others:
        lines += [f"# Values files that may belong to an environment: {', '.join(others)}", ""]
    return "\n".join(lines)


def _schema() -> str:
    schema = json.loads((data_folder("schemas") / "config.schema.json").read_text(encoding="utf-8"))
    return str(schema["$id"])


def _values_files(found: Found) -> tuple[dict[str, list[str]], list[str]]:
    """Values files of charts by the environment that their names speak of, and those that speak of none."""
    known: dict[str, set[str]] = {}
    others: set[str] = set()
    for path, _ in found.charts:
        for name in _names(path):
            match = _VALUES.fullmatch(name)
            if match is None:
                continue
            environment = match[1] or match[2]
            if environment.lower().split("-")[0].split("_")[0].split(".")[0] in _STAGES:
                known.setdefault(environment, set()).add(name)
            else:
                others.add(name)
    return {name: sorted(known[name]) for name in sorted(known)}, sorted(others)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))
    except OSError:
        return []  # an archive


def _about(found: Found) -> str:
    known, _ = _values_files(found)
    words = [f"{len(found.charts)} charts" if len(found.charts) != 1 else "1 chart",
             f"{len(found.manifests)} files of YAML or JSON"]
    if known:
        words.append(f"environments {', '.join(known)}")
    return "a configuration; found: " + ", ".join(words)


# -- the hook ---------------------------------------------------------------------------


def _hook(top: Path) -> Change:
    about = "the hook readiness-scan for pre-commit"
    before = _read(top, HOOKS_FILE)
    entry = [f"- repo: {HOME}", f"  rev: v{__version__}", "  hooks:", f"  - id: {HOOK_ID}"]
    if _checked(before, HOOKS_FILE) is None:
        return Change(HOOKS_FILE, before, before + "\n".join(["repos:", *entry, ""]), about)
    data = _loaded(before)
    if not isinstance(data, dict) or not isinstance(data.get("repos") or [], list):
        raise InitialError(f"{HOOKS_FILE} has no list of repos, so the hook cannot be added; "
                           "`pre-commit validate-config` says more")
    if any(_has_hook(repo) for repo in data.get("repos") or []):
        return Change(HOOKS_FILE, before, before, about, kept=True, hint="it has the hook already")
    return Change(HOOKS_FILE, before, _with_repo(before, data, entry), about)


def _has_hook(repo: Any) -> bool:
    hooks = repo.get("hooks") if isinstance(repo, dict) else None
    return isinstance(hooks, list) and any(isinstance(one, dict) and one.get("id") == HOOK_ID for one in hooks)


def _checked(text: str, path: str) -> Any:
    """The data of a YAML file.  InitialError: it is none, or nested too deeply."""
    from scanner.located.errors import YamlError
    from scanner.located.yaml import load

    try:
        return load(text, "int")
    except YamlError as error:
        place = f"{path}:{error.line}" if error.line else path
        what = _NUMBER.sub("", error.yaml_message, count=1)
        raise InitialError(f"{place}: is not valid YAML: {what}") from None


def _loaded(text: str) -> Any:
    """The same with comments and places, of text that is known to be YAML."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML().load(text)
    except (YAMLError, RecursionError, ValueError) as error:
        problem = getattr(error, "problem", None) or str(error) or "it is nested too deeply"
        raise InitialError(f"{HOOKS_FILE} cannot be added to: {' '.join(problem.split())}") from None


def _with_repo(text: str, data: Any, entry: list[str]) -> str:
    """The text with one more repository at the end of its list: as lines where that changes no other line."""
    new = _plain(_loaded("\n".join(entry)))
    wanted = {**_plain(data), "repos": [*_plain(data.get("repos") or []), *new]}
    added = _lines_added(text, data, entry)
    try:
        if added is not None and _plain(_loaded(added)) == wanted:
            return added
    except InitialError:
        pass  # a list that is not written line by line
    return _written_anew(text, data, entry)


def _lines_added(text: str, data: Any, entry: list[str]) -> str | None:
    """The text with the lines of an entry behind the last one of `repos`; None where that list has no lines."""
    repos = data.get("repos")
    if not repos or not hasattr(repos, "lc"):
        return None
    lines = text.split("\n")
    later = [line for line, _ in (data.lc.key(key) for key in data) if line > repos.lc.line]
    end = min(later, default=len(lines))
    while end > 0 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    first = lines[repos.lc.line]
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join([*lines[:end], *(indent + line for line in entry), *(lines[end:] or [""])])


def _written_anew(text: str, data: Any, entry: list[str]) -> str:
    """The text as ruamel.yaml writes it, comments kept."""
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    if not data.get("repos"):
        data["repos"] = []
    data["repos"].extend(_loaded("\n".join(entry)))
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def _plain(data: Any) -> Any:
    """Maps and lists without what ruamel.yaml remembers about them."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    return [_plain(one) for one in data] if isinstance(data, list) else data


# -- the workflows ----------------------------------------------------------------------


def _workflows(top: Path, force: bool, asked: bool) -> Iterator[Change]:
    gitlab = (top / GITLAB_FILE).exists()
    if (top / ".github").is_dir() or (asked and not gitlab):
        yield _file(top, GITHUB_FILE, github(_branch(top)), "a workflow that uploads findings to code scanning", force)
    if gitlab:
        yield from _gitlab(top, force)


def _branch(top: Path) -> str:
    """The branch that the origin calls its default, as far as the clone knows."""
    try:
        match = _BRANCH.fullmatch((top / ".git/refs/remotes/origin/HEAD").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        match = None
    return match[1] if match is not None else "main"


def _package() -> str:
    return f'"readiness-scan[git] @ {HOME}/archive/refs/tags/v{__version__}.tar.gz"'


def github(branch: str) -> str:
    """A workflow for GitHub."""
    return f"""\
name: readiness-scan
on:
  pull_request:
  push:
    branches: [{branch}]
permissions:
  contents: read
  security-events: write    # for the upload
jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
    - uses: actions/checkout@v4
    - uses: actions/setup-python@v5
      with:
        python-version: "3.12"
    - run: pip install {_package()}
    - run: readiness-scan . --format sarif -o readiness-scan.sarif --fail-on none
    - uses: github/codeql-action/upload-sarif@v3    # to be left out where code scanning is off
      if: github.event.pull_request.head.repo.fork != true    # a fork may not upload
      with:
        sarif_file: readiness-scan.sarif
    - run: readiness-scan .    # tells the findings, and fails as .readiness.yaml says
"""


def _gitlab(top: Path, force: bool) -> Iterator[Change]:
    before = _read(top, GITLAB_FILE)
    data = _checked(before, GITLAB_FILE)
    stages = data.get("stages") if isinstance(data, dict) else None
    stage = "" if not isinstance(stages, list) or "test" in stages else str(stages[0])
    yield _file(top, GITLAB_JOB, gitlab(stage), "a job for GitLab", force)
    about = f"the inclusion of {GITLAB_JOB}"
    if GITLAB_JOB in before:
        yield Change(GITLAB_FILE, before, before, about, kept=True, hint="it names the job already")
    elif not isinstance(data, dict) or "include" in data or "\n---" in before:  # or there are several documents
        yield Change(GITLAB_FILE, before, before, about, kept=True, hint=f"add to its include: - local: {GITLAB_JOB}")
    else:
        text = before if before.endswith("\n") or not before else before + "\n"
        yield Change(GITLAB_FILE, before, f"{text}\ninclude:\n- local: {GITLAB_JOB}\n", about)


def gitlab(stage: str) -> str:
    """A job for GitLab; `stage` is one of the pipeline, "" for the usual one."""
    return f"""\
readiness-scan:
  image: python:3.12-slim
""" + (f"  stage: {stage}\n" if stage else "") + f"""\
  script:
  - pip install {_package()}
  - readiness-scan .
"""
