"""Which rules a scan asks: the built-in ones, those that people bring along, and policies of their clusters."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.discover import shown_path
from scanner.helm.options import RenderOptions
from scanner.model.judgement import Judgement
from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import Resource
from scanner.model.rule import RuleHead
from scanner.model.source import SourceFile
from scanner.precompiled import NAMES, policies
from scanner.settings import Settings, SettingsError, nearest

if TYPE_CHECKING:
    from scanner.packs import Packs

STAGE = "rules"


def configured(rules: Iterable[RuleHead], settings: Settings) -> tuple[RuleHead, ...]:
    """The rules with the severities and switches of the settings."""
    rules = tuple(rules)
    if not settings.rules:
        return rules
    changed = []
    for rule in rules:
        choice = settings.rules.get(rule.id)
        if choice is not None:
            enabled = rule.enabled if choice.enabled is None else choice.enabled
            severity = rule.severity if choice.severity is None else choice.severity
            rule = rule._replace(enabled=enabled, severity=severity)
        changed.append(rule)
    return tuple(changed)


def brought(settings: Settings, root: Path) -> Packs | None:
    """The rules that people bring along; None where nothing is asked for, as in most scans."""
    if not settings.rule_paths and not settings.admission_policies:
        return None
    from scanner import packs

    return packs.load(settings.rule_paths, lambda path: _place_in_reports(path, root))


def _place_in_reports(path: Path, root: Path) -> str:
    """A file of a pack as reports call it: from the root when it lies there, else as it was given."""
    inside = Path(os.path.abspath(path)).is_relative_to(root)
    return shown_path(path, root) if inside or path.is_absolute() else path.as_posix()


def check_names(settings: Settings, rules: Iterable[RuleHead], own: Packs | None) -> None:
    """SettingsError where the settings change a rule that does not exist; policies may yet be found while scanning."""
    changed = [*settings.rules, *(rule for one in settings.overrides for rule in one.rules)]
    if not changed or settings.admission_policies:
        return
    known = [rule.id for rule in rules]
    known += [rule.id for policy in (own.policies if own else ()) for rule in policy.rules]
    for rule_id in changed:
        if rule_id not in known:
            raise SettingsError(f"the configuration changes a rule '{rule_id}' that does not exist{nearest(rule_id, known)}")


def about(own: Packs) -> Iterator[Notice]:
    """What a person may want to know about rules of their own."""
    built_in = {row[0] for part in NAMES for row in policies(part).heads}
    for rule in own.rules:
        if rule.id in built_in:
            yield _at_start(own, rule.path, f"The rule {rule.id} of the pack {rule.pack} replaces the built-in one.")
    for rule in own.replaced:
        yield _at_start(own, rule.path, f"The rule {rule.id} of the pack {rule.pack} replaces one of an earlier pack.")
    for source in own.passed_over:
        yield _at_start(own, source.path, "A file of a pack is neither a rule nor a manifest and was passed over.")


def _at_start(own: Packs, path: str, summary: str) -> Notice:
    end = min(1, len(own.sources[path].text))
    return Notice(Level.INFO, summary, "", Provenance.literal(path, 0, end), STAGE)


def failing(judgements: Iterable[Judgement]) -> Iterator[Notice]:
    """One notice for each rule whose expression ended in an error, with the first place."""
    failed: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        if judgement.failed:
            failed.setdefault(judgement.rule.id, []).append(judgement)
    for rule_id, those in failed.items():
        times = "once" if len(those) == 1 else f"{len(those)} times"
        level = Level.WARNING if those[0].rule.pack else Level.INFO
        yield Notice(level, f"The rule {rule_id} could not be evaluated {times}.", f"First for {those[0].name}: "
                     f"{those[0].message}", those[0].where(), STAGE)


def admitted(
    own: Packs, inputs: Iterable[tuple[Sequence[Resource], str]], sources: Mapping[str, SourceFile], settings: Settings,
) -> tuple[tuple[Judgement, ...], tuple[RuleHead, ...], tuple[Notice, ...]]:
    """What policies of Kubernetes say: judgements, the rules that were asked, notices.

    `inputs` are resources that are read together, each with the namespace they are deployed to.
    """
    from scanner.admission import stage

    # "default" is what helm takes when nobody says anything, so it says nothing about where a chart goes.
    given = [stage.Input(resources, name if name != RenderOptions().namespace else "") for resources, name in inputs]
    admission, notices = stage.Admission(own.policies, own.bindings, own.resources), ()
    if settings.admission_policies:
        found, notices = stage.found_in(given, sources)
        admission = admission._replace(policies=own.policies + found.policies, bindings=own.bindings + found.bindings)
    if not admission.policies and not admission.bindings:
        return (), (), notices
    in_force = stage.in_force(admission)
    heads = configured((rule.head() for rule in stage.rules_of(in_force)), settings)
    asked = [head.whole() for head in heads if head.enabled]
    judgements, more = stage.admit(in_force, given, admission.around, asked, settings.complete)
    return judgements, heads, (*notices, *more)
