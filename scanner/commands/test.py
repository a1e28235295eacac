"""`readiness-scan test PATH...`: the examples of rules of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.records import NamedTuple
from scanner.terminal import USAGE, fail, write

if TYPE_CHECKING:
    from scanner.examples import Problem, Subject
    from scanner.located.document import Document
    from scanner.model.rule import Example
    from scanner.packs import Packs


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--mutate", is_flag=True, help="Negate each assertion as well: every example must turn.")
def command(paths: tuple[str, ...], mutate: bool) -> None:
    """Run the examples of the rules and policies in folders or files.

    One line for each rule; below it what an example expected and what was found. Exit code 0: all examples are as
    they say; 1: some are not; 2: a rule cannot be used.

    \b
    Examples:
      readiness-scan test rules/
      readiness-scan test rules/ --mutate
    """
    from scanner import packs
    from scanner.rules.pack import RulePackError

    try:
        found = packs.load([Path(path) for path in paths], Path.as_posix)
    except RulePackError as error:
        fail(str(error), USAGE)
    results = [_result(tested, mutate) for tested in _tested(found)]
    width = max((len(result.name) for result in results), default=0)
    lines = [line for result in results for line in _lines(result, width)]
    write("".join(f"{line}\n" for line in [*lines, _sum(results)]), None)
    raise SystemExit(1 if any(result.bad for result in results) else 0)


class _Tested(NamedTuple):
    """A rule or policy with its examples, each with the document it stands in and its number there."""

    name: str
    subject: Subject
    examples: list[tuple[Document, int, Example]]


class _Result(NamedTuple):
    """How many examples there are, how many are not as they say, and what is said about those."""

    name: str
    examples: int
    bad: int
    problems: list[str]


def _tested(found: Packs) -> list[_Tested]:
    """Everything with examples: rules by id, then policies in reading order."""
    from scanner.examples import of_policy, of_rule

    rules = [
        _Tested(rule.id, of_rule(rule), [(found.documents[rule.path], at, one) for at, one in enumerate(rule.examples)])
        for rule in found.rules
    ]
    policies = [
        _Tested(policy.name, of_policy(policy, found.bindings, found.resources), [
            (one.document, at, example) for one in found.examples if one.policy == policy.name
            for at, example in enumerate(one.examples)])
        for policy in found.policies
    ]
    return rules + policies


def _result(tested: _Tested, mutate: bool) -> _Result:
    from scanner.deep import deep
    from scanner.examples import problems, unturned

    @deep
    def wrong(example: Example) -> list[Problem]:
        return [*problems(tested.subject, example), *(unturned(tested.subject, example) if mutate else ())]

    found = [[_said(document, at, example, one) for one in wrong(example)] for document, at, example in tested.examples]
    bad = sum(1 for those in found if those)
    return _Result(tested.name, len(found), bad, [said for those in found for said in those])


def _said(document: Document, at: int, example: Example, problem: Problem) -> str:
    """A problem at the line of the file that the line of the example is."""
    lines = example.text.split("\n")
    number = max(problem.line, 1) - 1
    start = sum(len(line) + 1 for line in lines[:number])
    start += len(lines[number]) - len(lines[number].lstrip(" ")) if number < len(lines) else 0
    path = ["examples", at, "passes" if example.passes else "fails"]
    return str(document.mistake(path, f"{example.name}: {problem.text}", at=start))


def _lines(result: _Result, width: int) -> list[str]:
    from scanner.reports.escape import visible

    said = _many(result.examples, "example") if result.examples else "no examples"
    if result.bad:
        said = f"{result.bad} of {said} {'is' if result.bad == 1 else 'are'} not as it says"
    head = f"{'FAIL' if result.bad else 'ok':<5} {result.name:<{width}}  {said}"
    return [visible(head), *(visible(f"      {problem}") for problem in result.problems)]


def _sum(results: list[_Result]) -> str:
    failed = sum(1 for result in results if result.bad)
    examples = sum(result.examples for result in results)
    end = f"{failed} failed" if failed else "all as they say"
    return f"{_many(len(results), 'rule')}, {_many(examples, 'example')}: {end}"


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
