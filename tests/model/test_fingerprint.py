"""What a finding is recognised by."""

from __future__ import annotations

from scanner.model.fingerprint import fingerprint
from scanner.model.judgement import Judgement, Outcome, reported
from scanner.model.provenance import NOWHERE, Provenance
from scanner.model.resource import Release, Resource, identify
from tests.manifests import POD, judged, rule


def test_fingerprints_do_not_know_lines_or_positions() -> None:
    (_, bad) = judged(POD, [rule()])
    (_, moved) = judged("# comment\n\n" + POD, [rule()])
    (other_first, *_) = judged(POD.replace("    - name: main\n      image: web:1.0\n    - name: helper",
                                           "    - name: helper\n    - name: main\n      image: web:1.0"), [rule()])
    assert fingerprint(bad) == fingerprint(moved) == fingerprint(other_first)
    (_, renamed) = judged(POD.replace("helper", "other"), [rule()])
    (_, elsewhere) = judged(POD.replace("shop", "bank"), [rule()])
    assert len({fingerprint(one) for one in (bad, renamed, elsewhere)}) == 3


def test_fingerprints_of_what_has_no_resource() -> None:
    at = Provenance.literal("chart/templates/a.yaml", 3, 4)
    one, other = reported(rule(), "m", at, "chart"), reported(rule(), "n", NOWHERE, "chart")
    assert fingerprint(one) != fingerprint(other)
    moved = Provenance.literal("chart/templates/a.yaml", 9, 9)
    assert fingerprint(one) == fingerprint(reported(rule(), "x", moved, "chart"))


def rendered(name: str, namespace: str, release: Release) -> str:
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace}}
    return fingerprint(Judgement(rule(), Outcome.FAIL, Resource(identify(body), body, release=release), ("spec",)))


def test_name_and_namespace_of_a_release_do_not_matter() -> None:
    first = rendered("shop-web", "live", Release("charts/web", "shop", "live"))
    assert first == rendered("test-web", "default", Release("charts/web", "test", "default"))
    assert first != rendered("test-api", "default", Release("charts/web", "test", "default"))
    assert first != rendered("test-web", "other", Release("charts/web", "test", "default"))
    assert first != rendered("test-web", "default", Release("charts/api", "test", "default"))
