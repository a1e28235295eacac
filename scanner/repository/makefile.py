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
_VARIABLE = lazy(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*(?::{0,3}|\?|\+)=\s*(.*)$")
_USE = lazy(r"\$[({]([A-Za-z_][A-Za-z0-9_]*)[)}]")

MAX_TARGETS = 2_000
MAX_LINES = 500
MAX_CHARACTERS = 20_000


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
    for number, line in _joined(file.text):
        if line.startswith("\t"):
            for name in open_targets:
                target = found[name]
                if len(target.lines) < MAX_LINES:
                    found[name] = target._replace(lines=(*target.lines, _filled(line.strip(), variables)))
            continue
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        assigned = _VARIABLE.match(line)
        if assigned:
            variables[assigned[1]] = assigned[2].strip()
            continue
        open_targets = []
        names, needs, first = _rule(line)
        for name in names:
            if name.startswith(".") or "%" in name or "$" in name or len(found) >= MAX_TARGETS:
                continue
            held = found.get(name, Target(name, (), (), number))
            extra = (_filled(first, variables),) if first else ()
            wanted = tuple(needs) if len(held.needs) < MAX_LINES else ()
            found[name] = held._replace(needs=(*held.needs, *wanted), lines=(*held.lines, *extra))
            open_targets.append(name)
    return found


def _joined(content: str) -> Iterator[tuple[int, str]]:
    """(number, text) of each line, with those that it goes on in."""
    parts: list[str] = []
    start = 1
    for number, line in enumerate(content.splitlines(), 1):
        if not parts:
            start = number
        parts.append(line.removesuffix("\\") if not parts else line.removesuffix("\\").lstrip("\t"))
        if not line.endswith("\\"):
            yield start, " ".join(parts)[:MAX_CHARACTERS]
            parts = []
    if parts:
        yield start, " ".join(parts)[:MAX_CHARACTERS]


def _rule(line: str) -> tuple[list[str], list[str], str]:
    """(targets, what they need, first command) of a rule; nothing for a line that is none."""
    head, colon, rest = line.partition(":")
    rest = rest.removeprefix(":").partition("#")[0]
    needs, _, first = rest.partition(";")
    if not colon or "=" in head or "#" in head or "=" in needs or head[:1].isspace():
        return [], [], ""
    return head.split(), needs.split(), first.strip()


def _filled(line: str, variables: dict[str, str]) -> str:
    """The line with variables of the same file filled in, and `$$` as the shell sees it."""
    for _ in range(4):
        named = {found[1] for found in _USE.finditer(line)} & variables.keys()
        if not named or len(line) > MAX_CHARACTERS // 10:
            break
        line = _USE.sub(lambda found: variables.get(found[1], found[0]), line)[:MAX_CHARACTERS]
    return line.replace("$$", "$")
