import base64
from typing import Any

import pytest

from scanner.located.yaml import load_or_none
from scanner.model.alerting import alerting

TEXT = """\
route: {receiver: team, group_by: [alertname], group_wait: 30s, repeat_interval: 4h}
inhibit_rules: [{equal: [namespace]}]
receivers:
  - name: team
    slack_configs: [{channel: "#ops"}]
    email_configs: []
  - name: nobody
"""
EXPECTED = {
    "receiver": "team", "grouped": True, "waits": True, "repeats": True, "inhibits": True,
    "receivers": [{"name": "team", "integrations": ["slack"]}, {"name": "nobody", "integrations": []}],
}


@pytest.mark.parametrize("body", [
    {"kind": "ConfigMap", "data": {"alertmanager.yml": TEXT}},
    {"kind": "Secret", "stringData": {"alertmanager.yaml": TEXT}},
    {"kind": "Secret", "data": {"alertmanager.yaml": base64.b64encode(TEXT.encode()).decode()}},
    {"kind": "AlertmanagerConfig", "spec": {
        "route": {"receiver": "team", "groupBy": ["alertname"], "groupWait": "30s", "repeatInterval": "4h"},
        "inhibitRules": [{"equal": ["namespace"]}],
        "receivers": [{"name": "team", "slackConfigs": [{"channel": "#ops"}], "emailConfigs": []}, {"name": "nobody"}],
    }},
])
def test_one_form_for_all(body: dict[str, Any]) -> None:
    assert alerting(body, load_or_none) == EXPECTED


@pytest.mark.parametrize("body", [
    None, {}, {"kind": "ConfigMap"}, {"kind": "ConfigMap", "data": {"config.yaml": "a: 1"}},
    {"kind": "ConfigMap", "data": {"config.yaml": "route: {"}}, {"kind": "ConfigMap", "data": {"config.yaml": 3}},
    {"kind": "Secret", "data": {"alertmanager.yaml": "no base64"}}, {"kind": "AlertmanagerConfig"},
    {"kind": "Deployment", "spec": {"route": {}}},
])
def test_nothing_to_read(body: Any) -> None:
    assert alerting(body, load_or_none) == {}


def test_odd_shapes() -> None:
    assert alerting({"kind": "AlertmanagerConfig", "spec": {"route": 3, "receivers": [1, {}]}}, load_or_none) == {
        "receiver": "", "grouped": False, "waits": False, "repeats": False, "inhibits": False,
        "receivers": [{"name": "", "integrations": []}]}
