"""Which resources of Terraform refer to which, and which may do so without its being known.

A reference counts wherever it leads through: locals, variables, outputs of modules, data sources.  A name that is
written out counts where one resource of the same root module has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from scanner.graph.workloads import Templates
from scanner.model.graph import REFERS, Edge, Loose, Relation
from scanner.model.resource import Data, Path, Resource, Resources
from scanner.model.terraform import TerraformResource
from scanner.model.unknown import Unknown
from scanner.patterns import lazy

NAMES = {
    REFERS: Relation("a resource of Terraform", "a resource of Terraform", "it names the other one", "terraform"),
}

TYPE = lazy(r"beside/(?:data\.|provider\.)?[a-z][a-z0-9_-]*|(?:module|output|configuration|[a-z][a-z0-9]*_[a-z0-9_]+)(?:/[a-z][a-z0-9]*_[a-z0-9_]+)*")
"""What rules may name under `uses` besides relations: a type, `data_` before data sources, several with slashes."""

_KEY = lazy(r"\[[^\[\]]*\]$")
MAX_DEPTH = 12

MAX_LINKS = 500_000
"""Plans of many thousand resources have as many references, which are few for each."""

# The attribute that names a resource, where it is not `name`.
_OWN = {
    "aws_s3_bucket": "bucket", "aws_lambda_function": "function_name", "aws_rds_cluster": "cluster_identifier",
    "aws_redshift_cluster": "cluster_identifier", "aws_docdb_cluster": "cluster_identifier",
    "aws_elasticsearch_domain": "domain_name", "aws_opensearch_domain": "domain_name", "aws_ecs_task_definition": "family",
    "aws_db_instance": "identifier",
}

_WORD = lazy(r"[a-z0-9]+")
# Attributes that may name a resource of any type.
_GENERAL = frozenset({
    "resource", "resources", "arn", "id", "name", "target_id", "resource_id", "resource_arn", "scope", "parent", "alias",
    "attributes", "dimensions", "value", "association",
})
_SYNONYMS = {"balancer": "lb", "balancers": "lb", "elb": "lb", "alb": "lb", "allocation": "eip"}


def find(resources: Resources, templates: Templates) -> Iterator[Edge]:
    """refers: from the resource that names another to the one that is named."""
    for own in _named(resources):
        yield from _references(own)


def _references(own: list[TerraformResource]) -> Iterator[Edge]:
    addresses, names = _by_address(own), _by_name(own)
    seen: set[tuple[Resource, Resource]] = set()
    for resource in own:
        for path, target in _targets(resource, addresses, names):
            if target is not resource and (resource, target) not in seen:
                seen.add((resource, target))
                yield Edge(resource, REFERS, target, path)


def _named(resources: Resources) -> Iterable[list[TerraformResource]]:
    """What references may lead to or come from, by root module; declarations say how resources are written, and are
    none themselves."""
    found: dict[str, list[TerraformResource]] = {}
    for one in resources:
        if isinstance(one, TerraformResource) and one.id.kind != "declaration":
            found.setdefault(one.unit, []).append(one)
    return found.values()


def _by_address(resources: list[TerraformResource]) -> dict[str, list[TerraformResource]]:
    """The instances of each address, with and without its index."""
    found: dict[str, list[TerraformResource]] = {}
    for one in resources:
        for address in dict.fromkeys((one.address, _KEY.sub("", one.address))):
            found.setdefault(address, []).append(one)
    return found


def _by_name(resources: list[TerraformResource]) -> dict[str, list[TerraformResource]]:
    """Resources by the text that names them."""
    found: dict[str, list[TerraformResource]] = {}
    for one in resources:
        if _is_managed(one):
            text = one.body.get(_own_name(one.id.kind))
            if isinstance(text, str) and text:
                found.setdefault(text, []).append(one)
    return found


def _is_managed(resource: TerraformResource) -> bool:
    return "_" in resource.id.kind and "." not in resource.id.kind


def _own_name(kind: str) -> str:
    return _OWN.get(kind, "name")


def _targets(
    resource: TerraformResource, addresses: Mapping[str, list[TerraformResource]], names: Mapping[str, list[TerraformResource]],
) -> Iterator[tuple[Path, TerraformResource]]:  # fmt: skip
    for reference in resource.references:
        found = addresses.get(reference.address)
        if found is None:
            found = addresses.get(_KEY.sub("", reference.address), [])
        for target in found:
            yield reference.path, target
    if _is_managed(resource) or resource.id.kind == "configuration":
        for holder, key, text in _leaves(resource.body, str):
            if 0 < text.count(".") < 3:  # an address within quotes, which somebody meant as a reference
                meant = addresses.get(".".join(text.split(".")[:2]))
                if meant is not None:
                    yield from (((*holder, key), one) for one in meant)
            if text in names and (holder or key != _own_name(resource.id.kind)):
                path = (*holder, key)
                found = [one for one in names[text] if one.id.kind != resource.id.kind and may_name(path, one.id.kind)]
                if len(found) == 1:
                    yield path, found[0]


_Leaf = TypeVar("_Leaf", str, Unknown)


def _leaves(body: Data, kind: type[_Leaf]) -> list[tuple[Path, str | int, _Leaf]]:
    """The values of a kind inside of a body, with the path of what holds them and their key there.

    Large plans have millions of them, so no path is put together for each.
    """
    found: list[tuple[Path, str | int, _Leaf]] = []
    if isinstance(body, (dict, list)):
        _gather(body, kind, (), found)
    return found


def _gather(
    holder: dict[str, Data] | list[Data], kind: type[_Leaf], path: Path, found: list[tuple[Path, str | int, _Leaf]],
) -> None:  # fmt: skip
    for key, one in holder.items() if isinstance(holder, dict) else enumerate(holder):
        if isinstance(one, kind):
            found.append((path, key, one))
        elif isinstance(one, (dict, list)) and len(path) < MAX_DEPTH:
            _gather(one, kind, (*path, key), found)


def may_name(path: Path, kind: str) -> bool:
    """Whether the attribute at a path may name a resource of a type: `vpc_id` does an aws_vpc."""
    words = [step for step in path if isinstance(step, str)]
    return bool(words) and _fits(words[-1], kind)


@lru_cache(maxsize=16384)
def _fits(attribute: str, kind: str) -> bool:
    if attribute in _GENERAL:
        return True
    types = {_singular(word) for word in kind.removeprefix("data.").split("_")[1:]}
    return not types.isdisjoint(_singular(_SYNONYMS.get(word, word)) for word in _WORD.findall(attribute))


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith("ss") else word


def loose(resources: Resources, edges: Iterable[Edge]) -> Iterator[Loose]:
    """References that may be there: through values that are not known, and in modules that are not at hand."""
    leading: dict[Resource, list[Edge]] = {}
    for edge in edges:
        if edge.relation == REFERS:
            leading.setdefault(edge.source, []).append(edge)
    for own in _named(resources):
        yield from _loose(own, leading)


def _loose(own: list[TerraformResource], leading: Mapping[Resource, list[Edge]]) -> Iterator[Loose]:
    kinds = {one.id.kind for one in own if "_" in one.id.kind}
    for resource in own:
        links = leading.get(resource, [])
        if resource.id.kind == "module":
            if resource.is_symbolic:
                reason = Unknown(f"{resource.address} is a module that is not part of what is scanned")
                for edge in links:
                    yield Loose(resource, edge.target.id.kind, reason, edge.target)
            continue
        settled = {edge.because[:1] for edge in links}
        if _is_managed(resource):
            settled.add((_own_name(resource.id.kind),))
            name = resource.body.get(_own_name(resource.id.kind))
            if isinstance(name, Unknown) and name.open:
                yield from (Loose(other, resource.id.kind, name, resource) for other in _unattached(own, resource.id.kind, leading))
        found: set[str] = set()
        for holder, key, unknown in _leaves(resource.body, Unknown):
            path = (*holder, key)
            if unknown.open and path[:1] not in settled:
                for kind in kinds - found:
                    if may_name(path, kind):
                        found.add(kind)
                        yield Loose(resource, kind, unknown)


def _unattached(
    resources: list[TerraformResource], kind: str, leading: Mapping[Resource, list[Edge]],
) -> Iterator[TerraformResource]:  # fmt: skip
    """Resources with a name written out that may be the one of a resource of a type, and refer to none of that type."""
    for one in resources:
        if _is_managed(one) and one.id.kind != kind and not any(edge.target.id.kind == kind for edge in leading.get(one, ())):
            if any(isinstance(value, str) and name not in _GENERAL and _fits(name, kind) for name, value in one.body.items()):
                yield one
