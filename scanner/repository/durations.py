"""Spans of time as Prometheus, Go and people write them."""

from __future__ import annotations

from scanner.patterns import lazy

_PART = lazy(
    r"(\d+(?:\.\d+)?)\s*(ms|milliseconds?|years?|y|weeks?|wk?|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|"
    r"secs?|s)\b|(\d+(?:\.\d+)?)(ms|[ywdhms])"
)
_SECONDS = {
    "ms": 0.001,
    "millisecond": 0.001,
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hr": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
    "w": 604800,
    "wk": 604800,
    "week": 604800,
    "y": 31536000,
    "year": 31536000,
}


def seconds(text: object) -> float:
    """The span in seconds, 0 for a text that is none; a bare number counts as seconds."""
    if isinstance(text, bool):
        return 0
    if isinstance(text, int | float):
        return float(text)
    if not isinstance(text, str) or len(text) > 100:
        return 0
    bare = text.strip().lower()
    if bare.replace(".", "", 1).isdigit():
        return float(bare)
    total = 0.0
    for found in _PART.finditer(bare):
        unit = found[2] or found[4]
        total += float(found[1] or found[3]) * _SECONDS[unit if unit in _SECONDS else unit.rstrip("s")]
    return total


def whole(text: object) -> int:
    """The same in whole seconds, rounded up."""
    value = seconds(text)
    return int(value) + (value > int(value)) if value < 10**12 else 0
