"""Pipelines of any platform as facts: a workflow, its jobs, and every command of their steps."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from scanner.model.resource import Data, Locator, Resource
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.repository import actions, cron, expand, levels, shell, tasks, tool_details
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.secretish import literals

MAX_STEPS = 2_000
MAX_JOBS = 500

_COMMIT = lazy(r"[0-9a-f]{40}|sha256:[0-9a-f]{64}|.*@sha256:[0-9a-f]{64}")
_PRODUCTION = lazy(r"(?:^|[^a-z])(?:production|prod|prd|live)(?:$|[^a-z])")
_ALWAYS = lazy(r"always\s*\(|failure\s*\(|cancelled\s*\(")
# What runs and says by its exit code whether something that was deployed answers.
_ASKING = frozenset(
    [
        "curl",
        "wget",
        "http",
        "https",
        "httpie",
        "grpcurl",
        "nc",
        "kubectl",
        "helm",
        "python",
        "python3",
        "node",
        "bash",
        "sh",
        "docker",
        "go",
        "npm",
        "yarn",
        "pnpm",
        "make",
        "dotnet",
        "java",
    ]
)


class Step(NamedTuple):
    """A step as a platform has it: an action with inputs, or a script with the place of its text.

    `place`: gives the locator for the text from one offset of the script to another; `where`: for the step as a whole.
    """

    title: str
    where: Locator
    uses: str = ""
    given: Mapping[str, str] = {}
    script: str = ""
    place: Callable[[int, int], Locator] | None = None
    env: Mapping[str, str] = {}
    allowed: bool = False
    condition: str = ""
    folder: str = ""
    exits: bool = True
    pipefail: bool = False
    known: tuple[tuple[str, str, tool_details.Task], ...] = ()


class Job(NamedTuple):
    """A job as a platform has it; `needs` are the jobs directly before it."""

    name: str
    title: str
    where: Locator
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()
    environment: str = ""
    permissions: Mapping[str, str] = {}
    services: tuple[str, ...] = ()
    image: str = ""
    matrix: Mapping[str, Data] = {}
    uses: str = ""
    condition: str = ""
    manual: bool = False
    allowed: bool = False
    env: Mapping[str, str] = {}
    triggers: tuple[str, ...] | None = None


class Workflow(NamedTuple):
    """A pipeline as a platform has it."""

    platform: str
    name: str
    title: str
    where: Locator
    triggers: tuple[str, ...]
    schedules: tuple[str, ...] = ()
    permissions: Mapping[str, str] = {}
    jobs: tuple[Job, ...] = ()


class _Task(NamedTuple):
    """What one command of a step came to."""

    step: Step
    task: tool_details.Task
    words: tuple[str, ...]
    where: Locator
    gates: bool
    allowed: bool
    through: str
    env: tuple[str, ...]


def on_change(triggers: Sequence[str]) -> bool:
    """Whether a pipeline with these triggers runs on every change."""
    return "push" in triggers or "pull-request" in triggers


def facts(workflow: Workflow, file: File, project: Project) -> Iterator[Resource]:
    """The workflow, its jobs and their steps."""
    jobs = {job.name: job for job in workflow.jobs[:MAX_JOBS]}
    closures = {name: _closure(name, jobs) for name in jobs}
    ran = {name: _on_test_cluster(list(islice(_tasks(job, project), MAX_STEPS))) for name, job in jobs.items()}
    sure = {
        name: tasks.merged(purpose for one in ran[name] if one.gates for purpose in one.task.purposes)
        if not jobs[name].allowed
        else []
        for name in jobs
    }
    done = {name: tasks.merged(purpose for one in ran[name] for purpose in one.task.purposes) for name in jobs}
    followers = {
        name: [other for other in jobs if name in closures[other] and not _ALWAYS.search(jobs[other].condition)]
        for name in jobs
    }
    shared = {
        "platform": workflow.platform,
        "triggers": sorted(workflow.triggers),
        "schedules": list(workflow.schedules),
        "interval_days": cron.interval_days(workflow.schedules),
        "on_change": on_change(workflow.triggers),
    }
    yield fact(
        "CiWorkflow",
        workflow.name,
        file,
        workflow.where,
        {
            **shared,
            "title": workflow.title,
            "permissions": dict(workflow.permissions),
            "jobs": list(jobs),
            "purposes": tasks.merged(purpose for each in done.values() for purpose in each),
        },
    )
    for name, job in jobs.items():
        mine = dict(shared)
        if job.triggers is not None:
            mine |= {"triggers": sorted(job.triggers), "on_change": on_change(job.triggers)}
        production = _PRODUCTION.search(job.environment.lower()) is not None
        common = {
            **mine,
            "workflow": workflow.name,
            "environment": job.environment.lower(),
            "environment_production": production,
            "permissions": dict(job.permissions),
        }
        yield fact(
            "CiJob",
            f"{workflow.name}/{name}",
            file,
            job.where,
            {
                **common,
                "job": name,
                "title": job.title,
                "needs": closures[name],
                "services": list(job.services),
                "image": job.image,
                "matrix": dict(job.matrix),
                "uses": job.uses,
                "if": job.condition,
                "manual": job.manual,
                "allowed_to_fail": job.allowed,
                "purposes": done[name],
                "secret_literals": literals(job.env),
                "protected": job.manual if workflow.platform == "gitlab" else bool(job.environment),
            },
        )
        earlier = tasks.merged(purpose for need in closures[name] for purpose in sure[need])
        later = tasks.merged(purpose for other in followers[name] for purpose in done[other])
        yield from _steps(ran[name], job, common, earlier, later, workflow, file, project)


def _steps(
    ran: list[_Task],
    job: Job,
    common: dict[str, Data],
    earlier: list[str],
    later: list[str],
    workflow: Workflow,
    file: File,
    project: Project,
) -> Iterator[Resource]:
    behind: list[set[str]] = [set(later)]
    for other in reversed(ran):
        more = set() if _ALWAYS.search(other.step.condition) else set(other.task.purposes)
        behind.append(behind[-1] | more)
    behind.reverse()
    done = set(earlier)
    for index, one in enumerate(ran):
        free = _ALWAYS.search(one.step.condition) is not None
        before = sorted(done)
        if one.gates:
            done.update(one.task.purposes)
        task = one.task
        uses, _, version = one.step.uses.partition("@")
        yield fact(
            "CiStep",
            f"{workflow.name}/{job.name}/{index + 1} {task.tool}".rstrip(),
            file,
            one.where,
            {
                **common,
                "job": job.name,
                "title": one.step.title,
                "uses": uses,
                "version": version,
                "pinned": _COMMIT.fullmatch(version) is not None or _COMMIT.fullmatch(one.step.uses) is not None,
                "with": dict(one.step.given),
                "env": sorted({*job.env, *one.step.env, *one.env}),
                "words": list(one.words),
                "tool": task.tool,
                "purposes": tasks.merged(task.purposes),
                "gates": one.gates,
                "allowed_to_fail": one.allowed,
                "severities": list(task.severities),
                "floor": task.floor,
                "after": [] if free else before,
                "before": sorted(behind[index + 1]) if one.gates else [],
                "image": task.image,
                "platforms": list(task.platforms),
                "tags": list(task.tags),
                "pushes": task.pushes,
                "target": task.target,
                "dockerfile": task.dockerfile,
                "dry_run": task.dry_run,
                "atomic": task.atomic,
                "waits": task.waits,
                "oidc": _oidc(uses.lower(), one.step.given),
                "secret_literals": literals({**one.step.given, **one.step.env}),
                "paths": _paths(one.words, one.step.folder, project),
                "through": one.through,
            },
        )


def _closure(name: str, jobs: Mapping[str, Job]) -> list[str]:
    found: dict[str, None] = {}
    pending = list(jobs[name].needs)
    while pending:
        need = pending.pop(0)
        if need in jobs and need not in found and need != name:
            found[need] = None
            pending += jobs[need].needs
    return list(found)


def _tasks(job: Job, project: Project) -> Iterator[_Task]:
    for step in job.steps:
        allowed = step.allowed or job.allowed
        if step.uses and not step.script:
            task = _by_title(actions.recognise(step.uses.partition("@")[0], step.given), step, job)
            if task.purposes or not step.known:
                yield _Task(
                    step, task, (), step.where, task.gates and bool(task.purposes) and not allowed, allowed, "", ()
                )
            for through, path, known in step.known:
                yield _Task(step, known, (), step.where, known.gates and not allowed, allowed, through or path, ())
            continue
        folder = step.folder
        for command in shell.commands(step.script, step.exits, step.pipefail):
            if command.words[0] == "cd" and len(command.words) > 1:
                folder = posixpath.normpath(posixpath.join(folder, command.words[1]))
                folder = "" if folder in (".", "/") or folder.startswith("..") else folder
                continue
            end = command.start + len(command.words[0])
            where = step.place(command.start, end) if step.place is not None else step.where
            for ran in expand.expand(command.words, command.fails, folder, project):
                task = _by_title(tasks.recognise(ran.words), step, job, ran.words)
                forgiven = allowed or not ran.fails
                yield _Task(
                    step,
                    task,
                    ran.words,
                    where,
                    task.gates and bool(task.purposes) and not forgiven,
                    forgiven,
                    ran.through,
                    command.variables,
                )


def _is_question(tool: str, words: Sequence[str]) -> bool:
    """Whether a command asks something, instead of fetching or showing it."""
    if tool in ("curl", "wget"):
        return not any(
            word in ("--output", "--remote-name")
            or word.startswith("-")
            and not word.startswith("--")
            and set(word) & set("oO")
            for word in words
        )
    return tool != "kubectl" or "exec" in words[1:4] or "run" in words[1:4]


def _on_test_cluster(ran: list[_Task]) -> list[_Task]:
    """Deployments into a cluster that the job itself has made for its tests are tests of what is deployed."""
    found: list[_Task] = []
    made = False
    for one in ran:
        if made and "deploy" in one.task.purposes:
            purposes = ("install-chart", "test-chart") if one.task.tool == "helm" else ("test-deploy",)
            one = one._replace(task=one.task._replace(purposes=purposes))
        made = made or one.task.tool in ("kind", "k3d", "minikube", "microk8s")
        found.append(one)
    return found


def _by_title(task: tool_details.Task, step: Step, job: Job, words: Sequence[str] = ()) -> tool_details.Task:
    """Tests whose command does not tell their level take it from the names of step and job."""
    asks = task.tool in _ASKING and not task.purposes and _is_question(task.tool, words)
    if not asks and not ("unit-test" in task.purposes and len(task.purposes) <= 3):
        return task
    level = levels.level_of(step.title) or levels.level_of(job.name) or levels.level_of(job.title)
    if not level or level == "unit-test":
        return task
    if asks:
        return (
            task._replace(purposes=("test", level)) if level in ("smoke-test", "e2e-test", "integration-test") else task
        )
    return task._replace(purposes=(*(one for one in task.purposes if one != "unit-test"), level))


def _oidc(action: str, given: Mapping[str, str]) -> bool:
    if action == "aws-actions/configure-aws-credentials":
        return bool(given.get("role-to-assume")) and not given.get("aws-secret-access-key")
    if action == "google-github-actions/auth":
        return bool(given.get("workload_identity_provider"))
    if action == "azure/login":
        return bool(given.get("client-id")) and not given.get("creds")
    if action == "docker/login-action":
        password = given.get("password", "")
        return "github_token" in password.lower() or "github.token" in password
    return action in ("aws-actions/amazon-ecr-login",)


def _paths(words: Sequence[str], folder: str, project: Project) -> list[str]:
    found: list[str] = []
    for word in words[1:60]:
        if not word.startswith("-") and ("/" in word or "." in word) and len(word) < 300 and "$" not in word:
            for path in (posixpath.join(folder, word), word):
                normal = posixpath.normpath(path)
                if not normal.startswith(("..", "/")) and normal != "." and project.has(normal):
                    found.append(normal)
                    break
    return found[:20]


def scalars(data: Any) -> dict[str, str]:
    """Inputs and variables as texts."""
    if not isinstance(data, dict):
        return {}
    return {
        str(key): ("true" if value is True else "false" if value is False else "" if value is None else str(value))
        for key, value in data.items()
        if not isinstance(value, dict | list)
    }
