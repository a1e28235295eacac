"""Files as a whole: where problems stand, what is no JSON, how large a file may be."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.sarif import SarifError, validate
from scanner.sarif.validate import worst
from tests.sarif.logs import LOG, PHYSICAL, REGION, URI, changed, problems


def test_problems_have_a_place_in_the_file() -> None:
    text = json.dumps(changed(URI, "a b"), indent=1)
    (placed,) = validate(text)
    line = text.split("\n")[placed.line - 1]
    assert line[placed.column - 1:].startswith('"uri": "a b"')


@pytest.mark.parametrize("text", ["", "{", "[1,]", "\x00", "nan", '{"a": NaN}', "[" * 5_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(SarifError, match="is no JSON"):
        validate(text)


@pytest.mark.parametrize("text", ["1", "[]", "null", '""', "{}", '{"version": "2.1.0", "runs": [null]}',
                                  '{"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}'])
def test_other_json_is_a_problem(text: str) -> None:
    assert {placed.problem.check for placed in validate(text)} <= {"schema", "null"}
    assert validate(text)


def test_the_worst_level() -> None:
    assert worst([]) is None
    assert worst(validate(json.dumps(changed(URI, "./a.yaml")))).value == "warning"  # type: ignore[union-attr]
    assert worst(validate(json.dumps(changed(URI, "")))).value == "error"  # type: ignore[union-attr]


def test_nothing_is_wrong_with_the_log() -> None:
    assert problems(LOG) == []


def test_a_file_may_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("scanner.sarif.validate"), "MAX_PACKED", 3)
    assert [one.check for one in problems(LOG)] == ["file-size"]


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["runs", "tool", "driver", "name", "rules", "id", "results", "message", "text", "locations",
                         "physicalLocation", "artifactLocation", "uri", "region", "startLine", "version",
                         "properties"]),
        inner, max_size=4), max_leaves=30)


@given(values)
def test_any_json_gives_problems_and_no_failure(value: object) -> None:
    validate(json.dumps(value))


@given(st.sampled_from([path for path in (URI, REGION, PHYSICAL, ("runs", 0, "results"), ("runs", 0, "tool"),
                                          ("runs", 0, "results", 0, "message"),
                                          ("runs", 0, "tool", "driver", "rules"))]), values)
def test_any_value_anywhere_gives_problems_and_no_failure(path: tuple[str | int, ...], value: object) -> None:
    validate(json.dumps(changed(path, value)))


def test_the_page_names_every_check() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    written = "".join(path.read_text(encoding="utf-8") for path in (root / "scanner/sarif").glob("*.py"))
    checks = set(re.findall(r'(?:error|warning)\("([a-z-]+)"', written))
    page = (root / "docs/formats.md").read_text(encoding="utf-8")
    listed = {name for line in page.splitlines() if line.startswith("| `") for name in re.findall("`([a-z-]+)`", line.split("|")[1])}
    assert len(checks) > 40 and checks <= listed
