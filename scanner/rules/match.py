"""Which resources a rule looks at, and which parts of them one judgement is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from scanner.model.components import PROGRAMS
from scanner.model.graph import PodTemplate
from scanner.model.resource import KUBERNETES, Data, Path, Resource, lookup
from scanner.model.rule import AnyRule, Rule
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple

FAMILIES = ("any", "workload", "long-running", "terraform-resource")
"""Words that stand for several kinds."""

# Kinds whose pods come to an end by themselves, beside all whose names end in Job.
_ENDING = frozenset({
    "JobSet", "Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "Task", "ClusterTask",
    "TaskRun", "Pipeline", "PipelineRun", "SparkApplication", "ScheduledSparkApplication",
})
_ENDING_POLICIES = ("Never", "OnFailure")
_HOOK = "helm.sh/hook"

# The classes of containers that each stands for; of init containers in a mapping to True, only sidecars.
_CONTAINERS: dict[str, dict[str, bool]] = {
    "containers": {"init": False, "main": False, "ephemeral": False},
    "main-containers": {"main": False},
    "running-containers": {"init": True, "main": False},
}
_CONTAINERS["contexts"] = _CONTAINERS["containers"]

# At both levels of a pod, the container's value wins.
_INHERITED = (
    "runAsUser", "runAsGroup", "runAsNonRoot", "seccompProfile", "seLinuxOptions", "appArmorProfile",
    "windowsOptions",
)


class Item(NamedTuple):
    """What one judgement is about: `self` of the expressions, where it stands, and the container around it with its
    place."""

    value: Data
    path: Path
    container: dict[str, Data] | None = None
    around: Path = ()


class Catalogue:
    """Rules by the kind of resource they look at, so that a kind that does not occur costs nothing.

    Rules are read when a resource of their kind comes up for the first time.
    """

    def __init__(self, rules: Iterable[AnyRule]) -> None:
        self._by_kind: dict[str, list[AnyRule]] = {}
        for rule in rules:
            for kind in rule.kinds:
                self._by_kind.setdefault(kind, []).append(rule)
        self.asks_for_components = not PROGRAMS.isdisjoint(self._by_kind)
        self.rules = cache(self._rules)

    def _rules(
        self, kind: str, is_workload: bool, is_lasting: bool, components: tuple[str, ...] = (),
        dialect: str = KUBERNETES,
    ) -> tuple[Rule, ...]:
        """The rules about a kind and about the components of a cluster, sorted by id."""
        families = [kind, *components]
        if dialect == KUBERNETES:
            families.append("any")
        elif "_" in kind and "." not in kind:
            families.append("terraform-resource")
        families += [name for name, belongs in (("workload", is_workload), ("long-running", is_lasting)) if belongs]
        found = {rule.id: rule for key in families for rule in self._by_kind.get(key, ())}
        return tuple(found[key].whole() for key in sorted(found))


def is_lasting(resource: Resource, template: PodTemplate | None) -> bool:
    """Whether it runs pods that are meant to stay: no Jobs, no pods that end by themselves, no hooks of Helm."""
    kind = resource.id.kind
    if template is None or kind in _ENDING or kind.endswith("Job"):
        return False
    if kind != "Pod":
        return True
    return template.spec.get("restartPolicy") not in _ENDING_POLICIES and _HOOK not in template.annotations


def items(each: str, body: Data, template: PodTemplate | None) -> Iterator[Item]:
    """The items of `each` in a plain body.

    "": the resource; "pod": the pod spec; "volumes": those of the pod, or the spec of a PersistentVolume;
    "containers" (all classes), "main-containers", "running-containers" (main ones and sidecars); "contexts": the pod
    spec and all containers, each of which has a security context of its own. Any of these and "object" may be followed
    by steps, which walk into maps and over lists: "object.rules", "containers.env". Where a list is not known offline,
    it is the item itself. With a "?" at the end it is the object where there are no such items.
    """
    if each.endswith("?"):
        yield from list(items(each[:-1], body, template)) or [Item(body, ())]
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
    if first in ("pod", "contexts"):
        yield Item(spec, template.path)
        if first == "pod":
            return
    classes = _CONTAINERS[first]
    for steps, kind in template.groups:
        if kind in classes:
            yield from _containers(Item(lookup(spec, steps), (*template.path, *steps)), classes[kind])


def _containers(group: Item, sidecars: bool) -> Iterator[Item]:
    """The containers of a list, or a single one; what is not known is an item, unless only sidecars are wanted."""
    value = group.value
    members = [(group.path, value)] if not isinstance(value, list) else [
        ((*group.path, number), one) for number, one in enumerate(value)]
    for path, container in members:
        if isinstance(container, Unknown) and not sidecars:
            yield Item(container, path)
        elif isinstance(container, dict) and (not sidecars or container.get("restartPolicy") == "Always"):
            yield Item(container, path, container, path)


def _walk(item: Item, steps: tuple[str, ...]) -> Iterator[Item]:
    if not steps or isinstance(item.value, Unknown):
        yield item
        return
    value = item.value.get(steps[0]) if isinstance(item.value, dict) else None
    path = (*item.path, steps[0])
    if isinstance(value, list):
        for number, member in enumerate(value):
            yield from _walk(item._replace(value=member, path=(*path, number)), steps[1:])
    elif value is not None:
        yield from _walk(item._replace(value=value, path=path), steps[1:])


def effective(container: dict[str, Data], pod: Data) -> dict[str, Data]:
    """The security context that holds for a container: its own fields, and those it inherits from the pod."""
    outer = pod.get("securityContext") if isinstance(pod, dict) else None
    own = container.get("securityContext")
    inherited = {key: outer[key] for key in _INHERITED if key in outer} if isinstance(outer, dict) else {}
    return {**inherited, **own} if isinstance(own, dict) else inherited


def places_of(rule: Rule, item: Item, template: PodTemplate | None) -> list[Path]:
    """The fields of the rule as paths in the body."""
    roots: dict[str, Path] = {"object": (), "self": item.path, "pod": template.path if template else ()}
    return [(*roots[str(field[0])], *field[1:]) for field in rule.fields]


def place_of(rule: Rule, item: Item, resource: Resource, template: PodTemplate | None) -> Path:
    """Where a finding points: the first field of the rule that is present, else the first one of them."""
    paths = [_indexed(resource.body, path) for path in places_of(rule, item, template)]
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
