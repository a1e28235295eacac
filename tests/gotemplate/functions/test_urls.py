from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gotemplate.functions.calls import Case, call, check_error, label

EMPTY = dict.fromkeys(("scheme", "host", "hostname", "path", "query", "opaque", "fragment", "userinfo"), "")

PARTS = [
    ("", {}),
    ("https://me:p%40ss@example.org:8443/a%20b?x=1&y#top", {
        "scheme": "https", "userinfo": "me:p%40ss", "host": "example.org:8443", "hostname": "example.org",
        "path": "/a b", "query": "x=1&y", "fragment": "top",
    }),
    ("FTP://Host", {"scheme": "ftp", "host": "Host", "hostname": "Host"}),
    ("urn:isbn:1", {"scheme": "urn", "opaque": "isbn:1"}),
    ("host/path", {"path": "host/path"}),
    ("//host/path", {"host": "host", "hostname": "host", "path": "/path"}),
    ("///path", {"path": "///path"}),
    ("http://[::1]:80/", {"scheme": "http", "host": "[::1]:80", "hostname": "::1", "path": "/"}),
    ("http://[fe80::1%25eth0]", {"scheme": "http", "host": "[fe80::1%eth0]", "hostname": "fe80::1%eth0"}),
    ("?q", {"query": "q"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), PARTS)
def test_parsing(text: str, parts: dict[str, str]) -> None:
    assert call("urlParse", text) == EMPTY | parts


ERRORS: list[Case] = [
    ("urlParse", (":x",), 'unable to parse url: parse ":x": missing protocol scheme'),
    ("urlParse", ("1a:b",), 'unable to parse url: parse "1a:b": first path segment in URL cannot contain colon'),
    ("urlParse", ("/%z",), 'unable to parse url: parse "/%z": invalid URL escape "%z"'),
    ("urlParse", ("a\n",), 'unable to parse url: parse "a\\n": net/url: invalid control character in URL'),
    ("urlParse", ("//h:x/",), 'unable to parse url: parse "//h:x/": invalid port ":x" after host'),
    ("urlParse", ("//a b/",), 'unable to parse url: parse "//a b/": invalid character " " in host name'),
    ("urlParse", ("//a%41/",), 'unable to parse url: parse "//a%41/": invalid URL escape "%41"'),
    ("urlParse", ("//[::1/",), "unable to parse url: parse \"//[::1/\": missing ']' in host"),
    ("urlParse", ("//[1.2.3.4]/",), 'unable to parse url: parse "//[1.2.3.4]/": invalid IP-literal'),
    ("urlParse", ("//u^@h/",), 'unable to parse url: parse "//u^@h/": net/url: invalid userinfo'),
    ("urlParse", ("a#%x",), 'unable to parse url: parse "a#%x": invalid URL escape "%x"'),
    ("urlJoin", ({"host": 1},), "unable to parse host key, must be of type string, but int found"),
    ("urlJoin", ({"host": None},), "runtime error: invalid memory address or nil pointer dereference"),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, ""),
        (
            {"scheme": "https", "host": "h", "path": "a b", "query": "q q", "fragment": "f f"},
            "https://h/a%20b?q q#f%20f",
        ),
        ({"scheme": "mailto", "opaque": "a@b"}, "mailto:a@b"),
        ({"path": "a:b"}, "./a:b"),
        ({"host": "h", "userinfo": "u:p w"}, None),
        ({"host": "h", "userinfo": "u:p"}, "//u:p@h"),
    ],
)
def test_joining(parts: dict[str, str], expected: str | None) -> None:
    if expected is None:
        with pytest.raises(Exception, match="unable to parse userinfo"):
            call("urlJoin", parts)
    else:
        assert call("urlJoin", parts) == expected


@given(st.text(alphabet="ab/ é%?#:", max_size=12).filter(lambda path: not path.startswith("//")))
def test_a_path_survives_the_round_trip(path: str) -> None:
    joined = call("urlJoin", {"scheme": "x", "host": "h", "path": "/" + path})
    assert call("urlParse", joined)["path"] == "/" + path
