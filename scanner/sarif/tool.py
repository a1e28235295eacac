"""The tool and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.patterns import lazy
from scanner.sarif.problems import Path, Problem, components, error, rules, runs, warning

MAX_RULES, MAX_TAGS, SHOWN_TAGS, MAX_NAME, MAX_DESCRIPTION = 25_000, 20, 10, 255, 1_024
_PASCAL = lazy(r"[A-Z][A-Za-z0-9]*")
_ABSOLUTE = lazy(r"https?://[^\s/]+.*")
_TEXTS = ("shortDescription", "fullDescription", "help")
_PRECISIONS = ("very-high", "high", "medium", "low")
_PROBLEMS = ("error", "warning", "recommendation")


def driver(log: Any) -> Iterator[Problem]:
    """SARIF2005, SARIF1005: a short name, a version that begins with a number, a page about the tool."""
    for path, run in runs(log):
        for above, component in components(run, path):
            name = component["name"]
            if not name.strip():
                yield error("tool-name", (*above, "name"), "the name is empty")
            elif len(name.split()) > 3:
                yield warning("tool-name", (*above, "name"), f"'{name}' has more than three words")
            page = component.get("informationUri")
            if page is not None and not _ABSOLUTE.fullmatch(page):
                yield error("information-uri", (*above, "informationUri"), f"'{page}' is no absolute address")
        found = run["tool"]["driver"]
        if not str(found.get("semanticVersion") or found.get("version") or "").lstrip("v")[:1].isdigit():
            yield warning("tool-version", (*path, "tool", "driver"),
                          "no version; with one, changes of the tool can be told from changes of the code")
        if "rules" not in found:
            yield error("rules-present", (*path, "tool", "driver"), "'rules' is missing; code scanning requires it")


def rule_count(log: Any) -> Iterator[Problem]:
    """GitHub refuses a run of more than 25,000 rules."""
    for path, run in runs(log):
        count = sum(1 for _ in rules(run, path))
        if count > MAX_RULES:
            yield error("rule-count", path, f"{count} rules; code scanning takes {MAX_RULES} in a run")


def rule_ids(log: Any) -> Iterator[Problem]:
    """An id names one rule; a slash in it makes a rule below another."""
    for path, run in runs(log):
        seen: dict[str, Path] = {}
        for inner, rule in rules(run, path):
            other = seen.setdefault(rule["id"], inner)
            if other != inner:
                yield error("rule-id", (*inner, "id"), f"'{rule['id']}' is the id of another rule as well")
            if "/" in rule["id"]:
                yield warning("rule-id", (*inner, "id"),
                              f"'{rule['id']}' has a slash, which is read as a rule below another")


def rule_names(log: Any) -> Iterator[Problem]:
    """SARIF1001, SARIF2012: a name differs from the id and is one word in PascalCase."""
    for path, run in runs(log):
        for inner, rule in rules(run, path):
            name = rule.get("name")
            if name is None:
                continue
            if name == rule["id"]:
                yield error("rule-name", (*inner, "name"), f"'{name}' is the id as well")
            if len(name) > MAX_NAME:
                yield error("rule-name", (*inner, "name"), f"{len(name)} characters; code scanning takes {MAX_NAME}")
            elif not _PASCAL.fullmatch(name):
                yield warning("rule-name", (*inner, "name"), f"'{name}' is not one word in PascalCase")


def rule_texts(log: Any) -> Iterator[Problem]:
    """GH2012: GitHub requires the short and the full description and the help, none of them empty."""
    for path, run in runs(log):
        for inner, rule in rules(run, path):
            for key in _TEXTS:
                text = rule.get(key, {}).get("text", "")
                if not text.strip():
                    yield error("rule-text", inner, f"'{key}.text' is missing or empty; code scanning requires it")
                elif key != "help" and len(text) > MAX_DESCRIPTION:
                    yield error("rule-text", (*inner, key, "text"),
                                f"{len(text)} characters; code scanning takes {MAX_DESCRIPTION}")
            page = rule.get("helpUri")
            if page is not None and not _ABSOLUTE.fullmatch(page):
                yield error("help-uri", (*inner, "helpUri"), f"'{page}' is no absolute address")


def rule_properties(log: Any) -> Iterator[Problem]:
    """What GitHub reads out of the properties of a rule; a score that is no number has the whole upload refused."""
    for path, run in runs(log):
        for inner, rule in rules(run, path):
            yield from _properties(rule.get("properties", {}), (*inner, "properties"))


def _properties(found: Any, path: Path) -> Iterator[Problem]:
    tags = found.get("tags", ())
    if len(tags) > MAX_TAGS:
        yield error("rule-tags", (*path, "tags"), f"{len(tags)} tags; code scanning takes {MAX_TAGS}")
    elif len(tags) > SHOWN_TAGS:
        yield warning("rule-tags", (*path, "tags"), f"{len(tags)} tags; code scanning shows {SHOWN_TAGS}")
    if "security-severity" in found:
        score = found["security-severity"]
        if not isinstance(score, str) or not _is_score(score):
            yield error("security-severity", (*path, "security-severity"),
                        f"{score!r} is not a text with a number above 0.0 and up to 10.0")
        elif "security" not in tags:
            yield warning("security-severity", path, "a rule with a score of security is to have the tag 'security'")
    for key, words in (("precision", _PRECISIONS), ("problem.severity", _PROBLEMS)):
        if key in found and found[key] not in words:
            yield warning("rule-properties", (*path, key), f"{found[key]!r} is not one of {', '.join(words)}")


def _is_score(text: str) -> bool:
    try:
        return 0 < float(text) <= 10
    except ValueError:
        return False


CHECKS = (driver, rule_count, rule_ids, rule_names, rule_texts, rule_properties)
