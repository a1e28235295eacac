from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gotemplate.functions.calls import Case, call, check, label

CASES: list[Case] = [
    ("upper", ("straße ß",), "STRAßE ß"),
    ("upper", ("\u1fb3",), "\u1fbc"),
    ("lower", ("ΑΣ",), "ασ"),
    ("lower", ("İ",), "i"),
    ("title", ("ann's big_day out",), "Ann'S Big_day Out"),
    ("untitle", ("Big Day  Out",), "big day  out"),
    ("swapcase", ("aB cD",), "Ab Cd"),
    ("camelcase", ("image_pull-policy",), "ImagePullPolicy"),
    ("camelcase", ("HTTPPort",), "Httpport"),
    ("camelcase", ("_x_",), "_X_"),
    ("camelcase", ("-",), "--"),
    ("camelcase", ("",), ""),
    ("snakecase", ("ImagePullPolicy",), "image_pull_policy"),
    ("snakecase", ("port8080name",), "port_8080name"),
    ("snakecase", ("Port8080",), "port8080"),
    ("snakecase", ("TLSCert",), "tls_cert"),
    ("kebabcase", ("someValue here",), "some-value-here"),
    ("kebabcase", ("v2Beta1",), "v2-beta1"),
    ("kebabcase", ("a.bC",), "a.b-c"),
    ("kebabcase", ("",), ""),
    ("kebabcase", ("\udcffz",), "\udcffz"),
    ("kebabcase", ("A._b",), "a._b"),
    ("snakecase", ("a\udcffB",), "a_\ufffdb"),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


@given(st.text())
def test_case_mappings_keep_the_length(text: str) -> None:
    for name in ("upper", "lower", "title", "untitle", "swapcase"):
        assert len(call(name, text)) == len(text)


@given(st.text(alphabet="aAbB1 -_"))
def test_snake_and_kebab_differ_in_the_connector_only(text: str) -> None:
    assert call("snakecase", text).replace("_", "-") == call("kebabcase", text)
