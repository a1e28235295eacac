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
