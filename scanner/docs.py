"""Pages about rules, made from the rules themselves: an index, and a page for each chapter or for each rule.

Each example of a rule is followed by the report that the scanner really prints for it, so the pages cannot say
anything else than the program does; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from scanner.deep import deep
from scanner.examples import about_terraform, files, judged
from scanner.precompiled import part_of
from scanner.model.report import Report
from scanner.model.rule import Example, Rule
from scanner.model.source import SourceFile
from scanner.reports import escape, text

INDEX = "README.md"
COMMAND = "readiness-scan rules docs"

_MADE = f"<!-- Made by `{COMMAND}`; do not edit. -->\n\n"


@deep
def by_category(rules: Iterable[Rule]) -> dict[str, str]:
    """The index and one page for each category (of Terraform: provider), by path; rules come with their examples."""
    pages = {INDEX: _index(rules := _sorted(rules), "{chapter}/README.md#{id}")}
    for chapter, those in groupby(rules, _chapter):
        parts = [f"# Rules: {_title(chapter)}\n"]
        parts += ["\n".join(_rule(rule, "##")) for rule in those]
        pages[f"{chapter}/{INDEX}"] = _MADE + "\n".join(parts)
    return pages


@deep
def by_rule(rules: Iterable[Rule]) -> dict[str, str]:
    """The index and one page for each rule, by path."""
    pages = {INDEX: _index(rules := _sorted(rules), "{chapter}/{id}.md")}
    for rule in rules:
        pages[f"{_chapter(rule)}/{rule.id}.md"] = _MADE + "\n".join(_rule(rule, "#"))
    return pages


def differences(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """What in a folder is not as the pages are: those that differ or are missing, and pages that nothing makes."""
    found = []
    for path, page in pages.items():
        file = folder / path
        if not file.is_file():
            found.append(f"{path} is missing")
        elif file.read_text(encoding="utf-8", errors="replace") != page:
            found.append(f"{path} differs")
    for file in sorted(folder.glob("**/*.md")):
        path = file.relative_to(folder).as_posix()
        if path not in pages and file.read_text(encoding="utf-8", errors="replace").startswith(_MADE):
            found.append(f"{path} is about no rule any more")
    return found


def _sorted(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: (_chapter(rule), rule.id))


def _chapter(rule: Rule) -> str:
    """What a rule stands under: its category; the folder of its provider for one about Terraform, whose categories are
    many and small."""
    return rule.path.partition("/")[0] if part_of(rule.path) else rule.category


def _title(chapter: str) -> str:
    return chapter.replace("-", " ")


def _index(rules: Sequence[Rule], link: str) -> str:
    on = sum(rule.enabled for rule in rules)
    lines = [
        "# Rules", "",
        f"{len(rules)} rules, of which {on} are on unless somebody asks for more. `readiness-scan explain RULE` shows "
        "one of them in the terminal, `readiness-scan rules list` finds them.", "",
    ]
    for chapter, those in groupby(rules, _chapter):
        lines += [f"## {_title(chapter)}", "", "| rule | severity | by default | what it wants | evidence for |",
                  "| --- | --- | --- | --- | --- |"]
        lines += [_row(rule, link.format(chapter=chapter, id=rule.id)) for rule in those]
        lines.append("")
    return _MADE + "\n".join(lines)


def _row(rule: Rule, link: str) -> str:
    items = [f"`{item}`" for item in rule.checklist] + [f"`{item}` (against)" for item in rule.refutes]
    default = "on" if rule.enabled else "off"
    return (f"| [{rule.id}]({link}) | {rule.severity.word} | {default} | {_cell(rule.title)} | "
            f"{'<br>'.join(items)} |")


def _cell(words: str) -> str:
    return escape.markdown(words).replace("|", "\\|")


def _rule(rule: Rule, heading: str) -> Iterator[str]:
    """Everything about one rule, under a heading of that depth."""
    default = "on" if rule.enabled else "off by default"
    yield f"{heading} {rule.id}"
    yield ""
    yield f"**{escape.markdown(rule.title)}.** Severity {rule.severity.word}, {default}."
    yield ""
    yield escape.markdown(rule.why)
    yield ""
    yield f"*What to do:* {escape.markdown(rule.remediation)}"
    if rule.remediation_helm and rule.remediation_helm != rule.remediation:
        yield ""
        yield f"*In a Helm chart:* {escape.markdown(rule.remediation_helm)}"
    for name, words in _lists(rule):
        yield ""
        yield f"*{name}:* {words}"
    for example in rule.examples:
        yield ""
        yield from _example(rule, example)
    yield ""


def _lists(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.params:
        yield "Parameters", ", ".join(f"`{name}: {value}`" for name, value in sorted(rule.params.items()))
    items = [f"`{item}`" for item in rule.checklist]
    items += [f"`{item}` (a failure speaks against it)" for item in rule.refutes]
    if items:
        yield "Checklist", ", ".join(items)
    if rule.frameworks:
        yield "Frameworks", escape.markdown(", ".join(rule.frameworks))
    if rule.references:
        yield "Read more", ", ".join(f"<{reference}>" for reference in rule.references)


def _example(rule: Rule, example: Example) -> Iterator[str]:
    yield f"{'Passes' if example.passes else 'Fails'}: {escape.markdown(example.name)}"
    yield ""
    yield from _fenced("terraform" if about_terraform(rule) else "yaml", example.text)
    yield ""
    yield from _fenced("text", report(rule, example.text))


def report(rule: Rule, example: str) -> str:
    """What the scanner prints for the text of an example, judged with one rule."""
    judgements, notices = judged(example, [rule])
    sources = {name: SourceFile(name, content) for name, content in files(example, rule).items()}
    return text.render(Report(judgements=judgements, notices=tuple(notices), rules=(rule,), inputs=tuple(sources),
                              sources=sources))


def _fenced(language: str, content: str) -> Iterator[str]:
    fence = "```"
    while fence in content:
        fence += "`"
    yield fence + language
    yield content.rstrip("\n")
    yield fence
