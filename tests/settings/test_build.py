"""Settings out of what a file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.graph import External
from scanner.model.provenance import NOWHERE
from scanner.model.rule import Severity
from scanner.model.waiver import WaiverEntry
from scanner.settings import Environment, Override, RuleChoice, Settings, SettingsError, fail_on, load

FULL = """\
profile: all
cpu-limits: forbid
fail-on: none
kube-version: "1.31"
scope: complete
external:
- {kind: Secret, name: "db-*", namespace: shop}
- {kind: Deployment, name: "*", labels: {app: db}}
exclude: [vendor, "*.gen.yaml"]
rule-paths: [own]
admission-policies: true
rules:
  latest-tag: {enabled: false}
  host-network:
    severity: low
    params: {allowed: [agent]}
"""


def loaded(text: str, folder: Path) -> Settings:
    (folder / ".readiness.yaml").write_text(text, encoding="utf-8")
    return load(folder / ".readiness.yaml", ".readiness.yaml")


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    found = loaded(FULL, tmp_path)
    assert found._replace(origins={}, sources=()) == Settings(
        origins={},
        profile="all", cpu_limits="forbid", fail_on=None, kube_version="1.31", complete=True,
        external=(External("Secret", "db-*", "shop"), External("Deployment", labels={"app": "db"})), exclude=("vendor", "*.gen.yaml"),
        rule_paths=(tmp_path / "own",), admission_policies=True,
        rules={"latest-tag": RuleChoice(enabled=False),
               "host-network": RuleChoice(severity=Severity.LOW, params={"allowed": ["agent"]})})
    assert found.params == {"host-network": {"allowed": ["agent"]}}
    assert found.switched == {"latest-tag": False}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}\n", "rules: {}\n"])
def test_nothing_said_leaves_the_defaults(text: str, tmp_path: Path) -> None:
    assert loaded(text, tmp_path)._replace(origins={}, sources=()) == Settings(rules={}, origins={})
    assert Settings().fail_on is Severity.HIGH and Settings().profile == "default"


@pytest.mark.parametrize("word", ["info", "low", "medium", "high", "critical"])
def test_fail_on(word: str) -> None:
    severity = fail_on(word)
    assert severity is not None and severity.word == word


def test_fail_on_nothing_or_nonsense() -> None:
    assert fail_on("none") is None
    with pytest.raises(SettingsError, match="none"):
        fail_on("urgent")


# -- environments, waivers, and files that build on others --------------------------------

MORE = """\
environments:
  staging:
  live: {values: ["{chart}/live.yaml"], set: [a=1], namespace: shop, release: web, kube-version: "1.31",
         api-versions: [x/v1], paths: [charts/*]}
  prod-eu: {production: true}
ci-values: false
inline-waivers: false
dependencies: hide
baseline: known.json
rules:
  latest-tag: {environments: [live]}
overrides:
  - {paths: [legacy/*], environments: [live], rules: {latest-tag: {severity: low, enabled: false}}}
waivers:
  - {rules: [latest-tag, "*"], reason: " it is so ", owner: me, until: 2030-01-31, paths: [a/*], kinds: [Pod],
     namespaces: [b], names: [c], containers: [d], environments: [live], fingerprint: 0123456789abcdef0123456789abcdef}
"""


def test_what_else_can_be_said(tmp_path: Path) -> None:
    found = loaded(MORE, tmp_path)
    staging, live, eu = found.environments
    assert (staging.name, staging.production, staging.values) == ("staging", False, ())
    assert live == Environment("live", tmp_path, ("{chart}/live.yaml",), ("a=1",), "shop", "web", "1.31", ("x/v1",),
                               ("charts/*",), True, ".readiness.yaml:3")
    assert eu.production
    assert (found.test_values, found.inline_waivers, found.dependencies) == (False, False, False)
    assert found.baseline == tmp_path / "known.json"
    assert found.rules["latest-tag"].environments == ("live",)
    assert found.overrides == (Override(
        ("legacy/*",), ("live",), {"latest-tag": RuleChoice(enabled=False, severity=Severity.LOW)}),)
    (waiver,) = found.waivers
    assert waiver._replace(where=NOWHERE) == WaiverEntry(
        ("latest-tag", "*"), "it is so", "waiver in .readiness.yaml", NOWHERE, "me", "2030-01-31", ("a/*",), ("Pod",),
        ("b",), ("c",), ("d",), ("live",), "0123456789abcdef0123456789abcdef")
    hop = waiver.where.hops[0]
    assert hop.span is not None and found.sources[0].position(hop.span.start).line == 15


@pytest.mark.parametrize(("text", "message"), [
    ("waivers:\n- {rules: [a]}\n", "2: 'reason' is missing"),
    ("waivers:\n- {rules: [a], reason: ' '}\n", "2: ' ' does not match"),
    ("waivers:\n- {rules: [], reason: a}\n", "2: it has 0 entries, at least 1 are wanted"),
    ("waivers:\n- rules: [a]\n  reason: b\n  until: 2030-02-30\n", "4: '2030-02-30' is no day; expected YYYY-MM-DD"),
    ("waivers:\n- rules: [a]\n  reason: b\n  untill: 2030-02-30\n", "4: unknown key 'untill'; did you mean 'until'?"),
    ("environments:\n  live:\n    value: [a]\n", "3: unknown key 'value'; did you mean 'values'?"),
    ("overrides:\n- {paths: [a]}\n", "2: 'rules' is missing"),
])
def test_mistakes_are_told_with_their_line(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(text, tmp_path)
    assert str(caught.value).startswith(f".readiness.yaml:{message}")


def test_files_build_on_others(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/base.yaml").write_text(
        "profile: all\nscope: complete\nexclude: [a]\nrule-paths: [own]\nextends: more.yaml\n"
        "rules: {x: {severity: low}, z: {enabled: false}}\nenvironments: {live: {values: [v.yaml]}}\n")
    (tmp_path / "shared/more.yaml").write_text("fail-on: low\nprofile: security\n")
    found = loaded("extends: [shared/base.yaml]\nprofile: reliability\nexclude: [b]\nrules: {x: {severity: high}}\n", tmp_path)
    assert (found.profile, found.complete, found.fail_on, found.exclude) == ("reliability", True, Severity.LOW, ("a", "b"))
    assert found.rules == {"x": RuleChoice(severity=Severity.HIGH), "z": RuleChoice(enabled=False)}
    assert found.rule_paths == (tmp_path / "shared/own",) and found.environments[0].folder == tmp_path / "shared"
    assert [source.path for source in found.sources] == ["shared/more.yaml", "shared/base.yaml", ".readiness.yaml"]
    assert found.origins["scope"] == "shared/base.yaml:2" and found.origins["rules.x"] == ".readiness.yaml:4"


@pytest.mark.parametrize(("text", "message"), [
    ("extends: .readiness.yaml\n", ".readiness.yaml:1: .readiness.yaml extends itself"),
    ("extends: [loop.yaml]\n", "loop.yaml:1: .readiness.yaml extends itself"),
    ("extends: gone.yaml\n", "gone.yaml: cannot be read: No such file"),
    ("extends: bad.yaml\n", "bad.yaml:2: unknown key 'profil'"),
])
def test_what_cannot_be_built_on(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").write_text("extends: .readiness.yaml\n")
    (tmp_path / "bad.yaml").write_text("\nprofil: all\n")
    with pytest.raises(SettingsError, match=f"^{message}"):
        loaded(text, tmp_path)
