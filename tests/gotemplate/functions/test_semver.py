from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.gotemplate.functions.semver import BadVersion, Version, parse, satisfies
from scanner.gotemplate.values import FunctionError, Uint64
from tests.gotemplate.functions.calls import call, check_error

# constraint: versions that fulfil it, versions that do not
CONSTRAINTS: list[tuple[str, str, str]] = [
    ("1.2.3", "1.2.3 v1.2.3 1.2.3+build", "1.2.4 1.2.3-rc.1"),
    ("=1.2", "1.2.0 1.2.9", "1.3.0"),
    ("!=1.2.3", "1.2.4", "1.2.3"),
    ("!=1.2", "1.3.0 2.2.0", "1.2.0 1.2.7"),
    ("!=1.x", "2.0.0", "1.0.0 1.9.9"),
    (">1", "2.0.0", "1.0.0 1.9.9"),
    (">1.2", "1.3.0 2.0.0", "1.2.0 1.2.9"),
    (">1.2.3", "1.2.4", "1.2.3"),
    (">=1.19", "1.19.0 1.28.3", "1.18.9 1.28.3-gke.100"),
    (">=1.19-0", "1.19.0 1.28.3-gke.100", "1.18.9"),
    ("=>2", "2.0.0", "1.9.9"),
    ("<1.2", "1.1.9", "1.2.0"),
    ("<=1.2", "1.2.9 1.0.0 0.9.0", "1.3.0 2.0.0"),
    ("=<1", "1.9.9", "2.0.0"),
    ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0"),
    ("~>1", "1.0.0 1.9.0", "0.9.0 2.0.0"),
    ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0"),
    ("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2"),
    ("^0.0.3", "0.0.3", "0.0.4"),
    ("^0", "0.0.0 0.9.0", "1.0.0"),
    ("^0.0", "0.0.7", "0.1.0"),
    ("*", "0.0.0 9.9.9", "1.0.0-alpha"),
    ("1.x.x", "1.4.2", "2.0.0"),
    (">=1.0.0 <2.0.0", "1.5.0", "2.0.0 0.9.0"),
    (">=1.0, <2", "1.5.0", "2.0.0"),
    ("<1 || >=3", "0.5.0 3.0.0", "2.0.0"),
    ("1.2 - 2.3.4", "1.2.0 2.3.4", "1.1.9 2.3.5"),
    (">=1.0.0-alpha.2", "1.0.0-alpha.10 1.0.0-beta 1.0.0", "1.0.0-alpha.1 1.0.0-alpha"),
]


@pytest.mark.parametrize(("constraint", "good", "bad"), CONSTRAINTS)
def test_constraints(constraint: str, good: str, bad: str) -> None:
    assert [version for version in good.split() if not satisfies(constraint, version)] == []
    assert [version for version in bad.split() if satisfies(constraint, version)] == []
    assert call("semverCompare", constraint, good.split()[0]) is True


@pytest.mark.parametrize("constraint", ["", " ", "==1", ">>1", "1.2.3.4", "1,", "1 ||", "abc", "1 foo", ">=", "1.2.3-"])
def test_bad_constraints(constraint: str) -> None:
    with pytest.raises(BadVersion, match="^improper constraint: "):
        satisfies(constraint, "1.0.0")
    with pytest.raises(FunctionError, match="improper constraint"):
        call("semverCompare", constraint, "1.0.0")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1", "1.0.0"), ("v1.2", "1.2.0"), ("01.2.3", "1.2.3"), ("1.2.3-a.1+b.2", "1.2.3-a.1+b.2")],
)
def test_versions(text: str, shown: str) -> None:
    version = call("semver", text)
    assert version.String() == shown == version.go_json()
    assert version.Original() == text


@pytest.mark.parametrize("text", ["", "x", "1.2.3.4", "V1", "1.2.3 ", "1.2.3-", "1.2.3+", "-1", "1.²"])
def test_bad_versions(text: str) -> None:
    check_error(("semver", (text,), "invalid semantic version"))
    check_error(("semverCompare", ("*", text), "invalid semantic version"))


def test_other_bad_versions() -> None:
    check_error(("semver", ("1.2.3-01",), "version segment starts with 0"))
    with pytest.raises(ValueError, match="out of range"):
        parse("99999999999999999999")


def test_methods() -> None:
    version = call("semver", "v1.2.3-rc.1+meta")
    assert (version.Major(), version.Minor(), version.Patch()) == (1, 2, 3)
    assert type(version.Major()) is Uint64
    assert (version.Prerelease(), version.Metadata()) == ("rc.1", "meta")
    assert version.IncMajor().Original() == "v2.0.0"
    assert version.IncMinor().String() == "1.3.0"
    assert version.IncPatch().String() == "1.2.3"
    assert version.SetPrerelease("beta").String() == "1.2.3-beta+meta"
    assert version.SetMetadata("").String() == "1.2.3-rc.1"
    with pytest.raises(FunctionError):
        version.SetMetadata("a b")
    assert set(version.go_methods) <= set(dir(version))


def test_precedence_is_that_of_the_specification() -> None:
    labels = "-alpha -alpha.1 -alpha.beta -beta -beta.2 -beta.11 -rc.1".split()
    versions = [parse("1.0.0" + label) for label in (*labels, "")]
    assert sorted(reversed(versions), key=lambda version: version.key) == versions
    assert versions[0].Compare(versions[1]) == -1 and versions[1].GreaterThan(versions[0])
    assert parse("1.0.0+a").Equal(parse("1.0.0+b"))


VERSIONS = st.builds(
    lambda parts, label: Version(*parts, label, ""),
    st.tuples(*[st.integers(0, 3)] * 3),
    st.sampled_from(["", "a", "a.1", "1"]),
)


@given(VERSIONS, VERSIONS)
def test_the_comparisons_belong_together(one: Version, other: Version) -> None:
    left, right = one.String(), other.String()
    suffix = "" if other.Prerelease() else "-0"  # a term with a prerelease admits them
    at_least = one.Compare(Version(*other.key[:3], other.Prerelease() or "0", "")) >= 0
    assert satisfies(f">={right}{suffix}", left) is at_least
    assert satisfies(f"<{right}{suffix}", left) is not at_least
    assert parse(left).Equal(one)
