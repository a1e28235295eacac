"""Facts inside of Kubernetes objects: rules, notification settings, dashboards, collectors, objectives."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import Any

from scanner.located.yaml import load_or_none
from scanner.model.resource import Locator, Path, Resource
from scanner.repository import alertmanager, grafana, logs, prometheus, slo
from scanner.repository.facts import At
from scanner.repository.files import File
from scanner.repository.structured import as_list, as_map, text, text_map

MAX_TEXT = 2_000_000


def read(objects: Iterable[Resource]) -> list[Resource]:
    """The facts of all objects, in their order."""
    return [one for thing in objects if thing.id.dialect == "kubernetes" for one in _of(thing)]


def _of(thing: Resource) -> Iterator[Resource]:
    file = File.of_text(thing.file or "(generated)", "")
    spec = as_map(thing.body.get("spec"))

    def places(path: Path, fields: dict[str, Path]) -> Locator:
        return At(thing.locator, path, fields)

    match thing.id.kind:
        case "PrometheusRule" | "VMRule":
            yield from prometheus.of_groups(
                as_list(spec.get("groups")), ("spec", "groups"), places, file, thing.id.kind
            )
        case "AlertingRule" | "LokiRule" | "RecordingRule":
            yield from prometheus.of_groups(
                as_list(spec.get("groups")), ("spec", "groups"), places, file, thing.id.kind, logs=True
            )
        case "AlertmanagerConfig":
            yield from alertmanager.of_settings(spec, ("spec",), places, file, camel=True)
        case "GrafanaDashboard":
            yield from grafana.of_text(text(spec.get("json")), places, ("spec", "json"), file, thing.id.kind)
        case "GrafanaDatasource":
            source = as_map(spec.get("datasource"))
            if source:
                yield grafana.of_source(source, places(("spec", "datasource"), {}), file)
        case "OpenTelemetryCollector":
            config = spec.get("config")
            config = load_or_none(config) if isinstance(config, str) else config
            yield from logs.of_otel(as_map(config), ("spec", "config"), places, file)
        case "PrometheusServiceLevel" | "ServiceLevelObjective" | "SLO" | "Slo":
            yield from slo.of_object(thing, places, file)
        case "ConfigMap" | "Secret":
            yield from _of_texts(thing, places, file)


def _of_texts(thing: Resource, places: prometheus.Places, file: File) -> Iterator[Resource]:
    for part in ("data", "stringData"):
        for name, content in text_map(thing.body.get(part)).items():
            way = (part, name)
            if part == "data" and thing.id.kind == "Secret":
                content = _decoded(content)
            if not content or len(content) > MAX_TEXT:
                continue
            if name.endswith(".json") or content.lstrip().startswith("{"):
                yield from grafana.of_text(content, places, way, file, thing.id.kind)
                continue
            yield from _of_settings(name, content, way, places, file, thing.id.kind)


def _of_settings(
    name: str, content: str, way: Path, places: prometheus.Places, file: File, kind: str
) -> Iterator[Resource]:
    """Settings of programs in a value: a finding points at the value, since its text is not that of the file."""

    def inside(path: Path, fields: dict[str, Path]) -> Locator:
        return places(way, {})

    yield from logs.of_text(name, content, inside, file)
    if not any(
        word in content
        for word in ("groups:", "route:", "datasources:", "scrape_configs:", "receivers:", "limits_config:")
    ):
        return
    data: dict[str, Any] = as_map(load_or_none(content))
    if isinstance(data.get("groups"), list):
        yield from prometheus.of_groups(data["groups"], ("groups",), inside, file, kind)
    if isinstance(data.get("route"), dict) and isinstance(data.get("receivers"), list):
        yield from alertmanager.of_settings(data, (), inside, file)
    if isinstance(data.get("scrape_configs"), list) and "clients" not in data:
        yield from prometheus.of_settings(data, (), inside, file)
    for one in as_list(data.get("datasources")):
        if as_map(one).get("type"):
            yield grafana.of_source(as_map(one), inside((), {}), file)


def _decoded(content: str) -> str:
    try:
        return base64.b64decode(content, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
