"""Pod templates of workloads: of the kinds of Kubernetes, of operators that are known, and of anything of that shape.

A kind of Kubernetes has its one template at a known place. Everything else may hold any number of them anywhere: a map
`spec` with a list `containers` of maps that have a name or an image is the spec of pods, and `metadata` beside it is
theirs. Where a container lacks its image, or the kind is known to be completed by its operator, the template is
partial: what is absent there may still be set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from scanner.model.graph import STANDARD, PodTemplate
from scanner.model.resource import KUBERNETES, Data, Path, Resource, lookup, text_map
from scanner.records import NamedTuple

Templates: TypeAlias = Mapping[Resource, tuple[PodTemplate, ...]]

MAX_PODS = 50
"""Most pod templates of one resource that are looked at."""

MAX_DEPTH = 14
"""How deep inside of a resource pods are looked for; the deepest that are known of stand 11 deep."""

MAX_VALUES = 20_000
"""How many maps and lists of one resource are gone through."""

# Path of the pod template (the map with metadata and spec) in a body, by kind.
_TEMPLATES: dict[str, Path] = {
    "Pod": (),
    "PodTemplate": ("template",),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Job": ("spec", "template"),
    "DeploymentConfig": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
_USUAL: Path = ("spec", "template")

# Kinds of groups that use the names of Kubernetes for something of another shape.
_OTHER_GROUPS = frozenset({"batch.volcano.sh"})

# Kinds without pods, and kinds that write about pods without making any: patterns of policies, values of charts,
# schemas. Many of them are large.
_WITHOUT = frozenset({
    "Service", "ConfigMap", "Secret", "ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding",
    "Ingress", "IngressClass", "NetworkPolicy", "Namespace", "PersistentVolume", "PersistentVolumeClaim",
    "StorageClass", "PriorityClass", "HorizontalPodAutoscaler", "PodDisruptionBudget", "LimitRange", "ResourceQuota",
    "CustomResourceDefinition", "APIService", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration",
    "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy", "ServiceMonitor", "PodMonitor", "PrometheusRule", "VMRule",
    "Application", "ApplicationSet", "AppProject", "HelmRelease", "Kustomization", "HelmChart", "HelmChartConfig",
    "ClusterPolicy", "Policy", "Composition", "HTTPRoute", "Gateway", "Certificate", "Issuer", "ClusterIssuer",
    "SidecarSet",
})
_WITHOUT_GROUPS = (
    "kyverno.io", "gatekeeper.sh", "kubewarden.io", "crossplane.io", "helm.toolkit.fluxcd.io",
    "kustomize.toolkit.fluxcd.io", "admissionregistration.k8s.io", "apiextensions.k8s.io",
)

_ARGO: tuple[tuple[Path, str], ...] = (
    (("initContainers",), "init"), (("container",), "main"), (("script",), "main"),
    (("containerSet", "containers"), "main"), (("sidecars",), "main"),
)
_STEPS: tuple[tuple[Path, str], ...] = ((("steps",), "main"), (("sidecars",), "main"))


_Steps: TypeAlias = tuple[str | int | None, ...]


class _Known(NamedTuple):
    """A pod template of an operator: where the pod spec stands (a None stands for every item of a list there), where
    the metadata of the pods does, where in the spec its containers are, and labels that the operator adds, in which
    {name} is the name of the resource."""

    spec: _Steps
    metadata: Path = ()
    groups: tuple[tuple[Path, str], ...] = STANDARD
    labels: tuple[tuple[str, str], ...] = ()


def _of_operator(kind: str, name: str, *more: tuple[str, str]) -> _Known:
    """The object of the Prometheus operator, whose spec is the spec of its pods."""
    return _Known(("spec",), ("spec", "podMetadata"), labels=(
        ("app.kubernetes.io/name", name), ("app.kubernetes.io/instance", "{name}"),
        ("app.kubernetes.io/managed-by", "prometheus-operator"), *more, (kind, "{name}")))


def _strimzi(path: Path, kind: str, suffix: str) -> _Known:
    """A part of a cluster of Strimzi, whose pod template has the fields of the spec beside its metadata."""
    return _Known((*path, "template", "pod"), (*path, "template", "pod", "metadata"), labels=(
        ("strimzi.io/cluster", "{name}"), ("strimzi.io/kind", kind), ("strimzi.io/name", "{name}-" + suffix)))


# Templates that no shape gives away, or whose pods get more than what is written; all of them are partial.
_KNOWN: dict[tuple[str, str], tuple[_Known, ...]] = {
    ("monitoring.coreos.com", "Prometheus"): (_of_operator(
        "prometheus", "prometheus", ("operator.prometheus.io/name", "{name}")),),
    ("monitoring.coreos.com", "PrometheusAgent"): (_of_operator(
        "operator.prometheus.io/name", "prometheus-agent"),),
    ("monitoring.coreos.com", "Alertmanager"): (_of_operator("alertmanager", "alertmanager"),),
    ("monitoring.coreos.com", "ThanosRuler"): (_of_operator("thanos-ruler", "thanos-ruler"),),
    ("serving.knative.dev", "Revision"): (_Known(("spec",), ("metadata",)),),
    **{("kubevirt.io", kind): (_Known((*path, "spec"), (*path, "metadata"), labels=(
        ("kubevirt.io", "virt-launcher"), ("vm.kubevirt.io/name", "{name}"))),)
       for kind, path in (("VirtualMachine", _USUAL), ("VirtualMachineInstanceReplicaSet", _USUAL),
                          ("VirtualMachineInstance", ()))},
    ("kafka.strimzi.io", "Kafka"): (
        _strimzi(("spec", "kafka"), "Kafka", "kafka"), _strimzi(("spec", "zookeeper"), "Kafka", "zookeeper"),
        _strimzi(("spec", "entityOperator"), "Kafka", "entity-operator"),
        _strimzi(("spec", "cruiseControl"), "Kafka", "cruise-control"),
        _strimzi(("spec", "kafkaExporter"), "Kafka", "kafka-exporter")),
    ("kafka.strimzi.io", "KafkaConnect"): (_strimzi(("spec",), "KafkaConnect", "connect"),),
    ("kafka.strimzi.io", "KafkaMirrorMaker2"): (_strimzi(("spec",), "KafkaMirrorMaker2", "mirrormaker2"),),
    ("kafka.strimzi.io", "KafkaBridge"): (_strimzi(("spec",), "KafkaBridge", "bridge"),),
    **{("argoproj.io", kind): (_Known(path, (*path, "podMetadata"), ()),
                               _Known((*path, "templates", None), (), _ARGO))
       for kind, path in (("Workflow", ("spec",)), ("WorkflowTemplate", ("spec",)),
                          ("ClusterWorkflowTemplate", ("spec",)), ("CronWorkflow", ("spec", "workflowSpec")))},
    **{("tekton.dev", kind): tuple(_Known(path, (), _STEPS) for path in paths)
       for kind, paths in {
           "Task": (("spec",),), "ClusterTask": (("spec",),), "TaskRun": (("spec", "taskSpec"),),
           "Pipeline": (("spec", "tasks", None, "taskSpec"), ("spec", "finally", None, "taskSpec")),
           "PipelineRun": (("spec", "pipelineSpec", "tasks", None, "taskSpec"),
                           ("spec", "pipelineSpec", "finally", None, "taskSpec")),
       }.items()},
}


def pairs(templates: Templates) -> Iterator[tuple[Resource, PodTemplate]]:
    """Each workload with each of its templates."""
    for workload, several in templates.items():
        for template in several:
            yield workload, template


def pod_templates(resource: Resource) -> tuple[PodTemplate, ...]:
    """The pod templates of a workload, at most `MAX_PODS` and one more; none for other resources."""
    if resource.id.dialect != KUBERNETES:
        return ()
    kind, group = resource.id.kind, resource.id.group
    path = _TEMPLATES.get(kind) if group not in _OTHER_GROUPS else None
    if path is not None:
        spec = lookup(resource.body, (*path, "spec"))
        return (_template(resource, (*path, "spec"), (*path, "metadata"), spec),) if isinstance(spec, dict) else ()
    known = _KNOWN.get((group, kind))
    if known is not None:
        return tuple(_completed(resource, known))[:MAX_PODS + 1]
    if kind in _WITHOUT and group != "serving.knative.dev" or group.endswith(_WITHOUT_GROUPS):
        return ()
    return tuple(_shaped(resource))


def _template(
    resource: Resource, path: Path, metadata: Path, spec: dict[str, Data], partial: bool = False,
) -> PodTemplate:
    return PodTemplate(
        path, spec, text_map(lookup(resource.body, (*metadata, "labels"))),
        text_map(lookup(resource.body, (*metadata, "annotations"))), partial)


def _completed(resource: Resource, known: tuple[_Known, ...]) -> Iterator[PodTemplate]:
    for one in known:
        for path in _paths(resource.body, one.spec, ()):
            spec = lookup(resource.body, path)
            if isinstance(spec, dict):
                template = _template(resource, path, one.metadata or (*path, "metadata"), spec, partial=True)
                added = {key: value.format(name=resource.id.name) for key, value in one.labels}
                template = template._replace(labels={**template.labels, **added}, groups=one.groups)
                # A step of a workflow may run other steps instead of containers.
                if one.groups in ((), STANDARD) or any(template.containers("init", "main")):
                    yield template


def _paths(data: Data, steps: _Steps, path: Path) -> Iterator[Path]:
    """The paths that steps lead to, where None stands for every item of a list."""
    for at, step in enumerate(steps):
        if step is None:
            found = lookup(data, path)
            for number in range(len(found) if isinstance(found, list) else 0):
                yield from _paths(data, steps[at + 1:], (*path, number))
            return
        path = (*path, step)
    yield path


def _shaped(resource: Resource) -> Iterator[PodTemplate]:
    usual = lookup(resource.body, (*_USUAL, "spec"))
    if isinstance(usual, dict) and isinstance(usual.get("containers"), list):
        yield _template(resource, (*_USUAL, "spec"), (*_USUAL, "metadata"), usual, _is_patch(usual["containers"]))
        return
    left = MAX_PODS + 1
    for path in _search(resource.body):
        spec = lookup(resource.body, path)
        yield _template(resource, path, (*path[:-1], "metadata"), spec, _is_patch(spec["containers"]))
        left -= 1
        if not left:
            return


def _search(body: dict[str, Data]) -> Iterator[Path]:
    """The paths of all pod specs inside of a body, in its order."""
    inside = reversed(_members(body.get("spec")))
    pending: list[tuple[Path, Data]] = [
        (("spec", key), value) for key, value in inside if isinstance(value, (dict, list))]
    left = MAX_VALUES
    while pending and left:
        left -= 1
        path, value = pending.pop()
        if path[-1] == "spec" and isinstance(value, dict) and _has_containers(value.get("containers")):
            yield path
        elif len(path) < MAX_DEPTH:
            pending.extend(((*path, key), inner) for key, inner in reversed(_members(value))
                           if isinstance(inner, (dict, list)))


def _members(value: Data) -> list[tuple[str | int, Data]]:
    if isinstance(value, dict):
        return [(key, inner) for key, inner in value.items() if isinstance(key, str)]
    return list(enumerate(value)) if isinstance(value, list) else []


def _has_containers(value: Data) -> bool:
    return isinstance(value, list) and bool(value) and all(
        isinstance(one, dict) and (isinstance(one.get("name"), str) or isinstance(one.get("image"), str))
        for one in value)


def _is_patch(containers: list[Data]) -> bool:
    """Whether a container has no image: the operator has one for it, and more besides."""
    return any(isinstance(one, dict) and "image" not in one for one in containers)
