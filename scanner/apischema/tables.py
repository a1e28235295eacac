"""Fields and types of the built-in kinds, for every version of Kubernetes there is a table of.

`schemas/kubernetes.json` is a JSON object with one member on each line, so that a type is parsed when it is first asked
for; most scans ask for a tenth of them:

    "versions": [first minor version, last]
    "kinds": {api version: {kind: [type, first, last]}}             the versions only where they are not the ends
    type: {field: form} or {field: [form, {...}]}, with
          "required": true; "versions": [first, last]; "values": {value: version that brought it};
          "unique": {field: default}, which no two items of a list share

A form is a scalar (`string`, `int32`, `int64`, `boolean`, `number`, `bytes`, `time`, `quantity`, `int-or-string`),
`any`, the name of a type, or `[]` or `{}` before a form: a list or map of it.
`scanner/apischema/generate.py` writes the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from scanner.paths import data_folder
from scanner.records import NamedTuple

NAME = "kubernetes.json"

_NO_VALUES: Mapping[str, int] = MappingProxyType({})


class Field(NamedTuple):
    """A field of a type. `first` and `last` are the minor versions that have it, as far as the table reaches."""

    form: str
    first: int
    last: int
    required: bool = False
    values: Mapping[str, int] = _NO_VALUES
    unique: tuple[tuple[str, str | None], ...] = ()

    def is_in(self, minor: int) -> bool:
        """Whether Kubernetes 1.`minor` has the field."""
        return self.first <= minor <= self.last


class Kind(NamedTuple):
    """A kind of an API version: its type, and the minor versions that serve it, as far as the table reaches."""

    type: str
    first: int
    last: int

    def is_in(self, minor: int) -> bool:
        """Whether Kubernetes 1.`minor` serves the kind."""
        return self.first <= minor <= self.last


class Tables:
    """The table, parsed line by line as things are asked for. ValueError: the data is none."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.first: int
        self.last: int
        self.first, self.last = self._member("versions")
        self.kinds: dict[str, dict[str, list[Any]]] = self._member("kinds")
        self.groups = frozenset(map(group_of, self.kinds))
        self.fields = cache(self._fields)
        self.required = cache(self._required)

    def kind(self, api_version: str, kind: str) -> Kind | None:
        """A kind by its API version and name, also one that is not served by every version."""
        found = self.kinds.get(api_version, {}).get(kind)
        return None if found is None else Kind(*found) if len(found) == 3 else Kind(found[0], self.first, self.last)

    def served(self, minor: int, group: str) -> Iterator[tuple[str, str]]:
        """API version and kind of everything in a group that Kubernetes 1.`minor` serves."""
        for api_version, kinds in self.kinds.items():
            if group_of(api_version) == group:
                for kind in kinds:
                    found = self.kind(api_version, kind)
                    if found is not None and found.is_in(minor):
                        yield api_version, kind

    def clamped(self, minor: int) -> int:
        """The version of the table that is nearest to a minor version."""
        return min(max(minor, self.first), self.last)

    def _fields(self, type_: str) -> Mapping[str, Field]:
        """The fields of a type; KeyError when there is no such type."""
        return {name: self._field(entry) for name, entry in self._member(type_).items()}

    def _required(self, type_: str) -> tuple[tuple[str, Field], ...]:
        """The fields of a type that an object must have, with their names."""
        return tuple((name, field) for name, field in self.fields(type_).items() if field.required)

    def _field(self, entry: Any) -> Field:
        if isinstance(entry, str):
            return Field(entry, self.first, self.last)
        form, more = entry
        first, last = more.get("versions", (self.first, self.last))
        values, unique = more.get("values", _NO_VALUES), tuple(more.get("unique", {}).items())
        return Field(form, first, last, "required" in more, values, unique)

    def _member(self, key: str) -> Any:
        head = b'\n"%s":' % key.encode()
        start = self._data.find(head)
        if start < 0:
            raise KeyError(key)
        start += len(head)
        return json.loads(self._data[start : self._data.index(b"\n", start)].rstrip(b","))


def group_of(api_version: str) -> str:
    """The group of an API version; "" for the core group, whose API versions have no slash."""
    group, slash, _ = api_version.partition("/")
    return group if slash else ""


@cache
def tables() -> Tables:
    """The table of the built-in kinds."""
    return Tables((data_folder("schemas") / NAME).read_bytes())
