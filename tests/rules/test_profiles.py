"""Named choices of rules."""

from __future__ import annotations

import pytest

from scanner.request import PROFILES as OFFERED
from scanner.rules import pack, profiles
from tests.manifests import rule

ON = rule(id="on")
OFF = rule(id="off", enabled=False)
CHART = rule(id="chart", engine="helm", enabled=False)


def ids(profile: str, *rules: object) -> list[str]:
    return [one.id for one in profiles.select(rules, profile)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("profile", "expected"), [("default", ["on", "chart"]), ("all", ["on", "off", "chart"])])
def test_rules_that_are_off_belong_to_all_alone(profile: str, expected: list[str]) -> None:
    assert ids(profile, ON, OFF, CHART) == expected


def test_every_profile_takes_some_of_the_built_in_rules() -> None:
    everything = pack.load()
    chosen = {name: {one.id for one in profiles.select(everything, name)} for name in profiles.PROFILES}
    assert chosen["all"] == {one.id for one in everything}
    for name in ("default", "security", "reliability"):
        assert 0 < len(chosen[name]) < len(chosen["all"])
    outside = {one.id for one in everything if one.engine == "helm"}
    assert chosen["security"] & chosen["reliability"] == outside != set()


def test_reliability_names_categories_that_exist() -> None:
    assert {one.category for one in pack.load()} >= profiles.RELIABILITY_CATEGORIES


def test_the_command_offers_every_profile() -> None:
    assert OFFERED == tuple(profiles.PROFILES)


def test_the_order_of_rules_is_kept() -> None:
    assert ids("all", OFF, ON) == ["off", "on"]
