"""Functions that let measuring tools of other repositories drive the scanner in process."""

from __future__ import annotations


def scan_manifests(texts: list[str], kubernetes_version: str | None = None) -> list[list[tuple[str, str]]]:
    """(rule id, "Kind/name") of every failure in each manifest text; each text is a scan of its own."""
    from scanner.graph.build import build
    from scanner.inputs.manifests import load
    from scanner.model.judgement import Outcome
    from scanner.model.source import SourceFile
    from scanner.rules import pack
    from scanner.rules.judge import Target, judge

    rules = pack.load()
    target = Target(kubernetes=kubernetes_version or "1.37")
    return [
        [
            (judgement.rule.id, judgement.name)
            for judgement in judge(build(load([SourceFile("manifest.yaml", text)])[0]), rules, target)
            if judgement.outcome is Outcome.FAIL
        ]
        for text in texts
    ]
