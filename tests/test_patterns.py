"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from scanner.patterns import compiled_later, lazy


def test_a_lazy_pattern_works_like_a_compiled_one() -> None:
    pattern = lazy(r"(?P<word>[a-z]+)-(\d)", re.IGNORECASE)
    match = pattern.fullmatch("AB-1")
    assert match is not None and match["word"] == "AB"
    assert pattern.sub("x", "a-1 b-2") == "x x"
    assert [found[2] for found in pattern.finditer("a-1 b-2")] == ["1", "2"]
    assert pattern.pattern == r"(?P<word>[a-z]+)-(\d)"


def test_patterns_of_bytes() -> None:
    assert lazy(rb"\d+").findall(b"1 22") == [b"1", b"22"]


def test_only_methods_of_patterns_compile() -> None:
    broken = lazy("(")
    assert not hasattr(broken, "no_such_method")
    with pytest.raises(re.error):
        broken.match("")


def test_compiling_is_put_off_only_meanwhile() -> None:
    with compiled_later():
        later = re.compile("a+")
    assert not isinstance(later, re.Pattern) and later.fullmatch("aa")
    assert isinstance(re.compile("a+"), re.Pattern)


def test_the_library_works_as_ever() -> None:
    import scanner.located  # noqa: F401 - imports the library in its own way
    import yaml

    text = "a: 2020-01-02\nb: 1.5\nc: [0x1F, ~, yes]\n"
    assert yaml.load(text, Loader=yaml.SafeLoader) == yaml.load(text, Loader=yaml.CSafeLoader)
    assert yaml.safe_load(text)["b"] == 1.5
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load("a: \x00")
