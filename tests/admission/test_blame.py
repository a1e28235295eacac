"""Where a finding of a policy points."""

from __future__ import annotations

import pytest

from scanner.model.resource import Path
from tests.admission.policies import POD, admitted, policy

DEEP = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, team: x, bad label: y}}
spec:
  hostNetwork: true
  initContainers:
  - {name: setup, image: "setup:latest"}
  containers:
  - {name: main, image: "web:1.0"}
  - {name: side, image: "side:2", securityContext: {privileged: true}}
  volumes:
  - {name: a, emptyDir: {}}
  - {name: b, hostPath: {path: /}}
"""
VARIABLES = """\
  variables:
  - {name: containers, expression: "object.spec.initContainers + object.spec.containers"}
  - {name: open, expression: "object.spec.containers.filter(c, c.?securityContext.?privileged.orValue(false))"}
  - {name: network, expression: "object.spec.?hostNetwork.orValue(false)"}
  - {name: images, expression: "variables.containers.map(c, c.image)"}
"""


@pytest.mark.parametrize(("expression", "path"), [
    ("object.spec.hostNetwork == false", ("spec", "hostNetwork")),
    ("!has(object.spec.hostNetwork) || object.spec.hostNetwork == false", ("spec", "hostNetwork")),
    ("has(object.metadata.name) && !object.spec.hostNetwork", ("spec", "hostNetwork")),
    ("!object.spec.?hostNetwork.orValue(false)", ("spec", "hostNetwork")),
    ("object.spec.priority > 3", ("spec", "priority")),
    ("object.spec.containers.all(c, !c.?securityContext.?privileged.orValue(false))",
     ("spec", "containers", 1, "securityContext", "privileged")),
    ("!object.spec.volumes.exists(v, has(v.hostPath))", ("spec", "volumes", 1, "hostPath")),
    ("object.spec.volumes.all(v, has(v.emptyDir) || has(v.secret))", ("spec", "volumes", 1, "secret")),
    ("object.spec.containers.all(c, has(c.resources.limits))", ("spec", "containers", 0, "resources", "limits")),
    ("object.spec.containers.exists(c, c.name == 'proxy')", ("spec", "containers")),
    ("object.spec.containers.all(i, c, c.image.endsWith('.0'))", ("spec", "containers", 1, "image")),
    ("object.metadata.labels.all(k, k.matches('^[a-z]+$'))", ("metadata", "labels", "bad label")),
    ("object.metadata.labels.all(k, object.metadata.labels[k] != 'x')", ("metadata", "labels", "team")),
    ("object.metadata.labels.all(k, v, v != 'x')", ("metadata", "labels", "team")),
    ("object.metadata.labels['team'] == 'y'", ("metadata", "labels", "team")),
    ("object.metadata.?labels[?'owner'].hasValue()", ("metadata", "labels", "owner")),
    ("'owner' in object.metadata.labels", ("metadata", "labels")),
    ("variables.containers.all(c, !c.image.endsWith(':latest'))", ("spec", "initContainers", 0, "image")),
    ("variables.containers.all(c, c.name != 'side')", ("spec", "containers", 1, "name")),
    ("variables.open.size() == 0", ("spec", "containers", 1)),
    ("!variables.network", ("spec", "hostNetwork")),
    ("variables.images.all(i, !i.endsWith(':2'))", ("spec", "containers", 1, "image")),
    ("object.spec.containers.filter(c, c.image.endsWith(':2')).size() == 0", ("spec", "containers", 1)),
    ("object.spec.hostNetwork ? object.spec.containers.size() == 1 : true", ("spec", "containers")),
    ("object.spec.containers.exists_one(c, c.name != '')", ("spec", "containers")),
    ("size(object.spec.volumes) < 2", ("spec", "volumes")),
    ("request.namespace == 'other'", ("metadata", "name")),
    ("false", ("metadata", "name")),
    ("object.metadata.name.startsWith('x')", ("metadata", "name")),
    ("!(object.spec.hostNetwork && object.metadata.name == 'web')", ("metadata", "name")),
])
def test_the_field_that_decides(expression: str, path: Path) -> None:
    (judgement,) = admitted(policy(expression, more=VARIABLES), DEEP)[0]
    assert judgement.path == path


def test_containers_have_their_names_told() -> None:
    (judgement,) = admitted(policy("object.spec.containers.all(c, !has(c.securityContext))"), POD)[0]
    assert judgement.container == "side"


def test_long_lists_are_not_searched_for_ever() -> None:
    pod = POD + "  volumes:\n" + "".join(f"  - {{name: v{number}}}\n" for number in range(500))
    (judgement,) = admitted(policy("object.spec.volumes.all(v, v.name != 'v499')"), pod)[0]
    assert judgement.path == ("spec", "volumes")
