"""Hostile files and folders: name -> a function that puts them into a folder."""

from __future__ import annotations

import gzip
import json
import os
import socket
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.charts import CHART_YAML, HEALTHY_TEMPLATE, archive, chart, entry, write

Build = Callable[[Path], object]
Text = Callable[[], str]  # made when it is needed, as some are large
Entries = Callable[[], list[tuple[tarfile.TarInfo, bytes]]]

_POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: bad}\n"
_BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 10)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
_QUADRATIC = "a: &a [" + "x," * 5_000 + "]\n" + "b: [" + "*a," * 5_000 + "]\n"
_MERGES = "".join(
    f"m{each}: &m{each} {{k{each}: 1, <<: [{', '.join(f'*m{other}' for other in range(max(0, each - 30), each))}]}}\n"
    for each in range(600)
)

# YAML texts; each is tried as a manifest, as values, as Chart.yaml and as the output of a template.
YAML_TEXTS: dict[str, Text] = {
    "billion laughs": lambda: _BOMB,
    "quadratic aliases": lambda: _QUADRATIC,
    "merges of merges": lambda: _MERGES,
    "alias to itself": lambda: "a: &a [*a]\nb: &b {b: *b}\n",
    "deep flow lists": lambda: "a: " + "[" * 200_000,
    "deep flow lists, closed": lambda: "a: " + "[" * 5_000 + "]" * 5_000 + "\n",
    "deep lists at the bound": lambda: "a: " + "[" * 900 + "]" * 900 + "\n",
    "deep flow maps": lambda: "a: " + "{a: " * 100_000,
    "deep maps at the bound": lambda: "a: " + "{a: " * 900 + "1" + "}" * 900 + "\n",
    "deep block lists": lambda: "a: " + "- " * 100_000 + "x\n",
    "deep block maps": lambda: "".join(" " * each + "a:\n" for each in range(3_000)),
    "deep block maps at the bound": lambda: "".join(" " * each + "a:\n" for each in range(900)),
    "long scalar": lambda: "a: " + "x" * 4_000_000 + "\n",
    "long quoted scalar": lambda: 'a: "' + "\\x41" * 1_000_000 + '"\n',
    "long key": lambda: "x" * 2_000_000 + ": 1\n",
    "long question key": lambda: "? " + "x" * 2_000_000 + "\n: 1\n",
    "long line of items": lambda: "a: [" + "x, " * 1_000_000 + "]\n",
    "many items": lambda: "a:\n" + "- x\n" * 1_000_000,
    "many keys": lambda: "".join(f"k{each}: 1\n" for each in range(400_000)),
    "same key": lambda: "k: 1\n" * 500_000,
    "many documents": lambda: "a: 1\n---\n" * 400_000,
    "many pods": lambda: (_POD + "---\n") * 20_000,
    "many anchors": lambda: "".join(f"k{each}: &a{each} 1\n" for each in range(200_000)),
    "many comments": lambda: "# x\n" * 1_000_000,
    "many blank lines": lambda: "\n" * 4_000_000,
    "many tabs": lambda: "\t" * 1_000_000,
    "many dashes": lambda: "-" * 1_000_000,
    "many colons": lambda: ":" * 1_000_000,
    "many question marks": lambda: "? " * 200_000,
    "many quotes": lambda: "'" * 1_000_001,
    "many backslashes": lambda: 'a: "' + "\\\\" * 1_000_000 + '"\n',
    "many tags": lambda: "a: " + "!!x " * 100_000,
    "many percent signs": lambda: "%A\n" * 200_000,
    "many braces": lambda: "{}" * 500_000,
    "colons in flow": lambda: "a: {" + '"x":[1],' * 200_000 + "}\n",
    "huge integers": lambda: "a: " + "9" * 1_000_000 + "\n",
    "huge octal": lambda: "a: 0o" + "7" * 1_000_000 + "\nb: 0x" + "f" * 1_000_000 + "\n",
    "huge exponent": lambda: "a: 1e999999999\nb: 1e-999999999\nc: .inf\nd: .nan\n",
    "base 60": lambda: "a: " + "1:" * 300_000 + "1\n",
    "underscored integer": lambda: "a: 1" + "_0" * 1_000_000 + "\n",
    "long date": lambda: "a: 2001-01-01" + " " * 1_000_000 + "\n",
    "NUL": lambda: "a: \0\n",
    "controls": lambda: "a: \x01\x1b[2J\x7f\n",
    "no UTF-8": lambda: "a: \udcff\udcfe\n",
    "surrogate": lambda: 'a: "\\ud800"\n',
    "byte order marks": lambda: "\ufeff" * 100_000 + "a: 1\n",
    "truncated": lambda: 'a: "x',
    "binary": lambda: "a: !!binary " + "A" * 1_000_000 + "\n",
    "unclosed flow": lambda: "a: [" + "{b: [" * 3_000 + "\n",
    "folded": lambda: "a: >\n" + "  x\n\n" * 300_000,
    "literal": lambda: "a: |\n" + "  x\n" * 500_000,
    "JSON": lambda: '{"a":' * 100_000,
}  # fmt: skip


# Resources that may all be related to each other, without labels that could tell so quickly.
_KINDS = """---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: d%(n)d, labels: {a: b}}, spec: {selector: {matchExpressions: [{key: a, operator: Exists}]}, template: {metadata: {labels: {a: b}}, spec: {serviceAccountName: a%(n)d, containers: [{name: c, image: i, ports: [{containerPort: 80, name: http}], envFrom: [{configMapRef: {name: m%(n)d}}]}], affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: h, labelSelector: {matchExpressions: [{key: a, operator: Exists}]}}]}}}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: s%(n)d, labels: {a: b}}, spec: {selector: {a: b}, ports: [{port: 80, targetPort: http}]}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b%(n)d}, spec: {selector: {matchExpressions: [{key: a, operator: Exists}]}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n%(n)d}, spec: {podSelector: {matchExpressions: [{key: z, operator: Exists}]}, ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: Exists}]}}]}]}}
---
{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: n%(n)d}, spec: {endpointSelector: {matchLabels: {a: z}}, ingress: [{}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i%(n)d}, spec: {rules: [{host: h, http: {paths: [{path: /, backend: {service: {name: s%(n)d, port: {number: 80}}}}]}}]}}
---
{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: m%(n)d}, spec: {selector: {matchExpressions: [{key: a, operator: Exists}]}, endpoints: [{port: http}]}}
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h%(n)d}, spec: {scaleTargetRef: {kind: Deployment, name: d0}}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r%(n)d}, roleRef: {kind: ClusterRole, name: x}, subjects: [{kind: ServiceAccount, name: a1}]}
"""


def _manifest(text: Text) -> Build:
    return lambda folder: write(folder, {"bad.yaml": text()})


def _values(text: Text) -> Build:
    return lambda folder: chart(folder / "bad", {"values.yaml": text(), "templates/a.yaml": "{{ toYaml .Values }}"})


def _metadata(text: Text) -> Build:
    return lambda folder: write(
        folder / "bad", {"Chart.yaml": CHART_YAML.format(name="bad") + text(), "templates/a.yaml": _POD}
    )


def _output(text: Text) -> Build:
    return lambda folder: chart(
        folder / "bad", {"f.txt": text(), "templates/a.yaml": '{{ .Files.Get "f.txt" }}{{ nosuch }}'}
    )


MANIFESTS: dict[str, Build] = {name: _manifest(text) for name, text in YAML_TEXTS.items()}
VALUES: dict[str, Build] = {name: _values(text) for name, text in YAML_TEXTS.items()}
METADATA: dict[str, Build] = {name: _metadata(text) for name, text in YAML_TEXTS.items()}
OUTPUTS: dict[str, Build] = {name: _output(text) for name, text in YAML_TEXTS.items()}

MANIFESTS |= {
    "List of lists": _manifest(lambda: "apiVersion: v1\nkind: List\nitems:\n" + "- apiVersion: v1\n  kind: List\n  items: []\n" * 50_000),
    "Lists in Lists": _manifest(lambda: '{"apiVersion": "v1", "kind": "List", "items": [' * 300 + "]}" * 300),
    "many containers": _manifest(lambda: _POD + "spec:\n  containers:\n" + "  - {name: a, image: b}\n" * 20_000),
    "many labels": _manifest(lambda: _POD.replace("name: bad", "name: bad, labels: {" + ", ".join(f"l{each}: x" for each in range(50_000)) + "}")),
    "many services and pods": _manifest(lambda: "".join(f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{each}}}\nspec: {{selector: {{a: b}}}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{each}, labels: {{a: b}}}}\nspec: {{containers: []}}\n" for each in range(2_000))),
    "many of every kind": _manifest(lambda: "".join(_KINDS % {"n": each} for each in range(1_500))),
    # The time of a scan grows with the number of resources, some milliseconds each; there is no bound on it.
    "many distinct pods": _manifest(lambda: "".join(f"{_POD.replace('bad', f'bad{each}')}spec: {{containers: [{{name: a, image: b}}, {{name: c, image: d}}]}}\n---\n" for each in range(1000))),
    "large resources": _manifest(lambda: "".join(f"{_POD.replace('bad', f'bad{each}')}spec: {{containers: [{'{name: a},' * 300}]}}\n---\n" for each in range(300))),
    "odd types": _manifest(lambda: "apiVersion: v1\nkind: Deployment\nmetadata: 5\nspec: [1, {a: b}]\n---\napiVersion: 1\nkind: {}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: [a], labels: 3}\nspec: {template: {spec: {containers: {a: b}}}, replicas: 1e400}\n"),
    "huge quantities": _manifest(lambda: _POD + "spec: {containers: [{name: a, resources: {limits: {cpu: '%s', memory: 1e999999999}, requests: {cpu: 99999999999999999999Ei}}}]}\n" % ("9" * 100_000)),
    "deep security context": _manifest(lambda: _POD + "spec: {securityContext: " + "{a: " * 900 + "1" + "}" * 900 + "}\n"),
    "empty file": _manifest(lambda: ""),
    "a large file": _manifest(lambda: "# x\n" * 8_000_000),
    "a large file of items": _manifest(lambda: "a: [" + "1," * 9_000_000 + "]\n"),
    "zeros": lambda folder: write(folder, {"bad.yaml": b"\0" * 10_000_000}),
    "random bytes": lambda folder: write(folder, {"bad.yaml": bytes(range(256)) * 4_000}),
    "UTF-16": lambda folder: write(folder, {"bad.yaml": _POD.encode("utf-16")}),
    "hostile names": lambda folder: write(folder, {
        "bad\n::error::x\x1b[31m.yaml": 'apiVersion: v1\nkind: Pod\nmetadata: {name: "a\\n::error file=x::boom\\e[2J\\u202e", namespace: "\\r::warning::y"}\nspec: {containers: [{name: "\\n::set-output name=a::b", image: "x\\e]0;t\\a:latest"}]}\n'}),
    "folder named like a manifest": lambda folder: (folder / "bad.yaml").mkdir(),
    "link to itself": lambda folder: (folder / "bad.yaml").symlink_to("bad.yaml"),
    "link to /etc/passwd": lambda folder: (folder / "bad.yaml").symlink_to("/etc/passwd"),
    "link to /dev/zero": lambda folder: (folder / "bad.yaml").symlink_to("/dev/zero"),
    "FIFO": lambda folder: os.mkfifo(folder / "bad.yaml"),
    "socket": lambda folder: _socket(folder / "bad.yaml"),
    "folders in a circle": lambda folder: (folder / "bad").symlink_to("."),
    "deep folders": lambda folder: os.makedirs(folder / "/".join(["d"] * 500)),
}  # fmt: skip


_RIGHT = """\
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: r%(n)d, labels: {a: b}}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}
rules: [{apiGroups: [""], resources: [pods, secrets], verbs: ["*"]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b%(n)d, namespace: n%(next)d}
roleRef: {kind: ClusterRole, name: r%(n)d}
subjects: [{kind: ServiceAccount, name: a, namespace: n%(n)d}]
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: n%(n)d}
spec: {serviceAccountName: a, containers: []}
"""
_GATHERING = """\
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: p%(n)d}
spec: {serviceMonitorSelector: {matchExpressions: [{key: x, operator: DoesNotExist}]}}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: m%(n)d, labels: {x: y}}
spec: {selector: {}}
"""

# Graphs with more links, longer chains and more pods than anybody has; names that mean something to pictures.
GRAPHS: dict[str, Build] = {
    "everything selects everything": MANIFESTS["many services and pods"],
    "long chains of rights": _manifest(lambda: "".join(_RIGHT % {"n": each, "next": each + 1} for each in range(600))),
    "selectors that hold for nothing": _manifest(lambda: "".join(_GATHERING % {"n": each} for each in range(1_500))),
    "many subjects of many bindings": _manifest(lambda: "".join(
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n"
        f"metadata: {{name: b{each}}}\nroleRef: {{kind: ClusterRole, name: edit}}\nsubjects: ["
        + ", ".join(f"{{kind: ServiceAccount, name: s{other}, namespace: n}}" for other in range(100)) + "]\n"
        for each in range(300))),
    "many rules": _manifest(lambda: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n"
                            + "- {apiGroups: ['*'], resources: [pods], verbs: [get], resourceNames: [a, b]}\n" * 20_000),
    "many pods in one": _manifest(lambda: "apiVersion: a.b/v1\nkind: Fleet\nmetadata: {name: f}\nspec:\n  all:\n"
                                  + "  - {spec: {containers: [{name: a, image: b}]}}\n" * 20_000),
    "pods deep inside": _manifest(lambda: "apiVersion: a.b/v1\nkind: Fleet\nmetadata: {name: f}\nspec: "
                                  + "{a: " * 900 + "1" + "}" * 900 + "\n"),
    "a chain of applications": _manifest(lambda: "".join(
        "---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        f"metadata: {{name: k{each}}}\nspec: {{dependsOn: [{{name: k{each + 1}}}], path: ./}}\n" for each in range(1_000))),
    "hostile names": MANIFESTS["hostile names"],
    "names that mean something to pictures": _manifest(lambda: "".join(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: %s}\nspec: {volumes: [{secret: {secretName: %s}}]}\n"
        % ((json.dumps(text),) * 3) for text in ('"></svg><script>x</script>', "]]>", "&amp;", "%%{init: {}}%%", '"]; end', "\\"))),
}


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = os.getcwd()
        os.chdir(path.parent)  # such paths are short
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


def _schema(text: Text, values: Text = lambda: "a: {b: [1, 2, 3]}\n") -> Build:
    return lambda folder: chart(
        folder / "bad", {"values.schema.json": text(), "values.yaml": values(), "templates/a.yaml": _POD}
    )

SCHEMAS: dict[str, Build] = {
    "refers to itself": _schema(lambda: '{"$ref": "#"}'),
    "refers to itself in turns": _schema(lambda: '{"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}, "$ref": "#/definitions/a"}'),
    "recursive properties": _schema(lambda: '{"additionalProperties": {"$ref": "#"}}', lambda: "a: " + "{a: " * 500 + "1" + "}" * 500),
    "tree of references": _schema(lambda: '{"definitions": {%s, "d40": {"type": "string"}}, "$ref": "#/definitions/d0"}' % ",".join(
        '"d%d": {"anyOf": [{"$ref": "#/definitions/d%d"}, {"$ref": "#/definitions/d%d"}]}' % (each, each + 1, each + 1) for each in range(40))),
    "deep schema": _schema(lambda: '{"properties": {"a": ' * 20_000 + "{}" + "}}" * 20_000),
    "deep schema at the bound": _schema(lambda: '{"properties": {"a": ' * 90 + "{}" + "}}" * 90),
    "wide oneOf": _schema(lambda: '{"properties": {"a": {"oneOf": [%s]}}}' % ",".join(['{"type": "string"}'] * 100_000)),
    "many patterns": _schema(lambda: '{"patternProperties": {%s}}' % ",".join(f'"(a|b{each})*$": {{}}' for each in range(5_000)), lambda: "".join(f"k{each}: 1\n" for each in range(2_000))),
    "large patterns": _schema(lambda: '{"patternProperties": {%s}}' % ",".join(f'"{"(.{0,400}a)?" * 5}{each}": {{}}' for each in range(500)), lambda: "".join(f"k{each}: 1\n" for each in range(2_000))),
    "slow pattern": _schema(lambda: '{"properties": {"a": {"pattern": "^(a+)+$"}}}', lambda: "a: " + "a" * 100_000 + "b\n"),
    "busy pattern": _schema(lambda: '{"properties": {"a": {"pattern": ".*a.{900}b.{900}c"}}}', lambda: "a: " + "ab" * 2_000_000 + "\n"),
    "uniqueItems": _schema(lambda: '{"properties": {"a": {"uniqueItems": true}}}', lambda: "a: [" + ", ".join(f"{{k: {each}}}" for each in range(20_000)) + "]\n"),
    "large enum": _schema(lambda: '{"properties": {"a": {"items": {"enum": [%s]}}}}' % ",".join(f'{{"a": {each}}}' for each in range(5_000)), lambda: "a: [" + "{a: x}," * 5_000 + "]\n"),
    "contains": _schema(lambda: '{"properties": {"a": {"contains": {"contains": {"contains": {"type": "string"}}}}}}', lambda: "a: [" + ("[" + "[1,2,3,4,5,6,7,8]," * 100 + "],") * 300 + "]\n"),
    "unevaluatedProperties": _schema(lambda: '{"$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [%s], "unevaluatedProperties": false}' % ",".join(f'{{"properties": {{"k{each}": true}}}}' for each in range(2_000)), lambda: "".join(f"k{each}: 1\n" for each in range(2_000))),
    "multipleOf": _schema(lambda: '{"properties": {"a": {"multipleOf": 1e-300}}}', lambda: "a: 1e300\n"),
    "huge numbers": _schema(lambda: '{"properties": {"a": {"maximum": 1e999999999, "minLength": %s}}}' % ("9" * 500_000), lambda: "a: 1e308\n"),
    "remote": _schema(lambda: '{"$ref": "http://169.254.169.254/latest/meta-data"}'),
    "file": _schema(lambda: '{"$ref": "file:///etc/passwd"}'),
    "relative": _schema(lambda: '{"$ref": "../../../../../../etc/passwd"}'),
    "not JSON": _schema(lambda: "{" * 1_000_000),
    "deep list": _schema(lambda: "[" * 200_000),
    "bare number": _schema(lambda: "1" * 1_000_000),
    "many problems": _schema(lambda: '{"additionalProperties": {"type": "string"}}', lambda: "".join(f"k{each}: 1\n" for each in range(50_000))),
    "long problem": _schema(lambda: '{"properties": {"a": {"enum": ["x"]}}}', lambda: "a: " + "y" * 3_000_000 + "\n"),
    "dynamic references": _schema(lambda: '{"$schema": "https://json-schema.org/draft/2020-12/schema", "$dynamicAnchor": "n", "properties": {"a": {"$dynamicRef": "#n"}, "b": {"$dynamicRef": "#n"}}, "allOf": [{"$dynamicRef": "#n"}]}'),
}  # fmt: skip


# -- archives -----------------------------------------------------------------------


def _packed(entries: Entries) -> Build:
    return lambda folder: write(folder, {"bad.tgz": archive(entries())})


_META = entry("bad/Chart.yaml", CHART_YAML.format(name="bad").encode())
_TEMPLATE = entry("bad/templates/a.yaml", _POD.encode())


def _zeros(count: int) -> bytes:
    """A gzip stream of `count` zero bytes after a tar header that announces them."""
    info = tarfile.TarInfo("bad/zeros")
    info.size = count
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(info.tobuf(tarfile.GNU_FORMAT))]
    block = bytes(1 << 20)
    for _ in range(count >> 20):
        parts.append(packer.compress(block))
    parts.append(packer.flush())
    return b"".join(parts)


def _repeated(times: int) -> bytes:
    """Gigabytes of zeros in the little room of many gzip members."""
    member = gzip.compress(bytes(1 << 24), 9)
    return archive([_META, _TEMPLATE]) + member * times


def _nested() -> bytes:
    inner = archive([_META, _TEMPLATE])
    for level in range(60):
        inner = archive([_META, entry(f"bad/charts/c{level}.tgz", inner)])
    return inner


def _numbers() -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    for each in range(60_000):
        yield entry(f"bad/f{each}")


ARCHIVES: dict[str, Build] = {
    "parent directory": _packed(lambda: [_META, entry("bad/../../evil", b"x")]),
    "parent directory of a folder": _packed(lambda: [_META, entry("../bad/x", b"x")]),
    "absolute path": _packed(lambda: [_META, entry("/etc/evil", b"x")]),
    "absolute path inside": _packed(lambda: [_META, entry("bad//etc/evil", b"x")]),
    "drive": _packed(lambda: [_META, entry("bad/C:/evil", b"x")]),
    "backslashes": _packed(lambda: [_META, entry("bad\\..\\..\\evil", b"x")]),
    "symbolic link": _packed(lambda: [_META, entry("bad/values.yaml", kind=tarfile.SYMTYPE, link="/etc/passwd")]),
    "hard link": _packed(lambda: [_META, entry("bad/values.yaml", kind=tarfile.LNKTYPE, link="/etc/passwd")]),
    "character device": _packed(lambda: [_META, entry("bad/values.yaml", kind=tarfile.CHRTYPE)]),
    "block device": _packed(lambda: [_META, entry("bad/values.yaml", kind=tarfile.BLKTYPE)]),
    "FIFO": _packed(lambda: [_META, entry("bad/values.yaml", kind=tarfile.FIFOTYPE)]),
    "unknown kind": _packed(lambda: [_META, entry("bad/values.yaml", kind=b"Z")]),
    "NUL in a name": _packed(lambda: [_META, entry("bad/a\0b", b"x")]),
    "no UTF-8 in a name": _packed(lambda: [_META, entry("bad/templates/\udcff\udcfe.yaml", _POD.encode())]),
    "hostile name": _packed(lambda: [_META, entry("bad/templates/\x1b[31m\n::error::x.yaml", b"{{ fail `x` }}")]),
    "long name": _packed(lambda: [_META, entry("bad/" + "x" * 1_000_000, b"x")]),
    "deep name": _packed(lambda: [_META, entry("bad/" + "d/" * 30_000 + "x", b"x")]),
    "many entries": lambda folder: write(folder, {"bad.tgz": archive([_META, *_numbers()])}),
    "many folders": lambda folder: write(folder, {"bad.tgz": archive([_META, *(entry(f"bad/{each}/", kind=tarfile.DIRTYPE) for each in range(60_000))])}),
    "same entry": _packed(lambda: [_META] * 30_000),
    "1 GB of zeros in one file": lambda folder: write(folder, {"bad.tgz": _zeros(1 << 30)}),
    "10 GB of zeros after the end": lambda folder: write(folder, {"bad.tgz": _repeated(640)}),
    "10 GB of zeros instead of an archive": lambda folder: write(folder, {"bad.tgz": gzip.compress(bytes(1 << 24), 9) * 640}),
    "twenty files of 5 MB": _packed(lambda: [_META, *(entry(f"bad/templates/t{each}.yaml", b"# x\n" * 1_250_000) for each in range(19))]),
    "twenty files of 5 MB that are no templates": _packed(lambda: [_META, *(entry(f"bad/t{each}", b"\0" * 5_000_000) for each in range(19))]),
    "many dense templates": _packed(lambda: [_META, *(entry(f"bad/templates/t{each}.yaml", b"{{.}}" * 30_000 + b"%d" % each) for each in range(300))]),
    "many dense values": _packed(lambda: [_META, *(entry(f"bad/charts/c{each}/{name}", data) for each in range(30) for name, data in [("Chart.yaml", CHART_YAML.format(name=f"c{each}").encode()), ("values.yaml", b"a: [" + b"1," * 1_000_000 + b"]")])]),
    "many dense schemas": _packed(lambda: [_META, *(entry(f"bad/charts/c{each}/{name}", data) for each in range(30) for name, data in [("Chart.yaml", CHART_YAML.format(name=f"c{each}").encode()), ("values.schema.json", b'{"a": [' + b"1," * 1_000_000 + b"1]}")])]),
    "nested archives": lambda folder: write(folder, {"bad.tgz": _nested()}),
    "many subcharts": _packed(lambda: [_META, *(entry(f"bad/charts/c{each}/{name}", data) for each in range(10_000) for name, data in [("Chart.yaml", CHART_YAML.format(name=f"c{each}").encode()), ("templates/a.yaml", _POD.encode())])]),
    "truncated": lambda folder: write(folder, {"bad.tgz": archive([_META, _TEMPLATE])[:-20]}),
    "no archive": lambda folder: write(folder, {"bad.tgz": b"hello"}),
    "empty": lambda folder: write(folder, {"bad.tgz": b""}),
    "no tar": lambda folder: write(folder, {"bad.tgz": gzip.compress(b"hello" * 1000)}),
    "no Chart.yaml": _packed(lambda: [_TEMPLATE]),
    "negative size": lambda folder: write(folder, {"bad.tgz": gzip.compress(_header_with(b"-0000000001\0"))}),
    "size in binary": lambda folder: write(folder, {"bad.tgz": gzip.compress(_header_with(b"\xff" * 12))}),
    "large size": lambda folder: write(folder, {"bad.tgz": gzip.compress(_header_with(b"77777777777\0"))}),
    "long extension header": _packed(lambda: [_META, entry("x", b"1" * 900_000, tarfile.XHDTYPE), _TEMPLATE]),
    "many extension headers": _packed(lambda: [_META, *([entry("x", b"11 path=a/b\n", tarfile.XHDTYPE)] * 40_000), _TEMPLATE]),
    "extension header of a large size": _packed(lambda: [_META, entry("x", b"29 size=99999999999999999999\n", tarfile.XHDTYPE), _TEMPLATE]),
}  # fmt: skip


# Archives that must be refused; the others are odd, and read as Helm reads them.
REFUSED = frozenset([
    "parent directory", "absolute path inside", "drive", "backslashes", "symbolic link", "hard link", "character device",
    "block device", "FIFO", "unknown kind", "many entries", "many folders", "1 GB of zeros in one file",
    "10 GB of zeros instead of an archive", "many dense values", "nested archives", "no archive", "empty", "no tar",
    "no Chart.yaml", "negative size", "size in binary", "large size", "long extension header", "many extension headers",
    "extension header of a large size",
])  # fmt: skip


def _header_with(size: bytes) -> bytes:
    block = bytearray(tarfile.TarInfo("bad/Chart.yaml").tobuf(tarfile.GNU_FORMAT))
    block[124:136] = size
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


# -- folders ------------------------------------------------------------------------


def _folder(make: Callable[[Path], object], files: dict[str, str | bytes] | None = None) -> Build:
    def build(folder: Path) -> None:
        root = chart(folder / "bad", {"templates/a.yaml": _POD, **(files or {})})
        make(root)

    return build


def _ignore(text: str) -> Build:
    return _folder(lambda root: [write(root, {f"{'a' * 200}{each}": ""}) for each in range(500)], {".helmignore": text})


FOLDERS: dict[str, Build] = {
    "link to a file outside": _folder(lambda root: (root / "values.yaml").symlink_to("/etc/passwd")),
    "link to a folder outside": _folder(lambda root: (root / "x").symlink_to("/")),
    "link to a folder above": _folder(lambda root: (root / "x").symlink_to("..")),
    "link to itself": _folder(lambda root: (root / "x").symlink_to("x")),
    "links that multiply": _folder(lambda root: _multiply(root)),
    "link to /dev/zero": _folder(lambda root: (root / "x").symlink_to("/dev/zero")),
    "FIFO": _folder(lambda root: os.mkfifo(root / "x")),
    "FIFO as values": _folder(lambda root: os.mkfifo(root / "values.yaml")),
    "FIFO as Chart.yaml": lambda folder: ((folder / "bad").mkdir(), os.mkfifo(folder / "bad" / "Chart.yaml")),
    "FIFO as .helmignore": _folder(lambda root: os.mkfifo(root / ".helmignore")),
    "folder as Chart.yaml": lambda folder: (folder / "bad" / "Chart.yaml").mkdir(parents=True),
    "folder as values": _folder(lambda root: (root / "values.yaml").mkdir()),
    "socket": _folder(lambda root: _socket(root / "x")),
    "deep folders": _folder(lambda root: os.makedirs(root / "/".join(["d"] * 500))),
    "many files": _folder(lambda root: [(root / str(each)).touch() for each in range(50_001)]),
    "large file": _folder(lambda root: _sparse(root / "x", 10 << 30)),
    "large Chart.yaml": _folder(lambda root: _sparse(root / "Chart.yaml", 10 << 30)),
    "large .helmignore": _folder(lambda root: _sparse(root / ".helmignore", 10 << 30)),
    "large archive": lambda folder: _sparse(folder / "bad.tgz", 10 << 30),
    "large archive in charts": _folder(lambda root: ((root / "charts").mkdir(), _sparse(root / "charts/x.tgz", 10 << 30))),
    "hostile names": _folder(lambda root: write(root, {"templates/\n::error::x\x1b[31m\u202e.yaml": "{{ fail `\n::error::y\x1b[2J` }}"}), {
        "Chart.yaml": 'apiVersion: v1\nname: "a\\n::error::z\\e[31m"\nversion: 0.1.0\n'}),
    "hostile dependency": _folder(lambda root: None, {"Chart.yaml": CHART_YAML.format(name="bad") + 'dependencies: [{name: "x\\n::error::a\\e[0m", version: "::error::b", repository: "file:///etc"}]\n'}),
    "dependency outside": _folder(lambda root: None, {"Chart.yaml": CHART_YAML.format(name="bad") + 'dependencies: [{name: "../../../etc", version: 1.0.0, repository: "file://../../../etc"}]\n'}),
    "many dependencies": _folder(lambda root: None, {"Chart.yaml": CHART_YAML.format(name="bad") + "dependencies:\n" + "".join(f"- {{name: d{each}, version: 1.0.0, repository: '', condition: a.b, tags: [x]}}\n" for each in range(20_000))}),
    "long alias": _folder(lambda root: None, {"Chart.yaml": CHART_YAML.format(name="bad") + f"dependencies:\n- {{name: d, version: 1.0.0, repository: '', alias: {'x' * 100_000}}}\n"}),
    "one subchart under many names": _folder(lambda root: chart(root / "charts/d", {"templates/a.yaml": _POD, "values.yaml": "".join(f"k{each}: {{a: b}}\n" for each in range(5_000))}), {
        "Chart.yaml": CHART_YAML.format(name="bad") + "dependencies:\n" + "".join(f"- {{name: d, version: 0.1.0, repository: '', alias: a{each}}}\n" for each in range(2_000))}),
    "many names at many levels": lambda folder: _levels(folder / "bad", 12),
    "import-values": _folder(lambda root: chart(root / "charts/d", {"values.yaml": "a: {b: 1}\n"}), {
        "Chart.yaml": CHART_YAML.format(name="bad") + "dependencies:\n- name: d\n  version: 0.1.0\n  repository: ''\n  import-values:\n" + "".join(f"  - {{child: a, parent: {'.'.join(['x'] * 500)}}}\n" for each in range(1_000))}),
    ".helmignore of stars": _ignore("*a" * 5_000 + "\n"),
    ".helmignore of question marks": _ignore("?" * 100_000 + "\n"),
    ".helmignore of classes": _ignore("[a-z]" * 20_000 + "\n"),
    ".helmignore of many lines": _ignore("".join(f"*{each}*x\n" for each in range(20_000))),
    ".helmignore of brackets": _ignore("[" * 100_000 + "\n"),
    ".helmignore of bytes": _folder(lambda root: write(root, {".helmignore": b"\xff\xfe*\0\n"})),
    "many CRDs": _folder(lambda root: write(root, {f"crds/{each}.yaml": _POD for each in range(3_000)})),
    "broken CRD": _folder(lambda root: write(root, {"crds/a.yaml": _BOMB})),
    "NOTES": _folder(lambda root: write(root, {"templates/NOTES.txt": "{{ range until 1000000000 }}x{{ end }}"})),
    "Chart.lock": _folder(lambda root: write(root, {"Chart.lock": _BOMB, "requirements.yaml": "[" * 100_000, "requirements.lock": "\0"})),
    "name with a slash": _folder(lambda root: None, {"Chart.yaml": "apiVersion: v1\nname: ../../x\nversion: 0.1.0\n"}),
    "long version": _folder(lambda root: None, {"Chart.yaml": f"apiVersion: v1\nname: bad\nversion: 0.1.0-{'a.' * 100_000}a\nkubeVersion: '{'>=1.0.0 ' * 20_000}'\n"}),
    "configuration": _folder(lambda root: write(root.parent, {"x/.readiness.yaml": _BOMB})),
}  # fmt: skip


def _multiply(root: Path) -> None:
    """Each folder has two links to the next."""
    for each in range(30):
        (root / f"d{each}").mkdir()
    for each in range(29):
        (root / f"d{each}/a").symlink_to(f"../d{each + 1}")
        (root / f"d{each}/b").symlink_to(f"../d{each + 1}")


def _sparse(path: Path, size: int) -> None:
    with open(path, "wb") as file:
        file.truncate(size)


def _levels(folder: Path, depth: int) -> None:
    """A chart with one subchart under four names, which again has one under four names, and so on."""
    names = "".join(f"- {{name: d, version: 0.1.0, repository: '', alias: a{each}}}\n" for each in range(4))
    for level in range(depth):
        name = "bad" if level == 0 else "d"
        write(folder, {
            "Chart.yaml": CHART_YAML.format(name=name) + (f"dependencies:\n{names}" if level + 1 < depth else ""),
            "templates/a.yaml": HEALTHY_TEMPLATE.replace("healthy", "bad"),
        })  # fmt: skip
        folder = folder / "charts" / "d"


# -- definitions of custom kinds ------------------------------------------------------------------

_CRD = (
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: {kind}s.example.com}}\nspec:\n"
    "  group: example.com\n  names: {{kind: {kind}, plural: {kind}s}}\n  scope: Namespaced\n  versions:\n"
    "  - {{name: v1, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {schema}}}}}}}}}\n"
)
_OBJECT = "---\napiVersion: example.com/v1\nkind: {kind}\nmetadata: {{name: a{number}}}\nspec: {spec}\n"


def _defined(schema: Text, spec: Text, times: int = 1) -> Build:
    """A definition and objects of its kind."""
    def build(folder: Path) -> None:
        objects = "".join(_OBJECT.format(kind="Bad", number=number, spec=spec()) for number in range(times))
        write(folder, {"bad.yaml": _CRD.format(kind="Bad", schema=schema()) + objects})
    return build


def _alternatives(word: str, depth: int) -> str:
    return "{pattern: '^x'}" if not depth else f"{{{word}: [{_alternatives(word, depth - 1)}, {_alternatives(word, depth - 1)}]}}"


def _many_kinds(folder: Path) -> None:
    kinds = [f"Bad{number}" for number in range(1_000)]
    definitions = "---\n".join(_CRD.format(kind=kind, schema="{type: object}") for kind in kinds)
    objects = "".join(_OBJECT.format(kind=kind, number=0, spec="{a: 1}") for kind in kinds)
    chart(folder / "bad", {"crds/all.yaml": definitions + "# x\n" * 500_000, "templates/a.yaml": objects})


DEFINITIONS: dict[str, Build] = {
    "alternatives of alternatives": _defined(lambda: _alternatives("anyOf", 12), lambda: "y", 50),
    "exclusive alternatives": _defined(lambda: _alternatives("oneOf", 12), lambda: "y", 50),
    "alternatives that alias each other": _defined(
        lambda: "{anyOf: [&a0 {pattern: x}, " + ", ".join(f"&a{each} {{anyOf: [*a{each - 1}, *a{each - 1}]}}" for each in range(1, 14)) + "]}",
        lambda: "y", 50),
    "deep schema": _defined(lambda: "{properties: {a: " * 400 + "{}" + "}}" * 400, lambda: "{a: " * 400 + "1" + "}" * 400),
    "regex bomb": _defined(lambda: "{type: array, items: {type: string, pattern: '^(a+)+$'}}", lambda: f"[{('a' * 20_000 + '!, ') * 40}]"),
    "large patterns": _defined(
        lambda: "{type: object, properties: {" + ", ".join(f"p{each}: {{pattern: '{'(x{1,900}){1,2}' * 300}{each}'}}" for each in range(100)) + "}}",
        lambda: "{" + ", ".join(f"p{each}: x" for each in range(100)) + "}"),
    "defaults of many items": _defined(
        lambda: "{type: array, items: {type: object, properties: {" + ", ".join(f"p{each}: {{default: {each}}}" for each in range(1_000)) + "}}}",
        lambda: "[" + "{}, " * 50_000 + "]"),
    "many unknown names": _defined(
        lambda: "{type: object, properties: {" + ", ".join(f"p{each}: {{}}" for each in range(500)) + "}}",
        lambda: "{" + ", ".join(f"q{each}: 1" for each in range(100_000)) + "}"),
    "many choices": _defined(
        lambda: "{type: array, items: {enum: [" + ", ".join(map(str, range(20_000))) + "]}}", lambda: "[" + "-1, " * 50_000 + "]"),
    "many objects": _defined(lambda: "{type: object, properties: {a: {type: string}}}", lambda: "{a: 1, b: 2}", 10_000),
    "many kinds": _many_kinds,
    "many unknown fields of a pod": lambda folder: write(folder, {
        "bad.yaml": _POD + "spec:\n" + "".join(f"  x{each}: 1\n" for each in range(100_000))}),
    "many wrong values": lambda folder: write(folder, {
        "bad.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndata:\n" + "".join(f"  x{each}: 1\n" for each in range(100_000))}),
    "hostile names": _defined(lambda: "{type: object}", lambda: '{"a\\n::error::x\\e[31m\u202e": 1}'),
}
