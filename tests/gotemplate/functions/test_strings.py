from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.functions.strings import SPACES
from scanner.gotemplate.values import StringList, StringMap, byte_length
from tests.gotemplate.functions.calls import Case, call, check, check_error, label

CASES: list[Case] = [
    ("toString", (b"bytes",), "bytes"),
    ("toString", (None,), "<nil>"),
    ("toString", (3000000.0,), "3e+06"),
    ("toStrings", ([1, None, "x", 2.5],), StringList(["1", "x", "2.5"])),
    ("toStrings", (None,), StringList()),
    ("toStrings", (True,), StringList(["true"])),
    ("quote", ("say \"hi\"\n", None, 7), '"say \\"hi\\"\\n" "7"'),
    ("quote", (None,), ""),
    ("squote", ("it's", 4.0), "'it's' '4'"),
    ("cat", ("a", None, 1, [2]), "a 1 [2]"),
    ("join", ("-", [1, "b", None]), "1-b"),
    ("join", (",", "alone"), "alone"),
    ("sortAlpha", (["pear", "Zoo", "apple"],), StringList(["Zoo", "apple", "pear"])),
    ("sortAlpha", (None,), StringList(["<nil>"])),
    ("splitList", ("/", "x/y//"), StringList(["x", "y", "", ""])),
    ("splitList", ("", "añb"), StringList(["a", "ñ", "b"])),
    ("splitList", (",", ""), StringList([""])),
    ("split", (".", "a.b"), StringMap({"_0": "a", "_1": "b"})),
    ("splitn", (".", 2, "a.b.c"), StringMap({"_0": "a", "_1": "b.c"})),
    ("splitn", (".", 0, "a.b.c"), StringMap()),
    ("splitn", ("", 2, "xyz"), StringMap({"_0": "x", "_1": "yz"})),
    ("contains", ("", "abc"), True),
    ("hasPrefix", ("ab", "abc"), True),
    ("hasSuffix", ("bd", "abc"), False),
    ("trim", ("\u3000\t x \x85",), "x"),
    ("trim", ("\x1fx",), "\x1fx"),
    ("trimAll", ("xy", "yxayx"), "a"),
    ("trimAll", ("", " a "), " a "),
    ("trimPrefix", ("--", "----a"), "--a"),
    ("trimSuffix", ("-", "a--"), "a-"),
    ("trunc", (3, "abcdef"), "abc"),
    ("trunc", (-2, "abcdef"), "ef"),
    ("trunc", (-9, "abc"), "abc"),
    ("trunc", (2, "aéb"), "a\udcc3"),
    ("substr", (1, 3, "abcdef"), "bc"),
    ("substr", (-5, 2, "abcdef"), "ab"),
    ("substr", (2, -1, "abcdef"), "cdef"),
    ("abbrev", (3, "abcdef"), "abcdef"),
    ("abbrev", (5, "abcdef"), "ab..."),
    ("abbrev", (6, "abcdef"), "abcdef"),
    ("abbrevboth", (5, 10, "0123456789abcdef"), "...5678..."),
    ("abbrevboth", (14, 10, "0123456789abcdef"), "...9abcdef"),
    ("initials", ("Grace Brewster  Murray",), "GBM"),
    ("nospace", (" a b\tc\n",), "abc"),
    ("nospace", ("ü",), "ü"),
    ("nospace", ("ü x",), "Ã¼x"),
    ("repeat", (3, "ab"), "ababab"),
    ("replace", ("a", "bb", "banana"), "bbbnbbnbb"),
    ("replace", ("", "-", "ab"), "-a-b-"),
    ("plural", ("egg", "eggs", 1), "egg"),
    ("plural", ("egg", "eggs", 0), "eggs"),
    ("indent", (2, "a\n\nb\n"), "  a\n  \n  b\n  "),
    ("nindent", (1, "a"), "\n a"),
    ("wrap", (5, "one three  fourteen xx"), "one\nthree\nfourteen\nxx"),
    ("wrapWith", (4, "|", "abcdefghij kl"), "abcd|efgh|ij|kl"),
    ("wrapWith", (0, "", "ab"), "a\nb"),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


ERRORS: list[Case] = [
    ("repeat", (-1, "a"), "strings: negative Repeat count"),
    ("indent", (-1, "a"), "strings: negative Repeat count"),
    ("substr", (5, 2, "abcdefgh"), "runtime error: slice bounds out of range [5:2]"),
    ("substr", (-1, 9, "abc"), "runtime error: slice bounds out of range [:9] with length 3"),
    ("substr", (-1, -3, "abc"), "runtime error: slice bounds out of range [:-3]"),
    ("substr", (9, -1, "abc"), "runtime error: slice bounds out of range [9:3]"),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("repeat", (10**12, "x")),
        ("indent", (10**9, "x")),
        ("replace", ("x", "y" * 1000, "x" * 100_000)),
        ("join", ("-" * 100_000, ["x"] * 1000)),
        ("splitList", ("", "x" * 1_100_000)),
    ],
    ids=str,
)
def test_absurd_results_are_refused(name: str, args: tuple[object, ...]) -> None:
    with pytest.raises(Exception, match="limit of"):
        call(name, *args)


def test_sort_alpha_sorts_string_lists_in_place() -> None:
    names = StringList(["b", "a"])
    assert call("sortAlpha", names) is names
    assert names == ["a", "b"]


@given(st.text(), st.integers(-20, 20))
def test_trunc_counts_bytes(text: str, width: int) -> None:
    assert byte_length(call("trunc", width, text)) == min(abs(width), byte_length(text))


@given(st.text(alphabet="ab -\n"), st.text(alphabet="ab-", min_size=1, max_size=2))
def test_split_and_join_are_inverse(text: str, separator: str) -> None:
    assert call("join", separator, call("splitList", separator, text)) == text


@given(st.text())
def test_trim_leaves_no_space_at_the_ends(text: str) -> None:
    trimmed = call("trim", text)
    assert not trimmed or (trimmed[0] not in SPACES and trimmed[-1] not in SPACES)
    assert trimmed in text
