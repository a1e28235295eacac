"""Objects of the built-in kinds against their fields and types: what a server of the target version refuses.

Checked is what the server's strict decoding and its validation say for certain: names of fields (as written, capitals
included), types, fields that must be there, closed lists of values, items that occur twice.  `null` is as good as
absent.  `status` is left alone: a server takes it from nobody but controllers.
"""

from __future__ import annotations

from collections.abc import Iterable

from scanner.apischema.findings import Findings
from scanner.apischema.scalars import SCALARS, is_number, mismatch
from scanner.apischema.tables import Field, Kind, Tables
from scanner.model.resource import Data, Path
from scanner.model.unknown import Unknown

METADATA = "meta.v1.ObjectMeta"

# What is only asked of the server and never stored needs no name.
_UNNAMED = ("Review", "Binding", "Eviction", "Scale", "TokenRequest", "Status", "Options")


def check(tables: Tables, minor: int, kind: Kind, body: dict[str, Data]) -> Findings:
    """The findings about an object of a built-in kind for Kubernetes 1.`minor`, which the tables must reach."""
    findings = Findings()
    walk = _Walk(tables, minor, findings, f"{body['apiVersion']} {body['kind']}")
    walk.map({key: value for key, value in body.items() if key != "status"}, kind.type, ())
    field = tables.fields(kind.type).get("metadata")
    if field is not None and field.form == METADATA and not str(body["kind"]).endswith(_UNNAMED):
        check_name(body, findings)
    return findings


def check_metadata(tables: Tables, minor: int, metadata: Data, path: Path, subject: str, findings: Findings) -> None:
    """The metadata of an object of any kind."""
    _Walk(tables, minor, findings, subject).value(metadata, METADATA, path)


def check_name(body: dict[str, Data], findings: Findings) -> None:
    """Objects that are stored need a name, or ask the server to make one up."""
    metadata = body.get("metadata")
    if metadata is None or isinstance(metadata, dict) and not metadata.get("name") and not metadata.get("generateName"):
        findings.missing(("metadata", "name"), written=isinstance(metadata, dict) and "name" in metadata)


class _Walk:
    """Goes through the values of one object side by side with their types."""

    def __init__(self, tables: Tables, minor: int, findings: Findings, subject: str) -> None:
        self.tables, self.minor, self.findings, self.subject = tables, minor, findings, subject
        self.around: list[tuple[str, Path]] = []

    def value(self, value: Data, form: str, path: Path) -> None:
        """A value of a form."""
        if value is None or form == "any":
            return
        scalar = SCALARS.get(form)
        if isinstance(value, Unknown):
            self.findings.blur(path, value)
        elif scalar is not None:
            if not scalar[0](value):
                self.findings.add(path, mismatch(value, scalar[1]))
        elif form.startswith("[]"):
            self._list(value, form[2:], path)
        elif form.startswith("{}"):
            self._free_map(value, form[2:], path)
        else:
            self.map(value, form, path)

    def _list(self, value: Data, form: str, path: Path) -> None:
        if not isinstance(value, list):
            self.findings.add(path, mismatch(value, "a list"))
        elif self.findings.may_enter(path, len(value)):
            for number, item in enumerate(value):
                self.value(item, form, (*path, number))

    def _free_map(self, value: Data, form: str, path: Path) -> None:
        if not isinstance(value, dict):
            self.findings.add(path, mismatch(value, "a map"))
        elif self.findings.may_enter(path, len(value)):
            for key, item in value.items():
                self.value(item, form, (*path, key))

    def map(self, value: Data, type_: str, path: Path) -> None:
        """A map with the fields of a type."""
        if not isinstance(value, dict):
            self.findings.add(path, mismatch(value, "a map"))
            return
        if not self.findings.may_enter(path, len(value)):
            return
        fields = self.tables.fields(type_)
        self.around.insert(0, (type_, path))
        for key, item in value.items():
            field = fields.get(key)
            if field is None or not field.is_in(self.minor):
                if not self.findings.full:
                    self._stranger(key, field, path)
            elif item is not None:
                self.value(item, field.form, (*path, key))
                if field.values:
                    self._choice(item, field, (*path, key))
                if field.unique and isinstance(item, list):
                    check_unique(item, field.unique, (*path, key), self.findings)
        for key, field in self.tables.required(type_):
            if value.get(key) is None and field.is_in(self.minor):
                self.findings.missing((*path, key), written=key in value)
        del self.around[0]

    def _stranger(self, key: str, field: Field | None, path: Path) -> None:
        """A name that the type does not have in the target version: what was meant, or when there was such a field."""
        from scanner.apischema.names import dotted, elsewhere, nearest

        shown = dotted((*path, key))
        place = elsewhere(self.tables, self.minor, key, self.around)
        near = ""
        if field is None:
            said = f"{self.subject} has no field {shown}"
            fields = self.tables.fields(self.around[0][0])
            near = nearest(key, (name for name, one in fields.items() if one.is_in(self.minor)))
        elif self.minor < field.first:
            said = f"{shown} exists since Kubernetes 1.{field.first}; the target is 1.{self.minor}"
        else:
            said = f"{shown} was removed in Kubernetes 1.{field.last + 1}; the target is 1.{self.minor}"
        advice = f"; the nearest known name is '{near}'" if near else f"; there is a field {place}" if place else ""
        self.findings.stranger((*path, key), said + advice)

    def _choice(self, value: Data, field: Field, path: Path) -> None:
        """A value out of a closed list, or a list of such values; an empty text is as good as none."""
        if isinstance(value, list):
            for number, item in enumerate(value):
                self._choice(item, field, (*path, number))
        elif isinstance(value, str) and value:
            since = field.values.get(value)
            if since is None and not self.findings.full:
                self._no_choice(value, field, path)
            elif since is not None and since > self.minor:
                known = f"which exists since Kubernetes 1.{since}; the target is 1.{self.minor}"
                self.findings.add(path, f"is '{value}', {known}")

    def _no_choice(self, value: str, field: Field, path: Path) -> None:
        from scanner.apischema.names import choice

        known = [one for one, first in field.values.items() if first <= self.minor]
        self.findings.add(path, f"is '{value[:60]}', and {choice(value, known)}")


def check_unique(items: list[Data], keys: Iterable[tuple[str, Data]], path: Path, findings: Findings) -> None:
    """Items of a list that must differ in the keys; with each key the value of an item that does not write it."""
    seen: set[tuple[Data, ...]] = set()
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        found = {key: default if item.get(key) is None else item[key] for key, default in keys}
        if not all(isinstance(one, str) or is_number(one) for one in found.values()):
            continue  # not known, absent, or of a wrong type, which is said elsewhere
        if tuple(found.values()) in seen:
            same = " and ".join(f"{key} {str(one)[:60]}" for key, one in found.items())
            findings.add((*path, number), f"has the same {same} as another item of the list")
        seen.add(tuple(found.values()))
