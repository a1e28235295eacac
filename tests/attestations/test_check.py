"""Which statements count, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.attestations.check import Statements, read
from scanner.model.checklist import Attestation, ChecklistItem, Strength
from scanner.reports.rows import place
from scanner.model.report import Report
from scanner.settings import load
from scanner.settings.records import People
from tests import git
from tests.helm.charts import write

ITEM = ChecklistItem("security/access/mfa", "Security", "Access", "MFA is enforced", "manual", Strength.NONE, days=100)
ROLE = ITEM._replace(id="go-live/ready", role="operations")
NEVER = ITEM._replace(id="security/image", days=0)
LEAD = ITEM._replace(id="sign-off/stakeholders/technical/lead-developer")
SRE = ITEM._replace(id="sign-off/stakeholders/operations/sre")
ITEMS = (ITEM, ROLE, NEVER, LEAD, SRE)
GOOD = "item: security/access/mfa, statement: It is., by: Ada <ada@example.org>, date: 2026-01-10"


def stated(folder: Path, *entries: str, key: str = "attestations", people: People = People(),
           today: str = "2026-02-01") -> Statements:
    """What comes of entries in one file."""
    write(folder, {"attestations/a.yaml": f"{key}:\n" + "".join(f"- {{{entry}}}\n" for entry in entries)})
    return read(folder, people, ITEMS, lambda: today)


def settled(folder: Path, text: str) -> People:
    write(folder, {".readiness.yaml": text})
    return load(folder / ".readiness.yaml", ".readiness.yaml").people


def told(found: Statements) -> list[tuple[int, int, str]]:
    """Line, column and words of each notice."""
    report = Report(sources=found.sources)
    return [(place(one.where, report).line, place(one.where, report).column, f"{one.summary} {one.detail}")
            for one in found.notices]


def test_a_statement_that_counts(tmp_path: Path) -> None:
    found = stated(tmp_path, f"{GOOD}, link: 'https://x.example/1', role: security")
    one = found.by_item[ITEM.id]
    assert one._replace(where=Attestation.__new__.__defaults__[2]) == Attestation(  # type: ignore[attr-defined, index]
        ITEM.id, "It is.", "Ada <ada@example.org>", "security", "2026-01-10", "2026-04-20", "https://x.example/1")
    assert found.attestations == (one,) and not found.notices and found.head == ""


@pytest.mark.parametrize(("today", "until", "fault"), [
    ("2026-04-20", "", ""), ("2026-04-21", "", "it ended on 2026-04-20"), ("2026-01-10", "", ""),
    ("2026-01-09", "", "its day, 2026-01-10, has not come yet"), ("2030-01-01", "2030-01-01", ""),
    ("2026-02-01", "2026-01-09", "it would end on 2026-01-09, before its day")])
def test_days(tmp_path: Path, today: str, until: str, fault: str) -> None:
    found = stated(tmp_path, GOOD + (f", until: {until}" if until else ""), today=today)
    (one,) = found.attestations
    assert one.fault == fault and one.expired is fault.startswith("it ended")
    assert len(found.notices) == bool(fault)


@pytest.mark.parametrize(("entry", "said"), [
    ("item: security/access/mfa, by: Ada, date: 2026-01-10", (2, 3, "'statement' is missing")),
    (GOOD.replace("2026-01-10", "tomorrow"), (2, 77, "'date': expected a day, YYYY-MM-DD, found 'tomorrow'")),
    (GOOD.replace("2026-01-10", "2026-02-30"), (2, 77, "'2026-02-30' is no day of the calendar")),
    (GOOD + ", untill: 2026-03-01", (2, 95, "did you mean 'until'?")),
    (GOOD.replace("Ada <ada@example.org>", "[Ada]"), (2, 50, "'by'")),
])
def test_what_is_malformed_is_told_once_with_its_place(tmp_path: Path, entry: str, said: tuple[int, int, str]) -> None:
    found = stated(tmp_path, entry, GOOD)
    assert len(found.attestations) == 1 and not found.attestations[0].fault
    ((line, column, words),) = told(found)
    assert (line, column) == said[:2] and said[2] in words and "malformed" in words


@pytest.mark.parametrize(("text", "line", "words"), [
    ("attestations: [", 1, "is not valid YAML"), ("- a\n", 1, "Expected is a map"),
    ("attestations: {}\n", 1, "Expected is a list"),
    ("attestation:\n- a\n", 1, "did you mean 'attestations'?"), ("a: \x00", 1, "No statement"),
])
def test_files_that_are_none(tmp_path: Path, text: str, line: int, words: str) -> None:
    write(tmp_path, {"attestations/a.yaml": text, "attestations/b.yaml": f"attestations:\n- {{{GOOD}}}\n"})
    found = read(tmp_path, People(), ITEMS, lambda: "2026-02-01")
    ((at, _, said),) = told(found)
    assert at == line and words in said and ITEM.id in found.by_item


def test_an_unknown_item_is_told_with_what_is_near(tmp_path: Path) -> None:
    found = stated(tmp_path, GOOD.replace("mfa,", "mfaa,"))
    assert found.attestations[0].fault == (
        "the checklist has no item 'security/access/mfaa'; did you mean 'security/access/mfa'?")
    assert told(found)[0][:2] == (2, 4)


@pytest.mark.parametrize(("role", "fault"), [
    ("", "only somebody in the role operations may attest this item; the statement names no role"),
    ("security", "only somebody in the role operations may attest this item, not security"),
    ("operations", ""), ("sre", "")])
def test_roles_of_items(tmp_path: Path, role: str, fault: str) -> None:
    entry = GOOD.replace(ITEM.id, ROLE.id) + (f", role: {role}" if role else "")
    assert stated(tmp_path, entry).attestations[0].fault == fault


def test_items_that_nobody_can_attest(tmp_path: Path) -> None:
    assert "only what files say" in stated(tmp_path, GOOD.replace(ITEM.id, NEVER.id)).attestations[0].fault
    assert "wants a sign-off" in stated(tmp_path, GOOD.replace(ITEM.id, LEAD.id)).attestations[0].fault


@pytest.mark.parametrize(("by", "role", "fault"), [
    ("Ada <ada@example.org>", "", ""), ("ADA@example.org", "", ""), ("Lin", "", ""), ("'@sec-team'", "", ""),
    ("Bo", "", "only @sec-team, lin may attest this item"), ("Ada", "", "only @sec-team, lin may attest this item")])
def test_who_may(tmp_path: Path, by: str, role: str, fault: str) -> None:
    people = settled(tmp_path,
        "attesters:\n- {items: '**', by: [nobody]}\n- {items: security/**, by: ['@sec-team', lin]}\n"
                               "teams: {'@sec-team': [ada@example.org]}\n")
    assert stated(tmp_path, GOOD.replace("Ada <ada@example.org>", by), people=people).attestations[0].fault == fault


def test_statements_of_the_configuration(tmp_path: Path) -> None:
    people = settled(tmp_path, f"attestations:\n- {{{GOOD}}}\n- {{item: x}}\n")
    found = read(tmp_path, people, ITEMS, lambda: "2026-02-01")
    assert not found.by_item[ITEM.id].fault and len(found.notices) == 1


def test_the_latest_that_counts_wins(tmp_path: Path) -> None:
    later = GOOD.replace("2026-01-10", "2026-01-20").replace("It is.", "Later.")
    ended = GOOD.replace("2026-01-10", "2026-01-25") + ", until: 2026-01-26"
    found = stated(tmp_path, later, GOOD, ended)
    assert found.by_item[ITEM.id].statement == "Later." and len(found.attestations) == 3


def test_no_statement_asks_no_clock(tmp_path: Path) -> None:
    def clock() -> str:
        raise AssertionError

    assert read(tmp_path, People(), ITEMS, clock) == Statements()


# -- commits --------------------------------------------------------------------------------


def test_commits_of_attestations(tmp_path: Path) -> None:
    git.repository(tmp_path)
    first = git.commit(tmp_path, {"a.txt": "1"})
    git.commit(tmp_path, {"a.txt": "2"})
    found = stated(tmp_path, f"{GOOD}, commit: {first[:12]}", f"{GOOD}, commit: deadbeef")
    assert [bool(one.fault) for one in found.attestations] == [False, True]
    assert found.attestations[1].fault == "there is no commit or tag 'deadbeef' in this clone"
    assert len(found.head) == 40


def test_a_commit_of_another_line_does_not_count(tmp_path: Path) -> None:
    git.repository(tmp_path)
    git.commit(tmp_path, {"a.txt": "1"})
    git.git(tmp_path, "checkout", "-q", "-b", "other")
    other = git.commit(tmp_path, {"a.txt": "2"})
    git.git(tmp_path, "checkout", "-q", "-")
    assert "not in the history" in stated(tmp_path, f"{GOOD}, commit: {other}").attestations[0].fault


SIGN = "role: lead-developer, by: Ada, date: 2026-01-10, decision: approved"


def test_a_sign_off_holds_for_its_state_alone(tmp_path: Path) -> None:
    git.repository(tmp_path)
    commit = git.commit(tmp_path, {"a.txt": "1"})
    git.git(tmp_path, "tag", "v1.0")
    for revision in (commit, "v1.0"):
        found = stated(tmp_path, f"{SIGN}, commit: {revision}", key="sign-offs")
        assert found.sign_offs[0].fault == "" and found.sign_offs[0].group == "technical"
        assert not found.by_item[LEAD.id].fault and found.by_item[LEAD.id].statement == "Approved."
    git.commit(tmp_path, {"attestations/b.yaml": "attestations: []\n"})  # statements are no change
    assert stated(tmp_path, f"{SIGN}, commit: v1.0", key="sign-offs").sign_offs[0].fault == ""
    git.commit(tmp_path, {"src/attestations/b.yaml": "a: 1\n"})  # these are no statements
    assert "src/attestations/b.yaml" in stated(tmp_path, f"{SIGN}, commit: v1.0", key="sign-offs").sign_offs[0].fault
    git.commit(tmp_path, {"a.txt": "2"})
    found = stated(tmp_path, f"{SIGN}, commit: v1.0", key="sign-offs")
    assert found.sign_offs[0].fault == "it is for v1.0, and files have changed since, such as a.txt"
    assert found.by_item[LEAD.id].fault == found.sign_offs[0].fault


@pytest.mark.parametrize(("decision", "refused", "conditions"), [
    ("approved", False, ()),
    ("rejected", True, ()),
    ("conditional, conditions: [load test]", False, ("load test",)),
    ("conditional", False, ("none is written",))])
def test_what_a_sign_off_says_of_its_item(
    tmp_path: Path, decision: str, refused: bool, conditions: tuple[str, ...],
) -> None:
    git.repository(tmp_path)
    commit = git.commit(tmp_path, {"a.txt": "1"})
    found = stated(tmp_path, SIGN.replace("approved", decision) + f", commit: {commit}",
        key="sign-offs").by_item[LEAD.id]
    assert (found.fault, found.refused, found.conditions) == ("", refused, conditions)


def test_a_rejection_stands_beside_an_approval(tmp_path: Path) -> None:
    git.repository(tmp_path)
    commit = git.commit(tmp_path, {"a.txt": "1"})
    rejected = "}\n- {" + SIGN.replace("approved", "rejected").replace("Ada", "Bob").replace("01-10", "01-09")
    found = stated(tmp_path, f"{SIGN}, commit: {commit}{rejected}, commit: {commit}", key="sign-offs")
    assert found.by_item[LEAD.id].refused and found.by_item[LEAD.id].by == "Bob"


@pytest.mark.parametrize("name", ["HEAD", "master", "main", "HEAD~0", "refs/heads/master", "", "abc"])
def test_names_that_move_are_tied_to_nothing(tmp_path: Path, name: str) -> None:
    git.repository(tmp_path)
    git.commit(tmp_path, {"a.txt": "1"})
    git.git(tmp_path, "checkout", "-q", "-B", "master")
    git.git(tmp_path, "branch", "-f", "main")
    found = stated(tmp_path, f"{SIGN}, commit: '{name}'", key="sign-offs")
    assert not found.sign_offs or f"there is no commit or tag '{name}'" in found.sign_offs[0].fault


def test_tags_with_a_message_count_as_well(tmp_path: Path) -> None:
    git.repository(tmp_path)
    git.commit(tmp_path, {"a.txt": "1"})
    git.git(tmp_path, "tag", "-a", "v1.0", "-m", "first")
    git.git(tmp_path, "gc", "-q")
    head = git.git(tmp_path, "rev-parse", "HEAD").strip()
    for name in ("v1.0", head, head[:7], head[:12].upper()):
        assert stated(tmp_path, f"{SIGN}, commit: '{name}'", key="sign-offs").sign_offs[0].fault == "", name


def test_roles_that_do_not_sign(tmp_path: Path) -> None:
    found = stated(tmp_path, SIGN.replace("lead-developer", "lead-developr") + ", commit: x", key="sign-offs")
    assert found.sign_offs[0].fault == "nobody signs as 'lead-developr'; did you mean 'lead-developer'?"
    people = settled(tmp_path, "checklist: {sign-off: {product: [owner]}}\n")
    found = stated(tmp_path, SIGN.replace("lead-developer", "owner") + ", commit: x", key="sign-offs", people=people)
    assert found.sign_offs[0].group == "product" and "cannot be told" in found.sign_offs[0].fault


def test_without_a_repository_it_is_said_that_commits_were_not_looked_for(tmp_path: Path) -> None:
    found = stated(tmp_path, f"{GOOD}, commit: 4f2a")
    assert found.attestations[0].fault == ""
    assert [one.summary for one in found.notices] == ["The commits that statements name were not looked for."]
