"""Looks into bodies of Terraform: functions of the rule language.

A path such as "versioning.enabled" leads through attributes and nested blocks; where blocks of a type are repeated, the
first one counts, unless all are asked for.  Terraform turns "true" and "5" into what an attribute wants, so do these.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from scanner.model.terraform import MASK
from scanner.patterns import lazy
from scanner.rules.unknowns import UNSETTLED

_NUMBER = lazy(r"[+-]?\d{1,18}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?")
_BASE64 = lazy(r"[A-Za-z0-9+/\s]{16,2000000}={0,2}\s*")
_MAX_JSON = 2_000_000


def settled(value: Any) -> Any:
    """The value.  ValueError, with the reason, where it is not known."""
    if isinstance(value, dict) and UNSETTLED in value:
        raise ValueError(value[UNSETTLED])
    return value


def at(body: Any, path: str) -> Any:
    """The value at a path, None where there is none.  ValueError, here and below: it is not known, for which reason."""
    for name in path.split("."):
        if isinstance(body, list):
            body = body[0] if body else None
        body = settled(body).get(name) if isinstance(body, dict) else None
    return settled(body)


def blocks(body: Any, path: str) -> list[Any]:
    """All blocks at a path, in their order; those inside of every block on the way."""
    found = [body]
    for name in path.split("."):
        inner: list[Any] = []
        for one in found:
            value = settled(settled(one).get(name)) if isinstance(one, dict) else None
            inner.extend(value if isinstance(value, list) else [] if value is None else [value])
        found = inner
    return [one for one in found if isinstance(one, dict)]


def texts(body: Any, path: str) -> list[str]:
    """All texts at a path: of an attribute, or the elements of a list, in every block on the way."""
    outer, _, name = path.rpartition(".")
    found: list[str] = []
    for one in blocks(body, outer) if outer else [body]:
        value = settled(settled(one).get(name)) if isinstance(one, dict) else None
        for each in value if isinstance(value, list) else [] if value is None else [value]:
            found.append(_text(settled(each)))
    return found


def given(body: Any, path: str) -> bool:
    """Whether there is something at a path: neither null nor an empty text, list or map."""
    return at(body, path) not in (None, "", [], {})


def on(body: Any, path: str) -> bool:
    """Whether an attribute is true; one that is absent is not.  ValueError: it is neither true nor false."""
    value = at(body, path)
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    word = str(value).lower() if isinstance(value, (str, int)) else ""
    if word not in ("true", "1", "false", "0"):
        raise ValueError(f"{path} is neither true nor false")
    return word in ("true", "1")


def number(body: Any, path: str, default: float) -> float:
    """The number at a path, the default where there is none.  ValueError: it is no number."""
    value = at(body, path)
    if value is None or value == "":
        return float(default)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, str) or _NUMBER.fullmatch(value.strip()) is None:
        raise ValueError(f"{path} is no number")
    return float(value)


def text(body: Any, path: str) -> str:
    """The text at a path, "" where there is none."""
    value = at(body, path)
    return "" if value is None else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return json.dumps(value, sort_keys=True)
    return str(value)


def parsed(document: Any) -> Any:
    """The data of a text in JSON, or of a map or list in YAML.  ValueError: it is none."""
    if len(document) > _MAX_JSON:
        raise ValueError("the document is too long")
    try:
        found = json.loads(document)
    except RecursionError:
        raise ValueError("the document is nested too deep") from None
    except ValueError:
        from scanner.located.yaml import load_or_none

        found = load_or_none(document)
        if not isinstance(found, (dict, list)):
            raise ValueError("the document is neither JSON nor YAML") from None
    return plain(found)


def decoded(coded: str) -> str:
    """What a text says in base64; "" where it is none."""
    if _BASE64.fullmatch(coded) is None:
        return ""
    try:
        return base64.b64decode(coded, validate=False).decode("utf-8", "replace")
    except ValueError:
        return ""


def literal(body: Any, path: str) -> bool:
    """Whether a secret is written out: what is not known is not.  ValueError: it is hidden, so that it cannot be told."""
    try:
        secret = text(body, path)
    except ValueError:
        return False
    if secret == MASK:
        raise ValueError("it is sensitive")
    return secret.strip() != "" and "${" not in secret and not secret.startswith("{{resolve:")


# Settings of secrets, and what holds, names or makes them.
_AROUND = lazy(
    r"(?i)^(?:enable|disable|use|create|generate|manage|has|is|allow|require|rotate|ignore|skip)_"
    r"|_(?:arns?|id|ids|sa|suffix|prefix|strategy|expression|schedule|duration|days?|period|config|configuration|store"
    r"|enabled|special|length|tokens_required|via_dns|addon|sync|rotation|version|wo_version|path|backend|engine|role)$"
    r"|^http_tokens$|rotation_|validation_policy|secret_?store|secret_manager|secrets_manager|service_account|_kms_key")


def names_secret(name: str) -> bool:
    """Whether an attribute or variable of that name holds a secret, and does not only say something about one."""
    from scanner.rules.facts import names_credential

    if _AROUND.search(name) is not None:
        return False
    return names_credential(name) or name.lower() in ("access_key", "secret_key", "client_secret", "private_key", "account_key")


def plain(value: Any, depth: int = 0) -> Any:
    """Data as the rule language takes them: no nulls in maps, numbers that fit."""
    if depth > 100:
        raise ValueError("the document is nested too deep")
    if isinstance(value, dict):
        return {key: plain(one, depth + 1) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [plain(one, depth + 1) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and not -2**63 <= value < 2**63:
        return float(value)
    return value
