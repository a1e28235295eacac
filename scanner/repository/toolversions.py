"""Versions of tools that are fixed: files of version managers, setup steps, devcontainers, downloads in Dockerfiles."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Locator, Resource
from scanner.patterns import lazy
from scanner.repository import dockerfiles, github
from scanner.repository.expand import toml
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents, text

NAME = "toolversions"

_SINGLE = {
    ".terraform-version": "terraform",
    ".opentofu-version": "opentofu",
    ".terragrunt-version": "terragrunt",
    ".nvmrc": "node",
    ".node-version": "node",
    ".python-version": "python",
    ".ruby-version": "ruby",
    ".go-version": "go",
    ".java-version": "java",
    ".helm-version": "helm",
    ".kubectl-version": "kubectl",
    "rust-toolchain": "rust",
}
_MISE = (".mise.toml", "mise.toml", ".rtx.toml", "config.toml")
_NAMES = {
    "nodejs": "node",
    "golang": "go",
    "k8s": "kubectl",
    "tofu": "opentofu",
    "kubernetes-cli": "kubectl",
    "kubectl-helm-minikube": "kubectl",
}
_NUMBERS = lazy(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_EXACT = lazy(r"=?\s*[a-z-]*v?\d+\.\d+(?:\.\d+)?(?:[-+.][\w.]+)?")
_LINE = lazy(r"^\s*([A-Za-z0-9_.:/@-]+)\s+(\S+)")
# Setup actions: the tool, and the input that holds its version.
_SETUP = {
    "azure/setup-helm": ("helm", "version"),
    "azure/setup-kubectl": ("kubectl", "version"),
    "hashicorp/setup-terraform": ("terraform", "terraform_version"),
    "opentofu/setup-opentofu": ("opentofu", "tofu_version"),
    "actions/setup-python": ("python", "python-version"),
    "actions/setup-node": ("node", "node-version"),
    "actions/setup-go": ("go", "go-version"),
    "actions/setup-java": ("java", "java-version"),
    "ruby/setup-ruby": ("ruby", "ruby-version"),
    "actions/setup-dotnet": ("dotnet", "dotnet-version"),
    "helmfile/helmfile-action": ("helmfile", "helmfile-version"),
    "terraform-linters/setup-tflint": ("tflint", "tflint_version"),
    "sigstore/cosign-installer": ("cosign", "cosign-release"),
    "fluxcd/flux2/action": ("flux", "version"),
    "imranismail/setup-kustomize": ("kustomize", "kustomize-version"),
}
_DOWNLOADS = (
    ("helm", lazy(r"get\.helm\.sh/helm-v(\d[\w.]*)-linux")),
    ("kubectl", lazy(r"(?:dl\.k8s\.io|kubernetes-release)[^\s]*/v(\d+\.\d+\.\d+)/bin/")),
    ("terraform", lazy(r"releases\.hashicorp\.com/terraform/(\d[\d.]*)/")),
    ("kubectl", lazy(r"(?:bitnami|rancher|alpine)/(?:kubectl|k8s):v?(\d+\.\d+\.\d+)")),
    ("helm", lazy(r"alpine/helm:v?(\d+\.\d+\.\d+)")),
    ("terraform", lazy(r"hashicorp/terraform:v?(\d+\.\d+\.\d+)")),
)


def claims(path: str) -> bool:
    """Files that fix versions, by their names."""
    name = posixpath.basename(path)
    return (
        name == ".tool-versions"
        or name in _SINGLE
        or name in _MISE[:3]
        or path.endswith((".config/mise.toml", ".config/mise/config.toml"))
        or name in ("devcontainer.json", ".devcontainer.json")
        or github.claims(path)
        or dockerfiles.is_dockerfile(name.lower())
        or name in ("helmfile.yaml", "helmfile.yml", "rust-toolchain.toml")
        or name in _GITLAB
    )


_GITLAB = (".gitlab-ci.yml",)


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact for each version."""
    if file.name in _SINGLE:
        line = next(
            (number for number, one in enumerate(file.text.splitlines(), 1) if one.strip() and not one.startswith("#")),
            1,
        )
        yield version(file, _SINGLE[file.name], file.source.line(line).strip(), Lines(file.source, line))
    elif file.name == ".tool-versions":
        for number, one in enumerate(file.text.splitlines()[:500], 1):
            found = _LINE.match(one)
            if found and not one.lstrip().startswith("#"):
                yield version(file, found[1], found[2], Lines(file.source, number))
    elif file.name.endswith(".toml"):
        data = toml(file.text)
        if file.name == "rust-toolchain.toml":
            yield version(file, "rust", text(as_map(data.get("toolchain")).get("channel")), Lines(file.source, 1))
        for tool, value in as_map(data.get("tools")).items():
            one = value[0] if isinstance(value, list) and value else value
            one = as_map(one).get("version", one) if isinstance(one, dict) else one
            yield version(file, tool.rpartition(":")[2], text(one), Lines(file.source, _line_of(file, tool)))
    elif file.name.endswith(".json"):
        yield from _devcontainer(file)
    elif dockerfiles.is_dockerfile(file.name.lower()):
        for one in dockerfiles.instructions(file):
            if one.name in ("RUN", "ADD", "FROM"):
                yield from downloads(file, one.value, Lines(file.source, one.line))
    elif file.name.startswith("helmfile"):
        for document in documents(file):
            wanted = text(as_map(document.data).get("helmVersion")) or text(
                as_map(as_map(document.data).get("helmDefaults")).get("helmVersion")
            )
            if wanted:
                yield version(file, "helm", wanted, document.at("helmVersion"))
    else:
        yield from _pipeline(file)


def _line_of(file: File, word: str) -> int:
    at = file.text.find(word)
    return file.source.position(max(at, 0)).line


def _devcontainer(file: File) -> Iterator[Resource]:
    for document in documents(file)[:1]:
        for name, settings in as_map(as_map(document.data).get("features")).items():
            tool = name.rpartition("/")[2].partition(":")[0].removesuffix("-cli")
            for key, value in {"version": None, **as_map(settings)}.items():
                if key == "version" and value is not None:
                    yield version(file, tool, text(value), document.at("features", name))
                elif key == "helm" or key == "minikube" or key == "tflint":
                    yield version(file, key, text(value), document.at("features", name))


def _pipeline(file: File) -> Iterator[Resource]:
    for document in documents(file)[:1]:
        for name, job in as_map(as_map(document.data).get("jobs")).items():
            for index, one in enumerate(as_list(as_map(job).get("steps"))):
                step = as_map(one)
                uses = text(step.get("uses")).partition("@")[0].lower()
                if uses in _SETUP:
                    tool, key = _SETUP[uses]
                    if key in as_map(step.get("with")):
                        written = document.written("jobs", name, "steps", index, "with", key)
                        if isinstance(step["with"][key], str | int | float) and "${{" not in written:
                            yield version(
                                file, tool, written, document.at("jobs", name, "steps", index, version=("with", key))
                            )
                if isinstance(step.get("run"), str):
                    yield from downloads(file, step["run"], document.at("jobs", name, "steps", index))
        if file.name in _GITLAB:
            for name, job in as_map(document.data).items():
                image = as_map(job).get("image")
                shown = text(as_map(image).get("name")) if isinstance(image, dict) else text(image)
                yield from downloads(file, shown, document.at(name))


def downloads(file: File, content: str, where: Locator) -> Iterator[Resource]:
    """Versions in the addresses that a text downloads from."""
    for tool, pattern in _DOWNLOADS:
        for found in pattern.finditer(content):
            yield version(file, tool, found[1], where)


def version(file: File, tool: str, written: str, where: Locator) -> Resource:
    """The fact of one version."""
    tool = _NAMES.get(tool.lower(), tool.lower())
    return fact(
        "ToolVersion",
        f"{tool} {written}".strip(),
        file,
        where,
        {
            "tool": tool,
            "version": written,
            "exact": _EXACT.fullmatch(written.lower()) is not None,
            **numbers(written),
        },
    )


def numbers(written: str) -> dict[str, int]:
    """The numbers of a version; of a range those of its lower end."""
    found = _NUMBERS.search(written)
    parts = [int(part[:9]) if part else 0 for part in found.groups()] if found else [0, 0, 0]
    return {"major": parts[0], "minor": parts[1], "patch": parts[2]}
