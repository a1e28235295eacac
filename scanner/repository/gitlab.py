"""GitLab CI: the pipeline at the top of the repository with what it includes from the same repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.records import NamedTuple
from scanner.repository import pipelines
from scanner.repository.facts import Document
from scanner.repository.files import File, Project, Unreadable
from scanner.repository.pipelines import Job, Step, Workflow, scalars
from scanner.repository.structured import as_list, as_map, broken, documents, text

NAME = "gitlab"

_FILE = ".gitlab-ci.yml"
_NO_JOBS = frozenset(
    [
        "stages",
        "variables",
        "default",
        "include",
        "workflow",
        "image",
        "services",
        "cache",
        "before_script",
        "after_script",
        "spec",
        "pages:deploy",
    ]
)
_SHIPPED = {
    "Container-Scanning": ("trivy", "image-scan"),
    "SAST": ("semgrep", "sast"),
    "Secret-Detection": ("gitleaks", "secret-scan"),
    "Dependency-Scanning": ("gemnasium", "dependency-scan"),
    "DAST": ("zap", "dast"),
    "SAST-IaC": ("kics", "iac-scan"),
    "License-Scanning": ("license-finder", "licence-scan"),
    "Load-Performance-Testing": ("k6", "load-test"),
    "Code-Quality": ("codeclimate", "lint"),
}


class _Written(NamedTuple):
    """A job as written, with the document and file it is written in."""

    data: dict[str, Any]
    document: Document


def claims(path: str) -> bool:
    """The one file that GitLab reads by itself."""
    return path == _FILE


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The pipeline, its jobs and their commands. Templates that GitLab ships are jobs whose findings do not fail."""
    yield from broken(file)
    top: dict[str, Any] = {}
    jobs: dict[str, _Written] = {}
    shipped: list[str] = []
    first = _collect(file, project, top, jobs, shipped, set())
    if first is None:
        return
    stages = [text(one) for one in as_list(top.get("stages"))] or ["build", "test", "deploy"]
    stages = [".pre", *stages, ".post"]
    default = {
        **{key: top[key] for key in ("image", "services", "before_script") if key in top},
        **as_map(top.get("default")),
    }
    whole = {name: _extended(name, jobs, 0) for name in jobs}
    real = {
        name: data
        for name, data in whole.items()
        if not name.startswith(".") and ("script" in data or "trigger" in data)
    }
    real = dict(list(real.items())[: pipelines.MAX_JOBS])
    built = [_job(name, data, jobs[name].document, real, stages, default, top) for name, data in real.items()]
    built += [_shipped(word, first) for word in dict.fromkeys(shipped)]
    triggers = sorted({trigger for job in built for trigger in job.triggers or ()}) or ["push"]
    yield from pipelines.facts(
        Workflow(
            "gitlab",
            "gitlab-ci",
            text(as_map(top.get("workflow")).get("name")),
            first.at(),
            tuple(triggers),
            (),
            {},
            tuple(built),
        ),
        file,
        project,
    )


def _collect(
    file: File,
    project: Project,
    top: dict[str, Any],
    jobs: dict[str, _Written],
    shipped: list[str],
    seen: set[str],
) -> Document | None:
    if file.path in seen or len(seen) > 50:
        return None
    seen.add(file.path)
    try:
        found = documents(file)
    except Unreadable:
        return None
    for document in found[-1:]:
        data = as_map(document.data)
        for one in as_list(data.get("include")):
            local = one if isinstance(one, str) else text(as_map(one).get("local"))
            template = (
                posixpath.basename(text(as_map(one).get("template")))
                .removesuffix(".gitlab-ci.yml")
                .removesuffix(".latest")
            )
            if template in _SHIPPED:
                shipped.append(template)
            inner = project.get(local.lstrip("/")) if local and "://" not in local else None
            if inner is not None:
                _collect(inner, project, top, jobs, shipped, seen)
        for name, value in data.items():
            if name in _NO_JOBS or not isinstance(value, dict):
                top[name] = value
            else:
                jobs[name] = _Written(value, document)
        return document
    return None


def _extended(name: str, jobs: dict[str, _Written], depth: int) -> dict[str, Any]:
    data = jobs[name].data
    result: dict[str, Any] = {}
    for base in as_list(data.get("extends")):
        if isinstance(base, str) and base in jobs and base != name and depth < 10:
            result |= _extended(base, jobs, depth + 1)
    return {**result, **data}


def _job(
    name: str,
    data: dict[str, Any],
    document: Document,
    real: dict[str, dict[str, Any]],
    stages: list[str],
    default: dict[str, Any],
    top: dict[str, Any],
) -> Job:
    stage = text(data.get("stage")) or "test"
    if "needs" in data:
        needs = [text(as_map(one).get("job")) if isinstance(one, dict) else text(one) for one in as_list(data["needs"])]
    else:
        position = stages.index(stage) if stage in stages else len(stages)
        mine = set(_triggers(data))
        # Of earlier stages, those that run in the same pipelines.
        needs = [
            other
            for other, inner in real.items()
            if (text(inner.get("stage")) or "test") in stages[:position]
            and not _manual(inner)
            and mine & set(_triggers(inner))
        ]
    image = data.get("image", default.get("image"))
    environment = data.get("environment")
    steps = tuple(_steps(name, data, document, default))
    return Job(
        name,
        name,
        document.at(name),
        steps,
        tuple(needs),
        text(as_map(environment).get("name")) if isinstance(environment, dict) else text(environment),
        services=tuple(
            text(as_map(one).get("name")) if isinstance(one, dict) else text(one)
            for one in as_list(data.get("services", default.get("services")))
        ),
        image=text(as_map(image).get("name")) if isinstance(image, dict) else text(image),
        matrix={},
        manual=_manual(data),
        allowed=_allowed(data),
        env={**scalars(top.get("variables")), **scalars(data.get("variables"))},
        triggers=tuple(_triggers(data)),
    )


def _steps(name: str, data: dict[str, Any], document: Document, default: dict[str, Any]) -> Iterator[Step]:
    for part in ("before_script", "script"):
        lines = data.get(part, default.get(part) if part == "before_script" else None)
        flat = [line for one in as_list(lines) for line in (one if isinstance(one, list) else [one])]
        for index, line in enumerate(flat):
            if isinstance(line, str):
                where = document.at(name, part, index)
                # The runner's shell ends at the first failure, also inside of a pipe.
                yield Step(name, where, script=line, exits=True, pipefail=True)


def _manual(data: dict[str, Any]) -> bool:
    rules = [as_map(rule) for rule in as_list(data.get("rules"))]
    return (
        data.get("when") == "manual" or bool(rules) and all(rule.get("when") in ("manual", "never") for rule in rules)
    )


def _allowed(data: dict[str, Any]) -> bool:
    value = data.get("allow_failure")
    return value is True or isinstance(value, dict)


def _triggers(data: dict[str, Any]) -> Iterator[str]:
    """When a job runs, by its rules: all of them are conditions on variables that GitLab sets."""
    conditions = [
        text(as_map(rule).get("if")) for rule in as_list(data.get("rules")) if as_map(rule).get("when") != "never"
    ]
    only = data.get("only")
    conditions += [text(one) for one in as_list(as_map(only).get("refs") if isinstance(only, dict) else only)]
    if not conditions:
        yield "push"
        return
    for condition in conditions:
        if "merge_request" in condition:
            yield "pull-request"
        if "schedule" in condition:
            yield "schedule"
        if "CI_COMMIT_TAG" in condition or condition == "tags":
            yield "tag"
        if (
            "BRANCH" in condition
            or "push" in condition
            or condition in ("main", "master", "branches", "")
            or "CI_COMMIT_REF" in condition
        ):
            yield "push"
        if "web" in condition:
            yield "manual"


def _shipped(word: str, document: Document) -> Job:
    """A job of a template that GitLab ships: it runs on every change and reports what it finds."""
    from scanner.repository.tool_details import Task

    tool, purpose = _SHIPPED[word]
    where = document.at("include")
    step = Step(word, where, f"gitlab/{word}", known=(("", "", Task(tool, (purpose,), gates=False)),))
    return Job(word.lower(), word, where, (step,), allowed=True, triggers=("push", "pull-request"))
