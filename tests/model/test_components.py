import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.components import components


def pod(**container: object) -> dict[str, object]:
    return {"kind": "Pod", "spec": {"containers": [{"name": "a", **container}]}}


@pytest.mark.parametrize(("command", "args", "expected"), [
    (["kube-apiserver"], [], {"kube-apiserver": {}}),
    (["/usr/local/bin/kube-apiserver", "--a=1"], ["--b", "2", "--c"],
     {"kube-apiserver": {"--a": "1", "--b": "2", "--c": "true"}}),
    (None, ["kubelet", "--a="], {"kubelet": {"--a": ""}}),
    (["kubelet.exe"], ["--a_b=1", "--a-b=2"], {"kubelet": {"--a-b": "2"}}),
    (["/hyperkube", "apiserver"], ["--a=1"], {"kube-apiserver": {"--a": "1"}}),
    (["hyperkube", "kubelet"], None, {"kubelet": {}}),
    (["hyperkube"], None, {}),
    (["/bin/sh", "-c", "exec /bin/kube-scheduler --a=1 \\\n --b='2'"], None,
     {"kube-scheduler": {"--a": "1", "--b": "2"}}),
    (["/go-runner", "--log-file=/x", "kube-proxy"], ["--v", "-1", "--w"], {"kube-proxy": {"--v": "-1", "--w": "true"}}),
    (["env", "A=b", "etcd"], ["-name", "x"], {"etcd": {"--name": "x"}}),
    ("etcd --name=x", None, {"etcd": {"--name": "x"}}),
    (["etcd", "--config-file=/x", "--name=x"], None, {}),
    (["kubelet", "stray", "--a", "1", "stray", 3, True, None], None, {"kubelet": {"--a": "1"}}),
    (["nginx"], ["kube-apiserver"], {}),
    (["grep", "kubelet"], None, {}),
    ([], [], {}),
    (3, {"a": 1}, {}),
    (["etcd", ["--a=1"], {"b": 1}, "--c"], None, {"etcd": {"--c": "true"}}),
    (["etcd", *["x"] * 10_000, "--late"], None, {"etcd": {}}),
])
def test_command_lines(command: object, args: object, expected: object) -> None:
    assert components(pod(command=command, args=args)) == expected


def test_etcd_reads_variables_unless_a_flag_says_otherwise() -> None:
    variables = [{"name": "ETCD_CERT_FILE", "value": "/c"}, {"name": "ETCD_NAME", "value": "v"}, {"name": "HOME"},
                 {"name": "ETCD_KEY_FILE", "valueFrom": {}}, "text"]
    assert components(pod(command=["etcd", "--name=f"], env=variables)) == {
        "etcd": {"--cert-file": "/c", "--name": "f", "--key-file": "$"}}


@pytest.mark.parametrize("body", [
    {"spec": {"containers": [{"command": ["etcd"]}, {"command": ["etcd", "--a=1"]}]}},
    {"spec": {"template": {"spec": {"containers": [{"command": ["etcd"]}]}}}},
    {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"command": ["etcd"]}]}}}}}},
    {"template": {"spec": {"containers": [{"command": ["etcd"]}]}}},
])
def test_pods_of_all_shapes(body: object) -> None:
    assert components(body) == {"etcd": {}}


@pytest.mark.parametrize("extra", [{"profiling": False, "authorization-mode": "RBAC"}, [
    {"name": "profiling", "value": "false"}, {"name": "authorization-mode", "value": "RBAC"}, "text"]])
def test_kubeadm(extra: object) -> None:
    found = components({"kind": "ClusterConfiguration", "apiServer": {"extraArgs": extra}})
    assert found["kube-apiserver"]["--profiling"] == "false"
    assert found["kube-apiserver"]["--authorization-mode"] == "RBAC"
    assert found["kube-apiserver"]["--enable-admission-plugins"] == "NodeRestriction"
    assert "--etcd-cafile" in found["kube-apiserver"]
    assert found["kube-scheduler"] == {"--bind-address": "127.0.0.1"}
    assert found["etcd"]["--client-cert-auth"] == "true"


def test_kubeadm_with_an_etcd_elsewhere() -> None:
    found = components({"kind": "ClusterConfiguration", "etcd": {"external": {"caFile": "/ca"}}})
    assert "etcd" not in found
    assert found["kube-apiserver"]["--etcd-cafile"] == "/ca"
    assert "--etcd-certfile" not in found["kube-apiserver"]


def test_a_kubelet_configuration_has_defaults_of_its_own() -> None:
    assert components({"kind": "KubeletConfiguration"}) == {"kubelet": {
        "--anonymous-auth": "false", "--authorization-mode": "Webhook", "--read-only-port": "0",
        "--rotate-certificates": "false"}}
    found = components({
        "kind": "KubeletConfiguration", "authentication": {"anonymous": {"enabled": True}}, "readOnlyPort": 10255,
        "tlsCipherSuites": ["A", "B"], "featureGates": {"X": True, "Y": False}})["kubelet"]
    assert found["--anonymous-auth"] == "true"
    assert found["--read-only-port"] == "10255"
    assert found["--tls-cipher-suites"] == "A,B"
    assert found["--feature-gates"] == "X=true,Y=false"


def test_other_configurations() -> None:
    assert components({"kind": "KubeProxyConfiguration", "metricsBindAddress": "::"}) == {
        "kube-proxy": {"--metrics-bind-address": "::"}}
    assert components({"kind": "KubeSchedulerConfiguration"}) == {"kube-scheduler": {}}
    assert components({"kind": "NodeInfo", "info": {"kubeletReadOnlyPortArgumentSet": {"values": [1]}, "x": 1}}) == {
        "kubelet": {"--config": "true", "--read-only-port": "1"}}


_KEYS = st.sampled_from([
    "kind", "spec", "template", "containers", "command", "args", "env", "name", "etcd", "external", "apiServer",
    "extraArgs", "info", "authentication",
])
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(_KEYS, inner), max_leaves=20)
_NAMES = st.from_regex(r"[a-z]{1,5}(-[a-z]{1,5})?", fullmatch=True)


@given(_ANY, st.sampled_from(["Pod", "ClusterConfiguration", "KubeletConfiguration", "NodeInfo"]))
def test_anything_is_read(body: object, kind: str) -> None:
    found = components({**body, "kind": kind} if isinstance(body, dict) else body)
    assert all(name.startswith("--") and isinstance(value, str)
               for flags in found.values() for name, value in flags.items())


@given(st.dictionaries(_NAMES, st.from_regex(r"[a-z/.]{1,8}", fullmatch=True)))
def test_both_forms_mean_the_same(flags: dict[str, str]) -> None:
    joined = [f"--{name}={value}" for name, value in flags.items()]
    apart = [word for name, value in flags.items() for word in (f"--{name}", value)]
    assert components(pod(command=["kubelet", *joined])) == components(pod(command=["kubelet"], args=apart))
