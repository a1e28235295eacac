"""The files of one folder as a configuration."""

from __future__ import annotations

import os
import stat

from scanner.hcl import json_syntax
from scanner.hcl.errors import SyntaxProblem
from scanner.hcl.limits import MAX_FILE
from scanner.hcl.nodes import Body
from scanner.hcl.parser import parse
from scanner.model.source import SourceFile
from scanner.records import NamedTuple
from scanner.terraform.configuration import TOP_LEVEL, Configuration

ENDINGS = (".tf", ".tf.json", ".tofu", ".tofu.json")
MAX_FILES = 2_000


class Folder(NamedTuple):
    """A folder's configuration and its files by the path that reports show."""

    path: str
    shown: str
    configuration: Configuration
    sources: dict[str, SourceFile]


def is_configuration(name: str) -> bool:
    """Whether a file of that name belongs to a module."""
    return name.endswith(ENDINGS) and not name.startswith((".", "#")) and not name.endswith("~")


def _is_override(name: str) -> bool:
    stem = name.removesuffix(".json").rpartition(".")[0]
    return stem == "override" or stem.endswith("_override")


def names_of(path: str) -> list[str]:
    """The names of the configuration files in a folder, sorted, those that override last.

    A file for OpenTofu stands in for the one of the same name for Terraform.
    """
    try:
        names = sorted(filter(is_configuration, os.listdir(path)))
    except OSError:
        return []
    tofu = {name for name in names if ".tofu" in name}
    names = [name for name in names if name in tofu or name.replace(".tf", ".tofu") not in tofu]
    return [name for name in names if not _is_override(name)] + [name for name in names if _is_override(name)]


def read_text(path: str, shown: str, root: str) -> str:
    """The text of a file inside of the root.  SyntaxProblem says why it cannot be read."""
    real = os.path.realpath(path)
    if real != root and not real.startswith(root.rstrip("/") + "/"):
        raise SyntaxProblem("The file is a symbolic link that leads out of what is scanned.", 0, 0, shown)
    try:
        status = os.stat(real)
        if not stat.S_ISREG(status.st_mode):
            raise SyntaxProblem("The file cannot be read: it is not a regular file.", 0, 0, shown)
        if status.st_size > MAX_FILE:
            raise SyntaxProblem(f"The file is larger than {MAX_FILE} bytes.", 0, 0, shown)
        with open(real, "rb") as file:
            return file.read(MAX_FILE + 1).decode()
    except OSError as error:
        raise SyntaxProblem(f"The file cannot be read: {error.strerror}.", 0, 0, shown) from None
    except UnicodeDecodeError as error:
        raise SyntaxProblem(f"The file is not UTF-8 (byte {error.start}).", 0, 0, shown) from None


def load(path: str, shown: str, root: str) -> Folder:
    """The configuration of a folder; what is wrong with a file is a problem of the configuration."""
    configuration = Configuration()
    sources: dict[str, SourceFile] = {}
    for name in names_of(path)[:MAX_FILES]:
        where = f"{shown}/{name}" if shown else name
        try:
            text = read_text(os.path.join(path, name), where, root)
            sources[where] = SourceFile(where, text)
            body = _body(text, where)
            (configuration.override if _is_override(name) else configuration.add)(body)
        except SyntaxProblem as problem:
            sources.setdefault(where, SourceFile(where, ""))
            configuration.problems.append(problem)
    return Folder(path, shown, configuration, sources)


def _body(text: str, path: str) -> Body:
    if path.endswith(".json"):
        return json_syntax.body(json_syntax.parse(text, path), path, TOP_LEVEL)
    return parse(text, path)
