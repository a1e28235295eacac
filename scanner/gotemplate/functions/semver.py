"""Semantic versions and constraints on them, by the rules of Masterminds/semver.

`satisfies` is what the Helm loader asks for kubeVersion and the versions of dependencies.
Constraints are alternatives joined by ``||``; each is a list of terms, all of which must
hold: an operator (``= != > < >= => <= =< ~ ~> ^``, none for ``=``) and a version in which
missing parts, ``x``, ``X`` and ``*`` leave the rest open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, ClassVar

from scanner.gotemplate.functions import function
from scanner.gotemplate.values import FunctionError, GoObject, Uint64
from scanner.patterns import lazy
from scanner.records import NamedTuple

_LABELS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = lazy(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-({_LABELS}))?(?:\+({_LABELS}))?")
_MAX_PART = (1 << 64) - 1


class BadVersion(ValueError):
    """Text that is no version, or no constraint; str() is Go's text for it."""


# --- versions ------------------------------------------------------------------------


class Version(GoObject):
    """*semver.Version.  Compare by `key`: metadata plays no part in precedence."""

    __slots__ = ("key", "major", "metadata", "minor", "original", "patch", "prerelease")

    go_type: ClassVar[str] = "*semver.Version"
    go_kind: ClassVar[str] = "ptr"
    go_methods: ClassVar[Mapping[str, str]] = {
        "Major": "func() uint64",
        "Minor": "func() uint64",
        "Patch": "func() uint64",
        "Prerelease": "func() string",
        "Metadata": "func() string",
        "Original": "func() string",
        "String": "func() string",
        "IncMajor": "func() semver.Version",
        "IncMinor": "func() semver.Version",
        "IncPatch": "func() semver.Version",
        "SetPrerelease": "func(string) (semver.Version, error)",
        "SetMetadata": "func(string) (semver.Version, error)",
        "Compare": "func(*semver.Version) int",
        "Equal": "func(*semver.Version) bool",
        "LessThan": "func(*semver.Version) bool",
        "LessThanEqual": "func(*semver.Version) bool",
        "GreaterThan": "func(*semver.Version) bool",
        "GreaterThanEqual": "func(*semver.Version) bool",
    }

    def __init__(self, major: int, minor: int, patch: int, prerelease: str, metadata: str, original: str = "") -> None:
        self.major, self.minor, self.patch = major, minor, patch
        self.prerelease, self.metadata = prerelease, metadata
        self.key = (major, minor, patch, _prerelease_key(prerelease))
        self.original = original or self.String()

    def go_fields(self) -> Mapping[str, Any]:
        return {
            "major": Uint64(self.major),
            "minor": Uint64(self.minor),
            "patch": Uint64(self.patch),
            "pre": self.prerelease,
            "metadata": self.metadata,
            "original": self.original,
        }

    def go_string(self) -> str:
        return self.String()

    def go_json(self) -> str:
        """What JSON and YAML show."""
        return self.String()

    def go_copy(self) -> Version:
        return type(self)(0, 0, 0, "", "")  # none of its fields is exported

    # The methods below are named as templates call them.

    def String(self) -> str:
        """The whole version, without the `v` it may have been written with."""
        text = f"{self.major}.{self.minor}.{self.patch}"
        text += f"-{self.prerelease}" if self.prerelease else ""
        return text + (f"+{self.metadata}" if self.metadata else "")

    def Major(self) -> Uint64:
        """The first number."""
        return Uint64(self.major)

    def Minor(self) -> Uint64:
        """The second number."""
        return Uint64(self.minor)

    def Patch(self) -> Uint64:
        """The third number."""
        return Uint64(self.patch)

    def Prerelease(self) -> str:
        """What stands behind the hyphen."""
        return self.prerelease

    def Metadata(self) -> str:
        """What stands behind the plus."""
        return self.metadata

    def Original(self) -> str:
        """The text it was read from."""
        return self.original

    def IncMajor(self) -> VersionValue:
        """The next major version."""
        return self._derived(self.major + 1, 0, 0)

    def IncMinor(self) -> VersionValue:
        """The next minor version."""
        return self._derived(self.major, self.minor + 1, 0)

    def IncPatch(self) -> VersionValue:
        """The next patch version; of a prerelease the release."""
        return self._derived(self.major, self.minor, self.patch + (0 if self.prerelease else 1))

    def SetPrerelease(self, prerelease: str) -> VersionValue:
        """This version with another prerelease."""
        _check_prerelease(prerelease)
        return self._derived(self.major, self.minor, self.patch, prerelease, self.metadata)

    def SetMetadata(self, metadata: str) -> VersionValue:
        """This version with other metadata."""
        if metadata and not re.fullmatch(_LABELS, metadata):
            raise FunctionError("invalid metadata string")
        return self._derived(self.major, self.minor, self.patch, self.prerelease, metadata)

    def _derived(self, major: int, minor: int, patch: int, prerelease: str = "", metadata: str = "") -> VersionValue:
        derived = VersionValue(major, minor, patch, prerelease, metadata)
        if self.original.startswith("v"):
            derived.original = "v" + derived.original
        return derived

    def Compare(self, other: Version) -> int:
        """-1, 0 or 1."""
        return (self.key > other.key) - (self.key < other.key)

    def Equal(self, other: Version) -> bool:
        """Whether neither precedes the other."""
        return self.key == other.key

    def LessThan(self, other: Version) -> bool:
        """Whether this one precedes."""
        return self.key < other.key

    def LessThanEqual(self, other: Version) -> bool:
        """Whether the other does not precede."""
        return self.key <= other.key

    def GreaterThan(self, other: Version) -> bool:
        """Whether the other precedes."""
        return self.key > other.key

    def GreaterThanEqual(self, other: Version) -> bool:
        """Whether this one does not precede."""
        return self.key >= other.key


class VersionValue(Version):
    """semver.Version itself, which methods such as IncMajor give."""

    __slots__ = ()

    go_type: ClassVar[str] = "semver.Version"
    go_kind: ClassVar[str] = "struct"


def _prerelease_key(prerelease: str) -> tuple[Any, ...]:
    """Sorts as semver.org says: none last; numbers before words; a longer list after its own beginning."""
    if not prerelease:
        return (1,)
    labels = prerelease.split(".")
    return (0, tuple((0, int(label), "") if label.isdigit() and label.isascii() else (1, 0, label) for label in labels))


def _check_prerelease(prerelease: str) -> None:
    for label in prerelease.split(".") if prerelease else ():
        if not re.fullmatch("[0-9A-Za-z-]+", label):
            raise FunctionError("invalid prerelease string")
        if label.isdigit() and len(label) > 1 and label[0] == "0":
            raise FunctionError("version segment starts with 0")


@lru_cache(maxsize=1024)
def parse(text: str) -> Version:
    """Read a version, loosely: a leading `v` and one to three numbers will do.  Raises `BadVersion`."""
    match = _VERSION.fullmatch(text)
    if not match or len(text) > 4000:
        raise BadVersion("invalid semantic version")
    numbers = [int(part or "0") for part in match.group(1, 2, 3)]
    for number, part in zip(numbers, match.group(1, 2, 3), strict=True):
        if number > _MAX_PART:
            raise BadVersion(f'error parsing version segment: strconv.ParseUint: parsing "{part}": value out of range')
    prerelease, metadata = match[4] or "", match[5] or ""
    if any(label.isdigit() and len(label) > 1 and label[0] == "0" for label in prerelease.split(".")):
        raise BadVersion("version segment starts with 0")
    return Version(*numbers, prerelease, metadata, text)


# --- constraints ---------------------------------------------------------------------

_OPERATOR = r"(?:!=|>=|=>|<=|=<|~>|=|>|<|~|\^|)"
_PART = r"[0-9xX|*]+"
_PATTERN = rf"v?({_PART})(\.{_PART})?(\.{_PART})?(-{_LABELS})?(\+{_LABELS})?"
_PLAIN_PATTERN = re.sub(r"\((?!\?)", "(?:", _PATTERN)
_SPACE = r"[\t\n\f\r ]"
_RANGE = lazy(rf"{_SPACE}*({_PLAIN_PATTERN}){_SPACE}+-{_SPACE}+({_PLAIN_PATTERN}){_SPACE}*")
_TERM = lazy(rf"{_SPACE}*({_OPERATOR}){_SPACE}*({_PATTERN})")
_SEPARATOR = lazy(rf"{_SPACE}*,|{_SPACE}+|\Z")
_LONGEST = 1000


class _Term(NamedTuple):
    """One term: `parts` is how many numbers were given (3: nothing is left open)."""

    operator: str
    version: Version
    parts: int


def _read_terms(text: str) -> list[_Term]:
    """The terms of one alternative, which are separated by spaces or commas."""
    terms = []
    position = 0
    while True:
        match = _TERM.match(text, position)
        if not match:
            raise BadVersion(f"improper constraint: {text}")
        terms.append(_term(match))
        position = match.end()
        separator = _SEPARATOR.match(text, position)
        if not separator:
            raise BadVersion(f"improper constraint: {text}")
        position = separator.end()
        if position >= len(text) and "," not in separator[0]:
            return terms


def _term(match: re.Match[str]) -> _Term:
    operator, _, major, minor, patch, prerelease, _ = match.groups()
    numbers = []
    for part in (major, minor, patch):
        number = (part or "").removeprefix(".")
        if number in ("", "x", "X", "*"):
            break
        numbers.append(number)
    text = ".".join((numbers + ["0", "0", "0"])[:3])
    if len(numbers) < 3:
        text += prerelease or ""
    else:
        text = match[2]
    try:
        return _Term(operator, parse(text), len(numbers))
    except BadVersion:
        raise BadVersion("constraint parser error") from None


@lru_cache(maxsize=1024)
def _constraint(text: str) -> list[list[_Term]]:
    """The alternatives of a constraint; raises `BadVersion`."""
    if len(text) > _LONGEST:
        raise BadVersion(f"improper constraint: {text[:50]}...")
    text = _RANGE.sub(r">= \1, <= \2 ", text)
    return [_read_terms(alternative) for alternative in text.split("||")]


def _holds(term: _Term, version: Version) -> bool:
    return _OPERATORS[term.operator](version, term)


def _equal(version: Version, term: _Term) -> bool:
    return version.key == term.version.key if term.parts == 3 else _tilde(version, term)


def _not_equal(version: Version, term: _Term) -> bool:
    wanted = term.version
    if term.parts == 3:
        return version.key != wanted.key
    if version.major != wanted.major:
        return True
    if term.parts < 2:
        return term.parts == 0 and (version.minor != wanted.minor or version.key != wanted.key)
    if version.minor != wanted.minor:
        return True
    return bool(version.prerelease or wanted.prerelease) and version.key[3] != wanted.key[3]


def _greater(version: Version, term: _Term) -> bool:
    wanted = term.version
    if term.parts in (0, 3) or version.major != wanted.major:
        return version.key > wanted.key
    return term.parts == 2 and version.minor > wanted.minor


def _less_or_equal(version: Version, term: _Term) -> bool:
    wanted = term.version
    if term.parts == 3:
        return version.key <= wanted.key
    if version.major != wanted.major:
        return version.major < wanted.major
    return term.parts == 1 or version.minor <= wanted.minor


def _tilde(version: Version, term: _Term) -> bool:
    """At least the version, with the same minor part (or major, where no minor is given)."""
    wanted = term.version
    if version.key < wanted.key:
        return False
    if wanted.key[:3] == (0, 0, 0) and term.parts in (0, 3):
        return True
    return version.major == wanted.major and (version.minor == wanted.minor or term.parts == 1)


def _caret(version: Version, term: _Term) -> bool:
    """At least the version, with the same leftmost part that is not zero."""
    wanted = term.version
    if version.key < wanted.key:
        return False
    if wanted.major > 0 or term.parts == 1:
        return version.major == wanted.major
    if version.major > 0:
        return False
    if wanted.minor > 0 or term.parts == 2:
        return version.minor == wanted.minor
    return version.minor == 0 and version.patch == wanted.patch


_OPERATORS: dict[str, Callable[[Version, _Term], bool]] = {
    "": _equal,
    "=": _equal,
    "!=": _not_equal,
    ">": _greater,
    "<": lambda version, term: version.key < term.version.key,
    ">=": lambda version, term: version.key >= term.version.key,
    "=>": lambda version, term: version.key >= term.version.key,
    "<=": _less_or_equal,
    "=<": _less_or_equal,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}


def satisfies(constraint: str, version: str) -> bool:
    """Whether `version` fulfils `constraint`; raises `BadVersion` (a ValueError) when one of them cannot be read.

    A prerelease fulfils only alternatives in which some term names a prerelease.
    """
    alternatives = _constraint(constraint)
    candidate = parse(version)
    return any(
        all(_holds(term, candidate) for term in terms)
        for terms in alternatives
        if not candidate.prerelease or any(term.version.prerelease for term in terms)
    )


# --- functions -----------------------------------------------------------------------


@function("semver", "func(string) (*semver.Version, error)")
def semver(text: str) -> Version:
    """The version; each call gives one of its own, as pointers compare by identity."""
    try:
        known = parse(text)
    except BadVersion as error:
        raise FunctionError(str(error)) from None
    return Version(known.major, known.minor, known.patch, known.prerelease, known.metadata, text)


@function("semverCompare", "func(string, string) (bool, error)")
def semver_compare(constraint: str, version: str) -> bool:
    """Whether the version fulfils the constraint."""
    try:
        return satisfies(constraint, version)
    except BadVersion as error:
        raise FunctionError(str(error)) from None
