"""The functions through which the measuring tools ask this project; each states its tool."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def render_files(files: dict[str, str], arguments: list[str]) -> tuple[bool, str]:
    """run_vectors.py: what `helm template ARGUMENTS` prints in a directory with those files, or its error."""
    from scanner.helm.errors import HelmError
    from scanner.helm.render import template

    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
        try:
            return True, template(arguments, Path(folder))
        except HelmError as error:
            return False, f"Error: {error}"


def render_chart(chart: str, arguments: list[str]) -> tuple[bool, str]:
    """compare_render.py: the same for a chart on disk under the release name `rel`."""
    from scanner.helm.errors import HelmError
    from scanner.helm.render import template

    version = int(os.environ.get("HELM_VERSION", "4"))
    try:
        return True, template(["rel", chart, *arguments], Path(), helm_version=version)
    except HelmError as error:
        return False, f"Error: {error}"
