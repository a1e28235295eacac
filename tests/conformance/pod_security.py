"""The labels of the Pod Security admission project, each for every Kubernetes version for which it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scanner.graph.build import build
from scanner.inputs.manifests import load
from scanner.model.graph import Graph
from scanner.model.judgement import Outcome
from scanner.model.rule import Rule
from scanner.model.source import SourceFile
from scanner.rules import pack, profiles
from scanner.rules.judge import Target, judge

# A control that consists of several rules here.
_PARTS = {"host-namespaces": ("host-ipc", "host-network", "host-pid")}


def right(file: Path) -> float:
    """The share of judgements that agree, in percent; a level agrees when its profile reports something or not."""
    known = {rule.id: rule for rule in pack.load()}
    graphs: dict[str, Graph] = {}
    verdicts: list[bool] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["manifest"]
        if text not in graphs:
            graphs[text] = build(load([SourceFile("manifest.yaml", text)])[0])
        profile = f"pss-{row['level']}"
        rules = profiles.select(known.values(), profile) if row["check"] == profile else _control(row, known)
        params = profiles.params(profile)
        for version in row["versions"]:
            judgements = judge(graphs[text], rules, Target(kubernetes=version, params=params))
            verdicts.append(any(one.outcome is Outcome.FAIL for one in judgements) == (row["expect"] == "fail"))
    return 100 * sum(verdicts) / len(verdicts)


def _control(row: dict[str, Any], known: dict[str, Rule]) -> list[Rule]:
    return [known[rule] for rule in _PARTS.get(row["check"], (row["check"],))]
