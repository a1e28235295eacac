"""What the files of one folder declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scanner.hcl.errors import EvalError, HclError, SyntaxProblem
from scanner.hcl.json_syntax import Raw
from scanner.hcl.nodes import Assignment, Block, Body
from scanner.patterns import lazy
from scanner.records import NamedTuple

NAME = lazy(r"[^\W\d][\w-]*")

TOP_LEVEL = {
    "terraform": 0, "locals": 0, "moved": 0, "import": 0, "removed": 0, "variable": 1, "output": 1, "module": 1,
    "provider": 1, "check": 1, "resource": 2, "data": 2, "ephemeral": 2,
}  # fmt: skip
"""Types of blocks in a file, with the number of their labels."""

_META = {"lifecycle": 0, "provisioner": 1, "connection": 0, "dynamic": 1}
_CONDITION = ("condition", "error_message")

# Blocks whose contents are fixed: attributes, blocks.
_SCHEMAS: dict[str, tuple[tuple[str, ...], dict[str, int]]] = {
    "variable": (("type", "default", "description", "sensitive", "nullable", "ephemeral", "deprecated"), {"validation": 0}),
    "output": (("value", "description", "sensitive", "depends_on", "ephemeral", "deprecated"), {"precondition": 0}),
    "moved": (("from", "to"), {}),
    "import": (("id", "to", "for_each", "provider", "identity"), {}),
    "removed": (("from",), {"lifecycle": 0, "provisioner": 1, "connection": 0}),
    "validation": (_CONDITION, {}), "precondition": (_CONDITION, {}), "postcondition": (_CONDITION, {}),
    "assert": (_CONDITION, {}),
    "lifecycle": (("create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by", "destroy"),
                  {"precondition": 0, "postcondition": 0, "action_trigger": 0}),
    "dynamic": (("for_each", "iterator", "labels"), {"content": 0}),
    "terraform": (("required_version", "experiments", "language"),
                  {"required_providers": 0, "backend": 1, "cloud": 0, "provider_meta": 1}),
}  # fmt: skip

# Blocks that hold what a provider or another program understands.
_OPEN: dict[str, dict[str, int]] = {
    "locals": {}, "module": {"providers": 0}, "provider": {}, "resource": _META, "data": _META, "ephemeral": _META,
    "provisioner": {"connection": 0}, "connection": {}, "content": {"dynamic": 1}, "required_providers": {},
    "check": {"assert": 0, "data": 2}, "backend": {}, "cloud": {"workspaces": 0}, "provider_meta": {},
}  # fmt: skip

META_ATTRIBUTES = frozenset({"count", "for_each", "provider", "depends_on"})
META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection"})


class Declaration(NamedTuple):
    """Something a configuration declares, with its block; `path` is the file."""

    kind: str
    name: str
    type: str
    block: Block
    body: Body
    path: str

    @property
    def address(self) -> str:
        """As references name it."""
        if self.kind == "resource":
            return f"{self.type}.{self.name}"
        prefix = {"variable": "var", "output": "output", "module": "module"}.get(self.kind)
        return f"{prefix}.{self.name}" if prefix else f"{self.kind}.{self.type}.{self.name}"


class Configuration:
    """Everything the files of a folder declare, by name; `problems` are what is wrong with declarations."""

    def __init__(self) -> None:
        self.variables: dict[str, Declaration] = {}
        self.outputs: dict[str, Declaration] = {}
        self.calls: dict[str, Declaration] = {}
        self.locals: dict[str, Assignment] = {}
        self.resources: dict[tuple[str, str, str], Declaration] = {}
        self.providers: list[Declaration] = []
        self.others: list[Declaration] = []
        self.required_providers: dict[str, Assignment] = {}
        self.problems: list[HclError] = []

    def refuse(self, message: str, path: str, start: int, end: int) -> None:
        """Note what is wrong with a declaration."""
        self.problems.append(EvalError(message, start, end, path))

    def add(self, body: Body) -> None:
        """Take in what a file declares."""
        for assignment in body.attributes.values():
            self.refuse(f'Unsupported argument: an argument named "{assignment.name}" is not expected here.',
                        assignment.path, assignment.start, assignment.name_end)
        for block in body.blocks:
            found = self.checked(block)
            if found is not None:
                self._keep(found)

    def checked(self, block: Block) -> Declaration | None:
        """The declaration a block makes; None, with a problem, when it makes none."""
        path = block.body.path
        wanted = TOP_LEVEL.get(block.type)
        if wanted is None:
            self.refuse(f'Unsupported block type: blocks of type "{block.type}" are not expected here.',
                        path, block.start, block.header_end)
            return None
        if len(block.labels) != wanted:
            word = "Missing name" if len(block.labels) < wanted else "Extraneous label"
            self.refuse(f"{word} for {block.type}: {block.type} blocks have {wanted} labels.",
                        path, block.start, block.header_end)
            return None
        try:
            body = self.contents(block.type, block.body)
        except SyntaxProblem as problem:
            self.problems.append(problem)
            return None
        kind = block.type
        type_name = block.labels[0] if wanted == 2 else ""
        name = block.labels[-1] if wanted else ""
        return Declaration(kind, name, type_name, block, body, path)

    def contents(self, kind: str, body: Body) -> Body:
        """The body of a block of a kind, with the blocks inside read where they are known; problems are noted."""
        if kind in _SCHEMAS:
            attributes, blocks = _SCHEMAS[kind]
            body = _as_body(body, blocks, frozenset({"default", "type"}))
            self._check(kind, body, attributes, blocks)
        elif kind in _OPEN:
            blocks = _OPEN[kind]
            body = _as_body(body, blocks)
        else:
            return _as_body(body, {"dynamic": 1}) if isinstance(body, Raw) else body
        inner = []
        for block in body.blocks:
            known = block.type in blocks
            inner.append(block._replace(body=self.contents(block.type if known else "", block.body)))
            if known and len(block.labels) != blocks[block.type]:
                self.refuse(f"Wrong labels for {block.type}: blocks of this type have {blocks[block.type]} labels.",
                            body.path, block.start, block.header_end)
        return Body(body.path, body.attributes, inner, body.start, body.end, body.is_json)

    def _check(self, kind: str, body: Body, attributes: tuple[str, ...], blocks: Mapping[str, int]) -> None:
        for assignment in body.attributes.values():
            if assignment.name not in attributes:
                self.refuse(f'Unsupported argument: an argument named "{assignment.name}" is not expected here'
                            f"{_nearest(assignment.name, attributes)}.",
                            assignment.path, assignment.start, assignment.name_end)
        for block in body.blocks:
            if block.type not in blocks:
                self.refuse(f'Unsupported block type: blocks of type "{block.type}" are not expected in {kind}.',
                            body.path, block.start, block.header_end)

    def _keep(self, found: Declaration) -> None:
        kind = found.kind
        if kind == "locals":
            for assignment in found.body.attributes.values():
                if assignment.name in self.locals:
                    self.refuse(f'Duplicate local value definition: a local value named "{assignment.name}" was already '
                                "defined.", assignment.path, assignment.start, assignment.name_end)
                self.locals.setdefault(assignment.name, assignment)
                if NAME.fullmatch(assignment.name) is None:
                    self.refuse(f'Invalid local value name: "{assignment.name}" is no identifier.',
                                assignment.path, assignment.start, assignment.name_end)
            for block in found.body.blocks:
                self.refuse("Unsupported block type: locals take arguments only.", found.path, block.start, block.header_end)
        elif kind in ("resource", "data", "ephemeral"):
            self._unique(self.resources, (kind, found.type, found.name), found)
        elif kind in ("variable", "output", "module"):
            table = {"variable": self.variables, "output": self.outputs, "module": self.calls}[kind]
            self._unique(table, found.name, found)
        elif kind == "provider":
            self.providers.append(found)
        else:
            if kind == "terraform":
                for block in found.body.of_type("required_providers"):
                    self.required_providers.update(block.body.attributes)
            self.others.append(found)
        self._names(found)

    def _unique(self, table: dict, key: object, found: Declaration) -> None:  # type: ignore[type-arg]
        if key in table:
            self.refuse(f"Duplicate {found.kind} declaration: {found.address} was already declared.",
                        found.path, found.block.start, found.block.header_end)
        else:
            table[key] = found

    def _names(self, found: Declaration) -> None:
        """Names must be identifiers."""
        for label, (start, end) in zip(found.block.labels, found.block.label_places, strict=True):
            if NAME.fullmatch(label) is None:
                self.refuse(f'Invalid {found.kind} name: "{label}" must start with a letter or underscore and may contain only '
                            "letters, digits, underscores, and dashes.", found.path, start, end)
        if found.kind == "variable" and found.name in RESERVED:
            self.refuse(f'Invalid variable name: the variable name "{found.name}" is reserved.',
                        found.path, found.block.start, found.block.header_end)

    def override(self, body: Body) -> None:
        """Take in what an overriding file says: it must have been declared, and what is written here counts."""
        for block in body.blocks:
            found = self.checked(block)
            if found is None:
                continue
            if found.kind == "locals":
                for assignment in found.body.attributes.values():
                    if assignment.name not in self.locals:
                        self.refuse(f'Missing base local value definition to override: "{assignment.name}".',
                                    assignment.path, assignment.start, assignment.name_end)
                    self.locals[assignment.name] = assignment
                continue
            if found.kind in ("terraform", "provider", "check", "moved", "import", "removed"):
                self._keep(found)
                continue
            table: dict = {"variable": self.variables, "output": self.outputs, "module": self.calls}.get(  # type: ignore[type-arg]
                found.kind, self.resources)
            key = found.name if found.kind in ("variable", "output", "module") else (found.kind, found.type, found.name)
            base = table.get(key)
            if base is None:
                self.refuse(f"Missing {found.kind} to override: there is no {found.address} in another file.",
                            found.path, found.block.start, found.block.header_end)
            else:
                table[key] = base._replace(body=_merged(base.body, found.body))


RESERVED = frozenset({"source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"})
"""Names that arguments of module calls have."""


def _as_body(body: Body, blocks: Mapping[str, int], literals: frozenset[str] = frozenset()) -> Body:
    return body.read(blocks, literals) if isinstance(body, Raw) else body


def _merged(base: Body, over: Body) -> Body:
    """Attributes one by one; blocks of a type as a whole, but those of lifecycle, which are merged."""
    replaced = {block.type for block in over.blocks if block.type != "dynamic"}
    replaced |= {block.labels[0] for block in over.blocks if block.type == "dynamic" and block.labels}
    blocks = []
    for block in base.blocks:
        name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        if block.type == "lifecycle" and "lifecycle" in replaced:
            inner = next(one for one in over.blocks if one.type == "lifecycle")
            blocks.append(block._replace(body=_merged(block.body, inner.body)))
        elif name not in replaced:
            blocks.append(block)
    known = any(block.type == "lifecycle" for block in base.blocks)
    blocks += [block for block in over.blocks if not (block.type == "lifecycle" and known)]
    return Body(base.path, {**base.attributes, **over.attributes}, blocks, base.start, base.end, base.is_json)


def _nearest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1)
    return f'; did you mean "{close[0]}"?' if close else ""
