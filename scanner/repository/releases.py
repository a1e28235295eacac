"""Tools that make releases."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository.expand import toml
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents, text, texts

NAME = "releases"

_FILES = {
    ".releaserc": "semantic-release",
    ".releaserc.json": "semantic-release",
    ".releaserc.yml": "semantic-release",
    ".releaserc.yaml": "semantic-release",
    "release.config.js": "semantic-release",
    "release.config.cjs": "semantic-release",
    "release-please-config.json": "release-please",
    ".release-please-manifest.json": "release-please",
    ".goreleaser.yml": "goreleaser",
    ".goreleaser.yaml": "goreleaser",
    "goreleaser.yml": "goreleaser",
    "goreleaser.yaml": "goreleaser",
    "cliff.toml": "git-cliff",
    ".changeset/config.json": "changesets",
    "jreleaser.yml": "jreleaser",
    ".bumpversion.cfg": "bumpversion",
    ".bumpversion.toml": "bumpversion",
    ".cz.toml": "commitizen",
    ".cz.json": "commitizen",
    "lerna.json": "lerna",
    ".versionrc": "standard-version",
    ".versionrc.json": "standard-version",
    "cr.yaml": "chart-releaser",
}
_PYPROJECT = {
    "semantic_release": "semantic-release",
    "commitizen": "commitizen",
    "bumpversion": "bumpversion",
    "towncrier": "towncrier",
    "setuptools_scm": "setuptools-scm",
    "bumpver": "bumpver",
    "hatch": "",
}


def claims(path: str) -> bool:
    """Settings by their names."""
    return posixpath.basename(path) in _FILES or path in _FILES or posixpath.basename(path) == "pyproject.toml"


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact for each tool."""
    if file.name == "pyproject.toml":
        for name in as_map(toml(file.text).get("tool")):
            if _PYPROJECT.get(name):
                line = file.source.position(max(file.text.find(f"[tool.{name}"), 0)).line
                yield _config(file, _PYPROJECT[name], Lines(file.source, line))
        return
    tool = _FILES.get(file.name) or _FILES[file.path]
    if tool != "goreleaser":
        yield _config(file, tool, Lines(file.source, 1))
        return
    for document in documents(file)[:1]:
        data = as_map(document.data)
        platforms = []
        for one in as_list(data.get("dockers")):
            docker = as_map(one)
            platforms.append(f"{text(docker.get('goos')) or 'linux'}/{text(docker.get('goarch')) or 'amd64'}")
        for one in (*as_list(data.get("dockers_v2")), *as_list(data.get("kos"))):
            platforms += texts(as_map(one).get("platforms"))
        made = _config(file, tool, document.at())
        made.body |= {
            "platforms": sorted(set(platforms)),
            "signs": bool(data.get("docker_signs") or data.get("signs")),
            "sboms": bool(data.get("sboms")),
        }
        yield made


def _config(file: File, tool: str, where) -> Resource:  # type: ignore[no-untyped-def]
    return fact("ReleaseConfig", tool, file, where, {"tool": tool, "platforms": [], "signs": False, "sboms": False})
