"""Load tests and what came of them: k6, locust, JMeter, Artillery, Gatling, vegeta, pytest-benchmark."""

from __future__ import annotations

import csv
import io
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Resource
from scanner.patterns import lazy
from scanner.repository import dates, javascript
from scanner.repository.durations import seconds
from scanner.repository.facts import Lines, fact, notice
from scanner.repository.files import File, Project, Unreadable
from scanner.repository.structured import as_list, as_map, documents, number, text
from scanner.repository.xml import Broken, parse

NAME = "loadtests"

MAX_ROWS = 2_000_000

SOAK_SECONDS = 4 * 3600
SPIKE_FACTOR = 5
SPIKE_SECONDS = 60

_P95 = lazy(r"p\(95(?:\.0)?\)\s*<=?\s*(\d+(?:\.\d+)?)")
_RATE = lazy(r"rate\s*<=?\s*(0?\.\d+|\d+)")
_NAMED = (
    ("stress", "stress"),
    ("spike", "spike"),
    ("soak", "soak"),
    ("endurance", "soak"),
    ("volume", "volume"),
    ("smoke", "smoke"),
    ("breakpoint", "breakpoint"),
    ("capacity", "breakpoint"),
    ("load", "load"),
)


def claims(path: str) -> bool:
    """Scripts and results by their endings; the content decides."""
    name = posixpath.basename(path).lower()
    folders = set(posixpath.dirname(path).lower().split("/"))
    around = bool(
        folders
        & {
            "k6",
            "load",
            "loadtest",
            "load-test",
            "load-tests",
            "loadtests",
            "performance",
            "perf",
            "benchmarks",
            "artillery",
            "locust",
            "gatling",
            "jmeter",
            "stress",
        }
    )
    return (
        name.endswith((".js", ".ts", ".mjs"))
        or name.endswith(".jmx")
        or name.endswith(".jtl")
        or "locust" in name
        and name.endswith((".py", ".csv"))
        or name.endswith("_stats.csv")
        or around
        and name.endswith((".py", ".json", ".yaml", ".yml", ".csv", ".scala", ".java", ".kt"))
        or any(word in name for word in ("artillery", "k6", "benchmark", "load-test", "loadtest", "summary"))
        and name.endswith((".json", ".yaml", ".yml"))
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The facts of a file that is a load test or a result of one."""
    ending = posixpath.splitext(file.path)[1].lower()
    if ending in (".js", ".ts", ".mjs"):
        if "k6" in file.text:
            yield from _k6(file)
    elif ending == ".py":
        if "locust" in file.text:
            yield from _locust(file)
    elif ending == ".jmx":
        yield from _jmeter(file)
    elif ending in (".jtl", ".csv"):
        yield from _rows(file)
    elif ending in (".scala", ".java", ".kt"):
        if "io.gatling" in file.text and "setUp" in file.text:
            yield _test(
                file,
                Lines(file.source, 1),
                "gatling",
                [file.stem],
                {},
                [],
                "baseUrl" in file.text and "System.getProperty" in file.text,
            )
    else:
        yield from _data(file)


class _Shape:
    """What the stages of a scenario come to."""

    def __init__(self) -> None:
        self.duration = 0.0
        self.peak_users = 0
        self.peak_rate = 0.0
        self.spike = False
        self.climbs = 0

    def stages(self, start: float, stages: list[tuple[float, float]], rate: bool) -> None:
        """(seconds, target) of each stage, from a start on."""
        level, lowest = start, 0.0
        for length, target in stages:
            if length <= SPIKE_SECONDS and target >= SPIKE_FACTOR * max(level, 1) and target >= 10:
                # A first ramp from nothing is a start; a leap from a level that was held is a spike.
                self.spike = self.spike or lowest > 0 or level > 1
            self.climbs += target > level
            self.duration += length
            level = target
            lowest = lowest or level
            self.peak(target, rate)

    def peak(self, value: float, rate: bool) -> None:
        """Notes a number of users or of requests a second."""
        if rate:
            self.peak_rate = max(self.peak_rate, value)
        else:
            self.peak_users = max(self.peak_users, int(value))


def _test(
    file: File,
    where: Locator,
    tool: str,
    scenarios: list[str],
    shapes: Mapping[str, _Shape],
    thresholds: list[str],
    variable: bool,
    p95: float = 0,
    errors: float = 0,
    volume: bool = False,
) -> Resource:
    told = set()
    for name in (*scenarios, file.stem):
        told |= {
            shape
            for word, shape in _NAMED
            if word in name.lower().replace("loadtest", "").replace("load-test", "").replace("load_test", "")
        }
    for one in shapes.values():
        if one.duration >= SOAK_SECONDS:
            told.add("soak")
        if one.spike:
            told.add("spike")
        if one.climbs > 2 and not one.spike:
            told.add("stress")
    if volume:
        told.add("volume")
    return fact(
        "LoadTest",
        file.path,
        file,
        where,
        {
            "tool": tool,
            "scenarios": scenarios,
            "shapes": sorted(told or {"load"}),
            "duration_seconds": int(max((one.duration for one in shapes.values()), default=0)),
            "peak_users": max((one.peak_users for one in shapes.values()), default=0),
            "peak_rate": max((one.peak_rate for one in shapes.values()), default=0.0),
            "thresholds": thresholds,
            "p95_ms": p95,
            "error_rate": errors,
            "variable_target": variable,
        },
    )


# --- k6 ---


def _k6(file: File) -> Iterator[Resource]:
    modules = javascript.imports(file.text)
    if not any(one == "k6" or one.startswith("k6/") for one in modules):
        return
    found = javascript.assigned(file.text, "options")
    options, offset = (as_map(found[0]), found[1]) if found else ({}, 0)
    variable = "__ENV" in file.text
    yield _k6_options(file, options, Lines(file.source, file.source.position(offset).line), variable)


def _k6_options(file: File, options: dict[str, Any], where: Locator, variable: bool) -> Resource:
    scenarios = as_map(options.get("scenarios")) or {"default": options}
    shapes: dict[str, _Shape] = {}
    for name, one in scenarios.items():
        scenario, shape = as_map(one), _Shape()
        rate = "arrival-rate" in text(scenario.get("executor"))
        factor = 60 if seconds(scenario.get("timeUnit")) == 60 else 1
        stages = [
            (seconds(as_map(stage).get("duration")), _float(as_map(stage).get("target")) / (factor if rate else 1))
            for stage in as_list(scenario.get("stages"))
        ]
        start = _float(scenario.get("startVUs", scenario.get("startRate", 0)))
        shape.stages(start, stages, rate)
        shape.duration += seconds(scenario.get("duration")) or (
            seconds(scenario.get("maxDuration")) if not stages else 0
        )
        shape.peak(_float(scenario.get("rate")) / factor, True)
        shape.peak(_float(scenario.get("vus", scenario.get("maxVUs", 0))), False)
        shapes[name] = shape
    thresholds, p95, errors = [], 0.0, 0.0
    for metric, limits in as_map(options.get("thresholds")).items():
        for limit in as_list(limits):
            told = text(as_map(limit).get("threshold", "")) if isinstance(limit, dict) else text(limit)
            thresholds.append(f"{metric}: {told}")
            tail, part = _P95.search(told), _RATE.search(told)
            if tail and metric.startswith("http_req_duration"):
                p95 = float(tail[1])
            if part and metric.startswith("http_req_failed"):
                errors = float(part[1])
    return _test(file, where, "k6", list(scenarios), shapes, thresholds, variable, p95, errors)


def _float(value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return 0.0
    return found if abs(found) < 1e15 else 0.0


# --- locust ---


def _locust(file: File) -> Iterator[Resource]:
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield notice(file, "The file is not valid Python and was not looked at.")
        return
    users, variable, shapes = [], False, []
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases}
            if bases & {"HttpUser", "FastHttpUser", "User", "HttpLocust"}:
                users.append(node)
                variable = variable or not any(
                    isinstance(one, ast.Assign)
                    and any(getattr(target, "id", "") == "host" for target in one.targets)
                    and isinstance(one.value, ast.Constant)
                    for one in node.body
                )
            elif "LoadTestShape" in bases:
                shapes.append(node.name)
    if users:
        yield _test(
            file,
            Lines(file.source, users[0].lineno),
            "locust",
            [*(node.name for node in users), *shapes],
            {},
            _locust_limits(tree),
            variable,
        )


def _locust_limits(tree: Any) -> list[str]:
    """Conditions on statistics that set the exit code (`environment.process_exit_code = 1`)."""
    import ast

    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and any(
            isinstance(one, ast.Assign)
            and any(isinstance(target, ast.Attribute) and target.attr == "process_exit_code" for target in one.targets)
            for one in node.body
        ):
            found.append(ast.unparse(node.test)[:200])
    return found[:50]


# --- JMeter ---


def _jmeter(file: File) -> Iterator[Resource | Notice]:
    try:
        root = parse(file.text)
    except Broken as why:
        yield notice(file, "The file is not valid XML and was not looked at.", str(why))
        return
    shapes: dict[str, _Shape] = {}
    for group in (*root.every("ThreadGroup"), *root.every("SetupThreadGroup")):
        shape = _Shape()
        properties = {one.attributes.get("name", ""): one.text.strip() for one in group.children}
        shape.peak(_float(properties.get("ThreadGroup.num_threads")), False)
        shape.duration = _float(properties.get("ThreadGroup.duration"))
        shapes[group.attributes.get("testname", f"group {len(shapes) + 1}")] = shape
    assertions = [
        one.attributes.get("testname", "assertion")
        for name in ("DurationAssertion", "ResponseAssertion")
        for one in root.every(name)
    ]
    if shapes:
        yield _test(file, Lines(file.source, 1), "jmeter", list(shapes), shapes, assertions, "${__P(" in file.text)


# --- data: Artillery, k6 as JSON, results ---


def _data(file: File) -> Iterator[Resource]:
    if not any(
        word in file.text[:200_000]
        for word in ("phases", "scenarios", "metrics", "benchmarks", "thresholds", "latencies", "aggregate")
    ):
        return
    try:
        found = documents(file)
    except Unreadable:
        return
    for document in found[:1]:
        data = as_map(document.data)
        where = document.at()
        config = as_map(data.get("config"))
        if "phases" in config and ("scenarios" in data or "target" in config):
            yield _artillery(file, config, data, where)
        elif isinstance(data.get("metrics"), dict) and any(
            one.startswith(("http_req", "iteration", "vus")) for one in data["metrics"]
        ):
            yield _k6_result(file, data, where)
        elif isinstance(data.get("benchmarks"), list):
            yield _benchmarks(file, data, where)
        elif isinstance(data.get("latencies"), dict) and "95th" in data["latencies"]:
            latencies = data["latencies"]
            yield _result(
                file,
                where,
                "vegeta",
                p95=_float(latencies["95th"]) / 1e6,
                p99=_float(latencies.get("99th")) / 1e6,
                mean=_float(latencies.get("mean")) / 1e6,
                errors=1 - _float(data.get("success", 1)),
                rate=_float(data.get("rate")),
                day=dates.find(text(data.get("earliest"))),
                duration=_float(data.get("duration")) / 1e9,
            )
        elif "scenarios" in data and (
            "thresholds" in data or any("executor" in as_map(one) for one in as_map(data["scenarios"]).values())
        ):
            yield _k6_options(file, data, where, False)
        elif isinstance(as_map(data.get("aggregate")).get("summaries"), dict):
            summary = as_map(data["aggregate"]["summaries"].get("http.response_time"))
            counters = as_map(data["aggregate"].get("counters"))
            requests = _float(counters.get("http.requests"))
            failed = sum(
                _float(value) for key, value in counters.items() if key.startswith(("errors.", "http.codes.5"))
            )
            yield _result(
                file,
                where,
                "artillery",
                p95=_float(summary.get("p95")),
                p99=_float(summary.get("p99")),
                mean=_float(summary.get("mean")),
                errors=failed / requests if requests else 0,
                day=dates.of_seconds(_float(data["aggregate"].get("lastMetricAt"))),
            )


def _artillery(file: File, config: dict[str, Any], data: dict[str, Any], where: Locator) -> Resource:
    shape = _Shape()
    stages = []
    level = 0.0
    for one in as_list(config.get("phases")):
        phase = as_map(one)
        rate = _float(phase.get("rampTo", phase.get("arrivalRate")))
        level = level or _float(phase.get("arrivalRate"))
        stages.append((seconds(phase.get("duration")), rate))
    shape.stages(level if stages and stages[0][1] > level else 0, stages, True)
    ensure = as_map(config.get("ensure"))
    limits = as_map(ensure.get("thresholds")) if isinstance(ensure.get("thresholds"), dict) else ensure
    thresholds = [
        f"{name}: {text(value)}"
        for one in (as_list(ensure.get("thresholds")) or [limits])
        for name, value in as_map(one).items()
        if text(value)
    ]
    p95 = next((_float(line.partition(": ")[2]) for line in thresholds if "p95" in line.partition(": ")[0]), 0.0)
    names = [
        text(as_map(one).get("name")) or f"scenario {index + 1}"
        for index, one in enumerate(as_list(data.get("scenarios")))
    ]
    target = text(config.get("target"))
    return _test(
        file,
        where,
        "artillery",
        names or ["default"],
        {"default": shape},
        thresholds,
        "{{" in target or "$" in target,
        p95,
        volume="payload" in config,
    )


def _result(
    file: File,
    where: Locator,
    tool: str,
    p95: float = 0,
    p99: float = 0,
    mean: float = 0,
    errors: float = 0,
    rate: float = 0,
    users: int = 0,
    duration: float = 0,
    passed: bool = False,
    day: str = "",
) -> Resource:
    day = day or dates.find(file.stem, compact=True) or dates.find(posixpath.basename(file.folder), compact=True)
    return fact(
        "LoadTestResult",
        file.path,
        file,
        where,
        {
            "tool": tool,
            "p95_ms": round(p95, 3),
            "p99_ms": round(p99, 3),
            "mean_ms": round(mean, 3),
            "error_rate": round(errors, 6),
            "rate": round(rate, 3),
            "peak_users": users,
            "duration_seconds": int(duration),
            "passed": passed,
            "day": day,
            "day_number": dates.number(day),
            "shapes": sorted({shape for word, shape in _NAMED if word in file.stem.lower()}),
        },
    )


def _k6_result(file: File, data: dict[str, Any], where: Locator) -> Resource:
    metrics = data["metrics"]

    def of(name: str) -> dict[str, Any]:
        one = as_map(metrics.get(name))
        return as_map(one.get("values")) or one

    duration, failed, requests, users = of("http_req_duration"), of("http_req_failed"), of("http_reqs"), of("vus_max")
    checks = [value for one in metrics.values() for value in as_map(as_map(one).get("thresholds")).values()]
    good = [value.get("ok") is True if isinstance(value, dict) else value is False for value in checks]
    state = as_map(data.get("state"))
    return _result(
        file,
        where,
        "k6",
        _float(duration.get("p(95)")),
        _float(duration.get("p(99)")),
        _float(duration.get("avg")),
        _float(failed.get("rate", failed.get("value"))),
        _float(requests.get("rate")),
        number(users.get("max", users.get("value"))),
        _float(state.get("testRunDurationMs")) / 1000,
        bool(good) and all(good),
        dates.find(text(data.get("timestamp")) or text(as_map(data.get("meta")).get("date"))),
    )


def _benchmarks(file: File, data: dict[str, Any], where: Locator) -> Resource:
    statistics = [as_map(as_map(one).get("stats")) for one in data["benchmarks"]]
    worst = max((_float(one.get("mean")) for one in statistics), default=0.0)
    return _result(file, where, "pytest-benchmark", mean=1000 * worst, day=dates.find(text(data.get("datetime"))))


def _rows(file: File) -> Iterator[Resource]:
    """JTL samples of JMeter, or the statistics of locust."""
    rows = csv.DictReader(io.StringIO(file.text))
    names = [name or "" for name in rows.fieldnames or ()]
    where = Lines(file.source, 1)
    try:
        if "elapsed" in names and "success" in names:
            yield from _jtl(file, rows, where)
        elif "Request Count" in names and "95%" in names:
            for row in rows:
                if (row.get("Name") or "") == "Aggregated":
                    count = _float(row.get("Request Count"))
                    yield _result(
                        file,
                        where,
                        "locust",
                        _float(row.get("95%")),
                        _float(row.get("99%")),
                        _float(row.get("Average Response Time")),
                        _float(row.get("Failure Count")) / count if count else 0,
                        _float(row.get("Requests/s")),
                    )
    except csv.Error:
        return


def _jtl(file: File, rows: Any, where: Locator) -> Iterator[Resource]:
    times: list[float] = []
    failed, first, last, users = 0, 0.0, 0.0, 0
    for index, row in enumerate(rows):
        if index >= MAX_ROWS:
            break
        times.append(_float(row.get("elapsed")))
        failed += (row.get("success") or "").lower() != "true"
        stamp = _float(row.get("timeStamp"))
        first, last = min(first or stamp, stamp), max(last, stamp)
        users = max(users, int(_float(row.get("allThreads"))))
    if times:
        times.sort()
        duration = (last - first) / 1000
        yield _result(
            file,
            where,
            "jmeter",
            times[min(int(len(times) * 0.95), len(times) - 1)],
            times[min(int(len(times) * 0.99), len(times) - 1)],
            sum(times) / len(times),
            failed / len(times),
            len(times) / duration if duration else 0,
            users,
            duration,
            day=dates.of_seconds(first),
        )
