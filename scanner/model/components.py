"""Which components of a cluster a resource runs or configures, and the flags they get.

All forms lead to one: {component: {flag: value}}, as {"kube-apiserver": {"--profiling": "false"}}. A flag without a
value has "true". Of a repeated flag the last one counts. Flags that nobody sets are absent, except where a tool or
a configuration format sets another default than the component itself has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

Flags = dict[str, str]

PROGRAMS = frozenset({
    "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet", "etcd",
})
_HYPERKUBE = {
    "apiserver": "kube-apiserver", "controller-manager": "kube-controller-manager", "scheduler": "kube-scheduler",
    "proxy": "kube-proxy",
}
# Programs that start the one named after them.
_STARTERS = frozenset({
    "sh", "bash", "ash", "dash", "exec", "env", "nice", "nohup", "tini", "dumb-init", "catatonit", "go-runner",
})
_SHELLS = frozenset({"sh", "bash", "ash", "dash"})

# More words than any command line has that a system would start.
_MOST_WORDS = 5000

_POD_SPECS = (("spec",), ("spec", "template", "spec"), ("spec", "jobTemplate", "spec", "template", "spec"),
              ("template", "spec"))

# What kubeadm itself puts on the command line.
# https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/
_PKI = "/etc/kubernetes/pki"
_KUBEADM: dict[str, Flags] = {
    "kube-apiserver": {
        "--authorization-mode": "Node,RBAC", "--enable-admission-plugins": "NodeRestriction",
        "--client-ca-file": f"{_PKI}/ca.crt", "--secure-port": "6443",
        "--tls-cert-file": f"{_PKI}/apiserver.crt", "--tls-private-key-file": f"{_PKI}/apiserver.key",
        "--kubelet-client-certificate": f"{_PKI}/apiserver-kubelet-client.crt",
        "--kubelet-client-key": f"{_PKI}/apiserver-kubelet-client.key",
        "--service-account-key-file": f"{_PKI}/sa.pub", "--service-account-signing-key-file": f"{_PKI}/sa.key",
    },
    "kube-controller-manager": {
        "--bind-address": "127.0.0.1", "--root-ca-file": f"{_PKI}/ca.crt",
        "--service-account-private-key-file": f"{_PKI}/sa.key", "--use-service-account-credentials": "true",
    },
    "kube-scheduler": {"--bind-address": "127.0.0.1"},
    "etcd": {
        "--cert-file": f"{_PKI}/etcd/server.crt", "--key-file": f"{_PKI}/etcd/server.key",
        "--trusted-ca-file": f"{_PKI}/etcd/ca.crt", "--client-cert-auth": "true",
        "--peer-cert-file": f"{_PKI}/etcd/peer.crt", "--peer-key-file": f"{_PKI}/etcd/peer.key",
        "--peer-trusted-ca-file": f"{_PKI}/etcd/ca.crt", "--peer-client-cert-auth": "true",
    },
}
_KUBEADM_ETCD_CLIENT: Flags = {
    "--etcd-cafile": f"{_PKI}/etcd/ca.crt", "--etcd-certfile": f"{_PKI}/apiserver-etcd-client.crt",
    "--etcd-keyfile": f"{_PKI}/apiserver-etcd-client.key",
}
_KUBEADM_BLOCKS = (
    ("kube-apiserver", ("apiServer",)), ("kube-controller-manager", ("controllerManager",)),
    ("kube-scheduler", ("scheduler",)), ("etcd", ("etcd", "local")),
)

# Fields of configuration kinds: (path, flag, the default of the format where the flag has another one).
_FIELDS: dict[str, tuple[str, tuple[tuple[tuple[str, ...], str, str | None], ...]]] = {
    # https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    "KubeletConfiguration": ("kubelet", (
        (("authentication", "anonymous", "enabled"), "--anonymous-auth", "false"),
        (("authentication", "x509", "clientCAFile"), "--client-ca-file", None),
        (("authorization", "mode"), "--authorization-mode", "Webhook"),
        (("readOnlyPort",), "--read-only-port", "0"),
        (("streamingConnectionIdleTimeout",), "--streaming-connection-idle-timeout", None),
        (("protectKernelDefaults",), "--protect-kernel-defaults", None),
        (("makeIPTablesUtilChains",), "--make-iptables-util-chains", None),
        (("eventRecordQPS",), "--event-qps", None),
        (("tlsCertFile",), "--tls-cert-file", None),
        (("tlsPrivateKeyFile",), "--tls-private-key-file", None),
        (("tlsCipherSuites",), "--tls-cipher-suites", None),
        (("rotateCertificates",), "--rotate-certificates", "false"),
        (("serverTLSBootstrap",), "--rotate-server-certificates", None),
        (("featureGates",), "--feature-gates", None),
        (("podPidsLimit",), "--pod-max-pids", None),
    )),
    "KubeProxyConfiguration": ("kube-proxy", ((("metricsBindAddress",), "--metrics-bind-address", None),)),
    "KubeSchedulerConfiguration": ("kube-scheduler", ((("enableProfiling",), "--profiling", None),)),
}

# The facts about a node that the node collector of Trivy writes down.
_NODE_FACTS = {
    "kubeletAnonymousAuthArgumentSet": "--anonymous-auth",
    "kubeletAuthorizationModeArgumentSet": "--authorization-mode",
    "kubeletClientCaFileArgumentSet": "--client-ca-file",
    "kubeletEventQpsArgumentSet": "--event-qps",
    "kubeletHostnameOverrideArgumentSet": "--hostname-override",
    "kubeletMakeIptablesUtilChainsArgumentSet": "--make-iptables-util-chains",
    "kubeletOnlyUseStrongCryptographic": "--tls-cipher-suites",
    "kubeletProtectKernelDefaultsArgumentSet": "--protect-kernel-defaults",
    "kubeletReadOnlyPortArgumentSet": "--read-only-port",
    "kubeletRotateCertificatesArgumentSet": "--rotate-certificates",
    "kubeletRotateKubeletServerCertificateArgumentSet": "--rotate-server-certificates",
    "kubeletStreamingConnectionIdleTimeoutArgumentSet": "--streaming-connection-idle-timeout",
    "kubeletTlsCertFileTlsArgumentSet": "--tls-cert-file",
    "kubeletTlsPrivateKeyFileArgumentSet": "--tls-private-key-file",
}


def components(body: Any) -> dict[str, Flags]:
    """The components that a resource runs or configures, with their flags; of two of a kind, the first.

    An etcd that reads a configuration file is left out: it ignores all flags then.
    """
    if not isinstance(body, dict):
        return {}
    kind = body.get("kind")
    if kind == "ClusterConfiguration":
        return _kubeadm(body)
    if kind == "NodeInfo":
        return {"kubelet": _node_facts(body.get("info"))}
    if isinstance(kind, str) and kind in _FIELDS:
        return _configured(kind, body)
    found: dict[str, Flags] = {}
    for container in _containers(body):
        program, arguments = _command(container)
        if program and program not in found:
            found[program] = {**(_etcd_variables(container) if program == "etcd" else {}), **_flags(arguments)}
    if "--config-file" in found.get("etcd", {}):
        del found["etcd"]
    return found


def _containers(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for path in _POD_SPECS:
        containers = _at(body, (*path, "containers"))
        if isinstance(containers, list):
            yield from (one for one in containers if isinstance(one, dict))
            return


def _at(value: Any, path: Iterable[str]) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _command(container: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The component that a container starts and the words after it; "" for other programs."""
    words = _words(container)
    for word in words:
        name = word.rpartition("/")[2].removesuffix(".exe")
        if name == "hyperkube":
            name = next(words, "")
            name = _HYPERKUBE.get(name, name)
        if name in PROGRAMS:
            return name, list(words)
        # Options and variables of a starter stand between it and the program.
        if name not in _STARTERS and not word.startswith("-") and "=" not in word:
            break
    return "", []


def _words(container: Mapping[str, Any]) -> Iterator[str]:
    """The words of command and args, at most `_MOST_WORDS`; what a shell gets as one text is taken apart."""
    given = [word for key in ("command", "args") for word in _list(container.get(key))]
    is_shell = bool(given) and given[0].rpartition("/")[2] in _SHELLS
    apart = (part.strip("'\";") for word in given for part in word.split() if part != "\\") if is_shell else given
    return islice(apart, _MOST_WORDS)


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split(maxsplit=_MOST_WORDS)
    words = value[:_MOST_WORDS] if isinstance(value, list) else []
    return [one if isinstance(one, str) else "" if isinstance(one, (dict, list)) else _text(one) for one in words]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ",".join(f"{key}={_text(one)}" for key, one in value.items())
    return "" if value is None else str(value)


def _flags(words: list[str]) -> Flags:
    """The flags among the words, in the forms --flag=value, --flag value and --flag; one dash does for etcd."""
    found: Flags = {}
    waiting = ""
    for word in words:
        if word.startswith("-") and not word[1:].isdigit():
            name, equals, value = word.partition("=")
            # Components take either of the two signs inside the name of a flag.
            name = "--" + name.lstrip("-").replace("_", "-")
            found[name] = value.strip("'\"") if equals else "true"
            waiting = "" if equals else name
        else:
            if waiting:
                found[waiting] = word.strip("'\"")
            waiting = ""
    return found


def _etcd_variables(container: Mapping[str, Any]) -> Flags:
    """What environment variables set: ETCD_CERT_FILE is --cert-file. A value from elsewhere counts as "$"."""
    found: Flags = {}
    variables = container.get("env")
    for one in variables if isinstance(variables, list) else ():
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str) and name.startswith("ETCD_"):
            flag = "--" + name.removeprefix("ETCD_").lower().replace("_", "-")
            found[flag] = _text(one["value"]) if "value" in one else "$"
    return found


def _kubeadm(body: Mapping[str, Any]) -> dict[str, Flags]:
    external = _at(body, ("etcd", "external"))
    found: dict[str, Flags] = {}
    for component, path in _KUBEADM_BLOCKS:
        if component == "etcd" and isinstance(external, dict):
            continue
        flags = dict(_KUBEADM[component])
        if component == "kube-apiserver":
            flags |= _external_etcd(external) if isinstance(external, dict) else _KUBEADM_ETCD_CLIENT
        found[component] = flags | _extra(_at(body, (*path, "extraArgs")))
    return found


def _external_etcd(external: Mapping[str, Any]) -> Flags:
    keys = {"caFile": "--etcd-cafile", "certFile": "--etcd-certfile", "keyFile": "--etcd-keyfile"}
    return {flag: _text(external[key]) for key, flag in keys.items() if external.get(key)}


def _extra(arguments: Any) -> Flags:
    """extraArgs of kubeadm: a map up to v1beta3, a list of names and values since."""
    if isinstance(arguments, dict):
        return {f"--{key}": _text(value) for key, value in arguments.items()}
    pairs = [one for one in arguments if isinstance(one, dict)] if isinstance(arguments, list) else []
    return {f"--{one.get('name')}": _text(one.get("value")) for one in pairs}


def _configured(kind: str, body: Mapping[str, Any]) -> dict[str, Flags]:
    component, fields = _FIELDS[kind]
    found: Flags = {}
    for path, flag, default in fields:
        value = _at(body, path)
        text = _text(value) if value is not None else default
        if text is not None:
            found[flag] = text
    return {component: found}


def _node_facts(info: Any) -> Flags:
    """Flags of a kubelet as a collector saw them; what it did not look for is left to a file, as `--config` says."""
    found: Flags = {"--config": "true"}
    for key, flag in _NODE_FACTS.items():
        values = _at(info, (key, "values"))
        if isinstance(values, list):
            found[flag] = _text(values)
    return found
