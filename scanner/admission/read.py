"""Reads policies and bindings out of resources, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scanner import precompiled
from scanner.admission import expressions
from scanner.admission.records import (
    BINDING, ENGINE, GROUP, POLICY, Binding, Constraints, Expression, Kind, Named, ParamRef, Policy,
    ResourceRule, Validation,
)
from scanner.conform import failures, nearest, shown
from scanner.located.scalar_text import offset_in
from scanner.model.mistake import Mistake
from scanner.model.resource import Path, Resource, lookup
from scanner.model.rule import Rule, Severity
from scanner.model.source import SourceFile
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple

SCHEMA = "admission.schema.json"
VERSIONS = ("v1", "v1beta1", "v1alpha1")

CHECKLIST = "readiness.dev/checklist"
"""An annotation of a policy: ids of checklist items, joined by commas, for which it is evidence."""

_DESCRIPTIONS = ("description", "kubernetes.io/description", "policies.kyverno.io/description")


class Found(NamedTuple):
    """Policies and bindings, in the order of the resources, and what is wrong with others."""

    policies: tuple[Policy, ...]
    bindings: tuple[Binding, ...]
    mistakes: tuple[Mistake, ...]


def read(resources: Iterable[Resource], sources: Mapping[str, SourceFile], pack: str = "") -> Found:
    """The policies and bindings among resources. `sources` are the files they come from, by path."""
    policies, bindings, mistakes = [], [], []
    for resource in resources:
        if resource.id.group != GROUP or resource.id.kind not in (POLICY, BINDING):
            continue
        reader = _Reader(resource, sources, pack)
        found = reader.policy() if resource.id.kind == POLICY else reader.binding()
        mistakes += reader.mistakes
        if found is not None and not reader.mistakes:
            (policies if isinstance(found, Policy) else bindings).append(found)
    return Found(tuple(policies), tuple(bindings), tuple(mistakes))


def place_of(
    resource: Resource, sources: Mapping[str, SourceFile], path: Path, at: int | None = None,
) -> tuple[str, int]:
    """File and offset of a value of a resource, or of character `at` of a text."""
    hop = resource.place(*path).primary
    if hop is None or hop.span is None:
        return "", 0
    source, value = sources.get(hop.span.path), lookup(resource.body, path)
    if source is None or at is None or not isinstance(value, str):
        return hop.span.path, hop.span.start
    return hop.span.path, offset_in(source.text, hop.span.start, len(source.text), value, at)


class _Reader:
    """One policy or binding, and what is wrong with it."""

    def __init__(self, resource: Resource, sources: Mapping[str, SourceFile], pack: str) -> None:
        self.resource, self.sources, self.pack = resource, sources, pack
        self.mistakes: list[Mistake] = []

    def policy(self) -> Policy | None:
        """The policy, if it has the form of one."""
        if not self._is_well_formed():
            return None
        spec = self.resource.body["spec"]
        policy = Policy(
            name=self.resource.id.name, resource=self.resource,
            constraints=_constraints(spec["matchConstraints"]),
            conditions=self._named("matchConditions"), variables=self._named("variables"),
            validations=tuple(_validation(one, at) for at, one in enumerate(spec.get("validations") or ())),
            forgives=spec.get("failurePolicy") == "Ignore", param_kind=_param_kind(spec.get("paramKind")),
        )
        policy = policy._replace(rules=self._rules(policy))
        for path, problem, at in expressions.problems(policy):
            self._add(path, problem, at)
        return policy

    def binding(self) -> Binding | None:
        """The binding, if it has the form of one."""
        if not self._is_well_formed():
            return None
        spec = self.resource.body["spec"]
        reference = spec.get("paramRef")
        matched = spec.get("matchResources")
        return Binding(
            name=self.resource.id.name, policy=spec["policyName"], resource=self.resource,
            actions=tuple(spec.get("validationActions") or ("Deny",)),
            constraints=_constraints(matched) if matched else None,
            param_ref=ParamRef(
                reference.get("name", ""), reference.get("namespace", ""), reference.get("selector"),
                reference.get("parameterNotFoundAction") == "Deny") if reference else None,
        )

    def _is_well_formed(self) -> bool:
        body = self.resource.body
        unknown = next(_unknown(body), None)
        if unknown is not None:
            self._add((), f"it cannot be judged with, because a value in it is not known: {unknown.reason}")
            return False
        version = str(body.get("apiVersion")).rpartition("/")[2]
        if version not in VERSIONS:
            self._add(("apiVersion",), f"{shown(version)} is not one of {', '.join(VERSIONS)}")
        elif version != "v1alpha1" and self.resource.id.kind == BINDING:
            if not lookup(body, ("spec", "validationActions")):  # the first alpha version had none
                self._add(("spec",), "'validationActions' is missing")
        for failure in failures(body, SCHEMA):
            self._add(failure.path, failure.problem, on_key=failure.on_key)
        return not self.mistakes

    def _add(self, path: Path, problem: str, at: int | None = None, on_key: bool = False) -> None:
        file, offset = place_of(self.resource, self.sources, path, at)
        source = self.sources.get(file)
        if source is not None and on_key:  # a value was found; its key stands before it, mostly on the same line
            offset = max(source.text.rfind(str(path[-1]), 0, offset + len(str(path[-1]))), 0)
        line, column = source.position(offset) if source is not None else (0, 0)
        self.mistakes.append(Mistake(file, line, column, problem))

    def _named(self, key: str) -> tuple[Named, ...]:
        entries = self.resource.get("spec", key) or ()
        return tuple(
            Named(one["name"], Expression(one["expression"], ("spec", key, at, "expression")))
            for at, one in enumerate(entries)
        )

    def _rules(self, policy: Policy) -> tuple[Rule, ...]:
        """A rule for each validation: what reports, settings and the checklist know of it."""
        annotations = self.resource.get("metadata", "annotations") or {}
        text = next((str(annotations[key]).strip() for key in _DESCRIPTIONS if annotations.get(key)), "")
        several = len(policy.validations) > 1
        path, _ = place_of(self.resource, self.sources, ())
        return tuple(
            Rule(
                id=f"{policy.name}.{number}" if several else policy.name,
                title=f"Validation {number} of {POLICY} {policy.name} holds" if several
                else f"{POLICY} {policy.name} holds",
                category=ENGINE, severity=Severity.HIGH, since="",
                why=text or f"A cluster with this policy demands of such objects: {_line(one.expression.text)}",
                remediation=one.message or f"Make this expression true: {_line(one.expression.text)}",
                checklist=self._checklist(annotations.get(CHECKLIST)), engine=ENGINE, assertion=one.expression.text,
                message=one.message, path=path, pack=self.pack or ENGINE,
            )
            for number, one in enumerate(policy.validations, start=1)
        )

    def _checklist(self, words: Any) -> tuple[str, ...]:
        items = tuple(word.strip() for word in words.split(",") if word.strip()) if isinstance(words, str) else ()
        known = {one["id"] for one in precompiled.policies().checklist} if items else set()
        for item in items:
            if item not in known:
                problem = f"there is no checklist item {shown(item)}{nearest(item, sorted(known))}"
                self._add(("metadata", "annotations", CHECKLIST), problem)
        return items


def _unknown(value: Any) -> Iterator[Unknown]:
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, Unknown):
            yield one
        elif isinstance(one, dict):
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)


def _line(text: str) -> str:
    return " ".join(text.split())


def _validation(data: Mapping[str, Any], at: int) -> Validation:
    path: Path = ("spec", "validations", at)
    said = data.get("messageExpression")
    return Validation(
        Expression(data["expression"], (*path, "expression")), _line(data.get("message") or ""),
        Expression(said, (*path, "messageExpression")) if said else None,
    )


def _constraints(data: Mapping[str, Any]) -> Constraints:
    return Constraints(
        tuple(_resource_rule(one) for one in data.get("resourceRules") or ()),
        tuple(_resource_rule(one) for one in data.get("excludeResourceRules") or ()),
        data.get("namespaceSelector"), data.get("objectSelector"), data.get("matchPolicy") == "Exact",
    )


def _resource_rule(data: Mapping[str, Any]) -> ResourceRule:
    return ResourceRule(
        tuple(data["apiGroups"]), tuple(data["apiVersions"]), tuple(data["resources"]), tuple(data["operations"]),
        data.get("scope") or "*", tuple(data.get("resourceNames") or ()),
    )


def _param_kind(data: Any) -> Kind | None:
    if not data:
        return None
    group, slash, version = data["apiVersion"].rpartition("/")
    return Kind(group if slash else "", version, data["kind"])
