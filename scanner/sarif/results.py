"""Results: what they say, what they refer to, and whether a service shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.patterns import lazy
from scanner.sarif.problems import Path, Problem, components, error, items, results, runs, warning

MAX_LOCATIONS, MAX_STEPS, SHOWN_STEPS = 1_000, 10_000, 1_000
_LINK = lazy(r"(?<!\\)\[(?:[^\]\\]|\\.)*\]\((\d{1,9})\)")
_PLACEHOLDER = lazy(r"(?<!\{)\{(\d{1,9})\}(?!\})")
_LINE_HASH = lazy(r"[0-9a-f]{1,16}:[1-9][0-9]*")


def messages(log: Any) -> Iterator[Problem]:
    """GH1007, SARIF2001: a text, which ends like a sentence; an id alone is not taken."""
    for path, result in results(log):
        text = result["message"].get("text", "")
        if not text.strip():
            yield error("message-text", (*path, "message"), "no text; code scanning requires one")
        elif text.rstrip()[-1:] not in ".!?)":
            yield warning("message-period", (*path, "message", "text"),
                          f"'...{text.rstrip()[-30:]}' does not end with a period")


def arguments(log: Any) -> Iterator[Problem]:
    """SARIF1012: every placeholder of a text has its argument."""
    for path, result in results(log):
        message = result["message"]
        wanted = [int(number) for number in _PLACEHOLDER.findall(message.get("text", ""))]
        given = len(message.get("arguments", ()))
        if given and wanted and max(wanted) >= given:
            yield error("message-arguments", (*path, "message"),
                        f"{{{max(wanted)}}} has no argument; there are {given}")


def links(log: Any) -> Iterator[Problem]:
    """SARIF1013: a link to a number leads to the related location of that id."""
    for path, result in results(log):
        known = {one.get("id") for one in result.get("relatedLocations", ())}
        for number in dict.fromkeys(_LINK.findall(result["message"].get("text", ""))):
            if int(number) not in known:
                yield error("links", (*path, "message", "text"),
                            f"a link leads to the related location {number}, which does not exist")


def locations_present(log: Any) -> Iterator[Problem]:
    """GH1001, GH1015: a result without a location has the upload refused; of several only the first is used."""
    for path, result in results(log):
        count = len(result.get("locations", ()))
        if not count:
            yield error("location-present", path, "no location; code scanning refuses the file")
        elif count > MAX_LOCATIONS:
            yield error("location-count", (*path, "locations"),
                        f"{count} locations; code scanning takes {MAX_LOCATIONS}")
        elif count > 1:
            yield warning("location-count", (*path, "locations"), f"{count} locations; code scanning shows the first")


def references(log: Any) -> Iterator[Problem]:
    """SARIF1009, SARIF1010: the id and the index of a rule agree, and the rule exists."""
    for path, run in runs(log):
        known = run["tool"]["driver"].get("rules", ())
        ids = {rule["id"] for _, component in components(run, path) for rule in component.get("rules", ())}
        for inner, result in items(run, path, "results"):
            yield from _reference(result, inner, known, ids)


def _reference(result: Any, path: Path, known: Any, ids: set[str]) -> Iterator[Problem]:
    whole = result.get("rule", {})
    name = result.get("ruleId", whole.get("id"))
    index = result.get("ruleIndex", -1)
    if "ruleId" in result and whole.get("id", name) != name:
        yield error("rule-reference", path, f"ruleId is '{name}' and rule.id '{whole['id']}'")
    if index >= len(known) and "toolComponent" not in whole:
        yield error("rule-reference", (*path, "ruleIndex"), f"{index} is beyond the {len(known)} rules")
    elif 0 <= index < len(known) and name is not None and "toolComponent" not in whole:
        there = known[index]["id"]
        if name != there and not name.startswith(f"{there}/"):
            yield error("rule-reference", path, f"ruleId is '{name}', and rules[{index}] is '{there}'")
    if name is not None and name not in ids and name.rpartition("/")[0] not in ids:
        yield warning("rule-metadata", path, f"there is no rule '{name}' among the rules of the tool")


def kinds(log: Any) -> Iterator[Problem]:
    """Only failures have a level; and GitHub shows every result as an open alert, whatever its kind."""
    for path, result in results(log):
        kind = result.get("kind", "fail")
        if kind != "fail" and result.get("level", "none") != "none":
            yield error("kind", path, f"a result of the kind {kind} has the level {result['level']}; it must be 'none'")
        if kind != "fail" or result.get("suppressions"):
            what = "suppressed" if result.get("suppressions") else kind
            yield warning("shown-as-open", path, f"GitHub shows this result ({what}) as an open alert")


def fingerprints(log: Any) -> Iterator[Problem]:
    """GitHub follows an alert by primaryLocationLineHash, and has it in one form."""
    for path, result in results(log):
        found = result.get("partialFingerprints", {}).get("primaryLocationLineHash")
        if found is not None and not _LINE_HASH.fullmatch(found):
            yield warning("fingerprint", (*path, "partialFingerprints", "primaryLocationLineHash"),
                          f"'{found[:60]}' has not the form of a line hash, such as 54703d4cd895b18:1")


def code_flows(log: Any) -> Iterator[Problem]:
    """GH1002: each step of a flow has its location with it; 10,000 steps are taken, 1,000 shown."""
    for path, result in results(log):
        threads = [pair for above, one in items(result, path, "codeFlows") for pair in items(one, above, "threadFlows")]
        steps = [pair for above, thread in threads for pair in items(thread, above, "locations")]
        if len(steps) > MAX_STEPS:
            yield error("code-flow", (*path, "codeFlows"),
                        f"{len(steps)} steps; code scanning takes {MAX_STEPS} for a result")
        elif len(steps) > SHOWN_STEPS:
            yield warning("code-flow", (*path, "codeFlows"),
                          f"{len(steps)} steps; code scanning shows {SHOWN_STEPS} of a result")
        for inner, step in steps:
            if "physicalLocation" not in step.get("location", {}):
                yield error("code-flow", inner, "a step without a location of its own is not taken")


CHECKS = (messages, arguments, links, locations_present, references, kinds, fingerprints, code_flows)
