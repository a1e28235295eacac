"""Heredocs, trimming and directives; expectations follow the language's specification."""

from __future__ import annotations

import json

import pytest

from tests.hcl.evaluating import answer


@pytest.mark.parametrize(("text", "expected"), [
    ("<<E\na\n  b\nE\n", "a\n  b\n"),
    ("<<-E\n    a\n      b\n    E\n", "a\n  b\n"),
    ("<<-E\n\n    a\n  \n    b\n    E\n", "\na\n  \nb\n"),
    ("<<E\n$${x} %%{y} \\n\nE\n", "${x} %{y} \\n\n"),
    ("<<E\n%{ for x in [1, 2] ~}\n- ${x}\n%{ endfor ~}\nend\nE\n", "- 1\n- 2\nend\n"),
    ("<<E\n%{ if true }a%{ else }b%{ endif }\nE\n", "a\n"),
    ('"a ${~ "b" ~} c"', "abc"),
    ('"x %{~ if false ~} y %{~ else ~} z %{~ endif ~} w"', "xzw"),
    ("upper(<<E\nx\nE\n)", "X\n"),
])
def test_text(text: str, expected: str) -> None:
    assert json.loads(answer(text)) == expected
