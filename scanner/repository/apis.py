"""Descriptions of APIs: OpenAPI, Swagger, AsyncAPI, protocol buffers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository.facts import Document, Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, is_template, text

NAME = "apis"

_VERBS = frozenset(["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"])
_COMMENT = lazy(r"/\*.*?\*/|//[^\n]*", 16)
_SYNTAX = lazy(r"^\s*(?:syntax|edition)\s*=\s*\"([\w]+)\"\s*;", 8)
_PACKAGE = lazy(r"^\s*package\s+([\w.]+)\s*;", 8)
_SERVICE = lazy(r"^\s*service\s+(\w+)\s*\{", 8)


def claims(path: str) -> bool:
    """YAML and JSON files, and *.proto."""
    return path.endswith((".yaml", ".yml", ".json", ".proto"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The fact of a description."""
    if file.path.endswith(".proto"):
        content = _COMMENT.sub("", file.text)
        syntax, package = _SYNTAX.search(content), _PACKAGE.search(content)
        yield fact(
            "ProtoFile",
            file.path,
            file,
            Lines(file.source, 1),
            {
                "syntax": syntax[1] if syntax else "",
                "package": package[1] if package else "",
                "services": _SERVICE.findall(content),
            },
        )
        return
    head = file.text[:20_000]
    if not any(word in head for word in ("openapi", "swagger", "asyncapi")) or is_template(file):
        return
    for document in documents(file)[:1]:
        data = as_map(document.data)
        for word in ("openapi", "swagger", "asyncapi"):
            if word in data and isinstance(data.get("info"), dict):
                yield from broken(file)
                yield _described(file, document, data, word)
                break


def _described(file: File, document: Document, data: dict[str, Any], word: str) -> Resource:
    info = as_map(data["info"])
    operations: list[tuple[str, dict[str, Any]]] = []
    if word == "asyncapi":
        operations = [
            (name, as_map(one))
            for name, one in (as_map(data.get("operations")) or as_map(data.get("channels"))).items()
        ]
    else:
        for path, item in as_map(data.get("paths")).items():
            operations += [
                (f"{verb.upper()} {path}", as_map(one)) for verb, one in as_map(item).items() if verb in _VERBS
            ]
    schemes = as_map(as_map(data.get("components")).get("securitySchemes")) or as_map(data.get("securityDefinitions"))
    common = data.get("security")
    unsecured = (
        [name for name, one in operations if not _secured(one.get("security", common))] if word != "asyncapi" else []
    )
    described = sum(1 for _, one in operations if text(one.get("summary")) or text(one.get("description")))
    servers = [text(as_map(one).get("url")) for one in as_list(data.get("servers"))] or (
        [text(data["host"])] if data.get("host") else []
    )
    return fact(
        "ApiDocument",
        text(info.get("title")) or file.path,
        file,
        document.at(
            version=("info", "version"),
            schemes=("components", "securitySchemes"),
            secured=("security",),
            operations=("paths",),
        ),
        {
            "format": word,
            "title": text(info.get("title")),
            "version": text(info.get("version")),
            "operations": len(operations),
            "schemes": sorted({text(as_map(one).get("type")) for one in schemes.values()}),
            "secured": bool(operations) and bool(schemes) and not unsecured,
            "unsecured": unsecured[:100],
            "described": round(100 * described / len(operations)) if operations else 0,
            "valid": bool(
                text(info.get("title"))
                and text(info.get("version"))
                and (operations or "webhooks" in data or "components" in data)
            ),
            "servers": servers,
        },
    )


def _secured(security: Any) -> bool:
    """Whether every alternative asks for something; an empty list or an empty alternative asks for nothing."""
    return isinstance(security, list) and bool(security) and all(isinstance(one, dict) and one for one in security)
