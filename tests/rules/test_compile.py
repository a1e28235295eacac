import pytest

from scanner import precompiled
from scanner.paths import data_folder
from scanner.rules import aliases
from scanner.rules import compile as compiler


@pytest.mark.parametrize("part", precompiled.NAMES)
def test_the_compiled_policies_are_up_to_date(part: str) -> None:
    """When this fails: python -m scanner.rules.compile"""
    written = (data_folder("policies") / precompiled.NAMES[part]).read_text(encoding="utf-8")
    assert written == compiler.text(data_folder("policies"), part)


def test_the_aliases_are_up_to_date() -> None:
    """When this fails: python -m scanner.rules.compile"""
    written = (data_folder("policies") / aliases.NAME).read_text(encoding="utf-8")
    assert written == aliases.text(data_folder("policies"))


def test_the_compiled_evidence_is_up_to_date() -> None:
    """When this fails: python -m scanner.rules.compile"""
    written = (data_folder("policies") / precompiled.EVIDENCE_NAME).read_text(encoding="utf-8")
    assert written == compiler.evidence_text(data_folder("policies"))
