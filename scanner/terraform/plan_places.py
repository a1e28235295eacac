"""Where the parts of a plan's resources stand: in the source folder, where there is one, else in the JSON."""

from __future__ import annotations

import json
from typing import Any

from scanner.hcl.errors import HclError
from scanner.model.provenance import Hop, Provenance
from scanner.model.resource import Path
from scanner.model.source import SourceFile, SourceSpan
from scanner.patterns import lazy
from scanner.terraform.module import ModuleInstance
from scanner.terraform.places import SourceLocator
from scanner.terraform.plan_references import parts
from scanner.terraform.tree import Tree

_SPACE = lazy(r"[ \t\r\n]*")


class PlanText:
    """The text of a plan; places are found by reading values and throwing them away, which is as fast as JSON is read."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self._decode = json.JSONDecoder(strict=False).raw_decode
        # Offsets of the entries of lists that were walked through, by the offset of the list.
        self._entries: dict[int, list[int]] = {}
        self._members: dict[int, dict[str, tuple[int, int]]] = {}

    def span(self, path: Path) -> SourceSpan:
        """The place of the value at a path, or of its nearest parent: from its key to the end of the line at most."""
        text = self.file.text
        start = at = self._skip(1 if text.startswith("\ufeff") else 0)
        for step in path:
            found = self._member(at, str(step)) if text[at:at + 1] == "{" else self._entry(at, step)
            if found is None:
                break
            start, at = found
        end = text.find("\n", start, start + 200)
        stop = end if end >= 0 else min(start + 200, len(text))
        if text[at:at + 1] not in ("{", "["):
            stop = min(self._decode(text, at)[1], at + 200)
        return SourceSpan(self.file.path, start, max(stop, start))

    def _skip(self, at: int) -> int:
        return int(_SPACE.match(self.file.text, at).end())

    def _member(self, at: int, name: str) -> tuple[int, int] | None:
        """(offset of the key, offset of the value) of an entry of the object at an offset."""
        known = self._members.get(at)
        if known is None:
            known = {}
            text, decode = self.file.text, self._decode
            position = self._skip(at + 1)
            while text[position] != "}":
                key, end = decode(text, position)
                value = self._skip(self._skip(end) + 1)
                known[key] = (position, value)
                position = self._skip(decode(text, value)[1])
                if text[position] == ",":
                    position = self._skip(position + 1)
            self._members[at] = known
        return known.get(name)

    def _entry(self, at: int, index: Any) -> tuple[int, int] | None:
        """The offset of an item of the list at an offset, twice."""
        text = self.file.text
        if text[at:at + 1] != "[" or not isinstance(index, int):
            return None
        offsets = self._entries.setdefault(at, [])
        position = self._skip(at + 1) if not offsets else -1
        while len(offsets) <= index:
            if offsets:
                position = self._skip(self._decode(text, offsets[-1])[1])
                if text[position] != ",":
                    return None
                position = self._skip(position + 1)
            if text[position] == "]":
                return None
            offsets.append(position)
        return offsets[index], offsets[index]


class PlanLocator:
    """Leads a path of a resource to its lines in the source folder, else to the plan."""

    __slots__ = ("text", "entry", "address", "module", "source")

    def __init__(self, text: PlanText, entry: Path, address: str, module: str, source: Tree | None) -> None:
        self.text, self.entry, self.address, self.module, self.source = text, entry, address, module, source

    def place(self, path: Path) -> Provenance:
        """The place of the value at `path`, or of its nearest present parent."""
        if self.source is not None:
            found = in_source(self.source, self.module, self.address, path)
            if found is not None:
                return found
        return Provenance((Hop("literal", self.text.span((*self.entry, *path))),))


def in_source(tree: Tree, module: str, address: str, path: Path) -> Provenance | None:
    """The place in a source folder; None where the resource is not declared there."""
    try:
        found = _instance(tree, module, address)
        return SourceLocator(found).place(path) if found is not None else None
    except HclError:
        return None


def _instance(tree: Tree, module: str, address: str) -> Any:
    instance: ModuleInstance | None = tree.instance
    names = parts(module)
    for name, index in names[1::2]:
        if instance is None or name not in instance.configuration.calls:
            return None
        call = instance.configuration.calls[name]
        keys = instance.expansion(call).keys
        key = next((one for one in keys if _shown(one) == index), keys[0] if keys else None)
        instance = instance.child(call, key) if keys else None
    if instance is None:
        return None
    own = parts(address[len(module) + 1:] if module else address)
    mode = "data" if own and own[0][0] == "data" else "resource"
    kinds = own[1:] if mode == "data" else own
    if len(kinds) < 2:
        return None
    declared = instance.configuration.resources.get((mode, kinds[0][0], kinds[1][0]))
    if declared is None:
        return None
    instances = tree.resources.instances(instance, declared)
    return next((one for one in instances if one.address.endswith(kinds[1][0] + kinds[1][1])), instances[0] if instances else None)


def _shown(key: object) -> str:
    from scanner.terraform.expansion import key_text

    return key_text(key)  # type: ignore[arg-type]
