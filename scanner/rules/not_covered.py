"""Writes `policies/not-covered.md`, the page about checks that other scanners have and this one leaves out.

The ids and reasons stand in `policies/not-covered.yaml`, a list of {id, reason} sorted by id.
`python -m scanner.rules.not_covered` writes the page; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path

from scanner import precompiled
from scanner.paths import data_folder
from scanner.records import NamedTuple

SOURCE = "not-covered.yaml"
PAGE = "not-covered.md"

_HEAD = """\
# Checks that are not covered

Checks that one knows from other scanners and policy libraries, and that `readiness-scan` leaves out on purpose or
judges by rules with other names, each with the reason. Most of the former need the state of a cluster, a node or a
registry, which files do not tell.

This page is made from `not-covered.yaml` by `python -m scanner.rules.not_covered`.

| check | why it is not covered |
| --- | --- |
"""


class LeftOut(NamedTuple):
    """A check that is not covered, and a sentence that says why."""

    id: str
    reason: str


def entries(folder: Path) -> tuple[LeftOut, ...]:
    """The checks that the file in `folder` lists, in its order. KeyError or TypeError: it is no such list."""
    return tuple(LeftOut(one["id"], " ".join(one["reason"].split())) for one in precompiled.read_yaml(folder / SOURCE))


def page(left_out: tuple[LeftOut, ...]) -> str:
    """The page about them, sorted by id."""
    return _HEAD + "".join(f"| `{one.id}` | {_cell(one.reason)} |\n" for one in sorted(left_out))


def _cell(text: str) -> str:
    """Text that stays within one cell of a table."""
    return text.replace("\\", "\\\\").replace("|", "\\|")


def write() -> Path:
    """Write the page of the built-in policies, and say where."""
    folder = data_folder("policies")
    target = folder / PAGE
    target.write_text(page(entries(folder)), encoding="utf-8")
    return target


if __name__ == "__main__":
    print(write().name)
