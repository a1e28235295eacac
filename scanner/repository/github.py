"""Workflows of GitHub Actions, with the actions of the same repository that they use."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.located.scalar_text import offset_in
from scanner.model.report import Notice
from scanner.model.resource import Locator, Path, Resource
from scanner.repository import actions as marketplace, tool_details
from scanner.repository import pipelines, shell, tasks
from scanner.repository.facts import Document, Span, notice
from scanner.repository.files import File, Project, Unreadable
from scanner.repository.pipelines import Job, Step, Workflow, scalars
from scanner.repository.structured import as_list, as_map, broken, documents, text, texts

NAME = "github"

FOLDER = ".github/workflows"

_TRIGGERS = {
    "pull_request": "pull-request",
    "pull_request_target": "pull-request",
    "merge_group": "pull-request",
    "push": "push",
    "schedule": "schedule",
    "release": "release",
    "workflow_dispatch": "manual",
    "repository_dispatch": "manual",
    "workflow_call": "call",
    "create": "tag",
}


def claims(path: str) -> bool:
    """Workflows where GitHub looks for them."""
    return posixpath.dirname(path) == FOLDER and path.endswith((".yml", ".yaml"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The workflow, its jobs and steps."""
    yield from broken(file)
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if not isinstance(data.get("jobs"), dict):
            yield notice(file, "The workflow has no jobs and was not looked at.")
            return
        yield from pipelines.facts(_workflow(document, data, file, project), file, project)


def _workflow(document: Document, data: dict[str, Any], file: File, project: Project) -> Workflow:
    # YAML 1.1 reads the key `on` as a truth value.
    events = data.get("on", data.get("true"))
    permissions = _permissions(data.get("permissions"))
    jobs = []
    for name, job in data["jobs"].items():
        if isinstance(job, dict) and not _never(job.get("if")):
            jobs.append(_job(document, data, name, job, permissions, file, project))
    return Workflow(
        "github",
        file.stem,
        text(data.get("name")),
        document.at(),
        tuple(dict.fromkeys(_triggers(events))),
        tuple(_schedules(events)),
        permissions,
        tuple(jobs),
    )


def _triggers(events: Any) -> Iterator[str]:
    named = events if isinstance(events, dict) else dict.fromkeys(texts(events))
    for event, settings in named.items():
        word = _TRIGGERS.get(event, event.replace("_", "-"))
        filters = as_map(settings)
        if event == "push" and ("tags" in filters or "tags-ignore" in filters):
            yield "tag"
            if "branches" not in filters and "branches-ignore" not in filters:
                continue
        yield word


def _schedules(events: Any) -> list[str]:
    return [text(as_map(one).get("cron")) for one in as_list(as_map(events).get("schedule")) if as_map(one).get("cron")]


def _permissions(data: Any) -> dict[str, str]:
    if isinstance(data, str):
        return {"all": data.partition("-")[0]}
    return {key: text(value) for key, value in as_map(data).items()}


def _never(condition: Any) -> bool:
    return condition is False or isinstance(condition, str) and condition.strip().strip("${} ").lower() == "false"


def _job(
    document: Document,
    workflow: dict[str, Any],
    name: str,
    job: dict[str, Any],
    permissions: Mapping[str, str],
    file: File,
    project: Project,
) -> Job:
    environment = job.get("environment")
    container = job.get("container")
    defaults = as_map(
        as_map(as_map(job.get("defaults")).get("run")) or as_map(as_map(workflow.get("defaults")).get("run"))
    )
    return Job(
        name,
        text(job.get("name")),
        document.at("jobs", name),
        tuple(_steps(document, ("jobs", name, "steps"), job.get("steps"), defaults, project)),
        tuple(texts(job.get("needs"))),
        text(as_map(environment).get("name")) if isinstance(environment, dict) else text(environment),
        _permissions(job["permissions"]) if "permissions" in job else permissions,
        tuple(text(as_map(one).get("image")) for one in as_map(job.get("services")).values()),
        text(as_map(container).get("image")) if isinstance(container, dict) else text(container),
        {
            key: value
            for key, value in as_map(as_map(job.get("strategy")).get("matrix")).items()
            if isinstance(value, list)
        },
        text(job.get("uses")),
        text(job.get("if")),
        allowed=job.get("continue-on-error") is True,
        env={**scalars(workflow.get("env")), **scalars(job.get("env"))},
    )


def _steps(
    document: Document,
    base: Path,
    steps: Any,
    defaults: dict[str, Any],
    project: Project,
    depth: int = 0,
) -> Iterator[Step]:
    for index, one in enumerate(as_list(steps)):
        step = as_map(one)
        if not step or _never(step.get("if")):
            continue
        path = (*base, index)
        title = text(step.get("name"))
        folder = text(step.get("working-directory", defaults.get("working-directory"))).strip("./") or ""
        folder = "" if "$" in folder else folder
        common: dict[str, Any] = {
            "env": scalars(step.get("env")),
            "allowed": step.get("continue-on-error") is True,
            "condition": text(step.get("if")),
            "folder": folder,
        }
        if isinstance(step.get("run"), str):
            used = text(step.get("shell", defaults.get("shell")))
            if used in ("python", "pwsh", "powershell", "cmd") or used.startswith("python"):
                continue
            yield Step(
                title,
                document.at(*path),
                script=step["run"],
                place=_placed(document, (*path, "run"), step["run"]),
                exits="{0}" not in used or "-e" in used,
                pipefail=used == "bash" or "pipefail" in used,
                **common,
            )
        elif isinstance(step.get("uses"), str):
            uses = step["uses"]
            yield Step(
                title,
                document.at(*path),
                uses,
                scalars(step.get("with")),
                known=tuple(_local(uses, project, depth)),
                **common,
            )


def _placed(document: Document, path: Path, value: str) -> Any:
    """Gives the place of a piece of a script, between the lines of its scalar."""

    def place(start: int, end: int) -> Locator:
        primary = document.locator.place(path).primary
        if primary is None or primary.span is None:
            return document.at(*path)
        file_start = primary.span.start
        # The locator ends a place with its first line; the scalar goes on to the end of its document at most.
        inner = offset_in(document.text, file_start - document.start, len(document.text), value, start)
        begin = document.start + inner
        return Span(document.locator.file, begin, begin + max(end - start, 1))

    return place


def _local(uses: str, project: Project, depth: int) -> Iterator[tuple[str, str, tool_details.Task]]:
    """(file, file, task) of what a composite action of the same repository does."""
    if not uses.startswith("./") or depth > 3:
        return
    folder = posixpath.normpath(uses.partition("@")[0])
    file = project.beside("" if folder == "." else folder, "action.yml", "action.yaml")
    if file is None:
        return
    try:
        known = documents(file)
    except Unreadable:
        return
    for document in known[:1]:
        runs = as_map(as_map(document.data).get("runs"))
        for one in as_list(runs.get("steps")):
            step = as_map(one)
            if step.get("continue-on-error") is True:
                continue
            if isinstance(step.get("run"), str):
                for command in shell.commands(step["run"]):
                    task = tasks.recognise(command.words)
                    if task.purposes:
                        yield file.path, file.path, task._replace(gates=task.gates and command.fails)
            elif isinstance(step.get("uses"), str):
                task = marketplace.recognise(step["uses"].partition("@")[0], scalars(step.get("with")))
                if task.purposes:
                    yield file.path, file.path, task
                yield from _local(step["uses"], project, depth + 1)


def inherit(resources: list[Resource]) -> None:
    """Workflows that others call run when those do."""
    by_file: dict[tuple[str, str], list[Resource]] = {}
    for one in resources:
        if one.id.kind in ("CiWorkflow", "CiJob", "CiStep") and one.body["platform"] == "github":
            by_file.setdefault(
                (one.body["file"].rpartition(FOLDER)[0], posixpath.basename(one.body["file"])), []
            ).append(one)
    for _ in range(3):
        for one in resources:
            if one.id.kind != "CiJob" or not one.body.get("uses", "").startswith("./" + FOLDER):
                continue
            top = one.body["file"].rpartition(FOLDER)[0]
            for called in by_file.get((top, posixpath.basename(one.body["uses"])), ()):
                body = called.body
                body["triggers"] = sorted({*body["triggers"], *one.body["triggers"]})
                body["on_change"] = pipelines.on_change(body["triggers"])
                if not body["schedules"]:
                    body["schedules"], body["interval_days"] = one.body["schedules"], one.body["interval_days"]
