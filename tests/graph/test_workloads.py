import pytest

from scanner.graph.workloads import pod_template
from scanner.model.resource import Resource, identify

POD_SPEC = {"containers": [{"name": "main"}]}
TEMPLATE = {"metadata": {"labels": {"app": "web"}, "annotations": {"a": "b"}}, "spec": POD_SPEC}


@pytest.mark.parametrize(("kind", "body", "path"), [
    ("Pod", TEMPLATE, ("spec",)),
    ("Revision", TEMPLATE, ("spec",)),
    ("PodTemplate", {"template": TEMPLATE}, ("template", "spec")),
    *((kind, {"spec": {"template": TEMPLATE}}, ("spec", "template", "spec")) for kind in (
        "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "DeploymentConfig",
        "Rollout", "AnyKindOfThatShape")),
    ("CronJob", {"spec": {"jobTemplate": {"spec": {"template": TEMPLATE}}}},
     ("spec", "jobTemplate", "spec", "template", "spec")),
])
def test_every_workload_has_a_template(kind: str, body: dict[str, object], path: tuple[str, ...]) -> None:
    whole = {"apiVersion": "v1", "kind": kind, **body}
    template = pod_template(Resource(identify(whole), whole))
    assert template is not None
    assert template.path == path
    assert template.spec is POD_SPEC
    assert (template.labels, template.annotations) == ({"app": "web"}, {"a": "b"})


@pytest.mark.parametrize("body", [
    {"kind": "Service", "spec": {"selector": {}}},
    {"kind": "Custom", "spec": {"template": {"spec": {"containers": "main"}}}},
    {"kind": "Custom", "spec": {"template": "text"}},
    {"kind": "Revision", "spec": {"template": TEMPLATE}},
    {"kind": "Deployment", "spec": {"template": {"spec": None}}},
    {"kind": "Deployment"},
    {"kind": "Pod", "spec": []},
])
def test_other_things_have_none(body: dict[str, object]) -> None:
    assert pod_template(Resource(identify(body), body)) is None
