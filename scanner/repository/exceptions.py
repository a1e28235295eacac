"""Findings of other scanners that a repository decides to live with: ignore files and VEX."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Locator, Resource
from scanner.repository import dates
from scanner.repository.expand import toml
from scanner.repository.facts import Lines, fact
from scanner.repository.files import File, Project
from scanner.repository.structured import as_list, as_map, documents, text

NAME = "exceptions"

_LINES = {".trivyignore": "trivy", ".gitleaksignore": "gitleaks", ".secretlintignore": "secretlint"}
_YAML = {".trivyignore.yaml": "trivy", ".grype.yaml": "grype", ".snyk": "snyk"}


def claims(path: str) -> bool:
    """Ignore files by their names; OpenVEX documents by their endings."""
    name = posixpath.basename(path)
    return (
        name in _LINES
        or name in _YAML
        or name in ("osv-scanner.toml", ".nsprc")
        or name.endswith((".vex.json", ".openvex.json", "openvex.json"))
    )


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact for each finding that is set aside."""
    name = file.name
    if name in _LINES:
        yield from _lines(file, _LINES[name])
    elif name == "osv-scanner.toml":
        for one in as_list(toml(file.text).get("IgnoredVulns")):
            entry = as_map(one)
            until = entry.get("ignoreUntil")
            yield _exception(
                file,
                "osv-scanner",
                text(entry.get("id")),
                text(entry.get("reason")),
                dates.find(until) or dates.find(str(until or "")),
                Lines(file.source, file.source.position(max(file.text.find(text(entry.get("id"))), 0)).line),
            )
    else:
        for document in documents(file)[:1]:
            data = as_map(document.data)
            if name == ".grype.yaml":
                for index, one in enumerate(as_list(data.get("ignore"))):
                    entry = as_map(one)
                    yield _exception(
                        file,
                        "grype",
                        text(entry.get("vulnerability")),
                        text(entry.get("reason")),
                        "",
                        document.at("ignore", index),
                    )
            elif name == ".snyk":
                for issue, ways in as_map(data.get("ignore")).items():
                    for index, way in enumerate(as_list(ways)):
                        for settings in as_map(way).values():
                            entry = as_map(settings)
                            yield _exception(
                                file,
                                "snyk",
                                issue,
                                text(entry.get("reason")),
                                dates.find(text(entry.get("expires"))),
                                document.at("ignore", issue, index),
                            )
            elif name == ".trivyignore.yaml":
                for part in ("vulnerabilities", "misconfigurations", "secrets", "licenses"):
                    for index, one in enumerate(as_list(data.get(part))):
                        entry = as_map(one)
                        yield _exception(
                            file,
                            "trivy",
                            text(entry.get("id")),
                            text(entry.get("statement")),
                            dates.find(text(entry.get("expired_at"))),
                            document.at(part, index),
                        )
            elif name == ".nsprc":
                for issue, settings in data.items():
                    entry = as_map(settings)
                    yield _exception(
                        file,
                        "npm",
                        issue,
                        text(entry.get("notes")),
                        dates.find(text(entry.get("expiry"))),
                        document.at(issue),
                    )
            elif "openvex" in text(data.get("@context")):
                for index, one in enumerate(as_list(data.get("statements"))):
                    entry = as_map(one)
                    if text(entry.get("status")) in ("not_affected", "fixed"):
                        yield _exception(
                            file,
                            "openvex",
                            text(as_map(entry.get("vulnerability")).get("name")) or text(entry.get("vulnerability")),
                            text(entry.get("justification"))
                            or text(entry.get("impact_statement"))
                            or text(entry.get("status")),
                            "",
                            document.at("statements", index),
                        )


def _lines(file: File, tool: str) -> Iterator[Resource]:
    """Lists with one finding a line; a comment above or behind it is the reason."""
    above = ""
    for number, line in enumerate(file.text.splitlines()[:10_000], 1):
        content, _, comment = line.partition("#") if tool == "trivy" else (line, "", "")
        if line.lstrip().startswith("#"):
            above = line.lstrip("# ").strip()
        elif content.strip():
            issue, *rest = content.split()
            expires = next((dates.find(word[4:]) for word in rest if word.startswith("exp:")), "")
            yield _exception(file, tool, issue, comment.strip() or above, expires, Lines(file.source, number))
        else:
            above = ""


def _exception(file: File, tool: str, issue: str, reason: str, expires: str, where: Locator) -> Resource:
    return fact(
        "VulnerabilityException",
        f"{tool} {issue}",
        file,
        where,
        {
            "tool": tool,
            "id": issue,
            "reason": reason,
            "expires": expires,
            "expires_number": dates.number(expires),
        },
    )
