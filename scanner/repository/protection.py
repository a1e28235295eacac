"""Protection of branches as code: the settings app, exported rulesets."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository.facts import Document, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, broken, documents, number, text, texts

NAME = "protection"

_SETTINGS = (".github/settings.yml", ".github/settings.yaml")


def claims(path: str) -> bool:
    """.github/settings.yml, and JSON files of rulesets."""
    return (
        path in _SETTINGS
        or path.endswith(".json")
        and ("ruleset" in path.lower() or "branch-protection" in path.lower() or posixpath.dirname(path) == ".github")
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """A fact for each branch or ruleset."""
    if file.path.endswith(".json") and '"rules"' not in file.text and "required_pull_request_reviews" not in file.text:
        return
    yield from broken(file)
    for document in documents(file)[:1]:
        if file.path in _SETTINGS:
            for index, one in enumerate(as_list(as_map(document.data).get("branches"))):
                branch = as_map(one)
                yield _classic(
                    [text(branch.get("name"))], as_map(branch.get("protection")), document, ("branches", index), file
                )
            for index, one in enumerate(as_list(as_map(document.data).get("rulesets"))):
                yield _ruleset(as_map(one), document, ("rulesets", index), file)
        elif (
            isinstance(document.data, dict)
            and isinstance(document.data.get("rules"), list)
            and ("enforcement" in document.data or "conditions" in document.data)
        ):
            yield _ruleset(document.data, document, (), file)
        elif "required_pull_request_reviews" in as_map(document.data):
            yield _classic([], as_map(document.data), document, (), file)


def _classic(
    branches: list[str], protection: dict[str, Any], document: Document, base: tuple[Any, ...], file: File
) -> Resource:
    reviews = as_map(protection.get("required_pull_request_reviews"))
    checks = as_map(protection.get("required_status_checks"))
    return fact(
        "BranchProtection",
        " ".join(branches) or file.path,
        file,
        document.at(*base),
        {
            "branches": branches,
            "reviews": number(reviews.get("required_approving_review_count", 1 if reviews else 0)),
            "code_owner_reviews": reviews.get("require_code_owner_reviews") is True,
            "status_checks": texts(checks.get("contexts"))
            or [text(as_map(one).get("context")) for one in as_list(checks.get("checks"))],
            "signed_commits": protection.get("required_signatures") is True,
            "enforced": bool(protection),
        },
    )


def _ruleset(data: dict[str, Any], document: Document, base: tuple[Any, ...], file: File) -> Resource:
    rules = {text(as_map(one).get("type")): as_map(as_map(one).get("parameters")) for one in as_list(data.get("rules"))}
    reviews, checks = rules.get("pull_request", {}), rules.get("required_status_checks", {})
    return fact(
        "BranchProtection",
        text(data.get("name")) or file.path,
        file,
        document.at(*base),
        {
            "branches": texts(as_map(as_map(data.get("conditions")).get("ref_name")).get("include")),
            "reviews": number(reviews.get("required_approving_review_count")),
            "code_owner_reviews": reviews.get("require_code_owner_review") is True,
            "status_checks": [
                text(as_map(one).get("context")) for one in as_list(checks.get("required_status_checks"))
            ],
            "signed_commits": "required_signatures" in rules,
            "enforced": text(data.get("enforcement")) == "active",
        },
    )
