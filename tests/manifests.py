"""Short ways from manifest text to resources, graphs and judgements."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.graph.build import build
from scanner.inputs.manifests import load
from scanner.model.graph import Graph
from scanner.model.judgement import Judgement
from scanner.model.report import Report
from scanner.model.resource import DeferredFile
from scanner.model.rule import AnyRule, Rule
from scanner.model.source import SourceFile
from scanner.rules import schemas
from scanner.rules.judge import Target, judge
from scanner.rules.pack import rule_of


def graph_of(text: str, path: str = "web.yaml") -> Graph:
    """The graph of one manifest text; it must be readable."""
    resources, notices = load([SourceFile(path, text)])
    assert not notices
    return build(resources)


def judged(text: str, rules: Iterable[Rule], target: Target = Target()) -> tuple[Judgement, ...]:
    """All judgements about one manifest text."""
    graph, rules = graph_of(text), tuple(rules)
    return (*judge(graph, rules, target), *held([graph], (), rules, target))


def held(
    graphs: Iterable[Graph], files: Iterable[DeferredFile], rules: Iterable[AnyRule], target: Target = Target()
) -> tuple[Judgement, ...]:
    """What the rules about the API say of everything in a scan; `files` are those of crds/ folders."""
    graphs, files, rules = tuple(graphs), tuple(files), tuple(rules)
    whole = schemas.Schemas(graphs, files)
    found = [one for graph in graphs for one in whole.judge(graph, (), rules, target)]
    return (*found, *whole.judge(build(()), files, rules, target))


def rule(**changes: object) -> Rule:
    """A rule that wants containers to have an image, with changes."""
    data: dict[str, object] = {
        "id": "image-written", "title": "Containers name an image", "severity": "high", "since": "0.1.0",
        "why": "Nothing runs without an image.", "remediation": "Write the image.",
        "match": {"kind": "workload", "each": "containers"}, "assert": "has(self.image)", "field": "image",
        "message": "Container '{self.name}' has no image.", "checklist": ["a/b"],
    }
    return rule_of({**data, **changes}, "container-security/image-written.yaml")


def report_of(text: str, rules: Iterable[Rule], path: str = "web.yaml") -> Report:
    """The report on one file."""
    file = SourceFile(path, text)
    resources, notices = load([file])
    chosen = tuple(rules)
    return Report(version="0.1.0", judgements=judge(build(resources), chosen), notices=tuple(notices), rules=chosen,
                  sources={path: file}, inputs=(path,))


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: main
      image: web:1.0
    - name: helper
"""


def links(text: str, relation: str) -> tuple[list[str], list[str]]:
    """(what the last resource of a text has the relation to, what it wants and misses)."""
    graph = graph_of(text)
    last = list(graph.resources)[-1]
    return ([edge.target.id.short for edge in graph.outgoing(last, relation)],
            [loose.wanted for loose in graph.missing(last, relation)])
