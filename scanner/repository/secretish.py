"""Names that call for a secret, and values that are one in plain text."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.patterns import lazy

_NAME = lazy(
    r"(?i)(?:^|[_\-.])(?:pass(?:word|wd|phrase)?|secret|token|api[_\-]?key|access[_\-]?key|private[_\-]?key|"
    r"credentials?|"
    r"auth[_\-]?key|client[_\-]?secret|signing[_\-]?key|encryption[_\-]?key|dsn|webhook[_\-]?url)(?:$|[_\-.0-9])"
)
_CAMEL = lazy(r"(?<=[a-z0-9])(?=[A-Z])")
# What points at a secret, says how to handle one, or is none: `tokenFile`, `secretName`, `password_min_length`.
_ABOUT = lazy(
    r"(?i)(?:name|file|path|ref|refs|key_?ref|length|expir\w*|ttl|seconds|minutes|days|enabled|required|type|url|"
    r"uri|endpoint|policy|"
    r"rotation|manager|provider|store|namespace|field|header|count|limit|size|age|algorithm|hash|id|version|regex|"
    r"pattern)$"
)
_ELSEWHERE = lazy(
    r"(?s)\$\{|\$\(|\$[A-Za-z_]|\{\{|<[^>]*>|%\(|%[A-Z_]+%|ENC\[|!vault|^vault:|^ref\+|^arn:|^projects/|^op://|^@"
)
_PLACEHOLDER = lazy(
    r"(?i)^(?:|x+|\*+|\.+|-+|changeme.*|change[_\- ]me.*|replace[_\- ]?me.*|todo|tbd|none|null|nil|true|false|yes|"
    r"no|required|optional|"
    r"your[_\- ].*|.*[_\- ]here|example.*|placeholder.*|dummy|fake|insert.*|set[_\- ].*|secret|password|token|"
    r"redacted|\d{1,4})$"
)


def names_secret(name: str) -> bool:
    """Whether a setting of that name holds a secret itself."""
    parts = _CAMEL.sub("_", name)
    return _NAME.search(parts) is not None and _ABOUT.search(parts) is None


def is_literal(value: object) -> bool:
    """Whether a value is written out, instead of taken from somewhere or left to fill in."""
    if not isinstance(value, str) or not 4 <= len(value.strip()) <= 4_096 or "\n" in value.strip():
        return False
    return _ELSEWHERE.search(value) is None and not is_placeholder(value)


def is_placeholder(value: str) -> bool:
    """Whether a text says that something is to be filled in."""
    return _PLACEHOLDER.match(value.strip()) is not None


def literals(settings: Mapping[str, object]) -> list[str]:
    """The names of the settings that hold a secret in plain text, sorted."""
    return sorted(name for name, value in settings.items() if names_secret(name) and is_literal(value))
