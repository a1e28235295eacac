"""Whether a values.schema.json is a schema: held against the meta-schema of its draft, its references resolved."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.functions.regex import BadPattern, compiled
from scanner.gotemplate.strconv import quote
from scanner.helm.schema_documents import LISTS, MAPS, META_SCHEMAS, SINGLE, Documents, Invalid, Schema, children
from scanner.helm.schema_failures import lines, quoted

_TYPES = frozenset("null boolean number integer string array object".split())
_STRINGS = frozenset("$ref $id $schema $anchor $comment title description pattern format".split())
_COUNTS = frozenset(
    "minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains".split()
)
_NUMBERS = frozenset("minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split())
_EXCLUSIVE = frozenset("exclusiveMinimum exclusiveMaximum".split())


def check_schema(documents: Documents) -> None:
    """Invalid, in the validator's words, when the root document is no schema or a reference in use leads nowhere."""
    if not _plausible(documents.root.node, documents.root.draft):
        _explain(documents)
    _check_references(documents)


def _plausible(root: Any, draft: int) -> bool:
    """A quick look for the meta-schema's most common complaints, which spares loading it for good schemas."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, bool):
            continue
        if not isinstance(node, dict) or not all(_plausible_keyword(key, value, draft) for key, value in node.items()):
            return False
        pending += children(node)
    return True


def _plausible_keyword(key: str, value: Any, draft: int) -> bool:
    if draft == 4 and key in _EXCLUSIVE:
        return isinstance(value, bool)
    if key == "type":
        names = value if isinstance(value, list) else [value]
        return bool(names) and all(isinstance(name, str) and name in _TYPES for name in names)
    if key in _STRINGS:
        return isinstance(value, str) and (key != "pattern" or _compiles(value))
    if key in _COUNTS:
        return isinstance(value, float) and value >= 0 and value.is_integer()
    if key in _NUMBERS:
        return isinstance(value, float) and (key != "multipleOf" or value > 0)
    if key == "required":
        return isinstance(value, list) and bool(value) and _unique_texts(value)
    if key == "enum":
        return isinstance(value, list) and bool(value)
    if key == "uniqueItems":
        return isinstance(value, bool)
    if key in MAPS:
        return _plausible_map(key, value)
    if key in LISTS and isinstance(value, list):
        return bool(value) and all(isinstance(each, (dict, bool)) for each in value)
    if key in SINGLE:
        return isinstance(value, (dict, bool))
    return key not in LISTS


def _plausible_map(key: str, value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    if key == "patternProperties" and not all(map(_compiles, value)):
        return False
    return all(
        isinstance(each, (dict, bool)) or (key == "dependencies" and isinstance(each, list) and _unique_texts(each))
        for each in value.values()
    )


def _unique_texts(value: list[Any]) -> bool:
    return all(isinstance(each, str) for each in value) and len(set(value)) == len(value)


def _compiles(pattern: str) -> bool:
    try:
        compiled(pattern)
    except BadPattern:
        return False
    return True


def _explain(documents: Documents) -> None:
    """Hold the document against its meta-schema; nothing happens when that finds it good after all."""
    from jsonschema_specifications import REGISTRY

    from scanner.helm.schema_validator import validate

    url = META_SCHEMAS[documents.root.draft]
    contents = REGISTRY.contents(url if url in REGISTRY else url.removesuffix("#"))
    failures = validate(Documents(contents), documents.root.node, assert_formats=True)
    if failures:
        shown = quoted(url if url.endswith("#") else url + "#")
        reason = "\n".join(lines(failures))
        root = quote("file:///values.schema.json#")
        raise Invalid(f"{root} is not valid against metaschema: jsonschema validation failed with {shown}\n{reason}")


def _check_references(documents: Documents) -> None:
    """Resolve every reference that can be reached from the root; definitions nobody uses do not count."""
    seen: set[int] = set()
    pending = [documents.root]
    while pending:
        schema = pending.pop()
        if not isinstance(schema.node, dict) or id(schema.node) in seen:
            continue
        seen.add(id(schema.node))
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            reference = schema.node.get(keyword)
            if isinstance(reference, str):
                pending.append(documents.resolve(reference, schema.base))
        if schema.draft < 2019 and "$ref" in schema.node:
            continue
        used = {key: value for key, value in schema.node.items() if key not in ("definitions", "$defs")}
        pending += [_entered(documents, schema, child) for child in children(used)]


def _entered(documents: Documents, schema: Schema, node: Any) -> Schema:
    return documents.entered(node, schema.base, schema.draft)
