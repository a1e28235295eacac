"""Dockerfiles: what their final stage rests on, runs as and installs. Also .dockerignore and bake files in JSON."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.repository import shell
from scanner.repository.facts import Lines, fact, notice
from scanner.repository.files import File, Project
from scanner.repository.secretish import literals
from scanner.repository.structured import as_list, as_map, documents, text, texts

NAME = "dockerfiles"

MAX_INSTRUCTIONS = 5_000

_NAMES = ("dockerfile", "containerfile")
_BAKE = ("docker-bake.json", "docker-bake.override.json")
_HEREDOC = lazy(r"<<-?\s*['\"]?([A-Za-z_]\w*)['\"]?")
_VARIABLE = lazy(r"\$(?:\{([A-Za-z_]\w*)(?::?[-+]([^}]*))?\}|([A-Za-z_]\w*))")
_MINIMAL = lazy(
    r"distroless|(?:^|/)scratch$|alpine|slim|chiselled|wolfi|chainguard|(?:^|/)busybox|ubi\d*-(?:minimal|micro)|"
    r"/static|nanoserver|photon"
)
_ROOTLESS = lazy(r"nonroot|unprivileged|rootless|chainguard/|dhi\.io/")
_NEEDLESS = frozenset(
    [
        "curl",
        "wget",
        "ssh",
        "openssh-client",
        "openssh-server",
        "openssh",
        "sudo",
        "netcat",
        "netcat-openbsd",
        "nc",
        "ncat",
        "telnet",
        "ftp",
        "nmap",
        "tcpdump",
        "gcc",
        "g++",
        "make",
        "build-essential",
        "build-base",
        "git",
        "vim",
        "nano",
        "strace",
        "gdb",
        "socat",
        "dnsutils",
        "bind-utils",
        "net-tools",
        "iputils-ping",
    ]
)
_INSTALLERS: Mapping[str, tuple[str, ...]] = {
    "apt-get": ("install",),
    "apt": ("install",),
    "apk": ("add",),
    "yum": ("install", "localinstall"),
    "dnf": ("install",),
    "microdnf": ("install",),
    "zypper": ("install", "in"),
    "pacman": ("-S", "-Sy", "-Syu"),
    "tdnf": ("install",),
}


class Instruction(NamedTuple):
    """One instruction: its name in capitals, what stands behind it with line ends joined, and its first line."""

    name: str
    value: str
    line: int


class _Stage:
    """What a stage of the file says so far."""

    def __init__(self, index: int, name: str, image: str, line: int) -> None:
        self.index, self.name, self.image, self.line = index, name, image, line
        self.user = ""
        self.user_line = line
        self.healthcheck = False
        self.packages: list[str] = []
        self.cleaned = True
        self.runs = 0
        self.adds: list[str] = []
        self.downloads: list[str] = []
        self.settings: dict[str, str] = {}
        self.labels: list[str] = []
        self.parent: _Stage | None = None


def claims(path: str) -> bool:
    """Dockerfile, Dockerfile.NAME, NAME.Dockerfile, Containerfile, their ignore files, docker-bake.json."""
    name = posixpath.basename(path).lower()
    return is_dockerfile(name) or name.endswith(".dockerignore") or name in _BAKE


def is_dockerfile(name: str) -> bool:
    """Whether a file of that name (lower case) is one."""
    if name.endswith(".dockerignore"):
        return False
    return (
        name in _NAMES
        or name.startswith(tuple(f"{each}." for each in _NAMES))
        or name.endswith(tuple(f".{each}" for each in _NAMES))
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """A fact for the file and one for each stage."""
    name = file.name.lower()
    if name.endswith(".dockerignore"):
        entries = [line.strip() for line in file.text.splitlines() if line.strip() and not line.startswith("#")]
        yield fact("DockerIgnore", file.path, file, Lines(file.source, 1), {"entries": entries[:500]})
    elif name in _BAKE:
        yield from _bake(file)
    else:
        yield from _dockerfile(file, project)


def instructions(file: File) -> list[Instruction]:
    """The instructions of a Dockerfile; what stands in here-documents is part of none."""
    from dockerfile_parse import DockerfileParser

    parser = DockerfileParser(fileobj=io.BytesIO(file.text.encode("utf-8", "replace")))
    found: list[Instruction] = []
    ends: list[str] = []
    for one in parser.structure[:MAX_INSTRUCTIONS]:
        content = one["content"].strip()
        if ends:
            if content in ends:
                ends.remove(content)
            continue
        if one["instruction"] == "COMMENT":
            continue
        found.append(Instruction(one["instruction"], one["value"], one["startline"] + 1))
        if one["instruction"] in ("RUN", "COPY", "ADD"):
            ends = _HEREDOC.findall(one["value"])
    return found


def _dockerfile(file: File, project: Project) -> Iterator[Resource | Notice]:
    arguments: dict[str, str] = {}
    stages: list[_Stage] = []
    for one in instructions(file):
        if one.name == "FROM":
            stages.append(_begin(one, stages, arguments))
        elif not stages:
            if one.name == "ARG":
                name, equals, value = one.value.partition("=")
                arguments[name.strip()] = _filled(value.strip().strip("'\""), arguments) if equals else ""
        else:
            _take(stages[-1], one)
    if not stages:
        yield notice(file, "The Dockerfile has no stage and was not looked at.")
        return
    final = stages[-1]
    outer = [stage for stage in stages if stage.parent is None]
    base = _outermost(final)
    image, tag, digest = split_image(base.image)
    user, root = _user(final)
    cleaned = _chain(final)
    ignore = project.beside(file.folder, file.name + ".dockerignore", ".dockerignore") or project.beside(
        "", ".dockerignore"
    )
    yield fact(
        "Dockerfile",
        file.path,
        file,
        Lines(
            file.source,
            final.line,
            {
                "user": _user_line(final),
                "root": _user_line(final),
                "base": base.line,
                "base_tag": base.line,
                "base_digest": base.line,
                "minimal": base.line,
                "bases": outer[0].line,
                "latest": outer[0].line,
                "pinned": outer[0].line,
            },
        ),
        {
            "stages": len(stages),
            "variant": _variant(file.name),
            "base": image,
            "base_tag": tag,
            "base_digest": digest,
            "minimal": _MINIMAL.search(f"{image}:{tag}".rstrip(":")) is not None or image == "scratch",
            "pinned": all(split_image(stage.image)[2] or stage.image == "scratch" for stage in outer),
            "bases": [stage.image for stage in outer],
            "latest": [stage.image for stage in outer if stage.image != "scratch" and _is_latest(stage.image)],
            "user": user,
            "root": root,
            "healthcheck": any(stage.healthcheck for stage in cleaned),
            "packages": sorted({package for stage in cleaned for package in stage.packages}),
            "needless": sorted({package for stage in cleaned for package in stage.packages if package in _NEEDLESS}),
            "cleaned": all(stage.cleaned for stage in cleaned),
            "secrets": literals({name: value for stage in stages for name, value in stage.settings.items()}),
            "labels": sorted({label for stage in cleaned for label in stage.labels}),
            "ignored": ignore is not None,
            "downloads": sorted({address for stage in stages for address in stage.downloads})[:50],
        },
    )
    for stage in stages:
        image, tag, digest = split_image(stage.image)
        user, root = _user(stage)
        yield fact(
            "DockerStage",
            f"{file.path} {stage.name or stage.index}",
            file,
            Lines(file.source, stage.line, {"user": stage.user_line, "root": stage.user_line}),
            {
                "dockerfile": file.path,
                "index": stage.index,
                "final": stage is final,
                "stage": stage.name,
                "base": image,
                "tag": tag,
                "digest": digest,
                "from_stage": stage.parent.name or str(stage.parent.index) if stage.parent is not None else "",
                "user": user,
                "root": root,
                "healthcheck": stage.healthcheck,
                "packages": sorted(set(stage.packages)),
                "run": stage.runs,
                "adds": stage.adds,
            },
        )


def _begin(one: Instruction, stages: list[_Stage], arguments: Mapping[str, str]) -> _Stage:
    words = [word for word in one.value.split() if not word.startswith("--")]
    image = _filled(words[0], arguments) if words else ""
    name = words[2] if len(words) > 2 and words[1].lower() == "as" else ""
    stage = _Stage(len(stages), name, image, one.line)
    stage.parent = next((other for other in stages if other.name and other.name.lower() == image.lower()), None)
    return stage


def _filled(value: str, arguments: Mapping[str, str]) -> str:
    """The text with arguments that have a default filled in; others stay as they are written."""
    return _VARIABLE.sub(lambda found: arguments.get(found[1] or found[3]) or found[2] or found[0], value)[:1_000]


def _take(stage: _Stage, one: Instruction) -> None:
    match one.name:
        case "USER":
            stage.user, stage.user_line = one.value.strip(), one.line
        case "HEALTHCHECK":
            stage.healthcheck = one.value.strip().upper() != "NONE"
        case "ENV" | "ARG":
            for name, value in _pairs(one.value):
                stage.settings[name] = value
        case "LABEL":
            stage.labels += [name for name, _ in _pairs(one.value)]
        case "ADD":
            sources = [word for word in one.value.split()[:-1] if "://" in word]
            stage.adds += sources
            stage.downloads += sources
        case "RUN":
            stage.runs += 1
            _run(stage, one.value)


def _run(stage: _Stage, value: str) -> None:
    script = value
    while script.startswith("--"):
        script = script.partition(" ")[2].lstrip()
    mounted = "--mount=type=cache" in value
    installs, cleans = False, mounted
    for command in shell.commands(script):
        words = list(command.words)
        if words[0] == "sudo" and len(words) > 1:
            words = words[1:]
        verbs = _INSTALLERS.get(words[0], ())
        verb = next((word for word in words[1:] if word in verbs), None)
        if verb is not None:
            packages = [word for word in words[words.index(verb) + 1 :] if not word.startswith("-") and "$" not in word]
            stage.packages += [
                package.partition("=")[0].partition("<")[0].partition(">")[0].lower() for package in packages
            ]
            installs = True
            cleans = cleans or "--no-cache" in words or words[0] == "apk" and "--no-cache" in words
        if words[0] == "rm" and any("/var/lib/apt" in word or "/var/cache" in word for word in words):
            cleans = True
        if words[:2] in (
            ["apt-get", "clean"],
            ["yum", "clean"],
            ["dnf", "clean"],
            ["microdnf", "clean"],
            ["zypper", "clean"],
        ):
            cleans = cleans or words[0] != "apt-get"
        if words[0] in ("curl", "wget"):
            stage.downloads += [word for word in words[1:] if "://" in word]
    if installs and not cleans:
        stage.cleaned = False


def _pairs(value: str) -> Iterator[tuple[str, str]]:
    commands = shell.commands(value)
    words = [part for command in commands for part in (*command.variables, *command.words)]
    if "=" not in value.split(" ", 1)[0]:
        name, _, rest = value.strip().partition(" ")
        yield name, rest.strip().strip("'\"")
        return
    del words
    for kind, word, _ in shell._tokens(value):
        if kind == "word" and "=" in word:
            name, _, rest = word.partition("=")
            yield name, rest


def _chain(stage: _Stage) -> list[_Stage]:
    """The stage and those it rests on in the same file."""
    found = []
    at: _Stage | None = stage
    while at is not None and len(found) < 100:
        found.append(at)
        at = at.parent
    return found


def _outermost(stage: _Stage) -> _Stage:
    return _chain(stage)[-1]


def _user(stage: _Stage) -> tuple[str, bool]:
    """The user of a stage, and whether it is root as far as the file tells."""
    user = next((one.user for one in _chain(stage) if one.user), "")
    name = user.partition(":")[0].strip()
    if name:
        return user, name in ("root", "0")
    return "", _ROOTLESS.search(_outermost(stage).image) is None


def _user_line(stage: _Stage) -> int:
    return next((one.user_line for one in _chain(stage) if one.user), stage.line)


def split_image(image: str) -> tuple[str, str, str]:
    """(name, tag, digest) of an image."""
    image, _, digest = image.partition("@")
    head, slash, last = image.rpartition("/")
    name, _, tag = last.partition(":")
    return head + slash + name, tag, digest


def _is_latest(image: str) -> bool:
    _, tag, digest = split_image(image)
    return not digest and tag in ("", "latest")


def _variant(name: str) -> str:
    lower = name.lower()
    for base in _NAMES:
        if lower.startswith(base + "."):
            return lower[len(base) + 1 :]
        if lower.endswith("." + base):
            return lower[: -len(base) - 1]
    return ""


def _bake(file: File) -> Iterator[Resource]:
    for document in documents(file)[:1]:
        for name, one in as_map(as_map(document.data).get("target")).items():
            target: dict[str, Any] = as_map(one)
            yield fact(
                "BakeTarget",
                name,
                file,
                document.at("target", name),
                {
                    "target": name,
                    "platforms": texts(target.get("platforms")),
                    "tags": texts(target.get("tags")),
                    "dockerfile": text(target.get("dockerfile")),
                    "stage": text(target.get("target")),
                    "groups": [
                        group
                        for group, inner in as_map(as_map(document.data).get("group")).items()
                        if name in as_list(as_map(inner).get("targets"))
                    ],
                },
            )
