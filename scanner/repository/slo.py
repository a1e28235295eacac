"""Objectives of service levels: OpenSLO, Sloth and Pyrra, as files and as objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Path, Resource
from scanner.repository import promql
from scanner.repository.durations import seconds
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, is_template, text, text_map

NAME = "slo"

Places = Callable[[Path, dict[str, Path]], Locator]


def claims(path: str) -> bool:
    """Any YAML file."""
    return path.endswith((".yaml", ".yml"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """Specifications of Sloth; OpenSLO and Pyrra are objects with an apiVersion, see `of_object`."""
    content = file.text
    if "prometheus/v1" not in content or "slos:" not in content or is_template(file):
        return
    yield from broken(file)
    for document in documents(file):
        data = as_map(document.data)
        if data.get("version") != "prometheus/v1":
            continue

        def places(path: Path, fields: dict[str, Path]) -> Locator:
            return document.at(*path, **fields)  # noqa: B023 - asked before the next document

        yield from _sloth(data, (), places, file, text_map(data.get("labels")))


def of_object(thing: Resource, places: Places, file: File) -> Iterator[Resource]:
    """The objectives of an object of Sloth, Pyrra or OpenSLO."""
    spec = as_map(thing.body.get("spec"))
    if thing.id.kind == "PrometheusServiceLevel":
        yield from _sloth(spec, ("spec",), places, file, text_map(spec.get("labels")))
    elif thing.id.kind == "ServiceLevelObjective":
        yield from _pyrra(thing, spec, places, file)
    elif "objectives" in spec:
        yield from _openslo(thing, spec, places, file)


def _fact(name: str, file: File, where: Locator, **body: Any) -> Resource:
    queries = [query for query in body["indicator"] if query]
    read = [promql.read(query) for query in queries]
    return fact(
        "Slo",
        name,
        file,
        where,
        {
            **body,
            "indicator": queries,
            "metrics": sorted({metric for query in read for metric in query.metrics}),
            "latency": body["latency"] or "latency" in promql.all_signals(read),
        },
    )


def _sloth(data: dict[str, Any], base: Path, places: Places, file: File, labels: dict[str, str]) -> Iterator[Resource]:
    service = text(data.get("service"))
    for index, one in enumerate(as_list(data.get("slos"))):
        slo = as_map(one)
        sli = as_map(slo.get("sli"))
        events = as_map(sli.get("events"))
        queries = [text(events.get(key)) for key in ("error_query", "errorQuery", "total_query", "totalQuery")]
        queries.append(
            text(as_map(sli.get("raw")).get("error_ratio_query", as_map(sli.get("raw")).get("errorRatioQuery")))
        )
        alerting = as_map(slo.get("alerting"))
        disabled = all(as_map(alerting.get(key)).get("disable") is True for key in ("page_alert", "ticket_alert"))
        yield _fact(
            f"{service}/{text(slo.get('name'))}",
            file,
            places((*base, "slos", index), {"objective": ("objective",)}),
            system="sloth",
            service=service,
            objective=_number(slo.get("objective")),
            window_days=30,
            indicator=queries,
            latency="latency" in text(slo.get("name")).lower(),
            threshold_seconds=0.0,
            owner=labels.get("owner", labels.get("team", "")),
            alerting=bool(alerting) and not disabled,
        )


def _pyrra(thing: Resource, spec: dict[str, Any], places: Places, file: File) -> Iterator[Resource]:
    indicator = as_map(spec.get("indicator"))
    latency = as_map(indicator.get("latency")) or as_map(indicator.get("latencyNative"))
    queries = [
        text(as_map(part).get("metric"))
        for kind in indicator.values()
        for part in as_map(kind).values()
        if isinstance(part, dict)
    ]
    labels = thing.labels
    yield _fact(
        thing.id.name,
        file,
        places((), {"objective": ("spec", "target")}),
        system="pyrra",
        service=labels.get("pyrra.dev/service", thing.id.name),
        objective=_number(spec.get("target")),
        window_days=int(seconds(spec.get("window")) / 86400),
        indicator=queries,
        latency=bool(latency),
        threshold_seconds=0.0,
        owner=labels.get("pyrra.dev/team", labels.get("team", "")),
        alerting=as_map(spec.get("alerting")).get("disabled") is not True,
    )


def _openslo(thing: Resource, spec: dict[str, Any], places: Places, file: File) -> Iterator[Resource]:
    metadata = as_map(thing.body.get("metadata"))
    window = next((text(as_map(one).get("duration")) for one in as_list(spec.get("timeWindow"))), "")
    queries = list(_strings(as_map(spec.get("indicator")), ("query",), 0))
    for index, one in enumerate(as_list(spec.get("objectives"))):
        objective = as_map(one)
        target = _number(objective.get("target"))
        value = _number(objective.get("targetPercent")) or (target * 100 if 0 < target <= 1 else target)
        queries_here = queries + list(_strings(objective, ("query",), 0))
        threshold = _number(objective.get("value")) if "lt" in text(objective.get("op")) else 0.0
        yield _fact(
            f"{thing.id.name}/{index}",
            file,
            places(("spec", "objectives", index), {"objective": ("target",)}),
            system="openslo",
            service=text(spec.get("service")),
            objective=value,
            window_days=int(seconds(window) / 86400),
            indicator=queries_here,
            latency="latency" in thing.id.name.lower(),
            threshold_seconds=threshold,
            owner=text(as_map(metadata.get("labels")).get("owner", as_map(metadata.get("labels")).get("team"))),
            alerting=bool(spec.get("alertPolicies")),
        )


def _strings(data: Any, keys: tuple[str, ...], depth: int) -> Iterator[str]:
    """The texts under the keys, however deep."""
    if depth > 20:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from _strings(value, keys, depth + 1)
    elif isinstance(data, list):
        for value in data[:200]:
            yield from _strings(value, keys, depth + 1)


def _number(data: Any) -> float:
    if isinstance(data, bool):
        return 0.0
    if isinstance(data, int | float):
        return float(data)
    try:
        return float(str(data).rstrip("%"))
    except ValueError:
        return 0.0
