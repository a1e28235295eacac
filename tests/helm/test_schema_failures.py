"""The words for what is wrong with values."""

import pytest

from scanner.helm.schema_failures import Failure, all_quoted, grouped, lines, number, pointer, quoted, shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"), (999, "999"), (1000, "1,000"), (-1234.5, "-1,234.5"), (123456.789, "123,456.789"),
        (1e6, "1×10⁰⁶"), (12345678.25, "1.234567825×10⁰⁷"), (1e21, "1×10²¹"), (0.0001, "0.0001"),
        (1.234e-5, "1.234×10⁻⁰⁵"), (-0.0, "-0"),
    ],
)  # fmt: skip
def test_numbers(value: float, expected: str) -> None:
    assert number(value) == expected


def test_texts() -> None:
    assert quoted("a'b\"c\n") == "'a\\'b\"c\\n'"
    assert all_quoted(["a", "b"]) == "'a', 'b'"
    assert pointer(["a/b", "c~d", "0"]) == "/a~1b/c~0d/0"
    assert [shown(value) for value in ("x", None, True, 1.5, [1])] == ["'x'", "<nil>", "true", "1.5", "value"]


def test_trees() -> None:
    one, two = Failure(("a",), "one"), Failure(("a",), "two")
    assert grouped(("a",), [one]) is one
    group = grouped(("a",), [one, two])
    assert lines([group]) == ["- at '/a': validation failed", "  - at '/a': one", "  - at '/a': two"]
    assert lines([Failure((), "ref", (one,), transparent=True)]) == ["- at '/a': one"]
    assert lines([Failure((), "ref", (one, two), transparent=True)])[0] == "- at '': ref"
