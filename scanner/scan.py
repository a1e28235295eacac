"""The whole scan: find inputs, render, build the graph, judge, assess.

The only module that knows every stage.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scanner import __version__, asked, standing
from scanner.checklist import assess, load as checklist
from scanner.deep import deep
from scanner.discover import KUSTOMIZATIONS, Found, discover, shown_path
from scanner.environments import belongs, environments, evaluations, runs
from scanner.graph.build import build
from scanner.helm.capabilities import DEFAULT_KUBE_VERSIONS
from scanner.helm.errors import HelmError
from scanner.helm.options import RenderOptions
from scanner.inputs import manifests, terraform
from scanner.model.checklist import Attestation, ChecklistItem, ItemResult
from scanner.model.graph import Graph
from scanner.model.judgement import BASELINE, TEST_VALUES, UNCHANGED, Judgement, reported
from scanner.model.provenance import NOWHERE, Hop, Provenance
from scanner.model.report import Level, Notice, Report
from scanner.model.resource import DeferredFile, Resource, Resources
from scanner.model.rule import RuleHead, Severity
from scanner.model.source import SourceFile, SourceSpan
from scanner.precompiled import NAMES as ALL_PARTS
from scanner.records import NamedTuple
from scanner.rules import pack, profiles, schemas
from scanner.rules.judge import Target, judge
from scanner.settings import Settings
from scanner.waivers import present
from scanner.watch import Watch, phase

if TYPE_CHECKING:
    from scanner.inputs import helm
    from scanner.packs import Packs
    from scanner.waivers.apply import Waivers

MAX_FILE = 16 * 1024 * 1024
"""Largest manifest file, in bytes."""

_MAX_NAMED = 3

OK, FINDINGS, USAGE, UNREADABLE = 0, 1, 2, 3


class Request(NamedTuple):
    """What to scan and how.

    `progress` is told the number and path of each input before it is read; `today` gives the day (YYYY-MM-DD) on which
    waivers may have ended; `root` is what paths in reports are relative to (default: found from the paths); `watch` is
    told how the scan goes on; `terraform` is what is said about configurations of Terraform; `baseline` and `unchanged`
    count findings that are known already, by fingerprint; `judged` says whether rules are asked: without them the
    report holds what was read and how it is related. `all_rules`: the report names rules about things that do not occur
    as well. `checklist`: evidence for its items is looked for in all files of the repository; without it, items say
    what rules say of them, which costs nothing. `attestations` are what people say of items, by their ids. `items` are
    further ones of a checklist of one's own, `evidence` what counts for them.
    """

    paths: tuple[str, ...]
    options: RenderOptions = RenderOptions()
    settings: Settings = Settings()
    stdin: str = ""
    progress: Callable[[str], None] = lambda shown: None
    today: Callable[[], str] = lambda: ""
    root: Path | None = None
    watch: Watch = Watch()
    baseline: Mapping[str, int] = MappingProxyType({})
    unchanged: Mapping[str, int] = MappingProxyType({})
    judged: bool = True
    terraform: terraform.TerraformOptions = terraform.TerraformOptions()
    all_rules: bool = False
    checklist: bool = False
    attestations: Mapping[str, Attestation] = MappingProxyType({})
    items: tuple[ChecklistItem, ...] = ()
    evidence: Mapping[str, Any] = MappingProxyType({})


class _Batch(NamedTuple):
    """Resources that are judged together, as one graph, and what they are meant for.

    `test_file` is the values file of a chart's test that they were rendered with, "" for none; `definitions` are the
    files of the crds/ folders of charts, `namespace` is that of the release, "" for plain manifests.
    """

    resources: tuple[Resource, ...]
    environment: str
    kubernetes: str
    production: bool
    sources: Mapping[str, SourceFile]
    test_file: str = ""
    definitions: tuple[DeferredFile, ...] = ()
    namespace: str = ""


@deep
def scan(request: Request) -> Report:
    """Scan everything under the requested paths.

    NothingFound, RulePackError and SettingsError refuse the request as a whole; what is
    wrong with one input is a finding or a notice, and the rest goes on.
    """
    return _Scan(request).report()


class _Scan:
    """One scan: what is read, and what has been found so far."""

    def __init__(self, request: Request) -> None:
        settings = request.settings
        self.request, self.settings, self.watch = request, settings, request.watch
        with self.watch.phase("find inputs"):
            self.found = discover(request.paths, settings.exclude, request.root)
        with self.watch.phase("read the rules"):
            self.own = asked.brought(settings, self.found.root)
            rules = asked.configured(self._heads(), settings)
            asked.check_names(settings, rules, self.own)
        self.by_id = {rule.id: rule for rule in rules}
        chosen = profiles.select(rules, settings.profile, settings.cpu_limits, settings.switched)
        self.chosen = chosen if request.judged else ()
        self.told = {rule.id for rule in self.chosen}
        count = len(self.found.inputs)
        self.watch.inputs(count + self.found.stdin)
        self.request = request._replace(progress=_counted(request.progress, count))
        self.waivers = self._waivers() if settings.waivers or settings.foreign_waivers else None
        self.judgements: list[Judgement] = []
        self.tests: list[Judgement] = []
        self.notices: list[Notice] = []
        self.sources: dict[str, SourceFile] = {source.path: source for source in settings.sources}

    def _heads(self) -> tuple[RuleHead, ...]:
        """The rules there are; those about Terraform only where something needs them."""
        own = self.own.rules if self.own is not None else ()
        if self.request.all_rules or self.found.terraform or self.found.plans:
            return pack.heads(own)
        heads = pack.heads(own, [""])
        settings, known = self.settings, {rule.id for rule in heads}
        named = {*settings.rules, *(rule for one in settings.overrides for rule in one.rules),
                 *(rule for one in settings.waivers for rule in one.rules)}
        return heads if named <= known else pack.heads(own, ALL_PARTS)

    def report(self) -> Report:
        """Read, judge, and put together."""
        judged = [(batch, self._judge(batch)) for batch in self._batches()]
        self._hold_against_schemas(judged)
        if self.own is not None:
            self._admit(self.own, judged)
        self.notices += asked.failing((*self.judgements, *self.tests))
        self.notices += self.waivers.notices() if self.waivers is not None else ()
        self.notices += _about_inputs(self.found, self.sources)
        self.notices += _about_tests(self.tests)
        judgements: Iterable[Judgement] = (*self.judgements, *self.tests)
        judgements = standing.known(judgements, self.request.baseline, BASELINE)
        judgements = standing.known(judgements, self.request.unchanged, UNCHANGED)
        with self.watch.phase("assess the checklist"):
            items = self._items(judged)
        return Report(
            version=__version__,
            judgements=tuple(judgements),
            items=items,
            notices=tuple(dict.fromkeys(self.notices)),
            rules=self.chosen,
            sources={**self.sources, **{source.path: source for source in self.settings.sources}},
            inputs=tuple(_shown_inputs(self.found)),
            decisions=tuple(self.waivers.decisions()) if self.waivers is not None else (),
            graphs=tuple(graph for _, graph in judged),
        )

    def _items(self, judged: list[tuple[_Batch, Graph]]) -> tuple[ItemResult, ...]:
        """The items of the checklist with what is known of each."""
        if not self.request.checklist:
            return assess.assess(checklist.load(), self.judgements, self.chosen)
        from scanner.checklist import evidence, fold, look
        from scanner.checklist.kinds import Realm
        from scanner.repository.read import read

        book = evidence.load(self.settings.checklist_params, self.request.evidence)
        items = (*checklist.load(), *self.request.items)
        meant, judgements = self._for_production(judged)
        objects = tuple(one for _, graph in meant for one in graph.resources)
        with self.watch.phase("read the repository"):
            facts = read(self.request.paths, self.found.root, self.settings.exclude, objects)
        self.sources = {**facts.sources, **self.sources}
        self.notices += facts.notices
        answers = look.ask(book.rules(items), ((graph, self._target(batch)) for batch, graph in meant),
                           facts.resources, self.request.today())
        unread = {Realm.TERRAFORM if one.stage == terraform.STAGE else Realm.KUBERNETES
                  for one in self.notices if one.level is Level.ERROR}
        seen = look.seen(answers, judgements, self.chosen, (*objects, *facts.resources), unread)
        return fold.fold(items, book, seen, self.request.attestations)

    def _for_production(
        self, judged: list[tuple[_Batch, Graph]],
    ) -> tuple[list[tuple[_Batch, Graph]], list[Judgement]]:
        """What items are about, with the judgements.

        Where the configuration tells environments apart and one of them is for production, the others are left out.
        """
        meant = [(batch, graph) for batch, graph in judged if not batch.test_file]
        if not any(batch.environment and batch.production for batch, _ in meant):
            return meant, self.judgements
        aside = {batch.environment for batch, _ in meant if batch.environment and not batch.production}
        return ([(batch, graph) for batch, graph in meant if batch.environment not in aside],
                [one for one in self.judgements if one.environment not in aside])

    def _batches(self) -> Iterator[_Batch]:
        """What is judged together: each chart by itself and the manifests, or, in a complete scope, everything that
        an environment has."""
        batches = (batch for part in (self._charts(), self._manifests(), self._terraform()) for batch in part)
        if not self.settings.complete:
            yield from batches
            return
        together: dict[str, list[_Batch]] = {}
        for batch in batches:
            if batch.test_file:
                yield batch
            else:
                together.setdefault(batch.environment, []).append(batch)
        yield from map(_merged, together.values())

    def _charts(self) -> Iterator[_Batch]:
        """The resources of each run of each chart; problems of the charts are findings at once."""
        request, settings = self.request, self.settings
        if self.found.charts:
            from scanner.inputs import helm  # a third of all that would be imported, and of no use to other inputs
        for path, shown in self.found.charts:
            request.progress(shown)
            for run in runs(request.options, settings, path, shown, self.found.root):
                unit = run.label if settings.complete and not run.test_file else None
                with self.watch.phase("render charts", shown):
                    chart = helm.load(path, shown, run.options, run.read, self.found.root, unit)
                self.sources |= chart.sources
                self.notices += chart.notices
                self._problems((*chart.problems, *chart.omissions), run.label, run.test_file, chart.sources)
                yield _Batch(chart.resources, run.label, run.options.kube_version, run.production, chart.sources,
                             run.test_file, chart.definitions, run.options.namespace)

    def _problems(
        self, problems: Iterable[helm.Problem], label: str, test_file: str, sources: Mapping[str, SourceFile],
    ) -> None:  # fmt: skip
        """What is wrong with a chart itself, reported by rules that have no expression."""
        failures = []
        for problem in problems:
            if problem.rule_id in self.told:
                rule = self.by_id[problem.rule_id].whole()
                failures.append(reported(rule, problem.message, problem.where, problem.subject, problem.dependency))
        settled = standing.settled(failures, self.settings, label)
        self._keep(settled, test_file, Graph(Resources(())), sources)

    def _manifests(self) -> Iterator[_Batch]:
        """Plain manifests by environment; what belongs to none is by itself, or, in a complete scope, in each of them."""
        files = list(manifest_files(self.found, self.request, self.notices))
        self.sources |= {file.path: file for file in files}
        known = environments(self.settings)
        own = {one.name: [file for file in files if belongs(file.path, one, False)] for one in known}
        rest = [file for file in files if not any(file in group for group in own.values())]
        everywhere = rest if self.settings.complete else []
        for one in known:
            if own[one.name] or everywhere:
                yield self._read([*own[one.name], *everywhere], one.name, one.kube_version, one.production)
        if rest and not (everywhere and known):
            yield self._read(rest, "", "", True)

    def _terraform(self) -> Iterator[_Batch]:
        """The resources of each plan, and of each evaluation of each root module that no plan speaks for."""
        request, found = self.request, self.found
        planned: set[str] = set()
        source = request.terraform.source
        of_plans = request.terraform._replace(shown={source: shown_path(Path(source), found.root)} if source else {})
        for path, shown in found.plans:
            request.progress(shown)
            with self.watch.phase("read plans", shown):
                loaded, folder = terraform.load_plan(path, shown, found.root, request.paths, of_plans,
                                                     self._cluster(""))
            planned.add(folder)
            yield self._evaluated(loaded, "", True)
        for path, shown in found.terraform:
            request.progress(shown)
            if os.path.realpath(path) in planned:
                continue
            for one in evaluations(request.terraform, self.settings, path, shown, found.root):
                with self.watch.phase("evaluate Terraform", shown):
                    loaded = terraform.load_module(path, shown, found.root, request.paths, one.options,
                                                   self._cluster(one.label))
                yield self._evaluated(loaded, one.label, one.production)

    def _evaluated(self, loaded: terraform.Loaded, label: str, production: bool) -> _Batch:
        self.sources |= loaded.sources
        self.notices += loaded.notices
        self._problems(loaded.problems, label, "", loaded.sources)
        return _Batch(loaded.resources, label, self._cluster(label).kubernetes, production, loaded.sources,
                      definitions=loaded.definitions)

    def _cluster(self, label: str) -> terraform.Cluster:
        """What the objects of a configuration are meant for."""
        options, settings = self.request.options, self.settings
        own = next((one.kube_version for one in environments(settings) if one.name == label), "")
        unit = label if settings.complete else None
        return terraform.Cluster(unit, options.kube_version or own or settings.kube_version, options.helm_version)

    @phase("read manifests")
    def _read(self, files: list[SourceFile], label: str, kubernetes: str, production: bool) -> _Batch:
        resources, notices = manifests.load(files, label)
        self.notices += notices
        version = self.request.options.kube_version or kubernetes or self.settings.kube_version
        return _Batch(tuple(resources), label, version, production, {file.path: file for file in files})

    @phase("judge")
    def _judge(self, batch: _Batch) -> Graph:
        """Ask the rules about a batch; gives its graph."""
        self.watch.documents(len(batch.resources))
        with self.watch.phase("build the graph"):
            graph = build(batch.resources, self.settings.external, self.settings.complete)
        judged = judge(graph, self._asked(batch), self._target(batch))
        settled = standing.settled(judged, self.settings, batch.environment, batch.test_file)
        self._keep(settled, batch.test_file, graph, batch.sources)
        return graph

    @phase("judge")
    def _hold_against_schemas(self, judged: list[tuple[_Batch, Graph]]) -> None:
        """Objects against the API, once all definitions are known: a chart may define the kinds of another one."""
        files = [file for batch, _ in judged for file in batch.definitions]
        held = schemas.Schemas([graph for _, graph in judged], files)
        for batch, graph in judged:
            found = held.judge(graph, batch.definitions, self._asked(batch), self._target(batch))
            settled = standing.settled(found, self.settings, batch.environment, batch.test_file)
            self._keep(settled, batch.test_file, graph, batch.sources)

    def _admit(self, own: Packs, judged: list[tuple[_Batch, Graph]]) -> None:
        """Ask policies of Kubernetes that people bring along, or that lie among what is scanned."""
        self.sources |= own.sources
        self.notices += asked.about(own)
        if not self.request.judged:
            return
        inputs = [(batch.resources, batch.namespace) for batch, _ in judged]
        found, heads, notices = asked.admitted(own, inputs, self.sources, self.settings)
        self.notices += notices
        self.chosen += heads
        for batch, graph in judged:
            here = set(batch.resources)
            settled = standing.settled([one for one in found if one.resource in here], self.settings, batch.environment,
                                       batch.test_file)
            self._keep(settled, batch.test_file, graph, batch.sources)

    def _target(self, batch: _Batch) -> Target:
        return Target(
            kubernetes=_version(batch.kubernetes, self.request.options.helm_version), complete=self.settings.complete,
            environment=batch.environment, production=batch.production, params=self.settings.params,
        )

    def _asked(self, batch: _Batch) -> Iterable[RuleHead]:
        """The rules that hold in the environment of a batch; where there are no environments, all of them."""
        choices = self.settings.rules
        if not self.settings.environments:
            return self.chosen
        return [rule for rule in self.chosen if rule.id not in choices or not choices[rule.id].environments
                or batch.environment in choices[rule.id].environments]

    def _keep(
        self, judgements: Iterable[Judgement], test_file: str, graph: Graph, sources: Mapping[str, SourceFile]
    ) -> None:
        kept = self.tests if test_file else self.judgements
        if self.waivers is None and self.settings.inline_waivers and present(graph, sources):
            self.waivers = self._waivers()
        kept += judgements if self.waivers is None else self.waivers.apply(graph, judgements, sources)

    def _waivers(self) -> Waivers:
        from scanner.waivers.apply import Waivers

        settings = self.settings
        return Waivers(settings.waivers, self._resolve, [rule.id for rule in self.chosen], self.by_id,
                       self.request.today, settings.inline_waivers, settings.foreign_waivers)

    def _resolve(self, word: str) -> tuple[str, ...]:
        """The rules that an id means, one of ours or of another scanner."""
        if word in self.by_id:
            return (word,)
        from scanner.rules import aliases

        return aliases.resolve(word)


def _counted(progress: Callable[[str], None], count: int) -> Callable[[str], None]:
    """Tells the path of each input with its number."""
    numbers = iter(range(1, count + 1))
    return lambda shown: progress(f"{next(numbers, count)} of {count}: {shown}")


def _merged(batches: list[_Batch]) -> _Batch:
    """All batches of an environment as one."""
    sources = {path: source for batch in batches for path, source in batch.sources.items()}
    return batches[0]._replace(
        resources=tuple(one for batch in batches for one in batch.resources), sources=sources,
        definitions=tuple(file for batch in batches for file in batch.definitions),
    )


def exit_code(report: Report, fail_on: Severity | None) -> int:
    """3 when an input could not be evaluated, 1 for findings at or above `fail_on` (None: never), else 0."""
    if any(notice.level is Level.ERROR for notice in report.notices):
        return UNREADABLE
    if fail_on is not None and any(finding.severity >= fail_on for finding in report.findings):
        return FINDINGS
    return OK


def _version(kubernetes: str, helm_version: int) -> str:
    text = kubernetes or DEFAULT_KUBE_VERSIONS[helm_version]
    return ".".join(text.removeprefix("v").split(".")[:2])


def manifest_files(found: Found, request: Request, notices: list[Notice]) -> Iterable[SourceFile]:
    """The texts of the manifests; what cannot be read becomes a notice."""
    if found.stdin:
        yield SourceFile("stdin", request.stdin)
    for path, shown in found.manifests:
        request.progress(shown)
        try:
            if path.stat().st_size > MAX_FILE:
                raise HelmError(f"the file is larger than {MAX_FILE} bytes")
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            notices.append(_unreadable(shown, f"it is not UTF-8 (byte {error.start})"))
        except (OSError, HelmError) as error:
            notices.append(_unreadable(shown, getattr(error, "strerror", None) or str(error)))
        else:
            yield SourceFile(shown, text)


def _unreadable(shown: str, why: str) -> Notice:
    where = Provenance((Hop("literal", SourceSpan(shown, 0, 0)),))
    return Notice(Level.ERROR, f"{shown} cannot be read.", why, where, "discover")


def _about_inputs(found: Found, sources: Mapping[str, SourceFile]) -> Iterable[Notice]:
    if found.truncated:
        yield Notice(Level.WARNING, "Only the first files were scanned.", "There are too many.", NOWHERE, "discover")
    kustomizations = [path for _, path in found.manifests if path.rpartition("/")[2] in KUSTOMIZATIONS]
    if kustomizations:
        files = ", ".join(kustomizations[:_MAX_NAMED]) + (", ..." if len(kustomizations) > _MAX_NAMED else "")
        yield Notice(Level.WARNING, "Kustomizations are not built: the manifests beside them are judged as they are.",
                     f"Found: {files}. To judge what one makes: kustomize build FOLDER | readiness-scan -",
                     Provenance((Hop("literal", SourceSpan(kustomizations[0], 0, 0)),)), "discover")
    if not found.charts and not sources:
        detail = "Expected a folder with a Chart.yaml, a chart archive, YAML or JSON manifests, or Terraform."
        yield Notice(Level.WARNING, "Nothing to scan was found.", detail, NOWHERE, "discover")


def _about_tests(judgements: Iterable[Judgement]) -> Iterable[Notice]:
    files = dict.fromkeys(primary.span.path for one in judgements if one.aside == TEST_VALUES
                          and (primary := one.where().primary) is not None and primary.span is not None)
    if files:
        yield Notice(Level.INFO, "Findings that only the values of a chart's own tests make are not reported.",
                     "They are decided in " + ", ".join(files) + ".", NOWHERE, "environments")


def _shown_inputs(found: Found) -> Iterable[str]:
    yield from sorted({shown for _, shown in found.inputs})
    if found.stdin:
        yield "stdin"
