"""Dashboards and data sources of Grafana."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from scanner.located.errors import YamlError
from scanner.model.report import Notice
from scanner.model.resource import Locator, Path, Resource
from scanner.patterns import lazy
from scanner.repository import promql
from scanner.repository.facts import fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, is_template, number, text, texts, truth

NAME = "grafana"

Places = Callable[[Path, dict[str, Path]], Locator]

MAX_PANELS = 1_000

_QUIET = frozenset(["row", "text", "news", "dashlist", "welcome", "gettingstarted", "annolist"])
_LOGS = frozenset(["loki", "elasticsearch", "opensearch", "victoriametrics-logs-datasource", "cloudwatch-logs"])
_QUANTILE = lazy(r"histogram_quantile\s*\(\s*(0?\.\d+)|quantile\s*[=(]\s*\"?(0?\.\d+)")
_WORD = lazy(r"[a-z0-9]+")
_TOPICS = (
    ("overview", r"overview|golden|red\b|application|service"),
    ("infrastructure", r"infrastructure|node|cluster|kubernetes|host|system"),
    ("carbon", r"carbon|co2|emission|energy"),
    ("security", r"security|threat|falco|vulnerab|audit"),
    ("business", r"business|revenue|customer|users|orders"),
    ("kpi", r"\bkpis?\b|key performance|executive"),
    ("cost", r"\bcosts?\b|billing|spend|budget|finops"),
    ("sustainability", r"sustainab|carbon|esg|green"),
    ("compliance", r"compliance|policy|governance"),
    ("performance", r"performance|latency|throughput"),
    ("slo", r"\bslos?\b|\bslis?\b|error budget|service level"),
    ("logs", r"\blogs?\b"),
)
_TOPIC = {name: lazy(pattern) for name, pattern in _TOPICS}


def claims(path: str) -> bool:
    """Any JSON file (dashboards), and YAML files (provisioning)."""
    return path.endswith((".json", ".yaml", ".yml"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """Dashboards of JSON files, data sources and providers of YAML files."""
    content = file.text
    if file.path.endswith(".json"):
        if '"panels"' not in content and '"rows"' not in content:
            return
        yield from broken(file)
        for document in documents(file)[:1]:
            data = as_map(document.data)
            base: Path = ("dashboard",) if isinstance(data.get("dashboard"), dict) else ()
            board = as_map(data["dashboard"]) if base else data

            def places(path: Path, fields: dict[str, Path]) -> Locator:
                return document.at(*path, **fields)  # noqa: B023 - asked at once

            yield from of_board(board, base, places, file, "file")
        return
    if "datasources:" not in content and "providers:" not in content or is_template(file):
        return
    for document in documents(file):
        data = as_map(document.data)
        if "kind" in data:
            continue
        for index, one in enumerate(as_list(data.get("datasources"))):
            if as_map(one).get("type"):
                yield of_source(as_map(one), document.at("datasources", index), file)
        for index, one in enumerate(as_list(data.get("providers"))):
            options = as_map(as_map(one).get("options"))
            if options.get("path"):
                yield fact(
                    "GrafanaProvider",
                    text(as_map(one).get("name")),
                    file,
                    document.at("providers", index),
                    {
                        "folder": text(as_map(one).get("folder")),
                        "path": text(options.get("path")),
                    },
                )


def of_source(source: dict[str, Any], where: Locator, file: File) -> Resource:
    """The fact of one data source."""
    settings = as_map(source.get("jsonData"))
    links = (
        "tracesToLogs",
        "tracesToLogsV2",
        "tracesToMetrics",
        "exemplarTraceIdDestinations",
        "lokiSearch",
        "tracesToProfiles",
    )
    return fact(
        "GrafanaDatasource",
        text(source.get("name")),
        file,
        where,
        {
            "datasource": text(source.get("name")),
            "type": text(source.get("type")).lower(),
            "default": truth(source.get("isDefault")),
            "derived_fields": len(as_list(settings.get("derivedFields"))),
            "correlates": bool(settings.get("derivedFields"))
            or any(settings.get(link) for link in links)
            or bool(source.get("correlations")),
            "tls_skipped": truth(settings.get("tlsSkipVerify")),
        },
    )


def of_text(content: str, places: Places, way: Path, file: File, source: str) -> Iterator[Resource]:
    """The facts of a dashboard that is the text of a value, as in a ConfigMap."""
    from scanner.located.json import load

    if len(content) > 4_000_000 or '"panels"' not in content and '"rows"' not in content:
        return
    try:
        board = load(content, "int")
    except YamlError:
        return

    def inside(path: Path, fields: dict[str, Path]) -> Locator:
        return places(way, {})

    board = as_map(board)
    yield from of_board(
        as_map(board["dashboard"]) if isinstance(board.get("dashboard"), dict) else board, (), inside, file, source
    )


def _panels(board: dict[str, Any], base: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """The panels that show something, also those inside of rows, old and new."""
    pending: list[tuple[Any, Path, int]] = []
    for key in ("panels", "rows"):
        pending += [(one, (*base, key, index), 0) for index, one in enumerate(as_list(board.get(key)))]
    count = 0
    while pending and count < MAX_PANELS:
        one, way, depth = pending.pop(0)
        panel = as_map(one)
        inner = as_list(panel.get("panels"))
        if inner and depth < 5:
            pending[:0] = [(each, (*way, "panels", index), depth + 1) for index, each in enumerate(inner)]
        kind = text(panel.get("type"))
        if kind and kind not in _QUIET:
            count += 1
            yield panel, way


def is_board(board: dict[str, Any]) -> bool:
    """Whether data is a dashboard: a title, and panels with a type."""
    if not isinstance(board.get("title"), str) or not (
        isinstance(board.get("panels"), list) or isinstance(board.get("rows"), list)
    ):
        return False
    return "schemaVersion" in board or "templating" in board or next(_panels(board, ()), None) is not None


def of_board(board: dict[str, Any], base: Path, places: Places, file: File, source: str) -> Iterator[Resource]:
    """The facts of a dashboard and of its panels."""
    if not is_board(board):
        return
    title = text(board["title"])
    panels = list(_panels(board, base))
    read: list[tuple[dict[str, Any], Path, list[str], list[promql.Query], str]] = []
    for panel, way in panels:
        queries = [query for one in as_list(panel.get("targets")) if (query := _query(as_map(one)))]
        kind = _source_type(panel.get("datasource")) or next(
            (found for one in as_list(panel.get("targets")) if (found := _source_type(as_map(one).get("datasource")))),
            "",
        )
        parsed = (
            [promql.read(query) for query in queries]
            if kind in ("", "prometheus", "loki", "mixed", "--mixed--")
            else []
        )
        read.append((panel, way, queries, parsed, kind))
    parsed_all = [query for one in read for query in one[3]]
    kinds = sorted({kind for *_, kind in read if kind})
    stats = [panel for panel, *_ in read if text(panel.get("type")) in ("stat", "gauge", "singlestat", "bargauge")]
    tags = sorted({tag.lower() for tag in texts(board.get("tags"))})
    told = " ".join((title, *tags)).lower()
    titles = [text(panel.get("title")) for panel, *_ in read]
    quantiles = sorted(
        {
            float(found[1] or found[2])
            for *_, queries, _, _ in read
            for query in queries
            for found in _QUANTILE.finditer(query)
        }
    )
    logs = (
        any(kind in _LOGS for kind in kinds)
        or any(text(panel.get("type")) == "logs" for panel, *_ in read)
        or any(query.logs for query in parsed_all)
    )
    yield fact(
        "GrafanaDashboard",
        title,
        file,
        places(base, {"title": ("title",), "tags": ("tags",), "panels": ("panels",)}),
        {
            "title": title,
            "uid": text(board.get("uid")),
            "tags": tags,
            "panels": len(panels),
            "queries": [query for *_, queries, _, _ in read for query in queries][:500],
            "parses": all(query.parses for query in parsed_all),
            "metrics": sorted({metric for query in parsed_all for metric in query.metrics}),
            "signals": promql.all_signals(parsed_all),
            "types": sorted({text(panel.get("type")) for panel, *_ in read}),
            "datasources": kinds,
            "variables": [
                text(as_map(one).get("name")) for one in as_list(as_map(board.get("templating")).get("list"))
            ],
            "words": sorted({word for one in (title, *titles) for word in _WORD.findall(one.lower())})[:1_000],
            "topics": sorted(topic for topic, pattern in _TOPIC.items() if pattern.search(told)),
            "stats": len(stats),
            "stats_with_threshold": sum(1 for panel in stats if _thresholds(panel)),
            "quantiles": quantiles,
            "logs_and_metrics": logs and any(query.metrics for query in parsed_all),
            "source": source,
        },
    )
    for panel, way, queries, parsed, kind in read:
        name = text(panel.get("title"))
        yield fact(
            "GrafanaPanel",
            f"{title} / {name}",
            file,
            places(way, {"queries": ("targets",), "title": ("title",)}),
            {
                "dashboard": title,
                "title": name,
                "type": text(panel.get("type")),
                "queries": queries,
                "metrics": sorted({metric for query in parsed for metric in query.metrics}),
                "signals": promql.all_signals(parsed),
                "thresholds": _thresholds(panel),
                "unit": text(as_map(as_map(panel.get("fieldConfig")).get("defaults")).get("unit")),
                "datasource": kind,
            },
        )


def _query(target: dict[str, Any]) -> str:
    for key in ("expr", "query", "rawSql", "expression", "rawQuery", "target"):
        if isinstance(target.get(key), str) and target[key].strip():
            return target[key]  # type: ignore[no-any-return]
    return json.dumps(target["metricName"]) if isinstance(target.get("metricName"), str) else ""


def _source_type(source: Any) -> str:
    if isinstance(source, dict):
        return text(source.get("type")).lower() or _source_type(source.get("uid"))
    name = text(source).lower()
    if name.startswith("$"):
        name = name.strip("${}").removeprefix("ds_")
    for known in (
        "prometheus",
        "loki",
        "elasticsearch",
        "opensearch",
        "cloudwatch",
        "stackdriver",
        "azure",
        "tempo",
        "jaeger",
        "postgres",
        "mysql",
        "mixed",
    ):
        if known in name:
            return known
    return ""


def _thresholds(panel: dict[str, Any]) -> list[int | float]:
    """The numbers at which a panel changes its colour, the base apart."""
    steps = as_list(as_map(as_map(as_map(panel.get("fieldConfig")).get("defaults")).get("thresholds")).get("steps"))
    found = [step["value"] for one in steps if isinstance((step := as_map(one)).get("value"), int | float)]
    if isinstance(panel.get("thresholds"), str):
        found += [number(part) for part in panel["thresholds"].split(",") if part.strip()]
    return found
