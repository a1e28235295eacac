"""Charts written into a folder, and the healthy neighbours that every hostile input gets."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

CHART_YAML = "apiVersion: v2\nname: {name}\nversion: 0.1.0\n"

HEALTHY_TEMPLATE = """\
apiVersion: v1
kind: Pod
metadata: {name: healthy}
spec: {containers: [{name: main, image: "nginx:latest"}]}
"""


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
    return folder


def chart(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A chart with those files; Chart.yaml is added."""
    return write(folder, {"Chart.yaml": CHART_YAML.format(name=folder.name), **files})


def neighbours(folder: Path) -> None:
    """A healthy chart and a healthy manifest; both have a finding under the name `healthy`."""
    chart(folder / "zz-good-chart", {"templates/pod.yaml": HEALTHY_TEMPLATE})
    write(folder, {"zz-good.yaml": HEALTHY_TEMPLATE})


Entry = tuple[tarfile.TarInfo, bytes]


def entry(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> Entry:
    """An entry of an archive."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(data)
    return info, data


def archive(entries: list[Entry]) -> bytes:
    """A .tgz of the entries, as they are."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for info, data in entries:
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(raw.getvalue(), 1)
