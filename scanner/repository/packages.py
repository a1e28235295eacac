"""Manifests of packages and their lock files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository.expand import ini, toml
from scanner.repository.facts import Lines, fact, notice
from scanner.repository.files import File, Project
from scanner.repository.structured import as_map, broken, documents, text, texts
from scanner.repository.xml import Broken, parse

NAME = "packages"

_REQUIREMENTS = lazy(r"(?:[\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.txt|requirements/[\w.-]+\.txt")
_LOCKS = {
    "poetry.lock": "pip",
    "uv.lock": "pip",
    "pdm.lock": "pip",
    "Pipfile.lock": "pip",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "yarn.lock": "npm",
    "pnpm-lock.yaml": "npm",
    "bun.lock": "npm",
    "go.sum": "gomod",
    "Cargo.lock": "cargo",
    "composer.lock": "composer",
    "packages.lock.json": "nuget",
    "Gemfile.lock": "bundler",
    "gradle.lockfile": "gradle",
    "mix.lock": "mix",
    "pylock.toml": "pip",
    ".terraform.lock.hcl": "terraform",
    "Chart.lock": "helm",
}
_BESIDE = {
    "pip": (
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        "Pipfile.lock",
        "pylock.toml",
        "requirements.lock",
        "requirements-lock.txt",
    ),
    "npm": ("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "npm-shrinkwrap.json", "bun.lock", "bun.lockb"),
    "gomod": ("go.sum",),
    "cargo": ("Cargo.lock",),
    "composer": ("composer.lock",),
    "maven": (),
    "nuget": ("packages.lock.json",),
}
_NAME = lazy(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(.*)$")
_SEMVER = lazy(r"v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_EXACT_NPM = lazy(r"=?v?\d+\.\d+\.\d+[\w.+-]*")


def claims(path: str) -> bool:
    """Manifests and lock files by their names."""
    name = posixpath.basename(path)
    return (
        name
        in (
            "pyproject.toml",
            "setup.cfg",
            "Pipfile",
            "package.json",
            "go.mod",
            "pom.xml",
            "Cargo.toml",
            "composer.json",
        )
        or name in _LOCKS
        or _REQUIREMENTS.fullmatch(name) is not None
        or name.endswith(".csproj")
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a file."""
    if file.name in _LOCKS:
        yield _lock(file)
    elif file.name.endswith(".json"):
        yield from broken(file)
        yield from _json(file, project)
    elif file.name.endswith((".toml", "Pipfile")):
        yield from _toml(file, project)
    elif file.name == "go.mod":
        yield _go(file, project)
    elif file.name.endswith((".xml", ".csproj")):
        yield from _xml(file, project)
    elif file.name == "setup.cfg":
        yield from _setup(file, project)
    else:
        yield _requirements(file)


def _package(
    file: File,
    project: Project | None,
    ecosystem: str,
    name: str,
    version: str,
    runtime: list[tuple[str, bool]],
    development: list[str],
    licence: str = "",
    scripts: list[str] | None = None,
    runtime_version: str = "",
    line: int = 1,
) -> Resource:
    """`runtime`: (name, whether it is fixed to one version) of each dependency that ships."""
    lock = (
        project.above(file.folder, *_BESIDE.get(ecosystem, ()))
        if project is not None and _BESIDE.get(ecosystem)
        else None
    )
    names = [one.lower() for one, _ in runtime]
    return fact(
        "PackageManifest",
        file.path,
        file,
        Lines(file.source, line),
        {
            "ecosystem": ecosystem,
            "package": name,
            "version": version,
            "version_semver": _SEMVER.fullmatch(version) is not None,
            "dependencies": sorted({*names, *(one.lower() for one in development)})[:2_000],
            "runtime": sorted(set(names))[:2_000],
            "pinned": lock is not None or all(exact for _, exact in runtime),
            "locked": lock is not None,
            "licence": licence,
            "scripts": sorted(scripts or []),
            "runtime_version": runtime_version,
        },
    )


def _requirement(line: str) -> tuple[str, bool] | None:
    """(name, whether it is fixed) of a line of requirements."""
    content = line.partition(" #")[0].partition(";")[0].strip()
    if not content or content.startswith(("#", "-")):
        return None
    found = _NAME.match(content)
    if not found:
        return None
    wanted = found[2].strip()
    return found[1], wanted.startswith("==") and "*" not in wanted and "," not in wanted or wanted.startswith(
        "==="
    ) or wanted.startswith("@") and ("@" in wanted[1:] or "#sha" in wanted)


def _requirements(file: File) -> Resource:
    lines = file.text.replace("\\\n", " ").splitlines()[:10_000]
    found = [one for line in lines if (one := _requirement(line)) is not None]
    development = any(word in file.stem.lower() for word in ("dev", "test", "doc", "lint"))
    fixed = bool(found) and all(exact for _, exact in found)
    made = _package(
        file, None, "pip", "", "", [] if development else found, [name for name, _ in found] if development else []
    )
    made.body["locked"] = fixed and "--hash=" in file.text
    return made


def _toml(file: File, project: Project) -> Iterator[Resource | Notice]:
    data = toml(file.text)
    if not data:
        yield notice(file, "The file is not valid TOML and was not looked at.")
        return
    if file.name == "Cargo.toml":
        package = as_map(data.get("package"))
        runtime = [(name, _exact_cargo(value)) for name, value in as_map(data.get("dependencies")).items()]
        if package or runtime:
            yield _package(
                file,
                project,
                "cargo",
                text(package.get("name")),
                text(package.get("version")),
                runtime,
                list(as_map(data.get("dev-dependencies"))),
                text(package.get("license")),
                runtime_version=text(package.get("rust-version")),
            )
        return
    if file.name == "Pipfile":
        runtime = [(name, text(value).startswith("==")) for name, value in as_map(data.get("packages")).items()]
        yield _package(
            file,
            project,
            "pip",
            "",
            "",
            runtime,
            list(as_map(data.get("dev-packages"))),
            runtime_version=text(as_map(data.get("requires")).get("python_version")),
        )
        return
    project_table, poetry = as_map(data.get("project")), as_map(as_map(data.get("tool")).get("poetry"))
    if not project_table and not poetry:
        return
    runtime = [one for line in texts(project_table.get("dependencies")) if (one := _requirement(line)) is not None]
    runtime += [
        (name, _exact_npm(value)) for name, value in as_map(poetry.get("dependencies")).items() if name != "python"
    ]
    extra = [line for group in as_map(project_table.get("optional-dependencies")).values() for line in texts(group)]
    extra += [line for group in as_map(data.get("dependency-groups")).values() for line in texts(group)]
    development = [one[0] for line in extra if (one := _requirement(line)) is not None]
    development += list(as_map(poetry.get("dev-dependencies")))
    development += [
        name for group in as_map(poetry.get("group")).values() for name in as_map(as_map(group).get("dependencies"))
    ]
    licence = project_table.get("license", poetry.get("license"))
    yield _package(
        file,
        project,
        "pip",
        text(project_table.get("name", poetry.get("name"))),
        text(project_table.get("version", poetry.get("version"))),
        runtime,
        development,
        text(as_map(licence).get("text")) if isinstance(licence, dict) else text(licence),
        list(as_map(project_table.get("scripts"))),
        text(project_table.get("requires-python", as_map(poetry.get("dependencies")).get("python"))),
    )


def _exact_cargo(value: Any) -> bool:
    return text(as_map(value).get("version", value) if isinstance(value, dict) else value).startswith("=")


def _exact_npm(value: Any) -> bool:
    return (
        _EXACT_NPM.fullmatch(
            text(as_map(value).get("version") if isinstance(value, dict) else value).removeprefix("==")
        )
        is not None
    )


def _json(file: File, project: Project) -> Iterator[Resource]:
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if file.name == "composer.json":
            runtime = [(name, _exact_npm(value)) for name, value in as_map(data.get("require")).items() if "/" in name]
            yield _package(
                file,
                project,
                "composer",
                text(data.get("name")),
                text(data.get("version")),
                runtime,
                list(as_map(data.get("require-dev"))),
                text(data.get("license")),
            )
        elif file.name == "package.json":
            runtime = [(name, _exact_npm(value)) for name, value in as_map(data.get("dependencies")).items()]
            yield _package(
                file,
                project,
                "npm",
                text(data.get("name")),
                text(data.get("version")),
                runtime,
                list(as_map(data.get("devDependencies"))),
                text(data.get("license")),
                list(as_map(data.get("scripts"))),
                text(as_map(data.get("engines")).get("node")),
            )


def _go(file: File, project: Project) -> Resource:
    module = wanted = ""
    direct: list[tuple[str, bool]] = []
    indirect: list[tuple[str, bool]] = []
    inside = False
    for line in file.text.splitlines()[:10_000]:
        words = line.partition("//")[0].split()
        if line.startswith("module "):
            module = words[1] if len(words) > 1 else ""
        elif line.startswith("go "):
            wanted = words[1] if len(words) > 1 else ""
        elif words[:2] == ["require", "("]:
            inside = True
        elif words[:1] == [")"]:
            inside = False
        else:
            named = words[:1] if inside else words[1:2] if words[:1] == ["require"] else []
            # What only others need is no choice of the project.
            (indirect if "// indirect" in line else direct).extend((name, True) for name in named)
    others = [name for name, _ in indirect]
    return _package(file, project, "gomod", module, "", direct, others, runtime_version=wanted)


def _xml(file: File, project: Project) -> Iterator[Resource | Notice]:
    try:
        root = parse(file.text)
    except Broken as why:
        yield notice(file, "The file is not valid XML and was not looked at.", str(why))
        return
    if file.name == "pom.xml":
        runtime, development = [], []
        for one in root.all("dependencies", "dependency"):
            name = f"{one.value('groupId')}:{one.value('artifactId')}"
            (
                development.append(name)
                if one.value("scope") in ("test", "provided")
                else runtime.append(
                    (name, bool(one.value("version")) and not one.value("version").startswith(("[", "(")))
                )
            )
        yield _package(file, project, "maven", root.value("artifactId"), root.value("version"), runtime, development)
    else:
        references = [one for group in root.every("PackageReference") for one in [group]]
        yield _package(
            file,
            project,
            "nuget",
            file.stem,
            "",
            [(one.attributes.get("Include", ""), "*" not in one.attributes.get("Version", "*")) for one in references],
            [],
        )


def _setup(file: File, project: Project) -> Iterator[Resource]:
    sections = ini(file.text)
    metadata, wanted = sections.get("metadata", {}), sections.get("options", {})
    if metadata.get("name"):
        runtime = [
            one for line in wanted.get("install_requires", "").splitlines() if (one := _requirement(line)) is not None
        ]
        yield _package(
            file,
            project,
            "pip",
            metadata["name"],
            metadata.get("version", ""),
            runtime,
            [],
            metadata.get("license", ""),
            runtime_version=wanted.get("python_requires", ""),
        )


def _lock(file: File) -> Resource:
    content = file.text
    name = file.name
    packages, hashes = 0, True
    if name in ("poetry.lock", "uv.lock", "pdm.lock", "Cargo.lock", "pylock.toml"):
        packages = content.count("[[package]]") + content.count("[[packages]]")
        hashes = "hash" in content or "checksum" in content
    elif name.endswith(".json") or name in ("Pipfile.lock", "composer.lock"):
        found = documents(file)
        data = as_map(found[0].data) if found else {}
        packages = max(
            (
                len(data[key])
                for key in ("packages", "dependencies", "default")
                if isinstance(data.get(key), dict | list)
            ),
            default=0,
        )
        hashes = "integrity" in content or "sha" in content
    elif name in ("go.sum",):
        packages = len({line.split()[0] for line in content.splitlines() if line.strip()})
    elif name == "yarn.lock":
        packages, hashes = content.count("\n  version"), "integrity" in content or "checksum" in content
    elif name in ("pnpm-lock.yaml",):
        packages, hashes = content.count("resolution:"), "integrity" in content
    elif name == ".terraform.lock.hcl":
        packages, hashes = content.count('provider "'), "hashes" in content
    else:
        packages, hashes = (
            sum(1 for line in content.splitlines() if line.startswith("    ") or line.startswith("- name:")),
            name != "Gemfile.lock",
        )
    return fact(
        "LockFile",
        file.path,
        file,
        Lines(file.source, 1),
        {"ecosystem": _LOCKS[name], "packages": packages, "hashes": hashes},
    )
