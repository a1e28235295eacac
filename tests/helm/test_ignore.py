""".helmignore."""

import pytest

from scanner.helm.errors import ChartError
from scanner.helm.ignore import parse

CASES = [
    # rules, path, is a directory, ignored
    ("", "a.txt", False, False),
    ("# a.txt", "a.txt", False, False),
    ("a.txt", "a.txt", False, True),
    ("a.txt", "deep/er/a.txt", False, True),
    ("  a.txt \r", "a.txt", False, True),
    ("/a.txt", "a.txt", False, True),
    ("/a.txt", "deep/a.txt", False, False),
    ("deep/a.txt", "deep/a.txt", False, True),
    ("deep/a.txt", "more/deep/a.txt", False, False),
    ("dir/", "dir", True, True),
    ("dir/", "dir", False, False),
    ("*.txt", "x/y.txt", False, True),
    ("*.TXT", "y.txt", False, False),
    ("!a.txt", "a.txt", False, False),
    ("!a.txt", "b.txt", False, True),
    ("!dir/", "b.txt", False, True),
    ("!dir/", "dir", True, False),
    ("!a.txt\na.txt", "a.txt", False, True),
    ("\ufeffa.txt", "a.txt", False, True),
    ("a\\/", "a", True, False),
    ("", "templates/.x.swp", False, True),
    ("", "templates/sub/.x.swp", False, False),
    ("", ".x", False, False),
]


@pytest.mark.parametrize(("text", "path", "is_directory", "expected"), CASES)
def test_rules(text: str, path: str, is_directory: bool, expected: bool) -> None:
    assert parse(text).ignores(path, is_directory) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [("a/**/b", "double-star (**) syntax is not supported"), ("ok\n[", "syntax error in pattern")],
)
def test_malformed(text: str, message: str) -> None:
    with pytest.raises(ChartError) as caught:
        parse(text)
    assert str(caught.value) == message
