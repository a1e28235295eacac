"""What the flags of a tool say of its task: severities, images, platforms, floors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from scanner.records import NamedTuple
from scanner.repository.levels import level_of


class Task(NamedTuple):
    """What one command does. `gates`: its exit code says whether all is well."""

    tool: str
    purposes: tuple[str, ...] = ()
    gates: bool = True
    severities: tuple[str, ...] = ()
    floor: float = 0
    image: str = ""
    platforms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pushes: bool = False
    target: str = ""
    dockerfile: str = ""
    dry_run: bool = False
    atomic: bool = False
    waits: bool = False


def has(flags: Sequence[str], wanted: str) -> bool:
    """Whether a flag is given, or, where a value is asked for with "=", given so."""
    name, equals, value = wanted.partition("=")
    if not equals:
        return any(flag == name or flag.startswith(name + "=") for flag in flags)
    return option(flags, name) == value or wanted in flags


def option(flags: Sequence[str], *names: str) -> str:
    """The value of an option, written `--name value` or `--name=value`; "" where it is not given."""
    for index, flag in enumerate(flags):
        for name in names:
            if flag == name:
                return flags[index + 1] if index + 1 < len(flags) else ""
            if flag.startswith(name + "="):
                return flag[len(name) + 1 :]
    return ""


def options(flags: Sequence[str], *names: str) -> list[str]:
    """All values of an option that may be given more than once."""
    found = []
    for index, flag in enumerate(flags):
        for name in names:
            if flag == name and index + 1 < len(flags):
                found.append(flags[index + 1])
            elif flag.startswith(name + "="):
                found.append(flag[len(name) + 1 :])
    return found


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())


def severities(text: str) -> tuple[str, ...]:
    """A list of severities as all tools of the table write them, upper case."""
    return tuple(part.upper() for part in _listed(text))


_ABOVE = ("NEGLIGIBLE", "LOW", "MEDIUM", "HIGH", "CRITICAL")


def at_least(text: str) -> tuple[str, ...]:
    """The severities from one on upwards."""
    text = text.upper()
    return tuple(reversed(_ABOVE[_ABOVE.index(text) :])) if text in _ABOVE else ()


def _last(plain: Sequence[str], skip: int) -> str:
    return plain[-1] if len(plain) > skip else ""


def _trivy(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    purposes = task.purposes
    scanners = _listed(option(flags, "--scanners", "--security-checks"))
    if "secret" in scanners:
        purposes += ("secret-scan",)
    if "misconfig" in scanners or "config" in scanners:
        purposes += ("iac-scan",)
    if "license" in scanners:
        purposes += ("licence-scan",)
    if option(flags, "--format", "-f") in ("cyclonedx", "spdx", "spdx-json"):
        purposes, task = ("sbom",), task._replace(gates=True)
    if option(flags, "--compliance"):
        purposes += ("compliance-scan",)
    return task._replace(
        purposes=purposes,
        severities=severities(option(flags, "--severity", "-s")),
        image=_last(plain, 2) if "image-scan" in purposes else "",
    )


def _grype(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    target = _last(plain, 1)
    purposes = ("dependency-scan",) if target.startswith(("dir:", "sbom:", "file:", ".")) else task.purposes
    return task._replace(purposes=purposes, severities=at_least(option(flags, "--fail-on", "-f")), image=target)


def _docker(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    if "build-image" in task.purposes:
        pushes = "--push" in flags
        return task._replace(
            purposes=(*task.purposes, *(("push-image",) if pushes else ())),
            pushes=pushes,
            platforms=_listed(option(flags, "--platform")),
            tags=tuple(options(flags, "-t", "--tag")),
            target=option(flags, "--target"),
            dockerfile=option(flags, "-f", "--file"),
            image=(options(flags, "-t", "--tag") or [""])[0],
        )
    if "image-scan" in task.purposes:
        return task._replace(severities=severities(option(flags, "--only-severity")), image=_last(plain, 3))
    if "push-image" in task.purposes:
        return task._replace(image=_last(plain, 2), pushes=True, tags=(_last(plain, 2),))
    return task


def _kaniko(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    tags = tuple(options(flags, "--destination", "-d"))
    pushes = "--no-push" not in flags
    return task._replace(
        purposes=("build-image", "push-image") if pushes else ("build-image",),
        pushes=pushes,
        tags=tags,
        image=tags[0] if tags else "",
        dockerfile=option(flags, "--dockerfile"),
        platforms=_listed(option(flags, "--custom-platform")),
    )


def _helm(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    dry = any(has(flags, flag) for flag in ("--dry-run",)) and option(flags, "--dry-run") != "none"
    purposes = ("validate-chart",) if dry and "deploy" in task.purposes else task.purposes
    return task._replace(
        purposes=purposes,
        dry_run=dry,
        atomic=any(has(flags, flag) for flag in ("--atomic", "--rollback-on-failure")),
        waits=any(has(flags, flag) for flag in ("--wait", "--atomic", "--rollback-on-failure")),
    )


def _kubectl(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    dry = any(has(flags, "--dry-run") for _ in (0,)) and option(flags, "--dry-run") != "none"
    purposes = ("validate-manifests",) if dry and "deploy" in task.purposes else task.purposes
    return task._replace(purposes=purposes, dry_run=dry, waits="rollout" in plain[1:2] and "status" in plain[2:3])


def _pytest(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    floor = option(flags, "--cov-fail-under")
    purposes = list(task.purposes)
    marks = option(flags, "-m")
    levels = {level for word in plain[1:] if (level := level_of(word))}
    if marks and "not " not in marks and level_of(marks):
        levels.add(level_of(marks))
    purposes += sorted(levels) or ["unit-test"]
    if any(flag.startswith("--cov") for flag in flags):
        purposes.append("coverage")
    return task._replace(purposes=tuple(purposes), floor=_percent(floor))


def _tests(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    if "test" not in task.purposes or len(task.purposes) > 1:
        return _coverage(task, plain, flags)
    levels = sorted({level for word in (*plain[1:], *flags) if (level := level_of(word))}) or ["unit-test"]
    covered = any("cover" in flag for flag in flags)
    return task._replace(purposes=(*task.purposes, *levels, *(("coverage",) if covered else ())))


def _coverage(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    floor = option(flags, "--fail-under", "--threshold", "--lines", "--fail_under")
    return task._replace(floor=_percent(floor))


def _percent(text: str) -> float:
    try:
        value = float(text.rstrip("%"))
    except ValueError:
        return 0
    return value if 0 < value <= 100 else 0


def _formatter(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    checks = any(
        flag in ("--check", "--check-only", "-c", "--diff", "-check", "-d", "-l", "--list-different", "--dry-run")
        or flag.startswith("-check")
        for flag in flags
    )
    return task._replace(gates=checks) if "format" in task.purposes else task


def _checkov(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    return task._replace(severities=at_least(option(flags, "--hard-fail-on")))


def _snyk(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    return task._replace(
        severities=at_least(option(flags, "--severity-threshold")),
        image=_last(plain, 3) if "image-scan" in task.purposes else "",
    )


def _npm(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    level = option(flags, "--audit-level", "--level", "--severity")
    return task._replace(severities=at_least("medium" if level == "moderate" else level))


def _cosign(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    purposes = task.purposes
    if "provenance" in purposes and option(flags, "--type") in ("cyclonedx", "spdx", "spdxjson"):
        purposes = ("provenance", "sbom")
    return task._replace(purposes=purposes, image=_last(plain, 2))


REFINED: Mapping[str, Callable[[Task, Sequence[str], Sequence[str]], Task]] = MappingProxyType(
    {
        "trivy": _trivy,
        "grype": _grype,
        "docker": _docker,
        "podman": _docker,
        "nerdctl": _docker,
        "buildah": _docker,
        "depot": _docker,
        "kaniko": _kaniko,
        "executor": _kaniko,
        "/kaniko/executor": _kaniko,
        "helm": _helm,
        "kubectl": _kubectl,
        "oc": _kubectl,
        "pytest": _pytest,
        "py.test": _pytest,
        "coverage": _coverage,
        "nyc": _coverage,
        "c8": _coverage,
        "diff-cover": _coverage,
        "checkov": _checkov,
        "snyk": _snyk,
        "npm": _npm,
        "pnpm": _npm,
        "yarn": _npm,
        "cosign": _cosign,
        "black": _formatter,
        "isort": _formatter,
        "ruff": _formatter,
        "prettier": _formatter,
        "gofmt": _formatter,
        "terraform": _formatter,
        "tofu": _formatter,
        "yapf": _formatter,
        "rustfmt": _formatter,
        "cargo": lambda *given: _formatter(_tests(*given), *given[1:]),
        "shfmt": _formatter,
        "jest": _tests,
        "vitest": _tests,
        "mocha": _tests,
        "ava": _tests,
        "go": _tests,
        "gotestsum": _tests,
        "ginkgo": _tests,
        "mvn": _tests,
        "mvnw": _tests,
        "gradle": _tests,
        "gradlew": _tests,
        "rspec": _tests,
        "rake": _tests,
        "rails": _tests,
        "phpunit": _tests,
        "dotnet": _tests,
        "ctest": _tests,
        "bats": _tests,
        "sbt": _tests,
        "mix": _tests,
        "node": _tests,
        "bun": _tests,
        "deno": _tests,
        "tox": _tests,
        "nox": _tests,
    }
)
