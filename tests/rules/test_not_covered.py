from pathlib import Path

import pytest

from scanner.paths import data_folder
from scanner.rules import not_covered
from scanner.rules.not_covered import LeftOut, entries, page

POLICIES = data_folder("policies")


def test_the_page_is_up_to_date() -> None:
    """When this fails: python -m scanner.rules.not_covered"""
    written = (POLICIES / not_covered.PAGE).read_text(encoding="utf-8")
    assert written == page(entries(POLICIES))


def test_ids_are_sorted_and_listed_once() -> None:
    ids = [one.id for one in entries(POLICIES)]
    assert ids == sorted(set(ids))


def test_what_is_not_covered_has_no_rule() -> None:
    rules = {file.stem for file in POLICIES.glob("*/*.yaml") if file.parent.name != "evidence"}
    assert not rules & {one.id for one in entries(POLICIES)}


@pytest.mark.parametrize("one", entries(POLICIES), ids=lambda one: one.id)
def test_reasons_are_sentences(one: LeftOut) -> None:
    assert one.reason[0].isupper() and one.reason.endswith(".") and len(one.reason) > 30


def test_lines_of_a_reason_are_joined(tmp_path: Path) -> None:
    (tmp_path / not_covered.SOURCE).write_text("- id: a\n  reason: |\n    One\n    two.\n")
    assert entries(tmp_path) == (LeftOut("a", "One two."),)


def test_a_page_has_one_row_for_each_check() -> None:
    text = page((LeftOut("b", "Needs a | b."), LeftOut("a", "Needs c.")))
    assert text.endswith("| `a` | Needs c. |\n| `b` | Needs a \\| b. |\n")
    assert text.startswith("# Checks that are not covered\n")
