"""The items of the checklist as SARIF: all of them as a taxonomy, and a result for each that files speak against.

A service shows results at places of files. So an item that is not met because something is missing, and has no place,
is told as a notification; an attestation that has ended stands where it is written. A pass is in it where it is asked
for (`pass` of Options.include).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scanner.model.checklist import ItemResult, Status, Strength
from scanner.model.provenance import NOWHERE
from scanner.model.report import Report
from scanner.reports import escape, sarif
from scanner.reports.evidence import Spot, deciding, spots
from scanner.reports.options import Options
from scanner.reports.rows import Place, place
from scanner.reports.taxonomies import CHECKLIST

NAME = "sarif"
SUFFIXES = (".sarif", ".sarif.json")

# What a failure of the rule says about the item, by how much its evidence says (SARIF 3.53.3).
_KINDS = {
    Strength.PROOF: "equal", Strength.STRONG: "subset", Strength.INDICATIVE: "relevant", Strength.NONE: "relevant",
}
_LEVELS = {Strength.PROOF: "warning", Strength.STRONG: "warning"}
_FAILED = (Status.NOT_MET, Status.EXPIRED, Status.WAIVED, Status.UNKNOWN)


def render(report: Report, options: Options = Options()) -> str:
    """The report as SARIF text."""
    document = {"$schema": sarif.SCHEMA, "version": "2.1.0", "runs": [_run(report, options)]}
    return escape.storable(json.dumps(document, ensure_ascii=False, separators=(",", ":"))) + "\n"


def _run(report: Report, options: Options) -> dict[str, Any]:
    placed = [(result, found) for result in report.items if (found := list(_places(result, report, options)))]
    told = {result.item.id for result, _ in placed}
    rules = {result.item.id: index for index, (result, _) in enumerate(placed)}
    taxa = {entry["id"]: index for index, entry in enumerate(_taxa(report, {}))}
    hashes = sarif.Hashes(report)
    notes = [_note(result) for result in report.items if result.status in _FAILED and result.item.id not in told]
    run: dict[str, Any] = {
        "tool": {"driver": {
            "name": "readiness-scan", "informationUri": sarif.HOME,
            **({"version": report.version, "semanticVersion": report.version} if report.version else {}),
            "rules": [_rule(result, taxa) for result, _ in placed],
            "supportedTaxonomies": [_component()],
        }},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {sarif.ROOT: {"description": {"text": "The top of the repository."}}},
        "invocations": [sarif.invocation(report, notes[:sarif.MAX_NOTES])],
        "results": [_result(result, found, rules[result.item.id], taxa, report, hashes) for result, found in placed],
        "taxonomies": [{
            "name": CHECKLIST.name, "guid": CHECKLIST.guid, "isComprehensive": True,
            "shortDescription": {"text": CHECKLIST.title + "."}, "taxa": list(_taxa(report, taxa)),
        }],
    }
    if options.category:
        run["automationDetails"] = {"id": escape.visible(options.category).rstrip("/") + "/"}
    return run


def _places(result: ItemResult, report: Report, options: Options) -> Iterator[tuple[Place, str]]:
    """The places of an item that a service is to show, each with what is said there."""
    if result.status is Status.EXPIRED and result.attestation is not None and result.attestation.where is not NOWHERE:
        yield place(result.attestation.where, report), result.attestation.fault
    wanted = {Status.NOT_MET: ("against",), Status.WAIVED: ("waived",) if "suppressed" in options.include else (),
              Status.UNKNOWN: ("undecided",) if "unknown" in options.include else (),
              Status.MET: ("holds",) if "pass" in options.include else ()}.get(result.status, ())
    clue = deciding(result) if wanted else None
    if clue is not None:
        for spot in spots(clue, report, sarif.MAX_RELATED)[0]:
            if spot.kind in wanted and spot.row.judgement.where().primary is not None:
                yield spot.row.place, _said(spot)


def _said(spot: Spot) -> str:
    judgement = spot.row.judgement
    return (judgement.message or judgement.rule.title)[:sarif.MAX_TEXT]


def _rule(result: ItemResult, taxa: dict[str, int]) -> dict[str, Any]:
    item = result.item
    text = f"{item.text.rstrip('.')}."
    return {
        "id": rule_id(item.id), "name": "".join(part.capitalize() for part in item.id.replace("/", "-").split("-")),
        "shortDescription": {"text": escape.message(text[:sarif.MAX_TEXT])},
        "fullDescription": {"text": escape.message(f"{text} ({item.section}, {item.group})"[:sarif.MAX_TEXT])},
        "help": {"text": escape.message(f"{text} readiness-scan shows what counts as evidence for it: "
                                        f"readiness-scan checklist . --format html")},
        "defaultConfiguration": {"level": _LEVELS.get(item.strength, "note")},
        "relationships": [{
            "target": {"id": item.id, "index": taxa[item.id], "toolComponent": _component()},
            "kinds": [_KINDS[_strength(result)]],
        }],
        "properties": {"tags": ["readiness", item.id.partition("/")[0]]},
    }


def rule_id(item_id: str) -> str:
    """The id of an item as the id of a rule, where a slash would mean a part of a rule."""
    return item_id.replace("/", ".")


def _strength(result: ItemResult) -> Strength:
    """How much the evidence says that decided."""
    clue = deciding(result)
    return clue.strength if clue is not None else result.strength


def _result(
    result: ItemResult, found: list[tuple[Place, str]], index: int, taxa: dict[str, int], report: Report,
    hashes: sarif.Hashes,
) -> dict[str, Any]:
    item = result.item
    (first, said), others = found[0], found[1:]
    failed = result.status in (Status.NOT_MET, Status.EXPIRED, Status.WAIVED)
    kind = "fail" if failed else "open" if result.status is Status.UNKNOWN else "pass"
    # `equal` is implied by the relationship of the rule; the spec wants the others to be said with the result.
    implied = _KINDS[_strength(result)] in ("equal", "superset")
    why = (said or result.reason).rstrip(". ")
    text = f"{item.text.rstrip('.')}: {result.status.value}.{f' {why}.' if why else ''}"
    return {
        "ruleId": rule_id(item.id), "ruleIndex": index, **({} if failed else {"kind": kind}),
        "level": _LEVELS.get(item.strength, "note") if failed else "none",
        "message": {"text": escape.message(text)},
        "locations": [sarif.location(first, report)],
        **({"relatedLocations": [{"id": number, "message": {"text": escape.message(words)},
                                  **sarif.location(where, report)}
                                 for number, (where, words) in enumerate(others, start=1)]} if others else {}),
        "partialFingerprints": {**hashes.of(first), "readinessScan/v1": f"checklist:{item.id}"},
        **({"taxa": [{"id": item.id, "index": taxa[item.id], "toolComponent": _component()}]} if not implied else {}),
        **({"suppressions": [{"kind": "external", "status": "accepted"}]} if result.status is Status.WAIVED else {}),
        "properties": {"status": result.status.value, "strength": _strength(result).word},
    }


def _component() -> dict[str, Any]:
    return {"name": CHECKLIST.name, "index": 0, "guid": CHECKLIST.guid}


def _taxa(report: Report, known: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The sections and the items, each item as a part of its section."""
    sections = dict.fromkeys(_section(one) for one in report.items)
    texts = {_section(one): one.item.section for one in report.items}
    for section in sections:
        yield {"id": section, "shortDescription": {"text": f"{escape.message(texts[section])}."}}
    for one in report.items:
        section = _section(one)
        yield {"id": one.item.id, "shortDescription": {"text": f"{escape.message(one.item.text.rstrip('.'))}."},
               "relationships": [{"target": {"id": section, "index": known.get(section, 0),
                                             "toolComponent": _component()}, "kinds": ["subset"]}]}


def _section(result: ItemResult) -> str:
    return "section: " + "-".join(result.item.section.lower().split())


def _note(result: ItemResult) -> dict[str, Any]:
    """An item without a place."""
    return sarif.notification("note", f"{result.item.text.rstrip('.')}: {result.status.value}.", result.reason, None)
