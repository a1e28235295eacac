from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gotemplate.functions.calls import Case, call, check_error, label


def test_hashes_have_the_right_shape() -> None:
    assert re.fullmatch(r"\$2a\$10\$[./A-Za-z0-9]{53}", call("bcrypt", "secret"))
    assert call("htpasswd", "me", "secret") == "me:" + call("bcrypt", "secret")


def test_errors_that_are_given_as_text() -> None:
    assert call("bcrypt", "x" * 73) == (
        "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    )
    assert call("htpasswd", "a:b", "x") == "invalid username: a:b"
    assert call("derivePassword", 1, "tiny", "p", "u", "s") == "cannot find password template tiny"


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("pin", "[0-9]{4}"), ("short", "[A-Z][a-z]{2}[0-9]"), ("basic", "[A-Za-z0-9]{8}"), ("maximum", ".{20}")],
)
def test_derived_passwords(kind: str, pattern: str) -> None:
    password = call("derivePassword", 1, kind, "master", "me", "site.example")
    assert re.fullmatch(pattern, password)
    assert password == call("derivePassword", 1, kind, "master", "me", "site.example")


def test_the_published_example_of_the_algorithm() -> None:
    # from the documentation of the Master Password algorithm
    master, name, site = "banana colored duckling", "Robert Lee Mitchell", "masterpasswordapp.com"
    assert call("derivePassword", 1, "long", master, name, site) == "Jejr5[RepuSosp"


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=60))
def test_decryption_reverses_encryption(password: str, text: str) -> None:
    encrypted = call("encryptAES", password, text)
    assert call("decryptAES", password, encrypted) == text
    assert encrypted == call("encryptAES", password, text)


def test_nothing_stays_nothing() -> None:
    assert call("encryptAES", "k", "") == call("decryptAES", "k", "") == ""


ERRORS: list[Case] = [
    ("decryptAES", ("k", "!"), "illegal base64 data at input byte 0"),
    ("decryptAES", ("k", "YWJj"), "runtime error: slice bounds out of range [:16] with capacity 3"),
    ("decryptAES", ("k", "QUJDREVGR0hJSktMTU5PUA=="), "runtime error: index out of range [-1]"),
    ("decryptAES", ("k", "QUJDREVGR0hJSktMTU5PUFE="), "crypto/cipher: input not full blocks"),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)
