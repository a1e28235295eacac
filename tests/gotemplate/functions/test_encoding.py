from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gotemplate.functions.calls import Case, call, check, label

CASES: list[Case] = [
    ("b64enc", ("wörld",), "d8O2cmxk"),
    ("b64dec", ("d8O2\r\ncmxk\n",), "wörld"),
    ("b64dec", ("/w==",), "\udcff"),
    ("b64dec", ("YQ=",), "illegal base64 data at input byte 3"),
    ("b64dec", ("YQ=a",), "illegal base64 data at input byte 2"),
    ("b64dec", ("YQ==x",), "illegal base64 data at input byte 4"),
    ("b64dec", ("Y",), "illegal base64 data at input byte 0"),
    ("b64dec", ("=",), "illegal base64 data at input byte 0"),
    ("b64dec", ("YWJj!",), "illegal base64 data at input byte 4"),
    ("b64dec", ("YWJjé",), "illegal base64 data at input byte 4"),
    ("b32enc", ("abc",), "MFRGG==="),
    ("b32dec", ("MFRG\nG===",), "abc"),
    ("b32dec", ("ME======",), "a"),
    ("b32dec", ("ME======x",), "a"),
    ("b32dec", ("ME",), "illegal base32 data at input byte 0"),
    ("b32dec", ("ME=x",), "illegal base32 data at input byte 4"),
    ("b32dec", ("me======",), "illegal base32 data at input byte 0"),
    ("b32dec", ("MFR=====",), "illegal base32 data at input byte 3"),
    ("sha1sum", ("",), "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("sha256sum", ("",), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("adler32sum", ("Wikipedia",), "300286872"),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


def test_the_longest_sum() -> None:
    assert call("sha512sum", "x").startswith("a4abd4448c49562d828115d13a1fccea927f52b4d5459297f8b43e42da89238b")


@given(st.text())
def test_decoding_reverses_encoding(text: str) -> None:
    assert call("b64dec", call("b64enc", text)) == text
    assert call("b32dec", call("b32enc", text)) == text


@given(st.text(alphabet="AB2=\n !", max_size=20))
def test_any_text_can_be_decoded_or_is_complained_about(text: str) -> None:
    assert isinstance(call("b64dec", text), str)
    assert isinstance(call("b32dec", text), str)
