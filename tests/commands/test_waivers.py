"""`readiness-scan waivers list`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.cases import run
from tests.helm.charts import write

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  hostNetwork: true  # readiness: ignore[host-network] reason="the agent" until=2030-06-30
  containers: []
"""


def test_decisions_are_listed_as_of_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, {"deploy/a.yaml": POD}))
    listed = run("waivers", "list", "deploy", "--as-of", "2030-06-30").stdout
    assert listed.splitlines()[0].endswith("a.yaml:5: host-network: covers 1 failure")
    (ended,) = json.loads(run("waivers", "list", "deploy", "--as-of", "2030-07-01", "--format", "json").stdout)
    assert ended["ended"] is True and ended["reason"] == "the agent"
    wrong = run("waivers", "list", "deploy", "--as-of", "tomorrow")
    assert (wrong.exit_code, wrong.stderr) == (2, "Error: --as-of 'tomorrow' is no day; expected YYYY-MM-DD\n")
