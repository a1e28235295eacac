"""Objects as the API server completes them, by the API reference of Kubernetes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.admission.defaults import _KINDS, defaulted
from scanner.model.resource import lookup


def completed(kind: str, **body: Any) -> dict[str, Any]:
    return defaulted({"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, **body})


def pod(**spec: Any) -> dict[str, Any]:
    return completed("Pod", spec={"containers": [{"name": "c", "image": "web:1"}], **spec})


@pytest.mark.parametrize(("path", "expected"), [
    (("spec", "restartPolicy"), "Always"), (("spec", "dnsPolicy"), "ClusterFirst"), (("spec", "securityContext"), {}),
    (("spec", "terminationGracePeriodSeconds"), 30), (("spec", "serviceAccountName"), "default"),
    (("spec", "containers", 0, "resources"), {}), (("spec", "containers", 0, "imagePullPolicy"), "IfNotPresent"),
    (("spec", "hostNetwork"), None), (("status",), {}), (("spec", "volumes"), None),
])
def test_pods(path: tuple[str | int, ...], expected: object) -> None:
    assert lookup(pod(hostNetwork=False, volumes=[]), path) == expected


@pytest.mark.parametrize(("image", "expected"), [
    ("web", "Always"), ("web:latest", "Always"), ("web:1.0", "IfNotPresent"), ("host:5000/web", "Always"),
    ("web@sha256:ab", "IfNotPresent"), ("web:latest@sha256:ab", "IfNotPresent"), ("host:5000/web:1", "IfNotPresent")])
def test_pull_policies(image: str, expected: str) -> None:
    container = pod(containers=[{"image": image}])["spec"]["containers"][0]
    assert container["imagePullPolicy"] == expected
    assert pod(containers=[{"image": image, "imagePullPolicy": "Never"}])["spec"]["containers"][0][
        "imagePullPolicy"] == "Never"


def test_what_somebody_wrote_stays() -> None:
    spec = pod(restartPolicy="Never", hostNetwork=True, serviceAccountName="me")["spec"]
    assert (spec["restartPolicy"], spec["hostNetwork"], spec["serviceAccount"]) == ("Never", True, "me")


def test_limits_are_requests_where_nothing_else_is_said() -> None:
    limits = {"cpu": 1, "memory": "1024Mi"}
    container = {"resources": {"limits": limits, "requests": {"cpu": "0.5"}}}
    resources = pod(containers=[container])["spec"]["containers"][0]["resources"]
    assert resources == {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "500m", "memory": "1Gi"}}


def test_templates_get_no_account_and_no_requests() -> None:
    body = completed("Deployment", spec={"template": {"spec": {"containers": [
        {"resources": {"limits": {"cpu": "1"}}, "readinessProbe": {"httpGet": {"port": 80}},
         "ports": [{"containerPort": 1}],
         "volumeMounts": [{"name": "x", "readOnly": False}], "tty": False}],
        "volumes": [{"name": "x", "secret": {"secretName": "y"}}]}}})
    spec = body["spec"]["template"]["spec"]
    assert "serviceAccountName" not in spec and body["spec"]["template"]["metadata"] == {}
    container = spec["containers"][0]
    assert container["resources"] == {"limits": {"cpu": "1"}}
    assert container["readinessProbe"]["httpGet"] == {"port": 80, "path": "/", "scheme": "HTTP"}
    assert container["readinessProbe"]["periodSeconds"] == 10 and container["ports"][0]["protocol"] == "TCP"
    assert container["volumeMounts"] == [{"name": "x"}] and "tty" not in container
    assert spec["volumes"][0]["secret"]["defaultMode"] == 420


@pytest.mark.parametrize(("kind", "spec", "path", "expected"), [
    ("Deployment", {}, ("spec", "replicas"), 1), ("Deployment", {"replicas": 0}, ("spec", "replicas"), 0),
    ("Deployment", {}, ("spec", "strategy", "rollingUpdate", "maxSurge"), "25%"),
    ("Deployment", {"strategy": {"type": "Recreate"}}, ("spec", "strategy"), {"type": "Recreate"}),
    ("StatefulSet", {}, ("spec", "podManagementPolicy"), "OrderedReady"),
    ("DaemonSet", {}, ("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), 1),
    ("Job", {}, ("spec", "completions"), 1), ("Job", {"parallelism": 3}, ("spec", "completions"), None),
    ("CronJob", {"jobTemplate": {"spec": {}}}, ("spec", "jobTemplate", "spec", "backoffLimit"), 6),
    ("CronJob", {}, ("spec", "concurrencyPolicy"), "Allow"),
    ("Service", {"ports": [{"port": 80}]}, ("spec", "ports", 0), {"port": 80, "protocol": "TCP", "targetPort": 80}),
    ("Service", {"type": "LoadBalancer"}, ("spec", "externalTrafficPolicy"), "Cluster"),
    ("Service", {"type": "ExternalName"}, ("spec", "internalTrafficPolicy"), None),
    ("PersistentVolumeClaim", {"resources": {"requests": {"storage": "1024Mi"}}},
     ("spec", "resources", "requests", "storage"), "1Gi"),
    ("NetworkPolicy", {}, ("spec", "policyTypes"), ["Ingress"]),
    ("NetworkPolicy", {"egress": [{}]}, ("spec", "policyTypes"), ["Ingress", "Egress"]),
    ("HorizontalPodAutoscaler", {}, ("spec", "minReplicas"), 1),
    ("Namespace", {}, ("spec", "finalizers"), ["kubernetes"]),
    ("PersistentVolume", {}, ("spec", "persistentVolumeReclaimPolicy"), "Retain"),
])
def test_other_kinds(kind: str, spec: dict[str, Any], path: tuple[str | int, ...], expected: object) -> None:
    assert lookup(completed(kind, spec=spec), path) == expected


def test_kinds_without_a_spec() -> None:
    assert completed("Secret")["type"] == "Opaque" and "status" not in completed("Secret")
    assert completed("StorageClass")["reclaimPolicy"] == "Delete"
    bound = completed("RoleBinding", roleRef={"kind": "Role", "name": "x"},
                      subjects=[{"kind": "User", "name": "u"}, {"kind": "ServiceAccount", "name": "s"}])
    assert bound["roleRef"]["apiGroup"] == bound["subjects"][0]["apiGroup"] == "rbac.authorization.k8s.io"
    assert "apiGroup" not in bound["subjects"][1]


def test_empty_labels_are_left_out() -> None:
    body = defaulted({"kind": "Deployment", "metadata": {"name": "x", "labels": {}, "annotations": {"a": "b"}},
                      "spec": {"template": {"metadata": {"labels": {}}}}})
    assert body["metadata"] == {"name": "x", "annotations": {"a": "b"}}
    assert body["spec"]["template"]["metadata"] == {}


def test_nothing_is_changed_in_place() -> None:
    body = {"kind": "Pod", "metadata": {}, "spec": {"containers": [{"image": "x", "ports": []}]}}
    before = repr(body)
    defaulted(body)
    assert repr(body) == before


ODD = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3),
                   lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                       ["spec", "template", "containers", "resources", "limits", "ports", "jobTemplate", "volumes",
                        "image",
                        "readinessProbe", "httpGet", "strategy", "subjects", "metadata", "secret", "status"]), inner,
                       max_size=4), max_leaves=25)


@given(st.sampled_from(sorted(_KINDS)),
       st.dictionaries(st.sampled_from(["spec", "template", "roleRef"]), ODD, max_size=3))
def test_any_body_is_completed(kind: str, body: dict[str, Any]) -> None:
    assert defaulted({"kind": kind, **body})["kind"] == kind
