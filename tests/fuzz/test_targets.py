"""Every fuzz target on random bytes and on valid inputs with a few bytes changed."""

from __future__ import annotations

import io
import json
import tarfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS
from tests.repository.cases import cases
from tests.sarif.logs import LOG


def packed() -> bytes:
    """A small tar file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("web/Chart.yaml", "web/templates/a.yaml"):
            entry = tarfile.TarInfo(name)
            entry.size = 5
            archive.addfile(entry, io.BytesIO(b"a: b\n"))
    return buffer.getvalue()[:3072]


_POLICY = (
    b"apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: few}\nspec:\n"
    b"  matchConstraints:\n    resourceRules:\n"
    b"    - {apiGroups: [''], apiVersions: ['*'], operations: [CREATE], resources: [pods]}\n"
    b"  variables: [{name: c, expression: object.spec.containers}]\n  validations:\n"
    b"  - {expression: 'variables.c.all(c, has(c.image))', messageExpression: \"'no ' + object.metadata.name\"}\n"
    b"---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {name: few}\n"
    b"spec: {policyName: few, validationActions: [Warn]}\n"
    b"---\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a}]}\n"
)

VALID: dict[str, list[bytes]] = {
    "template": [
        b'{{- define "a.b" -}}{{ $x := .Values.a | default "x" }}{{ end }}{{ range $i, $e := .l }}{{ $i }}{{ else }}-{{ end }}',
        b'{{/* c */}}{{ if and (eq 1 0x1F) (not .a) }}{{ include "a.b" (dict "k" 1.5e3) | nindent 4 }}{{ end }}',
    ],
    "rendering": [
        b'{{ range $k, $v := .Values.m }}{{ $k }}{{ end }}{{ tpl "{{ .Values.a }}" . | quote }}{{ printf "%5.2f %q" 1.5 "x" }}',
        b'{{ toYaml .Values | fromYaml | toJson }}{{ index .Values.l 1 }}{{ regexReplaceAll "a+" "aab" "$0" }}{{ until 3 }}',
    ],
    "yaml": [b"a: &x [1, 'b', {c: !!int 3}]\nd: *x\n<<: {e: |-\n  text\n}\n---\n? [k]\n: v\n", b"- 0o17\n- 1e3\n- ~\n- \"\\u00e9\"\n"],
    "json": [b'{"a": [1.5e3, true, null, "\\u00e9\\n"], "b": {"": -0}}'],
    "toml": [b'a = 1\n[b]\nc = [1.5, "x"]\nd = 2020-01-01T00:00:00Z\n[[e]]\nf = { g = \'h\' }\n'],
    "flags": [b"a.b[0].c=1,d={x,y},e\\.f=null", b'a={"b":[1,2]},c=true'],
    "hcl": [
        b'a = [for k, v in {b = 1} : "${k}%{ if v > 0 }x%{ endif }" if v != null]\nb "c" d {\n  e = <<-F\n    ${x[*].y}\n    F\n}\n',
        b'{"a": {"b": [{"c": "${1 + x.y[0]}", "//": "n"}]}}'],
    "expressions": [
        b'merge({for i, x in concat(l, [a, u]) : "${i}" => upper(x)...}, {k = try(tonumber(s), cidrsubnet("10.0.0.0/8", 8, 1))})',
        b'jsonencode([format("%5.2f|%-3s", 1/3, a), regexall("[a-z]", u), toset([s, "b"]), slice([1, 2, 3], 1, 2), l[*], -1.5e3 % 2])'],
    "terraform_plan": [
        b'{"format_version": "1.0", "resource_changes": [{"address": "module.m[0].a.b", "module_address": "module.m[0]", "type": "a", '
        b'"change": {"actions": ["create"], "after": {"a": [{"b": 1}]}, "after_unknown": {"a": [{"c": true}]}, "after_sensitive": {}}}], '
        b'"configuration": {"root_module": {"module_calls": {"m": {"expressions": {"v": {"references": ["x.y.id"]}}, "module": '
        b'{"resources": [{"address": "a.b", "expressions": {"a": [{"c": {"references": ["var.v"]}}]}}]}}}}}}'],
    "helmignore": [b"# c\n*.swp\n!keep\n/docs/\n[a-z]*.ya?ml\n"],
    "semver": [b">=1.2.3-0 <2 || ~1.4 | ^0.2.x|v1.2.3-rc.1+meta", b"1.2 - 1.4.5|1.3"],
    "layout": [b"2006-01-02T15:04:05.999Z07:00|2024-03-05T07:08:09.12Z", b"Mon Jan _2 15:04 MST 2006|Tue Mar  5 07:08 UTC 2024"],
    "regex": [b"^(?P<n>[a-z]+)-(\\d{2,5})?\\Q.\\E$"],
    "archive": [packed()],
    "schema": [b'{"type": "object", "properties": {"a": {"minLength": 3}}, "$defs": {"x": {"$ref": "#/$defs/x"}}, "allOf": [{"if": {}}]}'],
    "manifests": [
        b"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    metadata: {labels: {a: b}}\n"
        b"    spec:\n      containers:\n      - {name: c, image: nginx, securityContext: {privileged: true}}\n",
        b"apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, spec: {selector: {a: b}, ports: [{port: 80}]}}\n",
    ],
    "definitions": [
        b"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.g}\nspec:\n  group: g\n"
        b"  names: {kind: A, plural: as}\n  scope: Cluster\n  versions:\n  - name: v1\n    served: true\n    storage: true\n"
        b"    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, required: [n], properties: {n: "
        b"{type: integer, minimum: 1, default: 2}, s: {type: string, pattern: '^a+$', enum: [a, aa]}, l: {type: array, "
        b"x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, properties: {k: {type: string}}}}},"
        b" anyOf: [{required: [s]}, {required: [l]}]}}}}\n---\n"
        b"apiVersion: g/v1\nkind: A\nmetadata: {name: a}\nspec: {s: a, l: [{k: x}, {k: x}], zz: 1}\n",
        b"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replicas: '1'\n  template:\n    spec:\n"
        b"      containers:\n      - {name: a, imagepullPolicy: always, ports: [{containerPort: x}], resources: {limits: {cpu: 1x}}}\n",
    ],
    "expression": [
        b"self.a.map(x, x > 1, [x, ?self.?b]).all(i, v, v[0] > i) || quantity(self.b.c).isLessThan(quantity('2Gi'))",
        b"has(self.b.c) && self.?d.orValue('x').matches('^[a-z]{1,3}$') ? {'k': self.a}.k.size() == 3"
        b" : self.a[0] + 1 == 2",
    ],
    "rule": [
        b"id: fuzz\ntitle: Containers name an image\nseverity: high\nwhy: Nothing runs without an image at all.\n"
        b"remediation: Write the image.\nmatch: {kind: workload, each: containers, when: self.name != 'x'}\n"
        b"assert: >-\n  has(self.image)\nfield: image\nmessage: No image in {self.name}.\nexamples:\n"
        b"- {name: a, passes: 'kind: Pod'}\n- name: b\n  fails: |\n    apiVersion: v1\n    kind: Pod\n"
        b"    spec: {containers: [{name: x}]}\n",
    ],
    "pack": [_POLICY, b"id: fuzz\nassert: has(self.image)\nmatch: {kind: Pod}\n",
             b"policy: few\nexamples: [{name: a, fails: b}]\n"],
    "admission": [_POLICY],
    "sarif": [json.dumps(LOG).encode()],
    "event": [b'{"pull_request": {"base": {"sha": "%s", "repo": {"full_name": "a/b"}}, "head": {"sha": "%s", "repo": null}}}'
              % (b"a" * 40, b"b" * 40)],
    "policy": [
        b'{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "NotAction": ["s3:*"], "Resource": "*",'
        b' "Condition": {"Bool": {"aws:SecureTransport": false}}},]}',
        b"schemaVersion: '1.0'\ninputs: {kmsKeyId: '', s3EncryptionEnabled: true}\n",
    ],
    "repository": [f"{path}\n{text}".encode() for case in cases() for path, text in case.files.items()],
    "shell": [
        b"set -euo pipefail\nif a && b; then (cd x && make -C y) | tee z || exit 1; fi\ncat <<-'E'\n\tx\n\tE\nA=1 trivy image \"$(b \\\"c\\\")\" ${{ d }} # e\n",
        b"for i in 1 2; do docker run --rm -v a:b aquasec/trivy image --exit-code 1 x; done & wait\n"],
    "promql": [b'sum by (a) (rate(http_requests_total{status=~"5..", b!=\'c\'}[5m] offset 1h)) / on(x) group_left(y) z > bool 1e3',
               b'sum(rate({app="a"} |= "error" | json | level="x" [5m])) > $limit # c'],
    "javascript": [b"import http from 'k6/http';\nexport const options = { a: [1, -2.5e3, `x${y}`, f(z)], 'b': { c, ...d, thresholds: { lines: 9 } } };\n"],
    "xml": [b"<?xml version='1.0'?><a:b xmlns:a='c' d='e'><!-- f --><g>h<![CDATA[i]]></g><k/></a:b>"],
    "tables": [b"0 3 * * 1-5|*/15 0-6/2 1,15 jan-mar 7|@weekly", b"1h30m 2 days", b"January 3rd, 2026; 20260104 2026-1-5"],
    "settings": [b"profile: all\nfail-on: low\nrules: {latest-tag: {severity: high}}\nexclude: [a]\n"],
    "tasklist": [
        b"\xef\xbb\xbf# L\r\n- [ ] **a** <!-- readiness: a/b -->\r\n  1) [x] b\r\n> * [X] c\r\n```\n- [ ] d\n```\n## Summary\nTotal items: __\n",
        b"| Part | Done | % |\n|---|---|---|\n| L | 1/2 | 3% |\nDone: 1 of 2 (50%)\n- [ ] a\nProgress: ___%\n"],
    "own_checklist": [
        b"items:\n- {id: a/b, text: x, evidence: [{says: y, strength: strong, find: {kind: Pod, where: \"object.kind == 'Pod'\"}}]}\n"
        b"- {id: c, text: d, includes: [a/b], attest: {days: 3}}\n",
        b"items:\n- {id: a, same-as: security/container/image/images-signed}\n"],
    "statements": [
        b"attestations:\n- item: security/container/image/images-signed\n  statement: yes\n  by: Ada <a@b>\n  date: 2026-01-01\n",
        b"sign-offs:\n- {role: lead-developer, by: a, date: 2026-01-01, decision: approved, commit: v1}\nattestations: []\n"],
    "earlier": [b'{"version": 2, "items": [{"id": "a", "section": "b", "text": "c", "status": "met", "strength": "proof"}]}'],
}  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """A valid input with a few pieces replaced, doubled or taken out."""
    data = bytearray(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(start + draw(st.integers(0, 8)), len(data))
        data[start:end] = draw(
            st.one_of(st.binary(max_size=4), st.sampled_from([b"{{", b"}}", b"\n", b"\x00", b"\xff", b"[" * 20, b'"', b"  "]))
        )
    return bytes(data)


def test_every_target_has_valid_inputs() -> None:
    assert set(VALID) == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_valid_inputs(name: str) -> None:
    for data in VALID[name]:
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(st.one_of(mutated(VALID[name]), st.binary(max_size=60)))
    def run(data: bytes) -> None:
        target(data)

    run()
