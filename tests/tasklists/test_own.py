"""Checklists of one's own in YAML: what they may say, and what is wrong with others."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.checklist.load import load as built_in
from scanner.model.checklist import Strength
from scanner.tasklists.own import Own, OwnError, load

GOOD = """\
items:
- id: ours/images
  same-as: security/container/image/images-signed
- id: ours/shedding
  section: Ours
  group: Traffic
  text: Load shedding is on.
  evidence:
  - says: A ConfigMap of that name is there.
    strength: strong
    find: {kind: ConfigMap, where: "object.metadata.name == 'shedding'"}
- id: ours/talk
  text: We talked about it.
- id: ours/all
  text: Both.
  includes: [ours/shedding, ours/talk]
"""


def read(folder: Path, text: str) -> Own:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, "own.yaml", built_in(), ())


def test_items_with_evidence_and_those_that_are_the_same(tmp_path: Path) -> None:
    own = read(tmp_path, GOOD)
    assert [(one.id, one.section, one.text, one.coverage, one.strength) for one in own.items] == [
        ("ours/images", "Security Readiness", "Images signed and verified", own.items[0].coverage,
        own.items[0].strength),
        ("ours/shedding", "Ours", "Load shedding is on.", "partial", Strength.STRONG),
        ("ours/talk", "Checklist", "We talked about it.", "manual", Strength.NONE),
        ("ours/all", "Checklist", "Both.", "automatic", Strength.NONE)]
    assert own.same == {"ours/images": "security/container/image/images-signed"}
    assert set(own.evidence) == {"ours/shedding", "ours/talk", "ours/all"} and len(own.asked) == 3


@pytest.mark.parametrize(("change", "said"), [
    (("same-as: security/container/image/images-signed", "same-as: security/container/image/image-signed"),
     "own.yaml:3:3: there is no built-in item 'security/container/image/image-signed'; did you mean"),
    (("id: ours/talk", "id: ours/images"), "the id 'ours/images' stands there twice"),
    (("id: ours/talk", "id: Ours talk"), "own.yaml:12:3: expected words of lower-case letters"),
    (("id: ours/talk", "id: security/container/image/images-signed"), "is a built-in item; name it with same-as"),
    (("  text: We talked about it.\n", ""), "own.yaml:12:"), (("items:", "item:"), "'items'"),
    (("kind: ConfigMap, where", "kind: ConfigMap, were"), "own.yaml:11:"),
    (("object.metadata.name ==", "object.metadata.name = "), "own.yaml:11:"),
    (("includes: [ours/shedding", "includes: [ours/sheding"), "did you mean 'ours/shedding'?"),
    (("strength: strong", "strength: strng"), "own.yaml:10:"),
    (("  same-as: security", "  attest: true\n  same-as: security"), "has no 'attest' of its own"),
])
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(OwnError) as wrong:
        read(tmp_path, GOOD.replace(*change))
    assert said in str(wrong.value)


@pytest.mark.parametrize("text", ["", "[", "- a", "items: []", "items: {a: 1}", "\x00"])
def test_what_is_no_checklist(tmp_path: Path, text: str) -> None:
    with pytest.raises(OwnError, match=r"^own\.yaml"):
        read(tmp_path, text)
