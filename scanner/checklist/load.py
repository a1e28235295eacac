"""The checklist items of `policies/checklist.yaml`."""

from __future__ import annotations

from scanner import precompiled
from scanner.model.checklist import ChecklistItem, Strength


def load() -> tuple[ChecklistItem, ...]:
    """All items in the order of the checklist."""
    return tuple(
        ChecklistItem(item["id"], item["section"], item["group"], item["text"], item["coverage"],
                      Strength[item["strength"].upper()])
        for item in precompiled.policies().checklist
    )
