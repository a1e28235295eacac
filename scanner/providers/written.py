"""Objects of Kubernetes that a resource holds as they are: as a value of the language, or as the text of a manifest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.located.errors import YamlError
from scanner.located.yaml import load as load_document
from scanner.model.resource import Path, Resource
from scanner.model.terraform import MASK
from scanner.model.unknown import OPEN, Unknown
from scanner.patterns import lazy
from scanner.providers.objects import HIDDEN
from scanner.records import NamedTuple

VALUES: dict[str, str] = {"kubernetes_manifest": "manifest"}
"""The attribute with the object, by type."""

TEXTS: dict[str, str] = {"kubectl_manifest": "yaml_body", "k8s_manifest": "content"}
"""The attribute with the text of a manifest, by type."""

MAX_ITEMS = 10_000

_HOLE = lazy(r"\$\{[^{}\n]*\}")
_MARKS = lazy("\ue000([0-9]+)\ue001")


class Written(NamedTuple):
    """An object, and where it lies: `path` in the resource for values, in the document for texts."""

    body: dict[str, Any]
    path: Path


class Unreadable(NamedTuple):
    """Why a resource gives no object, in a few words."""

    reason: str


def written(resource: Resource) -> Iterator[Written | Unreadable]:
    """The objects that a resource holds; those of a List one by one."""
    kind = resource.id.kind
    if kind in VALUES:
        yield from _objects(resource.body.get(VALUES[kind]), (VALUES[kind],))
    elif kind in TEXTS:
        yield from _text(resource.body.get(TEXTS[kind]))


def _text(value: Any) -> Iterator[Written | Unreadable]:
    if isinstance(value, Unknown) and not value.draft:
        yield Unreadable(value.reason)
        return
    holes: list[str] = []

    def mark(match: Any) -> str:
        holes.append(match[0])
        return f"\ue000{len(holes) - 1}\ue001"

    text = value
    if isinstance(value, Unknown):
        text = _HOLE.sub(mark, value.draft)
    if not isinstance(text, str):
        yield Unreadable("it has no text")
        return
    try:
        body = load_document(text, "int")
    except YamlError as problem:
        wrong = f"its text is not valid YAML: {' '.join(problem.yaml_message.split())[:200]}"
        yield Unreadable(value.reason if holes else wrong)
        return
    yield from _objects(_opened(body, holes, value) if holes else body, ())


def _opened(data: Any, holes: list[str], text: Any) -> Any:
    """The data with what is not known in the place of the marks."""
    if isinstance(data, str) and _MARKS.search(data) is not None:
        draft = _MARKS.sub(lambda match: holes[int(match[1])], data)
        alone = draft in holes and draft.startswith(OPEN)
        return text._replace(draft="" if alone else draft)  # one alone may turn out to be a number, or a map
    if isinstance(data, list):
        return [_opened(one, holes, text) for one in data]
    if not isinstance(data, dict):
        return data
    if any(isinstance(key, str) and _MARKS.search(key) is not None for key in data):
        return text._replace(draft="")
    return {key: _opened(one, holes, text) for key, one in data.items()}


def _objects(body: Any, path: Path) -> Iterator[Written | Unreadable]:
    pending: list[tuple[Any, Path]] = [(body, path)]
    count = 0
    while pending:
        one, at = pending.pop()
        if isinstance(one, Unknown):
            yield Unreadable(one.reason)
            continue
        if not isinstance(one, dict) or not all(isinstance(one.get(key), str) for key in ("apiVersion", "kind")):
            yield Unreadable("it is no object with apiVersion and kind")
            continue
        items = one.get("items")
        if one["kind"].endswith("List") and isinstance(items, list):
            pending.extend((item, (*at, "items", number)) for number, item in reversed(list(enumerate(items))))
            continue
        count += 1
        if count > MAX_ITEMS:
            yield Unreadable(f"a List has more than {MAX_ITEMS} items")
            return
        yield Written(_clean(one), at)


def _clean(data: Any) -> Any:
    """The data without nulls, which the provider leaves out, and with what is hidden as not known."""
    if isinstance(data, dict):
        return {key: _clean(one) for key, one in data.items() if one is not None}
    if isinstance(data, list):
        return [_clean(one) for one in data]
    return HIDDEN if isinstance(data, str) and MASK in data else data
