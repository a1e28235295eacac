"""What holds for every item, whatever the answers to its questions are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.checklist import evidence, fold, load, look
from scanner.checklist.kinds import Realm
from scanner.model.checklist import ItemResult, Status
from scanner.model.judgement import Judgement, Outcome, Waiver
from scanner.model.rule import Rule
from tests.checklist.books import fact
from tests.manifests import rule

ITEMS = load.load()
BOOK = evidence.load()
QUESTIONS = BOOK.rules(ITEMS)
RULES = ("run-as-non-root", "run-as-user-root", "seccomp-profile", "wildcard-verb", "ingress-tls",
         "tf-aws-rds-encryption", "privileged-container", "network-policy-missing", "tf-required-providers", "read-only-root-fs")
THING = fact("Thing")


def judged(question: Rule, outcomes: str) -> list[Judgement]:
    """A judgement for each letter: p(ass), f(ail), u(nknown), w(aived)."""
    meant = {"p": Outcome.PASS, "f": Outcome.FAIL, "u": Outcome.UNKNOWN, "w": Outcome.FAIL}
    waiver = Waiver("accepted", "annotation")
    return [Judgement(question, meant[letter], THING, message="so it is", waiver=waiver if letter == "w" else None)
            for letter in outcomes]


REALMS = st.sets(st.sampled_from(list(Realm)))


@settings(max_examples=30)
@given(st.randoms(use_true_random=False), REALMS, REALMS)
def test_a_status_follows_from_what_was_found(random: object, realms: set[Realm], unread: set[Realm]) -> None:
    choice = random.choice  # type: ignore[attr-defined]
    letters = ["", "", "p", "f", "u", "pf", "pu"]
    answers = {one.id: found for one in QUESTIONS if (found := judged(one, choice(letters)))}
    rules = {name: found for name in RULES if (found := judged(rule(id=name), choice(["", "", "p", "pf", "u", "w"])))}
    seen = look.Seen(answers, rules, {}, {}, frozenset(realms), frozenset(unread))
    results = {one.item.id: one for one in fold.fold(ITEMS, BOOK, seen, {})}
    for one in results.values():
        check(one, results)


def check(one: ItemResult, results: dict[str, ItemResult]) -> None:
    assert one.status not in (Status.ATTESTED, Status.EXPIRED)
    assert one.reason
    if one.item.includes:
        return
    holding = [clue for clue in one.clues if clue.outcome is Outcome.PASS and not clue.against]
    against = [clue for clue in one.clues if clue.outcome is Outcome.FAIL and clue.against and clue.fails]
    if against:
        assert one.status is Status.NOT_MET
    if one.status is Status.MET:
        assert one.item.coverage != "manual"
        assert one.strength is max(clue.strength for clue in holding) and one.strength > 0
        assert any(clue.passes for clue in holding)
