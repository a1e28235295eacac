from tests.manifests import graph_of


def test_a_budget_knows_the_autoscaler_of_what_it_guards() -> None:
    graph = graph_of("""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scaler}
spec: {scaleTargetRef: {kind: Deployment, name: web}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: budget}
spec: {selector: {matchLabels: {app: web}}}
""")
    _, scaler, budget = graph.resources
    assert [edge.target for edge in graph.outgoing(budget, "guards_scaled_by")] == [scaler]


def test_rights_and_ways_in() -> None:
    graph = graph_of("""\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {serviceAccountName: web, containers: [{name: web}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b}
roleRef: {kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: web}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec: {defaultBackend: {service: {name: web}}}
""")
    derived = {(edge.source.id.short, edge.relation, edge.target.id.short) for edge in graph.edges
               if edge.relation in ("empowers", "may", "exposes")}
    assert derived == {
        ("RoleBinding/b", "empowers", "Pod/web"), ("Pod/web", "may", "Role/reader"),
        ("Ingress/i", "exposes", "Pod/web"), ("Service/web", "exposes", "Pod/web"),
    }
    by_name = {edge.relation: edge for edge in graph.edges if edge.chain}
    assert by_name["may"].reason == (
        "Pod/web runs_as ServiceAccount/web; RoleBinding/b binds ServiceAccount/web; RoleBinding/b grants Role/reader")
    assert [(step.resource.id.short, step.because) for step in by_name["may"].chain] == [
        ("Pod/web", ("spec", "serviceAccountName")), ("RoleBinding/b", ("subjects", 0)),
        ("RoleBinding/b", ("roleRef",))]
