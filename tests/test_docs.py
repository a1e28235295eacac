"""Pages about rules."""

from __future__ import annotations

from pathlib import Path

from scanner import docs
from scanner.paths import data_folder
from scanner.rules import pack
from tests.manifests import POD, rule

ONE = rule(
    params={"most": 3}, references=["https://example.com/a"], frameworks=["PSS | baseline"], refutes=["c/d"],
    remediation={"plain": "Write *it*.", "helm": "Set it."}, enabled=False,
    examples=[{"name": "bad", "fails": POD},
              {"name": "good", "passes": POD.replace("- name: helper", "- {name: b, image: x}")}])


def test_the_pages_of_the_built_in_rules_are_up_to_date() -> None:
    """When this fails: readiness-scan rules docs -o policies"""
    made = docs.by_category(pack.with_examples(one) for one in pack.load())
    assert docs.differences(data_folder("policies"), made) == []


def test_an_index_and_a_page_for_each_category() -> None:
    pages = docs.by_category([ONE, rule(id="b-rule", category="rbac")])
    assert list(pages) == ["README.md", "container-security/README.md", "rbac/README.md"]
    assert ("| [image-written](container-security/README.md#image-written) | high | off | Containers name an image | "
            "`a/b`<br>`c/d` (against) |") in pages["README.md"]
    assert "2 rules, of which 1 are on" in pages["README.md"]


def test_a_page_for_each_rule() -> None:
    pages = docs.by_rule([ONE])
    assert list(pages) == ["README.md", "container-security/image-written.md"]
    page = pages["container-security/image-written.md"]
    for piece in ("# image-written\n", "**Containers name an image.** Severity high, off by default.",
                  "*What to do:* Write \\*it\\*.",
                  "*In a Helm chart:* Set it.", "*Parameters:* `most: 3`", "`c/d` (a failure speaks against it)",
                  "PSS \\| baseline", "<https://example.com/a>", "Fails: bad", "Passes: good"):
        assert piece in page, piece


def test_the_report_is_the_real_one() -> None:
    page = docs.by_rule([ONE])["container-security/image-written.md"]
    assert docs.report(ONE, POD) in page
    assert "Container 'helper' has no image. [image-written]" in page and "2 passed, 0 undecided" in page


def test_fences_are_longer_than_what_they_hold() -> None:
    text = POD + "# ```` \n"
    example = ONE.examples[0]._replace(text=text)
    page = docs.by_rule([ONE._replace(examples=(example,))])["container-security/image-written.md"]
    assert "`````yaml\n" in page


def test_differences(tmp_path: Path) -> None:
    pages = docs.by_rule([ONE])
    assert docs.differences(tmp_path, pages) == ["README.md is missing",
                                                 "container-security/image-written.md is missing"]
    for path, page in pages.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(page)
    (tmp_path / "other.md").write_text("ours\n")
    assert docs.differences(tmp_path, pages) == []
    (tmp_path / "old.md").write_text(pages["README.md"])
    (tmp_path / "README.md").write_text("x")
    assert docs.differences(tmp_path, pages) == ["README.md differs", "old.md is about no rule any more"]
