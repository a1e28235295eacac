"""What a finding is recognised by, in another run and after edits elsewhere in the files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from scanner.model.judgement import Judgement
from scanner.model.resource import Resource, lookup


def fingerprint(judgement: Judgement) -> str:
    """32 hexadecimal digits from rule, resource and data path.

    No line numbers, and names instead of list positions, so that editing elsewhere in a file does not make an old
    finding a new one. Name and namespace of a release are left out of it: they are chosen when a chart is scanned.
    """
    if judgement.resource is None:
        primary = judgement.where().primary
        parts = [judgement.rule.id, judgement.subject, primary.span.path if primary and primary.span else ""]
    else:
        parts = [judgement.rule.id, *_resource(judgement.resource), *_stable_path(judgement, judgement.resource)]
    return _sha256()("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _resource(resource: Resource) -> list[str]:
    """The chart, if any, and the identity of a resource, whatever the release is called."""
    release = resource.release
    if release is None:
        return ["", str(resource.id)]
    namespace = "" if resource.id.namespace == release.namespace else resource.id.namespace
    name = resource.id.name.replace(release.name, "{release}", 1)
    return [release.chart, str(resource.id._replace(namespace=namespace, name=name))]


@cache
def _sha256() -> Callable[[bytes], Any]:
    """SHA-256 from the module behind hashlib, which itself loads OpenSSL first: longer than all else a small report
    takes."""
    try:
        from _sha2 import sha256  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256
    return sha256  # type: ignore[no-any-return]


def _stable_path(judgement: Judgement, resource: Resource) -> list[str]:
    steps = []
    for depth, step in enumerate(judgement.path):
        if isinstance(step, int):
            name = lookup(resource.body, (*judgement.path[:depth], step, "name"))
            step = f"[{name}]" if isinstance(name, str) else f"[{step}]"
        steps.append(str(step))
    return steps
