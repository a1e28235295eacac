from pathlib import Path

from click.testing import CliRunner

from scanner.checklist import evidence, load, page
from scanner.cli import main
from scanner.paths import data_folder
from tests.checklist.books import ITEM

SCOPES = {"pods": {"says": "There are pods.", "otherwise": "There is none.", "any": [{"kind": "Pod"}]}}


def test_the_page_is_up_to_date() -> None:
    """When this fails: readiness-scan docs checklist -o docs/checklist.md"""
    file = data_folder("docs") / "checklist.md"
    assert file.read_text(encoding="utf-8") == page.page(load.load(), evidence.load())


def test_an_item_with_everything() -> None:
    data = {
        "applies": "pods", "otherwise": "not scanned", "params": {"days": 3}, "includes": ["a/c"],
        "evidence": [
            {"says": "Either | or.", "strength": "strong", "any": [{"kind": ["Pod", "Job"]}, {"release": "x"}, "pods"]},
            {"says": "Rules.", "strength": "proof", "rules": ["one", "two"]}],
        "against": [{"says": "That.", "kind": "Secret"}], "attest": {"days": 30, "role": "business"},
    }
    text = page.page([ITEM], evidence.book({"a/b": data}, SCOPES))
    for line in (
        "## Section", "### Group", "#### It is done", "`a/b`",
        "*Applies:* There are pods. Otherwise it is not scanned: There is none.",
        "| Either \\| or. | strong | `Pod`, `Job`, `releases of charts` |",
        "| Rules. | proof | rule `one`, rule `two` |", "| That. | against | `Secret` |",
        "*Rolls up:* `a/c`. The worst of them decides.", "*Thresholds:* `days: 3`.",
        "*Attestation:* holds for 30 days, by somebody in the role business.",
    ):
        assert line in text.split("\n"), line


def test_items_of_other_kinds() -> None:
    manual = ITEM._replace(coverage="manual")
    text = page.page([manual], evidence.book({"a/b": {"attest": False}}, {}))
    assert "Only people can say." in text and "*Attestation:* none; files have to show it." in text
    assert "every one that names the item" in page.page([ITEM], evidence.book({}, {}))


def test_the_command_writes_and_checks(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    missing = CliRunner().invoke(main, ["docs", "checklist", "-o", str(file), "--check"])
    assert missing.exit_code == 1 and "is not up to date" in missing.stderr
    assert CliRunner().invoke(main, ["docs", "checklist", "-o", str(file)]).exit_code == 0
    assert CliRunner().invoke(main, ["docs", "checklist", "-o", str(file), "--check"]).exit_code == 0
    file.write_text(file.read_text(encoding="utf-8") + "more\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["docs", "checklist", "-o", str(file), "--check"]).exit_code == 1
