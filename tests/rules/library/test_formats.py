"""Named formats, by the documentation of the format library of Kubernetes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules.library.formats import FORMATS, named, validate
from tests.rules.library.expressions import value

CASES = [
    ("dns1123Label", ["web", "a-1", "1a"], ["", "Web", "a.b", "-a", "a-", "a" * 64]),
    ("dns1123Subdomain", ["web", "a.b-c.d1"], ["", "a..b", "A.b", ".a", "a" * 254]),
    ("dns1035Label", ["web", "a-1"], ["1a", "", "a.b"]),
    ("qualifiedName", ["app", "example.com/App_v1.2"], ["", "/x", "a/b/c", "Example.com/x", "example.com/", "x" * 64]),
    ("dns1123LabelPrefix", ["web-", "web"], ["-", "web.", "Web-"]),
    ("dns1123SubdomainPrefix", ["a.b-", "a.b"], ["a.b.", "A-"]),
    ("dns1035LabelPrefix", ["web-"], ["1-", "-"]),
    ("labelValue", ["", "v1.2_x"], ["-x", "a b", "x" * 64]),
    ("uri", ["https://example.com/x", "/x"], ["x", "https://a:b:c"]),
    ("uuid", ["123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000"], ["123", "x" * 36]),
    ("byte", ["aGVsbG8="], ["aGVsbG8", "?", ""]),
    ("date", ["2024-02-29"], ["2023-02-29", "2024-2-1", "today"]),
    ("datetime", ["2024-02-29T12:00:00Z", "2024-02-29t12:00:00.5+01:00"], ["2024-02-29", "2024-02-29T25:00:00Z"]),
]


@pytest.mark.parametrize(("name", "good", "bad"), CASES)
def test_formats(name: str, good: list[str], bad: list[str]) -> None:
    for text in good:
        assert value(f"format.{name}().validate(object).hasValue()", object=text) is False, text
        assert value(f"format.named('{name}').value().validate(object).hasValue()", object=text) is False
    for text in bad:
        found = value(f"format.{name}().validate(object).orValue([])", object=text)
        assert found and all(isinstance(one, str) for one in found), text


def test_every_format_has_its_cases() -> None:
    assert {name for name, _, _ in CASES} == set(FORMATS)


def test_other_names() -> None:
    assert value("format.named('nothing').hasValue()") is False
    assert value("format.named(object).hasValue()", object="uuid") is True
    assert named("nothing") == {}


@given(st.sampled_from(sorted(FORMATS)), st.text(max_size=30))
def test_any_text_is_judged(name: str, text: str) -> None:
    assert all(isinstance(one, str) for one in validate(named(name), text))
