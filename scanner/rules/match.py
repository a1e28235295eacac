"""Which resources a rule looks at, and which parts of them one judgement is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from scanner.model.graph import PodTemplate
from scanner.model.resource import Data, Path, Resource, lookup
from scanner.model.rule import AnyRule, Rule
from scanner.model.unknown import Unknown

_ENDING = frozenset({"Job", "CronJob"})

# One part of a pod spec each: (list in the pod spec, sidecars only).
_CONTAINERS: dict[str, tuple[tuple[str, bool], ...]] = {
    "containers": (("initContainers", False), ("containers", False), ("ephemeralContainers", False)),
    "main-containers": (("containers", False),),
    "running-containers": (("initContainers", True), ("containers", False)),
}

# At both levels of a pod, the container's value wins.
_INHERITED = (
    "runAsUser", "runAsGroup", "runAsNonRoot", "seccompProfile", "seLinuxOptions", "appArmorProfile",
    "windowsOptions",
)


class Item(NamedTuple):
    """What one judgement is about: `self` of the expressions, where it stands, and the container around it."""

    value: Data
    path: Path
    container: dict[str, Data] | None = None


class Catalogue:
    """Rules by the kind of resource they look at, so that a kind that does not occur costs nothing.

    Rules are read when a resource of their kind comes up for the first time.
    """

    def __init__(self, rules: Iterable[AnyRule]) -> None:
        self._by_kind: dict[str, list[AnyRule]] = {}
        for rule in rules:
            for kind in rule.kinds:
                self._by_kind.setdefault(kind, []).append(rule)
        self.rules = cache(self._rules)

    def _rules(self, kind: str, is_workload: bool, dialect: str = "kubernetes") -> tuple[Rule, ...]:
        """The rules about a kind, sorted by id."""
        found = {rule.id: rule for key in _families(kind, is_workload, dialect) for rule in self._by_kind.get(key, ())}
        return tuple(found[key].whole() for key in sorted(found))


def _families(kind: str, is_workload: bool, dialect: str) -> Iterator[str]:
    yield kind
    if dialect == "kubernetes":
        yield "any"
    elif "_" in kind and "." not in kind:
        yield "terraform-resource"
    if is_workload:
        yield "workload"
        if kind not in _ENDING:
            yield "long-running"


def items(each: str, body: Data, template: PodTemplate | None) -> Iterator[Item]:
    """The items of `each` in a plain body.

    "": the resource; "pod": the pod spec; "volumes": those of the pod, or the spec of a PersistentVolume;
    "containers" (all classes), "main-containers", "running-containers" (main ones and sidecars); any of these and
    "object" may be followed by steps, which walk into maps and over lists: "object.rules", "containers.env". Where a
    list is not known offline, it is the item itself. With a "?" at the end it is the object where there are no such items.
    """
    if each.endswith("?"):
        found = list(items(each[:-1], body, template))
        yield from found or [Item(body, ())]
        return
    first, _, rest = each.partition(".")
    steps = tuple(rest.split(".")) if rest else ()
    for start in _starts(first, body, template):
        yield from _walk(start, steps)


def _starts(first: str, body: Data, template: PodTemplate | None) -> Iterator[Item]:
    if first in ("", "object"):
        yield Item(body, ())
        return
    if first == "volumes" and template is None:
        # The spec of a PersistentVolume names its source as a volume of a pod does.
        yield Item(body.get("spec"), ("spec",))
        return
    if template is None:
        return
    spec = lookup(body, template.path)
    if first == "volumes":
        yield from _walk(Item(spec, template.path), ("volumes",))
        return
    if first == "pod":
        yield Item(spec, template.path)
        return
    for key, sidecars in _CONTAINERS[first]:
        group = spec.get(key) if isinstance(spec, dict) else None
        if isinstance(group, Unknown) and not sidecars:
            yield Item(group, (*template.path, key))
        for number, container in enumerate(group if isinstance(group, list) else ()):
            if isinstance(container, Unknown) and not sidecars:
                yield Item(container, (*template.path, key, number))
            elif isinstance(container, dict) and (not sidecars or container.get("restartPolicy") == "Always"):
                yield Item(container, (*template.path, key, number), container)


def _walk(item: Item, steps: tuple[str, ...]) -> Iterator[Item]:
    if not steps or isinstance(item.value, Unknown):
        yield item
        return
    value = item.value.get(steps[0]) if isinstance(item.value, dict) else None
    path = (*item.path, steps[0])
    if isinstance(value, list):
        for number, member in enumerate(value):
            yield from _walk(Item(member, (*path, number), item.container), steps[1:])
    elif value is not None:
        yield from _walk(Item(value, path, item.container), steps[1:])


def effective(container: dict[str, Data], pod: Data) -> dict[str, Data]:
    """The security context that holds for a container: its own fields, and those it inherits from the pod."""
    outer = pod.get("securityContext") if isinstance(pod, dict) else None
    own = container.get("securityContext")
    inherited = {key: outer[key] for key in _INHERITED if key in outer} if isinstance(outer, dict) else {}
    return {**inherited, **own} if isinstance(own, dict) else inherited


def place_of(rule: Rule, item: Item, resource: Resource, template: PodTemplate | None) -> Path:
    """Where a finding points: the first field of the rule that is present, else the first one of them."""
    roots: dict[str, Path] = {"object": (), "self": item.path, "pod": template.path if template else ()}
    paths = [_indexed(resource.body, (*roots[str(field[0])], *field[1:])) for field in rule.fields]
    for path in paths:
        if lookup(resource.body, path) is not None:
            return path
    return paths[0] if paths else item.path


def _indexed(body: Data, path: Path) -> Path:
    """The path with the index of the first element wherever a list stands between two names, as of Terraform's blocks."""
    found: list[str | int] = []
    for key in path:
        if isinstance(body, list) and isinstance(key, str):
            found.append(0)
            body = body[0] if body else None
        found.append(key)
        body = lookup(body, (key,))
    return tuple(found)
