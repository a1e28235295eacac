"""Inputs of the action as options."""

from __future__ import annotations

import pytest

from scanner.workflow.inputs import PREFIX, options, paths
from tests.action.runner import action


@pytest.mark.parametrize(("name", "value", "expected"), [
    ("CONFIG", "my file.yaml", ["--config=my file.yaml"]),
    ("CONFIG", "  ", []),
    ("PROFILE", "--exit-zero", ["--profile=--exit-zero"]),  # a value stays a value
    ("VALUES", "a.yaml\n\n  b c.yaml \r\n", ["--values=a.yaml", "--values=b c.yaml"]),
    ("ENVIRONMENT", "staging\nproduction", ["--env=staging", "--env=production"]),
    ("REPORTS", "html=a.html", ["--output=html=a.html"]),
    ("ALLOW_EMPTY", "true", ["--allow-empty"]),
    ("ALLOW_EMPTY", "no", ["--no-allow-empty"]),
    ("ARGS", "--set 'a=b c' -v", ["--set", "a=b c", "-v"]),
    ("ARGS", "$(x) `y`; z", ["$(x)", "`y`;", "z"]),
    ("OTHER", "x", []),
])
def test_options(name: str, value: str, expected: list[str]) -> None:
    assert list(options({PREFIX + name: value})) == expected


def test_args_that_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="the input args cannot be split into words: No closing quotation"):
        list(options({f"{PREFIX}ARGS": "'"}))


def test_paths() -> None:
    assert paths({f"{PREFIX}PATHS": "a\n b c \n\n"}) == ["a", "b c"] and paths({}) == []


def test_every_variable_of_the_action_is_read() -> None:
    (step,) = [step for step in action()["runs"]["steps"] if step["name"] == "Scan"]
    names = {name.removeprefix(PREFIX) for name in step["env"]} - {"COMMAND"}
    for name in names:
        given = {PREFIX + name: "x"}
        assert list(options(given)) or paths(given), name
