"""What holds for whole namespaces: network policies, and schedules of backups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.labels import MAX_COMPARISONS, LinkLimit, selects
from scanner.graph.links import items
from scanner.graph.workloads import Templates
from scanner.model.graph import Edge, Relation
from scanner.model.resource import Data, Resource, Resources, lookup

NAMES = {
    "polices": Relation("network policy", "Namespace", "it is for pods of the namespace", "policy", shown=False),
    "saves": Relation("Schedule, Policy, ReplicationSource, SnapshotSchedule", "Namespace, PersistentVolumeClaim",
                      "the backup covers it; one for each", "storage"),
    "replicates": Relation("BackupStorageLocation, VolumeSnapshotLocation, Profile", "another one",
                           "the other lies in another place", "storage", shown=False),
}

_POLICIES = ("NetworkPolicy", "CiliumNetworkPolicy")
_LOCATIONS = ("BackupStorageLocation", "VolumeSnapshotLocation", "Profile")


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """The links of what holds for namespaces."""
    spaces = {(one.unit, one.id.name): one for one in resources.of_kind("Namespace")}
    for policy in resources.of_kind(*_POLICIES):
        space = spaces.get((policy.unit, policy.space))
        if space is not None:
            yield Edge(policy, "polices", space)
    wide = {one.unit: one for one in resources.of_kind("CiliumClusterwideNetworkPolicy") if _is_for_all(one)}
    for space in spaces.values():
        if space.unit in wide:
            yield Edge(wide[space.unit], "polices", space)
    schedules = resources.of_kind("Schedule", "Policy", "ReplicationSource", "SnapshotSchedule")
    targets = resources.of_kind("Namespace", "PersistentVolumeClaim")
    if len(schedules) * len(targets) > MAX_COMPARISONS:
        raise LinkLimit
    if schedules:
        for target in targets:
            schedule = next((one for one in schedules
                             if one.unit == target.unit and _covers(one, target, spaces)), None)
            if schedule is not None:
                yield Edge(schedule, "saves", target)
    yield from _places(resources)


def _is_for_all(policy: Resource) -> bool:
    """Whether a policy of the whole cluster has a part for every pod."""
    parts = [policy.get("spec"), *items(policy.body, "specs")]
    return any(isinstance(part, dict) and "endpointSelector" in part and not (
        lookup(part, ("endpointSelector", "matchLabels")) or lookup(part, ("endpointSelector", "matchExpressions"))
    ) for part in parts)


def _covers(schedule: Resource, target: Resource, spaces: Mapping[tuple[str, str], Resource]) -> bool:
    is_space = target.id.kind == "Namespace"
    name = target.id.name if is_space else target.space
    space = spaces.get((target.unit, name))
    labels = {"k10.kasten.io/appNamespace": name, **(space.labels if space is not None else {})}
    match schedule.id.kind:
        case "Schedule":  # Velero
            return _velero(schedule.get("spec", "template"), name)
        case "Policy":  # Kasten
            return (schedule.id.group == "config.kio.kasten.io"
                    and any(isinstance(one, dict) and one.get("action") == "backup"
                            for one in items(schedule.body, "spec", "actions"))
                    and selects(schedule.get("spec", "selector") or {}, labels))
        case "ReplicationSource":  # VolSync
            return not is_space and _beside(schedule, target) and schedule.get("spec", "sourcePVC") == target.id.name
        case _:
            return _beside(schedule, target)


def _beside(schedule: Resource, target: Resource) -> bool:
    own = schedule.space
    return own == (target.id.name if target.id.kind == "Namespace" else target.space)


def _velero(template: Data, name: str) -> bool:
    included, excluded = items(template, "includedNamespaces"), items(template, "excludedNamespaces")
    return name not in excluded and (not included or "*" in included or name in included)


def _places(resources: Resources) -> Iterator[Edge]:
    """One edge for each backup location that has a fellow somewhere else."""
    places: dict[str, list[tuple[str, Resource]]] = {}
    for location in resources.of_kind(*_LOCATIONS):
        known = places.setdefault(location.unit, [])
        # One location of each of two places is enough to find one elsewhere for any.
        if len(known) < 2 and _place(location) not in {place for place, _ in known}:
            known.append((_place(location), location))
    for location in resources.of_kind(*_LOCATIONS):
        place = _place(location)
        other = next((one for elsewhere, one in places[location.unit] if elsewhere != place), None)
        if other is not None:
            yield Edge(location, "replicates", other)


def _place(location: Resource) -> str:
    paths = (("spec", "objectStorage", "bucket"), ("spec", "config", "region"),
             ("spec", "locationSpec", "objectStore", "name"), ("spec", "locationSpec", "objectStore", "region"))
    return "/".join(str(location.get(*path) or "") for path in paths)
