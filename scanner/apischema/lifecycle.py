"""Which API versions came out of use, and what to use instead.

The facts are `policies/api-versions.yaml`.  For the built-in kinds the table of their fields has the last word on what
a version of Kubernetes serves; for custom kinds a CustomResourceDefinition in the scan has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from scanner import precompiled
from scanner.apischema.tables import Tables, group_of
from scanner.records import NamedTuple

if TYPE_CHECKING:
    from scanner.apischema.definitions import Definition

KUBERNETES = "Kubernetes"

_DEFINITION = "CustomResourceDefinition"

Version = tuple[int, ...]


class Entry(NamedTuple):
    """One API version of a kind that came out of use; empty versions: never. See `policies/api-versions.yaml`."""

    product: str
    deprecated: Version = ()
    removed: Version = ()
    replacement: str = ""


class Verdict(NamedTuple):
    """What is to say about the API version of an object: `removed` or `deprecated` say why it should not be used.

    Both are empty for an API version that is in use.
    """

    removed: str = ""
    deprecated: str = ""


def version(text: str) -> Version:
    """`1.26` as numbers; () for a text that is no version."""
    parts = text.removeprefix("v").split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() and len(part) < 9 for part in parts) else ()


def judged(
    tables: Tables, minor: int, products: Mapping[str, Version], api_version: str, kind: str,
    definition: Definition | None = None,
) -> Verdict | None:
    """The verdict on an API version of a kind, of which a definition in the scan may know more; None: nothing is known.

    `minor` is that of the target Kubernetes; `products` are the versions that are known of other products.
    """
    if definition is not None:
        return _by_definition(definition, api_version.rpartition("/")[2])
    entry = entry_of(api_version, kind)
    known = tables.kind(api_version, kind)
    if entry is None or entry.product == KUBERNETES:
        return _by_kubernetes(tables, minor, api_version, kind, entry) if known or entry else None
    current = products.get(entry.product, ())  # nobody said which: a current one
    if entry.removed and (not current or current >= entry.removed):
        return Verdict(removed=_removal(entry.product, entry.removed, entry.replacement))
    if entry.deprecated and (not current or current >= entry.deprecated):
        return Verdict(deprecated=_deprecation(entry, entry.replacement))
    return Verdict()


def _by_definition(definition: Definition, name: str) -> Verdict:
    found = definition.versions.get(name)
    if found is None or not found.served:
        others = [f"{definition.group}/{other}" for other, one in definition.versions.items() if one.served]
        return Verdict(removed=f"is not served by its {_DEFINITION}{_use(max(others, key=_maturity, default=''))}")
    if found.deprecated:
        said = " ".join(found.warning.split())[:200].rstrip(".")
        return Verdict(deprecated=f"is deprecated by its {_DEFINITION}" + (f" ({said})" if said else ""))
    return Verdict()


def _by_kubernetes(tables: Tables, minor: int, api_version: str, kind: str, entry: Entry | None) -> Verdict:
    known = tables.kind(api_version, kind)
    entry = entry or Entry(KUBERNETES)
    removed = entry.removed
    if known is not None and known.last < tables.last:
        removed = (1, known.last + 1)
    replacement = _served_replacement(tables, minor, api_version, kind, entry.replacement)
    if removed and (1, minor) >= removed:
        return Verdict(removed=_removal(KUBERNETES, removed, replacement))
    if entry.deprecated and (1, minor) >= entry.deprecated:
        return Verdict(deprecated=_deprecation(entry._replace(removed=removed), replacement))
    return Verdict()


def _removal(product: str, when: Version, replacement: str) -> str:
    return f"is no longer served since {product} {dotted(when)}{_use(replacement)}"


def _deprecation(entry: Entry, replacement: str) -> str:
    until = f" and will be removed in {dotted(entry.removed)}" if entry.removed else ""
    return f"is deprecated since {entry.product} {dotted(entry.deprecated)}{until}{_use(replacement)}"


def _served_replacement(tables: Tables, minor: int, api_version: str, kind: str, named: str) -> str:
    """The API version to use instead, if the target serves it, else the newest of the group that it serves."""
    wanted, _, other = named.partition(" ")
    found = tables.kind(wanted, other or kind)
    if found is None or found.is_in(minor) or not tables.first <= minor <= tables.last:
        return named
    served = [one for one, name in tables.served(minor, group_of(api_version)) if name == kind and one != api_version]
    return max(served, key=_maturity, default="")


def _maturity(api_version: str) -> tuple[int, int, str]:
    """Stable versions above betas above alphas, then by their numbers."""
    name = api_version.rpartition("/")[2]
    stage = 0 if "alpha" in name else 1 if "beta" in name else 2
    return stage, len(name), name


def _use(replacement: str) -> str:
    return f"; use {replacement}" if replacement else ""


def dotted(numbers: Version) -> str:
    """The version as people write it."""
    return ".".join(map(str, numbers))


def entry_of(api_version: str, kind: str) -> Entry | None:
    """The entry about a kind, if there is one."""
    for data in _facts().get(api_version, ()):
        if kind in data.get("kinds", (kind,)):
            return Entry(
                data.get("product", KUBERNETES), version(data.get("deprecated-in", "")),
                version(data.get("removed-in", "")), data.get("replacement", ""),
            )
    return None


@cache
def _facts() -> dict[str, list[dict[str, Any]]]:
    """The entries of the file by API version."""
    found: dict[str, list[dict[str, Any]]] = {}
    for data in precompiled.policies().api_versions:
        found.setdefault(data["apiVersion"], []).append(data)
    return found
