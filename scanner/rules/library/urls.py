"""URLs: absolute ones, and absolute paths, as Go's url.ParseRequestURI takes them."""

from __future__ import annotations

from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import urls
from scanner.gotemplate.values import FunctionError
from scanner.patterns import lazy
from scanner.rules.library.values import URL, Functions, Overload, mark, marked, no_overload

_LONGEST = 100_000
_ABSOLUTE = lazy(r"/|[A-Za-z][A-Za-z0-9+.-]*:")
_RAW_PATH = lazy(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)")
# Bytes that may stand in the path of a URL unescaped; brackets are let through when they were written.
_IN_PATH = urls.PATH | frozenset(b"!'()*[]")


class NoUrl(ValueError):
    """Text that is neither an absolute URL nor an absolute path."""


def parse(text: str) -> urls.Url:
    """The parts of a URL. NoUrl."""
    if len(text) > _LONGEST:
        raise NoUrl(f"a URL of more than {_LONGEST} characters is not read")
    limits.spend(len(text))
    if text != "*" and not _ABSOLUTE.match(text):
        raise NoUrl(f"not an absolute URL or path: {text[:60]!r}")
    try:
        return urls.parse(text)
    except (urls.BadUrl, FunctionError) as error:
        raise NoUrl(f"not a URL: {error}"[:200]) from None


def url(text: str) -> dict[str, str]:
    """The URL that a text says. NoUrl."""
    parse(text)
    return mark(URL, text)


def is_url(text: str) -> bool:
    """Whether a text is an absolute URL or an absolute path."""
    try:
        parse(text)
    except NoUrl:
        return False
    return True


def _of(value: Any) -> tuple[str, urls.Url]:
    text = marked(value, URL)
    if text is None:
        raise no_overload("a function of URLs", value)
    return text, parse(text)


def escaped_path(value: Any) -> str:
    """The path as it was written where that is a way to write it, else escaped anew."""
    text, parts = _of(value)
    if parts.opaque:
        return ""
    raw = _RAW_PATH.match(text)[1]
    if all(byte in _IN_PATH or byte == 0x25 for byte in raw.encode("utf-8", "surrogateescape")):
        return raw
    return urls.escape(parts.path, urls.PATH)


def query(value: Any) -> dict[str, list[str]]:
    """The parameters, unescaped, each with its values in order; malformed ones are left out."""
    found: dict[str, list[str]] = {}
    for pair in _of(value)[1].query.split("&"):
        if not pair or ";" in pair:
            continue
        key, _, content = pair.partition("=")
        try:
            key, content = (urls.unescape(part.replace("+", " ")) for part in (key, content))
        except urls.BadUrl:
            continue
        found.setdefault(key, []).append(content)
    return found


def hostname(value: Any) -> str:
    """The host without its port and without brackets."""
    return urls.hostname(_of(value)[1].host)


def port(value: Any) -> str:
    """The port, "" where none is written."""
    host = _of(value)[1].host
    end = host.rfind("]")
    _, colon, number = host[end + 1:].rpartition(":")
    return number if colon else ""


FUNCTIONS: Functions = {
    "url": (Overload("STRING", "MAP", url),),
    "isURL": (Overload("STRING", "BOOL", is_url),),
    "getScheme": (Overload("MAP", "STRING", lambda value: _of(value)[1].scheme, True),),
    "getHost": (Overload("MAP", "STRING", lambda value: _of(value)[1].host, True),),
    "getHostname": (Overload("MAP", "STRING", hostname, True),),
    "getPort": (Overload("MAP", "STRING", port, True),),
    "getEscapedPath": (Overload("MAP", "STRING", escaped_path, True),),
    "getQuery": (Overload("MAP", "MAP", query, True),),
}
