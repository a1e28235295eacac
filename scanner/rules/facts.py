"""Small facts about values of Kubernetes that CEL alone says clumsily; they are functions of the rule language."""

from __future__ import annotations

from collections.abc import Callable
from re import IGNORECASE, MULTILINE
from typing import Any

from scanner.patterns import lazy

_QUANTITY = lazy(r"([+-]?\d{1,30}(?:\.\d{0,30})?|[+-]?\.\d{1,30})([EPTGMkmun]i?|Ki|[eE][+-]?\d{1,3})?")
_FACTORS = {
    None: 1.0, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60,
}
_DEFAULT_REGISTRY = "docker.io"


def quantity(value: Any) -> float:
    """The number a Kubernetes quantity stands for ("500m" is 0.5). ValueError for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    match = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"not a quantity: {str(value)[:50]!r}")
    number, suffix = match.groups()
    if suffix and suffix not in _FACTORS:
        return float(number + suffix) if suffix[0] in "eE" and not suffix.endswith("i") else _no_quantity(value)
    return float(number) * _FACTORS[suffix]


def _no_quantity(value: str) -> float:
    raise ValueError(f"not a quantity: {value[:50]!r}")


def image(reference: Any) -> dict[str, str]:
    """Registry, repository, tag and digest of an image reference; absent parts are "".

    The first segment is a registry only when it looks like a host; a colon in it belongs to its port.
    """
    text = reference if isinstance(reference, str) else ""
    rest, _, digest = text.strip().partition("@")
    head, slash, tail = rest.partition("/")
    is_host = bool(slash) and ("." in head or ":" in head or head == "localhost")
    registry, name = (head, tail) if is_host else (_DEFAULT_REGISTRY, rest)
    folder, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return {"registry": registry, "repository": folder + slash + last, "tag": tag, "digest": digest}


def repeated_names(entries: Any) -> list[str]:
    """The names that several maps of a list have, each once. (In CEL itself this takes quadratic time.)"""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for entry in entries:
        name = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(name, str):
            if name in seen:
                twice[name] = None
            seen.add(name)
    return list(twice)


# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
_LABEL_KEY = lazy(r"(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_LABEL_VALUE = lazy(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")


def invalid_labels(labels: Any) -> list[str]:
    """The keys of the labels that the API server refuses, for the key or for the value."""
    return [
        key for key, value in labels.items()
        if not (isinstance(value, str) and _LABEL_KEY.fullmatch(key) and _LABEL_VALUE.fullmatch(value))
    ]


_CREDENTIAL = lazy(
    r"secret|passw(?:or)?d|passphrase|\bpwd|[_-]pwd|token|credential|(?:api|access|private|signing)[_-]?key"
    r"|(?:azure|aws|gcp)[_-](?:\w{1,30}[_-])?key", IGNORECASE)
# "TOKEN_TTL" and "secretName" are about a credential and are none, and the token of a new etcd cluster only tells it
# from others.
_ABOUT = lazy(
    r"(?:file|path|dir|directory|url|uri|endpoint|name|namespace|ttl|time|lifetime|expiry|expiration|issuer|audience"
    r"|enabled|disabled|required|header|type|length|size|count|timeout|policy|mode|algorithm|ref|mount|provider"
    r"|cmd|command|complexity|strength|initial_cluster_token|cache_bust_token)s?$",
    IGNORECASE)
_REFERENCE = lazy(
    r"(?:[\w,.-]{1,60}=)?/|\./|\.\./|file:|[A-Za-z]:\\|\$|\{\{|<|https?://[^@]*$"
    r"|(?:true|false|yes|no|none|null|\d{1,4})$",
    IGNORECASE)
_KEY_MATERIAL = lazy(
    r"-{3,5}BEGIN (?:[A-Z]{1,20} ){0,3}PRIVATE KEY-{3,5}|(?:^|[^A-Za-z0-9])(?:AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}"
    r"|xox[abp]-[A-Za-z0-9-]{10})")
_ASSIGNMENT = lazy(
    r"^[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY)=[^\s$<{]\S{5}", MULTILINE)
_LONGEST_NAME = 300


def names_credential(name: Any) -> bool:
    """Whether a variable or key of that name is made to hold a credential."""
    text = str(name)[:_LONGEST_NAME]
    return _CREDENTIAL.search(text) is not None and _ABOUT.search(text) is None


def is_reference(value: Any) -> bool:
    """Whether a value leads to something else (a path, an address, a variable) or is too plain to be a secret."""
    return _REFERENCE.match(str(value).strip()[:_LONGEST_NAME]) is not None


def holds_key(value: Any) -> bool:
    """Whether a text holds a private key, a known form of token, or a line that sets a password."""
    return _KEY_MATERIAL.search(str(value)) is not None or _ASSIGNMENT.search(str(value)) is not None


def recent(today: str, day: int, days: int) -> bool:
    """Whether a day, in days since 1970 (0: not known), has come and is at most so many days ago."""
    from datetime import date

    return 0 < day and 0 <= date.fromisoformat(today).toordinal() - date(1970, 1, 1).toordinal() - day <= days


def alerting(body: Any) -> dict[str, Any]:
    """The notification settings of Alertmanager that a resource holds; see the module of that name."""
    from scanner.located.yaml import load_or_none
    from scanner.model import alerting as module

    return module.alerting(body, load_or_none)


def _later(module: str, name: str) -> Callable[..., Any]:
    """A function of a module beside this one, which is loaded when the function is first called."""
    loaded: list[Callable[..., Any]] = []

    def function(*arguments: Any) -> Any:
        if not loaded:
            from importlib import import_module

            loaded.append(getattr(import_module(f"scanner.rules.{module}"), name))
        return loaded[0](*arguments)

    return function


_SCALARS = ("STRING", "INT", "DOUBLE", "BOOL")

# Each with the types it takes, those of several parameters with spaces between them. Regular expressions are tried here because the runtime compiles its own at each call.
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "quantity": (quantity, ("STRING", "INT", "DOUBLE")),
    "image": (image, ("STRING",)),
    "repeated_names": (repeated_names, ("LIST",)),
    "names_credential": (names_credential, _SCALARS),
    "is_reference": (is_reference, _SCALARS),
    "holds_key": (holds_key, _SCALARS),
    "recent": (recent, ("STRING INT INT",)),
    "invalid_labels": (invalid_labels, ("MAP",)),
    "alerting": (alerting, ("MAP",)),
    "policy": (_later("statements", "policy"), ("STRING", "MAP")),
    "everyone": (_later("statements", "everyone"), ("MAP",)),
    "anywhere": (_later("statements", "anywhere"), ("MAP",)),
    "permits": (_later("statements", "permits"), ("MAP STRING",)),
    "world": (_later("reachable", "world"), ("MAP",)),
    "all_ports": (_later("reachable", "all_ports"), ("MAP",)),
    "opens": (_later("reachable", "opens"), ("MAP INT",)),
    "selects": (_later("event_filters", "selects"), ("STRING MAP",)),
    "covers_port": (_later("networks", "covers_port"), ("LIST INT",)),
    "ip_number": (_later("networks", "ip_number"), ("STRING",)),
    "is_private_ip": (_later("networks", "is_private_ip"), ("STRING",)),
    "machine": (_later("machines", "machine"), ("STRING",)),
    "installs": (_later("installs", "installs"), ("MAP",)),
    "commands": (_later("installs", "commands"), ("MAP",)),
    "runs_image": (_later("installs", "runs_image"), ("MAP LIST",)),
    "lowest_version": (_later("versions", "lowest_version"), ("STRING",)),
    "parsed": (_later("blocks", "parsed"), ("STRING",)),
    "each_once": (lambda values: list(dict.fromkeys(map(str, values))), ("LIST",)),
    "decoded": (_later("blocks", "decoded"), ("STRING",)),
    "names_secret": (_later("blocks", "names_secret"), ("STRING",)),
    "number": (_later("blocks", "number"), ("MAP STRING INT", "MAP STRING DOUBLE")),
    **{name: (_later("blocks", name), ("MAP STRING",)) for name in ("at", "blocks", "given", "literal", "on", "text", "texts")},
}
