"""Makefiles and Taskfiles: targets with the commands behind them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.repository import shell, tasks
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents, text

NAME = "makefile"

_NAMES = ("makefile", "gnumakefile")
_TASKFILES = ("taskfile.yml", "taskfile.yaml")
_RULE = lazy(r"([^\s:=#][^:=#]*?)\s*::?(?!=)\s*([^=#]*)(?:#.*)?$")
_VARIABLE = lazy(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*(?::{0,3}|\?|\+)=\s*(.*)$")
_USE = lazy(r"\$[({]([A-Za-z_][A-Za-z0-9_]*)[)}]")

MAX_TARGETS = 2_000


class Target(NamedTuple):
    """A target: what it needs, its lines (each is a script by itself), and where it begins."""

    name: str
    needs: tuple[str, ...]
    lines: tuple[str, ...]
    line: int


def claims(path: str) -> bool:
    """Makefile, GNUmakefile, *.mk, Taskfile.yml."""
    name = posixpath.basename(path).lower()
    return name in _NAMES or name.endswith(".mk") or name in _TASKFILES


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """A fact for the file, and one for each target with what its commands do."""
    found = targets(file)
    if not found:
        return
    yield fact("Makefile", file.path, file, Lines(file.source, 1), {"targets": list(found)})
    for target in found.values():
        known = [
            tasks.recognise(command.words) for line in target.lines for command in shell.commands(line.lstrip("@-+"))
        ]
        yield fact(
            "MakeTarget",
            f"{file.path} {target.name}",
            file,
            Lines(file.source, target.line),
            {
                "target": target.name,
                "tools": tasks.merged(task.tool for task in known),
                "purposes": tasks.merged(purpose for task in known for purpose in task.purposes),
            },
        )


def targets(file: File) -> dict[str, Target]:
    """The targets of a file by name."""
    kept = file.parsed.get("targets")
    if kept is None:
        kept = file.parsed["targets"] = _taskfile(file) if file.name.lower() in _TASKFILES else _makefile(file)
    return kept  # type: ignore[return-value]


def _taskfile(file: File) -> dict[str, Target]:
    found: dict[str, Target] = {}
    for document in documents(file):
        for name, task in as_map(as_map(document.data).get("tasks")).items():
            inner = as_map(task)
            steps = inner.get("cmds", inner.get("cmd")) if inner else task
            lines, needs = [], [text(as_map(one).get("task", one)) for one in as_list(inner.get("deps"))]
            for step in as_list(steps):
                if isinstance(step, str):
                    lines.append(step)
                elif as_map(step).get("task"):
                    needs.append(text(as_map(step)["task"]))
                else:
                    lines.append(text(as_map(step).get("cmd")))
            line = file.source.position(document.offset("tasks", name)).line
            found[name] = Target(name, tuple(needs), tuple(lines), line)
    return found


def _makefile(file: File) -> dict[str, Target]:
    variables: dict[str, str] = {}
    found: dict[str, Target] = {}
    open_targets: list[str] = []
    lines = file.text.splitlines()
    number = 0
    while number < len(lines) and len(found) < MAX_TARGETS:
        start, line = number, lines[number]
        while line.endswith("\\") and number + 1 < len(lines):
            number += 1
            line = line[:-1] + " " + lines[number].lstrip("\t")
        number += 1
        if line.startswith("\t"):
            for name in open_targets:
                target = found[name]
                found[name] = target._replace(lines=(*target.lines, _filled(line.strip(), variables)))
            continue
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        assigned = _VARIABLE.match(line)
        if assigned:
            variables[assigned[1]] = assigned[2].strip()
            continue
        rule = _RULE.match(line)
        open_targets = []
        if rule is None:
            continue
        needs, _, first = rule[2].partition(";")
        for name in rule[1].split():
            if name.startswith(".") or "%" in name or "$" in name:
                continue
            held = found.get(name, Target(name, (), (), start + 1))
            extra = (_filled(first.strip(), variables),) if first.strip() else ()
            found[name] = held._replace(needs=(*held.needs, *needs.split()), lines=(*held.lines, *extra))
            open_targets.append(name)
    return found


def _filled(line: str, variables: dict[str, str], depth: int = 0) -> str:
    """The line with variables of the same file filled in, and `$$` as the shell sees it."""
    if depth < 4:
        for name, value in list(variables.items())[:200]:
            for form in (f"$({name})", f"${{{name}}}"):
                if form in line and len(line) < 10_000:
                    line = line.replace(
                        form,
                        _filled(value, {other: text for other, text in variables.items() if other != name}, depth + 1),
                    )
    return line.replace("$$", "$")
