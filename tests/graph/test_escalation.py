import pytest

from scanner.graph.build import build
from scanner.graph.escalation import MAX_STEPS
from scanner.inputs.manifests import load
from scanner.model.graph import Graph
from scanner.model.resource import Resource, identify
from scanner.model.source import SourceFile
from scanner.model.unknown import Unknown

POD = ("apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: %s}\n"
       "spec: {serviceAccountName: %s, containers: []%s}\n---\n")
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s, namespace: %s}\n---\n"


def role(name: str, rules: str, namespace: str = "") -> str:
    kind = f"Role\nmetadata: {{name: {name}, namespace: {namespace}}}" if namespace else (
        f"ClusterRole\nmetadata: {{name: {name}}}")
    return f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nrules: [{rules}]\n---\n"


def bound(role_name: str, subject: str, namespace: str = "", kind: str = "ClusterRole") -> str:
    """A binding of the same name as the role; in a namespace, or everywhere."""
    of = f"RoleBinding\nmetadata: {{name: {role_name}, namespace: {namespace}}}" if namespace else (
        f"ClusterRoleBinding\nmetadata: {{name: {role_name}}}")
    return (f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {of}\n"
            f"roleRef: {{kind: {kind}, name: {role_name}}}\nsubjects: [{subject}]\n---\n")


def web(namespace: str = "shop", name: str = "web") -> str:
    return f"{{kind: ServiceAccount, name: {name}, namespace: {namespace}}}"


def rule(group: str, resources: str, verbs: str) -> str:
    return f"{{apiGroups: ['{group}'], resources: [{resources}], verbs: [{verbs}]}}"


def graph_of(text: str, complete: bool = True) -> Graph:
    resources, notices = load([SourceFile("rbac.yaml", text)])
    assert not notices
    return build(resources, complete=complete)


def told(text: str, relation: str = "takes_over") -> list[str]:
    """The chains of all links of the relation that begin at a Pod."""
    graph = graph_of(text)
    return [edge.reason for edge in graph.edges if edge.relation == relation and edge.source.id.kind == "Pod"]


RUNS = POD % ("web", "shop", "web", "")
RBAC = "rbac.authorization.k8s.io"
CERTIFICATES = "certificates.k8s.io"


@pytest.mark.parametrize(("rules", "says"), [
    (rule("*", "'*'", "'*'"), "may do everything in every namespace"),
    (rule("", "pods", "create"),
     "may create pods in every namespace and so run as the accounts there, those of kube-system too"),
    (rule("apps", "deployments", "patch"), "may patch deployments in every namespace and so run as"),
    (rule("batch", "jobs", "create"), "may create jobs in every namespace and so run as"),
    (rule("", "pods/exec", "create"), "may create pods/exec in every namespace and so act as the accounts of the pods"),
    (rule("", "pods/ephemeralcontainers", "patch"), "may patch pods/ephemeralcontainers in every namespace and so act"),
    (rule("", "pods", "patch"), "may patch pods in every namespace and so act as the accounts of the pods there"),
    (rule("", "serviceaccounts/token", "create"), "may create serviceaccounts/token in every namespace and so act as"),
    (rule("", "serviceaccounts", "impersonate"), "may impersonate serviceaccounts in every namespace and so act as"),
    (rule("", "users", "impersonate"), "may impersonate users and so act as an administrator"),
    (rule("", "nodes/proxy", "get"), "may get nodes/proxy and so run commands in every pod"),
    (rule("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "create"),
     "may create mutatingwebhookconfigurations and so change what others create"),
    (rule("", "secrets", "create, get"), "may create secrets in every namespace, which may get secrets in every "
     "namespace and so obtain the tokens of the accounts there, those of kube-system too"),
    (rule(RBAC, "clusterroles", "escalate, update"), "may escalate clusterroles in every namespace, which may update "
     "clusterroles in every namespace and so give itself all rights"),
    (rule(RBAC, "clusterroles", "bind") + "," + rule(RBAC, "clusterrolebindings", "create"),
     "may bind clusterroles in every namespace, which may create clusterrolebindings and so give itself all rights"),
    (rule(CERTIFICATES, "certificatesigningrequests, certificatesigningrequests/approval", "create, update") + ","
     + rule(CERTIFICATES, "signers", "approve"), "may approve signers and so log in as any user"),
])
def test_rights_everywhere_that_lead_to_all_rights(rules: str, says: str) -> None:
    (chain,) = told(RUNS + role("r", rules) + bound("r", web()))
    assert chain.startswith("it runs as ServiceAccount/web; ClusterRoleBinding/r grants ClusterRole/r to "
                            "ServiceAccount/web, which may ")
    assert says in chain


@pytest.mark.parametrize("rules", [
    rule("", "pods, services", "get, list, watch"),
    rule("", "secrets", "get"),
    rule("", "secrets", "create"),
    rule(RBAC, "clusterroles", "escalate"),
    rule(RBAC, "clusterroles", "bind"),
    rule(RBAC, "clusterrolebindings", "create"),
    rule(CERTIFICATES, "certificatesigningrequests", "create"),
    rule("", "persistentvolumes", "create"),
    rule("apps", "deployments/scale", "patch"),
])
def test_rights_that_lead_nowhere(rules: str) -> None:
    assert told(RUNS + role("r", rules) + bound("r", web())) == []


@pytest.mark.parametrize(("namespace", "leads"), [("shop", False), ("kube-system", True)])
@pytest.mark.parametrize("rules", [
    rule("", "pods", "create"), rule("*", "'*'", "'*'"), rule("", "secrets", "create, list"),
    rule(RBAC, "roles", "escalate, patch"), rule(RBAC, "roles, rolebindings", "bind, create"),
])
def test_the_accounts_of_kube_system_lead_on(rules: str, namespace: str, leads: bool) -> None:
    assert bool(told(RUNS + role("r", rules, namespace) + bound("r", web(), namespace, "Role"))) is leads


def test_volumes_lead_to_nodes_with_pods_only() -> None:
    volumes = role("v", rule("", "persistentvolumes", "create")) + bound("v", web())
    pods = role("p", rule("", "pods", "create"), "shop") + bound("p", web(), "shop", "Role")
    assert told(RUNS + volumes) == told(RUNS + pods) == []
    (chain,) = told(RUNS + volumes + pods)
    assert chain.endswith("which may create pods in shop and so reach the disks of the nodes")


ADMIN = bound("cluster-admin", web("build", "admin"))


@pytest.mark.parametrize(("rules", "leads"), [
    (rule("", "pods", "create"), True),
    (rule("", "serviceaccounts/token", "create"), True),
    (rule("", "secrets", "create, get"), True),
    (rule("", "pods/exec", "create"), False),
    (rule("", "pods", "get"), False),
    ("{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create], resourceNames: [admin]}", True),
    ("{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create], resourceNames: [other]}", False),
])
def test_by_way_of_another_account_of_the_namespace(rules: str, leads: bool) -> None:
    runner = role("r", rules, "build") + bound("r", web(), "build", "Role")
    chains = told(RUNS + runner + ADMIN)
    assert bool(chains) is leads
    for chain in chains:
        assert "there, ServiceAccount/admin for one; ClusterRoleBinding/cluster-admin grants" in chain
        assert chain.endswith("cluster-admin to ServiceAccount/admin, which may do everything in every namespace")


def test_commands_in_pods_lead_to_the_accounts_that_pods_run_as() -> None:
    runner = role("r", rule("", "pods/exec", "create"), "build") + bound("r", web(), "build", "Role")
    chains = told(RUNS + POD % ("admin", "build", "admin", "") + runner + ADMIN)
    assert len(chains) == 2 and "act as the accounts of the pods there, ServiceAccount/admin for one" in chains[0]


def test_the_shortest_chain_is_told() -> None:
    both = role("r", rule("", "pods", "create"), "build") + bound("r", web(), "build", "Role") + ADMIN
    (chain,) = told(RUNS + both + role("s", rule("", "nodes/proxy", "get")) + bound("s", web()))
    assert "nodes/proxy" in chain and "admin for one" not in chain


def test_long_chains_are_cut_in_the_middle() -> None:
    text = POD % ("a0", "n0", "a0", "")
    for number in range(MAX_STEPS):
        text += role(f"r{number}", rule("", "pods", "create"), f"n{number + 1}")
        text += bound(f"r{number}", web(f"n{number}", f"a{number}"), f"n{number + 1}", "Role")
    text += bound("cluster-admin", web(f"n{MAX_STEPS}", f"a{MAX_STEPS}"))
    (edge,) = [edge for edge in graph_of(text).edges if edge.relation == "takes_over"]
    assert MAX_STEPS <= len(edge.chain) <= MAX_STEPS + 3
    assert edge.reason.endswith("which may do everything in every namespace")


def test_circles_come_to_an_end() -> None:
    circle = "".join(role(f"r{here}", rule("", "pods", "create"), there) + bound(f"r{here}", web(here), there, "Role")
                     for here, there in (("shop", "build"), ("build", "shop")))
    assert told(RUNS + circle) == []


def test_each_step_has_its_place() -> None:
    rules = rule("", "nodes", "get") + "," + rule("", "nodes/proxy", "get")
    graph = graph_of(RUNS + ACCOUNT % ("web", "shop") + role("r", rules) + bound("r", web()))
    pod, account, granted, binding = graph.resources
    (edge,) = graph.outgoing(pod, "takes_over")
    assert [(step.resource, step.because) for step in edge.chain] == [
        (pod, ("spec", "serviceAccountName")), (binding, ("subjects", 0)), (granted, ("rules", 1))]
    assert edge.target is granted
    (edge,) = graph.outgoing(account, "takes_over")
    assert edge.chain[0].says == "Pod/web runs as it"


@pytest.mark.parametrize(("pod", "account", "leads"), [
    ("", "", True),
    (", automountServiceAccountToken: false", "", False),
    ("", "automountServiceAccountToken: false\n", False),
    (", automountServiceAccountToken: true", "automountServiceAccountToken: false\n", True),
    (", automountServiceAccountToken: false, volumes: [{projected: {sources: [{serviceAccountToken: {path: t}}]}}]", "",
     True),
])
def test_without_a_token_a_pod_is_nobody(pod: str, account: str, leads: bool) -> None:
    text = POD % ("web", "shop", "web", pod) + (ACCOUNT % ("web", "shop")).removesuffix("---\n") + f"{account}---\n"
    assert bool(told(text + bound("cluster-admin", web()))) is leads


def test_users_and_groups() -> None:
    graph = graph_of(role("r", rule("", "pods", "create")) + bound("r", "{kind: User, name: eva}")
                     + bound("view", "{kind: Group, name: readers}")
                     + bound("cluster-admin", "{kind: Group, name: 'system:masters'}"))
    (edge,) = [edge for edge in graph.edges if edge.relation == "takes_over"]
    assert (edge.source.id.name, edge.because) == ("r", ("subjects", 0))
    assert "grants ClusterRole/r to User/eva" in edge.reason


@pytest.mark.parametrize(("rules", "says"), [
    (rule("", "secrets", "list"), "which may list secrets in shop"),
    (rule("", "pods", "create"), "which may create pods in shop and so mount any Secret there"),
    (rule("apps", "statefulsets", "patch"), "which may patch statefulsets in shop and so mount any Secret there"),
    (rule("", "secrets", "create"), ""),
    (rule("", "pods/exec", "create"), ""),
])
def test_who_reads_secrets(rules: str, says: str) -> None:
    chains = told(RUNS + role("r", rules, "shop") + bound("r", web(), "shop", "Role"), "reads_secrets")
    assert [chain.partition("ServiceAccount/web, ")[2] for chain in chains] == ([says] if says else [])


def test_secrets_of_every_namespace_come_first() -> None:
    near = role("near", rule("", "secrets", "get"), "shop") + bound("near", web(), "shop", "Role")
    far = role("far", rule("", "secrets", "get")) + bound("far", web())
    (chain,) = told(RUNS + near + far, "reads_secrets")
    assert chain.endswith("which may get secrets in every namespace")


def doubts(graph: Graph) -> dict[str, str]:
    return {one.source.id.name: one.why.reason for one in graph.doubts if one.relation == "takes_over"}


def test_what_is_not_read_is_in_doubt() -> None:
    text = RUNS + POD % ("other", "shop", "default", "")
    assert doubts(graph_of(text, complete=True)) == {}
    assert doubts(graph_of(text, complete=False)) == {
        "web": "what ServiceAccount/web may do is not among what was read"}
    assert doubts(graph_of(text + ACCOUNT % ("web", "shop"), complete=False)) == {}


def test_a_doubt_about_others_reaches_those_who_can_act_as_them() -> None:
    text = (RUNS + role("r", rule("", "pods", "create"), "build") + bound("r", web(), "build", "Role")
            + bound("elsewhere", web("build", "admin")))
    assert doubts(graph_of(text)) == {"web": "what ClusterRole/elsewhere allows is not among what was read"}


def test_what_is_certain_is_not_in_doubt() -> None:
    text = RUNS + bound("elsewhere", web()) + bound("cluster-admin", web())
    assert doubts(graph_of(text)) == {} and len(told(text)) == 1


@pytest.mark.parametrize(("field", "value"), [
    ("serviceAccountName", Unknown("a value failed")), ("automountServiceAccountToken", Unknown("a value failed"))])
def test_pods_whose_account_or_token_is_not_known(field: str, value: Unknown) -> None:
    bodies = [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"},
               "spec": {"serviceAccountName": "web", field: value}}]
    resources = [Resource(identify(body), body) for body in bodies]
    assert doubts(build([*resources, *load([SourceFile("b.yaml", bound("cluster-admin", web()))])[0]])) == {
        "web": "a value failed"}
