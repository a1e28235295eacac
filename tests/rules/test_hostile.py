"""Whatever stands in a manifest, judging and reporting it gives judgements and no exception."""

from collections.abc import Iterator
from copy import deepcopy

import pytest

from scanner.graph.build import build
from scanner.inputs.manifests import load
from scanner.model.judgement import Outcome
from scanner.model.report import Report
from scanner.model.resource import Path, Resource, identify, lookup
from scanner.model.source import SourceFile
from scanner.model.unknown import Unknown
from scanner.reports import json as report_json
from scanner.reports import sarif, text
from scanner.rules import pack
from scanner.rules.judge import judge

RULES = pack.load()
TEXTS = [example.text for rule in RULES for example in pack.with_examples(rule).examples]
ODD = [Unknown("failed"), "text", None, [None], {}, 2**80, float("nan")]


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from paths(member, (*path, key))


def odd_resources(odd: object) -> Iterator[list[Resource]]:
    """The resources of every example with one value replaced, each kind and path once."""
    seen = set()
    for example in TEXTS:
        resources, _ = load([SourceFile("a.yaml", example)])
        for at, resource in enumerate(resources):
            for path in paths(resource.body):
                if path and (resource.id.kind, path) not in seen:
                    seen.add((resource.id.kind, path))
                    body = deepcopy(resource.body)
                    lookup(body, path[:-1])[path[-1]] = odd
                    changed = Resource(identify(body), body, resource.locator)
                    yield [*resources[:at], changed, *resources[at + 1:]]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_odd_values(odd: object) -> None:
    for number, resources in enumerate(odd_resources(odd)):
        if number % 3 == 0:
            judgements = judge(build(resources), RULES)
            assert all(isinstance(one.outcome, Outcome) for one in judgements)
            if number % 15 == 0:
                report = Report(judgements=judgements, rules=RULES)
                assert report_json.render(report) and text.render(report) and sarif.render(report)


def test_deep_nesting() -> None:
    deep = "{a: " * 900 + "1" + "}" * 900
    spec = f"{{containers: [{{name: a, image: {deep}}}]}}"
    manifest = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec: {spec}\n"
    file = SourceFile("a.yaml", manifest)
    resources, notices = load([file])
    assert not notices
    judgements = judge(build(resources), RULES)
    outcomes = {one.rule.id: one.outcome for one in judgements}
    assert outcomes["latest-tag"] is Outcome.UNKNOWN and outcomes["liveness-probe"] is Outcome.FAIL
    report = Report(judgements=judgements, rules=RULES, sources={"a.yaml": file})
    assert report_json.render(report) and text.render(report) and sarif.render(report)


def test_many_entries_end_soon_and_without_exception() -> None:
    keys = "".join(f"  k{number}: x\n" for number in range(20_000))
    text_of_map = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{keys}"
    resources, _ = load([SourceFile("a.yaml", text_of_map)])
    judgements = judge(build(resources), RULES)
    assert {one.message for one in judgements if one.outcome is Outcome.UNKNOWN} == {"it is too large to be judged"}
