"""Settings out of the files of a configuration; what is said later holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scanner.model.graph import External
from scanner.model.rule import Severity
from scanner.model.waiver import WaiverEntry, is_day
from scanner.settings import fail_on, nearest
from scanner.settings.file import Layer
from scanner.settings.records import (
    PRODUCTION_NAMES,
    Attesters,
    Environment,
    Override,
    People,
    RuleChoice,
    Settings,
    TerraformChoice,
    Written,
)

# Keys whose values are taken as they are: (key, field).
_PLAIN = (("profile", "profile"), ("cpu-limits", "cpu_limits"), ("kube-version", "kube_version"), ("ci-values", "test_values"),
          ("inline-waivers", "inline_waivers"), ("admission-policies", "admission_policies"),
           ("foreign-waivers", "foreign_waivers"))


_PEOPLE = frozenset({"attestations", "sign-offs", "attesters", "teams", "checklist"})
"""Keys about the checklist as a matter between people."""


def settings_of(layers: Iterable[Layer]) -> Settings:
    """The settings of some files, the most general first.  SettingsError for what the schema cannot tell."""
    settings = Settings()
    for layer in layers:
        settings = _with(settings, layer)
    return settings


def _with(settings: Settings, layer: Layer) -> Settings:
    data = layer.data
    changed: dict[str, Any] = {field: data[key] for key, field in _PLAIN if key in data}
    if "fail-on" in data:
        changed["fail_on"] = fail_on(data["fail-on"])
    if "scope" in data:
        changed["complete"] = data["scope"] == "complete"
    if "dependencies" in data:
        changed["dependencies"] = data["dependencies"] == "show"
    if "baseline" in data:
        changed["baseline"] = layer.folder / data["baseline"]
    if "checklist" in data:
        changed["checklist_params"] = {**settings.checklist_params, **_thresholds(layer)}
    return settings._replace(
        **changed,
        external=(*settings.external, *map(_external, data.get("external", ()))),
        exclude=(*settings.exclude, *data.get("exclude", ())),
        rule_paths=(*settings.rule_paths, *(layer.folder / each for each in data.get("rule-paths", ()))),
        rules={**settings.rules, **_choices(data.get("rules", {}))},
        overrides=(*settings.overrides, *map(_override, data.get("overrides", ()))),
        environments=_environments(settings, layer),
        terraform=(*settings.terraform, *([_terraform(layer, layer.data["terraform"])] if "terraform" in layer.data else [])),
        waivers=(*settings.waivers, *_waivers(layer)),
        origins={**settings.origins, **_origins(layer)},
        sources=(*settings.sources, layer.source),
        people=_people(settings.people, layer) if _PEOPLE & data.keys() else settings.people,
    )


def _external(data: Mapping[str, Any]) -> External:
    return External(data["kind"], data["name"], data.get("namespace", "*"), data.get("labels", {}))


def _choices(rules: Mapping[str, Any]) -> dict[str, RuleChoice]:
    return {
        rule: RuleChoice(
            choice.get("enabled"),
            Severity.parse(choice["severity"]) if "severity" in choice else None,
            choice.get("params", {}),
            tuple(choice.get("environments", ())),
        )
        for rule, choice in rules.items()
    }


def _override(data: Mapping[str, Any]) -> Override:
    return Override(tuple(data.get("paths", ())), tuple(data.get("environments", ())), _choices(data["rules"]))


def _environments(settings: Settings, layer: Layer) -> tuple[Environment, ...]:
    found = {one.name: one for one in settings.environments}
    for name, data in layer.data.get("environments", {}).items():
        data = data or {}
        found[name] = Environment(
            name, layer.folder, tuple(data.get("values", ())), tuple(data.get("set", ())),
            data.get("namespace", ""), data.get("release", ""), str(data.get("kube-version", "")),
            tuple(data.get("api-versions", ())), tuple(data.get("paths", ())),
            data.get("production", name.lower() in PRODUCTION_NAMES), layer.place(("environments", name)),
            _terraform(layer, data["terraform"]) if "terraform" in data else None,
        )
    return tuple(found.values())


def _terraform(layer: Layer, data: Mapping[str, Any]) -> TerraformChoice:
    return TerraformChoice(layer.folder, tuple(data.get("variable-files", ())), data.get("variables", {}),
                           data.get("workspace", ""), data.get("modules", {}))


def _waivers(layer: Layer) -> Iterable[WaiverEntry]:
    for number, data in enumerate(layer.data.get("waivers", ())):
        until = data.get("until", "")
        if until and not is_day(until):
            raise layer.error(("waivers", number, "until"), f"'{until}' is no day; expected YYYY-MM-DD")
        many = {key: tuple(data.get(key, ()))
                for key in ("paths", "kinds", "namespaces", "names", "containers", "environments")}
        yield WaiverEntry(
            tuple(data["rules"]), data["reason"].strip(), "waiver in " + layer.source.path,
            layer.where(("waivers", number)), data.get("owner", ""), until, **many,
            fingerprint=data.get("fingerprint", ""),
        )


def _people(people: People, layer: Layer) -> People:
    data, checklist = layer.data, layer.data.get("checklist") or {}
    levels = checklist.get("levels")
    return people._replace(
        attestations=(*people.attestations, *_written(layer, "attestations")),
        sign_offs=(*people.sign_offs, *_written(layer, "sign-offs")),
        attesters=(*people.attesters, *map(_attesters, data.get("attesters", ()))),
        teams={**people.teams, **{name: tuple(members) for name, members in data.get("teams", {}).items()}},
        gates={**people.gates, **checklist.get("gates", {})},
        levels=people.levels if levels is None else levels,
        roles={**people.roles, **{group: tuple(roles) for group, roles in checklist.get("sign-off", {}).items()}},
        rules=_rules(people.rules, checklist["decision"]) if "decision" in checklist else people.rules,
        aliases={**people.aliases, **checklist.get("aliases", {})},
    )


def _written(layer: Layer, key: str) -> Iterable[Written]:
    """Entries that are checked where they are used: one that is wrong does not count, and the rest does."""
    return (Written(entry, layer, (key, number)) for number, entry in enumerate(layer.data.get(key, ())))


def _attesters(data: Mapping[str, Any]) -> Attesters:
    items = data["items"]
    return Attesters((items,) if isinstance(items, str) else tuple(items), tuple(data.get("by", ())),
                     tuple(data.get("roles", ())))


def _rules(rules: Any, data: Mapping[str, Any]) -> Any:
    """How it is decided; a key that is not there stays as it is."""
    from scanner.readiness.golive import Rules

    rules = rules or Rules()
    return rules._replace(
        **({"roles": tuple(data["roles"])} if "roles" in data else {}),
        **{word: _bar(getattr(rules, word), data[word]) for word in ("rejected", "conditional") if word in data},
    )


def _bar(bar: Any, data: Mapping[str, Any]) -> Any:
    from scanner.model.checklist import Strength

    not_met = {word: Strength[strength.upper()] for word, strength in data.get("not-met", {}).items()}
    return bar._replace(gates=data.get("gates", bar.gates), not_met=not_met if "not-met" in data else bar.not_met)


def _thresholds(layer: Layer) -> dict[str, Any]:
    """Thresholds by item of the checklist.  SettingsError for one that no evidence asks about."""
    params: dict[str, Any] = layer.data["checklist"].get("params", {})
    if params:
        from scanner import precompiled

        known = precompiled.evidence().items
        for item, values in params.items():
            at = ("checklist", "params", item)
            if item not in known:
                raise layer.error(at, f"there is no checklist item '{item}' with evidence{nearest(item, known)}")
            own = known[item].get("params", {})
            for name in values:
                if name not in own:
                    few = f"; it has {', '.join(sorted(own)) or 'none'}"
                    raise layer.error((*at, name), f"'{item}' has no parameter '{name}'{nearest(name, own) or few}")
    return params


def _origins(layer: Layer) -> dict[str, str]:
    """The place of each key; the entries of maps by name have one each."""
    found: dict[str, str] = {}
    for key, value in layer.data.items():
        if key in ("rules", "environments"):
            found |= {f"{key}.{name}": layer.place((key, name)) for name in value}
        else:
            found[key] = layer.place((key,))
    return found
