"""Plain manifests: YAML and JSON files, with any number of documents, and Lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from scanner.inputs.places import DocumentLocator
from scanner.located.errors import YamlError
from scanner.located.yaml import load as load_document
from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import Deferred, DeferredFile, Locator, Path, Resource, identify
from scanner.model.source import SourceFile
from scanner.patterns import lazy

NAME = "manifests"
STAGE = "manifests"
STDIN = "-"

SUFFIXES = (".yaml", ".yml", ".json")
MAX_CHARACTERS = 20_000_000
MAX_ITEMS = 100_000

# kubectl cuts a stream at lines that begin with three dashes before it reads YAML; so one broken document does not
# hide the others.
_SEPARATOR = lazy(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_CONTENT = lazy(r"^(?![ \t]*(?:#|\r?$)|%|---[ \t]*(?:#|\r?$))", re.MULTILINE)


def claims(path: str) -> bool:
    """Whether a file of that name is read as manifests; "-" is the standard input."""
    return path == STDIN or path.lower().endswith(SUFFIXES)


def load(files: Iterable[SourceFile], unit: str = "") -> tuple[list[Resource], list[Notice]]:
    """The resources of the files in order, and what could not be read or is no manifest."""
    resources: list[Resource] = []
    notices: list[Notice] = []
    for file in files:
        for found in _load_file(file, unit):
            (resources if isinstance(found, Resource) else notices).append(found)  # type: ignore[arg-type]
    return resources, notices


def _load_file(file: SourceFile, unit: str) -> Iterator[Resource | Notice]:
    if len(file.text) > MAX_CHARACTERS:
        yield _notice(Level.ERROR, file, 0, "The file is too large and was skipped.",
                      f"It has {len(file.text)} characters; at most {MAX_CHARACTERS} are read.")
        return
    other = []
    for start, text in documents(file.text):
        for found in _load_document(file, start, text, unit):
            if found is None:
                other.append(start)
            else:
                yield found
    if other:
        many = "A document is" if len(other) == 1 else f"{len(other)} documents are"
        yield _notice(Level.INFO, file, other[0], f"{many} not a Kubernetes manifest and was skipped."
                      if len(other) == 1 else f"{many} not Kubernetes manifests and were skipped.",
                      "A manifest is a map with apiVersion and kind.")


def _load_document(
    file: SourceFile, start: int, text: str, unit: str, locator: Locator | None = None,
) -> Iterator[Resource | Notice | None]:
    """What a document holds; None for one that is no manifest. Without a locator, places are those of the file."""
    try:
        body = load_document(text, "int")
    except YamlError as problem:
        yield _notice(Level.ERROR, file, start + (problem.offset or 0), "A document is not valid YAML.",
                      _short(problem))
        return
    if body is None:
        return
    if not _is_object(body):
        yield None
        return
    for found in _resources(body, DocumentLocator(file, start, text), (), file, start, unit):
        if locator is not None and isinstance(found, Resource):
            found = Resource(found.id, found.body, locator, unit)
        yield found


def deferred(file: SourceFile, unit: str, locator: Locator | None = None) -> DeferredFile:
    """The file with its documents read when somebody needs them; what cannot be read gives no resource."""
    def read(start: int, text: str) -> tuple[Resource, ...]:
        found = _load_document(file, start, text, unit, locator)
        return tuple(one for one in found if isinstance(one, Resource))

    def split() -> tuple[Deferred, ...]:
        return tuple(Deferred(text, partial(read, start, text)) for start, text in documents(file.text))

    return DeferredFile(file.text, split)


def _short(problem: YamlError) -> str:
    return " ".join(problem.yaml_message.split())[:300]


def documents(text: str) -> Iterator[tuple[int, str]]:
    """(offset, text) of each document that has content; the separator line belongs to the document it begins."""
    cuts = [match.start() for match in _SEPARATOR.finditer(text)]
    held = 0
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if _CONTENT.search(text, start, end) is None:
            # Directives and comments stay with the document that follows them.
            if "%" not in text[start:end]:
                held = end
            continue
        yield held, text[held:end]
        held = end


def _is_object(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("apiVersion"), str) and isinstance(body.get("kind"), str)


def _resources(
    body: dict[str, Any], locator: DocumentLocator, prefix: Path, file: SourceFile, start: int, unit: str,
) -> Iterator[Resource | Notice]:
    """The object itself, or the items of a List, also of Lists inside of it."""
    pending: list[tuple[Path, Any]] = [(prefix, body)]
    count = 0
    while pending:
        path, one = pending.pop()
        if not _is_object(one):
            yield _notice(Level.WARNING, file, start, "An item of a List is not a Kubernetes object and was skipped.",
                          f"Found at {'.'.join(str(step) for step in path)}.")
            continue
        items = one.get("items")
        if one["kind"].endswith("List") and isinstance(items, list):
            pending.extend(((*path, "items", number), item) for number, item in reversed(list(enumerate(items))))
            continue
        count += 1
        if count > MAX_ITEMS:
            yield _notice(Level.ERROR, file, start, "A List has too many items; the rest was skipped.",
                          f"At most {MAX_ITEMS} are read.")
            return
        yield Resource(identify(one), one, locator.below(path) if path else locator, unit)


def _notice(level: Level, file: SourceFile, offset: int, summary: str, detail: str = "") -> Notice:
    end = min(offset + 1, len(file.text))
    return Notice(level, summary, detail, Provenance.literal(file.path, offset, end), STAGE)
