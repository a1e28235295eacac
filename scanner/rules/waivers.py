"""Decisions to live with a finding, recorded as annotations of the object or of its pod template.

`readiness.dev/ignore.<rule id>: <reason>` waives one rule for the object and for all its containers. The reason is
required: an annotation without one waives nothing.
"""

from __future__ import annotations

from scanner.model.graph import PodTemplate
from scanner.model.judgement import Waiver
from scanner.model.resource import Resource, text_map
from scanner.model.rule import Rule

PREFIX = "readiness.dev/ignore."


def waiver(rule: Rule, resource: Resource, template: PodTemplate | None) -> Waiver | None:
    """The waiver of a rule on a resource, if any; the annotation of the object wins."""
    for annotations in (text_map(resource.get("metadata", "annotations")), template.annotations if template else {}):
        reason = annotations.get(PREFIX + rule.id, "").strip()
        if reason:
            return Waiver(reason, f"annotation {PREFIX}{rule.id}")
    return None
