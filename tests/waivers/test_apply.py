"""Failures held against the decisions to live with them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from scanner.graph.build import build
from scanner.inputs.manifests import load
from scanner.model.judgement import Judgement, Outcome
from scanner.model.report import Level
from scanner.model.source import SourceFile
from scanner.model.waiver import WaiverEntry
from scanner.rules.judge import judge
from scanner.waivers.apply import Waivers
from tests.manifests import rule

RULES = [rule(), rule(id="no-tty", **{"assert": "!has(self.tty)"}, field="tty")]
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: main
      image: web:1.0
      tty: true
    - name: helper
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: bank}
spec:
  containers:
    - name: main
"""
ALL = {"web/main no-tty", "web/helper image-written", "api/main image-written"}


def waived(
    text: str = POD, entries: Iterable[WaiverEntry] = (), inline: bool = True, environment: str = ""
) -> tuple[set[str], list[str]]:
    """The waived failures, as "pod/container rule", and the notices."""
    file = SourceFile("deploy/web.yaml", text)
    graph = build(load([file])[0])
    ids = [one.id for one in RULES]
    waivers = Waivers(entries, lambda word: (word,) if word in ids else (), ids, ids, lambda: "2026-06-01", inline)
    failures = [one._replace(environment=environment) for one in judge(graph, RULES)]
    found = list(waivers.apply(graph, failures, {file.path: file}))
    assert all(one.waiver is None for one in found if one.outcome is not Outcome.FAIL)
    return {_name(one) for one in found if one.waiver}, [f"{one.level.value}: {one.summary}" for one in waivers.notices()]


def _name(one: Judgement) -> str:
    assert one.resource is not None
    return f"{one.resource.id.name}/{one.container} {one.rule.id}"


def commented(line: int, comment: str) -> str:
    lines = POD.split("\n")
    return "\n".join([*lines[: line - 1], comment, *lines[line - 1 :]])


WHY = 'reason="so it is"'


@pytest.mark.parametrize(("line", "comment", "expected"), [
    (8, f"      # readiness: ignore[no-tty] {WHY}", {"web/main no-tty"}),
    (8, f"      # readiness: ignore[*] {WHY}", {"web/main no-tty"}),
    (6, f"    # readiness: ignore[no-tty, image-written] {WHY}", {"web/main no-tty"}),          # all of the container
    (5, f"  # readiness: ignore[*] {WHY}", {"web/main no-tty", "web/helper image-written"}),   # all of the list
    (5, f"  # readiness: ignore[*] {WHY} container=helper", {"web/helper image-written"}),
    (1, f"# readiness: ignore-next-object[*] {WHY}", {"web/main no-tty", "web/helper image-written"}),
    (11, f"# readiness: ignore-next-object[image-written] {WHY}", {"api/main image-written"}),
    (17, f"# readiness: ignore-file[image-written] {WHY}", {"web/helper image-written", "api/main image-written"}),
])
def test_comments_cover_what_they_are_about(line: int, comment: str, expected: set[str]) -> None:
    assert waived(commented(line, comment)) == (expected, [])


@pytest.mark.parametrize(("line", "comment", "notice"), [
    (7, f"      # readiness: ignore[no-tty] {WHY}", "warning: A waiver of no-tty covers no finding."),
    (8, f"      # readiness: ignore[no-ty] {WHY}", "warning: A waiver names a rule 'no-ty' that does not exist."),
    (8, f"      # readiness: ignore[no-tty] {WHY} until=2026-05-31", "warning: A waiver of no-tty has ended on 2026-05-31."),
    (8, "      # readiness: ignore[no-tty]", "warning: A comment waives nothing: it gives no reason."),
    (8, f"      # readiness: ignore[no-tty] {WHY} container=other", "warning: A waiver of no-tty covers no finding."),
])
def test_what_covers_nothing_is_told(line: int, comment: str, notice: str) -> None:
    assert waived(commented(line, comment)) == (set(), [notice])


def test_a_waiver_holds_on_its_last_day() -> None:
    assert waived(commented(8, f"# readiness: ignore[no-tty] {WHY} until=2026-06-01"))[0] == {"web/main no-tty"}


def test_annotations_cover_their_object() -> None:
    text = POD.replace("namespace: shop}", "namespace: shop, annotations: {readiness.dev/ignore.image-written: why}}")
    assert waived(text) == ({"web/helper image-written"}, [])
    assert waived(text.replace("why}", "why; container=main}"))[0] == set()


def test_comments_and_annotations_can_be_switched_off() -> None:
    assert waived(commented(8, f"# readiness: ignore[no-tty] {WHY}"), inline=False) == (set(), [])


@pytest.mark.parametrize(("entry", "expected"), [
    (WaiverEntry(("*",), "r"), ALL),
    (WaiverEntry(("image-written",), "r"), ALL - {"web/main no-tty"}),
    (WaiverEntry(("*",), "r", paths=("deploy/*",)), ALL),
    (WaiverEntry(("*",), "r", paths=("other/*",)), set()),
    (WaiverEntry(("*",), "r", namespaces=("sh*",)), ALL - {"api/main image-written"}),
    (WaiverEntry(("*",), "r", names=("api",)), {"api/main image-written"}),
    (WaiverEntry(("*",), "r", kinds=("Deployment",)), set()),
    (WaiverEntry(("*",), "r", kinds=("Pod",), containers=("help*",)), {"web/helper image-written"}),
    (WaiverEntry(("*",), "r", environments=("staging",)), set()),
    (WaiverEntry(("*",), "r", fingerprint="0" * 32), set()),
])
def test_central_waivers_cover_what_fits_all_conditions(entry: WaiverEntry, expected: set[str]) -> None:
    assert waived(entries=[entry])[0] == expected


def test_central_waivers_by_environment() -> None:
    entry = WaiverEntry(("*",), "r", environments=("staging",))
    assert waived(entries=[entry], environment="staging")[0] == ALL
    assert waived(entries=[entry], environment="production")[0] == set()


@pytest.mark.parametrize(("entry", "notices"), [
    (WaiverEntry(("no-tty",), "r", names=("gone",), paths=("deploy/*",)), ["warning: A waiver of no-tty covers no finding."]),
    (WaiverEntry(("no-tty",), "r", names=("gone",)), ["info: A waiver of no-tty covers no finding."]),
    (WaiverEntry(("no-tty",), "r", paths=("elsewhere/*",)), []),
    (WaiverEntry(("no-tty",), "r", until="2020-01-01"), ["warning: A waiver of no-tty has ended on 2020-01-01."]),
    (WaiverEntry(("ntty",), "r"), ["warning: A waiver names a rule 'ntty' that does not exist."]),
])
def test_central_waivers_of_no_use_are_told_where_they_could_have_been(entry: WaiverEntry, notices: list[str]) -> None:
    assert waived(entries=[entry])[1] == notices


def test_the_clock_is_asked_only_where_something_ends() -> None:
    def clock() -> str:
        raise AssertionError("asked")

    Waivers([WaiverEntry(("no-tty",), "r")], lambda word: (word,), ["no-tty"], ["no-tty"], clock)
    with pytest.raises(AssertionError, match="asked"):
        Waivers([WaiverEntry(("no-tty",), "r", until="2030-01-01")], lambda word: (word,), ["no-tty"], ["no-tty"], clock)


def test_decisions_say_what_became_of_them() -> None:
    file = SourceFile("web.yaml", POD)
    graph = build(load([file])[0])
    entries = [WaiverEntry(("image-written",), "r"), WaiverEntry(("no-tty",), "r", until="2020-01-01")]
    waivers = Waivers(entries, lambda word: (word,), ["image-written", "no-tty"], [], lambda: "2026-06-01")
    list(waivers.apply(graph, judge(graph, RULES), {file.path: file}))
    assert [(one.entry.rules, one.covered, one.ended) for one in waivers.decisions()] == [
        (("image-written",), 2, False), (("no-tty",), 0, True)]
    assert {one.level for one in waivers.notices()} == {Level.WARNING}
