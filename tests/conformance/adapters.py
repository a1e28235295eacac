"""The functions through which the measuring tools ask this project; each states its tool."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def render_files(files: dict[str, str], arguments: list[str]) -> tuple[bool, str]:
    """run_vectors.py: what `helm template ARGUMENTS` prints in a directory with those files, or its error."""
    from scanner.helm.errors import HelmError
    from scanner.helm.render import template

    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
        try:
            return True, template(arguments, Path(folder))
        except HelmError as error:
            return False, f"Error: {error}"


def render_chart(chart: str, arguments: list[str]) -> tuple[bool, str]:
    """compare_render.py: the same for a chart on disk under the release name `rel`."""
    from scanner.helm.errors import HelmError
    from scanner.helm.render import template

    version = int(os.environ.get("HELM_VERSION", "4"))
    try:
        return True, template(["rel", chart, *arguments], Path(), helm_version=version)
    except HelmError as error:
        return False, f"Error: {error}"


def scan_manifests(texts: list[str], kubernetes_version: str | None = None) -> list[list[tuple[str, str]]]:
    """run_labels.py: (rule id, "Kind/name") of every failure in each text; each text is a scan of its own.

    The profiles of the two Pod Security levels count as rules: they fail where one of their controls does.
    """
    from scanner.graph.build import build
    from scanner.inputs.manifests import load
    from scanner.model.judgement import Outcome
    from scanner.model.source import SourceFile
    from scanner.rules import pack, profiles, schemas
    from scanner.rules.judge import Target, judge

    rules = pack.load()
    target = Target(kubernetes=kubernetes_version or "1.37")
    levels = {
        name: (profiles.select(rules, name), target._replace(params=profiles.params(name)))
        for name in ("pss-baseline", "pss-restricted")
    }

    def found(text: str) -> list[tuple[str, str]]:
        graph = build(load([SourceFile("manifest.yaml", text)])[0])
        judged = (*judge(graph, rules, target), *schemas.Schemas([graph], ()).judge(graph, (), rules, target))
        failures = [(one.rule.id, one.name) for one in judged if one.outcome is Outcome.FAIL]
        for name, (controls, meant) in levels.items():
            failed = {one.name for one in judge(graph, controls, meant) if one.outcome is Outcome.FAIL}
            failures += [(name, resource) for resource in sorted(failed)]
        return failures

    return [found(text) for text in texts]
