"""The parameters of a policy, looked up among everything that was read."""

from __future__ import annotations


from scanner.admission.matching import is_empty, selected
from scanner.admission.records import Binding, Kind, ParamRef, Policy
from scanner.admission.requests import Request
from scanner.admission.world import World
from scanner.model.resource import Data, Resource
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple
from scanner.rules import cel, unknowns


class Failure(NamedTuple):
    """The binding cannot be evaluated; what follows is a matter of the failurePolicy."""

    reason: str


def find(policy: Policy, binding: Binding, request: Request, world: World) -> list[Data] | Failure:
    """The values of `params` for which a policy is evaluated: None without parameters, Unknown for some not read.

    An empty list: the binding leaves the request alone, because there are no parameters.
    """
    kind, reference = policy.param_kind, binding.param_ref
    if kind is None or reference is None:
        return [None]
    namespaced = world.kinds.find(kind.group, kind.kind).namespaced
    if reference.namespace and namespaced is False:
        return Failure(f"the binding {binding.name} names a namespace for parameters that have none")
    namespace: str | Unknown = reference.namespace
    if namespaced is not False and not reference.namespace:
        if request.namespaced is False:
            return Failure(f"the binding {binding.name} looks for parameters in the namespace of an object without one")
        namespace = request.namespace
    if namespaced is not False and isinstance(namespace, Unknown):
        return [Unknown(f"its parameters lie in its namespace: {namespace.reason}")]
    places = None if namespaced is False else {namespace} if namespaced else {namespace, ""}
    found = [one for one in world.of_kind(kind.group, kind.kind)
             if places is None or (one.id.namespace or "default") in places or one.id.namespace in places]
    return _chosen(found, kind, reference, world, str(namespace))


def _chosen(
    found: list[Resource], kind: Kind, reference: ParamRef, world: World, namespace: str,
) -> list[Data] | Failure:
    if reference.name:
        found = [one for one in found if one.id.name == reference.name]
        wanted = f"{kind.kind}/{reference.name}" + (f" in namespace {namespace}" if namespace else "")
    else:
        wanted = f"objects of kind {kind.kind} with the labels that the binding selects"
        kept = []
        for one in found:
            labels = one.get("metadata", "labels")
            holds = is_empty(reference.selector) or selected(reference.selector, labels)
            if isinstance(holds, Unknown):
                return [holds]
            if holds:
                kept.append(one)
        found = kept
    if found:
        return [_value(one) for one in (found[:1] if reference.name else found)]
    if not world.complete:
        return [Unknown(f"its parameters, {wanted}, are not among the files")]
    return Failure(f"there are no parameters: {wanted}") if reference.denies else []


def _value(resource: Resource) -> Data:
    body = cel.plain(resource.body)
    unknown = next((value for _, value in unknowns.find(body)), None)
    return body if unknown is None else Unknown(f"a parameter is not known: {unknown.reason}")
