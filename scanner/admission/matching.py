"""Whether a policy or a binding looks at a request: yes, no, or not known from files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from scanner.admission.kinds import equivalents
from scanner.admission.records import GROUP, Constraints, ResourceRule
from scanner.admission.requests import METADATA_NAME, Request
from scanner.admission.world import World
from scanner.graph.labels import selects
from scanner.model.resource import Data
from scanner.model.unknown import Unknown

Truth: TypeAlias = bool | Unknown

_EXEMPT = frozenset({
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
})


def matches(constraints: Constraints, request: Request, world: World) -> Truth:
    """Whether constraints hold for a request. Kinds that configure admission itself are never looked at."""
    if request.kind.group == GROUP and request.kind.kind in _EXEMPT:
        return False
    excluded = any_of(_rule(one, request, constraints.exact) for one in constraints.excluded)
    named: Truth = not constraints.rules or any_of(_rule(one, request, constraints.exact) for one in constraints.rules)
    # What is cheap and certain comes first: a selector is asked only about what the rules name.
    return all_of([
        named, not excluded if isinstance(excluded, bool) else excluded,
        *(() if named is False else (_objects(constraints, request), _namespaces(constraints, request, world))),
    ])


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if one is, else unknown if one is."""
    unknown: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is not True:
            unknown = truth
    return unknown


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if one is, else unknown if one is."""
    unknown: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is not False:
            unknown = truth
    return unknown


# --- resource rules ----------------------------------------------------------------------


def _rule(rule: ResourceRule, request: Request, exact: bool) -> Truth:
    if not _named("CREATE", rule.operations) or not _resource(rule, request):
        return False
    return all_of([_api(rule, request, exact), _scope(rule, request), _names(rule, request)])


def _named(word: str, words: tuple[str, ...]) -> bool:
    return word in words or "*" in words


def _resource(rule: ResourceRule, request: Request) -> bool:
    """Whether the rule names the resource itself; with a subresource, as in pods/exec, it means other requests."""
    for word in rule.resources:
        name, slash, sub = word.partition("/")
        if name in ("*", request.plural) and (not slash or sub == "*"):
            return True
    return False


def _api(rule: ResourceRule, request: Request, exact: bool) -> Truth:
    if _named(request.kind.group, rule.groups) and _named(request.kind.version, rule.versions):
        return True
    if exact:
        return False
    for group in equivalents(request.kind.group, request.kind.kind):
        if _named(group, rule.groups):
            wanted = f"{group}/{rule.versions[0]}" if group else rule.versions[0]
            return Unknown(f"the policy looks at {wanted}, so the API server would convert the object first")
    return False


def _scope(rule: ResourceRule, request: Request) -> Truth:
    if rule.scope == "*":
        return True
    if request.namespaced is None:
        return Unknown("it is not known whether such objects have a namespace")
    return request.namespaced is (rule.scope == "Namespaced")


def _names(rule: ResourceRule, request: Request) -> Truth:
    if not rule.names:
        return True
    return request.name if isinstance(request.name, Unknown) else request.name in rule.names


# --- selectors -----------------------------------------------------------------------------


def _objects(constraints: Constraints, request: Request) -> Truth:
    if is_empty(constraints.objects):
        return True
    metadata = request.body.get("metadata")
    return selected(constraints.objects, metadata.get("labels") if isinstance(metadata, dict) else None)


def _namespaces(constraints: Constraints, request: Request, world: World) -> Truth:
    if is_empty(constraints.namespaces):
        return True
    if request.kind.kind == "Namespace" and not request.kind.group:
        return selected(constraints.namespaces, request.body.get("metadata", {}).get("labels"))
    namespace = world.namespace(request)
    if namespace is None:  # objects without a namespace are never passed over because of one
        return True
    if isinstance(namespace, Unknown):
        known = {METADATA_NAME: request.namespace} if isinstance(request.namespace, str) else {}
        return selected(constraints.namespaces, known, namespace)
    return selected(constraints.namespaces, namespace["metadata"]["labels"])


def is_empty(selector: Data) -> bool:
    """Whether a selector selects everything because it says nothing."""
    return not selector or not (selector.get("matchLabels") or selector.get("matchExpressions"))


def selected(selector: Mapping[str, Data], labels: Data, others: Unknown | None = None) -> Truth:
    """Whether a selector holds for labels; `others`: there may be more of them than are known."""
    if isinstance(labels, Unknown):
        return labels
    known = labels if isinstance(labels, dict) else {}
    wanted = [{"key": key, "operator": "In", "values": [value]}
              for key, value in (selector.get("matchLabels") or {}).items()]
    wanted += selector.get("matchExpressions") or []

    def holds(one: Mapping[str, Data]) -> Truth:
        value = known.get(one["key"])
        if isinstance(value, Unknown):
            return value
        if value is None and others is not None:
            return others
        texts = {key: str(member) for key, member in known.items() if isinstance(member, str)}
        return selects({"matchExpressions": [{**one, "values": one.get("values") or []}]}, texts)

    return all_of(holds(one) for one in wanted)
