"""Scripts cut into commands, and which failures end them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.repository.shell import commands

CASES = [
    ("a\nb", [("a", True), ("b", True)]),
    ("a && b", [("a", True), ("b", True)]),
    ("a && b\nc", [("a", False), ("b", True), ("c", True)]),
    ("a || true\nb", [("a", False), ("true", True), ("b", True)]),
    ("a || exit 1\nb", [("a", True), ("exit 1", True), ("b", True)]),
    ("a || exit 0", [("a", False), ("exit 0", True)]),
    ("a | b\nc", [("a", False), ("b", True), ("c", True)]),
    ("set -o pipefail\na | b\nc", [("a", True), ("b", True), ("c", True)]),
    ("set +e\na\nb", [("a", False), ("b", True)]),
    ("set -euo pipefail; a | b; c", [("a", True), ("b", True), ("c", True)]),
    ("if a; then b; fi\nc", [("a", False), ("b", True), ("c", True)]),
    ("! a\nb", [("a", False), ("b", True)]),
    ("a &\nb", [("a", False), ("b", True)]),
    ("(cd x && a)\nb", [("cd x", True), ("a", True), ("b", True)]),
    ("for i in 1 2; do a $i; done", [("a $i", True)]),
    ("cat <<E\nrm x\nE\na", [("cat", True), ("a", True)]),
    ("X=1 Y='2 3' a \\\n  b # c", [("a b", True)]),
    ('a "b $(c "d")" \'e f\'', [('a b $(c "d") e f', True)]),
    ("a ${{ github.sha }} >&2 2>&1", [("a ${{ github.sha }} >&2 2>&1", True)]),
    ("# nothing\n\n", []),
]


@pytest.mark.parametrize(("script", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_commands_of_a_script(script: str, expected: list[tuple[str, bool]]) -> None:
    assert [(" ".join(one.words), one.fails) for one in commands(script)] == expected


@given(st.text(alphabet="ab \n\"'\\$(){}|&;<>#=`!", max_size=60), st.booleans(), st.booleans())
def test_commands_begin_where_they_say(script: str, exits: bool, pipefail: bool) -> None:
    found = commands(script, exits, pipefail)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(0 <= one.start < len(script) and one.words for one in found)
