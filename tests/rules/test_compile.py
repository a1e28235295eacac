from scanner import precompiled
from scanner.paths import data_folder
from scanner.rules import aliases
from scanner.rules import compile as compiler


def test_the_compiled_policies_are_up_to_date() -> None:
    """When this fails: python -m scanner.rules.compile"""
    written = (data_folder("policies") / precompiled.NAME).read_text(encoding="utf-8")
    assert written == compiler.text(data_folder("policies"))


def test_the_aliases_are_up_to_date() -> None:
    """When this fails: python -m scanner.rules.compile"""
    written = (data_folder("policies") / aliases.NAME).read_text(encoding="utf-8")
    assert written == aliases.text(data_folder("policies"))
