"""Rules of firewalls of AWS (security groups, network ACLs): which ports they open, and whether to everyone."""

from __future__ import annotations

from typing import Any

from scanner.rules.blocks import settled

_RANGES = (
    "cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "cidr_block", "ipv6_cidr_block", "cidr_ip", "source_cidr",
)
# Other addresses with the length 0 are refused by the provider.
_WORLD = frozenset({"0.0.0.0/0", "::/0", "0::/0", "0:0:0:0:0:0:0:0/0", "0000:0000:0000:0000:0000:0000:0000:0000/0"})
_ALL_PROTOCOLS = frozenset({"-1", "all", "any"})
_NAMED = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


def world(rule: Any) -> bool:
    """Whether a rule is about every address, of IPv4 or IPv6."""
    for name in _RANGES:
        value = rule.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one.strip() in _WORLD:
                return True
    for name in _RANGES:
        value = settled(rule.get(name))
        for one in value if isinstance(value, list) else ():
            settled(one)
    return False


def all_ports(rule: Any) -> bool:
    """Whether a rule is about every protocol, or every port."""
    protocol = _protocol(rule)
    return protocol in _ALL_PROTOCOLS or protocol in ("tcp", "udp") and _covers(rule, 0, 65535)


def opens(rule: Any, port: int) -> bool:
    """Whether a rule is about a port of TCP or UDP."""
    protocol = _protocol(rule)
    if protocol in _ALL_PROTOCOLS:
        return True
    return protocol in ("tcp", "udp", "") and _covers(rule, port, port)


def _protocol(rule: Any) -> str:
    value = settled(rule.get("protocol", rule.get("ip_protocol", "")))
    text = str(value).strip().lower()
    return _NAMED.get(text, text)


def _covers(rule: Any, low: int, high: int) -> bool:
    begin, end = settled(rule.get("from_port")), settled(rule.get("to_port"))
    if begin is None and end is None:
        return True
    first, last = _port(begin if begin is not None else end), _port(end if end is not None else begin)
    if first == -1 or first == 0 == last:
        return first == -1 or low == 0
    return first <= max(low, 1) and last >= high if high == 65535 else first <= low and last >= high


def _port(value: Any) -> int:
    """The number of a port.  ValueError: it is none."""
    return int(float(value))
