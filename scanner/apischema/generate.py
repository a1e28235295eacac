"""Writes `schemas/kubernetes.json`, the fields and types of the built-in kinds, out of OpenAPI documents of Kubernetes.

    python -m scanner.apischema.generate FOLDER

`FOLDER` holds one document for each minor version, called `1.26.json` and so on; `schemas/README.md` says where they
come from.  Only facts are taken over (names, types, what is required, versions), for all versions in one table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scanner.paths import data_folder
from scanner.precompiled import read_yaml

NAME = "kubernetes.json"
FACTS = "kubernetes-facts.yaml"

# Types that are read by code of their own; everything else without properties may hold anything.
_OWN_READERS = {
    "resource.Quantity": "quantity", "intstr.IntOrString": "int-or-string", "v1.Time": "time", "v1.MicroTime": "time",
}
_SCALARS = {
    ("string", ""): "string", ("string", "byte"): "bytes", ("boolean", ""): "boolean", ("integer", "int32"): "int32",
    ("integer", "int64"): "int64", ("number", "double"): "number",
}

Document = Mapping[str, Any]


class Unreadable(Exception):
    """A document or a fact that does not fit; str() says which and why."""


def generate(documents: Mapping[int, Document], facts: Mapping[str, Any]) -> str:
    """The text of the table: a JSON object with one member on each line.

    `documents` are the definitions of each minor version by their full names.  Unreadable: they hold a form of type
    that is not known here, a field changes its type for good, or a fact is about no field.
    """
    first, last = min(documents), max(documents)
    history = _history(documents)
    kinds = _kinds(documents, first, last)
    lines = {"versions": [first, last], "kinds": kinds}
    used = _reachable({entry[0] for group in kinds.values() for entry in group.values()}, history)
    facts_of = _facts(facts, {f"{name}.{field}" for name in used for field in history[name].fields})
    for name in sorted(used):
        lines[name] = {field: _entry(versions, history[name].versions, facts_of.get(f"{name}.{field}", {}))
                       for field, versions in sorted(history[name].fields.items())}
    text = ",\n".join(f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}" for key, value in lines.items())
    return "{\n" + text + "\n}\n"


class _Type:
    """A type over time: the versions that have it, and by version the form of each field and whether it is required."""

    def __init__(self) -> None:
        self.versions: list[int] = []
        self.fields: dict[str, dict[int, tuple[str, bool]]] = {}


def _history(documents: Mapping[int, Document]) -> dict[str, _Type]:
    found: dict[str, _Type] = {}
    for minor in sorted(documents):
        for full, definition in documents[minor].items():
            if "properties" not in definition:
                continue
            type_ = found.setdefault(_short(full), _Type())
            if minor in type_.versions:
                raise Unreadable(f"1.{minor} has two types called {_short(full)}")
            type_.versions.append(minor)
            required = definition.get("required", ())
            for field, schema in definition["properties"].items():
                form = _form(schema, documents[minor])
                type_.fields.setdefault(field, {})[minor] = form, field in required
    return found


def _short(full: str) -> str:
    """`core.v1.PodSpec` for `io.k8s.api.core.v1.PodSpec`."""
    return ".".join(full.split(".")[-3:])


def _form(schema: Mapping[str, Any], document: Document) -> str:
    """The form of a value: a scalar, `[]form`, `{}form`, `any`, or the name of a type."""
    if "allOf" in schema:
        schema = schema["allOf"][0]
    if "$ref" in schema:
        full = schema["$ref"].rpartition("/")[2]
        own = _OWN_READERS.get(".".join(full.split(".")[-2:]))
        if own is not None:
            return own
        return _short(full) if "properties" in document[full] else "any"
    kind = _type(schema)
    if kind == "array":
        return "[]" + _form(schema["items"], document)
    if kind == "object":
        inner = schema.get("additionalProperties")
        return "{}" + _form(inner, document) if inner else "any"
    if (kind, schema.get("format", "")) not in _SCALARS:
        raise Unreadable(f"the form {json.dumps(schema)[:200]} is not known")
    return _SCALARS[kind, schema.get("format", "")]


def _type(schema: Mapping[str, Any]) -> str:
    """The type of a schema; documents converted to JSON Schema write `["string", "null"]`."""
    kind = schema.get("type", "")
    return next((one for one in kind if one != "null"), "") if isinstance(kind, list) else kind


def _kinds(documents: Mapping[int, Document], first: int, last: int) -> dict[str, dict[str, list[Any]]]:
    """By API version and kind: the type, and the first and last version that serve it where those are not the ends."""
    served: dict[tuple[str, str], tuple[str, list[int]]] = {}
    for minor in sorted(documents):
        for full, definition in documents[minor].items():
            if ".apis.meta." in full or full.endswith("List"):
                continue
            for one in definition.get("x-kubernetes-group-version-kind", ()):
                api_version = f"{one['group']}/{one['version']}".lstrip("/")
                served.setdefault((api_version, one["kind"]), (_short(full), []))[1].append(minor)
    found: dict[str, dict[str, list[Any]]] = {}
    for (api_version, kind), (name, minors) in sorted(served.items()):
        found.setdefault(api_version, {})[kind] = [name, *_ends(minors, first, last)]
    return found


def _ends(minors: list[int], first: int, last: int) -> list[int]:
    """The first and last of the versions; nothing where they are all there are."""
    if minors != list(range(minors[0], minors[-1] + 1)):
        raise Unreadable(f"what is in the versions {minors} was away in between")
    return [] if (minors[0], minors[-1]) == (first, last) else [minors[0], minors[-1]]


def _reachable(roots: set[str], history: Mapping[str, _Type]) -> set[str]:
    found: set[str] = set()
    pending = [name for name in roots if name in history]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            forms = {form for versions in history[name].fields.values() for form, _ in versions.values()}
            pending += [form.lstrip("[]{}") for form in forms if form.lstrip("[]{}") in history]
    return found


def _entry(versions: Mapping[int, tuple[str, bool]], all_versions: list[int], fact: Mapping[str, Any]) -> Any:
    """The form of a field, with what else is known about it.  Of two forms the newest holds: they differ in little."""
    minors = sorted(versions)
    entry: dict[str, Any] = {}
    required = all(flag for _, flag in versions.values())
    if fact.get("required", required):
        entry["required"] = True
    ends = _ends(minors, all_versions[0], all_versions[-1])
    if ends:
        entry["versions"] = ends
    entry |= {key: fact[key] for key in ("values", "unique") if key in fact}
    form = versions[minors[-1]][0]
    return [form, entry] if entry else form


def _facts(facts: Mapping[str, Any], known: set[str]) -> dict[str, dict[str, Any]]:
    """What the file of facts says, by field."""
    found: dict[str, dict[str, Any]] = {}
    for key, flag in (("required", True), ("not-required", False)):
        for field in facts[key]:
            found.setdefault(field, {})["required"] = flag
    for field, keys in facts["unique"].items():
        found.setdefault(field, {})["unique"] = dict(_pair(key) for key in keys)
    for group in facts["values"]:
        values = dict(_values(group["values"]))
        for field in group["of"]:
            found.setdefault(field, {})["values"] = values
    strangers = sorted(found.keys() - known)
    if strangers:
        raise Unreadable(f"{FACTS} is about fields that no document has: {', '.join(strangers)}")
    return found


def _pair(key: str) -> tuple[str, str | None]:
    """The name of a key and its default, None where there is none."""
    name, equals, default = key.partition("=")
    return name, default if equals else None


def _values(values: list[Any]) -> Iterator[tuple[str, int]]:
    """Each value with the minor version that brought it, 0 for one that was always there."""
    for value in values:
        yield from value.items() if isinstance(value, dict) else [(value, 0)]


def read_folder(folder: Path) -> dict[int, Document]:
    """The definitions of every document in a folder, by minor version.  Unreadable: those are not what is needed."""
    found: dict[int, Document] = {}
    for file in folder.glob("1.*.json"):
        document = json.loads(file.read_text(encoding="utf-8"))
        found[int(file.stem.partition(".")[2])] = document.get("definitions") or document.get("$defs") or {}
    minors = sorted(found)
    if not minors or minors != list(range(minors[0], minors[-1] + 1)) or not all(found.values()):
        raise Unreadable(f"{folder} must hold an OpenAPI document 1.N.json for each version from the first to the last")
    return found


def main(arguments: list[str]) -> int:
    """Write the table from the folder that is named."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    target = data_folder("schemas") / NAME
    try:
        facts = read_yaml(data_folder("schemas") / FACTS)
        target.write_text(generate(read_folder(Path(arguments[0])), facts), encoding="utf-8")
    except (Unreadable, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(target.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
