from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.values import FunctionError, NilStringList, StringList
from tests.gotemplate.functions.calls import Case, call, check, check_error, label

CASES: list[Case] = [
    ("regexMatch", ("^v[0-9]+$", "v12"), True),
    ("regexMatch", ("a$", "a\n"), False),
    ("regexMatch", ("(", "("), False),
    ("regexMatch", (r"^\w$", "é"), False),
    ("mustRegexMatch", ("b", "abc"), True),
    ("regexFind", ("[0-9]+", "é12b3"), "12"),
    ("regexFind", ("z", "abc"), ""),
    ("mustRegexFind", (".", "日本"), "日"),
    ("regexFind", (".", "\udcffa"), "\udcff"),
    ("regexFindAll", ("[a-c]", "xaybzc", 2), StringList(["a", "b"])),
    ("regexFindAll", ("a*", "aab", -1), StringList(["aa", ""])),
    ("regexFindAll", ("q", "abc", -1), NilStringList()),
    ("regexFindAll", ("a", "aaa", 0), NilStringList()),
    ("regexSplit", (",+", "a,,b,c", -1), StringList(["a", "b", "c"])),
    ("regexSplit", (",", "a,b,c", 2), StringList(["a", "b,c"])),
    ("regexSplit", ("", "日本", -1), StringList(["日", "本"])),
    ("regexSplit", (",", "", -1), StringList([""])),
    ("regexSplit", (",", "a,", -1), StringList(["a", ""])),
    ("regexSplit", (",", "a", 0), NilStringList()),
    ("regexReplaceAll", ("a(x*)b", "-ab-axxb-", "${1}W"), "-W-xxW-"),
    ("regexReplaceAll", ("a(x*)b", "-ab-axxb-", "$1W"), "---"),
    ("regexReplaceAll", ("(?P<key>[a-z]+)=(?<val>[0-9]+)", "a=1", "$val:$key$$$9$"), "1:a$$"),
    ("regexReplaceAll", ("x*", "axb", "-"), "-a-b-"),
    ("regexReplaceAll", ("é", "été", "e"), "ete"),
    ("regexReplaceAll", ("(a)|(b)", "ab", "[$2]"), "[][b]"),
    ("regexReplaceAllLiteral", ("b", "abc", "$0"), "a$0c"),
    ("mustRegexReplaceAllLiteral", ("b", "abc", "x"), "axc"),
    ("regexQuoteMeta", ("a.b-[c]",), "a\\.b-\\[c\\]"),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


COMPLAINTS = [
    ("(", "missing closing ): `(`"),
    (")", "unexpected ): `)`"),
    ("[x", "missing closing ]: `[x`"),
    ("+", "missing argument to repetition operator: `+`"),
    ("a**", "invalid nested repetition operator: `**`"),
    ("a{2,1}", "invalid repeat count: `{2,1}`"),
    ("[z-a]", "invalid character class range: `z-a`"),
    ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
    ("x(?<=a)b", "invalid named capture: `(?<=a)b`"),
    ("(?P<a-b>x)", "invalid named capture: `(?P<a-b>`"),
    ("(?P<é>x)", "invalid named capture: `(?P<é>`"),
    ("\\1", "invalid escape sequence: `\\1`"),
    ("a\\C", "invalid escape sequence: `\\C`"),
    ("a\\", "trailing backslash at end of expression: ``"),
]


@pytest.mark.parametrize(("pattern", "complaint"), COMPLAINTS)
def test_bad_patterns(pattern: str, complaint: str) -> None:
    check_error(("mustRegexFind", (pattern, ""), f"error parsing regexp: {complaint}"))
    check_error(("regexFind", (pattern, ""), f"regexp: Compile(`{pattern}`): error parsing regexp: {complaint}"))


def test_stray_bytes_in_a_pattern_are_refused() -> None:
    with pytest.raises(FunctionError, match="invalid UTF-8"):
        call("regexFind", "\udcff", "a")


def test_what_only_looks_like_an_escape_is_fine() -> None:
    assert call("regexMatch", r"\\C", r"\C")
    assert call("regexMatch", r"\Q\C\E", r"\C")


def test_bad_patterns_leave_no_noise(capfd: pytest.CaptureFixture[str]) -> None:
    call("regexMatch", "(", "x")
    assert capfd.readouterr().err == ""


def test_patterns_that_backtrack_elsewhere_take_linear_time() -> None:
    assert not call("regexMatch", "^(a+)+$", "a" * 50_000 + "b")


@given(st.text(), st.text(alphabet="ab.é"))
def test_quoted_text_finds_itself(before: str, text: str) -> None:
    assert call("regexFind", call("regexQuoteMeta", text), before + text) == text


@given(st.text(alphabet="abé "), st.sampled_from(["a", "é+", "[ab]", "b|é", " "]))
def test_plain_replacement_agrees_with_python(text: str, pattern: str) -> None:
    assert call("regexReplaceAllLiteral", pattern, text, "-") == re.sub(pattern, "-", text)
    assert call("regexSplit", pattern, text, -1) == re.split(pattern, text)
