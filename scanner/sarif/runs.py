"""Runs: how many there are, under which category, and how they went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.sarif.problems import Path, Problem, error, items, runs, warning

MAX_RUNS, MAX_RESULTS, SHOWN_RESULTS, MAX_EXTENSIONS = 20, 25_000, 5_000, 100


def run_count(log: Any) -> Iterator[Problem]:
    """GitHub refuses a file of more than 20 runs."""
    if len(log["runs"]) > MAX_RUNS:
        yield error("run-count", ("runs",), f"{len(log['runs'])} runs; code scanning takes {MAX_RUNS} in a file")


def results_present(log: Any) -> Iterator[Problem]:
    """The upload ends with "Missing 'results' array in run" where there is none, even with nothing to report."""
    for path, run in runs(log):
        if "results" not in run:
            yield error("results-present", path, "'results' is missing; an empty list says that nothing was found")


def result_count(log: Any) -> Iterator[Problem]:
    """GitHub refuses a run of more than 25,000 results and shows the 5,000 most severe."""
    for path, run in runs(log):
        count = len(run.get("results", ()))
        if count > MAX_RESULTS:
            yield error("result-count", (*path, "results"),
                        f"{count} results; code scanning takes {MAX_RESULTS} in a run")
        elif count > SHOWN_RESULTS:
            yield warning("result-count", (*path, "results"),
                          f"{count} results; code scanning shows {SHOWN_RESULTS} of a run")


def extension_count(log: Any) -> Iterator[Problem]:
    """GitHub refuses a run of more than 100 extensions of its tool."""
    for path, run in runs(log):
        count = len(run["tool"].get("extensions", ()))
        if count > MAX_EXTENSIONS:
            yield error("extension-count", (*path, "tool", "extensions"),
                        f"{count} extensions; code scanning takes {MAX_EXTENSIONS}")


def categories(log: Any) -> Iterator[Problem]:
    """Two runs of one tool and category replace each other, so uploads with both are refused."""
    seen: dict[tuple[str, str], Path] = {}
    for path, run in runs(log):
        name = str(run.get("automationDetails", {}).get("id", ""))
        if name and "/" not in name:
            yield warning("category-form", (*path, "automationDetails", "id"),
                          f"'{name}' has no slash and so no category: what stands before the last slash is one")
        category = name.rpartition("/")[0]
        other = seen.setdefault((run["tool"]["driver"]["name"], category), path)
        if other != path:
            yield error("categories", path, f"the same tool and category ('{category}') as runs[{other[1]}]; "
                                            "give each run an automationDetails.id of its own")


def successful(log: Any) -> Iterator[Problem]:
    """A run that says it did not succeed is dropped; the word is about the tool, not about what it found."""
    for path, run in runs(log):
        for inner, invocation in items(run, path, "invocations"):
            if invocation["executionSuccessful"] is False:
                yield error("execution-successful", (*inner, "executionSuccessful"),
                            "a run that was not successful is dropped; findings do not make it unsuccessful")


def times(log: Any) -> Iterator[Problem]:
    """SARIF1006: nothing ends before it starts."""
    for path, run in runs(log):
        for inner, invocation in items(run, path, "invocations"):
            start, end = invocation.get("startTimeUtc", ""), invocation.get("endTimeUtc", "")
            if start and end and end < start:
                yield error("times", inner, f"it ends ({end}) before it starts ({start})")


CHECKS = (run_count, results_present, result_count, extension_count, categories, successful, times)
