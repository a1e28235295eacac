"""Objects of Kubernetes out of the resources that describe them attribute by attribute.

Only fields that the API has are followed, so nothing is nested deeper than its types are.
"""

from __future__ import annotations

import base64
from typing import Any

from scanner.model.resource import CLUSTER_SCOPED, Path
from scanner.model.terraform import MASK
from scanner.model.unknown import Unknown
from scanner.providers.kinds import DEFAULTS, ENCODED, KINDS, METRICS, OCTAL, SET_BY_SERVER, ObjectKind
from scanner.providers.names import field_of, fields

PREFIX = "kubernetes_"
HIDDEN = Unknown("its value is sensitive")
_WHOLE_NUMBERS = frozenset({"int32", "int64"})
_TRUTHS = {"true": True, "false": False, "1": True, "0": False}


def kind_of(type_: str, body: dict[str, Any]) -> ObjectKind | None:
    """What a resource of a type becomes; None where it is no object by itself."""
    if not type_.startswith(PREFIX):
        return None
    name = type_.removeprefix(PREFIX)
    found = KINDS.get(name) or KINDS.get(name.removesuffix("_v1"))
    if name == "horizontal_pod_autoscaler" and _has_metrics(body.get("spec")):
        return METRICS
    return found


def _has_metrics(spec: Any) -> bool:
    return isinstance(spec, list) and bool(spec) and isinstance(spec[0], dict) and bool(
        spec[0].get("metric") or spec[0].get("behavior"))


class Made:
    """An object that is being made: its body, and the path of the attribute behind each part."""

    def __init__(self, kind: ObjectKind, body: dict[str, Any], address: str) -> None:
        self.address = address
        self.paths: dict[Path, Path] = {(): ()}
        self.body: dict[str, Any] = {"apiVersion": kind.api_version, "kind": kind.kind}
        self.body |= self._map(body, kind.type, (), ())
        self._defaults(kind)

    def _defaults(self, kind: ObjectKind) -> None:
        """What the provider fills in that does not follow from the type of a field."""
        metadata = self.body.setdefault("metadata", {})
        if isinstance(metadata, dict) and kind.kind not in CLUSTER_SCOPED:
            metadata.setdefault("namespace", "default")
        if isinstance(metadata, dict) and kind.name:
            metadata.setdefault("name", kind.name)
        for subject in self.body.get("subjects") or () if kind.kind.endswith("RoleBinding") else ():
            if isinstance(subject, dict) and subject.get("kind") == "ServiceAccount":
                subject.setdefault("namespace", "default")

    def _map(self, data: dict[str, Any], type_: str, path: Path, at: Path) -> dict[str, Any]:
        """The fields of a type; what the API has no field for is a matter of the provider."""
        found: dict[str, Any] = {}
        known = fields(type_)
        for attribute, value in data.items():
            field = field_of(type_, attribute)
            if field is None or value is None or type_ == "meta.v1.ObjectMeta" and attribute in SET_BY_SERVER:
                continue
            inner = (*at, attribute)
            if field == "":
                block, step = _single(value)
                if isinstance(block, dict):
                    found |= self._map(block, type_, path, (*inner, *step))
                continue
            here = (*path, field)
            made = self._value(value, known[field], here, inner, attribute in OCTAL)
            if (type_, field) in ENCODED and isinstance(made, str):
                made = base64.b64encode(made.encode("utf-8", "replace")).decode()
            if made is not None:
                found[field] = made
                self.paths.setdefault(here, inner)
        for field, usual in DEFAULTS.get(type_, {}).items():
            found.setdefault(field, usual)
        return found

    def _value(self, value: Any, form: str, path: Path, at: Path, octal: bool = False) -> Any:
        """A value in a form of the API; None where it is as good as not there."""
        if isinstance(value, Unknown):
            return None if self._left_to_server(value) else value
        if form.startswith("[]"):
            return self._list(value, form[2:], path, at)
        if form.startswith("{}"):
            return self._free_map(value, form[2:], path, at)
        if isinstance(value, str) and MASK in value:
            return HIDDEN
        if form[0].islower() and "." not in form:
            return value if form == "any" else _scalar(value, form, octal)
        block, step = _single(value)
        if step:
            self.paths[path] = (*at, *step)
        if isinstance(block, Unknown):
            return None if self._left_to_server(block) else block
        # What has another shape is refused by the provider; rules see it as it is.
        return self._map(block, form, path, (*at, *step)) if isinstance(block, dict) else block

    def _list(self, value: Any, form: str, path: Path, at: Path) -> Any:
        if not isinstance(value, list):
            return value
        found: list[Any] = []
        for index, one in enumerate(value):
            here, inner = (*path, len(found)), (*at, index)
            made = self._value({} if one is None and "." in form else one, form, here, inner)
            if made is not None:
                self.paths[here] = inner
                found.append(made)
        return found if found or not value and "." not in form else None

    def _free_map(self, value: Any, form: str, path: Path, at: Path) -> Any:
        block, step = _single(value)  # maps of old versions of the provider are blocks
        if not isinstance(block, dict):
            return block
        found = {}
        for key, one in block.items():
            here, inner = (*path, key), (*at, *step, key)
            made = self._value(one, form, here, inner)
            if made is not None:
                found[key] = made
                self.paths[here] = inner
        return found

    def _left_to_server(self, value: Unknown) -> bool:
        """Whether a plan does not know a value because nothing configures it, so that a server sees it left out."""
        return bool(value.references) and all(one.startswith(f"{self.address}.") for one in value.references)


def _single(value: Any) -> tuple[Any, Path]:
    """The one block of a list, and the step to it; what is no list stays as it is."""
    if isinstance(value, list):
        return ({} if value[0] is None else value[0], (0,)) if value else (None, ())
    return value, ()


def _scalar(value: Any, form: str, octal: bool) -> Any:
    """A scalar as the API has it: the provider takes numbers and truths as texts in places, and the language turns one
    into the other everywhere."""
    if isinstance(value, (list, dict)) or value == "" and form != "string":
        return None  # an empty text is no number; plans have it where nothing was written
    if form in _WHOLE_NUMBERS:
        return _number(value, 8 if octal and isinstance(value, str) else 10)
    if form == "int-or-string":
        return _number(value, 10) if isinstance(value, (str, int)) else value
    if form == "boolean":
        return _TRUTHS.get(value.lower(), value) if isinstance(value, str) else value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value


def _number(value: Any, base: int) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return value
    digits = value.strip().removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 20 and (base == 10 or set(digits) <= set("01234567")):
        return int(value, base)
    return value
