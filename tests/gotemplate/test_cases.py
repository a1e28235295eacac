"""The template language, as tables of templates and what they give.

`cases/*.yaml` hold tables: `source` says where their expectations come from, each case has a `template`, the `data`
it is run with (as `.Values`, its numbers floats as those of a values file; `bare: true` makes it the dot itself), and
either `expect`, the text, or `error`.  Errors are written short: ``LINE: message`` where the text does not parse, and
``TEMPLATE LINE:COLUMN <node>: message`` for each template on the way to the error, joined by `` / ``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.gotemplate.errors import ExecError, ParseError, TemplateError
from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.parser import parse
from scanner.gotemplate.values import Map, Values
from scanner.helm import engine  # noqa: F401  offers the functions Helm adds

CASES = Path(__file__).parent / "cases"
NAME = "t"


@dataclass(frozen=True)
class Row:
    """One case of a table."""

    file: str
    template: str
    data: Any = None
    bare: bool = False
    expect: str | None = None
    error: str | None = None
    source: str = ""
    note: str = ""

    @property
    def dot(self) -> Any:
        """The data the template runs with."""
        data = as_values(self.data)
        return data if self.bare else Values({"Values": Map() if data is None else data})


def rows() -> list[Row]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [Row(**{"file": path.stem, "source": table["source"], **case}) for case in table["cases"]]
    return found


def as_values(data: Any) -> Any:
    """Data as a values file gives it: numbers are float64."""
    if isinstance(data, dict):
        return Map({key: as_values(value) for key, value in data.items()})
    if isinstance(data, list):
        return [as_values(value) for value in data]
    return float(data) if isinstance(data, int) and not isinstance(data, bool) else data


def prepared(template: str, *, traced: bool = False, tolerant: bool = False) -> tuple[Runtime, Template]:
    """A runtime that knows the text under the name `t`, and what it defines."""
    unit = parse(template, NAME)
    runtime = Runtime({}, traced=traced, tolerant=tolerant)
    runtime.add(unit.defines, NAME)
    found = Template(NAME, NAME, unit.body)
    runtime.file = found if tolerant else None
    return runtime, found


def shown_error(error: TemplateError) -> str:
    if isinstance(error, ParseError):
        return f"{error.line}: {error.message}"
    assert isinstance(error, ExecError)
    return " / ".join(f"{f.template} {f.line}:{f.column} <{f.node}>: {f.message}" for f in error.frames)


def outcome(row: Row, *, traced: bool = False) -> tuple[str, str]:
    """What a row gives: ("text", text) or ("error", short error)."""
    try:
        runtime, template = prepared(row.template, traced=traced)
        return "text", runtime.execute(template, row.dot)
    except TemplateError as error:
        return "error", shown_error(error)


ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.file}: {row.template[:60]}")
def test_case(row: Row) -> None:
    assert (row.expect is None) is not (row.error is None), "a case expects a text or an error"
    expected = ("text", row.expect) if row.error is None else ("error", row.error)
    assert outcome(row) == expected
    assert outcome(row, traced=True) == expected
    if row.expect is not None:
        for traced in (False, True):
            runtime, template = prepared(row.template, traced=traced, tolerant=True)
            assert runtime.execute(template, row.dot) == row.expect
            assert not runtime.problems


def test_every_table_says_where_it_comes_from() -> None:
    assert ROWS and all(row.source for row in ROWS)
