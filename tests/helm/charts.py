"""Charts made by tests: folders and archives from a table of names and texts."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

from scanner.gotemplate.values import Map
from scanner.helm.chart import Chart, load_chart

HEAD = "apiVersion: v2\nname: {name}\nversion: 1.0.0\n"


def head(name: str = "web", more: str = "") -> str:
    """A Chart.yaml."""
    return HEAD.format(name=name) + more


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Put files below a folder; gives the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


def load(folder: Path, files: Mapping[str, str]) -> Chart:
    """A chart from files, shown as ``web``."""
    return load_chart(write(folder / "web", {"Chart.yaml": head(), **files}), "web")


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A .tgz; names are given with the chart's folder."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for name, text in files.items():
            data = text if isinstance(text, bytes) else text.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return raw.getvalue()


def tar_of(*infos: tarfile.TarInfo) -> bytes:
    """A .tgz of headers alone, for archives that no honest tool writes."""
    return gzip.compress(b"".join(info.tobuf() for info in infos) + bytes(1024))


def as_map(value: object) -> object:
    """Nested dicts as `Map`s, as the loaders make them."""
    if isinstance(value, dict):
        return Map({key: as_map(item) for key, item in value.items()})
    return [as_map(item) for item in value] if isinstance(value, list) else value
