"""Questions that evidence of the checklist asks about resources, as rules that the judge can ask.

A finder looks for something; what it finds is a judgement that passes. It is written as a map: which kinds, and the
condition (`where`) that one of them has to meet. Two short forms stand for conditions that many finders have:
`release` for charts that are installed, whoever installs them, and `runs` for workloads with an image of some name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scanner.model.resource import Data, Resource
from scanner.model.rule import EVIDENCE, NOTHING, Match, Rule, Severity
from scanner.records import NamedTuple
from scanner.rules import cel, unknowns
from scanner.rules.pack import field_path

INSTALLERS = ("helm_release", "aws_eks_addon", "azurerm_kubernetes_cluster_extension", "Application", "ApplicationSet",
              "HelmRelease", "HelmfileRelease", "HelmChart", "HelmChartProxy", "ChartFile", "Addon")
"""Kinds that say which charts or add-ons are installed; the function `installs` reads them."""

FACTS_FIRST = frozenset({"GrafanaDashboard", "GrafanaDatasource"})
"""Kinds of facts of a repository that are made of objects of the same kind as well: the facts are asked."""

_KEYS = frozenset({"kind", "release", "runs"})


class Finder(NamedTuple):
    """A question, and how often the answer must be yes: `at_least` times, and, if `every` says so, each time.

    `says`: what it found, in words with placeholders as in messages of rules, "" for what the alternative says.
    `sum`: an expression for a number of each thing found, "" for none; it is their sum that must be `at_least`.
    """

    rule: Rule
    at_least: float = 1
    every: bool = False
    says: str = ""
    sum: str = ""

    def number(self, resource: Resource) -> float | cel.Undecided:
        """The number of a resource, or why it cannot be told."""
        data = {"object": cel.plain(resource.body), "params": dict(self.rule.params), "kind": resource.id.kind}
        bound = unknowns.unsettled(data, dict(unknowns.find(data)))
        return cel.compile_text(self.sum).number(cel.activation(bound))


def is_finder(data: Any) -> bool:
    """Whether a node of an evidence file is a finder."""
    return isinstance(data, Mapping) and not _KEYS.isdisjoint(data)


def of_map(data: Mapping[str, Any], name: str, says: str, params: Mapping[str, Data] = NOTHING) -> Finder:
    """The finder of a map that follows the schema; `name` is what its rule is called, `says` the rule's title."""
    condition = expression(data)
    rule = Rule(
        id=name, title=says, category=EVIDENCE, severity=Severity.INFO, since="", why="", remediation="",
        match=Match(_kinds(data), data.get("each", ""), data.get("when", "").strip()),
        uses=_words(data.get("uses", ())),
        params=params if "params" in condition + data.get("when", "") else NOTHING, assertion=condition,
        fields=tuple(field_path(field) for field in _words(data.get("field", ()))),
        message=data.get("fails", "") or f"Not so here: {says}",
    )
    least = data.get("at_least", 1)
    least = params.get(least.removeprefix("params."), 0) if isinstance(least, str) else least
    return Finder(rule, least if isinstance(least, (int, float)) else 1, data.get("every", False), data.get("says", ""),
                  data.get("sum", "").strip())


def expression(data: Mapping[str, Any]) -> str:
    """The CEL expression that a finder asks; "true" where it is enough that there is one of the kinds."""
    parts = []
    if "release" in data:
        parts.append(f"installs(object).exists(name, name in {_list(data['release'])})")
    if "runs" in data:
        parts.append(f"runs_image(pod, {_list(data['runs'])})")
    if "where" in data:
        parts.append(data["where"].strip())
    if len(parts) == 1:
        return parts[0]
    return " && ".join(f"({part})" for part in parts) or "true"


def expressions(data: Any) -> Iterator[str]:
    """The expressions of all finders in the document of an evidence file, or of the scopes."""
    if is_finder(data):
        yield expression(data)
        yield from (data[key].strip() for key in ("when", "sum") if key in data)
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key not in ("examples", "params"):
                yield from expressions(value)
    elif isinstance(data, list):
        for value in data:
            yield from expressions(value)


def _kinds(data: Mapping[str, Any]) -> tuple[str, ...]:
    if "kind" in data:
        return _words(data["kind"])
    return INSTALLERS if "release" in data else ("workload",)


def _words(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _list(value: Any) -> str:
    """Texts as a list of CEL."""
    quoted = ("'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'" for word in _words(value))
    return f"[{', '.join(quoted)}]"
