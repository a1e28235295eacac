"""Rules of CODEOWNERS."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.patterns import lazy
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project

NAME = "codeowners"

_PLACES = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_OWNER = lazy(r"@[A-Za-z0-9][\w.-]*(?:/[\w./-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+")
_COVERED = (
    ("workflows", (".github/workflows/ci.yml", ".gitlab-ci.yml")),
    (
        "terraform",
        ("terraform/main.tf", "infra/main.tf", "infrastructure/main.tf", "deployment/terraform/main.tf", "main.tf"),
    ),
    (
        "charts",
        (
            "charts/app/values.yaml",
            "helm/app/values.yaml",
            "chart/values.yaml",
            "deploy/helm/values.yaml",
            "deployment/helm/values.yaml",
        ),
    ),
    (
        "manifests",
        (
            "k8s/deployment.yaml",
            "manifests/deployment.yaml",
            "kubernetes/deployment.yaml",
            "deploy/deployment.yaml",
            "deployment/kubernetes/deployment.yaml",
        ),
    ),
    ("docs", ("docs/index.md",)),
    ("policies", ("policies/rule.yaml", "SECURITY.md", "policy/rule.yaml")),
    ("attestations", ("attestations/one.yaml",)),
)


def claims(path: str) -> bool:
    """Any file of that name."""
    return path.rpartition("/")[2] == "CODEOWNERS"


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact for each rule with owners; the first place that a platform looks at counts."""
    used = file.path in _PLACES
    paths = [one.path for one in project]
    for number, line in enumerate(file.text.splitlines()[:5_000], 1):
        content = line.partition(" #")[0].strip()
        if not content or content.startswith(("#", "[", "^[")):
            continue
        pattern, *owners = content.replace("\\ ", "%20").split()
        matcher = _matcher(pattern)
        covers = ["everything"] if pattern in ("*", "/**", "**", "/") else []
        covers += [word for word, samples in _COVERED if any(matcher.match(sample) for sample in samples)]
        yield fact(
            "CodeOwnersRule",
            pattern,
            file,
            Lines(file.source, number),
            {
                "pattern": pattern,
                "owners": owners,
                "valid": bool(owners) and all(_OWNER.fullmatch(owner) for owner in owners),
                "covers": covers,
                "security": any("secur" in owner.lower() for owner in owners),
                "used": used,
                "matches": sum(1 for path in paths[:20_000] if matcher.match(path)),
            },
        )


def _matcher(pattern: str):  # type: ignore[no-untyped-def]
    """A pattern of CODEOWNERS as an expression over paths, in RE2."""
    import re2

    anchored = pattern.startswith("/") or "/" in pattern.rstrip("/")
    body = pattern.strip("/")
    out = ""
    at = 0
    while at < len(body):
        if body.startswith("**/", at):
            out, at = out + "(?:.*/)?", at + 3
        elif body.startswith("**", at):
            out, at = out + ".*", at + 2
        elif body[at] == "*":
            out, at = out + "[^/]*", at + 1
        elif body[at] == "?":
            out, at = out + "[^/]", at + 1
        else:
            out, at = out + re2.escape(body[at]), at + 1
    tail = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    if not body or body == "**":
        return re2.compile(".*$")
    return re2.compile(("" if anchored else "(?:.*/)?") + out + tail + "$")
