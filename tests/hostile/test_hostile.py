"""Hostile charts, archives and manifests: the scan ends in time, within memory, with a clear word, and goes on.

Every case runs the command as it is installed, in a process of its own, beside a healthy
chart and a healthy manifest that have findings.  All cases take some minutes; a run of the
test suite takes a few of each kind, and all of them where READINESS_HOSTILE is set.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.hostile import inputs, packs, templates, terraform
from tests.hostile.charts import HEALTHY_TEMPLATE, chart, neighbours, write
from tests.hostile.run import MEGABYTES, SECONDS, Run, run


def _chart(files: templates.Files, folder: Path) -> None:
    chart(folder / "bad", files)


def _module(files: Callable[[], terraform.Files], folder: Path) -> None:
    terraform.write(folder / "bad", files())


def _linked(build: Callable[[Path], object], folder: Path) -> None:
    (folder / "bad").mkdir()
    build(folder / "bad")


TABLES: dict[str, dict[str, Callable[[Path], object]]] = {
    "terraform": {case: partial(_module, files) for case, files in terraform.FOLDERS.items()},
    "terraform links": {case: partial(_linked, build) for case, build in terraform.LINKS.items()},
    **{
        name.lower(): {case: partial(_chart, files) for case, files in getattr(templates, name).items()}
        for name in ("RECURSION", "LOOPS", "GROWTH", "WORK", "TEXTS")
    },
    **{
        name.lower(): getattr(inputs, name)
        for name in ("MANIFESTS", "VALUES", "METADATA", "OUTPUTS", "SCHEMAS", "DEFINITIONS", "ARCHIVES", "FOLDERS", "GRAPHS")
    },
}

# What a usual run tries: quick ones that go different ways.
CHOSEN = {
    ("terraform", "deep parentheses"),
    ("terraform", "long chains of locals"),
    ("terraform", "doubled lists"),
    ("terraform", "doubled text"),
    ("terraform", "one wide format"),
    ("terraform", "large regex"),
    ("terraform", "modules in a circle"),
    ("terraform", "files outside"),
    ("terraform", "plan of nonsense"),
    ("terraform links", "link to a device"),
    ("terraform links", "pipe"),
    ("recursion", "include itself inside blocks"),
    ("recursion", "tpl of itself"),
    ("loops", "nested ranges with heavy bodies"),
    ("growth", "printf"),
    ("growth", "set in dicts"),
    ("work", "contains"),
    ("texts", "deep parentheses"),
    ("texts", "NUL and control"),
    ("manifests", "billion laughs"),
    ("manifests", "hostile names"),
    ("manifests", "FIFO"),
    ("values", "deep flow lists"),
    ("outputs", "deep maps at the bound"),
    ("schemas", "refers to itself in turns"),
    ("definitions", "alternatives that alias each other"),
    ("definitions", "hostile names"),
    ("archives", "parent directory"),
    ("archives", "10 GB of zeros instead of an archive"),
    ("folders", "link to /dev/zero"),
    ("folders", "FIFO as values"),
    ("folders", "hostile names"),
    ("graphs", "long chains of rights"),
    ("graphs", "many pods in one"),
}

CASES = [
    pytest.param(build, table == "archives" and case in inputs.REFUSED, id=f"{table}: {case}")
    for table, cases in TABLES.items()
    for case, build in cases.items()
    if os.environ.get("READINESS_HOSTILE") or (table, case) in CHOSEN
]


def _ended_well(done: Run) -> None:
    assert done.code in (1, 2, 3), (done.code, done.err[-1000:])
    assert "Traceback" not in done.err, done.err[-2000:]
    assert done.seconds < SECONDS
    assert done.megabytes < MEGABYTES
    # What a file says reaches neither the terminal nor the runner of a workflow as a command.
    assert "\x1b" not in done.out + done.err
    assert not re.search("^::", done.out + done.err, re.MULTILINE)


@pytest.mark.parametrize(("build", "refused"), CASES)
def test_the_scan_goes_on(build: Callable[[Path], object], refused: bool, tmp_path: Path) -> None:
    build(tmp_path)
    neighbours(tmp_path)
    archives = ["bad.tgz"] if (tmp_path / "bad.tgz").exists() else []  # a folder is not searched for them
    done = run([".", *archives], tmp_path)
    _ended_well(done)
    assert done.code == 3 or not refused
    assert all(char.isprintable() or char == "\n" for char in done.out)
    assert "zz-good-chart/templates/pod.yaml" in done.out
    assert "zz-good.yaml" in done.out


CHOSEN_PACKS = {"texts that double", "optionals where the runtime crashes", "a message that is a command",
                "many bindings", "rule file: billion laughs", "loops in loops", "hard to blame"}


@pytest.mark.parametrize("name", [
    name for name in packs.PACKS if os.environ.get("READINESS_HOSTILE") or name in CHOSEN_PACKS])
def test_hostile_packs(name: str, tmp_path: Path) -> None:
    """A pack with mistakes refuses the request; any other one is asked, and the built-in rules go on."""
    write(tmp_path, {".git/HEAD": "", ".readiness.yaml": "rule-paths: [rules]\nexclude: [rules]\n"})
    write(tmp_path / "rules", packs.PACKS[name]())
    neighbours(tmp_path)
    done = run(["."], tmp_path)
    _ended_well(done)
    assert all(char.isprintable() or char == "\n" for char in done.out + done.err)
    if done.code == 2:
        lines = done.err.split("\n")
        assert lines[0].startswith("Error: ") and len(lines) <= 206 and max(map(len, lines)) < 1_000
    else:
        assert "zz-good-chart/templates/pod.yaml" in done.out and "zz-good.yaml" in done.out


def test_every_chosen_case_exists() -> None:
    assert {(table, case) for table, cases in TABLES.items() for case in cases} >= CHOSEN
    assert CHOSEN_PACKS <= set(packs.PACKS)


@pytest.mark.parametrize("format_", ["json", "sarif"])
def test_names_do_not_leave_their_place_in_other_formats(format_: str, tmp_path: Path) -> None:
    inputs.FOLDERS["hostile names"](tmp_path)
    inputs.MANIFESTS["hostile names"](tmp_path)
    done = run([".", "--format", format_], tmp_path)
    _ended_well(done)
    assert all(char >= " " or char == "\n" for char in done.out)


DRAWN = [
    pytest.param(build, format_, id=f"{case} as {format_}")
    for case, build in inputs.GRAPHS.items()
    for format_ in ("mermaid", "dot", "json", "svg")
    if os.environ.get("READINESS_HOSTILE") or format_ == "svg" and case in ("long chains of rights", "hostile names")
]


@pytest.mark.parametrize(("build", "format_"), DRAWN)
def test_hostile_graphs_are_drawn(build: Callable[[Path], object], format_: str, tmp_path: Path) -> None:
    build(tmp_path)
    done = run(["graph", ".", "--format", format_], tmp_path)
    assert done.code == 0
    _ended_well(done._replace(code=1))
    assert all(char >= " " or char == "\n" for char in done.out)


def test_a_hostile_configuration_refuses_the_request(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", ".readiness.yaml": inputs.YAML_TEXTS["billion laughs"](), "a.yaml": HEALTHY_TEMPLATE})
    done = run(["."], tmp_path)
    _ended_well(done)
    assert done.code == 2
    assert done.err.startswith("Error: .readiness.yaml")


FLAGS: dict[str, list[str]] = {
    "large index": ["--set", "a[999999999]=1"],
    "deep name": ["--set", ".".join(["a"] * 60_000) + "=1"],
    "deep lists": ["--set", "a" + "[0]" * 40_000 + "=1"],
    "deep braces": ["--set", "a=" + "{" * 100_000],
    "deep JSON": ["--set-json", "a=" + "[" * 100_000],
    "endless file": ["--set-file", "a=/dev/zero"],
    "names that are commands": ["-f", "x\n::error::y\x1b[1m"],
    "release that is a command": ["--release-name", "\n::error::x\x1b[1m"],
}


@pytest.mark.parametrize("flags", FLAGS.values(), ids=FLAGS)
def test_hostile_flags_are_refused(flags: list[str], tmp_path: Path) -> None:
    chart(tmp_path / "chart", {"templates/pod.yaml": HEALTHY_TEMPLATE})
    done = run(["chart", *flags], tmp_path)
    _ended_well(done)
    assert done.code == 2


def _depth(depth: int) -> templates.Files:
    line = '{{ define "down" }}{{ if . }}{{ include "down" (sub . 1 | int) }}{{ else }}bottom{{ end }}{{ end }}'
    return {
        "templates/_down.tpl": line,
        "templates/a.yaml": 'apiVersion: v1\nkind: Pod\nmetadata: {name: {{ include "down" %d }}}\n' % depth,
    }


def test_templates_may_include_each_other_as_deep_as_in_helm(tmp_path: Path) -> None:
    chart(tmp_path / "chart", _depth(900))
    done = run(["render", "chart"], tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "{name: bottom}" in done.out


def test_deeper_is_refused_in_the_words_of_helm(tmp_path: Path) -> None:
    chart(tmp_path / "chart", _depth(1100))
    done = run(["render", "chart"], tmp_path)
    assert done.code == 1
    assert "rendering template has a nested reference name: down: unable to execute template" in done.err
