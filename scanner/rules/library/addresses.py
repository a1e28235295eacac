"""IP addresses and networks in CIDR notation."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Any

from scanner.patterns import lazy
from scanner.rules.library.values import CIDR, IP, KINDS, Functions, Overload, mark, marked, no_overload

_LONGEST = 60
_PREFIX = lazy(r"0|[1-9][0-9]{0,2}")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class NoAddress(ValueError):
    """Text that is no address or no network."""


@lru_cache(maxsize=1024)
def parse(text: str) -> _Address:
    """The address; zones and IPv4 addresses mapped into IPv6 are refused. NoAddress."""
    if len(text) <= _LONGEST and "%" not in text:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            pass
        else:
            if not (address.version == 6 and address.ipv4_mapped is not None):
                return address
            raise NoAddress(f"an IPv4 address mapped into IPv6 is not allowed: {text!r}")
    raise NoAddress(f"not an IP address: {text[:_LONGEST]!r}")


@lru_cache(maxsize=1024)
def parse_network(text: str) -> tuple[_Address, int]:
    """Address and length of the prefix; the address may have bits beyond the prefix. NoAddress."""
    address_text, slash, length = text.partition("/")
    if len(text) <= 2 * _LONGEST and slash and _PREFIX.fullmatch(length):
        address = parse(address_text)
        if int(length) <= address.max_prefixlen:
            return address, int(length)
    raise NoAddress(f"not a network in CIDR notation: {text[:_LONGEST]!r}")


def _network(address: _Address, length: int) -> _Network:
    return ipaddress.ip_network((address, length), strict=False)


def _address_of(value: Any) -> _Address:
    text = marked(value, IP)
    if text is None:
        raise no_overload("a function of addresses", value)
    return parse(text)


def _cidr_of(value: Any) -> tuple[_Address, int]:
    text = marked(value, CIDR)
    if text is None:
        raise no_overload("a function of networks", value)
    return parse_network(text)


def ip(text: str) -> dict[str, str]:
    """The address that a text says. NoAddress."""
    return mark(IP, str(parse(text)))


def is_ip(text: str) -> bool:
    """Whether a text is an address."""
    try:
        parse(text)
    except NoAddress:
        return False
    return True


def is_canonical(text: str) -> bool:
    """Whether a text is an address in its one canonical form. NoAddress."""
    return str(parse(text)) == text


def _made(address: _Address, length: int) -> dict[str, str]:
    return mark(CIDR, f"{address}/{length}")


def cidr(text: str) -> dict[str, str]:
    """The network that a text says. NoAddress."""
    return _made(*parse_network(text))


def is_cidr(text: str) -> bool:
    """Whether a text is a network in CIDR notation."""
    try:
        parse_network(text)
    except NoAddress:
        return False
    return True


def contains_ip(network: Any, other: Any) -> bool:
    """Whether the network holds an address, given as one or as text."""
    address = parse(other) if isinstance(other, str) else _address_of(other)
    within = _network(*_cidr_of(network))
    return address.version == within.version and address in within


def contains_cidr(network: Any, other: Any) -> bool:
    """Whether the network holds another one, given as one or as text."""
    outer = _network(*_cidr_of(network))
    inner = _network(*(parse_network(other) if isinstance(other, str) else _cidr_of(other)))
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def is_link_local_multicast(value: Any) -> bool:
    """224.0.0.0/24 or ff02::/16."""
    address = _address_of(value)
    if address.version == 4:
        return int(address) >> 8 == 0xE00000
    return int(address) >> 112 & 0xFF0F == 0xFF02


def is_link_local_unicast(value: Any) -> bool:
    """169.254.0.0/16 or fe80::/10."""
    address = _address_of(value)
    return int(address) >> 16 == 0xA9FE if address.version == 4 else int(address) >> 118 == 0xFE80 >> 6


def is_global_unicast(value: Any) -> bool:
    """Neither unspecified, loopback, multicast or link-local, nor the IPv4 broadcast address; private ones are."""
    address = _address_of(value)
    broadcast = address.version == 4 and int(address) == 2**32 - 1
    return not (broadcast or address.is_unspecified or address.is_loopback or address.is_multicast
                or is_link_local_unicast(value))


def text_of(value: Any) -> Any:
    """The text of an address or a network, for `string(x)`; every other value as it is."""
    for kind in (IP, CIDR):
        text = marked(value, kind)
        if text is not None:
            return text
    return value


def _about(question: str) -> tuple[Overload, ...]:
    return (Overload("MAP", "BOOL", lambda value: bool(getattr(_address_of(value), question)), True),)


FUNCTIONS: Functions = {
    "ip": (Overload("STRING", "MAP", ip), Overload("MAP", "MAP", lambda net: mark(IP, str(_cidr_of(net)[0])), True)),
    "isIP": (Overload("STRING", "BOOL", is_ip),),
    "ip.isCanonical": (Overload("STRING", "BOOL", is_canonical),),
    "family": (Overload("MAP", "INT", lambda value: _address_of(value).version, True),),
    "isUnspecified": _about("is_unspecified"),
    "isLoopback": _about("is_loopback"),
    "isLinkLocalMulticast": (Overload("MAP", "BOOL", is_link_local_multicast, True),),
    "isLinkLocalUnicast": (Overload("MAP", "BOOL", is_link_local_unicast, True),),
    "isGlobalUnicast": (Overload("MAP", "BOOL", is_global_unicast, True),),
    "cidr": (Overload("STRING", "MAP", cidr),),
    "isCIDR": (Overload("STRING", "BOOL", is_cidr),),
    "containsIP": (Overload("MAP STRING", "BOOL", contains_ip, True), Overload("MAP MAP", "BOOL", contains_ip, True)),
    "containsCIDR": (
        Overload("MAP STRING", "BOOL", contains_cidr, True), Overload("MAP MAP", "BOOL", contains_cidr, True)),
    "prefixLength": (Overload("MAP", "INT", lambda net: _cidr_of(net)[1], True),),
    "@text": tuple(Overload(kind, "DYN" if kind == "MAP" else kind, text_of) for kind in KINDS),
    "masked": (Overload("MAP", "MAP", lambda net: _made(_network(*_cidr_of(net)).network_address, _cidr_of(net)[1]),
                        True),),
}
