"""All policy files in one JSON file, so that start-up reads one file instead of hundreds of YAML files.

`policies/compiled.json`, and `policies/compiled-terraform.json` for the rules about Terraform, are a JSON list each,
with one member on each line, so that a line is parsed only when it is needed:

    {"digest", "heads": [[id, category, severity, enabled, engine, kinds, checklist, refutes], ...]}
    {"files": {path: size}}
    {"checklist": [...]}
    {"api-versions": [...]}
    {"rule": {...}, "programs": {...}}      one line for each head, in the same order

The rules are the YAML documents as they are (without examples and aliases), each with its `path`; programs are the
expressions of a rule as the CEL runtime writes them out, which load ten times faster than they compile.

`policies/compiled-evidence.json` has what counts as evidence for the items of the checklist, likewise:

    {"digest", "files": {path: size}}
    {"scopes": {...}}
    {"evidence": {item id: {...}}}
    {"programs": {...}}

`python -m scanner.rules.compile` writes the files; a test compares them with the YAML files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scanner.paths import data_folder, is_checkout
from scanner.records import NamedTuple

NAMES = {"": "compiled.json", "terraform": "compiled-terraform.json"}
"""The file of each part. The rules about Terraform, in folders whose names begin so, are a part of their own, which only
those read who need it."""

CHECKLIST = "checklist.yaml"
API_VERSIONS = "api-versions.yaml"
EVIDENCE = "evidence"
EVIDENCE_NAME = "compiled-evidence.json"
SCOPES = "scopes.yaml"

# What no scan asks for.
_LEFT_OUT = frozenset({"aliases", "examples"})

# Numbers of the lines: the brackets of the list stand on lines of their own.
_HEADS, _FILES, _ITEMS, _API_VERSIONS, _FIRST_RULE = 1, 2, 3, 4, 5


class Policies:
    """The compiled file, parsed line by line as things are asked for. ValueError: it is none."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(b"[\n") or not data.endswith(b"\n]\n"):
            raise ValueError("not a compiled file")
        self._data = data
        self._starts = _line_starts(data)
        head = self._member(_HEADS)
        if not isinstance(head, dict) or not head.keys() >= {"digest", "heads"}:
            raise ValueError("not a compiled file")
        self.digest: str = head["digest"]
        self.heads: list[list[Any]] = head["heads"]
        self._places = {row[0]: number for number, row in enumerate(self.heads, start=_FIRST_RULE)}
        self._programs: dict[str, str] = {}

    @cached_property
    def files(self) -> dict[str, int]:
        """The sizes of the files that were compiled."""
        return dict(self._member(_FILES)["files"])

    @cached_property
    def checklist(self) -> list[dict[str, str]]:
        """The items of the checklist."""
        return list(self._member(_ITEMS)["checklist"])

    @cached_property
    def api_versions(self) -> list[dict[str, Any]]:
        """The API versions that came out of use."""
        return list(self._member(_API_VERSIONS)["api-versions"])

    def rule(self, rule_id: str) -> dict[str, Any]:
        """The document of a rule; its programs are known from then on."""
        member = self._member(self._places[rule_id])
        self._programs |= member["programs"]
        return dict(member["rule"])

    def program(self, expression: str) -> str | None:
        """The compiled form of an expression of a rule that was read."""
        return self._programs.get(expression)

    def _member(self, number: int) -> Any:
        if number + 1 >= len(self._starts):
            raise ValueError("not a compiled file")
        return json.loads(self._data[self._starts[number] : self._starts[number + 1]].rstrip(b",\n"))


def _line_starts(data: bytes) -> list[int]:
    """The offset of each line; the lines themselves are copied only when they are asked for."""
    starts = [0]
    while end := data.find(b"\n", starts[-1]) + 1:
        starts.append(end)
    return starts


def policies(part: str = "") -> Policies:
    """A part of the built-in policies; from the YAML files when the compiled file is missing or older than they are."""
    return _parts(part)  # a cache would take a call without the part for another one


@cache
def _parts(part: str) -> Policies:
    found = _policies(part)
    _READ.append(found)
    return found


class Evidence(NamedTuple):
    """What counts as evidence, as the YAML files say it: documents by item id, the scopes, programs by expression.

    The documents have no examples.
    """

    items: Mapping[str, Any]
    scopes: Mapping[str, Any]
    programs: Mapping[str, str]
    digest: str = ""
    files: Mapping[str, int] = MappingProxyType({})

    def program(self, expression: str) -> str | None:
        """The compiled form of an expression."""
        return self.programs.get(expression)


@cache
def evidence() -> Evidence:
    """The built-in evidence; from the YAML files when the compiled file is missing or older than they are."""
    folder = data_folder("policies")
    found = _compiled_evidence(folder)
    if found is None or is_checkout() and not _is_fresh_evidence(folder, found):
        found = _evidence_of(compose_evidence(folder))
    _READ.append(found)
    return found


def _compiled_evidence(folder: Path) -> Evidence | None:
    try:
        return _evidence_of(json.loads((folder / EVIDENCE_NAME).read_bytes()))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _evidence_of(members: list[dict[str, Any]]) -> Evidence:
    head, scopes, items, programs = members
    return Evidence(items["evidence"], scopes["scopes"], programs["programs"], head["digest"], head["files"])


def compose_evidence(folder: Path) -> list[dict[str, Any]]:
    """What the compiled file of the evidence is made of, without programs, read from the YAML files below `folder`."""
    files = evidence_files(folder)
    items, scopes = {}, {}
    for path in files:
        name = path.relative_to(folder / EVIDENCE).as_posix()
        data = read_yaml(path)
        if name == SCOPES:
            scopes = data["scopes"]
        else:
            items[name.removesuffix(".yaml")] = {key: value for key, value in data.items() if key not in _LEFT_OUT}
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    return [{"digest": _digest(files), "files": sizes}, {"scopes": scopes}, {"evidence": items}, {"programs": {}}]


def dump_evidence(members: list[dict[str, Any]]) -> str:
    """The text of the compiled file for what `compose_evidence` gives."""
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in members]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def evidence_files(folder: Path) -> list[Path]:
    """The files of the evidence, sorted."""
    return sorted((folder / EVIDENCE).rglob("*.yaml"))


def _is_fresh_evidence(folder: Path, compiled: Evidence) -> bool:
    """As of the other policies: names and sizes first, contents only when a file is younger than the compiled one."""
    newest, sizes = 0, {}
    for path in evidence_files(folder):
        stat = path.stat()
        sizes[path.relative_to(folder).as_posix()] = stat.st_size
        newest = max(newest, stat.st_mtime_ns)
    if sizes != compiled.files:
        return False
    if newest <= (folder / EVIDENCE_NAME).stat().st_mtime_ns:
        return True
    return _digest(evidence_files(folder)) == compiled.digest


_READ: list[Policies | Evidence] = []


def program(expression: str) -> str | None:
    """The compiled form of an expression of a built-in rule that was read."""
    return next((found for one in _READ if (found := one.program(expression)) is not None), None)


def _policies(part: str) -> Policies:
    folder = data_folder("policies")
    try:
        compiled = Policies((folder / NAMES[part]).read_bytes())
    except (FileNotFoundError, ValueError):
        return _fresh(folder, part)
    if is_checkout() and not _is_fresh(folder, compiled, part):
        return _fresh(folder, part)
    return compiled


def _fresh(folder: Path, part: str) -> Policies:
    return Policies(dump(compose(folder, part)).encode())


def part_of(folder: str) -> str:
    """The part to which the rules in a folder belong."""
    return "terraform" if folder.startswith("terraform") else ""


def compose(folder: Path, part: str = "") -> dict[str, Any]:
    """What a compiled file is made of, read from the YAML files below `folder`; programs are by expression."""
    files = policy_files(folder, part)
    rules = []
    for path in files:
        if path.parent == folder:
            continue
        rule = {key: value for key, value in read_yaml(path).items() if key not in _LEFT_OUT}
        rules.append({**rule, "path": path.relative_to(folder).as_posix()})
    checklist, api_versions = folder / CHECKLIST, folder / API_VERSIONS
    return {
        "digest": _digest(files),
        "files": {path.relative_to(folder).as_posix(): path.stat().st_size for path in files},
        "rules": sorted(rules, key=lambda rule: str(rule.get("id"))),
        "checklist": read_yaml(checklist)["items"] if checklist in files else [],
        "api-versions": read_yaml(api_versions) if api_versions in files else [],
        "programs": {},
    }


def policy_files(folder: Path, part: str = "") -> list[Path]:
    """The files of a part, sorted; the checklist and the API versions belong to the first one."""
    rules = [file for file in folder.glob("*/*.yaml")
             if part_of(file.parent.name) == part and file.parent.name != EVIDENCE]
    return sorted([*(() if part else (*folder.glob(CHECKLIST), *folder.glob(API_VERSIONS))), *rules])


def read_yaml(path: Path) -> Any:
    """The one document of a YAML file of ours."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - both are safe loaders


def dump(compiled: dict[str, Any]) -> str:
    """The text of the compiled file for what `compose` gives."""
    rules, programs = compiled["rules"], compiled["programs"]
    members = [
        {"digest": compiled["digest"], "heads": [_head(rule) for rule in rules]},
        {"files": compiled["files"]},
        {"checklist": compiled["checklist"]},
        {"api-versions": compiled["api-versions"]},
    ]
    members += [{"rule": rule, "programs": {one: programs[one] for one in expressions(rule) if one in programs}}
                for rule in rules]
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in members]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def expressions(rule: Mapping[str, Any]) -> list[str]:
    """The CEL expressions of the document of a rule."""
    return [one for one in (rule.get("match", {}).get("when"), rule.get("assert")) if one]


def _head(rule: Mapping[str, Any]) -> list[Any]:
    kinds = rule.get("match", {}).get("kind", [])
    return [
        rule.get("id"), category(rule, rule["path"]), rule.get("severity"), rule.get("enabled", True),
        rule.get("engine", "cel"), [kinds] if isinstance(kinds, str) else kinds, checklist_ids(rule),
        rule.get("refutes", []),
    ]


def checklist_ids(rule: Mapping[str, Any]) -> list[str]:
    """The checklist items that the document of a rule names, as they are or in maps of item and strength."""
    return [one["item"] if isinstance(one, dict) else one for one in rule.get("checklist", [])]


def category(rule: Mapping[str, Any], path: str) -> str:
    """The category of a rule: the name of its folder, unless its document says otherwise."""
    return str(rule.get("category") or Path(path).parent.name)


def _is_fresh(folder: Path, compiled: Policies, part: str = "") -> bool:
    """Names and sizes first, which is cheap; contents only when a file is younger than the compiled one."""
    newest, sizes = 0, {}
    for parent, prefix in [(folder, ""), *((folder / name, f"{name}/") for name in sorted(os.listdir(folder)))]:
        if not parent.is_dir() or part_of(prefix) != part or prefix == f"{EVIDENCE}/":
            continue
        with os.scandir(parent) as entries:
            for entry in entries:
                if entry.name.endswith(".yaml") and (prefix or entry.name in (CHECKLIST, API_VERSIONS)):
                    stat = entry.stat()
                    sizes[prefix + entry.name] = stat.st_size
                    newest = max(newest, stat.st_mtime_ns)
    if sizes != compiled.files:
        return False
    if newest <= (folder / NAMES[part]).stat().st_mtime_ns:
        return True
    return _digest(policy_files(folder, part)) == compiled.digest


def _digest(files: list[Path]) -> str:
    import hashlib

    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
