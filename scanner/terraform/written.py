"""What stands in the blocks of a configuration before anything is evaluated, as resources of the model.

A resource of the kind `declaration` for each resource, data source, variable, local value, output, module call and
provider:

    {"type": "resource", "resource_type": "aws_instance", "label": "web", "used": true, "ignore_changes": ["tags"],
     "provisioners": [{"label": "local-exec", "text": "..."}], "legacy": [{"text": "..."}],
     "constraint": "string", "refers": ["var.a.b"],
     "literals": [{"name": "password", "value": "...", "path": "metadata.password"}]}

and one of the kind `configuration` for each module:

    {"is_root": true, "folder": "infra/net", "resources": 3, "lock_file": false, "required_version": [">= 1.6"],
     "required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}, "providers": ["aws"],
     "backend": [{"label": "s3", ...}], "cloud": [...]}

`constraint` is the type of a variable as it is written; `refers` is what a default or value names and may show: not what it
only compares.  `literals` are the texts that are written out, with the name of the argument or key that they are for; the default of a variable is for the variable.  Of texts that are sensitive it is only told that they are there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from scanner.hcl.nodes import (
    Assignment, Attribute, Binary, Block, Body, Call, Conditional, Index, Literal, Name, Node, Object, Template,
)  # fmt: skip
from scanner.hcl.json_syntax import inside, walk
from scanner.hcl.references import children, references
from scanner.model.provenance import NOWHERE, Hop, Provenance
from scanner.model.resource import Path, ResourceId
from scanner.model.source import SourceSpan
from scanner.model.terraform import DIALECT, MASK, TerraformResource
from scanner.model.unknown import Unknown
from scanner.patterns import lazy
from scanner.terraform.configuration import Configuration, Declaration
from scanner.terraform.module import ModuleInstance
from scanner.terraform.tree import Tree

LOCK_FILE = ".terraform.lock.hcl"
MAX_LITERALS = 2_000
"""Literals of one block that are looked at."""

MAX_LITERAL = 200_000
"""Characters of one literal."""

_LATER = Unknown("the backend is completed when it is initialised")

_WRAPPED = lazy(r"\s*[=:]\s*\"\$\{[^\"{}]{1,500}\}\"\s*")


class Spans:
    """Leads the paths of a body to the pieces of the files they were read from; else to the whole."""

    __slots__ = ("header", "spans")

    def __init__(self, header: SourceSpan | None, spans: dict[Path, SourceSpan]) -> None:
        self.header, self.spans = header, spans

    def place(self, path: Path) -> Provenance:
        """The place of the value at `path`, or of its nearest parent that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.spans:
                return Provenance((Hop("literal", self.spans[path[:length]]),))
        return Provenance((Hop("literal", self.header),)) if self.header is not None else NOWHERE


def written(tree: Tree, unit: str) -> Iterator[TerraformResource]:
    """The declarations of every module once, however often it is called, and the modules themselves."""
    seen: set[str] = set()
    for module in tree.modules():
        if module.folder.path not in seen:
            seen.add(module.folder.path)
            yield _configuration(module, unit)
            used = _used(module.configuration)
            for address, kind, block in _blocks(module.configuration):
                yield _resource(module, address, kind, block, used, unit)


def _blocks(configuration: Configuration) -> Iterator[tuple[str, str, Declaration | Assignment]]:
    """Everything with a name, by the address under which references know it."""
    for declared in configuration.resources.values():
        if declared.kind != "ephemeral":
            yield declared.address, declared.kind, declared
    for kind, found in (("variable", configuration.variables), ("output", configuration.outputs), ("module", configuration.calls)):
        for declared in found.values():
            yield declared.address, kind, declared
    for name, assignment in configuration.locals.items():
        yield f"local.{name}", "local", assignment
    for number, declared in enumerate(configuration.providers):
        yield f"provider.{declared.name}" + (f"[{number}]" if number else ""), "provider", declared


def _resource(
    module: ModuleInstance, address: str, kind: str, block: Declaration | Assignment, used: frozenset[str], unit: str,
) -> TerraformResource:  # fmt: skip
    identity = ResourceId(DIALECT, "", "declaration", module.address, address)
    spans: dict[Path, SourceSpan] = {}
    header = SourceSpan(block.path, block.start, block.end) if isinstance(block, Assignment) else _header(block)
    reader = _Reader(module, spans)

    def body() -> dict[str, Any]:
        found = reader.read(block)
        return {"type": kind, "used": address in used, **found}

    return TerraformResource(identity, body, Spans(header, spans), unit, identity.short, lambda: ())


def _header(declared: Declaration) -> SourceSpan:
    return SourceSpan(declared.path, declared.block.start, declared.block.header_end)


class _Reader:
    """Reads one block; where things stand goes to `spans`."""

    def __init__(self, module: ModuleInstance, spans: dict[Path, SourceSpan]) -> None:
        self.module, self.spans = module, spans
        self.literals: list[dict[str, str]] = []
        self.legacy: list[dict[str, str]] = []
        self.owner, self.hidden, self.collects = "", False, True

    def read(self, block: Declaration | Assignment) -> dict[str, Any]:
        """The facts about a block, in the order of the file."""
        self.literals, self.legacy = [], []
        found: dict[str, Any] = {}
        if isinstance(block, Assignment):
            found["label"] = block.name
            self._assignment(block, "")
        else:
            found["label"] = block.name
            self.collects = block.kind != "output"  # what it puts out is written elsewhere
            if block.kind == "variable":
                self.owner = block.name
                sensitive = block.body.attributes.get("sensitive")
                self.hidden = sensitive is not None and self.text(block.path, sensitive.value.start, sensitive.value.end) != "false"
            if block.type:
                found["resource_type"] = block.type
            self._body(block.body, "")
            found |= self._lifecycle(block.body)
            if block.kind in ("variable", "output"):
                found |= self._interface(block.body)
            found["provisioners"] = self._provisioners(block.body)
        return {**found, "literals": self.literals, "legacy": self.legacy}

    def text(self, path: str, start: int, end: int) -> str:
        """A piece of a file."""
        source = self.module.tree.sources.get(path)
        return source.text[start:end] if source is not None else ""

    def _body(self, body: Body, prefix: str) -> None:
        for assignment in body.attributes.values():
            self._assignment(assignment, prefix)
        self._pair([(one.name, one.value) for one in body.attributes.values()], body.path, prefix)
        for inner in body.blocks:
            if inner.type not in ("validation", "precondition", "postcondition"):
                self._body(inner.body, f"{prefix}{inner.type}.")

    def _assignment(self, one: Assignment, prefix: str) -> None:
        written = self.text(one.path, one.name_end, one.end)
        outdated = _WRAPPED.fullmatch(written) is not None and not one.path.endswith(".json")
        if outdated or any(isinstance(node, Index) and node.legacy for node in walk(one.value)):
            self._note("legacy", self.legacy, {"text": written.strip(" =")[:200]}, SourceSpan(one.path, one.start, one.end))
        self._value(one.name, one.value, one.path, prefix, one.start)

    def _value(self, name: str, node: Node, path: str, prefix: str, start: int) -> None:
        """The literals of an expression: of a text itself, and of objects and lists inside."""
        pending: list[tuple[str, Node, str, int]] = [(name, node, prefix, start)]
        while pending:
            name, node, prefix, start = pending.pop()
            text = _literal(node)
            if text is not None:
                self._literal(name, text, prefix, SourceSpan(path, start, node.end))
            elif isinstance(node, Object):
                entries = [(_key(one.key, one.literal), one) for one in node.items]
                pending += [(key, one.value, f"{prefix}{name}.", one.key.start) for key, one in reversed(entries) if key]
                self._pair([(key, one.value) for key, one in entries], path, f"{prefix}{name}.")
            elif isinstance(node, Call) and node.name == "sensitive":
                self._literal(name, MASK, prefix, SourceSpan(path, start, node.end))
            elif not isinstance(node, (Name, Attribute, Index)):
                pending += [(name, inner, prefix, inner.start) for inner in reversed(_inside(node))]

    def _pair(self, entries: list[tuple[str, Node]], path: str, prefix: str) -> None:
        """`{name = "DB_PASSWORD", value = "..."}` gives DB_PASSWORD its value."""
        found = dict(entries)
        name, value = _literal(found.get("name")), _literal(found.get("value"))
        if name and value:
            self._literal(name, value, prefix, SourceSpan(path, found["value"].start, found["value"].end))

    def _literal(self, name: str, text: str, prefix: str, span: SourceSpan) -> None:
        if text and self.collects and len(self.literals) < MAX_LITERALS:
            path = f"{prefix}{name}"
            value = MASK if self.hidden and path.startswith("default") else text[:MAX_LITERAL]
            row = {"name": self.owner if self.owner and path == "default" else name, "value": value, "path": path}
            self._note("literals", self.literals, row, span)

    def _note(self, name: str, rows: list[dict[str, str]], row: dict[str, str], span: SourceSpan) -> None:
        self.spans[name, len(rows)] = span
        rows.append(row)

    def _interface(self, body: Body) -> dict[str, Any]:
        """Whether a variable or output is sensitive, and what its value names."""
        found: dict[str, Any] = {"refers": []}
        constraint = body.attributes.get("type")
        if constraint is not None:
            found["constraint"] = self.text(constraint.path, constraint.value.start, constraint.value.end).strip()
        for name in ("sensitive", "default", "value"):
            one = body.attributes.get(name)
            if one is not None:
                self.spans[name,] = SourceSpan(one.path, one.start, one.end)
                if name == "sensitive":
                    found[name] = self.text(one.path, one.value.start, one.value.end)
                found["refers"] += [_dotted(node) for node in _shown(one.value)]
        return found

    def _lifecycle(self, body: Body) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for block in body.of_type("lifecycle"):
            for name in ("ignore_changes", "prevent_destroy"):
                one = block.body.attributes.get(name)
                if one is not None:
                    self.spans[name,] = SourceSpan(one.path, one.start, one.end)
                    text = self.text(one.path, one.value.start, one.value.end).strip('"')
                    found[name] = text if name == "prevent_destroy" or text == "all" else text.strip("[] \n").split(",")
        return found

    def _provisioners(self, body: Body) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = []
        for block in body.of_type("provisioner"):
            span = SourceSpan(block.body.path, block.start, block.header_end)
            text = self.text(block.body.path, block.start, block.end)[:MAX_LITERAL]
            self._note("provisioners", rows, {"label": block.labels[0] if block.labels else "", "text": text}, span)
        return rows


_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def _shown(node: Node) -> list[Node]:
    """The references of an expression whose value may be a part of its own: none that is only compared, or a condition."""
    hidden: list[Node] = []
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Binary) and one.operator in _COMPARISONS:
            hidden += references(one)
        elif isinstance(one, Conditional):
            hidden += references(one.condition)
            pending += (one.yes, one.no)
        else:
            pending.extend(inside(one))
    places = {(one.start, one.end) for one in hidden}
    return [one for one in references(node) if (one.start, one.end) not in places]


def _literal(node: Node | None) -> str | None:
    """The text that is written out; None where something else stands, or where it is put together."""
    if isinstance(node, Literal) and isinstance(node.value.data, str):
        return node.value.data
    if isinstance(node, Template):
        texts = [_literal(part) for part in node.parts]
        # What is written around an expression can hold a key as well as a text of its own.
        return "".join("${}" if text is None else text for text in texts) if any(texts) else None
    return None


def _key(node: Node, literal: str | None) -> str:
    return literal if literal is not None else _literal(node) or ""


def _inside(node: Node) -> Sequence[Node]:
    """The parts of an expression that may give its value; those of a template were looked at."""
    if isinstance(node, (Literal, Template)):
        return []
    return children(node)


def _used(configuration: Configuration) -> frozenset[str]:
    """The addresses of variables, locals, modules and resources that something in a module names."""
    found: set[str] = set()
    for node in _expressions(configuration):
        for one in references(node):
            found.add(_address(one))
    return frozenset(found)


def _expressions(configuration: Configuration) -> Iterator[Node]:
    for assignment in configuration.locals.values():
        yield assignment.value
    groups = (configuration.resources, configuration.variables, configuration.outputs, configuration.calls)
    bodies = [one.body for group in groups for one in group.values()]
    bodies += [one.body for one in (*configuration.providers, *configuration.others)]
    while bodies:
        body = bodies.pop()
        yield from (one.value for one in body.attributes.values())
        bodies += [block.body for block in body.blocks]


def _address(node: Node) -> str:
    """`var.size`, `aws_vpc.main` or `data.aws_ami.base` of a reference that goes on from there."""
    names = _dotted(node).split(".")
    return ".".join(names[:3 if names[0] in ("data", "ephemeral") else 2])


def _dotted(node: Node) -> str:
    """A reference without its indices: `aws_instance.web.id`."""
    steps: list[str] = []
    while isinstance(node, (Attribute, Index)):
        if isinstance(node, Attribute):
            steps.append(node.name)
        node = node.source
    return ".".join([node.name if isinstance(node, Name) else "", *reversed(steps)])


def _configuration(module: ModuleInstance, unit: str) -> TerraformResource:
    configuration = module.configuration
    settings = [one for one in configuration.others if one.kind == "terraform"]
    spans: dict[Path, SourceSpan] = {}
    body: dict[str, Any] = {
        "is_root": not module.address, "folder": unit, "resources": len(configuration.resources) + len(configuration.calls),
        "lock_file": os.path.isfile(os.path.join(module.folder.path, LOCK_FILE)),
        "providers": sorted(_providers(configuration)), "required_providers": {},
    }  # fmt: skip
    reader = _Reader(module, {})
    for declared in settings:
        _settings(declared.body, body, spans, reader)
    for name, one in configuration.required_providers.items():
        spans["required_providers", name] = SourceSpan(one.path, one.start, one.end)
        body["required_providers"][name] = _requirement(one.value)
    where = [_header(one) for one in settings] or [
        SourceSpan(one.path, one.start, one.end) if isinstance(one, Assignment) else _header(one)
        for _, _, one in _blocks(configuration)]
    header = min(where, default=None, key=lambda one: (one.path, one.start)) if not settings else where[0]
    identity = ResourceId(DIALECT, "", "configuration", module.address, "terraform")
    return TerraformResource(identity, lambda: body, Spans(header, spans), unit, identity.short, lambda: ())


def _settings(block: Body, body: dict[str, Any], spans: dict[Path, SourceSpan], reader: _Reader) -> None:
    one = block.attributes.get("required_version")
    if one is not None:
        body.setdefault("required_version", []).append(_literal(one.value) or "")
        spans["required_version",] = SourceSpan(one.path, one.start, one.end)
    for inner in block.blocks:
        if inner.type in ("backend", "cloud"):
            spans[inner.type, len(body.get(inner.type, []))] = SourceSpan(inner.body.path, inner.start, inner.header_end)
            found: dict[str, Any] = {
                name: reader.text(one.path, one.value.start, one.value.end).strip('"')
                for name, one in inner.body.attributes.items()
            }
            for name, one in inner.body.attributes.items():
                spans[inner.type, len(body.get(inner.type, [])), name] = SourceSpan(one.path, one.start, one.end)
            if _label(inner) == "s3" and not {"bucket", "key"} <= found.keys():
                found |= {name: _LATER for name in ("encrypt", "kms_key_id", "dynamodb_table", "use_lockfile") if name not in found}
            body.setdefault(inner.type, []).append({**found, "label": _label(inner)})


def _label(block: Block) -> str:
    return block.labels[0] if block.labels else ""


def _requirement(node: Node) -> dict[str, str]:
    text = _literal(node)
    if text is not None:  # the form of Terraform 0.12
        return {"version": text}
    found: dict[str, str] = {}
    for one in node.items if isinstance(node, Object) else ():
        found[_key(one.key, one.literal)] = _literal(one.value) or ""
    return found


def _providers(configuration: Configuration) -> set[str]:
    """The local names of the providers that a module uses."""
    found = {one.name for one in configuration.providers}
    for declared in configuration.resources.values():
        given = declared.body.attributes.get("provider")
        node = given.value if given is not None else None
        while isinstance(node, Attribute):
            node = node.source
        found.add(node.name if isinstance(node, Name) else declared.type.partition("_")[0])
    return found - {"terraform"}
