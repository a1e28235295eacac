"""A log in which nothing is wrong, and ways to make something wrong."""

from __future__ import annotations

import json
from typing import Any

from scanner.sarif import Problem, validate

Path = tuple[str | int, ...]
GONE = object()
"""Stands for a member that is to be taken out."""

PLACE = {"artifactLocation": {"uri": "charts/web/values.yaml"},
         "region": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 9}}
LOG: dict[str, Any] = {
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [{
        "tool": {"driver": {
            "name": "a tool", "version": "1.0.0", "informationUri": "https://example.com/tool",
            "rules": [{
                "id": "some-rule", "name": "SomeRule", "shortDescription": {"text": "Short."},
                "fullDescription": {"text": "Full."}, "help": {"text": "Help."}, "helpUri": "https://example.com/rule",
                "properties": {"tags": ["security"], "security-severity": "7.5", "precision": "high",
                               "problem.severity": "error"},
            }],
        }},
        "automationDetails": {"id": "charts/"},
        "invocations": [{"executionSuccessful": True}],
        "results": [{
            "ruleId": "some-rule", "ruleIndex": 0, "level": "error", "message": {"text": "Bad. See [that](1)."},
            "locations": [{"physicalLocation": PLACE}],
            "relatedLocations": [{"id": 1, "physicalLocation": PLACE}],
            "partialFingerprints": {"primaryLocationLineHash": "54703d4cd895b18:1"},
        }],
    }],
}
RUN = ("runs", 0)
DRIVER = (*RUN, "tool", "driver")
RULE = (*DRIVER, "rules", 0)
RESULT = (*RUN, "results", 0)
PHYSICAL = (*RESULT, "locations", 0, "physicalLocation")
URI = (*PHYSICAL, "artifactLocation", "uri")
REGION = (*PHYSICAL, "region")

RUN_OF_ANOTHER = {**LOG["runs"][0], "automationDetails": {"id": "other/"}}
RESULT_OF = LOG["runs"][0]["results"][0]
RULE_OF = LOG["runs"][0]["tool"]["driver"]["rules"][0]
STEP = {"location": {"physicalLocation": PLACE}}
REFERENCE = {"id": "a", "index": 0, "toolComponent": {"name": "t", "index": 0}}


def flow(*steps: object) -> list[object]:
    """Code flows with one thread."""
    return [{"threadFlows": [{"locations": list(steps)}]}]


def changed(path: Path, value: object) -> dict[str, Any]:
    """The log with another value at a path, or without that member."""
    log = json.loads(json.dumps(LOG))
    parent: Any = log
    for step in path[:-1]:
        parent = parent[step]
    if value is GONE:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return log


def problems(log: object) -> list[Problem]:
    """What is wrong with a log."""
    return [placed.problem for placed in validate(json.dumps(log))]


def found(path: Path, value: object) -> set[tuple[str, str]]:
    """(check, level) of what is wrong with the log after a change."""
    return {(one.check, one.level.value) for one in problems(changed(path, value))}
