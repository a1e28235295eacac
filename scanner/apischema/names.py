"""What somebody meant who wrote a name that does not exist: the nearest known one, or the same name elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.apischema.tables import Tables
from scanner.model.resource import Path

_CUTOFF = 0.75
_MAX_LEVELS = 3
_MAX_TYPES = 300
_MAX_NAME = 60
_MAX_SHOWN = 8


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that differs in case or in a letter or two only; "" where none does."""
    from difflib import get_close_matches  # nobody misspells in most scans

    names = sorted(known)
    plain = _plain(name)
    same = [one for one in names if _plain(one) == plain]
    if same:
        return same[0]
    near = get_close_matches(name, names, 1, _CUTOFF) if len(name) <= _MAX_NAME else []
    return near[0] if near else ""


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def dotted(path: Path) -> str:
    """A path as documentation writes it: `spec.containers[0].image`, `metadata.annotations['a.b/c']`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif len(step) <= _MAX_NAME and _plain(step).isalnum():
            text += f".{step}"
        else:
            text += f"['{step if len(step) <= _MAX_NAME else step[:_MAX_NAME] + '…'}']"
    return text.removeprefix(".")


def elsewhere(tables: Tables, minor: int, name: str, around: Iterable[tuple[str, Path]]) -> str:
    """Where a field of that name exists, as a path; "" for nowhere near.

    `around` are the types around the place and their paths, the innermost first: what is right inside of it counts
    first, then those around it, then what is inside of those.
    """
    known = list(around)
    places = [*_below(tables, minor, name, *known[0])]
    places += [dotted((*path, name)) for type_, path in known[1:] if _has(tables, minor, type_, name)]
    for type_, path in known[1:]:
        places += _below(tables, minor, name, type_, path)
    return places[0] if places else ""


def _has(tables: Tables, minor: int, type_: str, name: str) -> bool:
    field = tables.fields(type_).get(name)
    return field is not None and field.is_in(minor)


def _below(tables: Tables, minor: int, name: str, type_: str, path: Path) -> Iterator[str]:
    """The nearest place inside a value of a type that has such a field."""
    level: list[tuple[str, str]] = [(type_, dotted(path))]
    seen = {type_}
    for _ in range(_MAX_LEVELS):
        inner: list[tuple[str, str]] = []
        for outer, shown in level:
            for field, about in tables.fields(outer).items():
                base = about.form.removeprefix("[]")
                if not _is_type(base) or base in seen or not about.is_in(minor) or field == "status":
                    continue
                seen.add(base)
                inner.append((base, f"{shown}.{field}{'[]' if base != about.form else ''}".removeprefix(".")))
        for base, shown in inner:
            if _has(tables, minor, base, name):
                yield f"{shown}.{name}"
                return
        level = inner
        if len(seen) > _MAX_TYPES:
            return


def _is_type(form: str) -> bool:
    return "." in form and form[0] not in "[{"


def choice(wanted: str, values: Iterable[str]) -> str:
    """What is expected instead of a value: one of the few that there are, or the nearest of many."""
    known = list(values)
    if not known:
        return "no value is allowed"
    if len(known) <= _MAX_SHOWN:
        return f"{listed(known)} is expected"
    near = nearest(wanted, known)
    return f"one of {len(known)} other values is expected" + (f"; the nearest is '{near}'" if near else "")


def listed(names: Iterable[str]) -> str:
    """`A`, `A or B`, `A, B or C`."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
