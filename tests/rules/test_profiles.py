"""Named choices of rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.paths import data_folder
from scanner.request import PROFILES as OFFERED
from scanner.rules import pack, profiles
from tests.manifests import rule

ON = rule(id="on")
OFF = rule(id="off", enabled=False)
CHART = rule(id="chart off", category="helm", engine="helm", enabled=False)


def ids(profile: str, *rules: object) -> list[str]:
    return [one.id for one in profiles.select(rules, profile)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("profile", "expected"), [
    ("default", ["on"]), ("production", ["on"]), ("all", ["on", "off", "chart off", "chart"]),
    ("pss-baseline", ["chart"]), ("security", ["on", "off", "chart"]), ("reliability", ["chart"]),
])
def test_what_belongs_to_a_profile(profile: str, expected: list[str]) -> None:
    chart = rule(id="chart", category="helm", engine="helm")
    chosen = ids(profile, ON, OFF, CHART, chart)
    assert [one for one in chosen if one != "chart"] == [one for one in expected if one != "chart"]
    assert "chart" in chosen


def test_every_profile_takes_some_of_the_built_in_rules() -> None:
    everything = pack.load()
    chosen = {name: {one.id for one in profiles.select(everything, name)} for name in profiles.PROFILES}
    assert chosen["all"] == {one.id for one in everything}
    for name in set(chosen) - {"all"}:
        assert 0 < len(chosen[name]) < len(chosen["all"])
    charts = {one.id for one in everything if one.engine == "helm" and one.enabled}
    assert chosen["security"] & chosen["reliability"] == charts != set()
    assert all(charts <= rules for rules in chosen.values())
    assert chosen["default"] < chosen["production"]


def test_reliability_names_categories_that_exist() -> None:
    assert {one.category for one in pack.load()} >= profiles.RELIABILITY_CATEGORIES


def test_the_command_offers_every_profile() -> None:
    assert OFFERED == tuple(profiles.PROFILES)


def test_the_order_of_rules_is_kept() -> None:
    assert ids("all", OFF, ON) == ["off", "on"]


def test_profiles_name_rules_and_parameters_that_exist() -> None:
    known = {one.id: one for one in pack.load()}
    named = {*profiles.PSS_BASELINE, *profiles.PSS_RESTRICTED, *profiles.PRODUCTION}
    named |= {rule_id for words in profiles.CPU_LIMITS.values() for rule_id in words}
    assert named <= known.keys()
    for name, profile in profiles.PROFILES.items():
        for rule_id, changed in profile.params.items():
            assert changed.keys() <= known[rule_id].params.keys(), (name, rule_id)
            assert all(type(value) is type(known[rule_id].params[key]) for key, value in changed.items())


def test_production_adds_only_what_default_leaves_out() -> None:
    assert not {one.id for one in pack.load() if one.enabled} & profiles.PRODUCTION


def test_the_levels_hold_the_controls_of_the_standard_and_what_charts_do_when_rendered() -> None:
    everything = pack.load()
    baseline, restricted = ({one.id: one for one in profiles.select(everything, name) if one.engine == "cel"}
                            for name in ("pss-baseline", "pss-restricted"))
    assert len(baseline) == 14 and len(restricted) == 19
    assert all("PSS baseline" in one.frameworks for one in baseline.values())
    assert all({"PSS baseline", "PSS restricted"} & {*one.frameworks} for one in restricted.values())


CPU = [rule(id=name, category="resources", enabled=False, severity="medium") for name in (
    "cpu-limits", "cpu-requests", "cpu-requests-equal-limits", "no-cpu-limits")]


@pytest.mark.parametrize(("profile", "stance", "expected"), [
    ("default", "", []), ("default", "require", ["cpu-limits"]), ("default", "forbid", ["no-cpu-limits"]),
    ("reliability", "ignore", ["cpu-requests"]), ("reliability", "forbid", ["cpu-requests", "no-cpu-limits"]),
    ("pss-baseline", "require", ["cpu-limits"]), ("all", "forbid", ["cpu-requests", "no-cpu-limits"]),
    ("all", "", ["cpu-limits", "cpu-requests", "cpu-requests-equal-limits", "no-cpu-limits"]),
])
def test_the_stance_on_cpu_limits(profile: str, stance: str, expected: list[str]) -> None:
    assert [one.id for one in profiles.select(CPU, profile, stance)] == expected


@pytest.mark.parametrize("profile", ["default", "reliability"])
def test_no_rule_about_cpu_limits_is_on_by_itself(profile: str) -> None:
    assert not {one.id for one in profiles.select(pack.load(), profile)} & profiles._CPU_LIMIT_RULES


@pytest.mark.parametrize("profile", list(profiles.PROFILES))
def test_what_is_switched_one_by_one_counts_whatever_the_profile(profile: str) -> None:
    switched = {"on": False, "off": True, "cpu-limits": True}
    chosen = profiles.select([ON, OFF, CPU[0]], profile, "ignore", switched)
    assert [one.id for one in chosen] == ["off", "cpu-limits"]


def test_parameters_of_a_profile_and_of_a_team() -> None:
    params = profiles.params("pss-restricted", {"unsafe-proc-mount": {"strict": False}, "x": {"y": 1}})
    assert params["unsafe-proc-mount"] == {"strict": False}
    assert params["x"] == {"y": 1}
    assert params["run-as-non-root"] == {"accept_run_as_user": False}
    assert profiles.params("all") == {}


def test_the_profiles_of_a_rule() -> None:
    assert profiles.names(ON) == ("default", "security", "production", "all")
    assert profiles.names(OFF) == ("security", "all")


def test_the_page_about_profiles_names_all_of_them() -> None:
    page = (Path(__file__).parents[2] / "docs/profiles.md").read_text(encoding="utf-8")
    assert [name for name in profiles.PROFILES if f"| `{name}` |" in page] == list(profiles.PROFILES)
    assert [word for word in profiles.CPU_LIMITS if f"| `{word}` |" in page] == list(profiles.CPU_LIMITS)


def test_the_configuration_offers_the_same_words() -> None:
    schema = json.loads((data_folder("schemas") / "config.schema.json").read_text(encoding="utf-8"))["properties"]
    assert schema["profile"]["enum"] == list(profiles.PROFILES)
    assert schema["cpu-limits"]["enum"] == list(profiles.CPU_LIMITS)
