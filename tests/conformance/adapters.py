"""The functions through which the measuring tools ask this project; each states its tool."""

from __future__ import annotations

import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from scanner.paths import data_folder

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


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


@cache
def provider_checks() -> dict[str, tuple[str, ...]]:
    """The checks of the Kubernetes provider that rules of Kubernetes stand for, by rule."""
    aliases: dict[str, str] = json.loads((data_folder("policies") / "aliases.json").read_text())
    found = {rule: tuple(one for one in names.split() if one.startswith("TF-K8S-")) for rule, names in aliases.items()}
    return {rule: checks for rule, checks in found.items() if checks}


def scan_terraform(directory: str) -> list[tuple[str, str]]:
    """run_tf_labels.py: (check, address) of every failure in the root modules of a folder, with the thresholds that the
    labels suppose.

    What rules of Kubernetes say about objects of the Kubernetes provider counts for the checks that they have as aliases.
    """
    from scanner.deep import deep
    from scanner.graph.build import build
    from scanner.inputs import terraform_hcl
    from scanner.model.judgement import Outcome
    from scanner.rules import pack
    from scanner.rules.judge import Target, judge
    from scanner.terraform.roots import roots

    supposed = json.loads((SHARED / "corpus/tf-labels/peer-params.json").read_text())
    params = {name.lower(): values for name, values in supposed.items()}
    folder = Path(directory)

    @deep
    def failures() -> list[tuple[str, str]]:
        found = roots(str(one) for one in (folder, *folder.rglob("*")) if terraform_hcl.claims(one))
        graphs = [build(terraform_hcl.load(Path(one), "", folder).resources) for one in found]
        return [
            (check, (judgement.resource.declared or judgement.resource).id.short)
            for graph in graphs for judgement in judge(graph, pack.heads((), ["", "terraform"]), Target(params=params))
            if judgement.outcome is Outcome.FAIL and judgement.resource is not None
            for check in provider_checks().get(judgement.rule.id, (judgement.rule.id.upper(),))
        ]

    return failures()


def terraform_expression(directory: str) -> dict[str, Any]:
    """run_tf_vectors.py: `local.result` of the root module in the working directory."""
    from scanner.hcl.errors import HclError
    from scanner.hcl.json_values import encode
    from scanner.hcl.types import as_json
    from scanner.hcl.values import SENSITIVE, deep_marks

    tree, problem = _terraform(directory, [], {})
    if problem:
        return {"error": problem}
    value = tree.instance.local("result")
    if SENSITIVE in deep_marks(value):
        # What a console cannot show as sensitive was recorded from an output, which must not be sensitive.
        return {"error": "Output refers to sensitive values"} if value.unsettled else {"sensitive": True}
    found: dict[str, Any] = {"type": as_json(value.type)}
    if value.unsettled:
        return found | {"value": _with_unknowns(value)}
    try:
        text = encode(value)
    except HclError as error:
        return {"error": str(error)}
    return found | {"json": text, "value": json.loads(text)}


def terraform_module(directory: str, arguments: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """run_tf_vectors.py: the managed resources and outputs of the root module in the working directory."""
    tree, problem = _terraform(directory, arguments, environment)
    if problem:
        return {"error": problem}
    resources = {
        instance.full_address: {
            name: None if (value := instance.attribute(name)) is None else _with_unknowns(value)
            for name in ("input", "triggers_replace")
        }
        for module in tree.modules() for instance in module.resources() if instance.declared.kind == "resource"
    }
    root = tree.instance
    return {"resources": resources, "outputs": {name: _with_unknowns(root.output(name)) for name in root.configuration.outputs}}


def _terraform(directory: str, arguments: list[str], environment: dict[str, str]) -> tuple[Any, str]:
    from scanner.deep import deep
    from scanner.hcl.errors import HclError
    from scanner.hcl.limits import metered
    from scanner.terraform.checks import check
    from scanner.terraform.diagnostics import ERROR
    from scanner.terraform.given import VariableOptions
    from scanner.terraform.tree import Tree

    flags = []
    rest = iter(arguments)
    for argument in rest:
        kind, equals, text = argument.lstrip("-").partition("=")
        flags.append((kind, text if equals else next(rest)))

    @deep
    def evaluated() -> Any:
        with metered():
            tree = Tree(directory, "", directory, VariableOptions(tuple(flags), tuple(environment.items())))
            check(tree)
        return tree

    try:
        tree = evaluated()
    except HclError as error:
        return None, str(error)
    # The recordings are of Terraform 1.11.
    wrong = [one for one in tree.diagnostics.found if one.level == ERROR or one.kind in ("missing-variable", "older")]
    return tree, wrong[0].message if wrong else ""


def _with_unknowns(value: Any) -> Any:
    from scanner.hcl.json_values import encode

    if not value.is_known:
        return {"__unknown__": True}
    if isinstance(value.data, dict):
        return {key: _with_unknowns(one) for key, one in value.data.items()}
    if isinstance(value.data, list):
        return [_with_unknowns(one) for one in value.data]
    return json.loads(encode(value))


def terraform_plans(folder: Path) -> tuple[float, float]:
    """Percentages of plans that load without an error, and of the resources in them that are there."""
    from scanner.deep import deep
    from scanner.inputs.terraform_plan import load
    from scanner.model.report import Level
    from scanner.model.source import SourceFile

    loaded = wanted = found = 0
    files = sorted(folder.glob("*.json"))
    for path in files:
        text = path.read_text(encoding="utf-8-sig")
        result = deep(load)(SourceFile(path.name, text))
        loaded += all(notice.level is not Level.ERROR for notice in result.notices)
        for resource in result.resources:
            resource.body, resource.place()
        found += len(result.resources)
        wanted += sum(
            not entry.get("deposed") and (entry["change"].get("after") is not None or "create" in entry["change"]["actions"])
            for entry in json.loads(text).get("resource_changes", [])
        )
    return 100 * loaded / len(files), 100 * min(found / wanted, 1)


def terraform_folders(folders: list[Path]) -> float:
    """The percentage of folders with configurations that load; an exception is a failure."""
    from scanner.deep import deep
    from scanner.inputs.terraform_hcl import claims, load

    loaded = total = 0
    for root in folders:
        for path in sorted(one for one in root.rglob("*") if claims(one)):
            total += 1
            try:
                for resource in deep(load)(path, path.name, root).resources:
                    resource.body, resource.place(*list(resource.body)[:1])
                loaded += 1
            except Exception as error:  # noqa: BLE001 - counted, and told
                print(f"{path}: {type(error).__name__}: {error}")
    return 100 * loaded / total
