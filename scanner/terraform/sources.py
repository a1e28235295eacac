"""Where the modules that are called lie: beside the caller, under .terraform, or where a mapping says; never elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from scanner.records import NamedTuple
from scanner.terraform.folder import names_of

MAX_MANIFEST = 4 * 1024 * 1024


class Absent(NamedTuple):
    """A module that is not at hand, and why."""

    why: str


def is_local(source: str) -> bool:
    """Whether a source is a path."""
    return source.startswith(("./", "../", "/")) or source in (".", "..")


class Available:
    """Modules of one root module.  `vendored` maps beginnings of sources to folders."""

    def __init__(self, path: str, root: str, vendored: Mapping[str, str] | None = None) -> None:
        self.path, self.root = os.path.realpath(path), os.path.realpath(root)
        self.vendored = dict(vendored or {})
        self._installed: dict[str, str] | None = None

    def find(self, caller: str, source: str, name: str) -> str | Absent:
        """The real path of a module's folder; `name` is the path of its call as in `modules.json`."""
        if is_local(source):
            return self._checked(os.path.join(caller, source), source)
        for beginning in sorted(self.vendored, key=len, reverse=True):
            bare = source.partition("?")[0]
            if bare == beginning or bare.startswith(beginning.rstrip("/") + "/"):
                rest = bare[len(beginning):].lstrip("/")
                return self._checked(os.path.join(self.vendored[beginning], rest), source)
        installed = self.installed().get(name)
        if installed is not None:
            return self._checked(os.path.join(self.path, installed), source)
        return Absent("it is not part of what is scanned, and nothing is downloaded. Run `terraform init` so that it lies "
                      "in .terraform/modules, or map its source to a folder.")

    def _checked(self, path: str, source: str) -> str | Absent:
        real = os.path.realpath(path)
        if real != self.root and not real.startswith(self.root.rstrip("/") + "/"):
            return Absent("its path leads out of what is scanned.")
        if not os.path.isdir(real):
            return Absent("there is no such folder.")
        if not is_local(source) and not names_of(real):
            return Absent("the folder has no configuration files.")
        return real

    def installed(self) -> dict[str, str]:
        """The folders that `terraform init` installed modules into, by the path of their call."""
        if self._installed is None:
            self._installed = {}
            manifest = os.path.realpath(os.path.join(self.path, ".terraform", "modules", "modules.json"))
            try:
                if manifest.startswith(self.root.rstrip("/") + "/") and os.path.getsize(manifest) <= MAX_MANIFEST:
                    with open(manifest, encoding="utf-8") as file:
                        data = json.load(file)
                    for entry in data["Modules"]:
                        if isinstance(entry, dict) and isinstance(entry.get("Key"), str) and isinstance(entry.get("Dir"), str):
                            self._installed[entry["Key"]] = entry["Dir"]
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                pass  # a manifest that cannot be read installs nothing
        return self._installed
