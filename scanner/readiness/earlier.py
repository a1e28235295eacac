"""An earlier report about the checklist, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scanner.errors import RequestError
from scanner.model.checklist import Earlier, EarlierItem, Status, Strength

MAX_SIZE = 64 * 1024 * 1024
VERSIONS = (1, 2)

_MANUAL = "manual"
"""What reports of version 1 said of items that only people can evidence."""


class EarlierError(RequestError):
    """A report that cannot be compared with; str() says why."""


def read(path: Path, shown: str) -> Earlier:
    """The items of a JSON report of the checklist command.  EarlierError: the file is none, or cannot be read."""
    try:
        if path.stat().st_size > MAX_SIZE:
            raise EarlierError(f"{shown}: larger than {MAX_SIZE} bytes")
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EarlierError(f"{shown} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise EarlierError(f"{shown} is no JSON") from None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise EarlierError(f"{shown} is no report of the checklist; `readiness-scan checklist PATH --format json` "
                           "writes one")
    if data.get("version") not in VERSIONS:
        raise EarlierError(f"{shown}: version {data.get('version')!r} is not known; known are 1 and 2")
    items = tuple(_item(one, data["version"]) for one in data["items"] if isinstance(one, dict))
    return Earlier(Path(shown).name, tuple(one for one in items if one.id))


def _item(data: dict[str, Any], version: int) -> EarlierItem:
    def text(key: str) -> str:
        value = data.get(key)
        return value if isinstance(value, str) else ""

    status, strength = text("status"), text("strength")
    if version == 1:  # there the strength is that of the item at best, and it counts where the item is met
        status = Status.NOT_SCANNED.value if status == _MANUAL else status
        strength = strength if status == Status.MET.value else Strength.NONE.word
    return EarlierItem(text("id"), text("section"), text("text"), status, strength)
