"""The rules with the engine `schema`: objects against the API of the target version and of CustomResourceDefinitions.

The file of such a rule holds prose and examples; what it asks is a function here.  Everything in a scan is judged
together, since one chart may define the kinds of another one's objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scanner.apischema import kinds, lifecycle
from scanner.apischema.check import check
from scanner.apischema.findings import Defect, Findings
from scanner.apischema.tables import group_of, tables
from scanner.model.graph import Graph
from scanner.model.judgement import Judgement, Outcome
from scanner.model.resource import KUBERNETES, DeferredFile, Resource
from scanner.model.rule import AnyRule, Rule
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple
from scanner.rules.judge import Target

if TYPE_CHECKING:
    from scanner.apischema.definitions import Definition, Definitions

ENGINE = "schema"

VALIDATION, REMOVED, SUPERSEDED = "schema-validation", "deprecated-api", "superseded-api"

# The one thing in crds/ that is judged: Helm cannot install a definition of this version.
_OLD_DEFINITION = "apiextensions.k8s.io/v1beta1"

_MAX_STEPS = 200_000
"""Most values of a custom object that are held against its schema, each once for every part of the schema about it."""

_MAX_WORK = 5 * _MAX_STEPS
"""The same for all custom objects of a scan."""


class _Said(NamedTuple):
    """What a rule says about one object: defects, or why it cannot say anything, or neither: the object passes."""

    defects: tuple[Defect, ...] = ()
    unknown: str = ""


class Schemas:
    """What everything in a scan defines: `files` are those of the charts' crds/ folders."""

    def __init__(self, graphs: Iterable[Graph], files: Iterable[DeferredFile]) -> None:
        files = tuple(files)
        resources = [resource for graph in graphs for resource in graph.resources]
        self._definitions = _definitions((*resources, *_old_definitions(files)), files)
        self._left = _MAX_WORK

    def judge(
        self, graph: Graph, files: Iterable[DeferredFile], rules: Iterable[AnyRule], target: Target = Target(),
    ) -> tuple[Judgement, ...]:
        """The judgements of the rules of this engine about the resources of a graph, in reading order, then by rule id.

        `files` are those of the crds/ folders that belong to it.
        """
        chosen = (rule for rule in rules if rule.engine == ENGINE and rule.id in QUESTIONS)
        asked = sorted(chosen, key=lambda rule: rule.id)
        if not asked:
            return ()
        scan = _Scan(self._definitions, target, self._left)
        found: list[Judgement] = []
        own = (one for one in graph.resources if one.id.dialect == KUBERNETES)
        for resource in (*own, *_old_definitions(files)):
            for rule in asked:
                said = QUESTIONS[rule.id](scan, resource)
                if said is not None:
                    found += _judgements(rule.whole(), resource, said)
        self._left = scan.left
        return tuple(found)


def _old_definitions(files: Iterable[DeferredFile]) -> tuple[Resource, ...]:
    return tuple(
        resource for file in files if _OLD_DEFINITION in file.text
        for document in file.split() if _OLD_DEFINITION in document.text
        for resource in document.read() if resource.body.get("apiVersion") == _OLD_DEFINITION
    )


def _definitions(resources: Iterable[Resource], files: tuple[DeferredFile, ...]) -> Definitions | None:
    """What the scan defines; None where it holds no definition."""
    found = [resource for resource in resources if resource.id.kind == "CustomResourceDefinition"]
    if not found and not files:
        return None
    from scanner.apischema.definitions import Definitions

    return Definitions(found, files)


def _judgements(rule: Rule, resource: Resource, said: _Said) -> Iterator[Judgement]:
    if said.defects:
        for path, message, at_key in said.defects:
            yield Judgement(rule, Outcome.FAIL, resource, path, message=message, at_key=at_key)
    elif said.unknown:
        yield Judgement(rule, Outcome.UNKNOWN, resource, message=said.unknown)
    else:
        yield Judgement(rule, Outcome.PASS, resource)


class _Scan:
    """What the questions about all objects share."""

    def __init__(self, definitions: Definitions | None, target: Target, left: int) -> None:
        self.tables = tables()
        self.definitions = definitions
        minor = re.match(r"v?1\.(\d{1,4})", target.kubernetes)
        self.minor = int(minor[1]) if minor else self.tables.last
        products = target.params.get(REMOVED, {}).get("products")
        known = products.items() if isinstance(products, dict) else ()
        self.products = {name: lifecycle.version(str(text)) for name, text in known}
        self.left = left

    def definition(self, resource: Resource, api_version: str) -> Definition | None:
        """The definition of a custom object's kind, if it was scanned.

        One of another chart may be older than the one in the cluster: it says nothing about versions it does not list.
        """
        if self.definitions is None:
            return None
        found = self.definitions.of(group_of(api_version), resource.id.kind, resource.unit)
        if found is None or found.unit == resource.unit:
            return found
        return found if api_version.rpartition("/")[2] in found.versions else None

    def api(self, resource: Resource) -> lifecycle.Verdict | None:
        """What is known about the API version of an object, which must be a text."""
        api_version = resource.body["apiVersion"]
        definition = self.definition(resource, api_version)
        return lifecycle.judged(self.tables, self.minor, self.products, api_version, resource.id.kind, definition)


def _validation(scan: _Scan, resource: Resource) -> _Said | None:
    """Fields and types of the object."""
    api_version, kind = resource.body.get("apiVersion"), resource.id.kind
    if isinstance(api_version, Unknown):
        return _Said(unknown=api_version.reason)
    if not isinstance(api_version, str) or not api_version:
        return _Said((Defect(("apiVersion",), f"apiVersion of {resource.id.short} is missing."),))
    definition = scan.definition(resource, api_version)
    if definition is None and not kinds.is_judged(scan.tables, api_version, kind):
        return None
    verdict = scan.api(resource)
    if verdict is not None and verdict.removed:
        return _Said(unknown=f"{api_version} {kind} {verdict.removed}")
    if definition is None:
        return _built_in(scan, resource, api_version, kind)
    schema = definition.versions[api_version.rpartition("/")[2]].schema
    return None if schema is None else _custom(scan, schema, resource)


def _custom(scan: _Scan, schema: Mapping[str, Any], resource: Resource) -> _Said:
    from scanner.apischema.structural import check_custom

    findings = Findings(min(_MAX_STEPS, scan.left))
    scan.left -= findings.left
    check_custom(scan.tables, scan.tables.clamped(scan.minor), schema, resource.body, findings)
    scan.left += findings.left
    return _said(findings)


def _built_in(scan: _Scan, resource: Resource, api_version: str, kind: str) -> _Said:
    if scan.minor < scan.tables.first:
        return _Said(unknown=f"the fields of Kubernetes before 1.{scan.tables.first} are not known")
    minor = scan.tables.clamped(scan.minor)
    stranger = kinds.stranger(scan.tables, minor, api_version, kind)
    if stranger is not None:
        said = _Said((Defect((stranger[0],), f"{stranger[1]}."),))
    else:
        found = scan.tables.kind(api_version, kind)
        assert found is not None
        said = _said(check(scan.tables, minor, found, resource.body))
    if said.defects and scan.minor > scan.tables.last:
        return _Said(unknown=f"the fields of Kubernetes after 1.{scan.tables.last} are not known")
    return said


def _said(findings: Findings) -> _Said:
    return _Said(tuple(findings.defects), findings.unknown[1].reason if findings.unknown is not None else "")


def _removed(scan: _Scan, resource: Resource) -> _Said | None:
    """Whether the API version of the object is served at all."""
    return _about_version(scan, resource, lambda verdict: verdict.removed)


def _superseded(scan: _Scan, resource: Resource) -> _Said | None:
    """Whether the API version of the object is one to stay with; of one that is not served the other rule speaks."""
    return _about_version(scan, resource, lambda verdict: None if verdict.removed else verdict.deprecated)


def _about_version(
    scan: _Scan, resource: Resource, ask: Callable[[lifecycle.Verdict], str | None],
) -> _Said | None:
    api_version = resource.body.get("apiVersion")
    if isinstance(api_version, Unknown):
        return _Said(unknown=api_version.reason)
    verdict = scan.api(resource) if isinstance(api_version, str) else None
    what = ask(verdict) if verdict is not None else None
    if what is None:
        return None
    named = f"The API version {api_version} of {resource.id.kind}"
    return _Said((Defect(("apiVersion",), f"{named} {what}."),) if what else ())


QUESTIONS: dict[str, Callable[[_Scan, Resource], _Said | None]] = {
    VALIDATION: _validation, REMOVED: _removed, SUPERSEDED: _superseded,
}
