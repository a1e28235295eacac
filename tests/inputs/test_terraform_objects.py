"""Objects of Kubernetes in configurations and plans: judged by the rules of Kubernetes, with places in the configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.deep import deep
from scanner.graph.build import build
from scanner.inputs import terraform_hcl, terraform_plan
from scanner.inputs.terraform import Cluster, Loaded
from scanner.model.judgement import Judgement, Outcome
from scanner.model.resource import KUBERNETES, Resource
from scanner.model.source import SourceFile
from scanner.model.unknown import Unknown
from scanner.rules import pack
from scanner.rules.judge import Target, judge
from scanner.scan import Request, scan
from tests.terraform.trees import write

DEPLOYMENT = """\
variable "image" {
  default = "nginx:latest"
}
resource "kubernetes_namespace" "shop" {
  metadata {
    name = "shop"
  }
}
resource "kubernetes_deployment" "web" {
  metadata {
    name      = "web"
    namespace = kubernetes_namespace.shop.metadata[0].name
  }
  spec {
    replicas = 2
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "web"
          image = var.image
          security_context {
            privileged = true
          }
        }
      }
    }
  }
}
"""

BUDGET = """\
resource "kubernetes_pod_disruption_budget_v1" "web" {
  %s
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    max_unavailable = "1"
    selector {
      match_labels = { app = "web" }
    }
  }
}
"""


@deep
def load(folder: Path, text: str, cluster: Cluster = Cluster(), **files: str) -> Loaded:
    write(folder, {"main.tf": text, **files})
    return terraform_hcl.load(folder, "", folder, cluster=cluster)


def objects(found: Loaded) -> list[Resource]:
    return [one for one in found.resources if one.id.dialect == KUBERNETES]


def asked(found: Loaded, *rules: str) -> list[Judgement]:
    heads = [one for one in pack.heads() if one.id in rules]
    assert len(heads) == len(rules)
    return list(judge(build(found.resources), heads, Target()))


def lines(found: Loaded, judgement: Judgement) -> list[str]:
    """The lines of the hops of a judgement."""
    spans = [hop.span for hop in judgement.where().hops if hop.span is not None]
    return [found.sources[span.path].line(found.sources[span.path].position(span.start).line).strip() for span in spans]


def test_identity_and_title(tmp_path: Path) -> None:
    namespace, deployment = objects(load(tmp_path, DEPLOYMENT))
    assert str(deployment.id) == "kubernetes:apps/Deployment/shop/web"
    assert deployment.title == "Deployment/web (kubernetes_deployment.web)"
    assert (namespace.title, deployment.file) == ("Namespace/shop (kubernetes_namespace.shop)", "main.tf")


def test_findings_lead_to_the_attribute_and_the_variable(tmp_path: Path) -> None:
    found = load(tmp_path, DEPLOYMENT)
    latest, privileged = (one for one in asked(found, "latest-tag", "privileged-container") if one.outcome is Outcome.FAIL)
    assert lines(found, latest) == ["image = var.image", 'default = "nginx:latest"']
    assert lines(found, privileged) == ["privileged = true"]
    assert privileged.name == "Deployment/web (kubernetes_deployment.web)"


def test_what_is_absent_stands_at_the_block_around_it(tmp_path: Path) -> None:
    found = load(tmp_path, DEPLOYMENT)
    only, = asked(found, "cpu-requests")
    assert lines(found, only) == ["container {"]


@pytest.mark.parametrize(("extra", "outcome"), [
    ("", Outcome.FAIL), (BUDGET % "", Outcome.PASS), (BUDGET % "count = 0", Outcome.FAIL),
    (BUDGET % "count = var.count_of" + 'variable "count_of" {}\n', Outcome.UNKNOWN),
])
def test_objects_are_related(tmp_path: Path, extra: str, outcome: Outcome) -> None:
    only, = asked(load(tmp_path, DEPLOYMENT + extra), "pod-disruption-budget")
    assert only.outcome is outcome


def test_what_else_is_unknown_in_the_module_hides_no_relation(tmp_path: Path) -> None:
    other = 'resource "aws_x" "y" {\n  labels   = var.z\n  metadata = var.z\n}\nvariable "z" {}\n'
    only, = asked(load(tmp_path, DEPLOYMENT + other), "pod-disruption-budget")
    assert only.outcome is Outcome.FAIL


def test_unknown_values_are_undecided_with_their_reason(tmp_path: Path) -> None:
    text = DEPLOYMENT.replace('  default = "nginx:latest"\n', "").replace("privileged = true", "privileged = var.image")
    latest, privileged = asked(load(tmp_path, text), "latest-tag", "privileged-container")
    assert {(one.outcome, one.message) for one in (latest, privileged)} == {(Outcome.UNKNOWN, "var.image has no value")}


def test_namespaces_that_are_not_known_are_the_same_where_they_wait_for_the_same(tmp_path: Path) -> None:
    text = DEPLOYMENT.replace("kubernetes_namespace.shop.metadata[0].name", "var.space") + BUDGET % ""
    text = text.replace('namespace = "shop"', "namespace = var.space") + 'variable "space" {}\n'
    found = load(tmp_path, text)
    assert {one.id.namespace for one in objects(found) if one.id.kind != "Namespace"} == {"${?var.space}"}
    assert asked(found, "pod-disruption-budget")[0].outcome is Outcome.PASS


def test_objects_in_modules_keep_the_way_of_the_call(tmp_path: Path) -> None:
    call = 'module "app" {\n  source = "./app"\n  tag    = "latest"\n}\n'
    pod = ('variable "tag" {}\nresource "kubernetes_pod_v1" "a" {\n  metadata {\n    name = "a"\n  }\n  spec {\n    container {\n'
           '      name  = "a"\n      image = "nginx:${var.tag}"\n    }\n  }\n}\n')
    found = load(tmp_path, call, **{"app/main.tf": pod})
    assert [one.title for one in objects(found)] == ["Pod/a (module.app.kubernetes_pod_v1.a)"]
    only, = asked(found, "latest-tag")
    assert lines(found, only) == ['image = "nginx:${var.tag}"', 'tag    = "latest"']


def test_what_something_else_made_is_no_object_of_this_configuration(tmp_path: Path) -> None:
    assert objects(load(tmp_path, 'data "kubernetes_pod_v1" "a" {\n  metadata {\n    name = "a"\n  }\n}\n')) == []


def test_manifests_as_values(tmp_path: Path) -> None:
    text = """\
resource "kubernetes_manifest" "a" {
  manifest = {
    apiVersion = "v1"
    kind       = "Pod"
    metadata   = { name = "a" }
    spec = {
      hostNetwork = true
      containers  = [{ name = "a" }]
    }
  }
}
"""
    found = load(tmp_path, text)
    only, = asked(found, "host-network")
    assert only.outcome is Outcome.FAIL and lines(found, only) == ["hostNetwork = true"]


@pytest.mark.parametrize("sign", ["<<", "<<-"])
def test_manifests_as_texts_have_the_lines_of_the_here_document(tmp_path: Path, sign: str) -> None:
    text = f"""\
variable "image" {{}}
resource "kubectl_manifest" "a" {{
  yaml_body = {sign}YAML
apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  hostNetwork: true
  containers:
    - name: a
      image: ${{var.image}}
YAML
}}
"""
    found = load(tmp_path, text)
    network, latest = (next(one for one in asked(found, rule)) for rule in ("host-network", "latest-tag"))
    assert lines(found, network) == ["hostNetwork: true"]
    assert latest.outcome is Outcome.UNKNOWN
    assert lines(found, latest) == ["image: ${var.image}", 'variable "image" {}']


def test_a_text_from_elsewhere_stands_at_its_attribute(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, containers: []}\n"
    found = load(tmp_path, 'resource "kubectl_manifest" "a" {\n  yaml_body = file("a.yaml")\n}\n', **{"a.yaml": pod})
    assert lines(found, asked(found, "host-network")[0]) == ['yaml_body = file("a.yaml")']


def test_what_gives_no_object_is_told(tmp_path: Path) -> None:
    found = load(tmp_path, 'variable "x" {}\nresource "kubectl_manifest" "a" {\n  yaml_body = var.x\n}\n')
    assert [(one.summary, one.detail) for one in found.notices if "kubectl" in one.summary] == [
        ("kubectl_manifest.a gives no object of Kubernetes to judge.", "var.x has no value.")]


def test_a_unit_from_outside_is_that_of_the_objects_only(tmp_path: Path) -> None:
    found = load(tmp_path, DEPLOYMENT, Cluster(unit="production"))
    assert {(one.id.dialect == KUBERNETES, one.unit) for one in found.resources} == {(True, "production"), (False, "")}


@pytest.mark.parametrize(("value", "outcome"), [
    ("random_password.p.result", Outcome.PASS), ('"s3cr3t"', Outcome.FAIL), ("var.p", Outcome.UNKNOWN),
])
def test_secrets_that_come_from_elsewhere_do_not_stand_in_the_clear(tmp_path: Path, value: str, outcome: Outcome) -> None:
    text = f'''
variable "p" {{
  default   = "hunter2"
  sensitive = true
}}
resource "random_password" "p" {{
  length = 20
}}
resource "kubernetes_secret_v1" "db" {{
  metadata {{
    name = "db"
  }}
  data = {{
    password = {value}
  }}
}}
'''
    only, = asked(load(tmp_path, text), "native-secret-in-manifest")
    assert only.outcome is outcome


# --- plans

AFTER: dict[str, Any] = {
    "metadata": [{"name": "web", "namespace": "shop", "labels": None}],
    "spec": [{"replicas": "2", "template": [{"metadata": [{"labels": {"app": "web"}}], "spec": [{
        "automount_service_account_token": True, "host_pid": False, "volume": [],
        "container": [{"name": "web", "image": None, "security_context": [{"privileged": True, "run_as_user": ""}]}]}]}]}],
}
AFTER_UNKNOWN = {"metadata": [{"uid": True}], "spec": [{"template": [{"spec": [{
    "service_account_name": True, "container": [{"image": True, "image_pull_policy": True, "resources": True}]}]}]}]}
PLAN = {
    "format_version": "1.2",
    "resource_changes": [{"address": "kubernetes_deployment.web", "mode": "managed", "type": "kubernetes_deployment", "change": {
        "actions": ["create"], "after": AFTER, "after_unknown": AFTER_UNKNOWN}}],
    "configuration": {"root_module": {"resources": [{
        "address": "kubernetes_deployment.web", "mode": "managed", "type": "kubernetes_deployment", "expressions": {
            "spec": [{"template": [{"spec": [{"container": [{"image": {"references": ["aws_ecr_repository.a.repository_url"]}}]}]}]}],
        }}]}},
}


def test_a_plan_gives_the_object_that_the_server_is_sent() -> None:
    found = terraform_plan.load(SourceFile("plan.json", json.dumps(PLAN, indent=1)))
    only, = objects(found)
    image = only.get("spec", "template", "spec", "containers", 0, "image")
    assert isinstance(image, Unknown) and image.references == ("aws_ecr_repository.a.repository_url",)
    assert only.get("spec", "template", "spec") == {
        "automountServiceAccountToken": True, "hostPID": False,
        "containers": [{"name": "web", "image": image, "securityContext": {"privileged": True}}]}
    assert only.get("spec", "replicas") == 2


def test_places_of_a_plan_are_in_its_text_or_in_the_configuration(tmp_path: Path) -> None:
    text = json.dumps(PLAN, indent=1)
    found = terraform_plan.load(SourceFile("plan.json", text))
    privileged, = asked(found, "privileged-container")
    assert lines(found, privileged) == ['"privileged": true,']
    write(tmp_path, {"main.tf": DEPLOYMENT})
    found = deep(terraform_plan.load)(SourceFile("plan.json", text), tmp_path, "", tmp_path)
    privileged, = asked(found, "privileged-container")
    assert lines(found, privileged) == ["privileged = true"]


def test_a_scan_judges_them_and_decisions_name_the_check(tmp_path: Path) -> None:
    decided = 'privileged = true # readiness: ignore[tf-k8s-pod-privileged] reason="a node agent"'
    for text, expected in ((DEPLOYMENT, 1), (DEPLOYMENT.replace("privileged = true", decided), 0)):
        write(tmp_path, {"main.tf": text})
        report = scan(Request((str(tmp_path),)))
        assert len([one for one in report.findings if one.rule.id == "privileged-container"]) == expected
