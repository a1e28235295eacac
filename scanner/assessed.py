"""The report about a checklist: what a scan knows of its items, what people state, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from scanner.attestations import check
from scanner.checklist import evidence, load
from scanner.discover import root_of
from scanner.errors import RequestError
from scanner.model.checklist import ChecklistItem, Earlier, ItemResult, Stage
from scanner.model.report import Report
from scanner.readiness import earlier, gates, golive
from scanner.records import NamedTuple
from scanner.scan import Request
from scanner.settings import Settings
from scanner.tasklists import fill, markdown, match, own, results

MAX_SIZE = 8 * 1024 * 1024
_YAML = (".yaml", ".yml")

Change = Callable[[Request], Request]


class ChecklistError(RequestError):
    """A checklist of one's own that cannot be read; str() says why."""


class Wanted(NamedTuple):
    """What is asked of a report: `own` and `compare` are files, `gates` as on the command line, `level` a name."""

    paths: tuple[str, ...]
    settings: Settings
    today: Callable[[], str]
    own: str = ""
    compare: str = ""
    gates: tuple[str, ...] = ()
    level: str = ""


def assessed(wanted: Wanted, scan: Callable[[Change], Report]) -> Report:
    """The report; `scan` runs a scan with a change of its request.  RequestError for what cannot be meant."""
    people = wanted.settings.people
    before = earlier.read(Path(wanted.compare), wanted.compare) if wanted.compare else None
    given = {name: percent for text in wanted.gates for name, percent in gates.parse(text).items()}
    known, brought, document = items_of(wanted.settings, wanted.own)
    root = root_of([Path(path) for path in wanted.paths if path != "-"])
    folders = [Path(path) for path in wanted.paths if path != "-" and Path(path).is_dir()]
    statements = check.read(root, people, known.values(), wanted.today, folders)
    report = scan(lambda request: request._replace(
        checklist=True, attestations=statements.by_item, items=brought.asked if brought is not None else (),
        evidence=brought.evidence if brought is not None else {}))
    return _followed(report, wanted, given, statements, known, before, brought, document)


class Items(NamedTuple):
    """All that can be stated about, by id, and the checklist of one's own: items of YAML, or boxes of Markdown."""

    known: Mapping[str, ChecklistItem]
    brought: own.Own | None = None
    document: markdown.Document | None = None


def items_of(settings: Settings, file: str = "") -> Items:
    """The built-in items with what their evidence says of them, and those of one's own checklist.  RequestError."""
    book = evidence.load(settings.checklist_params)
    built_in = load.load()
    known = {item.id: item for item in map(book.on, built_in)}
    if file.lower().endswith(_YAML):
        brought = own.load(Path(file), file, built_in, book.scopes)
        return Items(known | {item.id: own.attestable(item, brought) for item in brought.asked}, brought)
    if not file:
        return Items(known)
    document = markdown.read(_markdown(file))
    return Items(known | {item.id: item for item in results.own_items(document, known)}, None, document)


def _followed(
    report: Report, wanted: Wanted, given: Mapping[str, int], statements: check.Statements,
    known: Mapping[str, ChecklistItem], before: Earlier | None, brought: own.Own | None,
    document: markdown.Document | None,
) -> Report:
    """The report with what follows from its items."""
    people = wanted.settings.people
    items: tuple[ItemResult, ...] = report.items
    filled: results.Filled | None = None
    if brought is not None:
        items = own.results(brought, items)
    if document is not None:
        filled = results.results(document, items, {**match.built_in_aliases(), **people.aliases}, statements.by_item)
        items = filled.results
    rules = people.rules or golive.Rules()
    decided = golive.decide(
        _known_words(rules, items) if filled is not None or brought is not None else rules, items,
        statements.sign_offs, check.groups_of(known.values(), people), statements.head)
    readiness = report.readiness._replace(
        attestations=statements.attestations, sign_offs=statements.sign_offs,
        gates=gates.gates({**people.gates, **given}, items),
        stages=_stages(people.levels, items, wanted.level), golive=decided, earlier=before,
        notes=filled.notes if filled is not None else (),
        filled=fill.fill(document, filled.ticks, decided.word) if filled is not None and document is not None else None,
    )
    return report._replace(
        items=items, readiness=readiness, notices=(*report.notices, *statements.notices),
        sources={**statements.sources, **report.sources})


def _stages(
    levels: Mapping[str, Mapping[str, int]] | None, items: tuple[ItemResult, ...], asked: str,
) -> tuple[Stage, ...]:
    """The levels; the built-in ones name sections that a checklist of one's own may not have."""
    if levels is not None:
        return gates.stages(levels, items)
    try:
        return gates.stages(gates.LEVELS, items)
    except gates.GateError:
        if asked:
            raise
        return ()


def _known_words(rules: golive.Rules, items: tuple[ItemResult, ...]) -> golive.Rules:
    """The rules without what they say of sections that a checklist of one's own does not have."""
    def has(word: str) -> bool:
        try:
            return bool(gates.members(word, items))
        except gates.GateError:
            return False

    def bar(one: golive.Bar) -> golive.Bar:
        return golive.Bar({word: percent for word, percent in one.gates.items() if has(word)},
                          {word: strength for word, strength in one.not_met.items() if has(word)})

    return rules._replace(rejected=bar(rules.rejected), conditional=bar(rules.conditional))


def _markdown(file: str) -> str:
    """The text of a Markdown file, byte for byte; what is no UTF-8 is carried along."""
    path = Path(file)
    try:
        if path.stat().st_size > MAX_SIZE:
            raise ChecklistError(f"{file}: larger than {MAX_SIZE} bytes")
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise ChecklistError(f"{file} cannot be read: {error.strerror}") from None
