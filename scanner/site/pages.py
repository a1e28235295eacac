"""What stands on each page: docs, rules and checklist as data for the templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from scanner.checklist import evidence, load as checklist
from scanner.checklist.evidence import Evidence
from scanner.model.checklist import ChecklistItem
from scanner.model.rule import Rule
from scanner.records import NamedTuple
from scanner.rules import pack, profiles
from scanner.site.errors import SiteError
from scanner.site.examples import Examples, Shown
from scanner.site.markup import Markup, markup

NOT_A_PAGE = "<!-- not a page -->"
"""The first line of files in docs/ that are something else."""

# The order in which pages are listed; others follow by title.
FIRST = ("first-hour", "pre-commit", "configuration", "waivers", "monorepo", "own-rules", "migration", "air-gapped", "rendering")


SUMMARY = 140
"""Most characters of the words that stand for a page in a list."""


class Doc(NamedTuple):
    """A page of docs/: the name of its file without the ending, and its text."""

    name: str
    content: Markup

    @property
    def title(self) -> str:
        """The first heading."""
        return self.content.title

    @property
    def summary(self) -> str:
        """The first words below the heading."""
        text = self.content.sections[0].text if self.content.sections else ""
        return text if len(text) <= SUMMARY else text[:SUMMARY].rpartition(" ")[0].rstrip(",;:") + " ..."


class RulePage(NamedTuple):
    """A rule, its items of the checklist, the profiles that ask it, and its examples with their reports."""

    rule: Rule
    items: tuple[ChecklistItem, ...]
    refuted: tuple[ChecklistItem, ...]
    profiles: tuple[str, ...]
    examples: tuple[Shown, ...]


class ItemRules(NamedTuple):
    """An item of the checklist, what counts as evidence for it, and the rules that name it."""

    item: ChecklistItem
    evidence: Evidence
    rules: tuple[Rule, ...]

    @property
    def anchor(self) -> str:
        """The name it is linked by."""
        return self.item.id.replace("/", "-")


class Group(NamedTuple):
    """Items of one group of a section."""

    title: str
    items: tuple[ItemRules, ...]


class Section(NamedTuple):
    """A section of the checklist."""

    title: str
    groups: tuple[Group, ...]

    @property
    def anchor(self) -> str:
        """The name it is linked by."""
        return "".join(char if char.isalnum() else "-" for char in self.title.lower())

    @property
    def counts(self) -> tuple[int, int]:
        """Items that files can show to be met, and all of them."""
        items = [one for group in self.groups for one in group.items]
        return sum(1 for one in items if one.item.coverage != "manual"), len(items)


class Site(NamedTuple):
    """Everything the pages say."""

    docs: tuple[Doc, ...]
    rules: tuple[RulePage, ...]
    sections: tuple[Section, ...]

    @property
    def categories(self) -> dict[str, list[RulePage]]:
        """The rules by category, both sorted."""
        found: dict[str, list[RulePage]] = {}
        for page in sorted(self.rules, key=lambda page: (page.rule.category, page.rule.id)):
            found.setdefault(page.rule.category, []).append(page)
        return found


def docs(folder: Path, target: Callable[[str], str | None]) -> tuple[Doc, ...]:
    """The pages of docs/ in the order in which they are listed; `target` is as for `markup`."""
    found = []
    for file in names(folder):
        try:
            found.append(Doc(file.stem, markup(file.read_text(encoding="utf-8"), f"docs/{file.name}", target)))
        except (OSError, UnicodeDecodeError) as error:
            raise SiteError(f"docs/{file.name} cannot be read: {error}") from None
        if not found[-1].title:
            raise SiteError(f"docs/{file.name} has no heading; its first line should be `# Title`")
    return tuple(sorted(found, key=lambda doc: (FIRST.index(doc.name) if doc.name in FIRST else len(FIRST), doc.title)))


def names(folder: Path) -> list[Path]:
    """The files of docs/ that are pages."""
    return [file for file in sorted(folder.glob("*.md"))
            if not file.read_text(encoding="utf-8", errors="replace").startswith(NOT_A_PAGE)]


def rule_pages(progress: Callable[[str], None]) -> Iterator[RulePage]:
    """The built-in rules, each with what a scan prints for its examples; `progress` is told each rule."""
    rules = pack.load()
    items = {item.id: item for item in checklist.load()}
    chosen = {name: {rule.id for rule in profiles.select(rules, name)} for name in profiles.PROFILES}
    examples = Examples(rules)
    for number, rule in enumerate(rules, start=1):
        progress(f"{number} of {len(rules)}: {rule.id}")
        whole = pack.with_examples(rule)
        yield RulePage(
            whole, _known(items, rule.checklist), _known(items, rule.refutes),
            tuple(name for name, ids in chosen.items() if rule.id in ids and name != "all"), tuple(examples.of(whole)),
        )


def _known(items: dict[str, ChecklistItem], ids: Iterable[str]) -> tuple[ChecklistItem, ...]:
    return tuple(items[one] for one in ids if one in items)


def sections(pages: Iterable[RulePage]) -> tuple[Section, ...]:
    """The checklist in its order, with the rules behind each item."""
    behind: dict[str, dict[str, Rule]] = {}
    for page in pages:
        for one in (*page.rule.checklist, *page.rule.refutes):
            behind.setdefault(one, {})[page.rule.id] = page.rule
    found: dict[str, dict[str, list[ItemRules]]] = {}
    book = evidence.load()
    for item in checklist.load():
        rules = tuple(behind.get(item.id, {}).values())
        found.setdefault(item.section, {}).setdefault(item.group, []).append(ItemRules(item, book.of(item), rules))
    return tuple(Section(title, tuple(Group(group, tuple(items)) for group, items in groups.items()))
                 for title, groups in found.items())
