"""Filter patterns of CloudWatch Logs for events in JSON: functions of the rule language.

    { ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") && $.userIdentity.invokedBy NOT EXISTS }

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from scanner.patterns import lazy
from scanner.records import NamedTuple

_TOKEN = lazy(
    r"""\s*(?:(&&|\|\||[(){}]|!=|>=|<=|=|>|<)|"((?:[^"\\]|\\.)*)"|(%[^%]*%)|((?:[^\s(){}&|=!<>"]|&(?!&)|\|(?!\|))+))""")
_UNARY = frozenset(["EXISTS", "TRUE", "FALSE", "NULL"])

MAX_TOKENS = 2_000
MAX_DEPTH = 50


class _Token(NamedTuple):
    """`sign`: an operator or bracket, else "" ; `word`: anything else, of which `quoted` stood between quotes."""

    sign: str
    word: str
    quoted: bool


def selects(pattern: str, about: Mapping[str, object]) -> bool:
    """Whether a pattern lets events through that have these values ("userIdentity.type": "Root").

    Fields that are not named may have any value, and so may those that are compared by size or with %a regular
    expression%.  ValueError: it is no pattern for JSON.
    """
    reader = _Reader(_tokens(pattern), about)
    reader.take("{")
    found = reader.either(0)
    reader.take("}")
    if reader.left():
        raise ValueError("something stands behind the pattern")
    return found


def _tokens(pattern: str) -> list[_Token]:
    found: list[_Token] = []
    at, text = 0, pattern.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or len(found) >= MAX_TOKENS:
            raise ValueError("the pattern is not one for JSON, or too long")
        sign, quoted, regex, word = match.groups()
        found.append(_Token(sign or "", quoted if quoted is not None else regex or word or "", quoted is not None))
        at = match.end()
    return found


class _Reader:
    """Evaluates while it reads: and before or, as CloudWatch does."""

    def __init__(self, tokens: list[_Token], about: Mapping[str, object]) -> None:
        self.tokens, self.about, self.at = tokens, about, 0

    def left(self) -> bool:
        """Whether something is left to read."""
        return self.at < len(self.tokens)

    def take(self, sign: str) -> None:
        """Read a sign.  ValueError: another thing stands there."""
        if not self._skip(sign):
            raise ValueError(f"the pattern lacks a {sign}")

    def _skip(self, sign: str) -> bool:
        if self.left() and self.tokens[self.at].sign == sign:
            self.at += 1
            return True
        return False

    def _word(self) -> _Token:
        if not self.left() or self.tokens[self.at].sign:
            raise ValueError("the pattern lacks a field or a value")
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self, depth: int) -> bool:
        """or: all && ... || all && ..."""
        found = self._all(depth)
        while self._skip("||"):
            found = self._all(depth) or found
        return found

    def _all(self, depth: int) -> bool:
        found = self._term(depth)
        while self._skip("&&"):
            found = self._term(depth) and found
        return found

    def _term(self, depth: int) -> bool:
        if depth > MAX_DEPTH:
            raise ValueError("the pattern is nested too deep")
        if self._skip("("):
            found = self.either(depth + 1)
            self.take(")")
            return found
        field = self._word().word.removeprefix("$.")
        known = field in self.about
        if self.left() and not self.tokens[self.at].sign:
            return self._unary(known)
        sign = self.tokens[self.at].sign if self.left() else ""
        self.at += 1
        wanted = self._word()
        if sign not in ("=", "!=") or not known or wanted.word.startswith("%") and not wanted.quoted:
            return True
        is_like = fnmatchcase(str(self.about[field]), wanted.word.replace("[", "[[]").replace("?", "[?]"))
        return is_like == (sign == "=")

    def _unary(self, known: bool) -> bool:
        """IS TRUE, NOT EXISTS and the like: a value that is named exists and is a text."""
        words = [self._word().word.upper()]
        while words[-1] in ("IS", "NOT"):
            words.append(self._word().word.upper())
        if words[-1] not in _UNARY:
            raise ValueError("the pattern has a comparison that does not exist")
        return not known or (words[-1] == "EXISTS") == ("NOT" not in words)
