"""Which item of the checklist a box means: by the id in a comment, by its words, or by other words for them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from math import log

from scanner import precompiled
from scanner.model.checklist import ChecklistItem
from scanner.paths import data_folder
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.tasklists.markdown import Task

_ASIDE = lazy(r"\([^()]*\)")
_MOST_NEAR = 3
_LOOKED_AT = 12
_NEAR = 0.35
_COMPARED = 200


class Match(NamedTuple):
    """What became of a box: the item it means (None: none), by what, and the items that are near where it is none."""

    item: ChecklistItem | None
    by: str = ""
    near: tuple[ChecklistItem, ...] = ()


ALIASES = "checklist-aliases.yaml"


def built_in_aliases() -> dict[str, str]:
    """Other words for built-in items: the words, then the id."""
    found = precompiled.read_yaml(data_folder("policies") / ALIASES)
    return {words: item for item, several in found.items() for words in several}


class Matcher:
    """Knows the items of a checklist by all their names; `aliases` are other words for ids."""

    def __init__(self, items: Iterable[ChecklistItem], aliases: Mapping[str, str]) -> None:
        self._items = {item.id: item for item in items}
        self._titles = {plain(item.text): item for item in self._items.values()}
        self._aliases = {plain(words): self._items[item] for words, item in aliases.items() if item in self._items}
        self._short = self._unique(_ASIDE)

    def match(self, task: Task) -> Match:
        """The item that a box means."""
        if task.id:
            item = self._items.get(task.id)
            return Match(item, "id", () if item else self.near(task))
        said = plain(task.text)
        for by, names in (("title", self._titles), ("alias", self._aliases), ("title", self._short)):
            for words in (said, plain(_ASIDE.sub(" ", task.text))):
                if words in names:
                    return Match(names[words], by)
        return Match(None, "", self.near(task))

    def _unique(self, left_out: object) -> dict[str, ChecklistItem]:
        """Items by their words without what stands in parentheses, where that names only one."""
        short = [(plain(_ASIDE.sub(" ", item.text)), item) for item in self._items.values()]
        counts = Counter(words for words, _ in short)
        return {words: item for words, item in short if counts[words] == 1}

    @cached_property
    def _tokens(self) -> list[tuple[ChecklistItem, frozenset[str]]]:
        return [(item, _tokens(item.text)) for item in self._items.values()]

    @cached_property
    def _weights(self) -> dict[str, float]:
        counts = Counter(token for _, tokens in self._tokens for token in tokens)
        return {token: log(1 + len(self._tokens) / count) for token, count in counts.items()}

    def near(self, task: Task) -> tuple[ChecklistItem, ...]:
        """The items with the most alike words, rare words weighing more."""
        tokens = _tokens(task.text)
        if not tokens:
            return ()
        said = plain(task.text)[:_COMPARED]
        scored = []
        for number, (item, own) in enumerate(self._tokens):
            common = sum(self._weights[token] for token in tokens & own)
            if common:
                whole = sum(self._weights.get(token, 1.0) for token in tokens | own)
                scored.append((common / whole, -number, item))
        best = sorted(scored, reverse=True)[:_LOOKED_AT]
        ranked = sorted(((share + SequenceMatcher(None, said, plain(item.text)).ratio(), at, item)
                         for share, at, item in best), reverse=True)
        return tuple(item for score, _, item in ranked[:_MOST_NEAR] if score / 2 >= _NEAR)


def nearest_items(word: str, items: Iterable[ChecklistItem], roles: Iterable[str] = ()) -> list[str]:
    """The ids or roles that somebody may have meant by a word, or by the words of an item."""
    items = list(items)
    ids = {item.id: item for item in items}
    exact = [item.id for item in items if plain(item.text) == plain(word)]
    ends = [one for one in ids if one.rpartition("/")[2] == word.rpartition("/")[2]]
    near = get_close_matches(word, [*ids, *roles], _MOST_NEAR, 0.75)
    said = Task(0, False, word.replace("/", " ").replace("-", " "), (), 1)
    by_words = [item.id for item in Matcher(items, {}).near(said)]
    return list(dict.fromkeys([*exact, *ends, *near, *by_words]))[:_MOST_NEAR]


def plain(text: str) -> str:
    """Words for comparing: lower case, without signs."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in folded).split())


_LITTLE = frozenset(("a an and are as at be been by can for from has have in into is it its of on or that the this to "
                     "with all your you we our").split())


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in plain(text).split() if word not in _LITTLE)


def _stem(word: str) -> str:
    """A word without the endings that matter least."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            short = word.removesuffix(ending)
            return short[:-1] if ending in ("ing", "ed") and short[-1] == short[-2] else short
    return word
