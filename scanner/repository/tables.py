"""Tables that are CSV files: registers, inventories, mappings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from scanner.model.report import Notice
from scanner.model.resource import Resource
from scanner.repository.facts import Lines
from scanner.repository.files import File, Project
from scanner.repository.markdown import table_fact

NAME = "tables"

MAX_BYTES = 1_000_000


def claims(path: str) -> bool:
    """*.csv."""
    return path.endswith(".csv")


def read(file: File, project: Project) -> Iterator[Resource | Notice]:
    """One fact a file with a head and rows."""
    if file.size > MAX_BYTES or file.area == "test":
        return
    try:
        rows = [
            row
            for _, row in zip(range(5_001), csv.reader(io.StringIO(file.text)), strict=False)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        return
    if len(rows) > 1:
        columns = [cell.strip().lower() for cell in rows[0]]
        yield table_fact(
            file,
            file.path,
            columns,
            [[cell[:1_000] for cell in row] for row in rows[1:]],
            file.stem,
            Lines(file.source, 1),
        )
