"""Objects that resources hold as they are."""

from typing import Any

import pytest

from scanner.model.terraform import TerraformResource, identify
from scanner.model.unknown import Unknown
from scanner.providers.written import Unreadable, Written, written

DRAFT = Unknown("var.x has no value", references=("var.x",), draft="")


def found(type_: str, body: dict[str, Any]) -> list[Written | Unreadable]:
    identity = identify(f"{type_}.a", "", "resource", type_)
    return list(written(TerraformResource(identity, body, None, "", f"{type_}.a")))


def text(draft: str) -> list[Written | Unreadable]:
    return found("kubectl_manifest", {"yaml_body": DRAFT._replace(draft=draft)})


def test_a_value_is_the_object() -> None:
    body = {"apiVersion": "v1", "kind": "Pod", "spec": {"nodeName": None, "hostNetwork": True}}
    assert found("kubernetes_manifest", {"manifest": body}) == [
        Written({"apiVersion": "v1", "kind": "Pod", "spec": {"hostNetwork": True}}, ("manifest",))]


def test_a_text_is_read_and_lists_are_taken_apart() -> None:
    one = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod}\n- {apiVersion: v1, kind: Secret}\n"
    kinds = [(each.body["kind"], each.path) for each in found("kubectl_manifest", {"yaml_body": one})
             if isinstance(each, Written)]
    assert kinds == [("Pod", ("items", 0)), ("Secret", ("items", 1))]


def test_parts_that_are_not_known_stay_so() -> None:
    made, = text("apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-${?var.x}\n  labels: ${?var.x}\nspec: {a: 1}\n")
    assert isinstance(made, Written)
    metadata = made.body["metadata"]
    assert metadata["name"] == DRAFT._replace(draft="web-${?var.x}")
    assert metadata["labels"] == DRAFT  # it may be a map
    assert made.body["spec"] == {"a": 1}


def test_a_key_that_is_not_known_blurs_its_map() -> None:
    made, = text("apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    ${?var.x}: a\n    b: c\n")
    assert isinstance(made, Written) and made.body["metadata"]["labels"] == DRAFT


@pytest.mark.parametrize(("body", "reason"), [
    ({"yaml_body": DRAFT}, "var.x has no value"),
    ({"yaml_body": "a: ["}, "its text is not valid YAML"),
    ({"yaml_body": "a: 1"}, "it is no object"),
    ({}, "it has no text"),
])
def test_what_gives_none(body: dict[str, Any], reason: str) -> None:
    only, = found("kubectl_manifest", body)
    assert isinstance(only, Unreadable) and only.reason.startswith(reason)
