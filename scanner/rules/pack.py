"""Loads the built-in rules, and reads rule files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from scanner import precompiled
from scanner.model.mistake import Mistake
from scanner.model.resource import Path
from scanner.model.rule import NOTHING, Confidence, Example, Match, Rule, RuleHead, Severity
from scanner.model.source import SourceFile
from scanner.paths import data_folder
from scanner.patterns import lazy

if TYPE_CHECKING:
    from scanner.located.document import Document

ROOTS = ("object", "self", "pod")
_SEVERITIES = {one.word: one for one in Severity}
_STEP = lazy(r"([^.\[\]]+)|\['([^']*)'\]|\[(\d{1,6})\]")


MAX_FILE = 1024 * 1024
"""Largest rule file, in bytes."""

_MAX_TOLD = 200


class RulePackError(Exception):
    """Rule files that cannot be used, with everything that is wrong with them; str() has one line for each mistake."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        lines = [str(one) for one in self.mistakes[:_MAX_TOLD]]
        if len(self.mistakes) > 1:
            lines.insert(0, f"{len(self.mistakes)} mistakes in rules of your own")
        if len(self.mistakes) > _MAX_TOLD:
            lines.append(f"and {len(self.mistakes) - _MAX_TOLD} more")
        super().__init__("\n".join(lines))


def load(own: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """The built-in rules and rules of one's own, sorted by id; the latter replace built-in ones of the same id."""
    return tuple(head.whole() for head in heads(own))


def heads(own: Iterable[Rule] = (), parts: Iterable[str] = tuple(precompiled.NAMES)) -> tuple[RuleHead, ...]:
    """The heads of the rules that `load` gives; those of built-in rules cost next to nothing.

    `parts` are those of the built-in rules that are wanted (see `precompiled.NAMES`).
    """
    found: dict[str, RuleHead] = {}
    for part in parts:
        policies = precompiled.policies(part)
        found |= {row[0]: _head(policies, row) for row in policies.heads}
    found |= {rule.id: rule.head() for rule in own}
    return tuple(found[key] for key in sorted(found))


def _head(policies: precompiled.Policies, row: list[Any]) -> RuleHead:
    rule_id, category, severity, enabled, engine, kinds, checklist, refutes = row
    return RuleHead(rule_id, category, _SEVERITIES[severity], enabled, engine, tuple(kinds), tuple(checklist),
                    tuple(refutes), partial(_built_in, policies, rule_id))


@cache
def _built_in(policies: precompiled.Policies, rule_id: str) -> Rule:
    data = policies.rule(rule_id)
    return rule_of(data, data["path"])


def enabled(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that are on unless somebody says otherwise."""
    return tuple(rule for rule in rules if rule.enabled)


def with_examples(rule: Rule) -> Rule:
    """A built-in rule with its examples and aliases, which the compiled pack leaves out; every other rule as it is."""
    file = data_folder("policies") / rule.path
    if rule.pack or not file.is_file():
        return rule
    return rule_of(precompiled.read_yaml(file), rule.path)._replace(severity=rule.severity, enabled=rule.enabled)


def read(file: FilePath, name: str = "", relations: frozenset[str] | None = None) -> Rule:
    """The checked rule of a file; `name` is how errors call it. RulePackError tells everything that is wrong."""
    from scanner.located.document import read as documents

    source = source_of(file, name or file.as_posix())
    found = list(documents(source))
    mistakes = [one for one in found if isinstance(one, Mistake)]
    if mistakes:
        raise RulePackError(mistakes)
    return rule_in([one for one in found if not isinstance(one, Mistake)], source, file.stem, relations)


def source_of(file: FilePath, name: str) -> SourceFile:
    """The text of a file of a pack. RulePackError: it cannot be read, or is too large."""
    try:
        if not file.is_file():  # reading a pipe or a device would have no end
            raise RulePackError([Mistake(name, 0, 0, "it cannot be read: it is no regular file")])
        if file.stat().st_size > MAX_FILE:
            raise RulePackError([Mistake(name, 0, 0, f"the file has more than {MAX_FILE} bytes")])
        return SourceFile(name, file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        what = f"it cannot be read: it is not UTF-8 (byte {problem.start})"
        raise RulePackError([Mistake(name, 0, 0, what)]) from None
    except OSError as problem:
        raise RulePackError([Mistake(name, 0, 0, f"it cannot be read: {problem.strerror}")]) from None


def rule_in(
    documents: Sequence[Document], source: SourceFile, stem: str, relations: frozenset[str] | None = None,
    pack: str = "",
) -> Rule:
    """The checked rule of the documents of a file, which must be one. RulePackError as of `read`."""
    from scanner.rules.check import mistakes

    if not documents:
        what = "the file is empty; a rule is a map with id, match and assert"
        raise RulePackError([Mistake(source.path, 1, 1, what)])
    if len(documents) > 1:
        raise RulePackError([documents[1].mistake((), "a second document: each rule has a file of its own")])
    found = mistakes(documents[0], stem, relations)
    if found:
        raise RulePackError(found)
    rule = rule_of(documents[0].data, source.path)._replace(pack=pack)
    return rule if rule.category else rule._replace(category=pack)


def rule_of(data: Mapping[str, Any], path: str) -> Rule:
    """The rule of a mapping that follows the schema."""
    match = data.get("match", {})
    remediation = data["remediation"]
    return Rule(
        id=data["id"], title=data["title"], category=precompiled.category(data, path),
        severity=Severity.parse(data["severity"]),
        since=data.get("since", ""), why=data["why"].strip(),
        remediation=(remediation["plain"] if isinstance(remediation, dict) else remediation).strip(),
        remediation_helm=remediation.get("helm", "").strip() if isinstance(remediation, dict) else "",
        references=tuple(data.get("references", ())), frameworks=tuple(data.get("frameworks", ())),
        checklist=tuple(precompiled.checklist_ids(data)), refutes=tuple(data.get("refutes", ())),
        engine=data.get("engine", "cel"),
        enabled=data.get("enabled", True),
        match=Match(_words(match.get("kind", ())), match.get("each", ""), match.get("when", "")),
        uses=tuple(data.get("uses", ())), params=data.get("params", NOTHING), assertion=data.get("assert", ""),
        fields=tuple(field_path(field) for field in _words(data.get("field", ()))),
        message=data.get("message", ""), examples=tuple(_example(one) for one in data.get("examples", ())), path=path,
        confidence=Confidence.parse(data.get("confidence", "high")), strengths=_strengths(data),
        aliases=tuple(data.get("aliases", ())),
    )


def _strengths(data: Mapping[str, Any]) -> Mapping[str, str]:
    """How much the rule says about each item for which it says so itself."""
    return {one["item"]: one["strength"] for one in data.get("checklist", ()) if isinstance(one, dict)}


def _words(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _example(data: Mapping[str, str]) -> Example:
    return Example(data["name"], "passes" in data, data.get("passes", data.get("fails", "")))


def field_path(text: str) -> Path:
    """A field such as `securityContext.privileged`, `pod.hostPID` or `metadata.labels['a.b/c']` as a path.

    The first step of the path is one of ROOTS; `self` is meant where none is written.
    """
    path: Path = tuple(
        int(number) if number else key or word for word, key, number in _STEP.findall(text)
    )
    return path if path and path[0] in ROOTS else ("self", *path)
