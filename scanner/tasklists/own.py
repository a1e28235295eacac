"""Checklists of one's own in YAML: items with evidence rules, or ones that are the same as built-in items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scanner import precompiled
from scanner.checklist import check
from scanner.conform import failures, nearest
from scanner.errors import RequestError
from scanner.model.checklist import ChecklistItem, ItemResult, Strength
from scanner.records import NamedTuple

MAX_SIZE = 4 * 1024 * 1024
_OWN = ("id", "section", "group", "text", "same-as")
_PART_OF_EVIDENCE = ("applies", "otherwise", "absent", "params", "evidence", "against", "attest", "includes")


_NO_EXAMPLES = "'examples' is missing"
"""Asked of the built-in evidence alone."""

_Path = tuple[str | int, ...]


class _Mistake(NamedTuple):
    """A mistake of a part of a document; the first two fields are what check.py sorts by."""

    line: int
    column: int
    where: _Path
    problem: str


class OwnError(RequestError):
    """A checklist that cannot be used; str() names the file, the place, and what is wrong."""


class Own(NamedTuple):
    """The items of a checklist in order, what counts as evidence for them (documents as in policies/evidence), and
    which are the same as built-in ones."""

    items: tuple[ChecklistItem, ...]
    evidence: Mapping[str, Any]
    same: Mapping[str, str]

    @property
    def asked(self) -> tuple[ChecklistItem, ...]:
        """The items that are not built in."""
        return tuple(item for item in self.items if item.id not in self.same)


def load(path: Path, shown: str, known: Iterable[ChecklistItem], scopes: Iterable[str] = ()) -> Own:
    """The checklist of a file.  OwnError."""
    from scanner.located.errors import YamlError
    from scanner.located.yaml import load as load_yaml

    try:
        if path.stat().st_size > MAX_SIZE:
            raise OwnError(f"{shown}: larger than {MAX_SIZE} bytes")
        text = path.read_bytes().decode("utf-8-sig")
        data = load_yaml(text, "int")
    except OSError as error:
        raise OwnError(f"{shown} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise OwnError(f"{shown}: is not UTF-8") from None
    except YamlError as error:
        raise OwnError(f"{shown}:{error.line or 1}: is not valid YAML: {error.yaml_message}") from None
    for problem in _problems(data, {item.id: item for item in known}, frozenset(scopes)):
        raise OwnError(f"{_place(text, shown, problem[0])}: {problem[1]}")
    return _own(data["items"], {item.id: item for item in known})


def _problems(data: Any, built_in: Mapping[str, ChecklistItem], scopes: frozenset[str]) -> Iterator[tuple[_Path, str]]:
    found = [*failures(data, "own-checklist.schema.json")]
    yield from ((one.path, one.problem) for one in found)
    if found:
        return
    from scanner.rules import pack

    ids: set[str] = set()
    every = {*built_in, *(entry["id"] for entry in data["items"])}
    known = check.Known(every, scopes, {one.id for one in pack.heads()})
    for number, entry in enumerate(data["items"]):
        at = ("items", number)
        if entry["id"] in ids:
            yield (*at, "id"), f"the id '{entry['id']}' stands there twice"
        ids.add(entry["id"])
        same, own = entry.get("same-as"), [key for key in _PART_OF_EVIDENCE if key in entry]
        if same is not None and same not in built_in:
            yield (*at, "same-as"), f"there is no built-in item '{same}'{nearest(same, built_in)}"
        if same is not None and own:
            yield (*at, own[0]), f"an item that is the same as a built-in one has no '{own[0]}' of its own"
        if same is None and entry["id"] in built_in:
            yield (*at, "id"), f"'{entry['id']}' is a built-in item; name it with same-as"
        if same is None:
            yield from _wrong(_evidence(entry), entry["id"], at, known)


class _Part:
    """A part of a document, as scanner/checklist/check.py wants a document; its mistakes are paths and words."""

    def __init__(self, data: Any, at: _Path) -> None:
        self.data, self._at = data, at

    def mistake(self, path: Sequence[str | int], problem: str, at: int | None = None, on_key: bool = False) -> _Mistake:
        """A mistake at a path of the part."""
        return _Mistake(0, 0, (*self._at, *path), problem)


def _wrong(data: dict[str, Any], item: str, at: _Path, known: check.Known) -> Iterator[tuple[_Path, str]]:
    part: Any = _Part(data, at)
    found: list[Any] = check.mistakes(part, item, known)
    yield from ((one.where, one.problem) for one in found if one.problem != _NO_EXAMPLES)


def _evidence(entry: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in entry.items() if key not in _OWN}
    return found if found.keys() & {"evidence", "attest", "includes"} else {**found, "attest": True}


def _place(text: str, shown: str, path: tuple[str | int, ...]) -> str:
    from scanner.located.positions import positions
    from scanner.model.source import SourceFile

    position = SourceFile(shown, text).position(positions(text).nearest(list(path)).key_start)
    return f"{shown}:{position.line}:{position.column}"


def _own(entries: list[dict[str, Any]], known: Mapping[str, ChecklistItem]) -> Own:
    same = {entry["id"]: entry["same-as"] for entry in entries if "same-as" in entry}
    items = tuple(_item(entry, known) for entry in entries)
    return Own(items, {entry["id"]: _evidence(entry) for entry in entries if entry["id"] not in same}, same)


def _item(entry: Mapping[str, Any], known: Mapping[str, ChecklistItem]) -> ChecklistItem:
    like = known.get(entry.get("same-as", ""))
    section = entry.get("section") or (like.section if like is not None else "Checklist")
    if like is not None:
        return like._replace(id=entry["id"], section=section, group=entry.get("group", like.group),
                             text=entry.get("text", like.text))
    strengths = [Strength[one.get("strength", "proof").upper()] for one in entry.get("evidence", ())]
    best = max(strengths, default=Strength.NONE)
    coverage = "automatic" if best is Strength.PROOF else "partial" if best else "manual"
    coverage = "automatic" if entry.get("includes") and not strengths else coverage
    return ChecklistItem(entry["id"], section, entry.get("group", ""), entry["text"], coverage, best)


def attestable(item: ChecklistItem, own: Own) -> ChecklistItem:
    """An item with what its evidence says about statements of people."""
    from scanner.checklist.evidence import book

    return book({item.id: own.evidence[item.id]}, precompiled.evidence().scopes).on(item)


def results(own: Own, found: Sequence[ItemResult]) -> tuple[ItemResult, ...]:
    """The results in the order of the checklist; those of built-in items stand for the ones that are the same."""
    by_id = {one.item.id: one for one in found}
    made = []
    for item in own.items:
        result = by_id[own.same.get(item.id, item.id)]
        made.append(result._replace(item=result.item._replace(
            id=item.id, section=item.section, group=item.group, text=item.text)))
    return tuple(made)
