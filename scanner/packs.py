"""Rules that people bring along: rule files, policies of Kubernetes, and the parameters of those."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from scanner.admission import read as admission
from scanner.admission.records import Binding, Policy
from scanner.conform import failures, nearest
from scanner.graph.build import meanings
from scanner.inputs import manifests
from scanner.located.document import Document
from scanner.located.document import read as documents
from scanner.model.mistake import Mistake
from scanner.model.report import Level
from scanner.model.resource import Resource
from scanner.model.rule import Example, Rule
from scanner.model.source import SourceFile
from scanner.records import NamedTuple
from scanner.rules.pack import RulePackError, rule_in, source_of

ABOUT = "pack.yaml"
"""A file beside the rules that says what the pack is called."""

MAX_FILES = 5_000
_ENDINGS = (".yaml", ".yml")


class About(NamedTuple):
    """What a pack says of itself; name is that of its folder or file where it says nothing."""

    name: str
    version: str = ""
    description: str = ""


class Examples(NamedTuple):
    """Examples of a policy, from a file of their own: `policy: NAME`, and `examples` as rules have them."""

    policy: str
    examples: tuple[Example, ...]
    document: Document


class Packs(NamedTuple):
    """Everything in some packs.

    rules: later packs replace rules of earlier ones, and those that did are `replaced`. resources: every manifest.
    documents: those of the rules, by path. passed_over: files that are neither rules nor manifests.
    """

    about: tuple[About, ...] = ()
    rules: tuple[Rule, ...] = ()
    policies: tuple[Policy, ...] = ()
    bindings: tuple[Binding, ...] = ()
    resources: tuple[Resource, ...] = ()
    examples: tuple[Examples, ...] = ()
    documents: dict[str, Document] = {}  # noqa: RUF012 - never changed
    sources: dict[str, SourceFile] = {}  # noqa: RUF012 - never changed
    replaced: tuple[Rule, ...] = ()
    passed_over: tuple[SourceFile, ...] = ()


def load(paths: Iterable[Path], shown: Callable[[Path], str]) -> Packs:
    """Read packs: folders with rule files and manifests, or single files. `shown` is how reports call a file.

    RulePackError tells everything that is wrong with any of them.
    """
    loader = _Loader(shown)
    for path in paths:
        loader.pack(path)
    loader.check_examples()
    if loader.mistakes:
        raise RulePackError(sorted(set(loader.mistakes), key=lambda one: (one.path, one.line, one.column)))
    return loader.packs()


class _Loader:
    """Gathers what lies in packs, and what is wrong with it."""

    def __init__(self, shown: Callable[[Path], str]) -> None:
        self.shown = shown
        self.mistakes: list[Mistake] = []
        self.about: list[About] = []
        self.rules: dict[str, Rule] = {}
        self.replaced: list[Rule] = []
        self.documents: dict[str, Document] = {}
        self.resources: list[Resource] = []
        self.policies: list[Policy] = []
        self.bindings: list[Binding] = []
        self.examples: list[Examples] = []
        self.sources: dict[str, SourceFile] = {}
        self.passed_over: list[SourceFile] = []

    def packs(self) -> Packs:
        """What was gathered."""
        return Packs(
            tuple(self.about), tuple(self.rules[name] for name in sorted(self.rules)), tuple(self.policies),
            tuple(self.bindings), tuple(self.resources), tuple(self.examples), self.documents, self.sources,
            tuple(self.replaced), tuple(self.passed_over),
        )

    def pack(self, path: Path) -> None:
        """Read one folder or file."""
        if not path.exists():
            self.mistakes.append(Mistake(path.as_posix(), 0, 0, "it does not exist; a pack is a folder or a file"))
            return
        files = list(_files(path)) if path.is_dir() else [path]
        if len(files) > MAX_FILES:
            self.mistakes.append(Mistake(path.as_posix(), 0, 0, f"a pack has at most {MAX_FILES} files"))
            return
        about = self._about(path / ABOUT, path)
        self.about.append(about)
        own: dict[str, Rule] = {}
        for file in files:
            if file.name != ABOUT:
                self._file(file, about.name, own, not path.is_dir())
        if not own and not self.resources and not self.mistakes and path.is_dir():
            self.mistakes.append(Mistake(path.as_posix(), 0, 0, "there are no rules in this folder"))
        for name, rule in own.items():
            if name in self.rules:
                self.replaced.append(rule)
            self.rules[name] = rule

    def _about(self, file: Path, path: Path) -> About:
        fallback = About((path.resolve().name if path.is_dir() else path.stem) or "pack")
        if not path.is_dir() or not file.is_file():
            return fallback
        source = self._source(file)
        found = self._documents(source) if source is not None else []
        if not found:
            return fallback
        data = found[0].data
        wrong = [found[0].mistake(one.path, one.problem, on_key=one.on_key)
                 for one in failures(data, "pack.schema.json")]
        self.mistakes += wrong
        return fallback if wrong else About(data["name"], data.get("version", ""), data.get("description", ""))

    def _source(self, file: Path) -> SourceFile | None:
        try:
            source = source_of(file, self.shown(file))
        except RulePackError as error:
            self.mistakes += error.mistakes
            return None
        self.sources[source.path] = source
        return source

    def _documents(self, source: SourceFile) -> list[Document]:
        found = list(documents(source))
        self.mistakes += [one for one in found if isinstance(one, Mistake)]
        return [one for one in found if isinstance(one, Document)]

    def _file(self, file: Path, pack: str, own: dict[str, Rule], alone: bool) -> None:
        source = self._source(file)
        if source is None:
            return
        before = len(self.mistakes)
        found = self._documents(source)
        if len(self.mistakes) > before:
            return
        if any(_is_manifest(one.data) for one in found):
            self.mistakes += [one.mistake((), "a rule and a manifest in one file: each rule has a file of its own")
                              for one in found if _is_rule(one.data) and not _is_manifest(one.data)]
            self._manifests(source, pack)
        elif found and _is_examples(found[0].data):
            for one in found:
                self._examples(one)
        elif alone or found and _is_rule(found[0].data):
            self._rule(found, source, file, pack, own)
        else:
            self.passed_over.append(source)

    def _rule(self, found: list[Document], source: SourceFile, file: Path, pack: str, own: dict[str, Rule]) -> None:
        try:
            rule = rule_in(found, source, file.name.rpartition(".")[0], frozenset(meanings()), pack)
        except RulePackError as error:
            self.mistakes += error.mistakes
            return
        if rule.id in own:
            first = own[rule.id].path
            self.mistakes.append(found[0].mistake(["id"], f"the rule '{rule.id}' stands in {first} already"))
        own[rule.id] = rule
        self.documents[rule.path] = found[0]

    def _manifests(self, source: SourceFile, pack: str) -> None:
        resources, notices = manifests.load([source])
        for notice in notices:
            if notice.level is Level.ERROR:
                self.mistakes.append(Mistake(source.path, 1, 1, f"{notice.summary} {notice.detail}".strip()))
        found = admission.read(resources, self.sources, pack)
        self.mistakes += found.mistakes
        self.policies += found.policies
        self.bindings += found.bindings
        self.resources += resources

    def _examples(self, document: Document) -> None:
        data = document.data
        wrong = failures(data, "policy-examples.schema.json")
        self.mistakes += [document.mistake(one.path, one.problem, on_key=one.on_key) for one in wrong]
        if not wrong:
            examples = tuple(Example(one["name"], "passes" in one, one.get("passes", one.get("fails", "")))
                             for one in data["examples"])
            self.examples.append(Examples(data["policy"], examples, document))

    def check_examples(self) -> None:
        """Examples belong to policies that are there."""
        known = {policy.name for policy in self.policies}
        for one in self.examples:
            if one.policy not in known:
                near = nearest(one.policy, sorted(known))
                self.mistakes.append(one.document.mistake(["policy"], f"there is no policy '{one.policy}'{near}"))


def _is_manifest(data: object) -> bool:
    return isinstance(data, dict) and isinstance(data.get("apiVersion"), str) and isinstance(data.get("kind"), str)


def _is_examples(data: object) -> bool:
    return isinstance(data, dict) and "policy" in data and "assert" not in data


# Who writes two of these means a rule.
_KEYS = frozenset({"id", "title", "severity", "why", "remediation", "match", "assert", "field", "message", "examples",
                   "checklist", "uses", "since", "references", "params"})


def _is_rule(data: object) -> bool:
    return isinstance(data, dict) and len(_KEYS.intersection(data)) > 1


def _files(folder: Path) -> Iterator[Path]:
    """The files of a pack, sorted; hidden ones and links are left alone."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(parent, name)
            if name.endswith(_ENDINGS) and not name.startswith(".") and not file.is_symlink() and file.is_file():
                yield file
