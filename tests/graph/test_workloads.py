import pytest

from scanner.graph.workloads import MAX_PODS, pairs, pod_templates
from scanner.model.graph import PodTemplate
from scanner.model.resource import Resource, identify

POD_SPEC = {"containers": [{"name": "main", "image": "web:1.0"}]}
TEMPLATE = {"metadata": {"labels": {"app": "web"}, "annotations": {"a": "b"}}, "spec": POD_SPEC}


def templates_of(kind: str, body: dict[str, object], version: str = "v1") -> tuple[PodTemplate, ...]:
    whole = {"apiVersion": version, "kind": kind, "metadata": {"name": "it"}, **body}
    return pod_templates(Resource(identify(whole), whole))


@pytest.mark.parametrize(("kind", "body", "path"), [
    ("Pod", TEMPLATE, ("spec",)),
    ("PodTemplate", {"template": TEMPLATE}, ("template", "spec")),
    *((kind, {"spec": {"template": TEMPLATE}}, ("spec", "template", "spec")) for kind in (
        "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "DeploymentConfig",
        "Rollout", "AnyKindOfThatShape")),
    ("CronJob", {"spec": {"jobTemplate": {"spec": {"template": TEMPLATE}}}},
     ("spec", "jobTemplate", "spec", "template", "spec")),
])
def test_every_workload_has_a_template(kind: str, body: dict[str, object], path: tuple[str, ...]) -> None:
    (template,) = templates_of(kind, body)
    assert template.path == path
    assert template.spec is POD_SPEC
    assert (template.labels, template.annotations) == ({"app": "web"}, {"a": "b"})
    assert not template.partial


# Kind, version, spec, and the paths of all pod specs in it.
CUSTOM = [
    ("Service", "serving.knative.dev/v1", {"template": TEMPLATE}, ["template.spec"]),
    ("Configuration", "serving.knative.dev/v1", {"template": TEMPLATE}, ["template.spec"]),
    ("Job", "batch.volcano.sh/v1alpha1", {"tasks": [{"template": TEMPLATE}, {"template": TEMPLATE}]},
     ["tasks.0.template.spec", "tasks.1.template.spec"]),
    ("RayCluster", "ray.io/v1", {"headGroupSpec": {"template": TEMPLATE}, "workerGroupSpecs": [{"template": TEMPLATE}]},
     ["headGroupSpec.template.spec", "workerGroupSpecs.0.template.spec"]),
    ("PyTorchJob", "kubeflow.org/v1", {"pytorchReplicaSpecs": {"Master": {"template": TEMPLATE}}},
     ["pytorchReplicaSpecs.Master.template.spec"]),
    ("JobSet", "jobset.x-k8s.io/v1alpha2", {"replicatedJobs": [{"template": {"spec": {"template": TEMPLATE}}}]},
     ["replicatedJobs.0.template.spec.template.spec"]),
    ("LeaderWorkerSet", "leaderworkerset.x-k8s.io/v1",
     {"leaderWorkerTemplate": {"leaderTemplate": TEMPLATE, "workerTemplate": TEMPLATE}},
     ["leaderWorkerTemplate.leaderTemplate.spec", "leaderWorkerTemplate.workerTemplate.spec"]),
    ("CloneSet", "apps.kruise.io/v1alpha1", {"template": TEMPLATE}, ["template.spec"]),
    ("ScaledJob", "keda.sh/v1alpha1", {"jobTargetRef": {"template": TEMPLATE}}, ["jobTargetRef.template.spec"]),
    ("SparkApplication", "sparkoperator.k8s.io/v1beta2", {"driver": {"template": TEMPLATE}}, ["driver.template.spec"]),
    ("FlinkDeployment", "flink.apache.org/v1beta1", {"podTemplate": TEMPLATE}, ["podTemplate.spec"]),
    ("Fleet", "agones.dev/v1", {"template": {"spec": {"template": TEMPLATE}}}, ["template.spec.template.spec"]),
    ("TrainingRuntime", "trainer.kubeflow.org/v1alpha1",
     {"template": {"spec": {"replicatedJobs": [{"template": {"spec": {"template": TEMPLATE}}}]}}},
     ["template.spec.replicatedJobs.0.template.spec.template.spec"]),
]


@pytest.mark.parametrize(("kind", "version", "spec", "paths"), CUSTOM)
def test_custom_kinds_may_hold_pods_anywhere(
    kind: str, version: str, spec: dict[str, object], paths: list[str],
) -> None:
    found = templates_of(kind, {"spec": spec}, version)
    assert [".".join(str(step) for step in one.path[1:]) for one in found] == paths
    assert all(one.labels == {"app": "web"} and not one.partial for one in found)


@pytest.mark.parametrize(("kind", "body"), [
    ("Service", {"spec": {"selector": {}}}),
    ("Custom", {"spec": {"template": {"spec": {"containers": "main"}}}}),
    ("Custom", {"spec": {"template": "text"}}),
    ("Custom", {"spec": {"deep": {"spec": {"containers": [{"size": 1}]}}}}),
    ("Custom", {"spec": {"deep": {"spec": {"containers": []}}}}),
    ("Custom", {"spec": [1, {"spec": {"containers": ["main"]}}]}),
    ("Deployment", {"spec": {"template": {"spec": None}}}),
    ("Deployment", {}),
    ("Pod", {"spec": []}),
])
def test_other_things_have_none(kind: str, body: dict[str, object]) -> None:
    assert templates_of(kind, body) == ()


@pytest.mark.parametrize(("kind", "version", "spec"), [
    ("ClusterPolicy", "kyverno.io/v1", {"rules": [{"validate": {"pattern": {"spec": POD_SPEC}}}]}),
    ("K8sRequired", "constraints.gatekeeper.sh/v1beta1", {"parameters": {"spec": POD_SPEC}}),
    ("HelmRelease", "helm.toolkit.fluxcd.io/v2", {"values": {"spec": POD_SPEC}}),
    ("Application", "argoproj.io/v1alpha1", {"source": {"helm": {"valuesObject": {"spec": POD_SPEC}}}}),
])
def test_what_only_writes_about_pods_makes_none(kind: str, version: str, spec: dict[str, object]) -> None:
    assert templates_of(kind, {"spec": spec}, version) == ()


def test_a_container_without_image_is_a_patch() -> None:
    patch = {"spec": {"podTemplate": {"spec": {"containers": [{"name": "flink-main-container"}]}}}}
    (template,) = templates_of("FlinkDeployment", patch, "flink.apache.org/v1beta1")
    assert template.partial


def test_the_pods_of_the_prometheus_operator() -> None:
    spec = {"serviceAccountName": "metrics", "podMetadata": {"labels": {"team": "a"}}, "containers": []}
    (template,) = templates_of("Prometheus", {"spec": spec}, "monitoring.coreos.com/v1")
    assert (template.path, template.partial) == (("spec",), True)
    assert template.labels["team"] == "a"
    assert template.labels["prometheus"] == template.labels["operator.prometheus.io/name"] == "it"


def test_containers_of_workflows_and_tasks_stand_elsewhere() -> None:
    spec = {"serviceAccountName": "runner", "templates": [
        {"name": "a", "container": {"image": "a"}, "sidecars": [{"name": "s"}]},
        {"name": "b", "script": {"image": "b"}, "initContainers": [{"name": "i"}]},
        {"name": "c", "containerSet": {"containers": [{"name": "c1"}, {"name": "c2"}]}},
        {"name": "only steps", "steps": []},
    ]}
    whole, one, two, three = templates_of("WorkflowTemplate", {"spec": spec}, "argoproj.io/v1alpha1")
    assert list(whole.containers("init", "main")) == []
    assert [path[3:] for path, _ in one.containers("main")] == [("container",), ("sidecars", 0)]
    assert [path[3:] for path, _ in two.containers("init", "main")] == [("initContainers", 0), ("script",)]
    assert [path[3:] for path, _ in three.containers("main")] == [
        ("containerSet", "containers", 0), ("containerSet", "containers", 1)]
    assert all(each.partial for each in (whole, one, two, three))
    (task,) = templates_of("Task", {"spec": {"steps": [{"name": "build", "image": "b"}]}}, "tekton.dev/v1")
    assert [path for path, _ in task.containers("main")] == [("spec", "steps", 0)]
    tasks = [{"name": "a", "taskSpec": {"steps": [{"image": "a"}]}}, {"name": "b", "taskRef": {"name": "b"}}]
    (inline,) = templates_of("Pipeline", {"spec": {"tasks": tasks}}, "tekton.dev/v1")
    assert inline.path == ("spec", "tasks", 0, "taskSpec")


@pytest.mark.parametrize(("kind", "version", "body", "path"), [
    ("Revision", "serving.knative.dev/v1", {"spec": POD_SPEC}, ("spec",)),
    ("VirtualMachine", "kubevirt.io/v1", {"spec": {"template": {"spec": {"volumes": []}}}},
     ("spec", "template", "spec")),
    ("VirtualMachineInstance", "kubevirt.io/v1", {"spec": {"volumes": []}}, ("spec",)),
    ("Kafka", "kafka.strimzi.io/v1beta2", {"spec": {"kafka": {"template": {"pod": {"affinity": {}}}}}},
     ("spec", "kafka", "template", "pod")),
])
def test_other_operators(kind: str, version: str, body: dict[str, object], path: tuple[str, ...]) -> None:
    (template,) = templates_of(kind, body, version)
    assert (template.path, template.partial) == (path, True)


def test_the_search_is_bounded() -> None:
    many = templates_of("Custom", {"spec": {"all": [{"template": TEMPLATE}] * 500}}, "a.b/v1")
    assert len(many) == MAX_PODS + 1
    deep: object = {"spec": POD_SPEC}
    for _ in range(40):
        deep = {"a": deep}
    assert templates_of("Custom", {"spec": deep}, "a.b/v1") == ()
    assert templates_of("Custom", {"spec": [[]] * 100_000 + [{"spec": POD_SPEC}]}, "a.b/v1") == ()


def test_pairs() -> None:
    spec = {"a": {"template": TEMPLATE}, "b": {"template": TEMPLATE}}
    body = {"kind": "RayCluster", "apiVersion": "ray.io/v1", "spec": spec}
    resource = Resource(identify(body), body)
    assert [workload for workload, _ in pairs({resource: pod_templates(resource)})] == [resource, resource]
