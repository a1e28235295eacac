import pytest

from scanner.paths import data_folder, is_checkout


def test_the_folders_are_found() -> None:
    assert (data_folder("policies") / "checklist.yaml").is_file()
    assert (data_folder("schemas") / "rule.schema.json").is_file()


def test_other_folders_are_not() -> None:
    with pytest.raises(FileNotFoundError, match="'nowhere' is missing from this installation"):
        data_folder("nowhere")


def test_tests_run_in_a_checkout() -> None:
    assert is_checkout()
