"""Gates: how much of some items has to be met or attested.

The items are named by a word of theirs, looked for in this order: `all`, the id or the beginning of ids
(`security/container`), a section by its name or a word of it, a group by its name or a word of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scanner.conform import nearest
from scanner.errors import RequestError
from scanner.model.checklist import Gate, ItemResult, Stage, Status

ALL = "all"
DONE = frozenset({Status.MET, Status.ATTESTED})

LEVELS: Mapping[str, Mapping[str, int]] = {
    "basic": {ALL: 25}, "solid": {ALL: 60, "security": 75}, "ready": {ALL: 90, "security": 100},
}
"""The levels where the configuration has none, the lowest first."""


class GateError(RequestError):
    """A gate that cannot be meant; str() says why, and what is near."""


def parse(text: str) -> dict[str, int]:
    """The gates of ``security=100,availability=90``.  GateError."""
    found: dict[str, int] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        word, sign, percent = (one.strip() for one in part.partition("="))
        number = percent.removesuffix("%")
        if not sign or not word or not (number.isascii() and number.isdigit()) or int(number) > 100:
            raise GateError(f"'{part}' is no gate; expected WORD=PERCENT, such as security=100")
        found[word] = int(number)
    return found


def gates(wanted: Mapping[str, int], results: Sequence[ItemResult]) -> tuple[Gate, ...]:
    """The gates with what came of them.  GateError: a word that no section or group has."""
    return tuple(gate(word, percent, results) for word, percent in wanted.items())


def gate(word: str, percent: int, results: Sequence[ItemResult]) -> Gate:
    """One gate.  GateError."""
    applicable = [one for one in members(word, results) if one.status is not Status.NOT_APPLICABLE]
    still = tuple(one.item.id for one in applicable if one.status not in DONE)
    return Gate(word, percent, len(applicable) - len(still), len(applicable), still)


def stages(levels: Mapping[str, Mapping[str, int]], results: Sequence[ItemResult]) -> tuple[Stage, ...]:
    """The levels in their order; one is reached with all those before it.  GateError."""
    found: list[Stage] = []
    for name, wanted in levels.items():
        made = gates(wanted, results)
        found.append(Stage(name, made, all(one.passed for one in made) and all(one.reached for one in found)))
    return tuple(found)


def members(word: str, results: Sequence[ItemResult]) -> list[ItemResult]:
    """The items that a word names.  GateError: none."""
    plain = _plain(word)
    if plain == ALL:
        return list(results)
    for named in (_by_id, _by_section, _by_word_of_section, _by_group, _by_word_of_group):
        found = [one for one in results if named(one, plain, word)]
        if found:
            return found
    raise GateError(f"no section and no group of the checklist has the word '{word}'{nearest(plain, known(results))}")


def known(results: Iterable[ItemResult]) -> list[str]:
    """Words that gates may name: the beginnings of ids, sections, groups, and the words of both."""
    return sorted({ALL, *(word for one in results for word in _known(one))})


def _known(result: ItemResult) -> Iterator[str]:
    steps = result.item.id.split("/")
    yield from ("/".join(steps[:count]) for count in range(1, len(steps) + 1))
    for name in (result.item.section, *_parts(result)):
        yield _plain(name)
        yield from (part for part in _plain(name).split("-") if len(part) > 3)


def _parts(result: ItemResult) -> list[str]:
    return [part.strip() for part in result.item.group.split(" / ")]


def _by_id(result: ItemResult, plain: str, word: str) -> bool:
    path = word.strip().strip("/").lower()
    return result.item.id == path or result.item.id.startswith(f"{path}/")


def _by_section(result: ItemResult, plain: str, _: str) -> bool:
    return _plain(result.item.section) == plain


def _by_word_of_section(result: ItemResult, plain: str, _: str) -> bool:
    return f"-{plain}-" in f"-{_plain(result.item.section)}-"


def _by_group(result: ItemResult, plain: str, _: str) -> bool:
    return any(_plain(part) == plain for part in _parts(result)) or _plain(result.item.group) == plain


def _by_word_of_group(result: ItemResult, plain: str, _: str) -> bool:
    return any(f"-{plain}-" in f"-{_plain(part)}-" for part in _parts(result))


def _plain(text: str) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in text.lower()).split())
