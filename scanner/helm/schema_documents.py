"""JSON schema documents: which schema a `$ref` means, and whether a document is a schema at all.

Nothing is fetched: a reference to a document that is not at hand raises `Unavailable`,
or stands for a schema that allows everything where the caller prefers to go on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import unquote, urldefrag, urljoin

from scanner.gotemplate.strconv import quote
from scanner.helm.documents import is_deeper
from scanner.located.json import JsonError, clean, load
from scanner.records import NamedTuple

ROOT = "file:///values.schema.json"
"""The URL Helm gives to every chart's schema."""

LATEST = 2020
_DRAFTS = {
    "json-schema.org/schema": LATEST,
    "json-schema.org/draft/2020-12/schema": 2020,
    "json-schema.org/draft/2019-09/schema": 2019,
    "json-schema.org/draft-07/schema": 7,
    "json-schema.org/draft-06/schema": 6,
    "json-schema.org/draft-04/schema": 4,
}
META_SCHEMAS = {
    4: "http://json-schema.org/draft-04/schema#",
    6: "http://json-schema.org/draft-06/schema#",
    7: "http://json-schema.org/draft-07/schema#",
    2019: "https://json-schema.org/draft/2019-09/schema",
    2020: "https://json-schema.org/draft/2020-12/schema",
}

# Keywords that hold one schema, a list of schemas, and a map of schemas.
SINGLE = frozenset(
    "additionalItems additionalProperties contains contentSchema else if items not propertyNames then"
    " unevaluatedItems unevaluatedProperties".split()
)
LISTS = frozenset("allOf anyOf items oneOf prefixItems".split())
MAPS = frozenset("$defs definitions dependencies dependentSchemas patternProperties properties".split())

MAX_DEPTH = 200
"""Most levels of a schema document."""


class Invalid(Exception):
    """The document is no JSON, or no schema, or a reference in it leads nowhere; str() is the validator's text."""


class Unavailable(Invalid):
    """A reference to a document outside the chart."""


class Number(float):
    """A JSON number with its text, which messages show."""

    text: str

    def __new__(cls, text: str) -> Number:
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __str__(self) -> str:
        return self.text


class Schema(NamedTuple):
    """A schema (a map or a bool), the URL that relative references in it start from, and its draft."""

    node: Any
    base: str
    draft: int


MAX_COMMAS = 200_000
"""Commas of a schema, about as many as it has values: each becomes some 400 bytes of memory."""


def parse(text: str) -> Any:
    """A JSON document with numbers as `Number`."""
    if not text.strip(" \t\r\n"):
        raise Invalid("EOF")
    if text.count(",") > MAX_COMMAS:
        raise Invalid(f"schema has more than {MAX_COMMAS} values")
    try:
        document = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Invalid(_complaint(text)) from None
    if "\\u" in text:
        document = clean(document)
    if isinstance(document, (dict, list)) and is_deeper(document, MAX_DEPTH):
        raise Invalid(f"schema is nested more than {MAX_DEPTH} levels deep")
    return document


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _complaint(text: str) -> str:
    """What is wrong with JSON text, as Go's decoder says it."""
    try:
        load(text)
    except JsonError as error:
        return "unexpected EOF" if str(error) == "unexpected end of JSON input" else str(error)
    return "exceeded max depth"


def children(node: Any) -> Iterator[Any]:
    """The schemas directly inside a schema, definitions included."""
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if isinstance(value, dict):
            if key in MAPS:
                yield from (each for each in value.values() if isinstance(each, (dict, bool)))
            elif key in SINGLE:
                yield value
        elif isinstance(value, bool) and key in SINGLE:
            yield value
        elif isinstance(value, list) and key in LISTS:
            yield from (each for each in value if isinstance(each, (dict, bool)))


class Documents:
    """The chart's schema and what it refers to."""

    def __init__(self, document: Any, permissive: bool = False) -> None:
        """With `permissive`, documents that are not at hand allow everything, and `absent` collects their URLs."""
        self.permissive = permissive
        self.absent: set[str] = set()
        self.tracks_unevaluated = False
        self._resources: dict[str, Schema] = {}
        self._anchors: dict[tuple[str, str], Schema] = {}
        self._dynamic: dict[tuple[str, str], Schema] = {}
        self.root = self._add(document, ROOT)

    def entered(self, node: Any, base: str, draft: int) -> Schema:
        """A schema met inside another one: its own `$id` changes the base."""
        if isinstance(node, dict) and ("$id" in node or "id" in node):
            own = _own_id(node, draft)
            if own:
                return Schema(node, _joined(base, own), _draft(node, draft))
        return Schema(node, base, draft)

    def resolve(self, reference: str, base: str) -> Schema:
        """The schema that a reference means.  Invalid or Unavailable when there is none."""
        url, fragment = urldefrag(_joined(base, reference))
        resource = self._resources.get(url) or self._loaded(url)
        if not fragment:
            return resource
        if not fragment.startswith("/"):
            found = self._anchors.get((url, unquote(fragment)))
            if found is None:
                if resource.node is True:
                    return resource
                raise Invalid(f"anchor in {quote(f'{url}#{fragment}')} not found")
            return found
        return self._pointed(resource, url, fragment)

    def dynamic(self, base: str, anchor: str) -> Schema | None:
        """The schema with that dynamic anchor in the resource `base`."""
        return self._dynamic.get((base, anchor))

    def _pointed(self, schema: Schema, url: str, fragment: str) -> Schema:
        if schema.node is True and url in self.absent:
            return schema
        for token in unquote(fragment)[1:].split("/"):
            key = token.replace("~1", "/").replace("~0", "~")
            node = schema.node
            if isinstance(node, dict) and key in node:
                node = node[key]
            elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            else:
                raise Invalid(f"json-pointer in {quote(f'{url}#{fragment}')} not found")
            schema = self.entered(node, schema.base, schema.draft)
        return schema

    def _loaded(self, url: str) -> Schema:
        bare = url.removeprefix("https://").removeprefix("http://")
        if bare.startswith("json-schema.org/"):
            known = _published(url)
            if known is not None:
                return self._add(known, url)
        if url.startswith("urn:"):  # Helm lets those pass with a warning
            return self._add(True, url)
        if self.permissive:
            self.absent.add(url)
            return self._add(True, url)
        raise Unavailable(f"failing loading {quote(url)}: {_why_absent(url)}")

    def _add(self, document: Any, url: str) -> Schema:
        schema = Schema(document, url, _draft(document, LATEST))
        self._resources[url] = schema
        pending = [schema]
        while pending:
            each = pending.pop()
            each = self.entered(each.node, each.base, each.draft)
            if isinstance(each.node, dict):
                self._index(each)
                pending += [Schema(child, each.base, each.draft) for child in children(each.node)]
        return self.entered(document, url, schema.draft)

    def _index(self, schema: Schema) -> None:
        node = schema.node
        if _own_id(node, schema.draft):
            self._resources.setdefault(schema.base, schema)
        if schema.draft < 2019:
            identifier = node.get("id" if schema.draft == 4 else "$id")
            anchor = urldefrag(identifier)[1] if isinstance(identifier, str) else ""
        else:
            anchor = node.get("$anchor")
        if isinstance(anchor, str) and anchor:
            self._anchors.setdefault((schema.base, anchor), schema)
        dynamic = node.get("$dynamicAnchor")
        if isinstance(dynamic, str) and schema.draft >= 2020:
            self._anchors.setdefault((schema.base, dynamic), schema)
            self._dynamic.setdefault((schema.base, dynamic), schema)
        if node.get("$recursiveAnchor") is True:
            self._dynamic.setdefault((schema.base, ""), schema)
        if "unevaluatedProperties" in node or "unevaluatedItems" in node:
            self.tracks_unevaluated = True


def _own_id(node: dict[str, Any], draft: int) -> str:
    if draft < 2019 and "$ref" in node:  # what stands beside a reference does not count there
        return ""
    identifier = node.get("id" if draft == 4 else "$id")
    return urldefrag(identifier)[0] if isinstance(identifier, str) else ""


def _draft(node: Any, fallback: int) -> int:
    """The draft that `$schema` names.  Unavailable for a dialect that is not at hand."""
    url = node.get("$schema") if isinstance(node, dict) else None
    if not isinstance(url, str):
        return fallback
    bare, fragment = urldefrag(url)
    draft = _DRAFTS.get(bare.removeprefix("https://").removeprefix("http://"))
    if draft is None or fragment:
        raise Unavailable(f"failing loading {quote(bare)}: {_why_absent(bare)}")
    return draft


def _joined(base: str, reference: str) -> str:
    if reference.startswith("#"):
        return urldefrag(base)[0] + reference
    try:
        return urljoin(base, reference)
    except ValueError:
        raise Invalid(f"invalid file url: {reference}") from None


def _why_absent(url: str) -> str:
    if url.startswith("file://"):
        path = "/" + url.removeprefix("file://").partition("/")[2]
        return f"open {path}: no such file or directory"
    return "it is not at hand, and nothing is fetched"


def _published(url: str) -> Any:
    """One of the meta-schemas of json-schema.org, or None."""
    from jsonschema_specifications import REGISTRY

    for each in (url, url + "#", url.replace("http://", "https://"), url.replace("https://", "http://")):
        if each in REGISTRY:
            return REGISTRY.contents(each)
    return None
