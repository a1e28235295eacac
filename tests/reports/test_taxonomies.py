"""What rules are evidence for."""

from __future__ import annotations

import re
import uuid

import pytest

from scanner.reports.taxonomies import CATALOGUES, CHECKLIST, control_of, links, tag
from scanner.rules import pack
from tests.manifests import rule


@pytest.mark.parametrize(("text", "name", "entry", "short"), [
    ("PSS baseline", "pod-security-standards", "baseline", "pss-baseline"),
    ("CIS Kubernetes 5.2.2", "cis-kubernetes", "5.2.2", "cis-5.2.2"),
    ("NSA hardening", "nsa-cisa-kubernetes-hardening", "hardening", "nsa-hardening"),
    ("ISO 27001 A.8.9", "iso-27001", "A.8.9", "iso-a.8.9"),
    ("Alone", "alone", "Alone", "alone"),
    ("HIPAA", "hipaa", "HIPAA", "hipaa"),
    ("CIS AWS 1.4.0 2.1.5", "cis-aws", "1.4.0 2.1.5", "cis-2.1.5"),
])
def test_controls(text: str, name: str, entry: str, short: str) -> None:
    link = control_of(text)
    assert (link.taxonomy.name, link.entry, tag(text)) == (name, entry, short)


def test_identifiers_never_change() -> None:
    for taxonomy in (CHECKLIST, *CATALOGUES.values()):
        home = "https://github.com/readiness-scan/readiness-scan/taxonomies/"
        assert taxonomy.guid == str(uuid.uuid5(uuid.NAMESPACE_URL, home + taxonomy.name))


def test_a_failure_of_a_rule_is_one_of_the_item_unless_it_is_a_hint() -> None:
    found = links(rule(checklist=["a/b", "a/c"], refutes=["a/d", "a/b"]), {"a/b": "indicative", "a/c": "strong"})
    assert [(link.entry, link.kind) for link in found] == [("a/b", "relevant"), ("a/c", "superset"),
                                                           ("a/d", "superset")]


def test_every_control_that_our_rules_name_is_of_a_known_catalogue() -> None:
    known = {taxonomy.name for taxonomy in CATALOGUES.values()}
    for one in pack.load():
        for control in one.frameworks:
            assert control_of(control).taxonomy.name in known, control
            assert re.fullmatch(r"[a-z]+(-[a-z0-9.-]+)?", tag(control))
