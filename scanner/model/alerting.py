"""The notification settings of Alertmanager, wherever they are written, in one form."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

# The files under which Alertmanager and its operator look for settings.
_FILES = ("alertmanager.yaml", "alertmanager.yml", "config.yml", "config.yaml")
_ENDINGS = ("Configs", "_configs")


def alerting(body: Any, read: Callable[[str], Any]) -> dict[str, Any]:
    """The settings that an AlertmanagerConfig, ConfigMap or Secret holds; {} where it holds none.

    receiver (of the root route), grouped, waits, repeats, inhibits (whether those are set), receivers (name and
    integrations of each, such as "slack"). `read` gives the data of a YAML text, None for one that is none.
    """
    body = body if isinstance(body, dict) else {}
    kind = body.get("kind")
    settings = body.get("spec") if kind == "AlertmanagerConfig" else (
        _file(body, read) if kind in ("ConfigMap", "Secret") else None)
    if not isinstance(settings, dict) or "route" not in settings and "receivers" not in settings:
        return {}
    route = settings.get("route")
    route = route if isinstance(route, dict) else {}
    receivers = settings.get("receivers")
    return {
        "receiver": str(route.get("receiver") or ""),
        "grouped": _any(route, "groupBy", "group_by"),
        "waits": _any(route, "groupWait", "group_wait"),
        "repeats": _any(route, "repeatInterval", "repeat_interval"),
        "inhibits": _any(settings, "inhibitRules", "inhibit_rules"),
        "receivers": [
            {"name": str(one.get("name") or ""), "integrations": _integrations(one)}
            for one in (receivers if isinstance(receivers, list) else ()) if isinstance(one, dict)
        ],
    }


def _any(settings: dict[str, Any], *keys: str) -> bool:
    return any(bool(settings.get(key)) for key in keys)


def _integrations(receiver: dict[str, Any]) -> list[str]:
    return sorted(
        key[:-len(ending)].lower() for key, value in receiver.items() for ending in _ENDINGS
        if isinstance(key, str) and key.endswith(ending) and isinstance(value, list) and value
    )


def _file(body: dict[str, Any], read: Callable[[str], Any]) -> Any:
    """The data of the settings file in a ConfigMap or Secret; None where there is none that can be read."""
    for part in ("stringData", "data"):
        held = body.get(part)
        for name in _FILES if isinstance(held, dict) else ():
            text = held.get(name)
            if isinstance(text, str):
                if part == "data" and body.get("kind") == "Secret":
                    text = _decoded(text)
                if "route:" not in text and "receivers:" not in text:
                    continue
                return read(text)
    return None


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
