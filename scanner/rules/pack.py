"""Loads rule packs, and checks rule files against their schema and the rule language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path as FilePath
from typing import Any

from scanner import precompiled
from scanner.model.resource import Path
from scanner.model.rule import NOTHING, Example, Match, Rule, RuleHead, Severity
from scanner.paths import data_folder
from scanner.patterns import lazy

ROOTS = ("object", "self", "pod")
_SEVERITIES = {one.word: one for one in Severity}
_STEP = lazy(r"([^.\[\]]+)|\['([^']*)'\]|\[(\d{1,6})\]")


class RulePackError(Exception):
    """A rule file that cannot be used: path, line (1-based, 0 when not known) and what is wrong."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}" if line else f"{path}: {problem}")
        self.path, self.line, self.problem = path, line, problem


def load(paths: Iterable[FilePath] = ()) -> tuple[Rule, ...]:
    """The built-in rules and those of the files and folders in `paths`, sorted by id.

    A rule of `paths` replaces a built-in one of the same id. RulePackError: a file is not a rule.
    """
    return tuple(head.whole() for head in heads(paths))


def heads(paths: Iterable[FilePath] = (), parts: Iterable[str] = tuple(precompiled.NAMES)) -> tuple[RuleHead, ...]:
    """The heads of the rules that `load` gives; those of built-in rules cost next to nothing.

    `parts` are those of the built-in rules that are wanted (see `precompiled.NAMES`).
    """
    found: dict[str, RuleHead] = {}
    for part in parts:
        policies = precompiled.policies(part)
        found |= {row[0]: _head(policies, row) for row in policies.heads}
    for path in paths:
        for file in sorted(path.glob("**/*.yaml")) if path.is_dir() else [path]:
            rule = read(file)
            found[rule.id] = rule.head()
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
    """A built-in rule with its examples, which the compiled pack leaves out."""
    file = data_folder("policies") / rule.path
    return rule_of(precompiled.read_yaml(file), rule.path) if file.is_file() else rule


def read(file: FilePath, name: str = "") -> Rule:
    """The checked rule of a file; `name` is how errors call it. RulePackError says what is wrong and where."""
    import yaml

    name = name or file.as_posix()
    try:
        text = file.read_text(encoding="utf-8")
        data = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as problem:
        raise RulePackError(name, 0, f"cannot be read: {problem}") from None
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        what = getattr(problem, "problem", None) or "not YAML"
        raise RulePackError(name, mark.line + 1 if mark else 0, what) from None
    _check_schema(name, text, data)
    if data["id"] != file.stem:
        raise RulePackError(name, _line_of(text, ["id"]), f"id {data['id']!r} differs from the file name {file.stem!r}")
    _check_expressions(name, text, data)
    return rule_of(data, name)


def _check_schema(name: str, text: str, data: Any) -> None:
    import json

    import jsonschema

    schema = json.loads((data_folder("schemas") / "rule.schema.json").read_text(encoding="utf-8"))
    problems = list(jsonschema.Draft202012Validator(schema).iter_errors(data))
    # A misspelt key is also a missing one; its name says more.
    misspelt = [one for one in problems if one.validator == "additionalProperties"]
    worst = jsonschema.exceptions.best_match(misspelt or problems)
    if worst is not None:
        place = ".".join(str(step) for step in worst.absolute_path)
        raise RulePackError(name, _line_of(text, list(worst.absolute_path)),
                            f"{place + ': ' if place else ''}{worst.message[:300]}")


def _check_expressions(name: str, text: str, data: Mapping[str, Any]) -> None:
    from scanner.rules import cel

    for path in (["match", "when"], ["assert"]):
        source: Any = data
        for step in path:
            source = source.get(step) if isinstance(source, dict) else None
        if source is not None:
            try:
                cel.compile_text(source)
            except cel.ExpressionError as problem:
                raise RulePackError(name, _line_of(text, path), f"{path[-1]}: {problem}") from None


def _line_of(text: str, path: list[str | int]) -> int:
    """The line of the node at `path`, or of the nearest one above it."""
    import yaml

    node, line = yaml.compose(text, Loader=yaml.SafeLoader), 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def rule_of(data: Mapping[str, Any], path: str) -> Rule:
    """The rule of a mapping that follows the schema."""
    match = data.get("match", {})
    remediation = data["remediation"]
    return Rule(
        id=data["id"], title=data["title"], category=precompiled.category(data, path),
        severity=Severity.parse(data["severity"]),
        since=data["since"], why=data["why"].strip(),
        remediation=(remediation["plain"] if isinstance(remediation, dict) else remediation).strip(),
        remediation_helm=remediation.get("helm", "").strip() if isinstance(remediation, dict) else "",
        references=tuple(data.get("references", ())), frameworks=tuple(data.get("frameworks", ())),
        checklist=tuple(data.get("checklist", ())), refutes=tuple(data.get("refutes", ())),
        engine=data.get("engine", "cel"),
        enabled=data.get("enabled", True),
        match=Match(_words(match.get("kind", ())), match.get("each", ""), match.get("when", "")),
        uses=tuple(data.get("uses", ())), params=data.get("params", NOTHING), assertion=data.get("assert", ""),
        fields=tuple(field_path(field) for field in _words(data.get("field", ()))),
        message=data.get("message", ""), examples=tuple(_example(one) for one in data.get("examples", ())), path=path,
    )


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
