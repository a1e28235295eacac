"""YAML text to plain data, as Kubernetes and Helm read it (sigs.k8s.io/yaml over go-yaml v2).

The result is JSON: dict, list, str, bool, None, and numbers that are all float (``numbers="float"``,
how Helm reads values), int where the JSON text has no fraction (``numbers="int"``, how
Kubernetes reads manifests) or as they are written (``numbers="written"``, for files of our own).
Keys become strings, the last of several equal keys wins, merge keys are followed, and every use
of an alias is a copy of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from scanner.located.aliases import Anchors, copied
from scanner.located.errors import YamlError
from scanner.located.events import CONVERTING, MAX_DEPTH, MAX_NODES, NextEvent, TooDeep, TooLarge, failure, go_errors, open_events
from scanner.located.gosyntax import go_syntax
from scanner.located.scalars import (
    MERGE_TAG,
    TagError,
    as_float,
    as_number,
    key_of,
    kubernetes_number,
    plain_key,
    replace_invalid,
    resolve,
    tagged,
)
from scanner.serial.numbers import format_float

Numbers = Literal["float", "int", "written"]

_UNMARSHALING = "error unmarshaling JSON: "

# Stand where a map's key stands: no key yet, and the merge key `<<`.
NO_KEY: Any = object()
MERGE: Any = object()


def load(text: str, numbers: Numbers = "float") -> Any:
    """The first document (None for an empty text).  Raises YamlError."""
    return next(documents(text, numbers), None)


def load_or_none(text: str) -> Any:
    """The first document, or None for a text that cannot be read."""
    try:
        return load(text)
    except YamlError:
        return None


def load_all(text: str, numbers: Numbers = "float") -> list[Any]:
    """Every document, empty ones as None.  Raises YamlError."""
    return list(documents(text, numbers))


def load_map(text: str, numbers: Numbers = "float") -> dict[str, Any]:
    """The first document as a map; nothing and null give an empty one, anything else raises YamlError."""
    value = load(text, numbers)
    if value is None:
        return {}
    return expect(value, dict, "map[string]interface {}")  # type: ignore[no-any-return]


def load_list(text: str, numbers: Numbers = "float") -> list[Any]:
    """The first document as a list; nothing and null give an empty one, anything else raises YamlError."""
    value = load(text, numbers)
    if value is None:
        return []
    return expect(value, list, "[]interface {}")  # type: ignore[no-any-return]


def expect(value: Any, kind: type, go_type: str) -> Any:
    """The value if it is of that kind; else the error of decoding it into the Go type."""
    if isinstance(value, kind):
        return value
    message = f"while decoding JSON: json: cannot unmarshal {json_kind(value)} into Go value of type {go_type}"
    raise YamlError(_UNMARSHALING + message, yaml_message=message)


def json_kind(value: Any) -> str:
    """JSON's name for the type of a value, as Go's decoder says it."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, dict) else "array" if isinstance(value, list) else "number"


def documents(text: str, numbers: Numbers = "float", new_map: Callable[[], dict[str, Any]] = dict) -> Iterator[Any]:
    """The documents one after the other, parsed no further than asked for.  Raises YamlError."""
    plain, number = _READINGS[numbers]
    with go_errors():
        for index, get in enumerate(_starts(text)):
            try:
                document = _read_document(get, plain, plain_key, number, new_map)
            except (_BadKey, YamlError) as error:
                # go-yaml parses a document completely before it looks at its values.
                _drain(get)
                raise _key_error(text, index) if isinstance(error, _BadKey) else error from None
            yield document


def _as_written(value: Any) -> Any:
    return value


# How untagged plain scalars are read, and how the number of a tagged or aliased one gets its final form.
_READINGS: dict[Numbers, tuple[Callable[[str], Any], Callable[[Any], Any]]] = {
    "float": (as_float, float), "int": (as_number, kubernetes_number), "written": (resolve, _as_written),
}


def _starts(text: str) -> Iterator[NextEvent]:
    """The source of events, whenever a document has just started."""
    get = open_events(text)
    while (event := get()) is not None:
        if type(event) is DocumentStartEvent:
            yield get


def _drain(get: NextEvent) -> None:
    """Read the rest of a document for its syntax errors only."""
    while type(get()) not in _ENDS:
        pass


_ENDS = (DocumentEndEvent, type(None))


class _BadKey(Exception):
    """A map key that JSON cannot have: null, above int64, or (given as `value`) a list or map."""

    def __init__(self, value: Any = None) -> None:
        self.value = value


def _read_document(
    get: NextEvent,
    plain: Callable[[str], Any],
    plain_key: Callable[[str], Any],
    number: Callable[[Any], Any],
    new_map: Callable[[], dict[str, Any]] = dict,
) -> Any:
    """The value of the document whose start event was just read, up to and with its end.

    `plain` resolves untagged plain scalars, `plain_key` does so for keys, and `number`
    brings the number of a tagged or aliased scalar into its final form.
    """
    anchors = Anchors()
    stack: list[tuple[Any, bool, Any]] = []
    root: list[Any] = []
    target: Any = root
    in_map = False
    key: Any = NO_KEY
    count = 0
    while True:
        event = get()
        kind = type(event)
        if kind is ScalarEvent:
            count += 1
            if count > MAX_NODES:
                raise TooLarge
            value = event.value
            if event.anchor is not None:
                anchors.add(event.anchor, _resolved(event))
            if in_map and key is NO_KEY:
                if event.implicit[0]:
                    key = plain_key(value)
                    if value == "<<":
                        key = MERGE
                        count -= 1
                elif event.tag is None:
                    key = value
                elif event.tag == MERGE_TAG and value == "<<":
                    key = MERGE
                    count -= 1
                else:
                    key = key_of(_tagged(event))
                if key is None:
                    raise _BadKey
                continue
            if event.implicit[0]:
                value = plain(value)
                if value.__class__ is float and value - value != 0:
                    raise _not_json(value)
            elif event.tag is not None:
                value = _final(_tagged(event), number)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            count += 1
            if len(stack) >= MAX_DEPTH:
                raise TooDeep
            if count > MAX_NODES:
                raise TooLarge
            stack.append((target, in_map, key))
            if kind is MappingStartEvent:
                target, in_map, key = new_map(), True, NO_KEY
            else:
                target, in_map = [], False
            if event.anchor is not None:
                anchors.open(event.anchor, target, count - 1)
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value = target
            anchors.close(value, count)
            target, in_map, key = stack.pop()
            if in_map and key is NO_KEY:
                raise _BadKey(value)
        elif kind is AliasEvent:
            value, size = anchors.use(event.anchor, count)
            count += 1 + size
            if in_map and key is NO_KEY:
                key = key_of(value)
                if key is None:
                    raise _BadKey(value)
                continue
            if key is MERGE and not isinstance(value, dict):
                raise _no_map()
            value = _final(copied(value), number)
        else:
            # The document's end; its one node is complete.
            return root[0]
        if not in_map:
            target.append(value)
        elif key is MERGE:
            _merge(target, value)
            key = NO_KEY
        else:
            target[key] = value
            key = NO_KEY


def _merge(target: dict[str, Any], value: Any) -> None:
    """Take over the entries of a map, or of several maps of which the first wins, as of where `<<` stands."""
    if isinstance(value, dict):
        target.update(value)
    elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
        for item in reversed(value):
            target.update(item)
    else:
        raise _no_map()


def _no_map() -> YamlError:
    return failure("map merge requires map or sequence of maps as the value")


def _resolved(event: Any) -> Any:
    """A scalar before numbers get their final form: ints are int, so that a key keeps its digits."""
    if event.implicit[0]:
        return resolve(event.value)
    return event.value if event.tag is None else _tagged(event)


def _tagged(event: Any) -> Any:
    try:
        return tagged(event.tag, event.value)
    except TagError as error:
        raise failure(str(error)) from None


def _final(value: Any, number: Callable[[Any], Any]) -> Any:
    """A resolved value as JSON would carry it."""
    if type(value) is float and value - value != 0:
        raise _not_json(value)
    if type(value) is int or type(value) is float:
        return number(value)
    return replace_invalid(value) if type(value) is str else value


def _not_json(value: float) -> YamlError:
    message = "json: unsupported value: " + format_float(value)
    return YamlError(CONVERTING + message, yaml_message=message)


def _key_error(text: str, document: int) -> YamlError:
    """The message about the first impossible key, which shows values as Go has them before JSON."""
    for index, get in enumerate(_starts(text)):
        try:
            value = _read_document(get, resolve, _raw_key, lambda number: number)
        except _BadKey as error:
            return failure("invalid map key: " + go_syntax(error.value))
        if index == document:
            return _unsupported_key(value)
    raise AssertionError("the document was read before")


def _raw_key(text: str) -> Any:
    value = resolve(text)
    return value if isinstance(value, str) else (type(value).__name__, value)


def _unsupported_key(document: Any) -> YamlError:
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            for key, item in value.items():
                if isinstance(key, tuple) and key_of(key[1]) is None:
                    kind = "%!s(<nil>)" if key[1] is None else "uint64"
                    shown = "<nil>" if key[1] is None else f"{key[1]:#x}"
                    message = f"unsupported map key of type: {kind}, key: {shown}, value: {go_syntax(item)}"
                    return YamlError(CONVERTING + message, yaml_message=message)
        if isinstance(value, (dict, list)):
            pending += reversed(list(value.values()) if isinstance(value, dict) else value)
    return failure("unsupported map key")
