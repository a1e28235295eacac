"""Services of Docker Compose."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository.dockerfiles import split_image
from scanner.repository.facts import Document, fact
from scanner.repository.files import File, Project
from scanner.repository.secretish import literals
from scanner.repository.structured import as_list, as_map, broken, documents, number, text, texts

NAME = "compose"

_NAME = lazy(r"(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml|[\w.-]*docker-compose[\w.-]*\.ya?ml")


def claims(path: str) -> bool:
    """compose.yaml, docker-compose.yml, with words for environments."""
    return _NAME.fullmatch(posixpath.basename(path).lower()) is not None


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """A fact for each service."""
    yield from broken(file)
    for document in documents(file)[:1]:
        for name, service in as_map(as_map(document.data).get("services")).items():
            if isinstance(service, dict):
                yield _service(name, service, document, file)


def _service(name: str, service: dict[str, Any], document: Document, file: File) -> Resource:
    image, tag, digest = split_image(text(service.get("image")))
    build = service.get("build")
    user = text(service.get("user")).partition(":")[0]
    environment = _environment(service.get("environment"))
    deploy = as_map(service.get("deploy"))
    limits = as_map(as_map(deploy.get("resources")).get("limits"))
    options = texts(service.get("security_opt"))
    volumes = [
        text(as_map(one).get("source")) if isinstance(one, dict) else text(one)
        for one in as_list(service.get("volumes"))
    ]
    healthcheck = as_map(service.get("healthcheck"))
    return fact(
        "ComposeService",
        f"{file.path} {name}",
        file,
        document.at(
            "services",
            name,
            image="image",
            privileged="privileged",
            user="user",
            healthcheck="healthcheck",
            ports="ports",
            secret_literals="environment",
            environment="environment",
        ),
        {
            "service": name,
            "image": image,
            "tag": tag,
            "digest": digest,
            "builds": bool(build),
            "dockerfile": text(as_map(build).get("dockerfile")),
            "user": user,
            "root": user in ("root", "0"),
            "privileged": service.get("privileged") is True,
            "read_only": service.get("read_only") is True,
            "drops_all": "ALL" in [one.upper() for one in texts(service.get("cap_drop"))],
            "no_new_privileges": any(
                one.replace("=", ":").startswith("no-new-privileges") and not one.endswith("false") for one in options
            ),
            "healthcheck": bool(healthcheck)
            and healthcheck.get("disable") is not True
            and healthcheck.get("test") not in ("NONE", ["NONE"]),
            "restart": text(service.get("restart")),
            "replicas": number(deploy.get("replicas", service.get("scale", 1))),
            "memory_limit": text(limits.get("memory", service.get("mem_limit"))),
            "cpu_limit": text(limits.get("cpus", service.get("cpus"))),
            "ports": [_port(one) for one in as_list(service.get("ports"))],
            "depends_on": list(service["depends_on"])
            if isinstance(service.get("depends_on"), dict)
            else texts(service.get("depends_on")),
            "volumes": volumes,
            "networks": list(as_map(service.get("networks"))) or texts(service.get("networks")),
            "environment": sorted(environment),
            "secret_literals": literals(environment),
            "host_network": service.get("network_mode") == "host",
            "docker_socket": any("docker.sock" in one for one in volumes),
        },
    )


def _environment(data: Any) -> dict[str, str]:
    if isinstance(data, dict):
        return {key: text(value) for key, value in data.items()}
    pairs = (one.partition("=") for one in texts(data))
    return {key: value for key, _, value in pairs}


def _port(one: Any) -> str:
    if isinstance(one, dict):
        return f"{text(one.get('published'))}:{text(one.get('target'))}".lstrip(":")
    return text(one)
