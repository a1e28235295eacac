"""PromQL: what parses, which metrics are in it, and what it is about."""

from __future__ import annotations

import pytest

from scanner.repository.promql import read, signals

CASES = [
    ('up{job="a"} == 0', True, ["up"], ["availability"]),
    (
        'sum by (job) (rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.05',
        True,
        ["http_requests_total"],
        ["errors", "traffic"],
    ),
    (
        "histogram_quantile(0.95, sum(rate(a_duration_seconds_bucket[5m])) by (le))",
        True,
        ["a_duration_seconds_bucket"],
        ["latency"],
    ),
    ("a and on(x) group_left(y) b offset 5m", True, ["a", "b"], []),
    ('absent(up{job="a"})', True, ["up"], ["availability"]),
    (
        "kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.1",
        True,
        ["kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes"],
        ["cluster", "storage"],
    ),
    ('rate({app="x"} |= "error" [5m])', True, [], []),
    (
        'sum(container_memory_working_set_bytes{ns="$ns"}[$__range])',
        True,
        ["container_memory_working_set_bytes"],
        ["cluster", "saturation"],
    ),
    ("increase(velero_backup_failure_total[1h]) > 0", True, ["velero_backup_failure_total"], ["backup", "errors"]),
    ("the service is down", False, ["the", "service", "is", "down"], []),
    ("sum(rate(a[5m])", False, ["a"], []),
    ("a >", False, ["a"], []),
    ("", False, [], []),
]


@pytest.mark.parametrize(("text", "parses", "metrics", "about"), CASES, ids=[case[0] for case in CASES])
def test_an_expression(text: str, parses: bool, metrics: list[str], about: list[str]) -> None:
    query = read(text)
    assert (query.parses, list(query.metrics), signals(query)) == (parses, metrics, about)
