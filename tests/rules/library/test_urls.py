"""URLs, by the documentation of the URL library of Kubernetes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules.library.urls import escaped_path, hostname, is_url, port, query, url
from tests.rules.library.expressions import reason, value

FULL = "https://me:secret@example.com:8443/a%2Fb/c d?k=1&k=2&other=x%20y#part"


@pytest.mark.parametrize(("text", "good"), [
    (FULL, True), ("/absolute/path", True), ("https://example.com", True), ("mailto:me@example.com", True), ("*", True),
    ("", False), ("../relative", False), ("example.com/x", False), ("https://a:b:c/", False), ("https://[::1", False),
    ("https://exa mple.com/", False), (":no-scheme", False), ("/" + "x" * 200_000, False)])
def test_is_url(text: str, good: bool) -> None:
    assert is_url(text) is good


@pytest.mark.parametrize(("expression", "expected"), [
    ("url(object).getScheme()", "https"), ("url(object).getHost()", "example.com:8443"),
    ("url(object).getHostname()", "example.com"), ("url(object).getPort()", "8443"),
    ("url(object).getQuery()", {"k": ["1", "2"], "other": ["x y"]}),
    ("url('https://[::1]:80/').getHost()", "[::1]:80"), ("url('https://[::1]:80/').getHostname()", "::1"),
    ("url('https://[::1]/').getPort()", ""), ("url('/path').getHost() + url('/path').getScheme()", ""),
    ("url('/path').getPort() + url('/path').getHostname()", ""),
    ("url('https://a/b%2Fc').getEscapedPath()", "/b%2Fc"), ("url('https://a/b c').getEscapedPath()", "/b%20c"),
    ("url('https://a').getEscapedPath()", ""), ("url('https://a/x?').getQuery()", {}),
    ("url('https://a/x?bad=%zz&a;b=1&ok').getQuery()", {"ok": [""]}),
    ("isURL('/x') && !isURL('x')", True),
    ("url('https://a/') == url('https://a/')", True),
])
def test_in_expressions(expression: str, expected: object) -> None:
    assert value(expression, object=FULL) == expected


def test_errors() -> None:
    assert "not an absolute URL" in reason("url('x')")
    assert "does not take map" in reason("object.getPort()", object={})


@given(st.one_of(st.text(max_size=30), st.from_regex(r"https?://[a-z\[\]:0-9.@]{0,12}/[!-~]{0,12}")))
def test_any_text_is_a_url_or_none(text: str) -> None:
    if is_url(text):
        for part in (escaped_path, hostname, port, query):
            part(url(text))
