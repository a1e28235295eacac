"""Objects of built-in kinds: what the server of a version refuses, and what it takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.apischema.check import check
from scanner.apischema.findings import MAX_DEFECTS, Findings
from scanner.apischema.tables import Field, tables
from scanner.located.yaml import load
from scanner.model.resource import lookup
from scanner.model.unknown import Unknown

TABLES = tables()

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1"}]
"""
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: web:1\n"


def findings(text: str, minor: int = 35) -> Findings:
    body = load(text, "int")
    kind = TABLES.kind(body["apiVersion"], body["kind"])
    assert kind is not None
    return check(TABLES, minor, kind, body)


def said(text: str, minor: int = 35) -> list[str]:
    found = findings(text, minor)
    assert found.unknown is None
    return [defect.message for defect in found.defects]


def container(more: str) -> str:
    """A pod whose container has more fields."""
    return POD + "".join(f"    {line}\n" for line in more.split("\n"))


def pod(more: str) -> str:
    """A pod whose spec has more fields."""
    return POD + "".join(f"  {line}\n" for line in more.split("\n"))


@pytest.mark.parametrize("text", [
    DEPLOYMENT,
    POD,
    DEPLOYMENT.replace("spec:\n  selector", "spec:\n  replicas: 3.0\n  selector"),
    DEPLOYMENT.replace("spec:\n  selector", "status: {whatever: 1, replicas: x}\nspec:\n  selector"),
    pod("nodeSelector: null\ntolerations:\naffinity: {}\nvolumes: []"),
    pod("restartPolicy: ''\nhostNetwork: yes"),
    pod("volumes:\n- {name: a, emptyDir: {sizeLimit: 1Gi}}\n- {name: b, secret: {secretName: x, defaultMode: 0400}}"),
    container("resources: {limits: {cpu: 1, memory: 0.5Gi, example.com/gpu: '1'}, requests: {cpu: 0.1}}"),
    container("ports: [{containerPort: 80}, {containerPort: 80}]\nenv: [{name: A}, {name: A, value: ''}]"),
    container("livenessProbe: {httpGet: {port: http}, periodSeconds: 1e1}\nargs: [null]"),
    "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  a: YQ==\n  b: ''\n  c: null\n  d: |\n    YW\n    Jj\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-, creationTimestamp: null}\ndata:\n",
    "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80, protocol: TCP}, {port: 80, protocol: UDP}]}",
    "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIP: None, ports: [{port: 80, targetPort: 8080}, {port: 81, targetPort: web}]}",
    "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nspec: {token: x}",
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {ingress: [{}]}",
    "apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: a}\nrevision: 1\ndata: {any: [thing, 1]}",
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec:\n  group: g\n"
    "  names: {kind: A, plural: as}\n  scope: Namespaced\n  versions:\n  - name: v1\n    schema: {openAPIV3Schema: {type: object,"
    " x-kubernetes-preserve-unknown-fields: true, properties: {a: {default: [1], enum: [1, x], items: {type: string}}}}}",
])
def test_taken(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(("text", "expected"), [
    (container("imagePullpolicy: x"),
     "v1 Pod has no field spec.containers[0].imagePullpolicy; the nearest known name is 'imagePullPolicy'."),
    (container("nodeSelector: {}"), "v1 Pod has no field spec.containers[0].nodeSelector; there is a field spec.nodeSelector."),
    (container("zzz: 1"), "v1 Pod has no field spec.containers[0].zzz."),
    (POD + "sttus: {}\n",
     "v1 Pod has no field sttus; the nearest known name is 'status'."),
    (container("imagePullPolicy: always"),
     "spec.containers[0].imagePullPolicy is 'always', and Always, IfNotPresent or Never is expected."),
    (container("ports: [{containerPort: '80'}]"),
     "spec.containers[0].ports[0].containerPort is a string, and an integer is expected (write it without quotes)."),
    (container("ports: [{protocol: TCP}]"), "spec.containers[0].ports[0].containerPort is missing."),
    (container("ports: {containerPort: 80}"), "spec.containers[0].ports is a map, and a list is expected."),
    (container("env: [A=b]"), "spec.containers[0].env[0] is a string, and a map is expected."),
    (container("env: [{name: A, value: 1}]"),
     "spec.containers[0].env[0].value is an integer, and a string is expected (write it in quotes)."),
    (container("command: run"), "spec.containers[0].command is a string, and a list is expected."),
    (container("resources: {limits: {memory: 1GB}}"),
     "spec.containers[0].resources.limits.memory is not a quantity such as 500m or 128Mi."),
    (container("volumeMounts: [{name: a, mountPath: /x}, {name: b, mountPath: /x}]"),
     "spec.containers[0].volumeMounts[1] has the same mountPath /x as another item of the list."),
    (POD.replace("image: web:1", "args: [x]"), "spec.containers[0].image is missing."),
    (POD.replace("{name: web}", "{labels: {a: b}}"), "metadata.name is missing."),
    (POD.replace("metadata: {name: web}\n", ""), "metadata.name is missing."),
    (POD.replace("{name: web}", "{name: web, labels: {version: 1.0}}"),
     "metadata.labels.version is an integer, and a string is expected (write it in quotes)."),
    (DEPLOYMENT.replace("  selector: {matchLabels: {app: web}}\n", "  selector:\n"), "spec.selector is missing."),
    (DEPLOYMENT.replace("spec:\n  selector", "spec:\n  nodeSelector: {a: b}\n  selector"),
     "apps/v1 Deployment has no field spec.nodeSelector; there is a field spec.template.spec.nodeSelector."),
    ("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}", "spec is missing."),
    ("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: secret!}", "data.a is not a string in base64."),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}, {port: 80, protocol: TCP}]}",
     "spec.ports[1] has the same port 80 and protocol TCP as another item of the list."),
    ("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {accessModes: [ReadWriteOnc]}",
     "spec.accessModes[0] is 'ReadWriteOnc', and ReadOnlyMany, ReadWriteMany, ReadWriteOnce or ReadWriteOncePod is expected."),
])
def test_refused(text: str, expected: str) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(("text", "minor", "expected"), [
    (pod("resources: {}"), 32, []),
    (pod("resources: {}"), 31, ["spec.resources exists since Kubernetes 1.32; the target is 1.31; "
                                "there is a field spec.containers[].resources."]),
    (pod("workloadRef: {}").replace("{}", "{name: a, podGroup: b}"), 35, []),
    (pod("workloadRef: {}"), 36, ["spec.workloadRef was removed in Kubernetes 1.36; the target is 1.36."]),
    (pod("tolerations: [{key: a, operator: Gt, value: '1'}]"), 35, []),
    (pod("tolerations: [{key: a, operator: Gt, value: '1'}]"), 34,
     ["spec.tolerations[0].operator is 'Gt', which exists since Kubernetes 1.35; the target is 1.34."]),
])
def test_versions(text: str, minor: int, expected: list[str]) -> None:
    assert said(text, minor) == expected


def test_a_key_that_is_written_without_a_value_is_the_place() -> None:
    [absent] = findings(POD.replace("image: web:1", "args: [x]")).defects
    [empty] = findings(POD.replace("image: web:1", "image:")).defects
    assert not absent.at_key and empty.at_key and absent.path == empty.path == ("spec", "containers", 0, "image")


def test_the_number_of_defects_is_bounded() -> None:
    body = load(POD, "int")
    body["spec"] |= {f"x{number}": 1 for number in range(5_000)}
    kind = TABLES.kind("v1", "Pod")
    assert kind is not None
    assert len(check(TABLES, 35, kind, body).defects) == MAX_DEFECTS


def test_what_is_nested_too_deep_is_unknown() -> None:
    schema: dict[str, Any] = {}
    for _ in range(500):
        schema = {"properties": {"a": schema}}
    body = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "a"},
            "spec": {"group": "g", "names": {"kind": "A", "plural": "as"}, "scope": "Cluster",
                     "versions": [{"name": "v1", "schema": {"openAPIV3Schema": schema}}]}}
    kind = TABLES.kind("apiextensions.k8s.io/v1", "CustomResourceDefinition")
    assert kind is not None
    found = check(TABLES, 35, kind, body)
    assert found.defects == [] and found.unknown is not None and "deep" in found.unknown[1].reason


# -- properties -------------------------------------------------------------------------

SCALAR_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=5), "boolean": st.booleans(), "int32": st.integers(-(2**31), 2**31 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1), "number": st.floats(allow_nan=False) | st.integers(),
    "int-or-string": st.integers(0, 65535) | st.text(max_size=5), "quantity": st.sampled_from(["1", "500m", "2Gi", 3]),
    "time": st.just("2030-01-31T12:00:00Z"), "bytes": st.sampled_from(["", "YQ==", "YWJj"]), "any": st.integers() | st.just({"a": [1]}),
}


def values(form: str, depth: int = 4) -> st.SearchStrategy[Any]:
    """Values that the server takes for a form."""
    if form in SCALAR_VALUES:
        return SCALAR_VALUES[form]
    if form.startswith("[]"):
        return st.just([]) if depth < 1 else st.lists(values(form[2:], depth - 1), max_size=2)
    if form.startswith("{}"):
        return st.dictionaries(st.text(max_size=4), values(form[2:], depth - 1), max_size=2)
    return st.deferred(lambda: objects(form, depth - 1))


def objects(type_: str, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """Maps with what a type demands, and some of what it allows."""
    fields = {name: field for name, field in TABLES.fields(type_).items() if field.is_in(35)}
    needed = {name: one_of(field, depth) for name, field in fields.items() if field.required}
    if depth < 1:
        return st.fixed_dictionaries(needed)
    chosen = st.lists(st.sampled_from(sorted(fields)), max_size=3, unique=True) if fields else st.just([])
    return chosen.flatmap(lambda names: st.fixed_dictionaries(
        {**needed, **{name: one_of(fields[name], depth) for name in names}}))


def one_of(field: Field, depth: int) -> st.SearchStrategy[Any]:
    """Values of a field; lists whose items must differ have one item at most."""
    if field.values:
        known = st.sampled_from(sorted(name for name, first in field.values.items() if first <= 35))
        return st.lists(known, max_size=2) if field.form.startswith("[]") else known
    if field.unique:
        return st.lists(values(field.form[2:], depth - 1), max_size=1)
    return values(field.form, depth)


KINDS = sorted((api_version, kind) for api_version, kinds in TABLES.kinds.items() for kind in kinds
               if (found := TABLES.kind(api_version, kind)) is not None and found.is_in(35))


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    """An object that follows the table."""
    api_version, name = draw(st.sampled_from(KINDS))
    kind = TABLES.kind(api_version, name)
    assert kind is not None
    return {**draw(objects(kind.type, 4)), "apiVersion": api_version, "kind": name, "metadata": {"name": "a"}}


def defects_of(body: dict[str, Any]) -> Findings:
    kind = TABLES.kind(body["apiVersion"], body["kind"])
    assert kind is not None
    return check(TABLES, 35, kind, body)


@settings(max_examples=200)
@given(bodies())
def test_what_follows_the_table_is_taken(body: dict[str, Any]) -> None:
    found = defects_of(body)
    assert found.defects == [] and found.unknown is None


@settings(max_examples=200)
@given(bodies(), st.data())
def test_a_value_that_is_not_known_is_never_wrong(body: dict[str, Any], data: st.DataObject) -> None:
    paths = [path for path in paths_of(body) if path and path[0] not in ("apiVersion", "kind", "status")]
    path = data.draw(st.sampled_from(paths))
    parent = lookup(body, path[:-1])
    parent[path[-1]] = Unknown("not known")
    assert defects_of(body).defects == []


@settings(max_examples=200)
@given(bodies(), st.data())
def test_a_misspelt_name_is_found_at_its_place(body: dict[str, Any], data: st.DataObject) -> None:
    body["misspelt"] = data.draw(st.integers() | st.none() | st.just({}))
    [defect] = defects_of(body).defects
    assert defect.path == ("misspelt",) and defect.at_key


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(Unknown("not known")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.sampled_from(
        ["spec", "metadata", "template", "containers", "name", "volumes", "ports", "data", "labels"]), inner, max_size=4))


@settings(max_examples=200)
@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(["spec", "metadata", "data", "x"]), JSON))
def test_anything_gets_an_answer(kind: tuple[str, str], body: dict[str, Any]) -> None:
    first, second = (defects_of({**body, "apiVersion": kind[0], "kind": kind[1]}) for _ in range(2))
    assert first.defects == second.defects
    assert all(defect.message.endswith(".") for defect in first.defects)


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += paths_of(inner, (*path, key))
    return found
