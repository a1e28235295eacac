"""API versions that came out of use: the file of facts, and what is said by it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from scanner.apischema.definitions import Definition, Version
from scanner.apischema.lifecycle import Verdict, judged, version
from scanner.apischema.tables import tables
from scanner.model.resource import Resource, identify
from scanner.paths import data_folder
from scanner.precompiled import read_yaml

ENTRIES = read_yaml(data_folder("policies") / "api-versions.yaml")


def verdict(api_version: str, kind: str, minor: int = 35, **products: str) -> Verdict | None:
    known = {name.replace("_", "-"): version(text) for name, text in products.items()}
    return judged(tables(), minor, known, api_version, kind)


@pytest.mark.parametrize(("api_version", "kind", "minor", "expected"), [
    ("apps/v1", "Deployment", 35, Verdict()),
    ("example.com/v1", "Deployment", 35, None),
    ("apps/v1", "Nothing", 35, None),
    ("batch/v1beta1", "CronJob", 25, Verdict(removed="is no longer served since Kubernetes 1.25; use batch/v1")),
    ("batch/v1beta1", "CronJob", 24, Verdict(
        deprecated="is deprecated since Kubernetes 1.21 and will be removed in 1.25; use batch/v1")),
    ("batch/v1beta1", "CronJob", 20, Verdict()),
    ("batch/v1beta1", "Job", 35, None),  # that never existed
    ("policy/v1beta1", "PodSecurityPolicy", 35, Verdict(removed="is no longer served since Kubernetes 1.25")),
    ("extensions/v1beta1", "Ingress", 35, Verdict(removed="is no longer served since Kubernetes 1.22; use networking.k8s.io/v1")),
    ("v1", "Endpoints", 33, Verdict(deprecated="is deprecated since Kubernetes 1.33; use discovery.k8s.io/v1 EndpointSlice")),
    ("v1", "Endpoints", 32, Verdict()),
    ("resource.k8s.io/v1alpha3", "ResourceClaim", 34, Verdict(
        removed="is no longer served since Kubernetes 1.34; use resource.k8s.io/v1")),
])
def test_kubernetes(api_version: str, kind: str, minor: int, expected: Verdict | None) -> None:
    assert verdict(api_version, kind, minor) == expected


def test_the_replacement_is_one_that_the_target_serves() -> None:
    """v1 came with 1.33 only."""
    found = verdict("networking.k8s.io/v1alpha1", "IPAddress", 31)
    assert found is not None and found.removed.endswith("; use networking.k8s.io/v1beta1")


@pytest.mark.parametrize(("products", "expected"), [
    ({}, Verdict(removed="is no longer served since cert-manager 1.6; use cert-manager.io/v1")),
    ({"cert_manager": "1.6"}, Verdict(removed="is no longer served since cert-manager 1.6; use cert-manager.io/v1")),
    ({"cert_manager": "v1.5.3"}, Verdict(
        deprecated="is deprecated since cert-manager 1.4 and will be removed in 1.6; use cert-manager.io/v1")),
    ({"cert_manager": "1.3"}, Verdict()),
    ({"cert_manager": "latest"}, Verdict(removed="is no longer served since cert-manager 1.6; use cert-manager.io/v1")),
])
def test_a_product_is_current_unless_somebody_says_so(products: dict[str, str], expected: Verdict) -> None:
    assert verdict("cert-manager.io/v1alpha2", "Issuer", **products) == expected
    assert verdict("cert-manager.io/v1", "Issuer", **products) is None


VERSIONS = {
    "v1alpha1": Version(False, False, "", None), "v1beta1": Version(True, True, "use v1.", None),
    "v1": Version(True, False, "", None), "v2alpha1": Version(True, True, "", None),
}
DEFINED = Definition("example.com", "Backup", "", Resource(identify({}), {}), VERSIONS)


@pytest.mark.parametrize(("name", "expected"), [
    ("v1", Verdict()),
    ("v1beta1", Verdict(deprecated="is deprecated by its CustomResourceDefinition (use v1)")),
    ("v2alpha1", Verdict(deprecated="is deprecated by its CustomResourceDefinition")),
    ("v1alpha1", Verdict(removed="is not served by its CustomResourceDefinition; use example.com/v1")),
    ("v9", Verdict(removed="is not served by its CustomResourceDefinition; use example.com/v1")),
])
def test_a_definition_knows_its_versions(name: str, expected: Verdict) -> None:
    assert judged(tables(), 35, {}, f"example.com/{name}", "Backup", DEFINED) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("1.26", (1, 26)), ("v1.5.3", (1, 5, 3)), ("", ()), ("latest", ()), ("1.x", ()), ("1" * 50, ())])
def test_versions(text: str, expected: tuple[int, ...]) -> None:
    assert version(text) == expected


# -- the file of facts ------------------------------------------------------------------


def test_the_file_follows_its_schema() -> None:
    schema = json.loads((data_folder("schemas") / "api-versions.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(ENTRIES, schema)


def test_each_kind_has_one_entry() -> None:
    pairs = [(entry["apiVersion"], kind) for entry in ENTRIES for kind in entry.get("kinds", ["*"])]
    assert len(pairs) == len(set(pairs))
    whole = {api_version for api_version, kind in pairs if kind == "*"}
    assert not whole & {api_version for api_version, kind in pairs if kind != "*"}


@pytest.mark.parametrize("entry", [pytest.param(one, id=f"{one['apiVersion']} {one.get('kinds', '')}") for one in ENTRIES])
def test_versions_come_in_order(entry: dict[str, Any]) -> None:
    deprecated, removed = version(entry.get("deprecated-in", "")), version(entry.get("removed-in", ""))
    assert not deprecated or not removed or deprecated <= removed
    assert entry.get("replacement") != entry["apiVersion"]


def test_the_file_and_the_table_agree_on_what_kubernetes_serves() -> None:
    """What goes away within the table has an entry with that version; what has one is gone from the table by then."""
    known = tables()
    removed = {(entry["apiVersion"], kind): version(entry["removed-in"])
               for entry in ENTRIES if "product" not in entry and "removed-in" in entry for kind in entry["kinds"]}
    gone = {(api_version, kind): (1, found.last + 1)
            for api_version, kinds in known.kinds.items() for kind in kinds
            if (found := known.kind(api_version, kind)) is not None and found.last < known.last}
    assert {one: removed.get(one) for one in gone} == gone
    for (api_version, kind), when in removed.items():
        found = known.kind(api_version, kind)
        assert found is None or found.last < known.last or when > (1, known.last)


def test_replacements_exist() -> None:
    known = tables()
    for entry in ENTRIES:
        api_version, _, other = entry.get("replacement", "").partition(" ")
        if api_version and "product" not in entry:
            assert all(known.kind(api_version, other or kind) is not None for kind in entry["kinds"]), entry
