"""Decisions written for other scanners, understood where the configuration allows it (`foreign-waivers: true`).

Ids are theirs, and lead to our rules through the aliases of those; one that leads nowhere is passed over, since it may be
about something we do not ask. Of checkov, Trivy, tfsec and KICS comments are read, of checkov, kube-linter, kube-score and
Polaris annotations. Some of these forms need no reason; then the form itself is given as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.provenance import Provenance
from scanner.model.resource import text_map
from scanner.model.source import SourceFile
from scanner.model.waiver import WaiverEntry
from scanner.patterns import lazy

ALL = "*"
SIGNS = ("checkov:skip=", "trivy:ignore:", "tfsec:ignore:", "kics-scan ")
"""One of these stands in every text that holds such a comment."""

_COMMENT = lazy(
    r"(?:#|//|/\*)[ \t]*(?:(checkov):skip=([A-Za-z0-9_]+)(?::([^\r\n]{0,500}))?"
    r"|(trivy|tfsec):ignore:([A-Za-z0-9_*-]+)(?::exp:(\d{4}-\d{2}-\d{2}))?"
    r"|kics-scan[ \t]+(ignore-line|ignore-block|disable=([A-Za-z0-9,-]{1,1000})))")

_KUBE_LINTER, _KUBE_LINTER_ALL = "ignore-check.kube-linter.io/", "kube-linter.io/ignore-all"
_KUBE_SCORE = "kube-score/ignore"
_POLARIS, _EXEMPT = "polaris.fairwinds.com/", "exempt"
_CHECKOV = lazy(r"checkov\.io/skip\d{1,4}")


def comments(source: SourceFile) -> Iterator[tuple[int, bool, WaiverEntry]]:
    """(offset, whether it is about the whole file, decision) of each comment for another scanner."""
    if not any(sign in source.text for sign in SIGNS):
        return
    for match in _COMMENT.finditer(source.text):
        checkov, check, reason, other, rule, until, kics, disabled = match.groups()
        where = Provenance.literal(source.path, match.start(), match.end())
        form = match.group().lstrip("#/* \t")[:80]
        if checkov:
            entry = _entry((f"checkov:{check}",), (reason or "").partition("*/")[0].strip() or form, form, where)
        elif other:
            entry = _entry((ALL if rule == ALL else f"{other}:{rule}",), form, form, where, until or "")
        elif disabled:
            entry = _entry(tuple(f"kics:{one}" for one in disabled.split(",") if one), form, form, where)
        else:
            entry = _entry((ALL,), form, form, where)
        yield match.start(), bool(kics and disabled), entry


def annotations(data: object) -> Iterator[tuple[str, WaiverEntry]]:
    """(key, decision) of each annotation for another scanner; the place is the caller's to add."""
    for key, value in text_map(data).items():
        if key.startswith(_KUBE_LINTER):
            yield key, _entry((f"kube-linter:{key.removeprefix(_KUBE_LINTER)}",), value.strip() or key, key)
        elif key == _KUBE_LINTER_ALL:
            yield key, _entry((ALL,), value.strip() or key, key)
        elif key == _KUBE_SCORE:
            ids = tuple(f"kube-score:{word.strip()}" for word in value.split(",") if word.strip())
            if ids:
                yield key, _entry(ids, f"{key}: {value}", key)
        elif key.startswith(_POLARIS) and key.endswith(_EXEMPT) and value.strip().lower() == "true":
            check = key.removeprefix(_POLARIS).removesuffix(_EXEMPT).rstrip("-")
            yield key, _entry((f"polaris:{_camel(check)}" if check else ALL,), f"{key}: {value}", key)
        elif _CHECKOV.fullmatch(key):
            check, _, reason = value.partition("=")
            yield key, _entry((f"checkov:{check.strip()}",), reason.strip() or f"{key}: {value}", key)


def _entry(rules: tuple[str, ...], reason: str, form: str, where: Provenance = Provenance(), until: str = "") -> WaiverEntry:
    return WaiverEntry(rules, reason[:500], form, where, until=until)


def _camel(check: str) -> str:
    """`host-network-set`, as annotations have it, for the check `hostNetworkSet`."""
    first, *rest = check.split("-")
    return first + "".join(word.capitalize() for word in rest)
