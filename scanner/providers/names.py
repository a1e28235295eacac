"""How the Kubernetes provider names the fields of the API.

Its documented rule: `image_pull_policy` is `imagePullPolicy`; a block that may be repeated stands for a list with the
plural name, as `container` for `containers`; a block that may not for a map.  Names of one word that are all capitals
in the API (`hostIPC`, `clusterIPs`) follow no rule about capitals, so letters are compared without case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from scanner.apischema.tables import tables
from scanner.providers.kinds import EXCEPTIONS, TYPES

_OBJECT = frozenset({"apiVersion", "kind", "status"})


@cache
def fields(type_: str) -> Mapping[str, str]:
    """The forms of the fields of a type, by name; KeyError where there is no such type."""
    if type_ in TYPES:
        return TYPES[type_]
    known = tables().fields(type_)
    ends = _OBJECT if "metadata" in known and "kind" in known else frozenset()
    return {name: field.form for name, field in known.items() if name not in ends}


def field_of(type_: str, attribute: str) -> str | None:
    """The field that an attribute stands for, "" for a block whose attributes stand for fields of the type itself; None
    where the API has none, as the attribute tells the provider something."""
    found = EXCEPTIONS.get((type_, attribute))
    return found if found is not None else _index(type_).get(attribute.replace("_", ""))


@cache
def _index(type_: str) -> dict[str, str]:
    """Fields by the names that attributes may have; exact names come before those for one item of a list."""
    names = fields(type_)
    found = {name.lower(): name for name in names}
    for name in names:
        for one in _singular(name.lower()):
            found.setdefault(one, name)
    return found


def _singular(plural: str) -> Iterator[str]:
    """What one of several may be called."""
    for ending, single in (("ies", "y"), ("es", ""), ("s", "")):
        if plural.endswith(ending) and len(plural) > len(ending) + 1:
            yield plural[:-len(ending)] + single
