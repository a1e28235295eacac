"""Entries as they are written, and files that they are added to."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.attestations.new import WritingError, add, entry
from scanner.located.yaml import load

DATA = {"item": "a/b", "statement": "It is: 'so' # really", "by": "Ada <ada@example.org>", "date": "2026-01-31",
    "link": ""}


def test_an_entry() -> None:
    assert entry(DATA) == ('  - item: a/b\n    statement: "It is: \'so\' # really"\n    by: Ada <ada@example.org>\n'
                           "    date: 2026-01-31\n")


@given(st.dictionaries(st.sampled_from(("item", "statement", "by")), st.text(min_size=1), min_size=1))
def test_any_text_is_read_back(data: dict[str, str]) -> None:
    try:
        assert load(f"attestations:\n{entry(data)}", "int") == {"attestations": [data]}
    except Exception as error:  # half characters, controls and so on cannot stand in YAML; nothing else is read instead
        assert type(error).__name__ in ("YamlError", "UnicodeEncodeError"), error


@pytest.mark.parametrize("old", [
    "", "# ours\n", "attestations:\n  - item: x\n    by: y\n", "attestations:\n- item: x\n",
    "attestations: # all\n  - {item: x}",
    "sign-offs:\n- role: x\n", "attestations:\n", "attestations:\n  - item: x\r\n"])
def test_a_file_keeps_what_it_has(tmp_path: Path, old: str) -> None:
    path = tmp_path / "attestations" / "a.yaml"
    path.parent.mkdir()
    path.write_bytes(old.encode())
    before = load(old, "int") if old.strip() else None
    add(path, "attestations", DATA)
    text = path.read_bytes().decode()
    assert text.startswith(old)
    after = load(text, "int")
    assert after["attestations"][:-1] == ((before or {}).get("attestations") or [])
    assert after["attestations"][-1] == {key: value for key, value in DATA.items() if value}
    assert after.keys() == {*(before or {}), "attestations"}


@pytest.mark.parametrize("old", ["attestations: []\n", "attestations: [", "- a\n", "attestations:\n- a: 1\nother: 2\n",
                                 "attestations: x\n"])
def test_a_file_of_another_form_stays(tmp_path: Path, old: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(old)
    with pytest.raises(WritingError, match="put this into its list 'attestations':\n  - item: a/b"):
        add(path, "attestations", DATA)
    assert path.read_text() == old


def test_a_new_file_in_a_new_folder(tmp_path: Path) -> None:
    add(tmp_path / "x" / "y.yaml", "sign-offs", {"role": "r"})
    assert (tmp_path / "x" / "y.yaml").read_text() == "sign-offs:\n  - role: r\n"
