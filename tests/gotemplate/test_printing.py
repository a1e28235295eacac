from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.functions.calendar import Month, Time
from scanner.gotemplate.functions.certificates import Certificate
from scanner.gotemplate.functions.semver import parse
from scanner.gotemplate.printing import sprint, sprintf, sprintln, to_text
from scanner.gotemplate.values import (
    FunctionError,
    Int64,
    IntList,
    ListOfLists,
    NilList,
    NilStringList,
    StringList,
    Uint8,
    Values,
)

TEXTS: list[tuple[Any, str]] = [
    (None, "<nil>"),
    (True, "true"),
    ("text", "text"),
    (-7, "-7"),
    (Int64(8), "8"),
    (80.0, "80"),
    (-0.0, "-0"),
    (0.1, "0.1"),
    (0.0001, "0.0001"),
    (0.00001, "1e-05"),
    (999999.0, "999999"),
    (1e6, "1e+06"),
    (2500000.5, "2.5000005e+06"),
    (123456789.0, "1.23456789e+08"),
    (1e21, "1e+21"),
    (math.inf, "+Inf"),
    (-math.inf, "-Inf"),
    (math.nan, "NaN"),
    (2 - 1j, "(2-1i)"),
    ([1, "a b", None, [2.5]], "[1 a b <nil> [2.5]]"),
    (NilList(), "[]"),
    (IntList([1, 2]), "[1 2]"),
    (ListOfLists([[1], []]), "[[1] []]"),
    ({"b": 1, "a": {"c": None}}, "map[a:map[c:<nil>] b:1]"),
    ({"é": 1, "z": 2}, "map[z:2 é:1]"),
    (b"\x01\xff", "[1 255]"),
    (Uint8(9), "9"),
    (Time(0), "1970-01-01 00:00:00 +0000 UTC"),
    ([Month(3)], "[March]"),
    (parse("v1.2"), "1.2.0"),
    (Certificate("c", "k"), "{c k}"),
]


@pytest.mark.parametrize(("value", "expected"), TEXTS, ids=repr)
def test_values_as_text(value: Any, expected: str) -> None:
    assert to_text(value) == expected
    assert sprintf("%v", value) == expected


FORMATS: list[tuple[str, tuple[Any, ...], str]] = [
    # what is written around the operands
    ("100%%", (), "100%"),
    ("%s-%d", ("a", 1), "a-1"),
    ("%%%s%%", ("a",), "%a%"),
    ("%", (), "%!(NOVERB)"),
    ("%d", (), "%!d(MISSING)"),
    ("x", (2, "y", None), "x%!(EXTRA int=2, string=y, <nil>)"),
    ("%z", (1,), "%!z(int=1)"),
    ("%!", (1,), "%!!(int=1)"),
    # operands out of order
    ("%[2]s %[1]s", ("a", "b"), "b a"),
    ("%[3]s", ("a",), "%!s(BADINDEX)"),
    ("%[x]s", ("a",), "%!s(BADINDEX)"),
    ("%[1]s %s", ("a", "b"), "a b"),
    ("%[2]*[1]d", (7, 4), "   7"),
    ("%*d", (4, 7), "   7"),
    ("%-*d|", (4, 7), "7   |"),
    ("%*d|", (-4, 7), "7   |"),
    ("%*d", ("a", 7), "%!(BADWIDTH)7"),
    ("%.*f", (2, 3.14159), "3.14"),
    ("%.*f", (-1, 3.5), "%!(BADPREC)3.500000"),
    ("%.[2]*[1]f", (3.14159, 3), "3.142"),
    # wrong types
    ("%d", ("abc",), "%!d(string=abc)"),
    ("%5d", ("abc",), "%!d(string=  abc)"),
    ("%d", (5.0,), "%!d(float64=5)"),
    ("%s", (5,), "%!s(int=5)"),
    ("%s", (None,), "%!s(<nil>)"),
    ("%t", (1,), "%!t(int=1)"),
    ("%s", ([1, "a", None],), "[%!s(int=1) a <nil>]"),
    ("%d", ({"a": 1},), "map[%!d(string=a):1]"),
    # integers
    ("%5d|%-5d|%05d|%+d|% d", (1, 2, 3, 4, 5), "    1|2    |00003|+4| 5"),
    ("%05d", (-3,), "-0003"),
    ("%-05d|", (3,), "3    |"),
    ("%.3d|%8.3d|%08.3d", (7, -7, 7), "007|    -007|     007"),
    ("%.0d|%5.0d|", (0, 0), "|     |"),
    ("%x %X %#x %o %#o %O %b %#b", (255, 255, 255, 8, 8, 8, 5, 5), "ff FF 0xff 10 010 0o10 101 0b101"),
    ("%x", (-255,), "-ff"),
    ("%c%c", (0x4E16, 0x110000), "世\ufffd"),
    ("%q %+q", (0x27, 0x4E16), "'\\'' '\\u4e16'"),
    ("%U %#U", (0x4E16, 0x4E16), "U+4E16 U+4E16 '世'"),
    ("%d", (Month(5),), "5"),
    ("%d", ([1, [2]],), "[1 [2]]"),
    # floats
    ("%f %.2f %8.3f|%-8.1f|", (1.5, 2.675, math.pi, 2.25), "1.500000 2.67    3.142|2.2     |"),
    ("%08.2f %+.1f % .1f", (-1.5, 2.0, 2.0), "-0001.50 +2.0  2.0"),
    ("%.0f %.0f", (0.5, 1.5), "0 2"),
    ("%e %E %.1e", (123456.789, 0.00012, 5e100), "1.234568e+05 1.200000E-04 5.0e+100"),
    ("%g %G %.3g %.10g", (1e-7, 1e21, 1234.5678, 100000.0), "1e-07 1E+21 1.23e+03 100000"),
    ("%#g %#.3g %#v", (1.0, 2.0, 3.0), "1.00000 2.00 3"),
    ("%6.1f|%06d", (math.inf, 5), "  +Inf|000005"),
    ("%06.1f", (math.nan,), "   NaN"),
    ("%x %X %.2x", (1.5, -0.5, 1.999), "0x1.8p+00 -0X1P-01 0x1.00p+01"),
    ("%b", (1.0,), "4503599627370496p-52"),
    ("%.1f", (1 + 2j,), "(1.0+2.0i)"),
    # strings
    ("%5s|%-5s|%.2s|%5.1s", ("ab", "ab", "abc", "xyz"), "   ab|ab   |ab|    x"),
    ("%5s|", ("é",), "    é|"),
    ("%05s", ("ab",), "000ab"),
    ("%q %+q %#q %#q", ('a"é\n', "é", "raw", "`"), '"a\\"é\\n" "\\u00e9" `raw` "`"'),
    ("%x %X % x %#x %# x", ("hi", "hi", "hi", "hi", "hi"), "6869 6869 68 69 0x6869 0x68 0x69"),
    ("%.1x|%6x|%-6x|", ("hi", "hi", "hi"), "68|  6869|6869  |"),
    ("%q", ("\udcff\x00\u200b\U000e0001",), '"\\xff\\x00\\u200b\\U000e0001"'),
    ("%s %x %q %d", (b"hi", b"hi", b"hi", b"hi"), 'hi 6869 "hi" [104 105]'),
    ("%t %-6t|", (True, False), "true false |"),
    # types and Go syntax
    ("%T %T %T %T", (None, 1.0, {}, StringList()), "<nil> float64 map[string]interface {} []string"),
    ("%T", (Values(),), "common.Values"),
    (
        "%#v",
        ([1, "a", None, {"k": 2.5}],),
        '[]interface {}{1, "a", interface {}(nil), map[string]interface {}{"k":2.5}}',
    ),
    ("%#v %#v", (NilStringList(), b"\x01"), "[]string(nil) []byte{0x1}"),
    ("%+v %#v", (Certificate("c", "k"), Certificate("c", "k")), '{Cert:c Key:k} sprig.certificate{Cert:"c", Key:"k"}'),
    ("%8v|%-8v|", ([1, 2], "a"), "[       1        2]|a       |"),
]


@pytest.mark.parametrize(("template", "args", "expected"), FORMATS)
def test_formats(template: str, args: tuple[Any, ...], expected: str) -> None:
    assert sprintf(template, *args) == expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((), ""),
        (("a", "b"), "ab"),
        ((1, 2), "1 2"),
        ((1, "a", 2, 3), "1a2 3"),
        ((None, None), "<nil> <nil>"),
    ],
)
def test_print_separates_operands_that_are_no_strings(args: tuple[Any, ...], expected: str) -> None:
    assert sprint(*args) == expected


def test_println_separates_all() -> None:
    assert sprintln("a", 1, None) == "a 1 <nil>\n"
    assert sprintln() == "\n"


@pytest.mark.parametrize(("template", "args"), [("%999999d" * 100, (1,) * 100), ("%s%s", ("x" * 40_000_000,) * 2)])
def test_absurd_results_are_refused(template: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(FunctionError, match="limit of"):
        sprintf(template, *args)


def test_shared_lists_do_not_explode() -> None:
    value: list[Any] = ["x"]
    for _ in range(60):
        value = [value, value]
    with pytest.raises(FunctionError, match="limit of"):
        to_text(value)


def test_deep_lists_are_refused() -> None:
    value: list[Any] = []
    for _ in range(5000):
        value = [value]
    with pytest.raises(FunctionError, match="deeper than"):
        to_text(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_read_back_equal(value: float) -> None:
    assert float(to_text(value)) == value


@given(st.text(alphabet="%dsvqx+-# 0123456789.*[]abé"), st.lists(st.one_of(st.integers(-9, 9), st.text(), st.none())))
def test_no_format_fails(template: str, args: list[Any]) -> None:
    assert isinstance(sprintf(template[:12], *args), str)
