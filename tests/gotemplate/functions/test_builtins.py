from __future__ import annotations

import pytest

from scanner.gotemplate.functions.calendar import Month, Time
from scanner.gotemplate.functions.semver import parse
from scanner.gotemplate.values import Int64, NilList, StringMap, Uint8
from tests.gotemplate.functions.calls import Case, call, check, check_error, label

VERSION = parse("1.0.0")

CASES: list[Case] = [
    ("len", ("é",), 2),
    ("len", ([1, 2],), 2),
    ("len", ({"a": 1},), 1),
    ("index", ({"a": [1, 2]}, "a", 1), 2),
    ("index", ({}, "a"), None),
    ("index", (StringMap(), "a"), ""),
    ("index", ("abc", Int64(1)), Uint8(98)),
    ("index", ([1],), [1]),
    ("not", ("",), True),
    ("not", (Time(0),), False),
    ("eq", ("a", "b", "a"), True),
    ("eq", (1, Int64(1)), True),
    ("eq", (1, Uint8(1)), True),
    ("eq", (1.0, 1.0), True),
    ("eq", (None, None), True),
    ("eq", (None, ""), False),
    ("eq", ("", None), False),
    ("eq", ([1], None), False),
    ("eq", (NilList(), None), True),
    ("eq", (Time(5), Time(5)), True),
    ("eq", (VERSION, VERSION), True),
    ("eq", (VERSION, call("semver", "1.0.0")), False),
    ("eq", (Month(3), 3), True),
    ("ne", ("a", "b"), True),
    ("lt", (1, 2), True),
    ("lt", ("b", "a"), False),
    ("lt", ("z", "é"), True),
    ("le", (2.0, 2.0), True),
    ("gt", (Int64(3), 2), True),
    ("ge", ("a", "a"), True),
    ("html", ("<a href='b'>&\"\0",), "&lt;a href=&#39;b&#39;&gt;&amp;&#34;\ufffd"),
    ("html", (None,), "&lt;no value&gt;"),
    ("html", (1, 2), "1 2"),
    ("js", ("it's <b>\n\\ é\u2028",), "it\\'s \\u003Cb\\u003E\\u000A\\\\ é\\u2028"),
    ("urlquery", ("a b/ü~", 1), "a+b%2F%C3%BC~1"),
    ("print", ("a", 1, 2), "a1 2"),
    ("println", ("a", 1), "a 1\n"),
    ("printf", ("%03d", 7), "007"),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


ERRORS: list[Case] = [
    ("len", (None,), "len of nil pointer"),
    ("len", (3,), "len of type int"),
    ("index", (None, 1), "index of untyped nil"),
    ("index", ({}, "a", "b"), "index of nil pointer"),
    ("index", ({}, 1), "value has type int; should be string"),
    ("index", ([1], 1), "reflect: slice index out of range"),
    ("index", ([1], 2), "index out of range: 2"),
    ("index", ([1], -1), "index out of range: -1"),
    ("index", ([1], 0.0), "cannot index slice/array with type float64"),
    ("index", ([1], None), "cannot index slice/array with nil"),
    ("index", ("a", 1), "reflect: string index out of range"),
    ("index", (True, 0), "can't index item of type bool"),
    ("eq", (1,), "missing argument for comparison"),
    ("eq", (8080.0, 8080), "incompatible types for comparison: float64 and int"),
    ("eq", ("a", [1]), "incompatible types for comparison: string and []interface {}"),
    ("eq", ([1], [1]), "non-comparable type [%!s(int=1)]: []interface {}"),
    ("eq", (Time(0), 1), "incompatible types for comparison: time.Time and int"),
    ("eq", ("a", "b", 1), "incompatible types for comparison: string and int"),
    ("ne", (True, 1), "incompatible types for comparison: bool and int"),
    ("lt", (True, False), "invalid type for comparison"),
    ("lt", (None, 1), "invalid type for comparison"),
    ("ge", ([1], [1]), "invalid type for comparison"),
    ("gt", (1, "1"), "incompatible types for comparison: int and string"),
    ("call", (None,), "call of nil"),
    ("call", (1,), "non-function 1 of type int"),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)
