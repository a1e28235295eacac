import pytest

from tests.manifests import graph_of

WEB = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n" \
      "spec: {template: {spec: {containers: [{name: c, image: web}]}}}\n"
DAEMON = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: d}\n" \
         "spec: {template: {spec: {containers: [{name: c, image: %s}]}}}\n"
RULES = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\n" \
        "spec: {groups: [{rules: [%s]}]}\n"
BOARD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, labels: {%s}}\ndata: {b.json: '%s'}\n"


@pytest.mark.parametrize(("text", "found"), [
    (RULES % "{alert: Down, labels: {severity: critical}}", {"warns"}),
    (RULES % "{alert: Slow, labels: {severity: warning}}", set()),
    (RULES % "{record: 'slo:requests:ratio'}", {"promises"}),
    (RULES % "{alert: ErrorBudgetBurn, labels: {severity: page}}", {"warns", "promises"}),
    (RULES % "text", set()),
    ("apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: s}\n", {"promises"}),
    (BOARD % ("grafana_dashboard: '1'", '{"panels": [{}]}'), {"shows"}),
    (BOARD % ("grafana_dashboard: '1'", '{"panels": []}'), set()),
    (BOARD % ("grafana_dashboard: '1'", '{"panels": '), set()),
    (BOARD % ("app: web", '{"panels": [{}]}'), set()),
    (DAEMON % "fluent/fluent-bit:3", {"collects"}),
    (DAEMON % "quay.io/prometheus/node-exporter:v1", {"measures"}),
    (DAEMON % "falcosecurity/falco:0.4", {"detects"}),
    (DAEMON % "web:1", set()),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: s}\n", set()),
])
def test_companions(text: str, found: set[str]) -> None:
    graph = graph_of(f"{WEB}---\n{text}")
    leader = list(graph.resources)[0]
    names = ("warns", "promises", "shows", "counts", "measures", "collects", "detects")
    assert {name for name in names if graph.incoming(leader, name)} == found
    assert [edge.target for edge in graph.outgoing(leader, "leads")] == [leader]


def test_only_the_first_workload_leads() -> None:
    graph = graph_of(f"{WEB}---\n{DAEMON % 'web'}")
    assert [edge.source.id.name for edge in graph.edges if edge.relation == "leads"] == ["web"]


@pytest.mark.parametrize(("receiver", "found"), [("team", 1), ("''", 0)])
def test_who_is_told(receiver: str, found: int) -> None:
    graph = graph_of(RULES % "{alert: Down}" + "---\napiVersion: monitoring.coreos.com/v1alpha1\n"
                     f"kind: AlertmanagerConfig\nmetadata: {{name: a}}\nspec: {{route: {{receiver: {receiver}}}}}\n")
    assert len([edge for edge in graph.edges if edge.relation == "notifies"]) == found
