"""Numbers of 512 bits."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from scanner.hcl import numbers
from scanner.hcl.errors import FunctionError
from scanner.hcl.verbs import fixed, general, scientific

WHOLE = st.integers(-(10**40), 10**40)


@pytest.mark.parametrize(("written", "text"), [
    ("1.50", "1.5"), ("-0", "-0"), ("1e3", "1000"), ("5e-2", "0.05"), ("+7", "7"), (".5", "0.5"), ("5.", "5"),
    ("3.14159265358979323846264338327950288", "3.14159265358979323846264338327950288")])
def test_written_and_read_back(written: str, text: str) -> None:
    assert numbers.text(numbers.parse(written)) == text


@pytest.mark.parametrize("written", ["", ".", "1e", "0x1", "1_000", "--1", "١"])
def test_what_is_no_number(written: str) -> None:
    with pytest.raises(ValueError):
        numbers.parse(written)


@pytest.mark.parametrize("written", ["1e99999999999", "1e-6000", "9" * 6000])
def test_numbers_out_of_bounds_are_refused(written: str) -> None:
    with pytest.raises(FunctionError):
        numbers.parse(written)


@given(WHOLE, WHOLE)
def test_whole_numbers_are_exact(one: int, other: int) -> None:
    left, right = numbers.of_int(one), numbers.of_int(other)
    assert numbers.add(left, right).whole() == one + other
    assert numbers.subtract(left, right).whole() == one - other
    assert numbers.multiply(left, right).whole() == one * other
    assert numbers.compare(left, right) == (one > other) - (one < other)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=20, min_value=-(10**9), max_value=10**9))
def test_the_shortest_text_is_the_decimal_that_was_written(written: object) -> None:
    text = f"{written:f}"
    parsed = numbers.parse(text)
    assert Fraction(numbers.text(parsed).replace("-0", "-0")) == Fraction(text)
    assert numbers.parse(numbers.text(parsed)) == parsed


@given(WHOLE, WHOLE.filter(bool))
def test_a_quotient_is_the_nearest_number(one: int, other: int) -> None:
    found = numbers.divide(numbers.of_int(one), numbers.of_int(other))
    value = Fraction(found.mantissa) * Fraction(2) ** found.exponent
    assert abs(value - Fraction(one, other)) <= abs(Fraction(one, other)) / 2**511


def test_infinities() -> None:
    one, zero = numbers.of_int(1), numbers.ZERO
    above = numbers.divide(one, zero)
    assert above.is_infinite and numbers.compare(above, one) == 1
    assert numbers.compare(numbers.negate(above), one) == -1
    for operation in (numbers.divide, numbers.subtract):
        with pytest.raises(FunctionError):
            operation(above, above)


@pytest.mark.parametrize(("number", "texts"), [
    ("1000000", ("1e+06", "1.000000e+06", "1000000.00")), ("123.456", ("123.456", "1.234560e+02", "123.46")),
    ("0.00001", ("1e-05", "1.000000e-05", "0.00")), ("0", ("0", "0.000000e+00", "0.00"))])
def test_verbs(number: str, texts: tuple[str, str, str]) -> None:
    given_number = numbers.parse(number)
    assert (general(given_number), scientific(given_number, 6), fixed(given_number, 2)) == texts
