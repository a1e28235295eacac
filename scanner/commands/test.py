"""`readiness-scan test PATH...`: the examples of rules of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.terminal import USAGE, fail, write

if TYPE_CHECKING:
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
    lines, failed = _run(found, mutate)
    write("".join(f"{line}\n" for line in lines), None)
    raise SystemExit(1 if failed else 0)


def _run(found: Packs, mutate: bool) -> tuple[list[str], int]:
    """The lines of the result, and how many rules have an example that is not as it says."""
    from scanner.deep import deep
    from scanner.examples import Problem, Subject, of_policy, of_rule, problems, unturned
    from scanner.located.document import Document
    from scanner.model.rule import Example
    from scanner.reports.escape import visible

    subjects: list[tuple[str, Subject, list[tuple[Document, int, Example]]]] = [
        (rule.id, of_rule(rule), [(found.documents[rule.path], at, one) for at, one in enumerate(rule.examples)])
        for rule in found.rules
    ]
    for policy in found.policies:
        mine = [(one.document, at, example) for one in found.examples if one.policy == policy.name
                for at, example in enumerate(one.examples)]
        subjects.append((policy.name, of_policy(policy, found.bindings, found.resources), mine))

    def place(document: Document, at: int, example: Example, problem: Problem) -> str:
        key = "passes" if example.passes else "fails"
        text = example.text
        start = sum(len(line) + 1 for line in text.split("\n")[:max(problem.line, 1) - 1])
        start += len(text[start:]) - len(text[start:].lstrip(" "))
        return str(document.mistake(["examples", at, key], f"{example.name}: {problem.text}", at=start))

    @deep
    def check(subject: Subject, example: Example) -> list[Problem]:
        return [*problems(subject, example), *(unturned(subject, example) if mutate else ())]

    lines, failed, examples = [], 0, 0
    width = max((len(name) for name, _, _ in subjects), default=0)
    for name, subject, mine in subjects:
        wrong = [(one, check(subject, one[2])) for one in mine]
        bad = sum(1 for _, those in wrong if those)
        failed += bool(bad)
        examples += len(mine)
        many = "1 example" if len(mine) == 1 else f"{len(mine)} examples" if mine else "no examples"
        said = f"{bad} of {many} {'is' if bad == 1 else 'are'} not as it says" if bad else many
        lines.append(visible(f"{'FAIL' if bad else 'ok':<5} {name:<{width}}  {said}"))
        lines += [visible(f"      {place(*one, problem)}") for one, those in wrong for problem in those]
    rules = "1 rule" if len(subjects) == 1 else f"{len(subjects)} rules"
    many = "1 example" if examples == 1 else f"{examples} examples"
    lines.append(f"{rules}, {many}: {f'{failed} failed' if failed else 'all as they say'}")
    return lines, failed
