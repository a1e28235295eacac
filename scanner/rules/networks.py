"""Ports and addresses as firewall rules write them: functions of the rule language."""

from __future__ import annotations

import ipaddress
from typing import Any

from scanner.patterns import lazy

_RANGE = lazy(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?")


def covers_port(ports: list[Any], port: int) -> bool:
    """Whether one of the ports or ranges ("22", "20-30", "*") covers the port.  ValueError: one is no port."""
    for one in ports:
        if str(one).strip() == "*":
            return True
        found = _RANGE.fullmatch(str(one))
        if found is None:
            raise ValueError("a port is neither a number nor a range")
        first, last = int(found[1]), int(found[2] or found[1])
        if first <= port <= last:
            return True
    return False


def ip_number(text: str) -> int:
    """An address as a number, so that two of them can be compared.  ValueError: it is no IPv4 address."""
    return int(ipaddress.IPv4Address(text))


def is_private_ip(text: str) -> bool:
    """Whether an address belongs to no network of the internet.  ValueError: it is no address."""
    return ipaddress.ip_address(text).is_private and text != "0.0.0.0"
