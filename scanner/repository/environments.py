"""Settings of environments: values files, Kustomize overlays, helmfile, variables of Terraform, other settings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Resource
from scanner.patterns import lazy
from scanner.repository.expand import toml
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents, text, texts

NAME = "environments"

MAX_VALUES = 5_000

_NAMES = {
    "prod": "production",
    "prd": "production",
    "production": "production",
    "live": "production",
    "staging": "staging",
    "stage": "staging",
    "stg": "staging",
    "preprod": "staging",
    "pre-prod": "staging",
    "preproduction": "staging",
    "uat": "staging",
    "qa": "test",
    "test": "test",
    "testing": "test",
    "tst": "test",
    "dev": "development",
    "develop": "development",
    "development": "development",
    "local": "local",
    "sandbox": "sandbox",
    "ci": "ci",
    "demo": "demo",
    "integration": "integration",
    "int": "integration",
    "perf": "performance",
    "dr": "disaster-recovery",
}
_WORD = lazy(r"[a-z]+(?:-prod)?")
_VALUES = lazy(
    r"(?:values|config|settings|application|appsettings)[._-]([A-Za-z-]+)\.(?:ya?ml|json|toml|properties)", 2
)
_VALUES_REVERSED = lazy(r"([A-Za-z-]+)[._-](?:values|config|settings)\.(?:ya?ml|json|toml)", 2)
_TFVARS = lazy(r"([A-Za-z][\w-]*)\.(?:auto\.)?tfvars(?:\.json)?")
_ASSIGNED = lazy(r"^\s*([A-Za-z_]\w*)\s*=\s*(.+?)\s*$")
_SETS = (
    ("replicas", lazy(r"replica|minreplicas|autoscaling|node_?count|min_size|instances")),
    ("resources", lazy(r"resources?\.|cpu|memory|instance_type|machine_type|size")),
    ("hosts", lazy(r"host|domain|ingress|url|endpoint")),
    ("images", lazy(r"image|tag")),
)


def environment(name: str) -> str:
    """The environment that a name tells, "" for none."""
    words = _WORD.findall(name.lower())
    return next((_NAMES[word] for word in words if word in _NAMES), "")


def claims(path: str) -> bool:
    """Names with an environment in them or in their folder."""
    name = posixpath.basename(path)
    if _TFVARS.fullmatch(name):
        return True
    if name in ("kustomization.yaml", "kustomization.yml", "Kustomization"):
        return (
            "overlays" in path.split("/")
            or "environments" in path.split("/")
            or bool(environment(posixpath.basename(posixpath.dirname(path))))
        )
    if name.startswith("helmfile") and name.endswith((".yaml", ".yml")):
        return True
    if not name.endswith((".yaml", ".yml", ".json", ".toml")):
        return False
    return _told(path) is not None


def _told(path: str) -> tuple[str, str] | None:
    """(environment, tool) of a file of values, by its name or that of its folder."""
    name, folder = posixpath.basename(path), posixpath.dirname(path)
    found = _VALUES.fullmatch(name) or _VALUES_REVERSED.fullmatch(name)
    parent = posixpath.basename(folder).lower()
    tool = "helm" if "values" in name.lower() else "config"
    if found and environment(found[1]):
        return environment(found[1]), tool
    stem = posixpath.splitext(name)[0].lower()
    if parent in ("config", "configs", "settings", "environments", "envs", "env", "values") and stem in _NAMES:
        return _NAMES[stem], "helm" if parent == "values" else "config"
    if stem in ("values", "config", "settings") and parent in _NAMES:
        return _NAMES[parent], tool
    return None


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact for each environment a file is about."""
    if file.area == "test":
        return
    name = file.name
    if _TFVARS.fullmatch(name):
        yield from _tfvars(file)
    elif name.lower().startswith("kustomization"):
        yield from _overlay(file)
    elif name.startswith("helmfile"):
        yield from _helmfile(file)
    else:
        told = _told(file.path)
        if told is None:
            return
        if name.endswith(".toml"):
            yield _environment(file, told[0], told[1], _group(file), Lines(file.source, 1), toml(file.text))
            return
        for document in documents(file)[:1]:
            if isinstance(document.data, dict) and not ("apiVersion" in document.data and "kind" in document.data):
                yield _environment(file, told[0], told[1], _group(file), document.at(), document.data)


def _group(file: File) -> str:
    """What files of the same thing in other environments have in common: their folder, or the one above."""
    parent = posixpath.basename(file.folder).lower()
    return posixpath.dirname(file.folder) + "/*" if parent in _NAMES else file.folder


def _environment(file: File, name: str, tool: str, group: str, where: Locator, data: Mapping[str, Any]) -> Resource:
    values = dict(_flat(data))
    told = [path.lower() for path in values]
    return fact(
        "EnvironmentConfig",
        f"{tool} {name} {file.path}",
        file,
        where,
        {
            "environment": name,
            "production": name == "production",
            "tool": tool,
            "keys": 0,
            "sets": [word for word, pattern in _SETS if any(pattern.search(path) for path in told)],
            "siblings": [],
            "differs": [],
            "group": group,
            "values": values,
        },
    )


def _flat(data: Any) -> Iterator[tuple[str, str]]:
    """Paths and values of everything in data."""
    pending: list[tuple[str, Any]] = [("", data)]
    count = 0
    while pending and count < MAX_VALUES:
        path, one = pending.pop()
        if isinstance(one, dict):
            pending += [(f"{path}.{key}" if path else str(key), value) for key, value in one.items()]
        elif isinstance(one, list):
            pending += [(f"{path}.{index}", value) for index, value in enumerate(one[:200])]
        else:
            count += 1
            yield path, repr(one)[:200]


def _tfvars(file: File) -> Iterator[Resource]:
    found = _TFVARS.fullmatch(file.name)
    name = environment(found[1] if found else "") or environment(posixpath.basename(file.folder))
    if not name:
        return
    if file.name.endswith(".json"):
        for document in documents(file)[:1]:
            yield _environment(file, name, "terraform", _group(file), document.at(), as_map(document.data))
        return
    # Only which values are set and whether they differ is asked; lines of assignments tell that.
    values = {
        match[1]: match[2]
        for line in file.text.splitlines()[:MAX_VALUES]
        if (match := _ASSIGNED.match(line.partition(" #")[0]))
    }
    yield _environment(file, name, "terraform", _group(file), Lines(file.source, 1), values)


def _overlay(file: File) -> Iterator[Resource]:
    name = environment(posixpath.basename(file.folder)) or posixpath.basename(file.folder).lower()
    for document in documents(file)[:1]:
        data = as_map(document.data)
        if (
            texts(data.get("resources"))
            or texts(data.get("bases"))
            or data.get("patches")
            or data.get("patchesStrategicMerge")
        ):
            values = {
                key: value for key, value in data.items() if key not in ("apiVersion", "kind", "resources", "bases")
            }
            yield _environment(file, name, "kustomize", posixpath.dirname(file.folder), document.at(), values)


def _helmfile(file: File) -> Iterator[Resource]:
    if "{{" in file.text:
        return
    known: dict[str, Any] = {}
    for document in documents(file):
        data = as_map(document.data)
        for name, one in as_map(data.get("environments")).items():
            if name != "default":
                known[name] = one
                yield _environment(
                    file,
                    environment(name) or name,
                    "helmfile",
                    file.path,
                    document.at("environments", name),
                    {"values": as_map(one).get("values")},
                )
        for index, one in enumerate(as_list(data.get("releases"))):
            release = as_map(one)
            yield fact(
                "HelmfileRelease",
                text(release.get("name")),
                file,
                document.at("releases", index),
                {
                    "release": text(release.get("name")),
                    "chart": text(release.get("chart")),
                    "version": document.written("releases", index, "version") if "version" in release else "",
                    "namespace": text(release.get("namespace")),
                    "pinned": bool(text(release.get("version"))) or text(release.get("chart")).startswith("."),
                    "environments": list(known),
                },
            )
