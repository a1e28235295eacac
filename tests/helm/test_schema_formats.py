"""Formats of JSON schema."""

import pytest

from scanner.helm.schema_formats import complaint

GOOD = [
    ("date", "2024-02-29"),
    ("date", "0000-02-29"),
    ("date-time", "2024-01-02T03:04:05.678+01:00"),
    ("date-time", "2024-12-31t23:59:60z"),
    ("duration", "P1Y2M3DT4H5M6S"),
    ("duration", "P3W"),
    ("email", "a.b@example.com"),
    ("email", '"a b"@[1.2.3.4]'),
    ("email", "a@[IPv6:::1]"),
    ("hostname", "a-b.example.com."),
    ("ipv4", "255.0.0.1"),
    ("ipv6", "::ffff:1.2.3.4"),
    ("json-pointer", "/a~1b/~0"),
    ("regex", "^a[b]*$"),
    ("relative-json-pointer", "1/a"),
    ("relative-json-pointer", "0#"),
    ("semver", "1.2.3-rc.1+b"),
    ("time", "23:59:60Z"),
    ("uri", "https://example.com/a?b#c"),
    ("uri", "urn:a:b"),
    ("uri-reference", "../a"),
    ("uuid", "01234567-89ab-CDEF-0123-456789abcdef"),
    ("int32", "anything"),
]


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_good(name: str, text: str) -> None:
    assert complaint(name, text) == ""


BAD = [
    ("date", "2023-02-29", "parsing time"),
    ("date", "2024-1-1", "parsing time"),
    ("date-time", "2024-01-02 03:04:05Z", "11th character must be t or T"),
    ("date-time", "2024-01-02T03:04Z", "less than 20 characters long"),
    ("duration", "1Y", "must start with P"),
    ("duration", "P", "nothing after P"),
    ("duration", "P1D2Y", "invalid duration"),
    ("duration", "P1DT", "no time elements"),
    ("email", "no", "missing @"),
    ("email", ".a@b", "starts with dot"),
    ("email", "a..b@c", "consecutive dots"),
    ("email", "a b@c", "invalid character ' '"),
    ("email", "a@-b", "invalid domain: label starts with hyphen"),
    ("hostname", "a..b", "label must be 1 to 63 characters long"),
    ("hostname", "a_b", "invalid character '_'"),
    ("ipv4", "1.2.3", "expected four decimals"),
    ("ipv4", "01.2.3.4", "leading zeros"),
    ("ipv4", "256.2.3.4", "decimal must be between 0 and 255"),
    ("ipv6", "1.2.3.4", "missing colon"),
    ("ipv6", "::1%eth0", "zone id is not a part of ipv6 address"),
    ("json-pointer", "a", "not starting with /"),
    ("json-pointer", "/~2", "~ must be followed by 0 or 1"),
    ("regex", "(", "error parsing regexp: missing closing ): `(`"),
    ("relative-json-pointer", "01", "starts with zero"),
    ("relative-json-pointer", "/a", "must start with non-negative integer"),
    ("semver", "1.2", "versionCore must have 3 numbers separated by dot"),
    ("time", "24:00:00Z", "hour/min/sec out of range"),
    ("time", "12:00:60Z", "invalid leap second"),
    ("uri", "a/b", "relative url"),
    ("uri", "::", 'parse "::": missing protocol scheme'),
    ("uri-reference", "\\a", "contains \\"),
    ("uuid", "x", "must have 5 elements"),
    ("uuid", "0123456g-89ab-cdef-0123-456789abcdef", "non-hex character 'g'"),
]


@pytest.mark.parametrize(("name", "text", "reason"), BAD)
def test_bad(name: str, text: str, reason: str) -> None:
    assert complaint(name, text).startswith(reason)
