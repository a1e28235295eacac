"""Who may state what: patterns for items as in a CODEOWNERS file, where the last one that fits decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from scanner.settings.records import Attesters


def allowed(
    item_id: str, by: str, role: str, attesters: Sequence[Attesters], teams: Mapping[str, Sequence[str]],
) -> str:
    """Why a person in a role may not state something about an item; "" for: may."""
    rule = next((one for one in reversed(attesters) if any(matches(pattern, item_id) for pattern in one.items)), None)
    if rule is None:
        return ""
    if rule.by and not any(_is(by, one, teams) for one in rule.by):
        return f"only {', '.join(rule.by)} may attest this item"
    if rule.roles and role not in rule.roles:
        return f"only somebody in the role {' or '.join(rule.roles)} may attest this item"
    return ""


def matches(pattern: str, item_id: str) -> bool:
    """Whether a pattern names an item: `*` stands for a part of one step, `**` for any steps.

    A pattern without a slash names a step anywhere, and one that names a step names all below it.
    """
    steps = [step for step in pattern.split("/") if step]
    if not steps:
        return False
    if len(steps) == 1 and not pattern.startswith("/") and steps[0] != "**":
        steps = ["**", *steps]
    return _fits(steps, item_id.split("/"))


def _fits(pattern: list[str], steps: list[str]) -> bool:
    """As a table instead of by recursion: reachable[n] says that the pattern so far leads to n steps."""
    reachable = {0}
    for part in pattern:
        if part == "**":
            reachable = set(range(min(reachable), len(steps) + 1)) if reachable else set()
        else:
            reachable = {at + 1 for at in reachable if at < len(steps) and fnmatchcase(steps[at], part)}
    return bool(reachable)  # what lies below a step that fits belongs to it


def _is(by: str, name: str, teams: Mapping[str, Sequence[str]]) -> bool:
    """Whether the author of a statement is the person, or of the team, of that name."""
    names = _names(by)
    return bool({name.lower(), *(one.lower() for one in teams.get(name, ()))} & names)


def _names(by: str) -> set[str]:
    """What a person is called by ``Ada Example <ada@example.org>``: all of it, the name, the address."""
    name, _, rest = by.partition("<")
    return {one.strip().lower() for one in (by, name, rest.partition(">")[0]) if one.strip()}


def unknown_teams(attesters: Iterable[Attesters], teams: Mapping[str, Sequence[str]]) -> list[str]:
    """Teams that rules name and nobody says who is in."""
    named = dict.fromkeys(one for rule in attesters for one in rule.by if one.startswith("@") and "/" in one)
    return [one for one in named if one not in teams]
