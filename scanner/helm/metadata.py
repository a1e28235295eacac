"""Chart.yaml: its fields, their checks, and what `.Chart` shows of them.

The rules and texts are those of Helm's chart format v2, which reads v1 charts as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scanner.gotemplate.strconv import quote
from scanner.gotemplate.values import StringMap
from scanner.helm.decode import TEXT, TRUTH, Anything, ListOf, MapOf, Struct
from scanner.helm.errors import ChartError
from scanner.helm.gotext import SPACES, is_printable
from scanner.patterns import lazy
from scanner.records import NamedTuple

MAINTAINER = Struct("Maintainer", "v2.Maintainer", {"name": TEXT, "email": TEXT, "url": TEXT})
DEPENDENCY = Struct(
    "Dependency",
    "v2.Dependency",
    {
        "name": TEXT,
        "version": TEXT,
        "repository": TEXT,
        "condition": TEXT,
        "tags": ListOf(TEXT),
        "enabled": TRUTH,
        "import-values": ListOf(Anything()),
        "alias": TEXT,
    },
)
METADATA = Struct(
    "Metadata",
    "v2.Metadata",
    {
        "name": TEXT,
        "home": TEXT,
        "sources": ListOf(TEXT),
        "version": TEXT,
        "description": TEXT,
        "keywords": ListOf(TEXT),
        "maintainers": ListOf(MAINTAINER),
        "icon": TEXT,
        "apiVersion": TEXT,
        "condition": TEXT,
        "tags": TEXT,
        "appVersion": TEXT,
        "deprecated": TRUTH,
        "annotations": MapOf(TEXT),
        "kubeVersion": TEXT,
        "dependencies": ListOf(DEPENDENCY),
        "type": TEXT,
    },
)
CHART_BASE = Struct("chartBase", "loader.chartBase", {"apiVersion": TEXT})
LOCK = Struct("Lock", "v2.Lock", {"digest": TEXT, "dependencies": ListOf(DEPENDENCY)})

_IDENTIFIERS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_PART = r"0*([0-9]{1,20})"
_VERSION = lazy(
    rf"v?{_PART}(?:\.{_PART})?(?:\.{_PART})?(?:-({_IDENTIFIERS}))?(?:\+{_IDENTIFIERS})?", re.ASCII
)
_ALIAS = lazy(r"[a-zA-Z0-9_-]+")


class NilStringMap(StringMap):
    """A nil map[string]string: read like an empty one, but encoded as null."""

    __slots__ = ()

    go_nil = True


class Maintainer(NamedTuple):
    """Who looks after a chart."""

    name: str
    email: str
    url: str


class Dependency(NamedTuple):
    """One entry of Chart.yaml's `dependencies`; `place` is where the entry stands, in the loader's terms, or None."""

    name: str
    version: str = ""
    repository: str = ""
    condition: str = ""
    tags: tuple[str, ...] = ()
    enabled: bool = False
    import_values: tuple[Any, ...] = ()
    alias: str = ""
    place: Any = None

    @property
    def effective_name(self) -> str:
        """The name its values and templates go under."""
        return self.alias or self.name


class Metadata(NamedTuple):
    """Chart.yaml, checked.  `annotations` and `dependencies` are None where the file has none."""

    name: str
    version: str
    api_version: str
    home: str = ""
    sources: tuple[str, ...] = ()
    description: str = ""
    keywords: tuple[str, ...] = ()
    maintainers: tuple[Maintainer, ...] = ()
    icon: str = ""
    condition: str = ""
    tags: str = ""
    app_version: str = ""
    deprecated: bool = False
    annotations: Mapping[str, str] | None = None
    kube_version: str = ""
    dependencies: tuple[Dependency, ...] | None = None
    type: str = ""

    @property
    def is_library(self) -> bool:
        """A library chart: only its partials are loaded."""
        return self.type.lower() == "library"

    def go_map(self, is_root: bool) -> dict[str, Any]:
        """`.Chart`: every field by its Go name, and IsRoot; a new map each time, since templates may change it."""
        return {
            "Name": self.name,
            "Home": self.home,
            "Sources": list(self.sources),
            "Version": self.version,
            "Description": self.description,
            "Keywords": list(self.keywords),
            "Maintainers": [{"Name": each.name, "Email": each.email, "URL": each.url} for each in self.maintainers],
            "Icon": self.icon,
            "APIVersion": self.api_version,
            "Condition": self.condition,
            "Tags": self.tags,
            "AppVersion": self.app_version,
            "Deprecated": self.deprecated,
            "Annotations": NilStringMap() if self.annotations is None else StringMap(self.annotations),
            "KubeVersion": self.kube_version,
            "Dependencies": [_dependency_map(each) for each in self.dependencies or ()],
            "Type": self.type,
            "IsRoot": is_root,
        }


def _dependency_map(dependency: Dependency) -> dict[str, Any]:
    return {
        "Name": dependency.name,
        "Version": dependency.version,
        "Repository": dependency.repository,
        "Condition": dependency.condition,
        "Tags": list(dependency.tags),
        "Enabled": dependency.enabled,
        "ImportValues": list(dependency.import_values),
        "Alias": dependency.alias,
    }


def checked_metadata(fields: Mapping[str, Any], places: list[Any]) -> Metadata:
    """Make a record of decoded Chart.yaml fields; ChartError with Helm's text where they are not valid.

    `places` are those of the entries of `dependencies`, in order (it may be shorter).
    """
    clean = {key: sanitized(value) if isinstance(value, str) else value for key, value in fields.items()}
    name, version = clean.get("name", ""), fields.get("version", "")
    _check_name(name)
    if not version:
        raise _invalid("chart.metadata.version is required")
    if not _is_version(version):
        raise _invalid(f"chart.metadata.version {quote(version)} is invalid")
    if fields.get("type", "") not in ("", "application", "library"):
        raise _invalid("chart.metadata.type must be application or library")
    return Metadata(
        name=name,
        version=version,
        api_version=fields.get("apiVersion") or "v1",
        home=clean.get("home", ""),
        sources=tuple(map(sanitized, clean.get("sources", ()))),
        description=clean.get("description", ""),
        keywords=tuple(map(sanitized, clean.get("keywords", ()))),
        maintainers=tuple(map(_maintainer, clean.get("maintainers", ()))),
        icon=clean.get("icon", ""),
        condition=clean.get("condition", ""),
        tags=clean.get("tags", ""),
        app_version=clean.get("appVersion", ""),
        deprecated=clean.get("deprecated", False),
        annotations=clean.get("annotations"),
        kube_version=clean.get("kubeVersion", ""),
        dependencies=_dependencies(clean["dependencies"], places) if "dependencies" in clean else None,
        type=fields.get("type", ""),
    )


def sanitized(text: str) -> str:
    """Spaces of any kind as plain spaces, characters that cannot be printed removed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if char in SPACES else char for char in text if char in SPACES or is_printable(char))


def _check_name(name: str) -> None:
    if not name:
        raise _invalid("chart.metadata.name is required")
    if name in (".", ".."):
        raise _invalid(f"chart.metadata.name {quote(name)} is not allowed")
    if "/" in name:
        raise _invalid(f"chart.metadata.name {quote(name)} is invalid")


def _is_version(text: str) -> bool:
    """Whether Masterminds/semver reads it: one to three numbers of 64 bits, then prerelease and build data."""
    match = _VERSION.fullmatch(text)
    if match is None or any(part and int(part) >= 1 << 64 for part in match.group(1, 2, 3)):
        return False
    numeric = (part for part in (match[4] or "").split(".") if part.isdecimal())
    return not any(part[0] == "0" and len(part) > 1 for part in numeric)


def _maintainer(fields: Mapping[str, str] | None) -> Maintainer:
    if fields is None:
        raise _invalid("maintainers must not contain empty or null nodes")
    return Maintainer(*(sanitized(fields.get(key, "")) for key in ("name", "email", "url")))


def _dependencies(entries: list[Mapping[str, Any] | None], places: list[Any]) -> tuple[Dependency, ...]:
    found: list[Dependency] = []
    names: set[str] = set()
    for index, fields in enumerate(entries):
        if fields is None:
            raise _invalid("dependencies must not contain empty or null nodes")
        dependency = Dependency(
            name=sanitized(fields.get("name", "")),
            version=sanitized(fields.get("version", "")),
            repository=sanitized(fields.get("repository", "")),
            condition=sanitized(fields.get("condition", "")),
            tags=tuple(map(sanitized, fields.get("tags", ()))),
            enabled=fields.get("enabled", False),
            import_values=tuple(fields.get("import-values", ())),
            alias=fields.get("alias", ""),
            place=places[index] if index < len(places) else None,
        )
        if dependency.alias and not _ALIAS.fullmatch(dependency.alias):
            raise _invalid(f"dependency {quote(dependency.name)} has disallowed characters in the alias")
        if dependency.effective_name in names:
            raise _invalid(f"more than one dependency with name or alias {quote(dependency.effective_name)}")
        names.add(dependency.effective_name)
        found.append(dependency)
    return tuple(found)


def _invalid(reason: str) -> ChartError:
    return ChartError(f"validation: {reason}")
