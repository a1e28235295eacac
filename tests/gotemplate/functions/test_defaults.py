from __future__ import annotations

import pytest

from scanner.gotemplate.functions.calendar import ZERO
from scanner.gotemplate.values import Int64, NilList
from tests.gotemplate.functions.calls import Case, call, check, label

CASES: list[Case] = [
    ("default", ("d", ""), "d"),
    ("default", ("d", False), "d"),
    ("default", ("d", 0.0), "d"),
    ("default", ("d", "v"), "v"),
    ("default", ("d",), "d"),
    ("coalesce", (None, "", [], 3), 3),
    ("coalesce", (), None),
    ("all", (), True),
    ("all", (1, ""), False),
    ("any", (), False),
    ("any", (0, "x"), True),
    ("ternary", (1, 2, True), 1),
    ("ternary", (1, 2, False), 2),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("value", [None, False, 0, Int64(0), 0.0, "", [], NilList(), {}, b"", 0j], ids=repr)
def test_empty_values(value: object) -> None:
    assert call("empty", value) is True


@pytest.mark.parametrize("value", [True, -1, 0.5, " ", [None], {"a": None}, ZERO], ids=repr)
def test_values_that_are_not_empty(value: object) -> None:
    assert call("empty", value) is False
