"""Filter patterns of CloudWatch Logs."""

import pytest

from scanner.rules.event_filters import MAX_DEPTH, selects

DENIED = {"errorCode": "AccessDenied"}


@pytest.mark.parametrize(("pattern", "about", "expected"), [
    ('{ $.errorCode = "AccessDenied*" }', DENIED, True),
    ('{ $.errorCode = "*UnauthorizedOperation" }', DENIED, False),
    ('{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }', DENIED, True),
    ('{ ($.errorCode = "*UnauthorizedOperation") && ($.errorCode = "AccessDenied*") }', DENIED, False),
    ("{($.errorCode=AccessDenied)&&($.sourceIPAddress!=\"delivery.logs.amazonaws.com\")}", DENIED, True),
    ('{ $.errorCode != "AccessDenied" }', DENIED, False),
    ('{ $.a = "1" || $.a = "2" && $.a = "3" }', {"a": "1"}, True),  # && binds closer
    ('{ ($.a = "1" || $.a = "2") && $.a = "3" }', {"a": "1"}, False),
    ("{ $.userIdentity.invokedBy NOT EXISTS }", {"eventName": "x"}, True),
    ("{ $.userIdentity.invokedBy NOT EXISTS }", {"userIdentity.invokedBy": "x"}, False),
    ("{ $.userIdentity.invokedBy EXISTS }", {"userIdentity.invokedBy": "x"}, True),
    ("{ $.ok IS TRUE }", {}, True), ("{ $.ok IS TRUE }", {"ok": "x"}, False),
    ("{ $.latency > 5 && $.name = %^a+$% }", {"name": "b"}, True),
    ('{ $.name = "a[b]?" }', {"name": "a[b]?"}, True), ('{ $.name = "a?" }', {"name": "ab"}, False),
])  # fmt: skip
def test_which_events_a_pattern_lets_through(pattern: str, about: dict[str, str], expected: bool) -> None:
    assert selects(pattern, about) is expected


@pytest.mark.parametrize("pattern", [
    "", "ERROR", '"Root"', "{ $.a }", "{ $.a = }", "{ $.a = 1", "{ $.a = 1 } x", "{ ($.a = 1 }", "{ $.a LIKE 1 }", '{ $.a = "1 }',
    "{ $.a = 1 || }", "{" + "(" * (MAX_DEPTH + 2) + "$.a = 1" + ")" * (MAX_DEPTH + 2) + "}", "{ $.a = 1" + " || $.a = 1" * 1000 + " }",
])  # fmt: skip
def test_what_is_no_pattern_for_json(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        selects(pattern, {"a": "1"})
