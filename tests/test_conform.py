"""Data held against a schema, and what is said about the differences."""

from __future__ import annotations

import pytest

from scanner.conform import Failure, failures, nearest, shown, suggestion

RULE = {
    "id": "my-rule", "title": "Containers name an image", "severity": "high", "since": "0.1.0",
    "why": "Nothing runs without an image.", "remediation": "Write the image.",
    "match": {"kind": "workload", "each": "containers"}, "assert": "has(self.image)", "field": "image",
    "message": "No image.", "examples": [{"name": "good", "passes": "x"}, {"name": "bad", "fails": "x"}],
}


def problems(**changes: object) -> list[Failure]:
    data = {**RULE, **changes}
    return failures({key: value for key, value in data.items() if value is not None}, "rule.schema.json")


def test_what_follows_the_schema() -> None:
    assert problems() == []


@pytest.mark.parametrize(("changes", "path", "problem", "on_key"), [
    ({"massage": "x", "message": None}, ("massage",), "unknown key 'massage'; did you mean 'message'?", True),
    ({"severity": "hihg"}, ("severity",),
     "'hihg' is not one of info, low, medium, high, critical; did you mean 'high'?",
     False),
    ({"severity": 3}, ("severity",), "3 is not one of info, low, medium, high, critical", False),
    ({"severity": None}, (), "'severity' is missing", False),
    ({"assert": None}, (), "'assert' is missing", False),
    ({"uses": "guards"}, ("uses",), "'guards' is not of type 'array'", False),
    ({"uses": [1]}, ("uses", 0), "1 is not of type 'string'", False),
    ({"title": "short"}, ("title",), "it has 5 characters, at least 8 are wanted", False),
    ({"checklist": ["a/b", "a/b"]}, ("checklist",), "an entry stands there twice", False),
    ({"remediation": {"plain": "Write the image.", "hlem": "x"}}, ("remediation", "hlem"),
     "unknown key 'hlem'; did you mean 'helm'?", True),
    ({"match": {"kind": "workload", "eaches": "x"}}, ("match", "eaches"), "unknown key 'eaches'; did you mean 'each'?",
     True),
    ({"match": {"kind": []}}, ("match", "kind"), "it has 0 entries, at least 1 are wanted", False),
])
def test_differences(changes: dict[str, object], path: tuple[str, ...], problem: str, on_key: bool) -> None:
    assert problems(**changes) == [Failure(path, problem, on_key)]


def test_words_of_the_schema_itself() -> None:
    (failure,) = problems(id="My_Rule")
    assert failure.problem == "expected lower-case words joined by hyphens, found 'My_Rule'"
    (failure,) = problems(examples=[{"name": "good", "passes": "x"}, {"name": "other", "passes": "x"}])
    assert failure.problem.startswith("expected at least one example that fails")
    (failure,) = problems(examples=[*RULE["examples"], {"name": "both", "passes": "x", "fails": "y"}])
    assert failure.path == ("examples", 2) and "either passes or fails" in failure.problem
    (failure,) = problems(engine="helm")
    assert "only the text" in failure.problem


def test_all_differences_are_told() -> None:
    found = problems(severity="urgent", zzz=1, why=None)
    assert [one.problem.split(";")[0] for one in found] == [
        "'why' is missing", "'urgent' is not one of info, low, medium, high, critical", "unknown key 'zzz'"]


@pytest.mark.parametrize("data", [None, [], "text", 3, {1: 2}])
def test_what_is_no_map_at_all(data: object) -> None:
    assert failures(data, "rule.schema.json")


def test_near_words() -> None:
    assert nearest("profil", ["profile", "rules"]) == "; did you mean 'profile'?"
    assert nearest("zzz", ["profile"]) == ""
    assert suggestion("zzz", ["b", "a"]) == "; known keys are a, b"
    assert nearest("x" * 1_000_000, ["profile"]) == ""


def test_long_values_are_cut() -> None:
    assert len(shown("x" * 500)) == 60
