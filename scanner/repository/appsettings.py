"""Settings of applications as data, and how they write their logs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Resource
from scanner.patterns import lazy
from scanner.repository.expand import toml
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.secretish import is_placeholder, literals, names_secret
from scanner.repository.structured import documents
from scanner.repository.xml import Broken, parse

NAME = "appsettings"

MAX_KEYS = 2_000

_FOLDERS = frozenset(["config", "configs", "conf", "settings", "resources", "etc", "configuration"])
_NAMES = lazy(
    r"(?:application|appsettings|bootstrap|settings|config|logging|log4j2|logback|production|staging|"
    r"development)[\w.-]*\.(?:ya?ml|json|toml)",
    2,
)
_LOGBACK = lazy(r"(?:logback|log4j2)[\w.-]*\.xml")
_TOPICS = (
    ("logging", r"(?:^|\.)log(?:ging|ger|s)?(?:\.|_|$)|log_?level|log_?format"),
    ("feature-flags", r"feature_?(?:flags?|toggles?)|(?:^|\.)features\."),
    ("pool", r"pool_?size|maximum_?pool|max_?pool|(?:^|\.)pool(?:\.|$)|max_?connections|hikari"),
    ("retry", r"retr(?:y|ies)|backoff|max_?attempts"),
    ("circuit-breaker", r"circuit_?breaker|resilience4j|bulkhead"),
    ("error-tracking", r"sentry|rollbar|bugsnag|honeybadger|glitchtip"),
    ("carbon", r"carbon|co2|emission|electricity_?map|watttime"),
    ("tracing", r"tracing|otel|opentelemetry|jaeger|zipkin"),
    ("metrics", r"metrics|prometheus"),
    ("cache", r"(?:^|\.)cache|redis"),
    ("timeout", r"timeout"),
    ("rate-limit", r"rate_?limit|throttl"),
)
_TOPIC = {name: lazy(pattern) for name, pattern in _TOPICS}
_CAMEL = lazy(r"(?<=[a-z0-9])(?=[A-Z])")
_JSON_FORMAT = lazy(r"json|logstash|ecs|stackdriver|gelf", 2)
_TRACE = lazy(r"trace_?id|span_?id|%X\{trace|traceparent|correlation_?id", 2)


def claims(path: str) -> bool:
    """Settings by their names or those of their folders."""
    name = posixpath.basename(path)
    if _LOGBACK.fullmatch(name):
        return True
    if not name.endswith((".yaml", ".yml", ".json", ".toml")) or name in (
        "pyproject.toml",
        "package.json",
        "tsconfig.json",
        "mkdocs.yml",
    ):
        return False
    return _NAMES.fullmatch(name) is not None or bool(_FOLDERS.intersection(posixpath.dirname(path).lower().split("/")))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The settings of a file, and how logs are written where it says so."""
    if _LOGBACK.fullmatch(file.name):
        yield from _xml(file)
        return
    if file.area == "test" or file.folders[:1] == [".github"] or "templates" in file.folders:
        return
    if file.name.endswith(".toml"):
        data, where = toml(file.text), Lines(file.source, 1)
        if data:
            yield from _settings(file, data, where)
        return
    for document in documents(file)[:1]:
        data = document.data
        # Other programs' settings have modules of their own.
        if isinstance(data, dict) and not any(
            key in data
            for key in (
                "apiVersion",
                "scrape_configs",
                "groups",
                "services",
                "panels",
                "receivers",
                "openapi",
                "$schema",
                "sops",
                "repos",
                "jobs",
                "dashboard",
                "datasources",
                "runs",
            )
        ):
            yield from _settings(file, data, document.at())


def _settings(file: File, data: Mapping[str, Any], where: Locator) -> Iterator[Resource]:
    values: dict[str, Any] = {}
    pending: list[tuple[str, Any]] = [("", data)]
    while pending and len(values) < MAX_KEYS:
        path, one = pending.pop()
        if isinstance(one, dict):
            pending += [(f"{path}.{key}" if path else str(key), value) for key, value in one.items()]
        elif isinstance(one, list):
            pending += [(f"{path}.{index}", value) for index, value in enumerate(one[:50]) if isinstance(value, dict)]
            values[path] = ""
        else:
            values[path] = one
    plain = [_CAMEL.sub("_", path).lower() for path in values]
    yield fact(
        "SettingsFile",
        file.path,
        file,
        where,
        {
            "keys": sorted(plain)[:500],
            "secret_literals": literals({path: value for path, value in values.items() if isinstance(value, str)}),
            "placeholders": sorted(
                path
                for path, value in values.items()
                if isinstance(value, str) and value and names_secret(path) and is_placeholder(value)
            )[:50],
            "topics": sorted(topic for topic, pattern in _TOPIC.items() if any(pattern.search(path) for path in plain)),
        },
    )
    formats = [
        str(value)
        for path, value in values.items()
        if isinstance(value, str)
        and (
            "format" in path.lower()
            and "log" in f"{path.lower()} {file.name.lower()}"
            or path.lower().endswith((".class", ".()", "formatter", "encoding", "encoder"))
        )
    ]
    if formats:
        yield _format(file, where, " ".join(formats), " ".join(formats))


def _format(file: File, where: Locator, told: str, whole: str) -> Resource:
    return fact(
        "LogFormat",
        file.path,
        file,
        where,
        {
            "format": "json" if _JSON_FORMAT.search(told) else "text",
            "trace_ids": _TRACE.search(whole) is not None,
        },
    )


def _xml(file: File) -> Iterator[Resource]:
    try:
        root = parse(file.text)
    except Broken:
        return
    encoders = [
        one
        for name in ("encoder", "layout", "JsonTemplateLayout", "JsonLayout", "EcsLayout")
        for one in root.every(name)
    ]
    told = " ".join((one.name + " " + one.attributes.get("class", "")) for one in encoders)
    if encoders:
        yield _format(file, Lines(file.source, encoders[0].line), told, file.text[:100_000])
