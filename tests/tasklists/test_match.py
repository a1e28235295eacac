"""Which item a box means."""

from __future__ import annotations

import pytest

from scanner.checklist.load import load
from scanner.tasklists.markdown import Task
from scanner.tasklists.match import Matcher, built_in_aliases, nearest_items, plain

ITEMS = load()


def task(text: str, item_id: str = "") -> Task:
    return Task(0, False, text, (), 1, -1, item_id)


def matcher(**aliases: str) -> Matcher:
    return Matcher(ITEMS, {words.replace("_", " "): item for words, item in aliases.items()})


@pytest.mark.parametrize(("text", "item", "by"), [
    ("Images signed and verified", "security/container/image/images-signed", "title"),
    ("images SIGNED, and verified:", "security/container/image/images-signed", "title"),
    ("Kubernetes Cluster deployed and configured", "pre-deployment/environment/infrastructure/kubernetes-cluster",
    "title"),
    ("Kubernetes Cluster (1.29) deployed and configured",
     "pre-deployment/environment/infrastructure/kubernetes-cluster", "title"),
    ("we sign everything", "security/container/image/images-signed", "alias"),
])
def test_words(text: str, item: str, by: str) -> None:
    found = matcher(we_sign_everything="security/container/image/images-signed",
        nothing="no/such/item").match(task(text))
    assert found.item is not None and (found.item.id, found.by) == (item, by)


def test_a_comment_decides() -> None:
    found = matcher().match(task("Images signed and verified", "security/container/image/non-root-user"))
    assert found.item is not None and (found.item.id, found.by) == ("security/container/image/non-root-user", "id")
    unknown = matcher().match(task("Images signed and verified", "our/own"))
    assert unknown.item is None and unknown.near[0].id == "security/container/image/images-signed"


def test_every_built_in_item_is_found_by_its_words() -> None:
    known = matcher()
    assert all(known.match(task(item.text)).item == item for item in ITEMS)


@pytest.mark.parametrize(("text", "near"), [
    ("All container images are signed", "security/container/image/images-signed"),
    ("Containers drop all capabilities", "security/container/runtime/capabilities-dropped"),
    ("Backups are restored regularly", ""), ("zzzz qqqq", None)])
def test_what_is_near(text: str, near: str | None) -> None:
    found = matcher().match(task(text))
    assert found.item is None
    if near is None:
        assert found.near == ()
    elif near:
        assert near in [item.id for item in found.near]


@pytest.mark.parametrize(("word", "near"), [
    ("security/container/image/image-signed", "security/container/image/images-signed"),
    ("images-signed", "security/container/image/images-signed"), ("lead-develper", "lead-developer"),
    ("Images signed and verified", "security/container/image/images-signed"),
])
def test_nearest(word: str, near: str) -> None:
    assert near in nearest_items(word, ITEMS, ["lead-developer"])


def test_other_words_name_one_item_each() -> None:
    aliases = built_in_aliases()
    ids = {item.id for item in ITEMS}
    assert set(aliases.values()) <= ids
    plainly = [plain(words) for words in aliases]
    assert len(plainly) == len(set(plainly)) and "" not in plainly
    titles = {plain(item.text): item.id for item in ITEMS}
    assert not [words for words, item in aliases.items() if titles.get(plain(words), item) != item]
    assert not [words for words,
        item in aliases.items() if titles.get(plain(words)) == item], "these are the words of the item"


def test_plain() -> None:
    assert plain("  **Ｒeady** — v1.26+ & Café:") == "ready v1 26 café"
