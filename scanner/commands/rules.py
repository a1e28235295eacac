"""`readiness-scan rules`: the rules there are."""

from __future__ import annotations

import click

from scanner.request import PROFILES, all_rules, pack_option
from scanner.terminal import USAGE, fail, write

SEVERITIES = ("info", "low", "medium", "high", "critical")


@click.group()
def command() -> None:
    """List the rules, and write pages about them.

    \b
    Examples:
      readiness-scan rules list --profile security
      readiness-scan rules docs -o rules-pages
    """


@command.command("list")
@click.argument("words", nargs=-1, metavar="[WORD...]")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only this category (repeatable).")
@click.option("--severity", "severities", multiple=True, type=click.Choice(SEVERITIES),
              help="Only this severity (repeatable).")
@click.option("--checklist", "items", multiple=True, metavar="ITEM",
              help="Only evidence for this checklist item, or section of it (repeatable).")
@click.option("--profile", type=click.Choice(PROFILES), default="all", help="Only the rules of a profile.")
@pack_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
def list_rules(
    words: tuple[str, ...], categories: tuple[str, ...], severities: tuple[str, ...], items: tuple[str, ...],
    profile: str, packs: tuple[str, ...], format_: str,
) -> None:
    """List all rules, or those in which all WORDs occur.

    \b
    Examples:
      readiness-scan rules list
      readiness-scan rules list probe --severity medium
      readiness-scan rules list --checklist security/container --format json
    """
    from scanner.explain import rules_json, rules_text, searched
    from scanner.rules import profiles

    rules = all_rules(packs)
    known = sorted({rule.category for rule in rules})
    for category in categories:
        if category not in known:
            from scanner.conform import nearest

            near = nearest(category, known) or f"; categories are {', '.join(known)}"
            fail(f"there is no category '{category}'{near}", USAGE)
    chosen = searched(profiles.select(rules, profile), words, categories, severities, items)
    write(rules_json(chosen) if format_ == "json" else rules_text(chosen), None)


@command.command("docs")
@click.option("-o", "--output", required=True, metavar="DIR", help="Folder for the pages.")
@click.option("--each-rule", is_flag=True, help="A page for each rule instead of one for each category.")
@click.option("--check", is_flag=True, help="Write nothing; fail when a page is not as it would be written.")
@click.option("--pack", "packs", multiple=True, metavar="PATH", help="Pages about these rules of yours (repeatable).")
def write_docs(output: str, each_rule: bool, check: bool, packs: tuple[str, ...]) -> None:
    """Write an index of the rules, and pages with every rule, its examples and what is reported about them.

    \b
    Examples:
      readiness-scan rules docs -o docs/rules --each-rule
      readiness-scan rules docs -o policies --check
      readiness-scan rules docs --pack rules/ -o rules/docs
    """
    from pathlib import Path

    from scanner import docs
    from scanner.rules import pack

    rules = [rule for rule in all_rules(packs) if bool(rule.pack) == bool(packs)]
    made = (docs.by_rule if each_rule else docs.by_category)(pack.with_examples(rule) for rule in rules)
    folder = Path(output)
    if check:
        stale = docs.differences(folder, made)
        if stale:
            more = [f"and {len(stale) - 20} more"] if len(stale) > 20 else []
            said = "these pages are not up to date; `readiness-scan rules docs` writes them"
            fail("\n".join([said, *stale[:20], *more]), 1)
        return
    try:
        for path, page in made.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(page, encoding="utf-8")
    except OSError as error:
        fail(f"cannot write {error.filename or output}: {error.strerror}", USAGE)
