from __future__ import annotations

import pytest

from scanner.gotemplate.verbs import PLAIN, Printer, Spec, sorted_keys


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["b", "a", "B"], ["B", "a", "b"]),
        (["é", "z"], ["z", "é"]),
        (["\udcff", "é", "\U0001f600"], ["é", "\U0001f600", "\udcff"]),  # a stray byte FF comes last
    ],
)
def test_keys_sort_by_their_bytes(keys: list[str], expected: list[str]) -> None:
    assert sorted_keys(dict.fromkeys(keys)) == expected


def test_one_operand() -> None:
    assert "".join(Printer().argument(255, "x", Spec(width=6, sharp=True))) == "  0xff"
    assert "".join(Printer().argument(None, "d", PLAIN)) == "%!d(<nil>)"
