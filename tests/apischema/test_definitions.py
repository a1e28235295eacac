"""CustomResourceDefinitions among what is scanned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.apischema.definitions import Definitions, Version, read
from scanner.inputs.manifests import deferred, load
from scanner.model.resource import DeferredFile, Resource
from scanner.model.source import SourceFile
from scanner.model.unknown import Unknown

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.example.com}
spec:
  group: example.com
  names: {kind: Backup, plural: backups}
  scope: Namespaced
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
    - {name: v1alpha1, served: false, storage: false, deprecated: true, deprecationWarning: gone}
"""


def resource(text: str, unit: str = "") -> Resource:
    [found] = load([SourceFile("crd.yaml", text)], unit)[0]
    return found


def file(text: str, unit: str = "chart") -> DeferredFile:
    return deferred(SourceFile("crds/a.yaml", text), unit)


def test_a_definition() -> None:
    found = read(resource(CRD))
    assert found is not None and (found.group, found.kind) == ("example.com", "Backup")
    assert found.versions == {
        "v1": Version(True, False, "", {"type": "object"}), "v1alpha1": Version(False, True, "gone", None)}


@pytest.mark.parametrize(("old", "new"), [
    ("apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1"), ("kind: CustomResourceDefinition", "kind: Other"),
    ("example.com\n", "[]\n"), ("kind: Backup", "kind: 1"), ("name: v1,", "name: 1,"), ("versions:\n", "versions: {}\n  x:\n"),
])
def test_what_is_no_definition(old: str, new: str) -> None:
    assert read(resource(CRD.replace(old, new, 1))) is None


def test_an_unknown_group_is_no_definition() -> None:
    found = resource(CRD)
    found.body["spec"]["group"] = Unknown("not known")
    assert read(found) is None


def test_preserving_all_unknown_fields_makes_any_schema_useless() -> None:
    found = read(resource(CRD.replace("scope:", "preserveUnknownFields: true\n  scope:")))
    assert found is not None and found.versions["v1"].schema is None


def test_the_definition_of_the_same_chart_comes_first() -> None:
    here, there = resource(CRD, "a"), resource(CRD, "b")
    known = Definitions([here, there])
    found = [known.of("example.com", "Backup", unit) for unit in ("a", "b", "c")]
    assert [one.resource if one else None for one in found] == [here, there, None]
    assert known.of("example.org", "Backup", "a") is known.of("example.com", "Other", "a") is None


def test_the_only_definition_holds_everywhere() -> None:
    found = Definitions([resource(CRD, "a")]).of("example.com", "Backup", "b")
    assert found is not None and found.unit == "a"


def test_files_are_read_when_a_kind_needs_them() -> None:
    asked: list[str] = []
    inner = file(CRD + "---\n" + CRD.replace("Backup", "Restore") + "---\n" + "a: [")

    def split() -> tuple:  # type: ignore[type-arg]
        documents = inner.split()
        return tuple(one._replace(read=lambda one=one: asked.append(one.text) or one.read()) for one in documents)

    known = Definitions([], [DeferredFile(inner.text, split)])
    assert known.of("example.com", "Nothing", "chart") is None and asked == []
    found = known.of("example.com", "Restore", "chart")
    assert found is not None and found.unit == "chart"
    known.of("example.com", "Restore", "other")
    assert len(asked) == 1 and "Restore" in asked[0]


def test_json_files_are_read() -> None:
    text = '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"a"},"spec":' \
           '{"group":"example.com","names":{"kind":"Backup","plural":"backups"},"versions":[{"name":"v1"}]}}'
    assert Definitions([], [file(text)]).of("example.com", "Backup", "") is not None


@given(st.text(max_size=200), st.text(max_size=10))
def test_any_file_and_any_kind(text: str, kind: str) -> None:
    Definitions([], [file(f"kind: {kind}\n{text}"), file(text)]).of("example.com", kind, "")
