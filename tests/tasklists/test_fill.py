"""What is written back: boxes and counters, and every other byte as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.tasklists.fill import fill
from scanner.tasklists.markdown import read
from tests.tasklists.test_markdown import PIECES

SUMMARY = """\
# List

## One
- [ ] a
- [x] b

**Items completed**: 0/9

## Two
1. [X] c
2. [ ] d

## Completion Summary

**Total Items**: 200+
**Completed Items**: ___/200+
**Completion Percentage**: ___%
Remaining items: __
**Go-Live Approval**: ☐ Approved ☒ Conditional ☐ Rejected

| Section | Total | Completed | % | Status |
|---|---|---|---:|---|
| 1. One | 12 | 0/12 | 0% | |
| Two | __ | __ | __% | open |
| Overall | 3 | 3 | 100% | |
"""


def filled(text: str, *ticks: bool, decision: str = "") -> str:
    return fill(read(text), ticks, decision)


def test_a_summary() -> None:
    assert filled(SUMMARY, True, False, True, True, decision="approved") == """\
# List

## One
- [x] a
- [ ] b

**Items completed**: 1/2

## Two
1. [X] c
2. [x] d

## Completion Summary

**Total Items**: 4
**Completed Items**: 3/4
**Completion Percentage**: 75%
Remaining items: 1
**Go-Live Approval**: ☑ Approved ☐ Conditional ☐ Rejected

| Section | Total | Completed | % | Status |
|---|---|---|---:|---|
| 1. One | 2 | 1/2 | 50% | |
| Two | 2 | 2 | 100% | open |
| Overall | 4 | 3 | 75% | |
"""


@pytest.mark.parametrize("line", [
    "**Completion Rate**: 90% of projects get there", "Progress: 75% Complete (6/8 phases)", "Total: 12 EUR",
    "Completed: 2026-01-31", "`Total Items: 5`", "Completed items: see below", "Items: 5",
])
def test_other_numbers_stay(line: str) -> None:
    text = f"- [ ] a\n\n{line}\n\n    Total items: 5\n\n```\nTotal items: 5\n```\n"
    assert filled(text, False) == text


@pytest.mark.parametrize("text", [
    "\ufeff- [ ] a\r\n- [ ] b  \r\n", "- [ ] a\r- [ ] b\r", "- [ ] a\n- [ ] b", "- [ ] a\t \n\n\n\n- [ ] b\x0c\n",
    "- [ ] caf\udce9\n- [ ] b\n",
])
def test_nothing_but_boxes_changes(text: str) -> None:
    new = filled(text, True, False)
    assert len(new) == len(text) and [at for at in range(len(text)) if new[at] != text[at]] == [text.index("[ ]") + 1]


def test_a_period_behind_a_number_stays() -> None:
    assert filled("- [ ] a\n\nTotal items: __.\nPercent complete: 3.5%.\n", True) == (
        "- [x] a\n\nTotal items: 1.\nPercent complete: 100%.\n")


LINES = (*PIECES, "Total items: __.", "Done items: 3.", "Total items: 7", "**Completed Items**: 1/3 (33%)",
    "## Summary", "| Next | 3 | 4% |", "| a | Total | % |",
         "|---|---|---|", "Completion: ___%", "☐ Approved ☐ Conditional ☐ Rejected")


@given(st.lists(st.sampled_from(LINES), max_size=14), st.randoms(use_true_random=False),
       st.sampled_from(("\n", "\r\n", "\r")), st.sampled_from(("", "approved", "rejected")))
def test_filling_in_twice_changes_nothing(lines: list[str], chance: object, end: str, decision: str) -> None:
    text = end.join(lines)
    document = read(text)
    ticks = [chance.random() < 0.5 for _ in document.tasks]  # type: ignore[attr-defined]
    once = fill(document, ticks, decision)
    again = read(once)
    assert [task.ticked for task in again.tasks] == ticks
    assert fill(again, ticks, decision) == once
    assert _without_numbers(once) == _without_numbers(text)


def _without_numbers(text: str) -> str:
    """What may not change: everything but what stands in boxes and the numbers."""
    return re.sub(r"[☐☑☒]", "☐", re.sub(r"\[[ \txX]\]", "[ ]", re.sub(r"_+|\d+\+?", "0", text)))
