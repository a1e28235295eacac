"""The list of what the rules leave out."""

import re

from scanner import precompiled
from scanner.paths import data_folder
from scanner.rules import pack

ENTRIES = precompiled.read_yaml(data_folder("policies") / "not-covered.yaml")


def test_entries_are_sorted_and_give_a_reason() -> None:
    ids = [entry["id"] for entry in ENTRIES]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) for one in ids)
    assert all(entry.keys() == {"id", "reason"} and entry["reason"].endswith(".") for entry in ENTRIES)


def test_what_has_a_rule_is_not_listed() -> None:
    assert {entry["id"] for entry in ENTRIES}.isdisjoint(head.id for head in pack.heads())
