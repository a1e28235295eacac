"""Components of one control plane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.workloads import Templates, pairs
from scanner.model.graph import Edge, Relation
from scanner.model.resource import Data, Path, Resource, Resources

NAMES = {
    "shares_authority": Relation("what runs kube-apiserver", "what runs etcd", "both trust clients of one authority "
                                 "file", "security", shown=False),
}

_FLAGS = (("kube-apiserver", "--client-ca-file"), ("etcd", "--trusted-ca-file"))


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """The links of what trusts the clients of one authority."""
    suspects = [(resource, template) for resource, template in pairs(templates) if _has_flag(template.spec)]
    if len(suspects) < 2:
        return
    from scanner.model.components import components

    servers: list[tuple[Resource, str, Path]] = []
    stores: dict[tuple[str, str], Resource] = {}
    for resource, template in suspects:
        found = components({"spec": template.spec})
        path = (*template.path, "containers")
        for name, flag in _FLAGS:
            file = found.get(name, {}).get(flag)
            if file and name == "etcd":
                stores.setdefault((resource.unit, file), resource)
            elif file:
                servers.append((resource, file, path))
    for server, file, path in servers:
        store = stores.get((server.unit, file))
        if store is not None:
            yield Edge(server, "shares_authority", store, path)


def _has_flag(spec: Mapping[str, Data]) -> bool:
    """Whether a container is told one of the two files; most pods are not, and need no closer look."""
    containers = spec.get("containers")
    for container in containers if isinstance(containers, list) else ():
        for key in ("command", "args") if isinstance(container, dict) else ():
            words = container.get(key)
            for word in words if isinstance(words, list) else ():
                if isinstance(word, str) and ("client-ca-file" in word or "trusted-ca-file" in word):
                    return True
    return False
