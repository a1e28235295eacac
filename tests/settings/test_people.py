"""What the configuration says about the checklist as a matter between people."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.checklist import Strength
from scanner.readiness.golive import Rules
from scanner.settings import SettingsError, load
from scanner.settings.records import Attesters, People
from scanner.settings.show import keys
from tests.helm.charts import write

WHOLE = """\
attestations: [{item: a/b, statement: yes it is}]
sign-offs: [{role: x}]
attesters:
- {items: security/**, by: ["@sec"], roles: [security]}
- {items: [a, b]}
teams: {"@sec": [ada@example.org]}
checklist:
  gates: {security: 100}
  levels: {low: {all: 10}}
  sign-off: {product: [owner]}
  decision: {roles: [product], rejected: {gates: {all: 50}}, conditional: {not-met: {all: strong}}}
  aliases: {Our words: a/b}
"""


def people(folder: Path, text: str) -> People:
    write(folder, {".readiness.yaml": text})
    return load(folder / ".readiness.yaml", ".readiness.yaml").people


def test_everything(tmp_path: Path) -> None:
    found = people(tmp_path, WHOLE)
    assert [one.data for one in found.attestations] == [{"item": "a/b", "statement": "yes it is"}]
    assert len(found.sign_offs) == 1
    assert found.attesters == (Attesters(("security/**",), ("@sec",), ("security",)), Attesters(("a", "b")))
    assert found.teams == {"@sec": ("ada@example.org",)} and found.gates == {"security": 100}
    assert found.levels == {"low": {"all": 10}} and found.roles == {"product": ("owner",)}
    usual = Rules()
    assert found.rules == Rules(
        ("product",), usual.rejected._replace(gates={"all": 50}),
        usual.conditional._replace(not_met={"all": Strength.STRONG}))
    assert found.aliases == {"Our words": "a/b"}


def test_what_builds_on_another_file_adds_to_it(tmp_path: Path) -> None:
    write(tmp_path, {"base.yaml": WHOLE})
    found = people(tmp_path,
        "extends: base.yaml\nattesters: [{items: c}]\nchecklist: {gates: {all: 5}, decision: {roles: []}}\n")
    assert len(found.attesters) == 3 and found.gates == {"security": 100, "all": 5}
    assert found.rules.roles == () and found.rules.rejected.gates == {"all": 50} and len(found.attestations) == 1


def test_it_is_shown(tmp_path: Path) -> None:
    write(tmp_path, {".readiness.yaml": WHOLE})
    shown = keys(load(tmp_path / ".readiness.yaml", ".readiness.yaml"))
    assert shown["attestations"] == 1 and shown["checklist"]["decision"]["rejected"] == {
        "gates": {"all": 50}, "not-met": {"security": "proof"}}


@pytest.mark.parametrize(("text", "said"), [
    ("checklist: {gates: {a: 101}}", ":1:"), ("checklist: {gate: {}}", "did you mean 'gates'?"),
    ("attesters: [{by: [x]}]", "'items' is missing"),
    ("checklist: {decision: {rejected: {not-met: {all: prof}}}}", "did you mean 'proof'"),
    ("attestations: x", "is not of type"), ("teams: [x]", "is not of type")])
def test_mistakes(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        people(tmp_path, text)
    assert said in str(wrong.value)
