"""Reports that tools leave behind: coverage, test results, findings of scanners."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Locator, Resource
from scanner.patterns import lazy
from scanner.repository import dates, levels
from scanner.repository.facts import Document, Lines, fact, notice
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, number, text
from scanner.repository.tests import _LEVEL as LEVELS
from scanner.repository.xml import Broken, Element, parse

NAME = "reports"

_XML = lazy(r"(?:coverage|cobertura|jacoco|clover|junit|test[-_]?results?|TEST-|results?)[\w.-]*\.xml", 2)
_JSON = lazy(
    r"(?:.*(?:report|results?|scan|audit|trivy|grype|snyk|bench|kubescape|coverage|vulnerab|findings|codeql|"
    r"semgrep|bandit|checkov|osv|zap|dependency-check)[\w.-]*\.json"
    r"|.*\.sarif(?:\.json)?)",
    2,
)
_PURPOSES = {
    "trivy": "image-scan",
    "grype": "image-scan",
    "snyk": "dependency-scan",
    "kube-bench": "compliance-scan",
    "kubescape": "compliance-scan",
    "codeql": "sast",
    "semgrep": "sast",
    "bandit": "sast",
    "checkov": "iac-scan",
    "osv-scanner": "dependency-scan",
    "pip-audit": "dependency-scan",
    "zap": "dast",
    "owasp zap": "dast",
    "gitleaks": "secret-scan",
    "npm": "dependency-scan",
    "prowler": "compliance-scan",
    "gosec": "sast",
    "dependency-check": "dependency-scan",
    "kics": "iac-scan",
    "tfsec": "iac-scan",
    "readiness-scan": "readiness",
}


def claims(path: str) -> bool:
    """Names that tools give their reports."""
    name = posixpath.basename(path)
    if "package" in name or name.startswith("tsconfig"):
        return False
    return _XML.fullmatch(name) is not None or _JSON.fullmatch(name) is not None or name == "lcov.info"


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """The facts of a report, by its content."""
    if file.name == "lcov.info":
        yield from _lcov(file)
    elif file.name.endswith(".xml"):
        try:
            root = parse(file.text)
        except Broken as why:
            yield notice(file, "The file is not valid XML and was not looked at.", str(why))
            return
        yield from _of_xml(file, root)
    else:
        if not any(word in file.text[:5_000] for word in _WORDS):
            return
        yield from broken(file)
        for document in documents(file)[:1]:
            yield from _of_json(file, document)


_WORDS = (
    '"runs"',
    '"Totals"',
    '"Results"',
    '"matches"',
    '"Controls"',
    '"totals"',
    '"total"',
    '"dependencies"',
    '"vulnerabilities"',
    '"results"',
    '"summaryDetails"',
    '"site"',
    '"errors"',
    '"metadata"',
)


def _day(body: dict[str, Any], day: str) -> dict[str, Any]:
    return {**body, "day": day, "day_number": dates.number(day)}


def _lcov(file: File) -> Iterator[Resource]:
    found = {"LF": 0, "LH": 0}
    for line in file.text.splitlines():
        key, _, value = line.partition(":")
        if key in found and value.isdigit():
            found[key] += int(value[:12])
    if found["LF"]:
        yield fact(
            "CoverageReport",
            file.path,
            file,
            Lines(file.source, 1),
            _day({"tool": "lcov", "percent": round(100 * found["LH"] / found["LF"], 2)}, ""),
        )


def _of_xml(file: File, root: Element) -> Iterator[Resource]:
    where = Lines(file.source, root.line)
    if root.name == "coverage" and "line-rate" in root.attributes:
        stamp = _number(root.attributes.get("timestamp"))
        yield fact(
            "CoverageReport",
            file.path,
            file,
            where,
            _day(
                {"tool": "cobertura", "percent": round(100 * _number(root.attributes["line-rate"]), 2)},
                dates.of_seconds(stamp),
            ),
        )
    elif root.name == "report" and root.first("counter") is not None:
        for counter in root.all("counter"):
            if counter.attributes.get("type") == "LINE":
                missed, covered = _number(counter.attributes.get("missed")), _number(counter.attributes.get("covered"))
                yield fact(
                    "CoverageReport",
                    file.path,
                    file,
                    where,
                    _day({"tool": "jacoco", "percent": round(100 * covered / ((missed + covered) or 1), 2)}, ""),
                )
    elif root.name in ("testsuites", "testsuite"):
        suites = [root] if root.name == "testsuite" else root.all("testsuite")
        total = {
            key: int(sum(_number(one.attributes.get(key)) for one in suites))
            for key in ("tests", "failures", "errors", "skipped")
        }
        day = next((found for one in (root, *suites) if (found := dates.find(one.attributes.get("timestamp", "")))), "")
        level = LEVELS.get(levels.level_of(file.path.replace("/", " ").replace("_", " ")), "unit")
        yield fact(
            "TestReport",
            file.path,
            file,
            where,
            _day(
                {
                    **total,
                    "passed": total["tests"] > 0 and not total["failures"] and not total["errors"],
                    "level": level,
                },
                day,
            ),
        )


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _of_json(file: File, document: Document) -> Iterator[Resource]:
    data = as_map(document.data)
    where = document.at()
    if isinstance(data.get("runs"), list) and "version" in data:
        for index, one in enumerate(data["runs"]):
            yield _sarif(file, as_map(one), document.at("runs", index))
    elif isinstance(data.get("Results"), list) and ("ArtifactName" in data or "SchemaVersion" in data):
        levels = [
            text(as_map(found).get("Severity")).lower()
            for one in data["Results"]
            for key in ("Vulnerabilities", "Misconfigurations", "Secrets")
            for found in as_list(as_map(one).get(key))
            if as_map(found).get("Status") != "PASS"
        ]
        kind = {"container_image": "image-scan", "filesystem": "dependency-scan", "repository": "dependency-scan"}.get(
            text(data.get("ArtifactType")), "image-scan"
        )
        yield _scan(file, where, "trivy", kind, levels, dates.find(text(data.get("CreatedAt"))))
    elif isinstance(data.get("matches"), list) and "descriptor" in data:
        levels = [text(as_map(as_map(one).get("vulnerability")).get("severity")).lower() for one in data["matches"]]
        yield _scan(
            file, where, "grype", "image-scan", levels, dates.find(text(as_map(data["descriptor"]).get("timestamp")))
        )
    elif "Totals" in data or isinstance(data.get("Controls"), list):
        totals = as_map(data.get("Totals")) or {
            key: sum(number(as_map(one).get(key)) for one in as_list(data.get("Controls")))
            for key in ("total_pass", "total_fail", "total_warn")
        }
        yield _scan(
            file,
            where,
            "kube-bench",
            "compliance-scan",
            [],
            "",
            number(totals.get("total_pass")),
            number(totals.get("total_fail")),
        )
    elif "summaryDetails" in data:
        summary = as_map(data["summaryDetails"])
        counters = as_map(summary.get("controlsSeverityCounters") or summary.get("resourcesSeverityCounters"))
        statuses = [
            text(as_map(one).get("statusInfo", one).get("status", as_map(one).get("status")))
            for one in as_map(summary.get("controls")).values()
        ]
        passed, failed = statuses.count("passed"), statuses.count("failed")
        made = _scan(
            file,
            where,
            "kubescape",
            "compliance-scan",
            [],
            dates.find(text(data.get("generationTime"))),
            passed,
            failed,
        )
        made.body |= {
            level: number(counters.get(f"{level}Severity")) for level in ("critical", "high", "medium", "low")
        }
        yield made
    elif isinstance(data.get("vulnerabilities"), list | dict) and (
        "dependencyCount" in data or "auditReportVersion" in data or "metadata" in data
    ):
        found = data["vulnerabilities"]
        levels = [
            text(as_map(one).get("severity")).lower() for one in (found.values() if isinstance(found, dict) else found)
        ]
        yield _scan(file, where, "snyk" if "dependencyCount" in data else "npm", "dependency-scan", levels, "")
    elif isinstance(data.get("dependencies"), list) and any("vulns" in as_map(one) for one in data["dependencies"]):
        count = sum(len(as_list(as_map(one).get("vulns"))) for one in data["dependencies"])
        yield _scan(file, where, "pip-audit", "dependency-scan", ["high"] * min(count, 10_000), "")
    elif isinstance(data.get("totals"), dict) and "percent_covered" in data["totals"]:
        yield fact(
            "CoverageReport",
            file.path,
            file,
            where,
            _day(
                {"tool": "coverage.py", "percent": round(_number(data["totals"]["percent_covered"]), 2)},
                dates.find(text(as_map(data.get("meta")).get("timestamp"))),
            ),
        )
    elif isinstance(as_map(data.get("total")).get("lines"), dict) and "pct" in data["total"]["lines"]:
        yield fact(
            "CoverageReport",
            file.path,
            file,
            where,
            _day({"tool": "istanbul", "percent": round(_number(data["total"]["lines"]["pct"]), 2)}, ""),
        )
    elif isinstance(data.get("results"), list) and "metrics" in data and "generated_at" in data:
        levels = [text(as_map(one).get("issue_severity")).lower() for one in data["results"]]
        yield _scan(file, where, "bandit", "sast", levels, dates.find(text(data["generated_at"])))


def _scan(
    file: File,
    where: Locator,
    tool: str,
    purpose: str,
    levels: list[str],
    day: str,
    passed: int = 0,
    failed: int = 0,
    errors: int | None = None,
) -> Resource:
    counts = {level: levels.count(level) for level in ("critical", "high", "medium", "low")}
    counts["medium"] += levels.count("moderate")
    return fact(
        "ScanReport",
        f"{tool} {file.path}",
        file,
        where,
        _day(
            {
                "tool": tool,
                "purposes": [purpose] if purpose else [],
                **counts,
                "errors": counts["critical"] + counts["high"] if errors is None else errors,
                "passed": passed,
                "failed": failed,
                "pass_percent": round(100 * passed / (passed + failed), 2) if passed + failed else 0,
            },
            day,
        ),
    )


def _sarif(file: File, run: dict[str, Any], where: Locator) -> Resource:
    driver = as_map(as_map(run.get("tool")).get("driver"))
    tool = text(driver.get("name")).lower()
    rules: Mapping[str, dict[str, Any]] = {
        text(as_map(one).get("id")): as_map(one) for one in as_list(driver.get("rules"))
    }
    levels, errors = [], 0
    for one in as_list(run.get("results")):
        result = as_map(one)
        if result.get("suppressions") or text(result.get("kind")) in ("pass", "notApplicable", "informational"):
            continue
        rule = rules.get(text(result.get("ruleId")), {})
        level = text(result.get("level")) or text(as_map(rule.get("defaultConfiguration")).get("level")) or "warning"
        errors += level == "error"
        score = _number(as_map(rule.get("properties")).get("security-severity"))
        levels.append(
            "critical"
            if score >= 9
            else "high"
            if score >= 7
            else "medium"
            if score >= 4
            else "low"
            if score > 0
            else {"error": "high", "warning": "medium"}.get(level, "low")
        )
    times = [
        dates.find(text(as_map(one).get("endTimeUtc")) or text(as_map(one).get("startTimeUtc")))
        for one in as_list(run.get("invocations"))
    ]
    purpose = next((found for name, found in _PURPOSES.items() if name in tool), "")
    return _scan(file, where, tool, purpose, levels, next((day for day in times if day), ""), errors=errors)
