"""Holds failures against the decisions to live with them, and tells which decisions are of no use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from scanner.model.fingerprint import fingerprint
from scanner.model.graph import Graph
from scanner.model.judgement import Judgement, Outcome, Waiver
from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import Resource
from scanner.model.source import SourceFile
from scanner.model.waiver import Decision, WaiverEntry
from scanner.records import NamedTuple
from scanner.waivers import SIGN, annotated, comments
from scanner.waivers.comments import AROUND, FILE, NEXT_OBJECT, STAGE, Comment

ALL = "*"

Resolve = Callable[[str], tuple[str, ...]]
"""The ids of the rules that a word names; () where it names none."""

# Kinds of decisions: of the configuration, beside what they are about, and there, but for another scanner.
_CENTRAL, _INLINE, _FOREIGN = "central", "inline", "foreign"

Line = tuple[str, int]
"""A file and a line of it."""


class _Decision:
    """One entry in the course of a scan."""

    __slots__ = ("entry", "rules", "expired", "covered", "kind")

    def __init__(self, entry: WaiverEntry, rules: frozenset[str] | None, expired: bool, kind: str) -> None:
        self.entry, self.rules, self.expired, self.kind = entry, rules, expired, kind
        self.covered = 0

    def covers(self, judgement: Judgement) -> bool:
        """Whether the conditions hold that do not depend on a place."""
        entry, resource = self.entry, judgement.resource
        if self.expired or self.rules is not None and judgement.rule.id not in self.rules:
            return False
        if entry.environments and judgement.environment not in entry.environments:
            return False
        if entry.containers and not _fits(judgement.container, entry.containers):
            return False
        if entry.kinds or entry.namespaces or entry.names:
            if resource is None:
                return False
            if entry.kinds and resource.id.kind not in entry.kinds:
                return False
            if entry.namespaces and not _fits(resource.id.namespace, entry.namespaces):
                return False
            if entry.names and not _fits(resource.id.name, entry.names):
                return False
        return not entry.fingerprint or entry.fingerprint == fingerprint(judgement)


class _Beside(NamedTuple):
    """A comment with its decision."""

    comment: Comment
    decision: _Decision


class Waivers:
    """The decisions that hold in a scan, asked for one group of judgements after the other.

    `today` gives the day, YYYY-MM-DD, and is asked only where a decision ends at some day; `asked` are the ids of the
    rules of the scan, `known` of all rules: a decision about rules that are not asked is not called useless. `inline`
    takes comments and annotations, `foreign` also those for other scanners.
    """

    def __init__(
        self, entries: Iterable[WaiverEntry], resolve: Resolve, asked: Iterable[str], known: Iterable[str],
        today: Callable[[], str], inline: bool = True, foreign: bool = False,
    ) -> None:
        self._resolve, self._today, self._inline, self._foreign = resolve, today, inline, inline and foreign
        self._asked, self._known = frozenset(asked), tuple(known)
        self._notices: list[Notice] = []
        self._inlined: dict[object, _Decision] = {}
        self._comments: dict[str, list[_Beside]] = {}
        self._paths: set[str] = set()
        self._central = [self._decision(entry, _CENTRAL) for entry in entries]

    def apply(
        self, graph: Graph, judgements: Iterable[Judgement], sources: Mapping[str, SourceFile]
    ) -> Iterator[Judgement]:
        """The judgements, failures with the decision that covers them; `sources` are the texts they lead to."""
        self._paths.update(sources)
        written = self._comments_in(sources) if self._inline else {}
        on_resources = self._annotations_of(graph) if self._inline else {}
        if not (self._central or written or on_resources):
            yield from judgements
            return
        begins = _Beginnings(graph, {path: sources[path] for path in written})
        for one in judgements:
            yield self._waived(one, written, on_resources, begins) if one.outcome is Outcome.FAIL else one

    def notices(self) -> Iterator[Notice]:
        """What to say when everything was judged: mistakes, decisions that have ended, and those of no use."""
        yield from dict.fromkeys(self._notices)
        for decision in (*self._central, *self._inlined.values()):
            entry = decision.entry
            named = ", ".join(entry.rules)
            if decision.expired:
                yield Notice(Level.WARNING, f"A waiver of {named} has ended on {entry.until}.",
                             f"It was given because: {entry.reason}", entry.where, STAGE)
            elif not decision.covered and self._expected(decision):
                level = Level.INFO if decision.kind == _CENTRAL and not entry.paths else Level.WARNING
                yield Notice(level, f"A waiver of {named} covers no finding.",
                             f"Take it out, or see whether it stands in the right place. Given because: {entry.reason}",
                             entry.where, STAGE)

    def decisions(self) -> Iterator[Decision]:
        """What became of each decision, those of the configuration first."""
        for one in (*self._central, *self._inlined.values()):
            yield Decision(one.entry, one.covered, one.expired)

    def _expected(self, decision: _Decision) -> bool:
        """Whether the scan could have had a use for a decision."""
        if decision.kind == _FOREIGN:
            return False
        paths = decision.entry.paths
        if paths and not any(_fits(path, paths) for path in self._paths):
            return False
        return decision.rules is None or bool(decision.rules & self._asked)

    def _decision(self, entry: WaiverEntry, kind: str = _INLINE) -> _Decision:
        rules: set[str] = set()
        for word in entry.rules:
            found = self._resolve(word) if word != ALL else ()
            rules.update(found)
            if not found and word != ALL and kind != _FOREIGN:
                self._notices.append(Notice(Level.WARNING, f"A waiver names a rule '{word}' that does not exist.",
                                            _suggestion(word, self._known), entry.where, STAGE))
        expired = bool(entry.until) and entry.until < self._today()
        return _Decision(entry, None if ALL in entry.rules else frozenset(rules), expired, kind)

    def _comments_in(self, sources: Mapping[str, SourceFile]) -> dict[str, list[_Beside]]:
        found: dict[str, list[_Beside]] = {}
        for path, source in sources.items():
            if SIGN not in source.text and not self._foreign:
                continue
            if path not in self._comments:
                known, notices = comments.read(source)
                self._notices += notices
                self._comments[path] = [_Beside(one, self._decision(one.entry)) for one in known]
                if self._foreign:
                    self._comments[path] += [
                        _Beside(one, self._decision(one.entry, _FOREIGN)) for one in comments.read_foreign(source)]
                self._inlined |= {(path, one.comment.line, one.comment.entry): one.decision
                                  for one in self._comments[path]}
            if self._comments[path]:
                found[path] = self._comments[path]
        return found

    def _annotations_of(self, graph: Graph) -> dict[Resource, list[_Decision]]:
        found: dict[Resource, list[_Decision]] = {}
        for one in annotated.read(graph, self._foreign):
            if isinstance(one, Notice):
                self._notices.append(one)
                continue
            key = (one.resource.id, one.entry.where, one.entry.rules)
            if key not in self._inlined:  # the same annotation comes up in every environment
                self._inlined[key] = self._decision(one.entry, _FOREIGN if one.is_foreign else _INLINE)
            found.setdefault(one.resource, []).append(self._inlined[key])
        return found

    def _waived(
        self, judgement: Judgement, written: Mapping[str, list[_Beside]],
        on_resources: Mapping[Resource, list[_Decision]], begins: _Beginnings,
    ) -> Judgement:
        covering = []
        if judgement.resource in on_resources:
            covering += [one for one in on_resources[judgement.resource] if one.covers(judgement)]
        covering += self._beside(judgement, written, begins)
        covering += [one for one in self._central if one.covers(judgement) and _in_paths(judgement, one.entry.paths)]
        for decision in covering:
            decision.covered += 1
        if not covering:
            return judgement
        entry = covering[0].entry
        return judgement._replace(waiver=Waiver(entry.reason, entry.source, entry.owner, entry.until))

    def _beside(
        self, judgement: Judgement, written: Mapping[str, list[_Beside]], begins: _Beginnings
    ) -> Iterator[_Decision]:
        candidates = [one for beside in written.values() for one in beside if one.decision.covers(judgement)]
        if not candidates:
            return
        files = {hop_path for hop_path in _files(judgement.where())}
        lines: set[Line] | None = None
        for comment, decision in candidates:
            if comment.scope == FILE:
                fits = comment.path in files
            elif comment.scope == NEXT_OBJECT:
                fits = judgement.resource is not None and judgement.resource in begins.after(comment)
            elif comment.scope == AROUND:
                fits = judgement.resource is not None and judgement.resource in begins.around(comment)
            else:
                lines = begins.lines(judgement) if lines is None else lines
                fits = (comment.path, comment.target) in lines
            if fits:
                yield decision


class _Beginnings:
    """Lines of the files with comments: where objects begin, and which lines a judgement is nested in."""

    def __init__(self, graph: Graph, sources: Mapping[str, SourceFile]) -> None:
        self._graph, self._sources = graph, sources
        self._starts: dict[str, dict[int, list[Resource]]] | None = None

    def after(self, comment: Comment) -> list[Resource]:
        """The resources that begin next in the file of a comment: several where a template makes them in a loop."""
        begins = self._begin(comment.path)
        nearest = min((line for line in begins if line >= comment.line), default=0)
        return begins.get(nearest, [])

    def around(self, comment: Comment) -> list[Resource]:
        """The resources whose block a comment stands in: several where one makes instances, none behind its end."""
        begins = self._begin(comment.path)
        nearest = max((line for line in begins if line <= comment.line), default=0)
        source = self._sources[comment.path]
        if not nearest or any(source.line(line).startswith("}") for line in range(nearest, comment.line)):
            return []
        return begins[nearest]

    def _begin(self, path: str) -> dict[int, list[Resource]]:
        """The resources that begin at each line of a file, or are made by way of it."""
        if self._starts is None:
            self._starts = {}
            for resource in self._graph.resources:
                for file, line in self._of(resource.place()):
                    self._starts.setdefault(file, {}).setdefault(line, []).append(resource)
        return self._starts.get(path, {})

    def lines(self, judgement: Judgement) -> set[Line]:
        """The lines that a judgement points at, and those of the values its own value is nested in."""
        found = set(self._of(judgement.where()))
        if judgement.resource is not None:
            for depth in range(len(judgement.path)):
                found.update(self._of(judgement.resource.place(*judgement.path[:depth])))
        return found

    def _of(self, where: Provenance) -> Iterator[Line]:
        for hop in where.hops:
            source = self._sources.get(hop.span.path) if hop.span is not None else None
            if source is not None and hop.span is not None:
                yield source.path, source.position(hop.span.start).line


def _files(where: Provenance) -> Iterator[str]:
    for hop in where.hops:
        if hop.span is not None and hop.role != "call":
            yield hop.span.path


def _in_paths(judgement: Judgement, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(_fits(path, patterns) for path in _files(judgement.where()))


def _fits(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def _suggestion(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1)
    return f"Did you mean '{near[0]}'?" if near else "`readiness-scan rules list` shows all of them."
