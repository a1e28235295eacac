"""Values that are not known offline: a rule is asked for everything they may turn out to be.

The runtime has no way to hand over an unknown value, so expressions are tried with stand-ins. When all of them give
one verdict, that is the verdict; when not, there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cache, lru_cache

from scanner.model.resource import Data, Path
from scanner.model.unknown import Unknown
from scanner.patterns import lazy

ABSENT = object()

_LITERAL = lazy(r"'([^'\\\n]{0,200})'|\"([^\"\\\n]{0,200})\"|\b(\d{1,9})\b")
_MEMBER = lazy(r"\.\??([A-Za-z_]\w*)\b(?!\()|'([A-Za-z_]\w{0,60}(?:\.[A-Za-z_]\w{0,60}){0,5})'")
_OPEN = lazy(r"\$\{\?[^{}]*\}")
_WORD = lazy(r"\w+")
_LARGE = 2**63 - 1
_TEXT = "a text nobody would write"

# Keys below which an unknown value may hide a link between resources.
_LINKING = frozenset({
    "labels", "selector", "podSelector", "endpointSelector", "scaleTargetRef", "serviceAccountName", "serviceAccount",
    "roleRef", "subjects", "affinity", "topologySpreadConstraints", "backend", "defaultBackend", "metadata",
})

# Functions that look at everything in what they are given.
_WIDE = frozenset({"policy", "world", "opens", "all_ports"})

# Enough to notice an expression that looks at keys or sizes without naming the value.
_GENERAL: tuple[Data, ...] = (ABSENT, _TEXT, {})


def find(value: Data, path: Path = ()) -> Iterator[tuple[Path, Unknown]]:
    """Every unknown value inside plain data, with its path."""
    if isinstance(value, Unknown):
        yield path, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from find(member, (*path, key))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from find(member, (*path, number))


UNSETTLED = "\ufdd0"
"""The one key of the map that stands for an unknown value where functions look into bodies: they refuse to read it."""

# Expressions that look into bodies by themselves, and not through functions that know such maps.
_DIRECT = lazy(r"\b(?:self|object)\s*[.\[]|\.\?|\b(?:has|effective|container|pod)\b")
# Variables of macros that stand for bodies or blocks.
_BOUND = lazy(r"(?:\b(?:incoming|outgoing)\b[^,()]*|\bblocks\([^()]*\))\)*\.(?:exists|all|exists_one|filter|map)\(\s*(\w+)\s*,")


@cache
def looks_directly(text: str) -> bool:
    """Whether an expression looks into bodies without the functions made for it."""
    if _DIRECT.search(text) is not None:
        return True
    read = {name for name, rest in _READ.findall(text) if rest != ".size()"}
    return not read.isdisjoint(_BOUND.findall(text))


_READ = lazy(r"\b([a-z]\w*)(\.size\(\)|\.|\[)")


def unsettled(value: Data, paths: Mapping[Path, Unknown]) -> Data:
    """`value` with a map in the place of each unknown that functions refuse to read; drafts stay texts."""
    for path, unknown in paths.items():
        value = _put(value, path, unknown.draft or {UNSETTLED: unknown.reason})
    return value


def texts_of(text: str) -> tuple[str, ...]:
    """The texts that what is open in a draft may turn out to be, as far as the expression can tell."""
    return tuple(dict.fromkeys([_TEXT, "*", "", "0.0.0.0/0", *(one for one in stand_ins(text) if isinstance(one, str))]))


def supposed(value: Data, paths: Mapping[Path, Unknown], stand_in: Data) -> Data:
    """`value` with what is at the paths replaced; ABSENT takes it out of its map. Shares all that stays the same.

    A draft stays, and a text takes the place of what is open in it.
    """
    for path, unknown in paths.items():
        value = _put(value, path, _filled(unknown.draft, stand_in) if unknown.draft else stand_in)
    return value


def _filled(draft: str, stand_in: Data) -> str:
    text = stand_in if isinstance(stand_in, str) else _TEXT
    return _OPEN.sub(lambda _: text, draft)


def _put(value: Data, path: Path, stand_in: Data) -> Data:
    if not path:
        return None if stand_in is ABSENT else stand_in
    changed = value.copy()
    if len(path) == 1 and stand_in is ABSENT and isinstance(value, dict):
        del changed[path[0]]
    else:
        changed[path[0]] = _put(value[path[0]], path[1:], stand_in)
    return changed


MAX_WAYS = 9
"""Bodies that are tried out for one resource with blocks of which it is not known how often they are there."""


def ways(value: Data, paths: Mapping[Path, Unknown]) -> list[Data]:
    """`value` with the blocks that may be there not at all, once and twice; none where there are no such, or too many."""
    several = {path: unknown.blocks for path, unknown in paths.items() if unknown.blocks}
    if not several or 3 ** len(several) > MAX_WAYS:
        return []
    found = [value]
    for path, blocks in several.items():
        found = [_put(one, path, list(blocks) * times) for one in found for times in range(3)]
    return found


class Reach(IntEnum):
    """How far an expression can tell an unknown value apart."""

    NONE = 0      # it looks at other things
    AROUND = 1    # it looks at something that holds the value, as its keys or its size
    NAMED = 2     # it names every key on the way to the value


@lru_cache(maxsize=1024)
def words(text: str) -> frozenset[str]:
    """The words of an expression."""
    return frozenset(_WORD.findall(text))


def reach(named: frozenset[str], bases: Iterable[Path], path: Path) -> Reach:
    """How far an expression of those words, with names bound to the values at the bases, can see what is at a path."""
    found = Reach.NONE
    deep = not named.isdisjoint(_WIDE)
    for base in bases:
        if path[:len(base)] == base:
            inside = deep or all(step in named for step in path[len(base):] if isinstance(step, str))
            found = max(found, Reach.NAMED if inside else Reach.AROUND)
    return found


def is_read(named: frozenset[str], path: Path) -> bool:
    """Whether an expression of those words that looks into bodies with functions alone may read what is at a path."""
    return not named.isdisjoint(_WIDE) or any(step in named for step in path if isinstance(step, str))


def blurs_links(paths: Iterable[Path]) -> Path | None:
    """The first path at which an unknown value may hide a link to another resource."""
    return next((path for path in paths if not _LINKING.isdisjoint(path)), None)


def trials(text: str, seen: Reach, drafts: bool = False) -> tuple[Data, ...]:
    """The stand-ins to try for an unknown that an expression can see so far; some may be parts of texts."""
    if drafts and seen is not Reach.NONE:
        return (*stand_ins(text), "*", "0.0.0.0/0")
    if seen is Reach.NAMED:
        return stand_ins(text)
    return _GENERAL if seen is Reach.AROUND else _GENERAL[:1]


@cache
def stand_ins(text: str) -> tuple[Data, ...]:
    """What an unknown may turn out to be, as far as the expression can tell.

    Absent; both truths, texts, numbers, and whatever literal the expression compares with; and, because the unknown
    may be a whole block, maps that give one of those for every member the expression asks for, one and two deep.
    """
    literals: list[Data] = []
    for single, double, number in _LITERAL.findall(text):
        word = single or double
        literals += [word, [word]] if word else []
        literals += [int(number) - 1, int(number), int(number) + 1] if number else []
    values: list[Data] = [True, False, "", _TEXT, 0, 1, _LARGE, [], [_TEXT], {}]
    values += [one for at, one in enumerate(literals) if one not in literals[:at]]
    names = sorted({word for name, quoted in _MEMBER.findall(text) for word in (name or quoted).split(".")})
    blocks = [{name: value for name in names} for value in values]
    deep: list[Data] = [{name: block for name in names} for block in blocks]
    return (ABSENT, *blocks[:2], *values, *blocks[2:], *deep, *([block] for block in blocks))
