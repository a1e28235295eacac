"""The values that a person gives to the variables of a root module, in the order in which Terraform reads them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from scanner.hcl import json_syntax
from scanner.hcl.errors import SyntaxProblem
from scanner.hcl.nodes import Assignment, Body
from scanner.hcl.parser import parse
from scanner.model.source import SourceFile, SourceSpan
from scanner.records import NamedTuple
from scanner.terraform.diagnostics import ERROR, WARNING, Diagnostics
from scanner.terraform.folder import read_text


class Given(NamedTuple):
    """A value of a variable: an expression of a values file, or a text of the command line or the environment.

    `origin` is file, flag or environment; `span` its place in a file.
    """

    origin: str
    assignment: Assignment | None = None
    text: str = ""
    span: SourceSpan | None = None


class VariableOptions(NamedTuple):
    """`flags` are ("var", "name=value") and ("var-file", path) in their order; `environment` has TF_VAR_ names.

    `optional`: flags about variables that the module does not declare are passed over.
    """

    flags: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    optional: bool = False


def automatic(folder: str) -> list[str]:
    """The names of the values files in a folder that are read without being asked for, in their order."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    return first + [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]


class Values:
    """Values by the name of the variable; `sources` are the files they come from."""

    def __init__(self, diagnostics: Diagnostics, root: str) -> None:
        self.diagnostics, self.root = diagnostics, root
        self.by_name: dict[str, Given] = {}
        self.sources: dict[str, SourceFile] = {}

    def gather(
        self, folder: str, shown: str, options: VariableOptions, known: Iterable[str],
        named: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:  # fmt: skip
        """Read everything; `named` maps paths of -var-file to (real path, shown path)."""
        known = set(known)
        for name, text in options.environment:
            if name.startswith("TF_VAR_") and name[7:] in known:
                self.by_name[name[7:]] = Given("environment", text=text)
        for name in automatic(folder):
            where = f"{shown}/{name}" if shown else name
            self.file(os.path.join(folder, name), where, known)
        for kind, text in options.flags:
            if kind == "var-file":
                path, where = (named or {}).get(text, (os.path.join(folder, text), text))
                # A file that a person names may lie anywhere.
                self.file(path, where, known, "/" if named and text in named else self.root, options.optional)
                continue
            name, equals, value = text.partition("=")
            name = name.strip()
            if not equals:
                self.diagnostics.add(ERROR, f'The value of a variable must be given as name=value, not "{text}".')
            elif name not in known and options.optional:
                continue
            elif name not in known:
                self.diagnostics.add(ERROR, f'Value for undeclared variable: a variable named "{name}" was assigned on the '
                                            "command line, but the root module does not declare a variable of that name.")
            else:
                self.by_name[name] = Given("flag", text=value)

    def file(self, path: str, shown: str, known: set[str], root: str = "", optional: bool = False) -> None:
        """Read a values file inside of a root."""
        try:
            text = read_text(path, shown, root or self.root)
            self.sources[shown] = SourceFile(shown, text)
            body = self._body(text, shown)
        except SyntaxProblem as problem:
            self.sources.setdefault(shown, SourceFile(shown, ""))
            self.diagnostics.error(problem)
            return
        for block in body.blocks:
            self.diagnostics.add(ERROR, "Unexpected block: blocks are not allowed in a values file.",
                                 SourceSpan(shown, block.start, block.header_end))
        for name, assignment in body.attributes.items():
            span = SourceSpan(shown, assignment.start, assignment.end)
            if name not in known and optional:
                continue
            if name not in known:
                self.diagnostics.add(WARNING, f'Value for undeclared variable: the root module does not declare "{name}".', span)
            else:
                self.by_name[name] = Given("file", assignment, span=span)

    def _body(self, text: str, shown: str) -> Body:
        if shown.endswith(".json"):
            return json_syntax.body(json_syntax.parse(text, shown), shown, {}, None)
        return parse(text, shown)
