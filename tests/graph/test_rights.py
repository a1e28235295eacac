import pytest

from scanner.graph.rights import EVERYWHERE, MAX_LIMITED, Rights, Subject, account
from scanner.model.graph import Edge
from scanner.model.resource import Resource, Resources, identify
from scanner.model.unknown import Unknown

RBAC = "rbac.authorization.k8s.io"


def resource(kind: str, name: str, namespace: str = "", **body: object) -> Resource:
    whole = {"apiVersion": f"{RBAC}/v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}, **body}
    return Resource(identify(whole), whole)


def rule(groups: str, resources: str, verbs: str, names: str = "") -> dict[str, object]:
    found: dict[str, object] = {"apiGroups": [groups], "resources": resources.split(), "verbs": verbs.split()}
    return found | ({"resourceNames": names.split()} if names else {})


def rights_of(*rules: object, kind: str = "RoleBinding", complete: bool = True, **role: object) -> Rights:
    """The rights of an account web in the namespace shop that is bound to a role with the rules."""
    granted = resource("ClusterRole", "r", rules=list(rules), **role)
    binding = resource(kind, "b", "shop", roleRef={"kind": "ClusterRole", "name": "r"},
                       subjects=[{"kind": "ServiceAccount", "name": "web", "namespace": "shop"}])
    return Rights(Resources((granted, binding)), {binding: [Edge(binding, "grants", granted)]}, complete)


WEB = account("", "shop", "web")


@pytest.mark.parametrize(("written", "powers"), [
    (rule("", "pods", "create"), {"pods"}),
    (rule("", "pods", "get list"), set()),
    (rule("apps", "pods", "create"), set()),
    (rule("", "pods", "*"), {"pods", "change pods"}),
    (rule("*", "pods", "patch"), {"change pods"}),
    (rule("", "*/exec", "create"), {"exec"}),
    (rule("", "pods/*", "create"), set()),  # a wildcard that RBAC does not know
    (rule("", "pods/exec", "get"), set()),
    (rule("apps", "deployments", "update"), {"workloads"}),
    (rule("batch", "cronjobs", "create"), {"jobs"}),
    (rule("", "secrets", "create list"), {"create secrets", "read secrets"}),
    (rule("", "secrets", "get", "db"), set()),
    (rule("", "serviceaccounts/token", "create", "db"), {"tokens"}),
    (rule("", "serviceaccounts", "impersonate"), {"impersonate accounts"}),
    (rule("", "groups", "impersonate", "developers"), set()),
    (rule("", "groups", "impersonate", "system:masters"), {"impersonate users"}),
    (rule(RBAC, "clusterroles", "bind", "view"), set()),
    (rule(RBAC, "clusterroles", "bind", "cluster-admin view"), {"bind"}),
    (rule(RBAC, "roles", "escalate update"), {"escalate", "change roles"}),
    (rule("", "nodes/proxy", "get"), {"nodes"}),
    (rule("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "patch"), {"mutate"}),
    (rule("admissionregistration.k8s.io", "validatingwebhookconfigurations", "patch"), set()),
    ("text", set()),
    ({"verbs": "create", "resources": ["pods"], "apiGroups": [""]}, set()),
])
def test_powers_of_a_rule(written: object, powers: set[str]) -> None:
    assert {held.power.kind for held in rights_of(written).of(WEB)} == powers


def test_everything() -> None:
    assert "everything" in {held.power.kind for held in rights_of(rule("*", "*", "*")).of(WEB)}
    assert "everything" not in {held.power.kind for held in rights_of(rule("", "*", "*")).of(WEB)}


def test_the_binding_decides_where() -> None:
    (near,) = rights_of(rule("", "pods", "create")).of(WEB)
    (far,) = rights_of(rule("", "pods", "create"), kind="ClusterRoleBinding").of(WEB)
    assert (near.scope, far.scope) == ("shop", EVERYWHERE)
    assert near.place[0].id.short == "ClusterRole/r" and near.place[1] == ("rules", 0)


def test_the_first_rule_that_gives_a_power_is_named() -> None:
    (held,) = rights_of(rule("", "pods", "get"), rule("", "pods", "create"), rule("", "pods", "create")).of(WEB)
    assert held.power.number == 1


@pytest.mark.parametrize(("subject", "count"), [
    (account("", "shop", "web"), 1), (account("", "other", "web"), 0), (account("x", "shop", "web"), 0),
    (Subject("", "User", "", "web"), 0),
])
def test_whose_rights(subject: Subject, count: int) -> None:
    assert len(list(rights_of(rule("", "pods", "create")).of(subject))) == count


@pytest.mark.parametrize("group", ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"])
def test_accounts_belong_to_groups(group: str) -> None:
    binding = resource("ClusterRoleBinding", "b", roleRef={"kind": "ClusterRole", "name": "edit"},
                       subjects=[{"kind": "Group", "name": group}, {"kind": "Cat", "name": "x"}, 3])
    rights = Rights(Resources((binding,)), {}, True)
    assert any(rights.of(WEB))
    assert any(rights.of(account("", "other", "web"))) is (group != "system:serviceaccounts:shop")
    assert [subject.kind for subject in rights.subjects] == ["Group"]


@pytest.mark.parametrize(("name", "powers", "doubt"), [
    ("view", False, None), ("edit", True, None), ("cluster-admin", True, None),
    ("gone", False, "what ClusterRole/gone allows is not among what was read"),
])
def test_roles_of_every_cluster(name: str, powers: bool, doubt: str | None) -> None:
    binding = resource("RoleBinding", "b", "shop", roleRef={"kind": "ClusterRole", "name": name},
                       subjects=[{"kind": "ServiceAccount", "name": "web"}])
    rights = Rights(Resources((binding,)), {}, True)
    assert any(rights.of(WEB)) is powers
    found = rights.doubt(WEB)
    assert (found.reason if found else None) == doubt
    assert all(held.place == (binding, ("roleRef",)) for held in rights.of(WEB))


HIDDEN = Unknown("a value failed")


@pytest.mark.parametrize("rules", [
    [HIDDEN], [{"apiGroups": [""], "resources": HIDDEN, "verbs": ["get"]}],
    [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", HIDDEN]}],
])
def test_rules_that_are_not_known(rules: list[object]) -> None:
    assert rights_of(*rules).doubt(WEB) == HIDDEN
    assert rights_of(*rules).doubt(account("", "shop", "other")) is None


@pytest.mark.parametrize("changes", [
    {"roleRef": HIDDEN}, {"roleRef": {"kind": "Role", "name": HIDDEN}}, {"subjects": HIDDEN},
    {"subjects": [{"kind": "ServiceAccount", "name": HIDDEN}]}, {"subjects": [HIDDEN]},
])
def test_a_binding_that_is_not_known_may_be_about_anybody(changes: dict[str, object]) -> None:
    body = {"roleRef": {"kind": "ClusterRole", "name": "edit"}, "subjects": [], **changes}
    rights = Rights(Resources((resource("ClusterRoleBinding", "b", **body),)), {}, True)
    assert rights.doubt(account("", "any", "body")) == HIDDEN
    assert rights.doubt(account("other unit", "any", "body")) is None


def test_what_a_role_takes_in_may_lie_elsewhere() -> None:
    aggregation = {"aggregationRule": {"clusterRoleSelectors": []}}
    assert rights_of(complete=True, **aggregation).doubt(WEB) is None
    assert rights_of(complete=False, **aggregation).doubt(WEB) is not None


def test_many_rules_for_named_objects_are_not_all_looked_at() -> None:
    many = [rule("", "serviceaccounts/token", "create", f"a{number}") for number in range(MAX_LIMITED + 1)]
    rights = rights_of(*many)
    assert len(list(rights.of(WEB))) == MAX_LIMITED
    assert rights.doubt(WEB) is not None
