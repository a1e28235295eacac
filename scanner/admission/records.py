"""ValidatingAdmissionPolicies and their bindings as records; expressions stay text with the path they stand at."""

from __future__ import annotations


from scanner.model.resource import Data, Path, Resource
from scanner.model.rule import Rule, Severity
from scanner.records import NamedTuple

GROUP = "admissionregistration.k8s.io"
POLICY, BINDING = "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"

ENGINE = "admission"
"""The engine of the rules that stand for validations."""

ACTIONS = {"Deny": Severity.HIGH, "Warn": Severity.MEDIUM, "Audit": Severity.LOW}
"""What a cluster does when a validation fails, and the severity of a finding of it."""


class Expression(NamedTuple):
    """Text in CEL, and where it stands in the body of its policy."""

    text: str
    path: Path


class Named(NamedTuple):
    """A match condition or a variable."""

    name: str
    expression: Expression


class Validation(NamedTuple):
    """What must hold; `said` makes the message where it gives one, `message` is told otherwise."""

    expression: Expression
    message: str = ""
    said: Expression | None = None


class ResourceRule(NamedTuple):
    """Requests by what they are about; `*` in a list stands for everything. names: of objects, all when empty."""

    groups: tuple[str, ...]
    versions: tuple[str, ...]
    resources: tuple[str, ...]
    operations: tuple[str, ...]
    scope: str = "*"
    names: tuple[str, ...] = ()


class Constraints(NamedTuple):
    """Which requests are looked at. `exact`: only the API versions that are named, none of equal meaning."""

    rules: tuple[ResourceRule, ...] = ()
    excluded: tuple[ResourceRule, ...] = ()
    namespaces: Data = None
    objects: Data = None
    exact: bool = False


class Kind(NamedTuple):
    """Group, version and kind of objects."""

    group: str
    version: str
    kind: str

    @property
    def api_version(self) -> str:
        """As it is written under apiVersion."""
        return f"{self.group}/{self.version}" if self.group else self.version


class Policy(NamedTuple):
    """One policy. rules: one for each validation, in the same order. forgives: failurePolicy is Ignore."""

    name: str
    resource: Resource
    constraints: Constraints
    conditions: tuple[Named, ...] = ()
    variables: tuple[Named, ...] = ()
    validations: tuple[Validation, ...] = ()
    rules: tuple[Rule, ...] = ()
    forgives: bool = False
    param_kind: Kind | None = None


class ParamRef(NamedTuple):
    """Which objects are parameters: one by name, or all that a selector selects. `denies` where there is none."""

    name: str = ""
    namespace: str = ""
    selector: Data = None
    denies: bool = False


class Binding(NamedTuple):
    """Puts a policy in force. constraints: narrower ones, None for those of the policy alone."""

    name: str
    policy: str
    resource: Resource | None
    actions: tuple[str, ...]
    constraints: Constraints | None = None
    param_ref: ParamRef | None = None

    @property
    def severity(self) -> Severity:
        """Of the gravest of its actions."""
        return max((ACTIONS[action] for action in self.actions), default=Severity.LOW)


class Bound(NamedTuple):
    """A policy in force, with all its bindings."""

    policy: Policy
    bindings: tuple[Binding, ...]
