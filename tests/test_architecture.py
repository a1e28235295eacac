"""Who may import whom.

Imports go downwards only, and packages on one line do not import each other; imports inside functions and for type
checkers count like all others, or they would be the back door.  What stands in STATED is an exception with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

SCANNER = Path(__file__).parent.parent / "scanner"

LAYERS = [
    ["__main__"],
    ["command"],                      # what must be said before anything is imported
    ["cli"],                          # which command is asked for
    ["commands"],                     # one module each: options in, exit code out
    ["workflow"],                     # what a workflow of GitHub tells a step, and is told
    ["request", "outputs", "docs", "completion", "manual"],  # options that commands share, and the scan they ask for; pages
    ["parameters"],                   # kinds of words on the command line
    ["comparison", "overview", "site", "assessed"],  # two scans held against each other; what would be scanned; pages
    ["scan", "linemap", "explain", "examples"],  # what the command does; only `scan` knows every stage
    ["baseline", "units", "initial"],  # findings that are known already; what changed files belong to; first files
    ["standing"],                     # what settings make of failures
    ["attestations", "tasklists"],    # what people state; checklists that people bring along
    ["environments", "asked", "staged"],  # how often a chart is rendered; which rules are asked; what a commit will change
    ["repository"],                   # facts about the files of a repository
    ["settings", "discover", "revisions", "terminal", "packs", "watch", "sarif", "links"],
    ["admission"],                    # policies of Kubernetes, with what graph and rules know
    ["checklist"],                    # what judgements and answers say about its items
    ["inputs", "graph", "rules", "waivers", "reports", "readiness"],  # the stages; they meet only in model
    ["providers"],                    # resources of Terraform as objects of other systems; used by inputs
    ["conform"],                      # data held against our schemas
    ["helm", "terraform", "apischema"],  # used by inputs; by rules
    ["hcl"],                          # complete in itself; quotes text as Go does
    ["serial"],                       # data to text; reads with located what it writes back
    ["located"],                      # text to data that knows its places
    ["gotemplate"],                   # complete in itself; its `values` are the data of located and serial
    ["model"],                        # records
    ["precompiled"],
    ["paths", "patterns", "deep", "errors", "records"],  # tools without a subject; they import nothing of ours
]

STATED = {
    ("located", "scanner.serial.numbers"): "how Go writes floats decides how keys and numbers read; it imports nothing",
}

# Libraries whose import takes longer than a small scan, so they are imported by the functions that need them.
SLOW = {"jsonschema", "jinja2", "ruamel", "sarif_om", "cryptography", "zoneinfo", "hypothesis", "threading", "tarfile",
        "dulwich", "tempfile", "markdown_it", "dockerfile_parse", "ast"}

# Nothing of ours talks to the network or starts a program.
FORBIDDEN = {"socket", "ssl", "http", "urllib.request", "ftplib", "subprocess", "multiprocessing", "asyncio", "requests", "pickle",
             "random", "secrets"}  # fmt: skip


class Import(NamedTuple):
    """`module` imports `target`; `early` says that it happens when `module` is imported."""

    module: str
    target: str
    early: bool


def name_of(path: Path) -> str:
    parts = path.relative_to(SCANNER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(SCANNER.rglob("*.py"))}


def imports_of(module: str) -> list[Import]:
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]

    def found(node: ast.AST, early: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ImportFrom):
                base = child.module or ""
                if child.level:
                    base = ".".join([*package.split(".")[: len(package.split(".")) - child.level + 1], base]).rstrip(".")
                for alias in child.names:
                    inner = f"{base}.{alias.name}"
                    yield Import(module, inner if inner in MODULES else base, early)
            elif isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(module, alias.name, early)
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typing = isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"
            yield from found(child, early and not inside and not typing)

    return list(found(ast.parse(MODULES[module].read_text(encoding="utf-8")), True))


IMPORTS = [each for module in MODULES for each in imports_of(module)]
OURS = [each for each in IMPORTS if each.target.split(".")[0] == "scanner"]


def part(module: str) -> str:
    """The layer's member a module belongs to: the first word below `scanner`, or "" for the package itself."""
    return module.split(".")[1] if "." in module else ""


def layer(module: str) -> int:
    """The number of the line a module stands on, counted from the top."""
    return next(number for number, line in enumerate(LAYERS) if part(module) in line)


def test_every_module_stands_in_the_table() -> None:
    known = {name for line in LAYERS for name in line}
    assert {part(module) for module in MODULES} - {""} <= known
    assert len(known) == sum(map(len, LAYERS))


def test_imports_go_downwards() -> None:
    wrong = sorted(
        f"{each.module} imports {each.target}"
        for each in OURS
        if part(each.target) and part(each.module) != part(each.target)
        and layer(each.module) >= layer(each.target) and (part(each.module), each.target) not in STATED
    )
    assert not wrong


def test_stated_exceptions_are_needed_and_harmless() -> None:
    for importer, target in STATED:
        assert any(part(each.module) == importer and each.target == target for each in OURS)
        assert not [each for each in OURS if each.module == target], "an exception must not lead further"


def test_no_module_waits_for_itself() -> None:
    """Imports that happen at import time make no cycle."""
    early: dict[str, set[str]] = {module: set() for module in MODULES}
    for each in OURS:
        if each.early and each.target in MODULES:
            early[each.module].add(each.target)
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module):], module))
        if module not in done:
            for target in sorted(early[module]):
                walk(target, (*path, module))
            done.add(module)

    for module in MODULES:
        walk(module, ())


def test_slow_libraries_are_imported_where_they_are_used() -> None:
    assert not [each for each in IMPORTS if each.early and each.target.split(".")[0] in SLOW]


@pytest.mark.parametrize("library", sorted(FORBIDDEN))
def test_nothing_leaves_the_machine_or_the_rules_of_chance(library: str) -> None:
    assert not [each for each in IMPORTS if f"{each.target}.".startswith(f"{library}.")]


def test_reports_know_records_only() -> None:
    """A format is a function of the report."""
    assert {part(each.target) for each in OURS if part(each.module) == "reports"} <= {"reports", "model", "patterns", "records"}


def test_records_are_defined_quickly() -> None:
    """`typing.NamedTuple` takes three times as long, at every start."""
    slow = sorted(module for module, path in MODULES.items() if module != "scanner.records"
                  and any(isinstance(node, ast.ImportFrom) and node.module == "typing"
                          and any(alias.name == "NamedTuple" for alias in node.names)
                          for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    assert slow == []


def test_model_imports_no_stage() -> None:
    assert {part(each.target) for each in OURS if part(each.module) == "model"} <= {"model", "patterns", "records"}
