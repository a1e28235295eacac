"""Quantities, by the documentation of the quantity library of Kubernetes and of resource.Quantity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules.library.quantities import NoQuantity, as_integer, canonical, is_integer, parse, quantity
from tests.rules.library.expressions import reason, value

NANO = 10**9


@pytest.mark.parametrize(("text", "nanos"), [
    ("1", NANO), ("500m", NANO // 2), ("0.5", NANO // 2), (".5", NANO // 2), ("2.", 2 * NANO), ("1Ki", 1024 * NANO),
    ("1.5Gi", 3 * 2**29 * NANO), ("3G", 3 * 10**18), ("1e3", 1000 * NANO), ("1E3", 1000 * NANO), ("2E", 2 * 10**27),
    ("5n", 5), ("0.1n", 1), ("-0.1n", -1), ("-1k", -1000 * NANO), ("+7", 7 * NANO), ("1e-3", NANO // 1000),
    ("100000000Ei", (2**63 - 1) * NANO), ("0", 0),
])
def test_the_billionths_of_a_quantity(text: str, nanos: int) -> None:
    assert parse(text) == nanos


@pytest.mark.parametrize("text", [
    "", "Mi", "Three", "200K", "1,3G", "1 Gi", "1kb", "e3", "1e", "1Ei2", "1k5", ".", "--1", "1e1000", "9" * 300, "1ⅷ",
    "١",
])
def test_what_is_no_quantity(text: str) -> None:
    with pytest.raises(NoQuantity):
        parse(text)


@pytest.mark.parametrize(("text", "written"), [
    ("0.5", "500m"), ("1000m", "1"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("100", "100"), ("12000", "12k"),
    ("1000Ki", "1000Ki"), ("1e3", "1e3"), ("12e3", "12e3"), ("1E", "1E"), ("0.1", "100m"), ("-1500m", "-1500m"),
    ("0", "0"), ("0Mi", "0"), ("512", "512"), ("0.5Ki", "512"), ("2048Gi", "2Ti"), ("1000E", "1000E"), ("100e0", "100"),
])
def test_as_the_server_writes_them(text: str, written: str) -> None:
    assert canonical(text) == written


@given(st.integers(-10**12, 10**12), st.sampled_from(["n", "u", "m", "", "k", "M", "Ki", "Mi"]))
def test_writing_changes_no_value(number: int, suffix: str) -> None:
    text = f"{number}{suffix}"
    assert parse(canonical(text)) == parse(text)
    assert canonical(canonical(text)) == canonical(text)


@given(st.text(max_size=12))
def test_any_text_is_a_quantity_or_none(text: str) -> None:
    try:
        assert quantity(text) == quantity(canonical(text))
    except NoQuantity:
        assert value("isQuantity(object)", object=text) is False


@pytest.mark.parametrize(("expression", "expected"), [
    ("quantity('1Gi').isGreaterThan(quantity('500Mi'))", True),
    ("quantity('150Mi').isLessThan(quantity('100Mi'))", False),
    ("quantity('300M').compareTo(quantity('0.3G'))", 0),
    ("quantity('60M').compareTo(quantity('60Mi'))", -1),
    ("quantity('60Mi').compareTo(quantity('60M'))", 1),
    ("quantity('7k').add(quantity('3k')) == quantity('10k')", True),
    ("quantity('7k').add(30) == quantity('7030')", True),
    ("quantity('7k').sub(quantity('8k')).sign()", -1),
    ("quantity('7k').sub(7000).sign()", 0),
    ("sign(quantity('1m'))", 1),
    ("quantity('50k').asInteger()", 50000),
    ("quantity('50k').isInteger()", True),
    ("quantity('1.5').isInteger()", False),
    ("quantity('9999999999999999999999G').isInteger()", False),
    ("quantity('1.5').asApproximateFloat()", 1.5),
    ("quantity('1000m') == quantity('1')", True),
    ("isQuantity('1.3Gi') && !isQuantity('1.3gi')", True),
    ("object.limits.all(k, quantity(object.limits[k]).isLessThan(quantity('2Gi')))", True),
])
def test_in_expressions(expression: str, expected: object) -> None:
    assert value(expression, object={"limits": {"cpu": "1500m", "memory": "1Gi"}}) == expected


@pytest.mark.parametrize(("expression", "said"), [
    ("quantity('Three')", "not a quantity"),
    ("quantity('1.5').asInteger()", "no integer"),
    ("quantity(object.a).add(object.b)", "not a quantity but map"),
    ("object.b.isLessThan(quantity('1'))", "not a quantity but map"),
])
def test_errors(expression: str, said: str) -> None:
    assert said in reason(expression, object={"a": "1", "b": {}})


def test_the_float_of_numbers_beyond_floats() -> None:
    assert value("quantity('1e999').asApproximateFloat()") == float("inf")
    assert value("quantity('-1e999').asApproximateFloat()") == float("-inf")


def test_numbers_stand_for_quantities_in_rules() -> None:
    assert is_integer(4.0) and not is_integer(4.5) and as_integer(4.0) == 4
