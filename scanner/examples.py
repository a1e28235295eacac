"""Runs the examples that rules and policies carry.

An example passes or fails. Where a line of it ends in a comment `# finding:`, the finding must stand on that line, and
no line without one may have a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from re import MULTILINE

from scanner.admission import stage
from scanner.admission.force import InForce
from scanner.admission.read import read
from scanner.admission.records import ENGINE, Binding, Bound, Expression, Policy
from scanner.graph.build import build
from scanner.inputs import manifests
from scanner.model.judgement import Judgement, Outcome
from scanner.model.report import Level, Notice
from scanner.model.resource import Resource
from scanner.model.rule import Example, Rule
from scanner.model.source import SourceFile
from scanner.model.terraform import is_kind
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.rules import schemas
from scanner.rules.judge import judge

MARK = "# finding:"
_FILE = lazy(r"^# file: ([\w.-]+)\n", MULTILINE)
"""Where another file of a configuration of Terraform begins."""
FILE = "example.yaml"
CONFIGURATION = "main.tf"
AWAY = ("was not looked at.", "is not at hand.")
"""How notices about modules and charts end that lie elsewhere."""

Judged = tuple[tuple[Judgement, ...], list[Notice]]
Judge = Callable[[str], Judged]
"""Judges the text of an example, and tells what could not be read in it."""

_OPPOSITE = {Outcome.PASS: Outcome.FAIL, Outcome.FAIL: Outcome.PASS}


class Problem(NamedTuple):
    """What is not as an example says; the line counts from 1 in the text of the example, 0 means all of it."""

    line: int
    text: str


class Subject(NamedTuple):
    """Something with examples: how it judges them, and how it does so negated, once for each of its assertions."""

    judge: Judge
    negated: tuple[Judge, ...]


def of_rule(rule: Rule) -> Subject:
    """The judging of a rule."""
    turned = rule._replace(assertion=f"!({rule.assertion})")
    return Subject(lambda text: judged(text, [rule]), (lambda text: judged(text, [turned]),))


def about_terraform(rule: Rule) -> bool:
    """Whether the examples of a rule are configurations of Terraform, by what it looks at: whoever wrote it."""
    return bool(rule.kinds) and all(map(is_kind, rule.kinds))


def files(text: str, rule: Rule) -> dict[str, str]:
    """The files that the text of an example of a rule stands for, the one it begins with first."""
    if not about_terraform(rule):
        return {FILE: text}
    first, *others = _FILE.split(text)
    return {CONFIGURATION: first, **dict(zip(others[::2], others[1::2], strict=True))}


def judged(text: str, rules: Iterable[Rule]) -> Judged:
    """What rules say about the text of an example; they are all about Terraform, or none is."""
    rules = tuple(rules)
    resources, notices = _read(text, rules[0])
    graph = build(resources)
    return (*judge(graph, rules), *schemas.Schemas([graph], ()).judge(graph, (), rules)), notices


def _read(text: str, rule: Rule) -> tuple[Iterable[Resource], list[Notice]]:
    if not about_terraform(rule):
        return manifests.load([SourceFile(FILE, text)])
    from tempfile import TemporaryDirectory

    from scanner.inputs import terraform_hcl

    # A configuration is a folder, so it is written to one that is gone afterwards.
    with TemporaryDirectory(prefix="readiness-scan-") as name:
        folder = Path(name)
        for path, content in files(text, rule).items():
            (folder / path).write_text(content, encoding="utf-8")
        loaded = terraform_hcl.load(folder, "", folder)
        for resource in loaded.resources:
            resource.body  # noqa: B018 - worked out while the folder is there
    # Variables without a value are usual in examples; modules of a registry and charts are never at hand.
    told = [one for one in loaded.notices if one.level is not Level.INFO and not one.summary.endswith(AWAY)]
    return loaded.resources, told


def of_policy(policy: Policy, bindings: Iterable[Binding], around: Iterable[Resource]) -> Subject:
    """The judging of a policy, with its bindings and with what it may look up beside the example.

    Bindings and parameters may stand in the example as well. Without any binding it is judged as if one denied.
    """
    bindings = tuple(one for one in bindings if one.policy == policy.name)
    around = tuple(around)

    def judging(one: Policy, only: int | None = None) -> Judge:
        return lambda text: _admitted(text, one, bindings, around, only)

    negated = tuple(judging(_negated(policy, number), number) for number in range(len(policy.validations)))
    return Subject(judging(policy), negated)


def _negated(policy: Policy, number: int) -> Policy:
    """A policy with one of its validations negated."""
    validations = list(policy.validations)
    text, path = validations[number].expression
    validations[number] = validations[number]._replace(expression=Expression(f"!({text})", path))
    return policy._replace(validations=tuple(validations))


def _admitted(
    text: str, policy: Policy, bindings: tuple[Binding, ...], around: tuple[Resource, ...], only: int | None,
) -> Judged:
    file = SourceFile(FILE, text)
    resources, notices = manifests.load([file])
    found = read(resources, {file.path: file})
    own = (*bindings, *(one for one in found.bindings if one.policy == policy.name))
    bound = Bound(policy, own or (Binding("example", policy.name, None, ("Deny",)),))
    rules = policy.rules if only is None else policy.rules[only:only + 1]
    judgements, _ = stage.admit(InForce((bound,), ()), [stage.Input(resources)], around, rules, complete=True)
    return judgements, notices


def problems(subject: Subject, example: Example) -> tuple[Problem, ...]:
    """Everything in which an example is judged otherwise than it says."""
    judgements, notices = subject.judge(example.text)
    found = [Problem(_line(notice, example), f"{notice.summary} {notice.detail}".strip()) for notice in notices]
    if not judgements:
        found.append(Problem(0, "it is not judged, because nothing in it is what the rule looks at"))
    found += [Problem(_place(one, example), f"it is undecided: {one.message}")
              for one in judgements if one.outcome is Outcome.UNKNOWN]
    failures = {_place(one, example): one for one in judgements if one.outcome is Outcome.FAIL}
    if example.passes:
        found += [Problem(line, f"it should pass, found: {one.message}") for line, one in failures.items()]
        found += [Problem(line, f"it should pass, yet the line is marked with '{MARK}'") for line in _marked(example)]
    elif judgements:
        found += _differences(failures, example)
    return tuple(sorted(dict.fromkeys(found)))


def _differences(failures: dict[int, Judgement], example: Example) -> Iterator[Problem]:
    marked = _marked(example)
    if not failures:
        yield Problem(marked[0] if marked else 0, "it should fail, found nothing")
        return
    for line in marked:
        if line not in failures:
            yield Problem(line, "expected a finding on this line, found none")
    for line, one in failures.items():
        if marked and line not in marked:
            yield Problem(line, f"expected no finding on this line, found: {one.message}")


def unturned(subject: Subject, example: Example) -> tuple[Problem, ...]:
    """The judgements of an example that stay as they are although the assertion is negated.

    An example of which that is true does not depend on what is asserted, so it proves nothing.
    """
    plain = _each(subject.judge(example.text)[0])
    found = []
    for number, negated in enumerate(subject.negated):
        turned = _each(negated(example.text)[0])
        asserted = [one for one in plain if len(subject.negated) == 1 or one.rule.id.endswith(f".{number + 1}")]
        for judgement, other in zip(asserted, turned, strict=False):
            is_error = judgement.failed and judgement.outcome is Outcome.FAIL  # of a policy: one either way
            if not is_error and other.outcome is not _OPPOSITE.get(judgement.outcome):
                found.append(Problem(_place(judgement, example), "negating the assertion changes nothing here: "
                                     f"{judgement.outcome.value} stays {other.outcome.value}"))
    return tuple(dict.fromkeys(found))


def _each(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The judgements without those that a policy makes of one object for several bindings and parameters."""
    found: dict[tuple[str, int, int], Judgement] = {}
    for number, one in enumerate(judgements):
        key = (one.rule.id, id(one.resource), 0 if one.rule.engine == ENGINE else number)
        found.setdefault(key, one)
    return list(found.values())


def _marked(example: Example) -> list[int]:
    return [number for number, line in enumerate(example.text.split("\n"), start=1) if MARK in line]


def _place(judgement: Judgement, example: Example) -> int:
    hop = judgement.where().primary
    return SourceFile(FILE, example.text).position(hop.span.start).line if hop is not None and hop.span else 0


def _line(notice: Notice, example: Example) -> int:
    hop = notice.where.primary
    return SourceFile(FILE, example.text).position(hop.span.start).line if hop is not None and hop.span else 0
