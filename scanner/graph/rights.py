"""What accounts, users and groups may do, as RBAC adds it up: as far as it leads to more rights than their roles say.

A power is a thing a rule allows that leads further, such as creating pods. Roles are looked at once each, so that the
work grows with what is written and not with who is bound to what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.graph.links import items, numbered, text
from scanner.model.graph import Edge
from scanner.model.resource import Data, Path, Resource, Resources
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple

EVERYWHERE = "*"

MAX_LIMITED = 50
"""Most rules of one role that are limited to named objects and looked at."""

_RBAC = "rbac.authorization.k8s.io"
_CHANGE = ("create", "update", "patch")
_READ = ("get", "list", "watch")

# By power: the group, the resources and the verbs, any of which gives it.
POWERS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "pods": ("", ("pods",), ("create",)),
    "change pods": ("", ("pods",), ("update", "patch")),
    "controllers": ("", ("replicationcontrollers",), _CHANGE),
    "workloads": ("apps", ("deployments", "statefulsets", "daemonsets", "replicasets"), _CHANGE),
    "jobs": ("batch", ("jobs", "cronjobs"), _CHANGE),
    "exec": ("", ("pods/exec", "pods/attach"), ("create",)),
    "debug": ("", ("pods/ephemeralcontainers",), ("update", "patch")),
    "tokens": ("", ("serviceaccounts/token",), ("create",)),
    "impersonate accounts": ("", ("serviceaccounts",), ("impersonate",)),
    "impersonate users": ("", ("users", "groups"), ("impersonate",)),
    "create secrets": ("", ("secrets",), ("create",)),
    "read secrets": ("", ("secrets",), _READ),
    "escalate": (_RBAC, ("clusterroles", "roles"), ("escalate",)),
    "change roles": (_RBAC, ("clusterroles", "roles"), ("update", "patch")),
    "bind": (_RBAC, ("clusterroles", "roles"), ("bind",)),
    "change cluster bindings": (_RBAC, ("clusterrolebindings",), _CHANGE),
    "change bindings": (_RBAC, ("rolebindings",), _CHANGE),
    "nodes": ("", ("nodes/proxy",), ("get", "create")),
    "request certificates": ("certificates.k8s.io", ("certificatesigningrequests",), ("create",)),
    "approve certificates": ("certificates.k8s.io", ("certificatesigningrequests/approval",), ("update", "patch")),
    "approve for signers": ("certificates.k8s.io", ("signers",), ("approve",)),
    "mutate": ("admissionregistration.k8s.io", ("mutatingwebhookconfigurations", "mutatingadmissionpolicies"), _CHANGE),
    "volumes": ("", ("persistentvolumes",), ("create",)),
}

_BY_GROUP: dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]] = {}
for _kind, (_group, _resources, _verbs) in POWERS.items():
    _BY_GROUP.setdefault(_group, []).append((_kind, _resources, _verbs))

# Powers over named accounts, and powers that lead on where one of these names is among those they are limited to; any
# other limited power leads nowhere, because nothing is created under a name that a rule can know.
_NAMED = frozenset({"tokens", "impersonate accounts"})
_MIGHTY = {"impersonate users": "system:masters", "bind": "cluster-admin", "escalate": "cluster-admin"}

_EVERYTHING: dict[str, Data] = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
_EDIT: tuple[dict[str, Data], ...] = (
    {"apiGroups": [""], "resources": ["secrets", "pods", "replicationcontrollers"], "verbs": [*_CHANGE, *_READ]},
    {"apiGroups": [""], "resources": ["pods/exec", "pods/attach", "serviceaccounts/token"], "verbs": ["create"]},
    {"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["impersonate"]},
    {"apiGroups": ["apps", "batch"], "verbs": [*_CHANGE],
     "resources": ["deployments", "statefulsets", "daemonsets", "replicasets", "jobs", "cronjobs"]},
)
# Roles that every cluster has, as far as their rules matter here.
_BUILT_IN: dict[str, tuple[dict[str, Data], ...]] = {
    "cluster-admin": (_EVERYTHING,),
    "admin": _EDIT,
    "edit": _EDIT,
    **dict.fromkeys((
        "view", "system:auth-delegator", "system:basic-user", "system:discovery", "system:public-info-viewer",
        "system:service-account-issuer-discovery", "extension-apiserver-authentication-reader"), ()),
}


class Subject(NamedTuple):
    """Who rights are granted to; `namespace` is "" for users and groups."""

    unit: str
    kind: str
    namespace: str
    name: str


class Power(NamedTuple):
    """What a rule of a role allows: a verb for a resource, of the named objects only where there are names."""

    kind: str
    verb: str
    resource: str
    number: int
    names: tuple[str, ...] = ()


class Held(NamedTuple):
    """A power that a subject of a binding holds, in one namespace or `EVERYWHERE`.

    `role` is None for the roles that every cluster has; `subject` is the number of the subject in the binding.
    """

    power: Power
    scope: str
    binding: Resource
    subject: int
    role: Resource | None
    role_name: str

    @property
    def place(self) -> tuple[Resource, Path]:
        """Where the rule stands; for a role that every cluster has, where the binding names it."""
        return (self.binding, ("roleRef",)) if self.role is None else (self.role, ("rules", self.power.number))


class _Granted(NamedTuple):
    """The powers of one role of a binding."""

    role: Resource | None
    name: str
    powers: tuple[Power, ...]


class Rights:
    """The powers of every subject of the bindings, and what about their rights is not known.

    complete: everything that is deployed together was read.
    """

    def __init__(self, resources: Resources, grants: Mapping[Resource, list[Edge]], complete: bool) -> None:
        self._complete = complete
        self._roles: dict[Resource, tuple[tuple[Power, ...], Unknown | None]] = {}
        self._bound: dict[Subject, list[tuple[Resource, int]]] = {}
        self._granted: dict[Resource, list[_Granted]] = {}
        self._doubts: dict[Resource, Unknown] = {}
        self._blurred: dict[str, Unknown] = {}
        for binding in resources.of_kind("RoleBinding", "ClusterRoleBinding"):
            self._add(binding, [edge.target for edge in grants.get(binding, ())])

    @property
    def subjects(self) -> dict[Subject, tuple[Resource, int]]:
        """Every subject of a binding, with the first binding and its number there."""
        return {subject: bound[0] for subject, bound in self._bound.items()}

    def of(self, subject: Subject) -> Iterator[Held]:
        """All powers of a subject, those of the groups of an account included."""
        for one in (subject, *_groups(subject)):
            for binding, number in self._bound.get(one, ()):
                scope = EVERYWHERE if binding.id.kind == "ClusterRoleBinding" else binding.space
                for role, name, powers in self._granted[binding]:
                    for power in powers:
                        yield Held(power, scope, binding, number, role, name)

    def doubt(self, subject: Subject) -> Unknown | None:
        """What of its rights is not known, if anything."""
        for one in (subject, *_groups(subject)):
            for binding, _ in self._bound.get(one, ()):
                if binding in self._doubts:
                    return self._doubts[binding]
        return self._blurred.get(subject.unit)

    def _add(self, binding: Resource, roles: list[Resource]) -> None:
        reference, subjects = binding.get("roleRef"), binding.get("subjects")
        hidden = _unknown(reference, *_inside(reference), subjects, *_inside(subjects))
        if hidden is not None:
            self._blurred.setdefault(binding.unit, hidden)
            return
        kind, name = text(reference, "kind"), text(reference, "name")
        granted: list[_Granted] = []
        doubt = None
        if not any(role.id.name == name for role in roles):
            granted.append(_Granted(None, name, _powers(list(_BUILT_IN.get(name, ())))[0]))
            if name not in _BUILT_IN:
                doubt = Unknown(f"what {kind}/{name} allows is not among what was read")
        for role in roles:
            powers, unclear = self._role(role)
            granted.append(_Granted(role, role.id.name, powers))
            doubt = doubt or unclear
        self._granted[binding] = granted
        if doubt is not None:
            self._doubts[binding] = doubt
        for number, subject in _subjects(binding):
            self._bound.setdefault(subject, []).append((binding, number))

    def _role(self, role: Resource) -> tuple[tuple[Power, ...], Unknown | None]:
        """The powers of a role, and what of its rules is not known."""
        if role not in self._roles:
            rules = role.get("rules")
            powers, doubt = _powers(rules)
            if doubt is None and role.get("aggregationRule") is not None and not self._complete:
                doubt = Unknown(f"what {role.id.short} takes in may not be among what was read")
            self._roles[role] = powers, doubt
        return self._roles[role]


def account(unit: str, namespace: str, name: str) -> Subject:
    """A service account as a subject."""
    return Subject(unit, "ServiceAccount", namespace, name)


def _groups(subject: Subject) -> tuple[Subject, ...]:
    if subject.kind != "ServiceAccount":
        return ()
    return tuple(Subject(subject.unit, "Group", "", name) for name in (
        f"system:serviceaccounts:{subject.namespace}", "system:serviceaccounts", "system:authenticated"))


def _subjects(binding: Resource) -> Iterator[tuple[int, Subject]]:
    for number, subject in enumerate(items(binding.body, "subjects")):
        kind, name = text(subject, "kind"), text(subject, "name")
        if kind == "ServiceAccount" and name:
            yield number, account(binding.unit, text(subject, "namespace") or binding.space, name)
        elif kind in ("User", "Group") and name:
            yield number, Subject(binding.unit, kind, "", name)


def _powers(rules: Data) -> tuple[tuple[Power, ...], Unknown | None]:
    """The powers that rules give, each unlimited one from the first rule that does, and what is not known of them."""
    found: dict[tuple[str, tuple[str, ...]], Power] = {}
    doubt = _unknown(rules, *_inside(rules))
    limited = 0
    for path, rule in numbered(rules):
        names = tuple(one for one in items(rule, "resourceNames") if isinstance(one, str))
        limited += bool(names)
        if limited > MAX_LIMITED:
            doubt = doubt or Unknown("a role has more rules for named objects than are looked at")
            break
        for power in _allowed(rule, int(path[-1]), names):
            found.setdefault((power.kind, power.names), power)
    return tuple(found.values()), doubt


def _allowed(rule: dict[str, Data], number: int, names: tuple[str, ...]) -> Iterator[Power]:
    groups, resources, verbs = (
        [one for one in items(rule, field) if isinstance(one, str)] for field in ("apiGroups", "resources", "verbs"))
    if "*" in groups and "*" in resources and "*" in verbs and not names:
        yield Power("everything", "*", "*", number)
    for group, powers in _BY_GROUP.items():
        for kind, wanted, wanted_verbs in powers if "*" in groups or group in groups else ():
            resource = next((one for one in wanted if _covers(resources, one)), "")
            verb = wanted_verbs[0] if "*" in verbs else next((one for one in wanted_verbs if one in verbs), "")
            if resource and verb and (not names or kind in _NAMED or _MIGHTY.get(kind) in names):
                yield Power(kind, verb, resource, number, names if kind in _NAMED else ())


def _covers(resources: list[str], wanted: str) -> bool:
    _, slash, part = wanted.partition("/")
    return "*" in resources or wanted in resources or bool(slash) and f"*/{part}" in resources


def _unknown(*values: Data) -> Unknown | None:
    """The first of the values that is not known."""
    return next((one for one in values if isinstance(one, Unknown)), None)


def _inside(data: Data) -> Iterator[Data]:
    """What is in a map, or in a list of maps: rules of a role, subjects of a binding."""
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield one
        for value in one.values() if isinstance(one, dict) else ():
            yield value
            yield from value if isinstance(value, list) else ()
