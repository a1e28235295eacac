"""Objects out of bodies as configurations and plans have them."""

from typing import Any

import pytest

from scanner.model.terraform import MASK
from scanner.model.unknown import Unknown
from scanner.providers.objects import HIDDEN, Made, kind_of

OPEN = Unknown("var.x has no value", references=("var.x",))


def made(type_: str, body: dict[str, Any]) -> Made:
    kind = kind_of(f"kubernetes_{type_}", body)
    assert kind is not None
    return Made(kind, body, f"kubernetes_{type_}.web")


def pod(**spec: Any) -> Any:
    return made("pod", {"metadata": [{"name": "web"}], "spec": [spec]}).body["spec"]


def container(**more: Any) -> Any:
    return pod(container=[{"name": "web", **more}])["containers"][0]


@pytest.mark.parametrize(("type_", "api_version", "kind"), [
    ("deployment", "apps/v1", "Deployment"), ("deployment_v1", "apps/v1", "Deployment"),
    ("daemonset", "apps/v1", "DaemonSet"), ("daemon_set_v1", "apps/v1", "DaemonSet"),
    ("cron_job", "batch/v1beta1", "CronJob"), ("cron_job_v1", "batch/v1", "CronJob"),
    ("ingress", "extensions/v1beta1", "Ingress"), ("ingress_v1", "networking.k8s.io/v1", "Ingress"),
    ("pod_disruption_budget", "policy/v1beta1", "PodDisruptionBudget"),
    ("pod_disruption_budget_v1", "policy/v1", "PodDisruptionBudget"),
    ("horizontal_pod_autoscaler_v2", "autoscaling/v2", "HorizontalPodAutoscaler"),
    ("default_service_account_v1", "v1", "ServiceAccount"), ("endpoint_slice_v1", "discovery.k8s.io/v1", "EndpointSlice"),
    ("runtime_class_v1", "node.k8s.io/v1", "RuntimeClass"),
])
def test_kinds(type_: str, api_version: str, kind: str) -> None:
    body = made(type_, {}).body
    assert (body["apiVersion"], body["kind"]) == (api_version, kind)


@pytest.mark.parametrize("type_", ["kubernetes_labels", "kubernetes_config_map_v1_data", "kubernetes_manifest", "aws_instance"])
def test_what_is_no_object_by_itself(type_: str) -> None:
    assert kind_of(type_, {}) is None


def test_an_autoscaler_with_metrics_is_one_of_the_second_version() -> None:
    assert made("horizontal_pod_autoscaler", {"spec": [{"max_replicas": 3}]}).body["apiVersion"] == "autoscaling/v1"
    found = made("horizontal_pod_autoscaler", {"spec": [{"metric": [{"type": "Resource", "resource": [{"name": "cpu"}]}]}]})
    assert found.body["apiVersion"] == "autoscaling/v2beta2"
    assert found.body["spec"]["metrics"] == [{"type": "Resource", "resource": {"name": "cpu"}}]


@pytest.mark.parametrize(("given", "expected"), [
    ({"port": [{"container_port": "8080"}]}, {"ports": [{"containerPort": 8080}]}),
    ({"env": [{"name": "A", "value": 5}, {"name": "B", "value": True}]},
     {"env": [{"name": "A", "value": "5"}, {"name": "B", "value": "true"}]}),
    ({"env": [{"name": "A", "value_from": [{"secret_key_ref": [{"name": "s", "key": "k"}]}]}]},
     {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]}),
    ({"security_context": [{"run_as_user": "1000", "privileged": "true", "capabilities": [{"drop": ["ALL"]}]}]},
     {"securityContext": {"runAsUser": 1000, "privileged": True, "capabilities": {"drop": ["ALL"]}}}),
    ({"resources": [{"limits": {"cpu": 0.5, "memory": "1Gi"}}]}, {"resources": {"limits": {"cpu": "0.5", "memory": "1Gi"}}}),
    ({"resources": [{"limits": [{"cpu": "1"}]}]}, {"resources": {"limits": {"cpu": "1"}}}),  # of old versions
    ({"liveness_probe": [{"http_get": [{"path": "/", "port": "http", "http_header": [{"name": "a", "value": "b"}]}]}]},
     {"livenessProbe": {"httpGet": {"path": "/", "port": "http", "httpHeaders": [{"name": "a", "value": "b"}]}}}),
    ({"liveness_probe": [{"tcp_socket": [{"port": "80"}]}]}, {"livenessProbe": {"tcpSocket": {"port": 80}}}),
    ({"lifecycle": [{"pre_stop": [{"exec": [{"command": ["a"]}]}]}]}, {"lifecycle": {"preStop": {"exec": {"command": ["a"]}}}}),
    ({"env_from": [{"secret_ref": "odd"}]}, {"envFrom": [{"secretRef": "odd"}]}),
    ({"liveness_probe": [], "env": [], "image_pull_policy": None}, {}),
    ({"image": OPEN, "port": OPEN}, {"image": OPEN, "ports": OPEN}),
    ({"security_context": [{"seccomp_profile": [{}]}]}, {"securityContext": {"seccompProfile": {"type": "Unconfined"}}}),
    ({"nonsense": 1}, {}),
])
def test_containers(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert container(**given) == {"name": "web", **expected}


def test_volumes_and_modes_of_files() -> None:
    found = pod(volume=[{"name": "a", "secret": [{"secret_name": "s", "default_mode": "0644"}]},
                        {"name": "b", "ceph_fs": [{"monitors": ["m"]}]}])
    assert found["volumes"] == [{"name": "a", "secret": {"secretName": "s", "defaultMode": 0o644}},
                                {"name": "b", "cephfs": {"monitors": ["m"]}}]


def test_the_provider_sends_a_token_with_every_pod() -> None:
    assert pod()["automountServiceAccountToken"] is True
    assert pod(automount_service_account_token=False)["automountServiceAccountToken"] is False


def test_namespaces_of_what_has_none_written() -> None:
    assert made("service", {"metadata": [{"name": "web"}]}).body["metadata"]["namespace"] == "default"
    assert "namespace" not in made("cluster_role", {"metadata": [{"name": "web"}]}).body["metadata"]
    subjects = made("role_binding", {"subject": [{"kind": "ServiceAccount", "name": "a"}, {"kind": "User", "name": "b"}]})
    assert subjects.body["subjects"] == [{"kind": "ServiceAccount", "name": "a", "namespace": "default"},
                                         {"kind": "User", "name": "b"}]


def test_secrets_are_texts_and_classes_grow() -> None:
    secret = made("secret", {"data": {"a": "b"}, "binary_data": {"c": "ZA=="}}).body
    assert (secret["stringData"], secret["data"]) == ({"a": "b"}, {"c": "ZA=="})
    storage = made("storage_class", {"storage_provisioner": "ebs.csi.aws.com"}).body
    assert (storage["provisioner"], storage["allowVolumeExpansion"]) == ("ebs.csi.aws.com", True)


def test_the_source_of_a_volume_lies_beside_its_size() -> None:
    found = made("persistent_volume", {"spec": [{"persistent_volume_source": [{"host_path": [{"path": "/a"}]}]}]})
    assert found.body["spec"] == {"hostPath": {"path": "/a"}, "persistentVolumeReclaimPolicy": "Retain"}
    assert found.paths["spec", "hostPath", "path"] == (
        "spec", 0, "persistent_volume_source", 0, "host_path", 0, "path")


def test_an_empty_block_is_an_empty_map_and_null_stands_for_one_in_plans() -> None:
    for empty in ({}, None):
        found = made("network_policy", {"spec": [{"pod_selector": [empty], "ingress": [empty], "egress": []}]}).body
        assert found["spec"] == {"podSelector": {}, "ingress": [{}]}


def test_old_ingresses_have_the_fields_of_their_version() -> None:
    found = made("ingress", {"spec": [{"rule": [{"http": [{"path": [
        {"path": "/", "backend": [{"service_name": "web", "service_port": "80"}]}]}]}]}]}).body
    assert found["spec"]["rules"] == [{"http": {"paths": [
        {"path": "/", "backend": {"serviceName": "web", "servicePort": 80}}]}}]


def test_what_a_plan_leaves_to_the_server_is_left_out() -> None:
    own = Unknown("it is known only after it is applied", references=("kubernetes_pod.web.spec[0].node_name",))
    found = made("pod", {"metadata": [{"name": "web", "uid": "1", "generation": 3}], "spec": [
        {"node_name": own, "service_account_name": OPEN, "container": [{"name": "a", "image_pull_policy": own}]}]}).body
    assert found["metadata"] == {"name": "web", "namespace": "default"}
    assert found["spec"]["serviceAccountName"] is OPEN and "nodeName" not in found["spec"]
    assert found["spec"]["containers"] == [{"name": "a"}]


def test_every_part_knows_its_attribute() -> None:
    found = made("pod", {"metadata": [{"name": "web", "labels": {"a/b": "c"}}],
                         "spec": [{"container": [{"name": "a"}, {"name": "b", "image": "c"}]}]})
    assert found.paths["spec", "containers", 1, "image"] == ("spec", 0, "container", 1, "image")
    assert found.paths["metadata", "labels", "a/b"] == ("metadata", 0, "labels", "a/b")


def test_the_default_account_needs_no_name() -> None:
    assert made("default_service_account", {"metadata": [{}]}).body["metadata"] == {"namespace": "default", "name": "default"}


def test_certificates_are_encoded() -> None:
    found = made("certificate_signing_request_v1", {"spec": [{"request": "PEM", "signer_name": "a"}]}).body["spec"]
    assert found == {"request": "UEVN", "signerName": "a"}
    assert made("api_service", {"spec": [{"ca_bundle": OPEN}]}).body["spec"]["caBundle"] is OPEN


def test_what_is_sensitive_is_not_known() -> None:
    assert made("secret", {"data": {"a": MASK, "b": "c"}}).body["stringData"] == {"a": HIDDEN, "b": "c"}
    assert container(security_context=[{"run_as_user": MASK}])["securityContext"] == {"runAsUser": HIDDEN}
