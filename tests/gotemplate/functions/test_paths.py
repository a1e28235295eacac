from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gotemplate.functions.calls import Case, call, check, label

CASES: list[Case] = [
    ("base", ("",), "."),
    ("base", ("///",), "/"),
    ("base", ("a/b/",), "b"),
    ("dir", ("",), "."),
    ("dir", ("a",), "."),
    ("dir", ("/a",), "/"),
    ("dir", ("a/b/../c",), "a"),
    ("dir", ("a//b/",), "a/b"),
    ("clean", ("",), "."),
    ("clean", ("//a//",), "/a"),
    ("clean", ("a/../..",), ".."),
    ("clean", ("/..",), "/"),
    ("ext", (".profile",), ".profile"),
    ("ext", ("a.b/c",), ""),
    ("ext", ("x.tar.gz",), ".gz"),
    ("isAbs", ("/x",), True),
    ("isAbs", ("x",), False),
    ("osBase", ("a/b",), "b"),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


@given(st.text(alphabet="a./"))
def test_cleaning_agrees_with_posix(path: str) -> None:
    expected = posixpath.normpath(path)
    assert call("clean", path) == (expected[1:] if expected.startswith("//") else expected)
    assert call("clean", call("clean", path)) == call("clean", path)
