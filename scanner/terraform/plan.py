"""Plans as `terraform show -json` writes them (format 0.1 to 1.x, OpenTofu too), as resources of the model.

The data that the parser made are changed in place: a copy of a plan of 100 MB would not fit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from scanner.model.resource import Locator, Path
from scanner.model.terraform import MASK, Reference, TerraformResource, identify
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple
from scanner.terraform.facts import IDENTIFYING
from scanner.terraform.plan_references import PlanConfiguration

MAX_DEPTH = 200
"""How deep values of a plan may be nested."""

HIDDEN = Unknown("its value is sensitive")


class PlanProblem(Exception):
    """A text that is no plan; the offset says where reading stopped."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset


class Plan(NamedTuple):
    """`resources` are what is there afterwards; `deleted` counts what is not, `drifted` what was changed by others.

    `skipped` are addresses whose data make no sense.
    """

    version: str
    resources: tuple[TerraformResource, ...]
    deleted: int
    skipped: tuple[str, ...]


# Makes the locator of a resource from its address, module address and the path of its entry in the plan.
MakeLocator = Callable[[str, str, Path], Locator]


def read(text: str) -> dict[str, Any]:
    """The data of a plan.  PlanProblem for a text that is none."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise PlanProblem(f"It is not JSON: {error}", getattr(error, "pos", 0)) from None
    except RecursionError:
        raise PlanProblem("Its values are nested too deep.") from None
    if not isinstance(data, dict):
        raise PlanProblem("It is not the JSON of a plan, which is an object.")
    version = data.get("format_version")
    if not isinstance(version, str) or version.partition(".")[0] not in ("0", "1"):
        raise PlanProblem(f"Its format_version is {version!r}; 0.1 to 1.x are read.")
    # They say the same again, or what was there before.
    for name in ("prior_state", "resource_drift"):
        data.pop(name, None)
    if isinstance(data.get("resource_changes"), list):
        data.pop("planned_values", None)
    return data


def plan(text: str, unit: str, locator: MakeLocator) -> Plan:
    """The resources of a plan."""
    data = read(text)
    configuration = PlanConfiguration(data.get("configuration"))
    found: list[TerraformResource] = []
    skipped: list[str] = []
    deleted = 0
    for path, entry in _entries(data):
        address = entry.get("address") if isinstance(entry, dict) else None
        if not isinstance(address, str) or not isinstance(entry.get("type"), str):
            skipped.append(str(address or path))
            continue
        if entry.get("deposed"):
            continue
        change = entry.get("change")
        change = change if isinstance(change, dict) else {}
        actions = change.get("actions")
        actions = tuple(one for one in actions if isinstance(one, str)) if isinstance(actions, list) else ()
        after = change.get("after")
        if not isinstance(after, dict):
            unknown = change.get("after_unknown")
            if "delete" in actions and "create" not in actions or after is None and not isinstance(unknown, dict):
                deleted += 1
                continue
            after = {}
        found.append(_resource(entry, address, after, change, actions, unit, configuration, locator, path))
    return Plan(str(data["format_version"]), tuple(found), deleted, tuple(skipped))


def _resource(
    entry: dict[str, Any], address: str, after: dict[str, Any], change: dict[str, Any], actions: tuple[str, ...], unit: str,
    configuration: PlanConfiguration, locator: MakeLocator, path: Path,
) -> TerraformResource:  # fmt: skip
    module = entry.get("module_address")
    module = module if isinstance(module, str) and address.startswith(f"{module}.") else ""
    own = address[len(module) + 1:] if module else address

    def body() -> dict[str, Any]:
        expressions = configuration.expressions(module, own)

        def unknown(at: Path) -> Unknown:
            return _unknown(address, at, configuration.references(module, expressions, at))

        found = _overlaid(after, change.get("after_unknown"), change.get("after_sensitive"), (), unknown, 0)
        return found if isinstance(found, dict) else {}

    identity = identify(address, module, str(entry.get("mode")), entry["type"])

    def references() -> tuple[Reference, ...]:
        return configuration.links(module, own)

    return TerraformResource(identity, body, locator(address, module, path), unit, address, references, actions)


def _entries(data: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """(path in the plan, entry) of each resource; those of `planned_values` where there are no changes."""
    changes = data.get("resource_changes")
    if isinstance(changes, list):
        for index, entry in enumerate(changes):
            yield ("resource_changes", index, "change", "after"), entry
        return
    values = data.get("planned_values")
    pending: list[tuple[Path, Any]] = [(("planned_values", "root_module"), values.get("root_module") if isinstance(values, dict)
                                        else None)]
    while pending:
        path, module = pending.pop()
        if not isinstance(module, dict):
            continue
        resources = module.get("resources")
        for index, entry in enumerate(resources if isinstance(resources, list) else ()):
            if isinstance(entry, dict):
                change = {"after": entry.get("values"), "after_sensitive": entry.get("sensitive_values"), "actions": []}
                entry = {**entry, "module_address": module.get("address"), "change": change}
            yield (*path, "resources", index, "values"), entry
        children = module.get("child_modules")
        for index, child in reversed(list(enumerate(children if isinstance(children, list) else ()))):
            pending.append(((*path, "child_modules", index), child))


def _unknown(address: str, at: Path, references: tuple[str, ...]) -> Unknown:
    name = f"{address}.{at[0]}" if len(at) == 1 else address + "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in at)
    if not references:
        return Unknown(f"{name} is known only after it is applied", references=(name,), draft=_draft((name,)), open=False)
    return Unknown(f"{references[0]} is known only after it is applied", references=references, draft=_draft(references), open=False)


def _draft(references: tuple[str, ...]) -> str:
    """A value that waits for what a provider will name is a text."""
    if len(references) == 1 and IDENTIFYING.search(references[0]) is not None:
        return f"${{{references[0]}}}"
    return ""


def _overlaid(after: Any, unknown: Any, hidden: Any, at: Path, make: Callable[[Path], Unknown], depth: int) -> Any:
    """The value with `Unknown` where the plan says so and sensitive parts masked; nulls of maps are left out."""
    if unknown is True:
        return make(at)
    if isinstance(after, dict):
        return _map(after, unknown, hidden, at, make, depth)
    if isinstance(after, list):
        return _list(after, unknown, hidden, at, make, depth)
    if hidden is True and after is not None:
        return MASK if isinstance(after, str) else HIDDEN
    if after is None and isinstance(unknown, (dict, list)) and unknown:
        return _overlaid({} if isinstance(unknown, dict) else [], unknown, hidden, at, make, depth + 1)
    return after


def _map(after: dict[str, Any], unknown: Any, hidden: Any, at: Path, make: Callable[[Path], Unknown], depth: int) -> Any:
    if depth > MAX_DEPTH:
        return Unknown("it is nested too deep")
    unknowns = unknown if isinstance(unknown, dict) else _NONE
    masks = hidden if isinstance(hidden, dict) else _NONE
    all_hidden = hidden is True
    for key in [*after, *(key for key in unknowns if key not in after)]:
        value, lacks = after.get(key), unknowns.get(key)
        if value is None and not lacks:
            del after[key]
        elif lacks or all_hidden or isinstance(value, (dict, list)) or key in masks:
            after[key] = _overlaid(value, lacks, True if all_hidden else masks.get(key), (*at, key), make, depth + 1)
    return after


_NONE: dict[str, Any] = {}


def _list(after: list[Any], unknown: Any, hidden: Any, at: Path, make: Callable[[Path], Unknown], depth: int) -> Any:
    if depth > MAX_DEPTH:
        return Unknown("it is nested too deep")
    unknowns = unknown if isinstance(unknown, list) else ()
    masks = hidden if isinstance(hidden, list) else ()
    if len(unknowns) > len(after):
        after.extend([None] * (len(unknowns) - len(after)))
    for index, value in enumerate(after):
        lacks = unknowns[index] if index < len(unknowns) else None
        mask = True if hidden is True else masks[index] if index < len(masks) else None
        if lacks or mask or isinstance(value, (dict, list)):
            after[index] = _overlaid(value, lacks, mask, (*at, index), make, depth + 1)
    return after
