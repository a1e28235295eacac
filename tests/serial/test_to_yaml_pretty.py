"""toYamlPretty: exact text."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.gotemplate.values import NilList
from scanner.serial.errors import EncodeError
from scanner.serial.to_yaml_pretty import to_yaml_pretty

CASES: list[tuple[Any, str]] = [
    (None, "null"), (1e6, "1e+06"), (100000.0, "100000"), (float("nan"), ".nan"), (NilList(), "[]"), (b"\x01\x02", "- 1\n- 2"),
    ({"a": [1, {"b": 2, "c": [3]}], "d": {}}, "a:\n  - 1\n  - b: 2\n    c:\n      - 3\nd: {}"),
    ({"a": "x " * 100 + "x"}, "a: " + "x " * 100 + "x"),
    ("a\tb\nc", "|-\n  a\tb\n  c"), ("a\tb", '"a\\tb"'), ("yes", '"yes"'), ("\udcff", "!!binary /w=="), ("\x7f", '"\\x7F"'),
    ({"1-": 1, "1a": 2}, "1a: 2\n1-: 1"),
    ({"a\nb": {"c": 1}}, "? |-\n  a\n  b\n: c: 1"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), CASES)
def test_text(value: Any, text: str) -> None:
    assert to_yaml_pretty(value) == text


def test_values_without_end() -> None:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    with pytest.raises(EncodeError):
        to_yaml_pretty(cyclic)
