"""Every example of every evidence file is a test: a small repository that is written, scanned and read."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from scanner import precompiled
from scanner.checklist import evidence, fold, look
from scanner.checklist.check import Known, mistakes, mistakes_in_scopes
from scanner.checklist.load import load
from scanner.graph.build import meanings
from scanner.located.document import Document, read
from scanner.model.checklist import Attestation, Status
from scanner.model.source import SourceFile
from scanner.rules import pack
from scanner.scan import Request, scan
from scanner.settings import Settings
from tests.policies.evidence import FOLDER, TODAY, Case, cases, documents, result


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in cases()])
def test_the_example_has_its_status(case: Case, tmp_path: Path) -> None:
    found = result(case, tmp_path)
    clues = "\n".join(f"{one.outcome} {one.strength.word} {one.says}" for one in found.clues)
    assert found.status.value == case.status, f"{found.reason}\n{clues}"
    assert case.strength in ("", found.strength.word)
    assert case.reason in found.reason


FILES = {file.relative_to(FOLDER).with_suffix("").as_posix(): file for file in sorted(FOLDER.rglob("*/*.yaml"))}
ITEMS = {one.id: one for one in load()}


@cache
def known() -> Known:
    rules = [head.id for head in pack.heads()]
    scopes = precompiled.read_yaml(FOLDER / precompiled.SCOPES)["scopes"]
    return Known(ITEMS, scopes, rules, frozenset(meanings()))


def document(file: Path) -> Document:
    name = file.relative_to(FOLDER.parent).as_posix()
    (found,) = read(SourceFile(name, file.read_text(encoding="utf-8")))
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize("item", FILES)
def test_nothing_is_wrong_with_the_file(item: str) -> None:
    assert [str(one) for one in mistakes(document(FILES[item]), item, known())] == []


def test_nothing_is_wrong_with_the_scopes() -> None:
    assert [str(one) for one in mistakes_in_scopes(document(FOLDER / precompiled.SCOPES), known())] == []


def test_every_scope_is_used() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.yaml"))
    scopes = precompiled.read_yaml(FOLDER / precompiled.SCOPES)["scopes"]
    assert [name for name in scopes if f"applies: {name}" not in text and f"[{name}" not in text
            and f", {name}" not in text and f"- {name}" not in text] == []


def test_every_item_has_evidence() -> None:
    assert sorted(ITEMS.keys() - FILES.keys()) == []


@pytest.mark.parametrize("item", FILES)
def test_the_examples_show_what_can_become_of_an_item(item: str) -> None:
    """One in which it is met, one in which it is not; what only people can say is met by nothing in files."""
    data = documents()[item]
    shown = {one["status"] for one in data["examples"]}
    assert shown & {"not met", "unknown", "not scanned"}
    rolls_up = "includes" in data and "evidence" not in data
    assert shown & {"met", "attested"} if rolls_up else ("met" in shown) is (ITEMS[item].coverage != "manual")
    assert ("not applicable" in shown) is ("applies" in data.get("params", {}) or data.get("applies", "always") != "always"
                                          and data.get("otherwise") != "not scanned" or "includes" in data
                                          and "not applicable" in shown)


@pytest.mark.parametrize("item", [item for item in FILES if ITEMS[item].coverage == "manual"])
def test_what_only_people_can_say_is_attested(item: str) -> None:
    book = evidence.load()
    said = Attestation(item, "So it is.", "Ada", "", TODAY, "2026-02-01")
    seen = look.seen({}, (), (), ())
    (found,) = fold.fold([ITEMS[item]], book, seen, {item: said})
    assert found.status is Status.ATTESTED
    assert found.item.days > 0


def test_a_document_that_claims_everything_meets_nothing(tmp_path: Path) -> None:
    """Prose is no evidence, however sure it is of itself."""
    boxes = "\n".join(f"- [x] {one.text}. This is done, tested, verified and approved.\n" for one in ITEMS.values())
    for path in ("README.md", "docs/readiness.md", "docs/PRODUCTION_READINESS_CHECKLIST.md"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(f"# Everything is ready\n\n{boxes}", encoding="utf-8")
    report = scan(Request((str(tmp_path),), settings=Settings(profile="all"), root=tmp_path, checklist=True,
                          today=lambda: TODAY))
    assert [one.item.id for one in report.items if one.status in (Status.MET, Status.ATTESTED)] == []


def test_templates_that_nobody_uses_meet_nothing(tmp_path: Path) -> None:
    """All files that meet an item, each as a template of itself."""
    for number, case in enumerate(one for one in cases() if one.status in ("met", "attested")):
        for path, text in case.files.items():
            file = tmp_path / str(number) / f"{path}.template"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    report = scan(Request((str(tmp_path),), settings=Settings(profile="all"), root=tmp_path, checklist=True,
                          today=lambda: TODAY))
    assert [one.item.id for one in report.items if one.status in (Status.MET, Status.ATTESTED)] == []


def test_with_nothing_to_look_at_nothing_is_met_or_not_met() -> None:
    found = fold.fold(ITEMS.values(), evidence.load(), look.seen({}, (), (), ()), {})
    assert {one.status for one in found} <= {Status.NOT_SCANNED, Status.NOT_APPLICABLE}
    assert all(one.reason.endswith(".") for one in found)
