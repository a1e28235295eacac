"""Objects as the API server completes them before policies see them.

A policy that asks for `object.spec.replicas` works in a cluster although nobody wrote the field: the server has filled
it in. So the defaults of the common kinds are filled in here, as the API reference tells them. What admission plugins
and webhooks add (tokens, tolerations, side cars) is not known and stays away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scanner.model.resource import Data
from scanner.rules.library.quantities import NoQuantity, canonical

Body = dict[str, Data]

_POD_SPEC: Body = {
    "restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "terminationGracePeriodSeconds": 30,
    "schedulerName": "default-scheduler", "securityContext": {}, "enableServiceLinks": True,
}
_CONTAINER: Body = {
    "resources": {}, "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
}
_PROBE: Body = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")

# Plain booleans of Go: `false` is left out when the object is turned into a map.
_POD_SWITCHES = ("hostNetwork", "hostPID", "hostIPC")
_CONTAINER_SWITCHES = ("stdin", "stdinOnce", "tty")

_MODE = 0o644
_VOLUMES: dict[str, Body] = {
    "secret": {"defaultMode": _MODE}, "configMap": {"defaultMode": _MODE}, "downwardAPI": {"defaultMode": _MODE},
    "projected": {"defaultMode": _MODE}, "hostPath": {"type": ""},
}


def defaulted(body: Body) -> Body:
    """A plain body with the defaults of its kind; shares what stays the same."""
    complete = _KINDS.get(str(body.get("kind")))
    body = _at(_without_empty_lists(body), "metadata", _metadata)
    if complete is not None:
        body = complete(body)
    return body if "status" in body or body.get("kind") in _WITHOUT_STATUS else {**body, "status": {}}


_WITHOUT_STATUS = frozenset({
    "ConfigMap", "Secret", "ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "Endpoints",
    "EndpointSlice", "StorageClass", "PriorityClass", "LimitRange", "RuntimeClass", "IngressClass", "PodTemplate",
    "ControllerRevision", "Event", "Lease", "CSINode", "CSIDriver", "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration", "Binding",
})


def _without_empty_lists(value: Data) -> Data:
    """Empty lists are left out where the server turns an object into a map."""
    if isinstance(value, dict):
        kept = {key: _without_empty_lists(member) for key, member in value.items() if member != []}
        return value if all(kept.get(key) is member for key, member in value.items()) else kept
    if isinstance(value, list):
        items = [_without_empty_lists(member) for member in value]
        return value if all(one is other for one, other in zip(items, value, strict=True)) else items
    return value


def _metadata(value: Data) -> Data:
    """Labels and annotations without an entry are left out."""
    if isinstance(value, dict) and any(value.get(key) == {} for key in ("labels", "annotations")):
        return {key: member for key, member in value.items() if key not in ("labels", "annotations") or member != {}}
    return value


def _filled(value: Data, defaults: Body) -> Data:
    """A map with the defaults of what it lacks; anything else as it is."""
    return {**defaults, **value} if isinstance(value, dict) else value


def _at(value: Data, key: str, change: Callable[[Any], Any]) -> Data:
    """A map with one member changed, if it has it."""
    if not isinstance(value, dict) or key not in value:
        return value
    return {**value, key: change(value[key])}


def _each(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: [change(one) for one in value] if isinstance(value, list) else value


def _spec(change: Callable[[Any], Any]) -> Callable[[Body], Body]:
    """The change of a kind whose spec is always there."""
    return lambda body: {**body, "spec": change(body.get("spec", {}))}


def _switches(value: Data, names: tuple[str, ...]) -> Data:
    if isinstance(value, dict) and any(value.get(name) is False for name in names):
        return {key: member for key, member in value.items() if not (key in names and member is False)}
    return value


# --- pods ------------------------------------------------------------------------------


def pod_spec(spec: Data) -> Data:
    """The spec of a pod or of a pod template."""
    spec = _switches(_filled(spec, _POD_SPEC), _POD_SWITCHES)
    for key in ("containers", "initContainers"):
        spec = _at(spec, key, _each(_container))
    if isinstance(spec, dict):
        account = spec.get("serviceAccountName", spec.get("serviceAccount"))
        if account is not None:  # the old name mirrors the new one
            spec = {**spec, "serviceAccountName": account, "serviceAccount": account}
    return _at(spec, "volumes", _each(_volume))


def _container(container: Data) -> Data:
    container = _switches(_filled(container, _CONTAINER), _CONTAINER_SWITCHES)
    if not isinstance(container, dict):
        return container
    image = container.get("image")
    if "imagePullPolicy" not in container and isinstance(image, str):
        last = image.partition("@")[0].rpartition("/")[2]
        newest = "@" not in image and last.partition(":")[2] in ("", "latest")
        container = {**container, "imagePullPolicy": "Always" if newest else "IfNotPresent"}
    container = _at(container, "ports", _each(lambda port: _filled(port, {"protocol": "TCP"})))
    container = _at(container, "volumeMounts", _each(lambda mount: _switches(mount, ("readOnly",))))
    container = _at(container, "resources", _resources)
    for key in _PROBES:
        container = _at(container, key, _probe)
    return container


def _probe(probe: Data) -> Data:
    probe = _filled(probe, _PROBE)
    return _at(probe, "httpGet", lambda action: _filled(action, {"path": "/", "scheme": "HTTP"}))


def _resources(resources: Data) -> Data:
    for key in ("limits", "requests"):
        resources = _at(resources, key, _quantities)
    return resources


def _quantities(values: Data) -> Data:
    """Quantities in the form in which the server writes them."""
    if not isinstance(values, dict):
        return values
    return {name: _quantity(value) for name, value in values.items()}


def _quantity(value: Data) -> Data:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = repr(value) if isinstance(value, float) else str(value)
    try:
        return canonical(value) if isinstance(value, str) else value
    except NoQuantity:
        return value


def _volume(volume: Data) -> Data:
    for key, defaults in _VOLUMES.items():
        volume = _at(volume, key, lambda source, defaults=defaults: _filled(source, defaults))
    return volume


def _pod(body: Body) -> Body:
    """A pod: what limits alone say holds for requests too, and it runs under an account."""
    body = _spec(pod_spec)(body)
    body = _at(body, "spec", lambda spec: _filled(spec, {"serviceAccountName": "default", "serviceAccount": "default"}))
    for key in ("containers", "initContainers"):
        body = _at(body, "spec", lambda spec, key=key: _at(spec, key, _each(_requests_of_limits)))
    return body


def _requests_of_limits(container: Data) -> Data:
    def change(resources: Data) -> Data:
        limits = resources.get("limits") if isinstance(resources, dict) else None
        if not isinstance(limits, dict):
            return resources
        requests = resources.get("requests")
        return {**resources, "requests": {**limits, **requests} if isinstance(requests, dict) else dict(limits)}

    return _at(container, "resources", change)


def _template(template: Data) -> Data:
    template = _at(_filled(template, {"metadata": {}}), "metadata", _metadata)
    return {**template, "spec": pod_spec(template.get("spec", {}))} if isinstance(template, dict) else template


# --- workloads -------------------------------------------------------------------------


def _workload(defaults: Body, more: Callable[[Any], Any] = lambda spec: spec) -> Callable[[Body], Body]:
    """A kind with a pod template."""
    return _spec(lambda spec: more(_at(_filled(spec, defaults), "template", _template)))


def _deployment(spec: Data) -> Data:
    def strategy(value: Data) -> Data:
        value = _filled(value, {"type": "RollingUpdate"})
        if isinstance(value, dict) and value.get("type") == "RollingUpdate":
            rolling = _filled(value.get("rollingUpdate", {}), {"maxUnavailable": "25%", "maxSurge": "25%"})
            return {**value, "rollingUpdate": rolling}
        return value

    return {**spec, "strategy": strategy(spec.get("strategy", {}))} if isinstance(spec, dict) else spec


def _update_strategy(defaults: Body) -> Callable[[Any], Any]:
    def change(spec: Data) -> Data:
        if not isinstance(spec, dict):
            return spec
        strategy = _filled(spec.get("updateStrategy", {}), {"type": "RollingUpdate"})
        if isinstance(strategy, dict) and strategy.get("type") == "RollingUpdate":
            strategy = {**strategy, "rollingUpdate": _filled(strategy.get("rollingUpdate", {}), defaults)}
        return {**spec, "updateStrategy": strategy}

    return change


def _job_spec(spec: Data) -> Data:
    spec = _filled(spec, {"backoffLimit": 6, "completionMode": "NonIndexed", "suspend": False,
                          "podReplacementPolicy": "TerminatingOrFailed"})
    if isinstance(spec, dict) and "completions" not in spec and "parallelism" not in spec:
        spec = {**spec, "completions": 1}
    return _at(_filled(spec, {"parallelism": 1}), "template", _template)


def _cron_job(spec: Data) -> Data:
    spec = _filled(spec, {"concurrencyPolicy": "Allow", "suspend": False, "successfulJobsHistoryLimit": 3,
                          "failedJobsHistoryLimit": 1})
    return _at(spec, "jobTemplate", lambda job: _at(_filled(job, {"metadata": {}}), "spec", _job_spec))


# --- others ------------------------------------------------------------------------------


def _service(spec: Data) -> Data:
    spec = _filled(spec, {"type": "ClusterIP", "sessionAffinity": "None"})
    spec = _at(spec, "ports", _each(_service_port))
    if isinstance(spec, dict) and spec.get("type") in ("NodePort", "LoadBalancer"):
        spec = _filled(spec, {"externalTrafficPolicy": "Cluster"})
    if isinstance(spec, dict) and spec.get("type") == "LoadBalancer":
        spec = _filled(spec, {"allocateLoadBalancerNodePorts": True})
    return spec if isinstance(spec, dict) and spec.get("type") == "ExternalName" else _filled(
        spec, {"internalTrafficPolicy": "Cluster"})


def _service_port(port: Data) -> Data:
    port = _filled(port, {"protocol": "TCP"})
    return _filled(port, {"targetPort": port["port"]}) if isinstance(port, dict) and "port" in port else port


def _claim(spec: Data) -> Data:
    spec = _filled(spec, {"volumeMode": "Filesystem", "resources": {}})
    return _at(spec, "resources", _resources)


def _network_policy(spec: Data) -> Data:
    spec = _filled(spec, {"podSelector": {}})
    if isinstance(spec, dict) and "policyTypes" not in spec:
        spec = {**spec, "policyTypes": ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]}
    for key in ("ingress", "egress"):
        spec = _at(spec, key, _each(lambda rule: _at(rule, "ports", _each(
            lambda port: _filled(port, {"protocol": "TCP"})))))
    return spec


def _autoscaler(spec: Data) -> Data:
    return _filled(spec, {"minReplicas": 1})


_RBAC = "rbac.authorization.k8s.io"


def _binding(body: Body) -> Body:
    def subject(value: Data) -> Data:
        if isinstance(value, dict) and value.get("kind") in ("User", "Group"):
            return _filled(value, {"apiGroup": _RBAC})
        return value

    body = _at(body, "subjects", _each(subject))
    return _at(body, "roleRef", lambda reference: _filled(reference, {"apiGroup": _RBAC}))


_KINDS: dict[str, Callable[[Body], Body]] = {
    "Pod": _pod,
    "PodTemplate": lambda body: _at(body, "template", _template),
    "Deployment": _workload(
        {"replicas": 1, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600}, _deployment),
    "ReplicaSet": _workload({"replicas": 1}),
    "ReplicationController": _workload({"replicas": 1}),
    "StatefulSet": _workload({"replicas": 1, "revisionHistoryLimit": 10, "podManagementPolicy": "OrderedReady"},
                             _update_strategy({"partition": 0})),
    "DaemonSet": _workload({"revisionHistoryLimit": 10}, _update_strategy({"maxUnavailable": 1, "maxSurge": 0})),
    "Job": _spec(_job_spec),
    "CronJob": _spec(_cron_job),
    "Service": _spec(_service),
    "PersistentVolumeClaim": _spec(_claim),
    "PersistentVolume": _spec(lambda spec: _filled(
        spec, {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem"})),
    "NetworkPolicy": _spec(_network_policy),
    "HorizontalPodAutoscaler": _spec(_autoscaler),
    "Secret": lambda body: _filled(body, {"type": "Opaque"}),
    "StorageClass": lambda body: _filled(body, {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"}),
    "RoleBinding": _binding,
    "ClusterRoleBinding": _binding,
    "Namespace": _spec(lambda spec: _filled(spec, {"finalizers": ["kubernetes"]})),
    "Ingress": lambda body: body,
}
