"""The table as it is read; and what holds for the one that is shipped."""

import json

import pytest

from scanner.apischema.tables import Field, Kind, Tables, group_of, tables
from scanner.paths import data_folder

SMALL = b"""{
"versions":[26,30],
"kinds":{"v1":{"Pod":["core.v1.Pod"]},"example.io/v1":{"New":["x.v1.New",28,30],"Old":["x.v1.New",26,27]}},
"core.v1.Pod":{"spec":["core.v1.PodSpec",{"required":true}],"kind":"string"},
"core.v1.PodSpec":{"containers":["[]any",{"unique":{"name":null}}],"policy":["string",{"values":{"A":0,"B":29},"versions":[27,29]}]}
}
"""
TABLE = Tables(SMALL)


def test_kinds_and_the_versions_that_serve_them() -> None:
    assert TABLE.kind("v1", "Pod") == Kind("core.v1.Pod", 26, 30)
    assert TABLE.kind("example.io/v1", "New") == Kind("x.v1.New", 28, 30)
    assert TABLE.kind("v1", "New") is TABLE.kind("v2", "Pod") is None
    assert [Kind("x", 28, 30).is_in(minor) for minor in (27, 28, 30, 31)] == [False, True, True, False]
    assert list(TABLE.served(27, "example.io")) == [("example.io/v1", "Old")]


def test_fields() -> None:
    assert TABLE.fields("core.v1.PodSpec") == {
        "containers": Field("[]any", 26, 30, unique=(("name", None),)),
        "policy": Field("string", 27, 29, values={"A": 0, "B": 29}),
    }
    assert [name for name, _ in TABLE.required("core.v1.Pod")] == ["spec"]
    with pytest.raises(KeyError):
        TABLE.fields("core.v1.Nothing")


def test_a_version_outside_of_the_table_is_clamped() -> None:
    assert [TABLE.clamped(minor) for minor in (1, 28, 99)] == [26, 28, 30]


def test_groups() -> None:
    assert [group_of(one) for one in ("v1", "apps/v1", "")] == ["", "apps", ""]
    assert TABLE.groups == {"", "example.io"}


def test_the_shipped_table_is_one_json_object_with_a_member_on_each_line() -> None:
    data = (data_folder("schemas") / "kubernetes.json").read_bytes()
    members = json.loads(data)
    assert data.count(b"\n") == len(members) + 2
    assert len(data) < 1_000_000


def test_every_form_of_the_shipped_table_can_be_read() -> None:
    from scanner.apischema.scalars import SCALARS

    shipped = tables()
    seen: set[str] = set()
    pending = [entry[0] for kinds in shipped.kinds.values() for entry in kinds.values()]
    while pending:
        form = pending.pop().lstrip("[]{}")
        if form in seen or form in SCALARS or form == "any":
            continue
        seen.add(form)
        pending += [field.form for field in shipped.fields(form).values()]
    assert len(seen) > 500


@pytest.mark.parametrize(("api_version", "kind", "first", "last"), [
    ("apps/v1", "Deployment", 26, 37),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", 30, 37),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", 26, 28),
])
def test_kinds_of_the_shipped_table(api_version: str, kind: str, first: int, last: int) -> None:
    found = tables().kind(api_version, kind)
    assert found is not None and (found.first, found.last) == (first, last)


@pytest.mark.parametrize(("type_", "field", "first"), [
    ("core.v1.PodSpec", "resources", 32),
    ("core.v1.Container", "restartPolicy", 28),
    ("core.v1.Container", "image", 26),
])
def test_fields_of_the_shipped_table(type_: str, field: str, first: int) -> None:
    assert tables().fields(type_)[field].first == first
