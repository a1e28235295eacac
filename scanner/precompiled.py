"""All policy files in one JSON file, so that start-up reads one file instead of hundreds of YAML files.

`policies/compiled.json` holds {"digest", "files": {path: size}, "rules": [...], "checklist": [...], "programs": {...}}:
the YAML documents as they are (without the examples of the rules), each rule with its `path`, and the expressions of
the rules as the CEL runtime writes them out, which load ten times faster than they compile.
`python -m scanner.rules.compile` writes the file; a test compares it with the YAML files.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from scanner.paths import data_folder, is_checkout

NAME = "compiled.json"
CHECKLIST = "checklist.yaml"


@cache
def policies() -> dict[str, Any]:
    """The built-in policies; from the YAML files when the compiled file is missing or older than they are."""
    folder = data_folder("policies")
    try:
        compiled: dict[str, Any] = json.loads((folder / NAME).read_bytes())
    except (FileNotFoundError, ValueError):
        return compose(folder)
    if is_checkout() and not _is_fresh(folder, compiled):
        return compose(folder)
    return compiled


def compose(folder: Path) -> dict[str, Any]:
    """The content of the compiled file, read from the YAML files below `folder`."""
    files = policy_files(folder)
    rules = []
    for path in files:
        if path.name == CHECKLIST and path.parent == folder:
            continue
        rule = {key: value for key, value in read_yaml(path).items() if key != "examples"}
        rules.append({**rule, "path": path.relative_to(folder).as_posix()})
    checklist = folder / CHECKLIST
    return {
        "digest": _digest(files),
        "files": {path.relative_to(folder).as_posix(): path.stat().st_size for path in files},
        "rules": sorted(rules, key=lambda rule: str(rule.get("id"))),
        "checklist": read_yaml(checklist)["items"] if checklist in files else [],
        "programs": {},
    }


def policy_files(folder: Path) -> list[Path]:
    """The checklist and every rule file, sorted."""
    return sorted([*folder.glob(CHECKLIST), *folder.glob("*/*.yaml")])


def read_yaml(path: Path) -> Any:
    """The one document of a YAML file of ours."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - both are safe loaders


def dump(compiled: dict[str, Any]) -> str:
    """The text of the compiled file."""
    return json.dumps(compiled, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _is_fresh(folder: Path, compiled: dict[str, Any]) -> bool:
    """Names and sizes first, which is cheap; contents only when a file is younger than the compiled one."""
    newest, sizes = 0, {}
    for parent, prefix in [(folder, ""), *((folder / name, f"{name}/") for name in sorted(os.listdir(folder)))]:
        if not parent.is_dir():
            continue
        with os.scandir(parent) as entries:
            for entry in entries:
                if entry.name.endswith(".yaml") and (prefix or entry.name == CHECKLIST):
                    stat = entry.stat()
                    sizes[prefix + entry.name] = stat.st_size
                    newest = max(newest, stat.st_mtime_ns)
    if sizes != compiled.get("files"):
        return False
    if newest <= (folder / NAME).stat().st_mtime_ns:
        return True
    return bool(_digest(policy_files(folder)) == compiled.get("digest"))


def _digest(files: list[Path]) -> str:
    import hashlib

    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
