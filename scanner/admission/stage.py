"""The stage of a scan that judges with policies of Kubernetes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scanner.admission import force, read
from scanner.admission.judge import judge
from scanner.admission.records import Binding, Policy
from scanner.admission.world import World
from scanner.model.judgement import Judgement
from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import Resource
from scanner.model.rule import Rule
from scanner.model.source import SourceFile
from scanner.records import NamedTuple


class Input(NamedTuple):
    """Resources that were read together; `namespace` is where a chart goes, "" when nobody said so."""

    resources: Sequence[Resource]
    namespace: str = ""


class Admission(NamedTuple):
    """The policies of a scan. around: resources that are not judged, but may be looked up, such as parameters."""

    policies: tuple[Policy, ...] = ()
    bindings: tuple[Binding, ...] = ()
    around: tuple[Resource, ...] = ()


def found_in(inputs: Iterable[Input], sources: Mapping[str, SourceFile]) -> tuple[Admission, tuple[Notice, ...]]:
    """The policies and bindings among scanned resources, and a notice for each mistake that makes one unusable."""
    resources = [resource for one in inputs for resource in one.resources]
    found = read.read(resources, sources)
    notices = []
    for mistake in found.mistakes:
        source = sources.get(mistake.path)
        where = NOWHERE
        if source is not None:
            start = source.offset(mistake.line, mistake.column)
            where = Provenance.literal(source.path, start, min(start + 1, len(source.text)))
        notices.append(Notice(Level.WARNING, "A policy cannot be used.", mistake.problem, where, force.STAGE))
    return Admission(found.policies, found.bindings), tuple(notices)


def in_force(admission: Admission) -> force.InForce:
    """The policies that bindings put in force."""
    return force.in_force(admission.policies, admission.bindings)


def rules_of(policies: force.InForce) -> tuple[Rule, ...]:
    """The rules that stand for the validations of policies in force, each with the severity of its gravest action."""
    return tuple(
        rule._replace(severity=max(binding.severity for binding in one.bindings))
        for one in policies.bound for rule in one.policy.rules
    )


def admit(
    policies: force.InForce, inputs: Sequence[Input], around: Iterable[Resource], rules: Iterable[Rule], complete: bool,
) -> tuple[tuple[Judgement, ...], tuple[Notice, ...]]:
    """The judgements of policies about all inputs, and what a person should know about them.

    rules: those of `rules_of` that are asked, with what settings say. complete: nothing else is in the cluster.
    """
    everything = [resource for one in inputs for resource in one.resources]
    world = World([*everything, *around], complete)
    asked = {rule.id: rule for rule in rules}
    defaults = {rule.id: rule.severity for rule in rules_of(policies)}
    changed = {name: rule.severity for name, rule in asked.items() if rule.severity != defaults.get(name)}
    judgements = [
        judgement for one in inputs
        for judgement in judge(policies.bound, one.resources, world, asked, changed, one.namespace)
    ]
    return tuple(judgements), (*policies.notices, *force.about_pods(policies.bound, everything))
