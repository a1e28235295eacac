from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.strconv import INT64_MAX, INT64_MIN
from scanner.gotemplate.values import FunctionError, Int64, IntList
from tests.gotemplate.functions.calls import Case, call, check, check_error, label

CASES: list[Case] = [
    ("int", (7.9,), 7),
    ("int", (-7.9,), -7),
    ("int", (1e30,), INT64_MIN),
    ("int", (math.nan,), INT64_MIN),
    ("int", ("0x10",), 16),
    ("int", ("010",), 8),
    ("int", ("1_0",), 10),
    ("int", ("5.00",), 5),
    ("int", ("5.",), 0),
    ("int", ("5.5",), 0),
    ("int", ("08",), 0),
    ("int", (True,), 1),
    ("int", ([1],), 0),
    ("int64", ("12",), Int64(12)),
    ("float64", ("1.5e3",), 1500.0),
    ("float64", ("0x10",), 0.0),
    ("float64", ("x",), 0.0),
    ("float64", ("inf",), math.inf),
    ("float64", (True,), 1.0),
    ("atoi", ("42",), 42),
    ("atoi", ("0x2",), 0),
    ("atoi", ("99999999999999999999",), INT64_MAX),
    ("toDecimal", ("0644",), Int64(420)),
    ("toDecimal", (755,), Int64(493)),
    ("toDecimal", ("9",), Int64(0)),
    ("add", (), Int64(0)),
    ("add", (1.9, "2", 3), Int64(6)),
    ("add", (INT64_MAX, 1), Int64(INT64_MIN)),
    ("add1", (1,), Int64(2)),
    ("sub", (1, 3), Int64(-2)),
    ("mul", (2, 3.9, 2), Int64(12)),
    ("div", (-7, 2), Int64(-3)),
    ("mod", (-7, 2), Int64(-1)),
    ("mod", (7, -2), Int64(1)),
    ("max", (1, 5, 3), Int64(5)),
    ("biggest", (1, 5, 3), Int64(5)),
    ("min", (4, 2.9), Int64(2)),
    ("addf", (0.1, 0.2), 0.3),
    ("add1f", (1.5,), 2.5),
    ("subf", (1, 0.9), 0.1),
    ("mulf", (1.1, 1.1), 1.21),
    ("divf", (1, 3), 0.3333333333333333),
    ("divf", (-2, 3), -0.6666666666666667),
    ("mulf", (1e308, 10), math.inf),
    ("maxf", (1, 2.5, "3.5"), 3.5),
    ("minf", (1, 2.5, -0.5), -0.5),
    ("floor", (-1.5,), -2.0),
    ("ceil", (1.2,), 2.0),
    ("round", (2.345, 2), 2.35),
    ("round", (-2.4, 0), -3.0),
    ("round", (1.4, 0, 0.4), 1.0),
    ("round", (1.45, 0, 0.4), 2.0),
    ("until", (3,), IntList([0, 1, 2])),
    ("until", (-2,), IntList([0, -1])),
    ("untilStep", (0, 10, 4), IntList([0, 4, 8])),
    ("untilStep", (0, 10, -1), IntList()),
    ("untilStep", (5, 1, -2), IntList([5, 3])),
    ("untilStep", (1, 1, 0), IntList()),
    ("seq", (), ""),
    ("seq", (3,), "1 2 3"),
    ("seq", (-1,), "1 0 -1"),
    ("seq", (2, 4), "2 3 4"),
    ("seq", (4, 2), "4 3 2"),
    ("seq", (0, 3, 9), "0 3 6 9"),
    ("seq", (9, 3, 0), ""),
    ("seq", (1, 2, 3, 4), ""),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


ERRORS: list[Case] = [
    ("div", (1, 0), "runtime error: integer divide by zero"),
    ("mod", (1, "x"), "runtime error: integer divide by zero"),
    ("divf", (1, 0), "decimal division by 0"),
    ("addf", ("nan",), "Cannot create a Decimal from NaN"),
    ("addf", ("-inf",), "Cannot create a Decimal from -Inf"),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)


def test_signs_of_zero() -> None:
    assert math.copysign(1, call("float64", "-0")) == -1
    assert math.copysign(1, call("ceil", -0.5)) == -1
    assert math.isnan(call("maxf", "nan", 1))


@pytest.mark.parametrize(("name", "args"), [("until", (10**12,)), ("seq", (10**12,)), ("untilStep", (0, -(10**9), -1))])
def test_absurd_lists_are_refused(name: str, args: tuple[int, ...]) -> None:
    with pytest.raises(FunctionError, match="limit of"):
        call(name, *args)


def test_absurd_exact_numbers_are_refused() -> None:
    with pytest.raises(FunctionError, match="limit of"):
        call("mulf", *[1e308] * 500)


@given(st.integers(INT64_MIN, INT64_MAX), st.integers(INT64_MIN, INT64_MAX).filter(bool))
def test_quotient_and_remainder_belong_together(dividend: int, divisor: int) -> None:
    quotient, remainder = call("div", dividend, divisor), call("mod", dividend, divisor)
    assert (quotient * divisor + remainder - dividend) % (1 << 64) == 0
    assert abs(remainder) < abs(divisor)


@given(st.integers(INT64_MIN, INT64_MAX))
def test_integers_survive_their_text(number: int) -> None:
    assert call("int", str(number)) == call("atoi", str(number)) == number
