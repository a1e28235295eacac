"""Taking URLs apart and putting them together, by the rules of Go's net/url."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import partial
from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import function
from scanner.gotemplate.strconv import quote
from scanner.gotemplate.values import FunctionError, Map, decode, encode, go_kind
from scanner.patterns import lazy
from scanner.records import NamedTuple

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")

# The bytes that stand unescaped in each part.
PATH = _UNRESERVED | frozenset(b"$&+,/:;=@")
HOST = _UNRESERVED | frozenset(b"!$&'()*+,;=:[]<>\"")
USERINFO = _UNRESERVED | frozenset(b"$&+,;=")
FRAGMENT = _UNRESERVED | frozenset(b"$&+,/:;=?@!()*")

_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL = lazy(r"[\x00-\x1f\x7f]")
_VALID_USERINFO = lazy(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_VALID_PORT = lazy(r"(?::[0-9]*)?")
_ESCAPE = lazy(rb"%([0-9A-Fa-f]{2})?")


class BadUrl(ValueError):
    """Text that is no URL; str() is Go's text for what is wrong."""


class Url(NamedTuple):
    """The parts of a URL, unescaped but for the query; `user` and `password` are None where absent."""

    scheme: str = ""
    opaque: str = ""
    user: str | None = None
    password: str | None = None
    host: str = ""
    path: str = ""
    query: str = ""
    fragment: str = ""


# --- reading -------------------------------------------------------------------------


def parse(text: str) -> Url:
    """Take `text` apart; raises `BadUrl`."""
    before, _, fragment = text.partition("#")
    try:
        parts = _parse(before)
    except BadUrl as error:
        raise BadUrl(f"parse {quote(before)}: {error}") from None
    try:
        parts["fragment"] = unescape(fragment)
    except BadUrl as error:
        raise BadUrl(f"parse {quote(text)}: {error}") from None
    return Url(**parts)


def _parse(text: str) -> dict[str, Any]:
    if _CONTROL.search(text):
        raise BadUrl("net/url: invalid control character in URL")
    if text.startswith(":"):
        raise BadUrl("missing protocol scheme")
    match = _SCHEME.match(text)
    scheme, rest = (match[1].lower(), text[match.end() :]) if match else ("", text)
    rest, _, query = rest.partition("?")
    parts: dict[str, Any] = {"scheme": scheme, "query": query}
    if not rest.startswith("/"):
        if scheme:
            return parts | {"opaque": rest}
        if ":" in rest.partition("/")[0]:
            raise BadUrl("first path segment in URL cannot contain colon")
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        parts |= _parse_authority(authority)
        rest = slash + path
    return parts | {"path": unescape(rest)}


def _parse_authority(authority: str) -> dict[str, Any]:
    userinfo, at, host = authority.rpartition("@")
    parts: dict[str, Any] = {"host": _parse_host(host)}
    if at:
        if not _VALID_USERINFO.fullmatch(userinfo):
            raise BadUrl("net/url: invalid userinfo")
        user, colon, password = userinfo.partition(":")
        parts["user"] = unescape(user)
        parts["password"] = unescape(password) if colon else None
    return parts


def _parse_host(host: str) -> str:
    """A host name, or an address in brackets, and perhaps a port; unescaped."""
    opening = host.rfind("[")
    if opening < 0:
        colon = host.rfind(":")
        if colon >= 0:
            _check_port(host[colon:])
        return unescape(host, _check_host_byte)
    closing = host.rfind("]")
    if closing < 0:
        raise BadUrl("missing ']' in host")
    if opening > 0:
        raise BadUrl("invalid IP-literal")
    port = host[closing + 1 :]
    _check_port(port)
    address, percent, zone = host[1:closing].partition("%25")
    address = unescape(address, _check_host_byte)
    if percent:
        address += unescape(percent + zone, partial(_check_host_byte, in_zone=True))
    _check_address(address)
    return f"[{address}]{unescape(port, _check_host_byte)}"


def _check_port(port: str) -> None:
    if not _VALID_PORT.fullmatch(port):
        raise BadUrl(f"invalid port {quote(port)} after host")


def _check_address(address: str) -> None:
    """Between brackets stands an IPv6 address, perhaps with a zone."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        raise BadUrl(f"invalid host: ParseAddr({quote(address)}): unable to parse IP") from None
    if version != 6:
        raise BadUrl("invalid IP-literal")


def _check_host_byte(byte: int, escape: str, in_zone: bool = False) -> None:
    """Refuse a byte that must not stand in a host, plain (`escape` empty) or escaped."""
    if not escape:
        if byte < 0x80 and byte not in HOST:
            raise BadUrl(f"invalid character {quote(chr(byte))} in host name")
    elif escape != "%25" and (byte != 0x20 and byte not in HOST if in_zone else byte < 0x80):
        raise BadUrl(f"invalid URL escape {quote(escape)}")


def unescape(text: str, check: Callable[[int, str], None] | None = None) -> str:
    """`text` with its %XX escapes resolved; `check` is shown each byte, and the escape it came from."""
    if check is None and "%" not in text:
        return text
    data = encode(text)
    out = bytearray()
    position = 0
    while position < len(data):
        byte, width, escape = data[position], 1, ""
        if byte == 0x25:
            match = _ESCAPE.match(data, position)
            if not match or not match[1]:
                raise BadUrl(f"invalid URL escape {quote(decode(data[position : position + 3]))}")
            byte, width, escape = int(match[1], 16), 3, decode(match[0])
        if check:
            check(byte, escape)
        out.append(byte)
        position += width
    return decode(bytes(out))


# --- writing -------------------------------------------------------------------------


def escape(text: str, plain: frozenset[int]) -> str:
    limits.check_text(3 * len(text))
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in encode(text))


def _userinfo(url: Url) -> str:
    if url.user is None:
        return ""
    password = "" if url.password is None else ":" + escape(url.password, USERINFO)
    return escape(url.user, USERINFO) + password


def to_text(url: Url) -> str:
    """The URL as one string."""
    text = url.scheme + ":" if url.scheme else ""
    if url.opaque:
        text += url.opaque
    else:
        if url.host or url.user is not None or (url.scheme and url.path):
            text += "//"
        if url.user is not None:
            text += _userinfo(url) + "@"
        text += escape(url.host, HOST)
        path = "*" if url.path == "*" else escape(url.path, PATH)
        if path and not path.startswith("/") and url.host:
            text += "/"
        if not text and ":" in path.partition("/")[0]:  # would be read as a scheme
            text = "./"
        text += path
    if url.query:
        text += "?" + url.query
    if url.fragment:
        text += "#" + escape(url.fragment, FRAGMENT)
    return text


# --- functions -----------------------------------------------------------------------


@function("urlParse", "func(string) map[string]interface{}")
def url_parse(text: str) -> Map:
    """The parts of a URL; all keys are there."""
    try:
        url = parse(text)
    except BadUrl as error:
        raise FunctionError(f"unable to parse url: {error}") from None
    return Map(
        {
            "scheme": url.scheme,
            "host": url.host,
            "hostname": hostname(url.host),
            "path": url.path,
            "query": url.query,
            "opaque": url.opaque,
            "fragment": url.fragment,
            "userinfo": _userinfo(url),
        }
    )


def hostname(host: str) -> str:
    colon = host.rfind(":")
    if colon >= 0 and _VALID_PORT.fullmatch(host[colon:]):
        host = host[:colon]
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


@function("urlJoin", "func(map[string]interface{}) string")
def url_join(parts: dict[str, Any] | None) -> str:
    """The URL of a dict like `urlParse` gives it; absent parts are empty."""
    parts = parts or {}
    names = ("scheme", "host", "path", "query", "opaque", "fragment", "userinfo")
    texts = {name: _part(parts, name) for name in names}
    userinfo = texts.pop("userinfo")
    user = password = None
    if userinfo:
        try:
            url = parse(f"proto://{userinfo}@host")
        except BadUrl as error:
            raise FunctionError(f"unable to parse userinfo in dict: {error}") from None
        user, password = url.user, url.password
    return to_text(Url(user=user, password=password, **texts))


def _part(parts: dict[str, Any], name: str) -> str:
    value = parts.get(name, "")
    if value is None:
        raise FunctionError("runtime error: invalid memory address or nil pointer dereference")
    if not isinstance(value, str):
        raise FunctionError(f"unable to parse {name} key, must be of type string, but {go_kind(value)} found")
    return value
