"""The named formats of Kubernetes: what is wrong with a text as a DNS label, a label value, a date and so on."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from scanner.gotemplate import limits
from scanner.helm.schema_formats import complaint
from scanner.patterns import lazy
from scanner.rules.library import urls
from scanner.rules.library.values import FORMAT, Functions, Overload, mark, marked, no_overload

_LABEL = lazy(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
_LABEL_1035 = lazy(r"[a-z](?:[-a-z0-9]*[a-z0-9])?")
_NAME = lazy(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")
_UUID = lazy(r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")

_MAX_LABEL, _MAX_SUBDOMAIN = 63, 253


def _too_long(text: str, most: int) -> list[str]:
    return [f"it has more than {most} characters"] if len(text) > most else []


def _label(text: str) -> list[str]:
    bad = [] if _LABEL.fullmatch(text) else [
        "it is not made of lower-case letters, digits and '-', with a letter or digit at both ends"]
    return _too_long(text, _MAX_LABEL) + bad


def _label_1035(text: str) -> list[str]:
    bad = [] if _LABEL_1035.fullmatch(text) else [
        "it is not made of lower-case letters, digits and '-', with a letter first and a letter or digit last"]
    return _too_long(text, _MAX_LABEL) + bad


def _subdomain(text: str) -> list[str]:
    bad = [] if all(_LABEL.fullmatch(part) for part in text.split(".")) else [
        "it is not made of parts joined by '.', each of lower-case letters, digits and '-' with a letter or digit at "
        "both ends"]
    return _too_long(text, _MAX_SUBDOMAIN) + bad


def _prefix(check: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """The check for the beginning of a name, which may end in '-'."""
    return lambda text: check(f"{text[:-1]}a" if len(text) > 1 and text.endswith("-") else text)


def _qualified_name(text: str) -> list[str]:
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        return ["it has more than one '/'"]
    found = []
    if slash:
        found += ["the part before '/' is empty"] if not prefix else [
            f"the part before '/': {problem}" for problem in _subdomain(prefix)]
    if not name:
        return [*found, "its name is empty"]
    return found + _value(name)


def _value(text: str) -> list[str]:
    bad = [] if _NAME.fullmatch(text) else [
        "it is not made of letters, digits, '-', '_' and '.', with a letter or digit at both ends"]
    return _too_long(text, _MAX_LABEL) + bad


def _uri(text: str) -> list[str]:
    try:
        urls.parse(text)
    except urls.NoUrl as problem:
        return [str(problem)]
    return []


def _byte(text: str) -> list[str]:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ["it is not base64"]
    return [] if text else ["it is empty"]


def _of_schema(name: str, words: str) -> Callable[[str], list[str]]:
    return lambda text: [f"it is no {words}"] if complaint(name, text) else []


FORMATS: dict[str, Callable[[str], list[str]]] = {
    "dns1123Label": _label,
    "dns1123Subdomain": _subdomain,
    "dns1035Label": _label_1035,
    "qualifiedName": _qualified_name,
    "dns1123LabelPrefix": _prefix(_label),
    "dns1123SubdomainPrefix": _prefix(_subdomain),
    "dns1035LabelPrefix": _prefix(_label_1035),
    "labelValue": lambda text: _value(text) if text else [],
    "uri": _uri,
    "uuid": lambda text: [] if _UUID.fullmatch(text) else ["it is no UUID"],
    "byte": _byte,
    "date": _of_schema("date", "date such as 2024-05-31"),
    "datetime": _of_schema("date-time", "point in time such as 2024-05-31T12:00:00Z"),
}


def named(name: str) -> dict[str, str]:
    """The format of that name; an empty map where there is none, which the rewritten call takes for no value."""
    return mark(FORMAT, name) if name in FORMATS else {}


def validate(kind: Any, text: str) -> list[str]:
    """What is wrong with a text; an empty list where nothing is, which the rewritten call takes for no value."""
    name = marked(kind, FORMAT)
    if name is None or name not in FORMATS:
        raise no_overload("validate", kind, text)
    limits.spend(10 * len(text))
    return FORMATS[name](text)


def _constant(name: str) -> tuple[Overload, ...]:
    return (Overload("", "MAP", lambda: mark(FORMAT, name)),)


FUNCTIONS: Functions = {
    "@named_format": (Overload("STRING", "MAP", named),),
    "@validate": (Overload("MAP STRING", "LIST", validate, True),),
    # For the type checker only, as it stands: these two give optionals, which no function here can make.
    "format.named": (Overload("STRING", "DYN", named),),
    "validate": (Overload("MAP STRING", "DYN", validate, True),),
    **{f"format.{name}": _constant(name) for name in FORMATS},
}
