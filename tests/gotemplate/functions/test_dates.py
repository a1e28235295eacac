from __future__ import annotations

import pytest

from scanner.gotemplate.functions.calendar import Time
from scanner.gotemplate.functions.dates import NOW
from scanner.gotemplate.values import Int32, Int64
from tests.gotemplate.functions.calls import Case, call, check, check_error, label

NOON = Time(1_710_504_000)  # 2024-03-15 12:00:00 UTC

CASES: list[Case] = [
    ("date", ("2006-01-02 15:04", NOON), "2024-03-15 12:00"),
    ("date", ("2006", 0), "1970"),
    ("date", ("2006", Int64(31_536_000)), "1971"),
    ("date", ("2006", Int32(0)), "1970"),
    ("date", ("2006-01-02", 0.0), "2024-01-01"),
    ("date", ("2006-01-02", "1999"), "2024-01-01"),
    ("dateInZone", ("15 MST", NOON, "America/New_York"), "08 EDT"),
    ("date_in_zone", ("15 MST", NOON, "Not/AZone"), "12 UTC"),
    ("htmlDate", (NOON,), "2024-03-15"),
    ("htmlDateInZone", (NOON, "Pacific/Kiritimati"), "2024-03-16"),
    ("unixEpoch", (NOON,), "1710504000"),
    ("toDate", ("2006-01-02", "2024-03-15"), Time(1_710_460_800)),
    ("toDate", ("2006-01-02", "someday"), Time(-62_135_596_800)),
    ("dateModify", ("-1h", NOON), Time(1_710_500_400)),
    ("date_modify", ("soon", NOON), NOON),
    ("mustDateModify", ("1m", NOON), Time(1_710_504_060)),
    ("ago", (Time(NOW.seconds - 90),), "1m30s"),
    ("ago", (0.0,), "0s"),
    ("duration", ("3661",), "1h1m1s"),
    ("duration", (Int64(5),), "5s"),
    ("duration", (5,), "0s"),
    ("duration", ("x",), "0s"),
    ("durationRound", ("26h",), "1d"),
    ("durationRound", ("24h",), "24h"),
    ("durationRound", ("-800h",), "1mo"),
    ("durationRound", ("9000h",), "1y"),
    ("durationRound", ("1s",), "0s"),
    ("durationRound", (Time(NOW.seconds - 7200),), "2h"),
    ("durationRound", (Int64(2_500_000_000),), "2s"),
    ("durationRound", (None,), "0s"),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_results(case: Case) -> None:
    check(case)


ERRORS: list[Case] = [
    ("mustToDate", ("2006", "x"), 'parsing time "x" as "2006": cannot parse "x" as "2006"'),
    ("mustDateModify", ("x", NOON), 'time: invalid duration "x"'),
]


@pytest.mark.parametrize("case", ERRORS, ids=label)
def test_errors(case: Case) -> None:
    check_error(case)


def test_now_is_a_fixed_instant() -> None:
    one, other = call("now"), call("now")
    assert one.go_json() == other.go_json() == "2024-01-01T00:00:00Z"
    assert one != other
