"""Settings as a person would write them, each with the place that set it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.settings.records import Settings, TerraformChoice

DEFAULT = "default"

# Options that change settings: (name among the options of a command, key of the configuration, as it is written).
_OPTIONS = (
    ("profile", "profile", "--profile"), ("scope", "scope", "--scope"), ("ci_values", "ci-values", "--ci-values"),
    ("dependencies", "dependencies", "--dependencies"), ("inline_waivers", "inline-waivers", "--inline-waivers"),
)


def keys(settings: Settings) -> dict[str, Any]:
    """The settings by the keys of the configuration file; entries of maps by name are dotted."""
    found: dict[str, Any] = {
        "profile": settings.profile,
        "cpu-limits": settings.cpu_limits,
        "fail-on": settings.fail_on.word if settings.fail_on is not None else "none",
        "kube-version": settings.kube_version,
        "scope": "complete" if settings.complete else "partial",
        "dependencies": "show" if settings.dependencies else "hide",
        "ci-values": settings.test_values,
        "inline-waivers": settings.inline_waivers,
        "foreign-waivers": settings.foreign_waivers,
        "baseline": settings.baseline.name if settings.baseline is not None else "",
        "external": [f"{one.kind}/{one.name}" for one in settings.external],
        "exclude": list(settings.exclude),
        "rule-paths": [path.name for path in settings.rule_paths],
        "admission-policies": settings.admission_policies,
        "overrides": [sorted(one.rules) for one in settings.overrides],
        "waivers": [f"{', '.join(one.rules)}: {one.reason}" for one in settings.waivers],
    }
    found |= _people(settings)
    if settings.terraform:
        found["terraform"] = [_terraform(one) for one in settings.terraform]
    for rule, choice in settings.rules.items():
        said = {"enabled": choice.enabled, "severity": choice.severity.word if choice.severity is not None else None,
                "params": dict(choice.params) or None, "environments": list(choice.environments) or None}
        found[f"rules.{rule}"] = {key: value for key, value in said.items() if value is not None}
    for one in settings.environments:
        said = {"values": list(one.values), "set": list(one.set), "namespace": one.namespace, "release": one.release,
                "kube-version": one.kube_version, "api-versions": list(one.api_versions), "paths": list(one.paths),
                "production": one.production,
                "terraform": _terraform(one.terraform) if one.terraform is not None else ""}
        found[f"environments.{one.name}"] = {key: value for key, value in said.items() if value not in ("", [])}
    return found


def _terraform(choice: TerraformChoice) -> dict[str, Any]:
    said = {"variable-files": list(choice.files), "variables": dict(choice.variables), "workspace": choice.workspace,
            "modules": dict(choice.modules)}
    return {key: value for key, value in said.items() if value not in ("", [], {})}


def _people(settings: Settings) -> dict[str, Any]:
    """What is said about the checklist; keys that nobody has set are left out."""
    people = settings.people
    checklist = {
        "params": {item: dict(params) for item, params in settings.checklist_params.items()},
        "gates": dict(people.gates), "levels": dict(people.levels or {}),
        "sign-off": {group: list(roles) for group, roles in people.roles.items()},
        "decision": _rules(people.rules) if people.rules is not None else {}, "aliases": dict(people.aliases),
    }
    said = {
        "checklist": {key: value for key, value in checklist.items() if value},
        "attestations": len(people.attestations), "sign-offs": len(people.sign_offs),
        "attesters": [{"items": list(one.items), "by": list(one.by), "roles": list(one.roles)} for one in people.attesters],
        "teams": {name: list(members) for name, members in people.teams.items()},
    }
    return {key: value for key, value in said.items() if value}


def _rules(rules: Any) -> dict[str, Any]:
    bars = {word: {"gates": dict(bar.gates), "not-met": {name: one.word for name, one in bar.not_met.items()}}
            for word, bar in (("rejected", rules.rejected), ("conditional", rules.conditional))}
    return {"roles": list(rules.roles), **bars}


def origins(settings: Settings, given: Mapping[str, Any]) -> dict[str, str]:
    """Where each key was set: an option, a place in a file, or nowhere."""
    found = {key: settings.origins.get(key, DEFAULT) for key in keys(settings)}
    return found | {key: option for name, key, option in _OPTIONS if given.get(name) is not None}


def as_text(settings: Settings, given: Mapping[str, Any], origin: bool) -> str:
    """One line for each key, with its origin when asked for."""
    return "\n".join(_lines(keys(settings), origins(settings, given) if origin else {})) + "\n"


def _lines(values: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[str]:
    for key, value in values.items():
        text = f"{key}: {json.dumps(value, ensure_ascii=False)}"
        yield f"{text:<60}  # {places[key]}" if places else text


def as_json(settings: Settings, given: Mapping[str, Any]) -> str:
    """Values and origins by key."""
    places = origins(settings, given)
    data = {key: {"value": value, "origin": places[key]} for key, value in keys(settings).items()}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
