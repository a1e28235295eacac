"""The table of all versions out of the OpenAPI documents of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.apischema import generate as module
from scanner.apischema.generate import Unreadable, generate, main, read_folder
from scanner.apischema.tables import Tables, tables
from scanner.paths import data_folder
from scanner.precompiled import read_yaml

NOTHING: dict[str, Any] = {"required": [], "not-required": [], "unique": {}, "values": []}
POD = "io.k8s.api.core.v1.Pod"


def document(spec: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The definitions of a version in which there are pods."""
    return {
        POD: {
            "type": "object", "required": ["spec"],
            "x-kubernetes-group-version-kind": [{"group": "", "kind": "Pod", "version": "v1"}],
            "properties": {
                "kind": {"type": "string"}, "spec": {"$ref": "#/definitions/io.k8s.api.core.v1.PodSpec", "description": "x"},
            },
        },
        "io.k8s.api.core.v1.PodSpec": {"type": "object", "properties": spec or {"a": {"type": "string"}}, **more},
        "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": "string"},
        "io.k8s.apimachinery.pkg.runtime.RawExtension": {"type": "object"},
        "io.k8s.api.core.v1.PodList": {
            "type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/definitions/" + POD}}},
            "x-kubernetes-group-version-kind": [{"group": "", "kind": "PodList", "version": "v1"}]},
    }


def test_kinds_types_and_what_is_required() -> None:
    table = Tables(generate({26: document(), 27: document()}, NOTHING).encode())
    assert table.kinds == {"v1": {"Pod": ["core.v1.Pod"]}}
    assert table.fields("core.v1.Pod")["spec"].required
    assert table.fields("core.v1.Pod")["spec"].form == "core.v1.PodSpec"


@pytest.mark.parametrize(("schema", "form"), [
    ({"type": "string"}, "string"), ({"type": ["string", "null"]}, "string"), ({"type": "string", "format": "byte"}, "bytes"),
    ({"type": "integer", "format": "int32"}, "int32"), ({"type": "object"}, "any"),
    ({"type": "object", "additionalProperties": {"type": "string"}}, "{}string"),
    ({"type": "array", "items": {"type": "array", "items": {"type": "boolean"}}}, "[][]boolean"),
    ({"$ref": "#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity"}, "quantity"),
    ({"$ref": "#/$defs/io.k8s.apimachinery.pkg.runtime.RawExtension"}, "any"),
    ({"allOf": [{"$ref": "#/components/schemas/io.k8s.api.core.v1.Pod"}], "default": {}}, "core.v1.Pod"),
])
def test_forms(schema: dict[str, Any], form: str) -> None:
    table = Tables(generate({26: document({"a": schema})}, NOTHING).encode())
    assert table.fields("core.v1.PodSpec")["a"].form == form


def test_fields_that_come_and_go() -> None:
    text = {"type": "string"}
    documents = {26: document({"a": text, "old": text}), 27: document({"a": text}), 28: document({"a": text, "new": text})}
    fields = Tables(generate(documents, NOTHING).encode()).fields("core.v1.PodSpec")
    assert {name: (field.first, field.last) for name, field in fields.items()} == {"a": (26, 28), "old": (26, 26), "new": (28, 28)}


def test_a_field_that_is_optional_once_is_not_required() -> None:
    documents = {26: document(required=["a"]), 27: document()}
    assert not Tables(generate(documents, NOTHING).encode()).fields("core.v1.PodSpec")["a"].required


def test_facts() -> None:
    facts = {
        "required": ["core.v1.PodSpec.a"], "not-required": ["core.v1.Pod.spec"],
        "unique": {"core.v1.PodSpec.b": ["name", "protocol=TCP"]},
        "values": [{"values": ["A", {"B": 27}], "of": ["core.v1.PodSpec.a"]}],
    }
    spec = {"a": {"type": "string"}, "b": {"type": "array", "items": {"type": "object"}}}
    table = Tables(generate({26: document(spec)}, facts).encode())
    a, b = (table.fields("core.v1.PodSpec")[name] for name in "ab")
    assert a.required and a.values == {"A": 0, "B": 27}
    assert b.unique == (("name", None), ("protocol", "TCP"))
    assert not table.fields("core.v1.Pod")["spec"].required


@pytest.mark.parametrize(("documents", "facts", "message"), [
    ({26: document()}, {**NOTHING, "required": ["core.v1.Pod.nothing"]}, "core.v1.Pod.nothing"),
    ({26: document({"a": {"type": "strange"}})}, NOTHING, "strange"),
    ({26: document({"a": {"type": "string"}}), 27: document({"b": {"type": "string"}}), 28: document({"a": {"type": "string"}})},
     NOTHING, "away in between"),
])
def test_what_is_not_known_stops_it(documents: Any, facts: Any, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        generate(documents, facts)


def test_folders(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="1.N.json"):
        read_folder(tmp_path)
    (tmp_path / "1.26.json").write_text(json.dumps({"definitions": document()}))
    (tmp_path / "1.27.json").write_text(json.dumps({"$defs": document()}))
    assert sorted(read_folder(tmp_path)) == [26, 27]
    (tmp_path / "1.29.json").write_text(json.dumps({"$defs": document()}))
    with pytest.raises(Unreadable, match="from the first to the last"):
        read_folder(tmp_path)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "1.26.json").write_text(json.dumps({"definitions": document()}))
    (tmp_path / "kubernetes-facts.yaml").write_text(json.dumps(NOTHING))
    monkeypatch.setattr(module, "data_folder", lambda name: tmp_path)
    assert main([str(tmp_path)]) == 0 and main([]) == 2
    assert Tables((tmp_path / "kubernetes.json").read_bytes()).kind("v1", "Pod") is not None
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "error:" in capsys.readouterr().err


def test_the_shipped_table_holds_the_shipped_facts() -> None:
    facts = read_yaml(data_folder("schemas") / "kubernetes-facts.yaml")
    known = tables()

    def field(name: str) -> Any:
        type_, _, last = name.rpartition(".")
        return known.fields(type_)[last]

    assert all(field(name).required for name in facts["required"])
    assert not any(field(name).required for name in facts["not-required"])
    assert all(field(name).unique for name in facts["unique"])
    for group in facts["values"]:
        names = {name for value in group["values"] for name in (value if isinstance(value, dict) else [value])}
        assert all(set(field(name).values) == names for name in group["of"])
