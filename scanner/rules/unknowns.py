"""Values that are not known offline: a rule is asked for everything they may turn out to be.

The runtime has no way to hand over an unknown value, so expressions are tried with stand-ins. When all of them give
one verdict, that is the verdict; when not, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from scanner.model.resource import Data, Path
from scanner.model.unknown import Unknown

ABSENT = object()

_LITERAL = re.compile(r"'([^'\\\n]{0,200})'|\"([^\"\\\n]{0,200})\"|\b(\d{1,9})\b")
_MEMBER = re.compile(r"\.\??([A-Za-z_]\w*)\b(?!\()|'([A-Za-z_]\w{0,60})'")
_WORD = re.compile(r"\w+")
_LARGE = 2**63 - 1
_TEXT = "a text nobody would write"

# Keys below which an unknown value may hide a link between resources.
_LINKING = frozenset({
    "labels", "selector", "podSelector", "endpointSelector", "scaleTargetRef", "serviceAccountName", "serviceAccount",
    "roleRef", "subjects", "affinity", "topologySpreadConstraints", "backend", "defaultBackend", "metadata",
})

# Enough to notice an expression that looks at keys or sizes without naming the value.
GENERAL: tuple[Data, ...] = (ABSENT, _TEXT, {})


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


def replaced(value: Data, stand_in: Data) -> Data:
    """`value` with every unknown replaced; ABSENT takes it out of its map."""
    if isinstance(value, dict):
        return {
            key: replaced(member, stand_in) for key, member in value.items()
            if not (stand_in is ABSENT and isinstance(member, Unknown))
        }
    if isinstance(value, list):
        return [replaced(member, stand_in) for member in value]
    if isinstance(value, Unknown):
        return None if stand_in is ABSENT else stand_in
    return value


def is_named(text: str, paths: Iterable[Path]) -> bool:
    """Whether an expression names the key of one of the paths."""
    words = set(_WORD.findall(text))
    if "effective" in words:
        words.add("securityContext")
    return any(next((step for step in reversed(path) if isinstance(step, str)), "") in words for path in paths)


def blurs_links(paths: Iterable[Path]) -> Path | None:
    """The first path at which an unknown value may hide a link to another resource."""
    return next((path for path in paths if not _LINKING.isdisjoint(path)), None)


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
    names = sorted({name or quoted for name, quoted in _MEMBER.findall(text)})
    blocks = [{name: value for name in names} for value in values]
    deep: list[Data] = [{name: block for name in names} for block in blocks]
    return (ABSENT, *blocks[:2], *values, *blocks[2:], *deep, *([block] for block in blocks))
