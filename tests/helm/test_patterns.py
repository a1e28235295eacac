"""path.Match and gobwas globs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.helm.patterns import PatternError, glob, path_match

PATH_MATCHES = [
    ("*", "abc", True),
    ("*", "a/b", False),
    ("*.yaml", "a.yaml", True),
    ("*.yaml", ".yaml", True),
    ("a?c", "abc", True),
    ("a?c", "a/c", False),
    ("a?c", "aéc", True),
    ("[a-c]x", "bx", True),
    ("[a-c]x", "dx", False),
    ("[^a-c]x", "dx", True),
    ("[^a]", "/", True),
    ("[z-a]", "m", False),
    ("[^z-a]", "m", True),
    (r"\*", "*", True),
    (r"\*", "a", False),
    (r"[\]]", "]", True),
    ("a/*/c", "a/b/c", True),
    ("a/*/c", "a/b/d/c", False),
    ("plain.txt", "plain.txt", True),
    ("plain.txt", "plainxtxt", False),
    ("", "", True),
    ("*\n", "a\n", True),
]


@pytest.mark.parametrize(("pattern", "name", "expected"), PATH_MATCHES)
def test_path_match(pattern: str, name: str, expected: bool) -> None:
    assert path_match(pattern)(name) is expected


@pytest.mark.parametrize("pattern", ["[", "[]", "[a", "[a-", "[a-]", "[-a]", "[^]", "a\\", "[\\"])
def test_malformed_path_patterns(pattern: str) -> None:
    with pytest.raises(PatternError, match="syntax error in pattern"):
        path_match(pattern)


GLOBS = [
    ("*", "a.txt", True),
    ("*", "a/b.txt", False),
    ("**", "a/b.txt", True),
    ("conf/*", "conf/a", True),
    ("conf/*", "conf/a/b", False),
    ("conf/**", "conf/a/b", True),
    ("**.txt", "a/b.txt", True),
    ("?.txt", "a.txt", True),
    ("?", "/", False),
    ("[ab]", "b", True),
    ("[ab-z]", "-", True),
    ("[ab-z]", "m", False),
    ("[a-c]", "b", True),
    ("[!a-c]", "b", False),
    ("[!ab]", "c", True),
    ("[^a]", "^", True),
    ("{a,b}.txt", "b.txt", True),
    ("{a,b{1,2}}.txt", "b2.txt", True),
    ("{a,*.md}", "x.md", True),
    ("a,b", "a,b", True),
    ("{a", "a", True),
    (r"\*", "*", True),
    (r"[\]]", "]", True),
    ("", "", True),
]


@pytest.mark.parametrize(("pattern", "name", "expected"), GLOBS)
def test_glob(pattern: str, name: str, expected: bool) -> None:
    assert glob(pattern)(name) is expected


@pytest.mark.parametrize("pattern", ["[", "[]", "[a-", "[a-zA-Z]", "[z-a]", "[!]", "{" * 30])
def test_malformed_globs(pattern: str) -> None:
    with pytest.raises(PatternError):
        glob(pattern)


def test_names_that_are_no_text() -> None:
    assert path_match("*.bin")("a\udcff.bin")
    assert glob("?")("\udcff")


def test_hostile_patterns_are_linear() -> None:
    start = time.perf_counter()
    assert not path_match("*a" * 200 + "b")("a" * 20_000)
    assert not glob("{" + ",".join(["*a"] * 50) + "}" + "*a" * 50 + "b")("a" * 5_000)
    assert time.perf_counter() - start < 2


@given(st.text(st.sampled_from("ab/.é"), max_size=12))
def test_escaped_names_match_themselves_only(name: str) -> None:
    pattern = "".join("\\" + char for char in name)
    assert path_match(pattern)(name)
    assert glob(pattern)(name)
    assert not path_match(pattern)(name + "x")
