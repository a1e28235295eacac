"""Short ways from the text of policies and manifests to judgements."""

from __future__ import annotations

from typing import Any

from scanner.admission import read, stage
from scanner.admission.records import Policy
from scanner.admission.requests import Request, request_for
from scanner.admission.world import World
from scanner.inputs.manifests import load
from scanner.model.judgement import Judgement
from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.model.source import SourceFile


def resources(text: str, path: str = "web.yaml") -> list[Resource]:
    """The resources of a manifest text, which must be readable."""
    found, notices = load([SourceFile(path, text)])
    assert not notices
    return found


def found_in(text: str) -> read.Found:
    """The policies and bindings of a text, and what is wrong with them."""
    file = SourceFile("policy.yaml", text)
    return read.read(load([file])[0], {file.path: file})


def mistakes(text: str) -> list[str]:
    """What is wrong with the policies of a text, with places."""
    return [str(one) for one in found_in(text).mistakes]


def policy_of(text: str) -> Policy:
    """The one policy of a text."""
    found = found_in(text)
    assert not found.mistakes, found.mistakes
    return found.policies[0]


def request(text: str, around: str = "", namespace: str = "") -> tuple[Request, World]:
    """The request that creates the one object of a text, among other objects."""
    (resource,) = resources(text)
    world = World([resource, *(resources(around) if around else [])], complete=False)
    return request_for(resource, world.kinds, namespace), world


def admitted(
    policies: str, objects: str, complete: bool = False, namespace: str = "",
) -> tuple[tuple[Judgement, ...], tuple[Notice, ...]]:
    """What policies and bindings of one text say about the objects of another."""
    found = found_in(policies)
    assert not found.mistakes, found.mistakes
    in_force = stage.in_force(stage.Admission(found.policies, found.bindings))
    around = resources(policies, "policy.yaml")
    inputs = [stage.Input(resources(objects), namespace)]
    return stage.admit(in_force, inputs, around, stage.rules_of(in_force), complete)


def outcomes(policies: str, objects: str, **options: Any) -> list[str]:
    """Only the outcomes, in order."""
    return [one.outcome.value for one in admitted(policies, objects, **options)[0]]


def policy(*expressions: str, name: str = "p", spec: str = "", resource: str = "pods", group: str = "",
           more: str = "") -> str:
    """A policy about one resource, bound to deny."""
    validations = "".join(f"  - expression: {one!r}\n" for one in expressions)
    return f"""\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {{name: {name}}}
spec:
  matchConstraints:
    resourceRules:
    - {{apiGroups: ["{group}"], apiVersions: ["*"], operations: [CREATE], resources: [{resource}]}}
{more}{spec}  validations:
{validations}---
{binding(name)}"""


def binding(name: str = "p", spec: str = "", actions: str = "Deny") -> str:
    """A binding of a policy."""
    return f"""\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {{name: {name}-{actions.lower().replace(", ", "-")}}}
spec:
  policyName: {name}
  validationActions: [{actions}]
{spec}"""


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  containers:
  - name: main
    image: web:1.0
  - name: side
    image: side:latest
    securityContext: {privileged: true}
"""
