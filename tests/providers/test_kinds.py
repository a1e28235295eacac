"""The tables about the Kubernetes provider hold together, and with those of the API."""

import pytest

from scanner.apischema.tables import tables
from scanner.providers.kinds import DEFAULTS, ENCODED, EXCEPTIONS, KINDS, METRICS, TYPES, ObjectKind
from scanner.providers.names import _index, fields

SCALARS = {"string", "int32", "int64", "boolean", "number", "bytes", "time", "quantity", "int-or-string", "any"}


@pytest.mark.parametrize("kind", [*KINDS.values(), METRICS], ids=lambda one: f"{one.api_version} {one.kind}")
def test_every_type_is_known_down_to_its_last_block(kind: ObjectKind) -> None:
    pending, seen = [kind.type], set()
    while pending:
        type_ = pending.pop()
        for form in fields(type_).values():
            inner = form.replace("[]", "").replace("{}", "")
            if inner not in SCALARS and inner not in seen:
                seen.add(inner)
                pending.append(inner)
    assert "metadata" in fields(kind.type)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda one: f"{one.api_version} {one.kind}")
def test_kinds_that_are_served_have_the_type_of_their_version(kind: ObjectKind) -> None:
    served = tables().kind(kind.api_version, kind.kind)
    assert served is None or served.type == kind.type


@pytest.mark.parametrize(("type_", "attribute"), EXCEPTIONS)
def test_exceptions_are_needed_and_lead_to_a_field(type_: str, attribute: str) -> None:
    field = EXCEPTIONS[type_, attribute]
    assert field == "" or field in fields(type_)
    assert _index(type_).get(attribute.replace("_", "")) != field


def test_defaults_are_those_of_fields() -> None:
    for type_, usual in DEFAULTS.items():
        assert usual.keys() <= fields(type_).keys()


def test_what_is_encoded_is_bytes() -> None:
    assert {fields(type_)[field] for type_, field in ENCODED} == {"bytes"}


def test_own_types_are_in_no_table() -> None:
    for type_ in TYPES:
        with pytest.raises(KeyError):
            tables().fields(type_)
