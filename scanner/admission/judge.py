"""Judges resources with the policies in force, as a cluster would when they are created."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from scanner.admission import blame, params
from scanner.admission.evaluate import Evaluation, Failed, Subject
from scanner.admission.matching import Truth, all_of, matches
from scanner.admission.records import Binding, Bound, Policy, Validation
from scanner.admission.requests import request_for
from scanner.admission.world import World
from scanner.model.judgement import Judgement, Outcome, Related
from scanner.model.resource import Data, Path, Resource, lookup
from scanner.model.rule import Rule, Severity
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple

NAME: Path = ("metadata", "name")
"""Where a finding points when no field is to blame."""

_MAX_MESSAGE = 5 * 1024
_WORST = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)


class _Verdict(NamedTuple):
    """What one validation says about one object, by one binding."""

    outcome: Outcome
    message: str = ""
    path: Path = NAME
    severity: Severity = Severity.HIGH
    failed: bool = False


def judge(
    bound: Iterable[Bound], resources: Sequence[Resource], world: World, rules: Mapping[str, Rule],
    severities: Mapping[str, Severity] = MappingProxyType({}), release_namespace: str = "",
) -> Iterator[Judgement]:
    """A judgement for each validation and each resource that its policy looks at, in the order of the resources.

    rules: those that are asked, by id; severities: of rules for which settings say it, in place of the actions of
    bindings; `release_namespace` is where a chart goes, "" when nobody said so.
    """
    policies = [one for one in bound if any(rule.id in rules for rule in one.policy.rules)]
    for resource in resources:
        if not policies or not resource.id.kind:
            continue
        subject = Subject(request_for(resource, world.kinds, release_namespace))
        for one in policies:
            yield from _judged(one, subject, world, rules, severities)


def _judged(
    bound: Bound, subject: Subject, world: World, rules: Mapping[str, Rule], severities: Mapping[str, Severity],
) -> Iterator[Judgement]:
    policy, request = bound.policy, subject.request
    looks = matches(policy.constraints, request, world)
    if looks is False:
        return
    found: list[list[_Verdict]] = [[] for _ in policy.validations]
    for binding in bound.bindings:
        applies = all_of([looks, True if binding.constraints is None else matches(binding.constraints, request, world)])
        if applies is not False:
            for verdicts, more in zip(found, _by_binding(policy, binding, subject, world, applies), strict=True):
                verdicts += more
    for at, verdicts in enumerate(found):
        rule = rules.get(policy.rules[at].id)
        if rule is not None and verdicts:
            related = Related(policy.resource, ("spec", "validations", at, "expression"))
            yield from _judgements(rule, severities.get(rule.id), verdicts, request.resource, related)


def _by_binding(
    policy: Policy, binding: Binding, subject: Subject, world: World, applies: Truth,
) -> list[list[_Verdict]]:
    """The verdicts of each validation, by one binding with all its parameters."""
    everywhere: list[_Verdict] = []
    if isinstance(applies, Unknown):
        everywhere = [_Verdict(Outcome.UNKNOWN, applies.reason)]
        return [everywhere for _ in policy.validations]
    values = params.find(policy, binding, subject.request, world)
    if isinstance(values, params.Failure):
        return [[] if policy.forgives else [_failure(policy, binding, values.reason)] for _ in policy.validations]
    namespace = world.namespace(subject.request)
    found: list[list[_Verdict]] = [[] for _ in policy.validations]
    for value in values:
        # The API server does not look up the namespace before the match conditions hold.
        conditions = _conditions(Evaluation(policy, subject, None, value, world.exhausted))
        if conditions is False:
            continue
        evaluation = Evaluation(policy, subject, namespace, value, world.exhausted)
        for verdicts, validation in zip(found, policy.validations, strict=True):
            if isinstance(conditions, Unknown):
                verdicts.append(_Verdict(Outcome.UNKNOWN, conditions.reason))
            elif isinstance(conditions, Failed):
                verdicts += [] if policy.forgives else [_failure(policy, binding, conditions.reason)]
            else:
                verdicts.append(_validated(evaluation, validation, binding))
    return found


def _conditions(evaluation: Evaluation) -> Truth | Failed:
    """Whether the match conditions hold: one that is false decides, an error counts only without one."""
    failed: Failed | None = None
    unknown: Unknown | None = None
    for one in evaluation.policy.conditions:
        value = evaluation.value(one.expression)
        if value is False:
            return False
        if isinstance(value, Unknown):
            unknown = unknown or value
        elif value is not True:
            reason = value.reason if isinstance(value, Failed) else "it is neither true nor false"
            failed = failed or Failed(f"the match condition {one.name} cannot be evaluated: {reason}")
    return unknown or failed or True


def _validated(evaluation: Evaluation, validation: Validation, binding: Binding) -> _Verdict:
    value = evaluation.value(validation.expression)
    if value is True:
        return _Verdict(Outcome.PASS)
    if isinstance(value, Unknown):
        return _Verdict(Outcome.UNKNOWN, value.reason, _place(evaluation, validation))
    if isinstance(value, Failed):
        verdict = _failure(evaluation.policy, binding, f"the expression cannot be evaluated: {value.reason}")
        return verdict._replace(path=_place(evaluation, validation))
    return _Verdict(Outcome.FAIL, _message(evaluation, validation), _place(evaluation, validation), binding.severity)


def _failure(policy: Policy, binding: Binding, reason: str) -> _Verdict:
    """An error is a failure, unless the failurePolicy is Ignore."""
    if policy.forgives:
        return _Verdict(Outcome.PASS)
    return _Verdict(Outcome.FAIL, f"{reason[:1].upper()}{reason[1:]}.", NAME, binding.severity, failed=True)


def _message(evaluation: Evaluation, validation: Validation) -> str:
    """What the cluster would say: made by the expression for it if that gives one line of text, else as written."""
    if validation.said is not None:
        said = evaluation.value(validation.said)
        text = said.strip() if isinstance(said, str) else ""
        if text and "\n" not in text and len(text.encode("utf-8", "replace")) <= _MAX_MESSAGE:
            return text
    return validation.message or f"failed expression: {' '.join(validation.expression.text.split())}"


def _place(evaluation: Evaluation, validation: Validation) -> Path:
    path = blame.place(evaluation, validation.expression)
    return path if path else NAME


def _judgements(
    rule: Rule, severity: Severity | None, verdicts: list[_Verdict], resource: Resource, related: Related,
) -> Iterator[Judgement]:
    """Of what several bindings and parameters say: each failure once, else what is unknown, else the pass."""
    outcome = next(one for one in _WORST if any(verdict.outcome is one for verdict in verdicts))
    chosen: dict[tuple[str, Path], _Verdict] = {}
    for verdict in verdicts:
        if verdict.outcome is outcome:
            key = (verdict.message, verdict.path) if outcome is Outcome.FAIL else ("", ())
            if key not in chosen or verdict.severity > chosen[key].severity:
                chosen[key] = verdict
    for verdict in chosen.values():
        path = () if outcome is Outcome.PASS else verdict.path
        judgement = Judgement(rule, outcome, resource, path, _container(resource.body, path), verdict.message,
                              failed=verdict.failed)
        if outcome is Outcome.FAIL:
            graded = rule._replace(severity=verdict.severity if severity is None else severity)
            judgement = judgement._replace(rule=graded, related=(related,))
        yield judgement


def _container(body: Data, path: Path) -> str:
    """The name of the container that a path leads into."""
    for end in range(len(path), 1, -1):
        if path[end - 2] in ("containers", "initContainers", "ephemeralContainers"):
            name = lookup(body, (*path[:end], "name"))
            return name if isinstance(name, str) else ""
    return ""
