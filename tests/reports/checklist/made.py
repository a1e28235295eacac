"""Reports about checklists, made for the tests of their formats."""

from __future__ import annotations

from scanner.model.checklist import (
    Attestation,
    ChecklistItem,
    Clue,
    Earlier,
    EarlierItem,
    Gate,
    GoLive,
    ItemResult,
    Readiness,
    SignOff,
    Stage,
    Status,
    Strength,
)
from scanner.model.judgement import Judgement, Outcome, Waiver
from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice, Report
from scanner.model.source import SourceFile
from scanner.rules.match import FAMILIES
from tests.manifests import POD, graph_of, judged, rule
from tests.reports.hostile import NAMES

assert FAMILIES  # the rules of the tests name one

SAID = Attestation("a/attested", "Checked by hand.", "Ada <ada@example.org>", "security", "2026-01-31", "2026-07-30",
                   "https://wiki.example.org/x", "4f2a", Provenance.literal("attestations/a.yaml", 15, 20))
ENDED = SAID._replace(item_id="b/expired", until="2026-02-01", fault="it ended on 2026-02-01", expired=True)
SIGNED = SignOff("lead-developer", "technical", "Lin", "2026-02-01", "conditional", "v1.2", ("load test",))
SOURCES = {"web.yaml": SourceFile("web.yaml", POD),
           "attestations/a.yaml": SourceFile("attestations/a.yaml", "attestations:\n- item: a/attested\n")}


def item(name: str, section: str = "Security", group: str = "Images / Signing", text: str = "") -> ChecklistItem:
    return ChecklistItem(name, section, group, text or f"The item {name}", "automatic", Strength.PROOF)


def judgements() -> dict[Outcome, tuple[Judgement, ...]]:
    """A pass, a failure and an open one, with their places."""
    found = judged(POD, [rule()])
    opened = tuple(one._replace(outcome=Outcome.UNKNOWN, message="It depends.") for one in found[:1])
    return {Outcome.PASS: tuple(one for one in found if one.outcome is Outcome.PASS),
            Outcome.FAIL: tuple(one for one in found if one.outcome is Outcome.FAIL), Outcome.UNKNOWN: opened}


def whole() -> Report:
    """An item of each status, people who said things, and an earlier report."""
    by = judgements()
    rules, proof = ("image-written",), Strength.PROOF
    waived = tuple(one._replace(waiver=Waiver("known", "comment")) for one in by[Outcome.FAIL])
    holds = Clue("Every container has an image.", proof, Outcome.PASS, rules, passes=by[Outcome.PASS])
    against = Clue("No container lacks an image.", proof, Outcome.FAIL, rules, fails=by[Outcome.FAIL], against=True)
    missing = Clue("A page says so.", Strength.INDICATIVE, None)
    items = (
        ItemResult(item("a/proved"), Status.MET, "Every container has an image.", proof, (holds, missing)),
        ItemResult(item("a/supported"), Status.MET, "It is likely.", Strength.STRONG,
        (holds._replace(strength=Strength.STRONG),)),
        ItemResult(item("a/attested"), Status.ATTESTED, "Ada says so.", attestation=SAID),
        ItemResult(item("a/not-met"), Status.NOT_MET, "Something lacks.", proof, (against,)),
        ItemResult(item("b/waived", "Backup", ""), Status.WAIVED, "known", proof,
                   (Clue("No container lacks an image.", proof, Outcome.FAIL, rules, waived=waived),)),
        ItemResult(item("b/expired", "Backup", ""), Status.EXPIRED, "It was attested until 2026-02-01.",
        attestation=ENDED),
        ItemResult(item("b/unknown", "Backup", ""), Status.UNKNOWN, "It depends.", Strength.NONE,
                   (Clue("It is known.", proof, Outcome.UNKNOWN, rules, unknowns=by[Outcome.UNKNOWN]),)),
        ItemResult(item("b/unseen", "Backup", ""), Status.NOT_SCANNED, "Only people can say."),
        ItemResult(item("b/without", "Backup", ""), Status.NOT_APPLICABLE, "There is none.", children=("b/unseen",)),
    )
    earlier = Earlier("old.json", (
        EarlierItem("a/proved", "Security", "The item a/proved", "not met"),
        EarlierItem("a/supported", "Security", "The item a/supported", "met", "strong"),
        EarlierItem("a/not-met", "Security", "The item a/not-met", "met", "proof"),
        EarlierItem("b/gone", "Backup", "An item that is gone", "met", "proof")))
    gate = Gate("security", 80, 3, 4, ("a/not-met",))
    readiness = Readiness(
        (SAID, ENDED), (SIGNED, SIGNED._replace(by="Bo", fault="it is for v1.1")), (gate, Gate("all", 10, 3, 8)),
        (Stage("basic", (Gate("all", 10, 3, 8),), True), Stage("ready", (gate,), False)),
        GoLive("conditional", ("Lin (lead-developer) approves on condition: load test.",), ("A rule.",),
               (("technical", SIGNED), ("business", None)), "0123456789abcdef"), earlier, ("A note.",))
    notice = Notice(Level.WARNING, "Something is odd.", "In detail.", Provenance.literal("web.yaml", 0, 3))
    return Report("0.1.0", items=items, sources=SOURCES, inputs=("web.yaml",), readiness=readiness,
                  notices=(notice,), graphs=(graph_of(POD),))


def hostile() -> Report:
    """The same with names that try to be something else, wherever people or files can put one."""
    report = whole()
    items = []
    for number, name in enumerate(NAMES):
        base = report.items[number % len(report.items)]
        clues = tuple(clue._replace(
            says=name, **{field: tuple(one._replace(message=name) for one in getattr(clue, field))
                          for field in ("passes", "fails", "unknowns", "waived")}) for clue in base.clues)
        said = SAID._replace(statement=name, by=name, role=name, link=name, commit=name,
            fault=name if number % 2 else "")
        items.append(base._replace(item=base.item._replace(id=f"x/{number}", section=name, group=name, text=name),
                                   reason=name, clues=clues, attestation=said, children=(name,)))
    readiness = report.readiness
    assert readiness.golive is not None and readiness.earlier is not None
    nasty = SIGNED._replace(by=NAMES[5], role=NAMES[5], commit=NAMES[5], conditions=NAMES, fault=NAMES[5])
    return report._replace(
        items=tuple(items), inputs=NAMES,
        readiness=readiness._replace(
            notes=NAMES, sign_offs=(nasty,), gates=tuple(Gate(name, 1, 1, 1) for name in NAMES),
            stages=tuple(Stage(name, (), True) for name in NAMES),
            golive=readiness.golive._replace(reasons=NAMES, rules=NAMES, roles=tuple((name, nasty) for name in NAMES)),
            earlier=Earlier(NAMES[5], tuple(EarlierItem(name, name, name, name) for name in NAMES))),
        notices=tuple(Notice(Level.ERROR, name, name, Provenance.literal("web.yaml", 0, 3)) for name in NAMES))


def large(items: int = 300, findings: int = 2_000) -> Report:
    """A report as large as it gets."""
    lines = "".join(f"    - name: container-{number}\n" for number in range(20))
    head = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: web-%d, namespace: shop}\nspec:\n  containers:\n"
    text = "".join(head % pod + lines for pod in range(findings // 20))
    path = "charts/some-service/templates/deployment.yaml"
    from scanner.graph.build import build
    from scanner.inputs.manifests import load
    from scanner.rules.judge import judge

    file = SourceFile(path, text)
    fails = judge(build(load([file])[0]), [rule()])
    share = -(-len(fails) // items)
    made = []
    for number in range(items):
        mine = tuple(fails[number * share:(number + 1) * share])
        clues = (Clue("Every container of every workload names the image that it runs, with a version.", Strength.PROOF,
                      Outcome.FAIL, ("image-written",), fails=mine, against=True),
                 Clue("A workflow checks that before it deploys anything.", Strength.STRONG, None),
                 Clue("A page of the documentation tells how images are named.", Strength.INDICATIVE, None))
        made.append(ItemResult(item(f"section-{number // 30}/group/part/item-{number}", f"Section {number // 30}",
                                    f"Group {number // 5} / Part"), Status.NOT_MET, "Rules speak against it.",
                               Strength.PROOF, clues))
    assert len(fails) == findings
    return whole()._replace(items=tuple(made), sources={path: file})
