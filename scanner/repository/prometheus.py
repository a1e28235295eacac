"""Prometheus: rules (of Loki too), their tests, and configurations with what is scraped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Path, Resource
from scanner.patterns import lazy
from scanner.repository import promql
from scanner.repository.durations import whole
from scanner.repository.facts import fact, notice
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, is_template, text, text_map, texts

NAME = "prometheus"

MAX_RULES = 20_000

# Gives the locator of what stands at a path; fields are relative to it.
Places = Callable[[Path, dict[str, Path]], Locator]

_COMPONENTS = (
    ("node-exporter", r"node[-_]?exporter|\bnode\b|:9100\b"),
    ("kube-state-metrics", r"kube[-_]?state[-_]?metrics"),
    ("cadvisor", r"cadvisor"),
    ("kubelet", r"kubelet"),
    ("blackbox", r"blackbox"),
    ("apiserver", r"api-?server"),
    ("redis", r"redis"),
    ("postgres", r"postgres|pg[-_]?exporter"),
    ("gpu", r"dcgm|nvidia|gpu"),
    ("cloudwatch", r"cloudwatch|yace"),
    ("stackdriver", r"stackdriver"),
    ("azure", r"azure"),
    ("opencost", r"opencost|kubecost"),
    ("kepler", r"kepler|scaphandre"),
)
_COMPONENT = {name: lazy(pattern) for name, pattern in _COMPONENTS}
_BURN = lazy(r"burn.?rate|error.?budget")


def claims(path: str) -> bool:
    """Any YAML file: rule files have no names of their own."""
    return path.endswith((".yaml", ".yml", ".rules"))


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """Alerts, recording rules, tests, configurations; objects with an apiVersion are none of ours."""
    content = file.text
    rules = "groups:" in content and ("alert:" in content or "record:" in content)
    settings = "scrape_configs:" in content
    tests = "rule_files:" in content and "tests:" in content
    if not (rules or settings or tests) or is_template(file):
        return
    yield from broken(file)
    for document in documents(file):
        data = as_map(document.data)
        if "apiVersion" in data and "kind" in data:
            continue

        def places(path: Path, fields: dict[str, Path]) -> Locator:
            return document.at(*path, **fields)  # noqa: B023 - asked before the next document

        if isinstance(data.get("groups"), list):
            problems = list(_problems(data["groups"]))
            yield from (
                notice(file, "A rule cannot be read and was not looked at.", why, document.offset("groups", *path))
                for path, why in problems[:1]
            )
            yield from of_groups(data["groups"], ("groups",), places, file, "file", project)
        if isinstance(data.get("tests"), list) and "rule_files" in data:
            yield _test(data, file, places)
        if isinstance(data.get("scrape_configs"), list):
            yield from of_settings(data, (), places, file)


def _problems(groups: list[Any]) -> Iterator[tuple[Path, str]]:
    for number, group in enumerate(groups):
        for index, rule in enumerate(as_list(as_map(group).get("rules"))):
            if not isinstance(rule, dict) or not isinstance(rule.get("expr"), str | int | float):
                yield (number, "rules", index), "It has no expression."


def of_groups(
    groups: list[Any],
    base: Path,
    places: Places,
    file: File,
    source: str,
    project: Project | None = None,
    logs: bool = False,
) -> Iterator[Resource]:
    """The rules of groups, wherever they are written; `logs`: they are rules of Loki."""
    seen: set[tuple[str, str]] = set()
    count = 0
    for number, group in enumerate(groups):
        group_name = text(as_map(group).get("name"))
        for index, one in enumerate(as_list(as_map(group).get("rules"))):
            rule = as_map(one)
            count += 1
            if "expr" not in rule or count > MAX_RULES:
                continue
            way = (*base, number, "rules", index)
            if text(rule.get("record")):
                query = promql.read(text(rule["expr"]))
                yield fact(
                    "PrometheusRecordingRule",
                    text(rule["record"]),
                    file,
                    places(way, {"expr": ("expr",)}),
                    {
                        "record": text(rule["record"]),
                        "group": group_name,
                        "expr": text(rule["expr"]),
                        "parses": query.parses,
                        "metrics": list(query.metrics),
                        "labels": text_map(rule.get("labels")),
                        "signals": promql.all_signals([query, promql.Query(True, (text(rule["record"]),))]),
                        "source": source,
                    },
                )
            elif text(rule.get("alert")):
                yield _alert(rule, group_name, way, places, file, source, seen, logs)


def _alert(
    rule: dict[str, Any],
    group: str,
    way: Path,
    places: Places,
    file: File,
    source: str,
    seen: set[tuple[str, str]],
    logs: bool,
) -> Resource:
    name = text(rule["alert"])
    labels, annotations = text_map(rule.get("labels")), text_map(rule.get("annotations"))
    query = promql.read(text(rule["expr"]))
    severity = labels.get("severity", labels.get("priority", "")).lower()
    duplicate = (name, severity) in seen
    seen.add((name, severity))
    runbook = annotations.get("runbook_url", annotations.get("runbook", annotations.get("runbookUrl", "")))
    fields: dict[str, Path] = {
        "expr": ("expr",),
        "metrics": ("expr",),
        "parses": ("expr",),
        "signals": ("expr",),
        "wait": ("for",),
        "severity": ("labels", "severity"),
        "labels": ("labels",),
        "annotations": ("annotations",),
        "runbook": ("annotations", "runbook_url"),
        "runbook_file": ("annotations", "runbook_url"),
        "summary": ("annotations", "summary"),
    }
    found = promql.signals(query)
    if not set(found) - {"cluster", "node", "network"}:
        # Names that tell nothing by themselves: the alert's own name is that of a metric in a way.
        found = sorted(
            {*found, *promql.signals(promql.Query(True, (_snake(name),)))} - {"cluster", "node"} | set(found)
        )
    return fact(
        "LogAlert" if logs or query.logs else "PrometheusAlert",
        name,
        file,
        places(way, fields),
        {
            "alert": name,
            "group": group,
            "expr": text(rule["expr"]),
            "parses": query.parses,
            "metrics": list(query.metrics),
            "signals": found,
            "wait": whole(rule.get("for", 0)),
            "severity": severity,
            "team": labels.get("team", labels.get("owner", labels.get("squad", ""))),
            "labels": labels,
            "annotations": annotations,
            "summary": annotations.get("summary", annotations.get("message", "")),
            "description": annotations.get("description", ""),
            "runbook": runbook,
            "runbook_file": "",
            "tested": False,
            "duplicate": duplicate,
            "burn_rate": _BURN.search(text(rule["expr"]).lower()) is not None or _BURN.search(name.lower()) is not None,
            "routed_to": [],
            "source": source,
        },
    )


def _snake(name: str) -> str:
    return "".join("_" + one.lower() if one.isupper() else one for one in name).strip("_")


def _test(data: dict[str, Any], file: File, places: Places) -> Resource:
    alerts = sorted(
        {
            text(as_map(one).get("alertname"))
            for test in as_list(data["tests"])
            for one in as_list(as_map(test).get("alert_rule_test"))
        }
        - {""}
    )
    return fact(
        "PrometheusTest",
        file.path,
        file,
        places((), {}),
        {
            "rule_files": texts(data.get("rule_files")),
            "alerts": alerts,
        },
    )


def of_settings(data: dict[str, Any], base: Path, places: Places, file: File) -> Iterator[Resource]:
    """What a configuration of Prometheus scrapes, evaluates and tells."""
    common = as_map(data.get("global"))
    managers = [
        target
        for one in as_list(as_map(data.get("alerting")).get("alertmanagers"))
        for config in [as_map(one)]
        for target in (as_list(config.get("static_configs")) or [config])
    ]
    yield fact(
        "PrometheusConfig",
        file.path,
        file,
        places(base, {"rule_files": ("rule_files",), "alertmanagers": ("alerting",)}),
        {
            "scrape_jobs": len(as_list(data.get("scrape_configs"))),
            "rule_files": texts(data.get("rule_files")),
            "alertmanagers": len([one for one in managers if one]),
            "remote_write": [text(as_map(one).get("url")) for one in as_list(data.get("remote_write"))],
            "scrape_interval": whole(common.get("scrape_interval", "1m")),
        },
    )
    for index, one in enumerate(as_list(data.get("scrape_configs"))):
        job = as_map(one)
        name = text(job.get("job_name"))
        targets = [
            target for each in as_list(job.get("static_configs")) for target in texts(as_map(each).get("targets"))
        ]
        path = text(job.get("metrics_path")) or "/metrics"
        told = " ".join((name, path, *targets)).lower()
        component = next((known for known, pattern in _COMPONENT.items() if pattern.search(told)), "")
        yield fact(
            "ScrapeJob",
            name,
            file,
            places((*base, "scrape_configs", index), {"targets": ("static_configs",)}),
            {
                "job": name,
                "targets": targets[:200],
                "discovery": sorted(key.removesuffix("_sd_configs") for key in job if key.endswith("_sd_configs")),
                "path": path,
                "interval": whole(job.get("scrape_interval", common.get("scrape_interval", "1m"))),
                "tls": job.get("scheme") == "https",
                "probes": path == "/probe" or "module" in as_map(job.get("params")),
                "component": component,
            },
        )
