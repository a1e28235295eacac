"""A root module with everything it calls."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from scanner.hcl.errors import EvalError, HclError
from scanner.hcl.evaluator import evaluate
from scanner.hcl.files import Files
from scanner.model.source import SourceFile, SourceSpan
from scanner.terraform import folder as folders
from scanner.terraform.configuration import Declaration
from scanner.terraform.diagnostics import ERROR, WARNING, Diagnostics
from scanner.terraform.folder import Folder
from scanner.terraform.given import Values, VariableOptions
from scanner.terraform.module import NOTHING, ModuleInstance
from scanner.terraform.resource_instance import ResourceTable
from scanner.terraform.sources import Available, is_local

MAX_DEPTH = 32
"""Modules that call modules."""

MAX_MODULES = 5_000
"""Instances of modules in one tree."""


class Tree:
    """One evaluation of a root module; `root` is the folder that no path leaves, `shown` the module's path in reports."""

    def __init__(
        self, path: str, shown: str, root: str, options: VariableOptions = VariableOptions(),
        available: Available | None = None, workspace: str = "default",
        value_files: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:  # fmt: skip
        self.path, self.shown, self.root = os.path.realpath(path), shown, os.path.realpath(root)
        self.workspace = workspace
        self.files = Files(self.path, self.root)
        self.diagnostics = Diagnostics()
        self.pending: list[str] = []
        self.reading: list[str] = []  # the files of the expressions that are being evaluated
        self.sources: dict[str, SourceFile] = {}
        self.resources = ResourceTable(self)
        self.available = available or Available(self.path, self.root)
        self._folders: dict[str, Folder] = {}
        self._modules = 0
        self.called_folders: set[str] = set()
        folder = self.folder(self.path, shown)
        values = Values(self.diagnostics, self.root)
        values.gather(self.path, shown, options, folder.configuration.variables, value_files)
        self.sources |= values.sources
        self.instance = ModuleInstance(self, folder, given=values.by_name)

    def folder(self, path: str, shown: str) -> Folder:
        """The configuration of a folder, read once."""
        found = self._folders.get(path)
        if found is None:
            found = self._folders[path] = folders.load(path, shown, self.root)
            self.sources |= found.sources
            for problem in found.configuration.problems:
                self.diagnostics.error(problem)
        return found

    def relative(self, path: str) -> str:
        """A folder's path as `path.module` gives it: relative to the root module."""
        return os.path.relpath(path, self.path).replace(os.sep, "/")

    def circle(self, name: str) -> list[str]:
        """The declarations that wait for each other, from `name` to itself."""
        start = self.pending.index(name) if name in self.pending else 0
        return [*self.pending[start:][:12], name]

    def called(self, caller: ModuleInstance, call: Declaration) -> Folder | None:
        """The folder of a module that is called; None, with a notice, where it is not at hand."""
        span = SourceSpan(call.path, call.block.start, call.block.header_end)
        source = source_of(call)
        if source is None:
            self.diagnostics.add(ERROR, f'Missing required argument: module "{call.name}" has no source that is a literal string.',
                                 span)
            return None
        found = self.available.find(caller.folder.path, source, _path_of(caller, call))
        if isinstance(found, str):
            path = found
        else:
            self.diagnostics.add(ERROR if is_local(source) else WARNING,
                                 f'Module "{call.name}" ({source}) was not looked at: {found.why}', span, "module")
            return None
        self._modules += 1
        if caller.depth >= MAX_DEPTH or self._modules > MAX_MODULES:
            self.diagnostics.add(ERROR, f'Module "{call.name}" was not looked at: modules call each other in a circle, or deeper '
                                        f"than {MAX_DEPTH} levels, or more than {MAX_MODULES} times.", span, "module")
            return None
        seen: ModuleInstance | None = caller
        while seen is not None:
            if seen.folder.path == path:
                self.diagnostics.add(ERROR, f'Module "{call.name}" calls itself: {self.relative(path)} is one of its own '
                                            "callers.", span, "module")
                return None
            seen = seen.parent
        self.called_folders.add(path)
        return self.folder(path, self._shown(path))

    def _shown(self, path: str) -> str:
        """A folder's path in reports."""
        if path == self.root or path.startswith(self.root.rstrip("/") + "/"):
            base = self.path
            prefix = self.shown
            relative = os.path.relpath(path, base).replace(os.sep, "/")
            return os.path.normpath(f"{prefix}/{relative}" if prefix else relative).replace(os.sep, "/").removeprefix("./")
        return os.path.basename(path)

    def modules(self) -> Iterator[ModuleInstance]:
        """All instances of modules, the root first."""
        pending = [self.instance]
        while pending:
            module = pending.pop()
            yield module
            children: list[ModuleInstance] = []
            for call in module.configuration.calls.values():
                try:
                    expansion = module.expansion(call)
                    for key in expansion.keys:
                        child = module.child(call, key)
                        if child is not None:
                            children.append(child)
                except HclError as error:
                    self.diagnostics.error(error, call.path)
            pending.extend(reversed(children))


def source_of(call: Declaration) -> str | None:
    """The source of a module call."""
    assignment = call.body.attributes.get("source")
    if assignment is None:
        return None
    try:
        value = evaluate(assignment.value, NOTHING)
    except EvalError:
        return None
    return value.data if isinstance(value.data, str) else None


def _path_of(caller: ModuleInstance, call: Declaration) -> str:
    """The names of a call and its callers, as `modules.json` writes them."""
    names = [call.name]
    module: ModuleInstance | None = caller
    while module is not None and module.call is not None:
        names.append(module.call.name)
        module = module.parent
    return ".".join(reversed(names))


