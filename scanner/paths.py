"""Where `policies/` and `schemas/` lie: beside the package in a checkout, inside of it in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_folder(name: str) -> Path:
    """The folder `policies` or `schemas`. FileNotFoundError means a broken installation."""
    for parent in (_PACKAGE, _PACKAGE.parent):
        if (parent / name).is_dir():
            return parent / name
    raise FileNotFoundError(f"the folder {name!r} is missing from this installation of readiness-scan")


def is_checkout() -> bool:
    """Whether the program runs from its source tree, where policies may be edited."""
    return (_PACKAGE.parent / "pyproject.toml").is_file() and not (_PACKAGE / "policies").is_dir()
