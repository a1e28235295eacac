"""The table of names in scanner/gotemplate/functions/__init__.py."""

from __future__ import annotations

import importlib

import pytest

from scanner.gotemplate import functions
from scanner.gotemplate.functions import Signature, parse_signature


@pytest.mark.parametrize("module", functions.MODULES)
def test_the_table_names_what_the_module_registers(module: str) -> None:
    full_name = f"scanner.gotemplate.functions.{module}"
    importlib.import_module(full_name)
    listed = functions.MODULES[module].split()
    assert len(listed) == len(set(listed))
    assert all(functions.find(name).name == name for name in listed)


def test_no_function_is_registered_without_being_listed() -> None:
    for module in functions.MODULES:
        importlib.import_module(f"scanner.gotemplate.functions.{module}")
    listed = {name for names in functions.MODULES.values() for name in names.split()}
    ours = {
        name
        for name, known in functions._LOADED.items()
        if known.call.__module__.startswith(("scanner.gotemplate.functions.", "scanner.gotemplate.printing"))
    }
    assert ours - listed == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("func() string", Signature((), None, "string")),
        ("func(int, string) string", Signature(("int", "string"), None, "string")),
        ("func(string, ...interface{}) string", Signature(("string",), "interface{}", "string")),
        ("func(string) (*semver.Version, error)", Signature(("string",), None, "*semver.Version")),
        ("func(map[string]interface{}) []interface{}", Signature(("map[string]interface{}",), None, "[]interface{}")),
    ],
)
def test_signatures(text: str, expected: Signature) -> None:
    assert parse_signature(text) == expected


def test_offered_functions_are_known() -> None:
    before = dict(functions._WHERE)
    try:
        functions.offer("some.module", "someThing otherThing")
        assert functions.known("someThing") and "otherThing" in functions.names()
    finally:
        functions._WHERE.clear()
        functions._WHERE.update(before)
