from typing import Any

import pytest

from scanner.rules.reachable import all_ports, opens, world
from scanner.rules.unknowns import UNSETTLED

HOLE = {UNSETTLED: "var.x has no value"}


@pytest.mark.parametrize(("rule", "port", "expected"), [
    ({"protocol": "tcp", "from_port": 20, "to_port": 30}, 22, True), ({"protocol": "tcp", "from_port": "22", "to_port": "22"}, 22, True),
    ({"protocol": "-1", "from_port": 0, "to_port": 0}, 22, True), ({"protocol": "6", "from_port": 0, "to_port": 65535}, 22, True),
    ({"protocol": "tcp", "from_port": 443, "to_port": 443}, 22, False), ({"protocol": "icmp", "from_port": -1, "to_port": -1}, 22, False),
    ({"protocol": "tcp", "from_port": 0, "to_port": 0}, 22, False), ({"ip_protocol": "-1"}, 22, True), ({"ip_protocol": "tcp"}, 22, True),
])
def test_ports(rule: dict[str, Any], port: int, expected: bool) -> None:
    assert opens(rule, port) is expected


@pytest.mark.parametrize(("rule", "expected"), [
    ({"protocol": "-1"}, True), ({"protocol": "tcp", "from_port": 0, "to_port": 65535}, True),
    ({"protocol": "tcp", "from_port": 1, "to_port": 65535}, True), ({"protocol": "tcp", "from_port": 22, "to_port": 22}, False),
])
def test_all_ports(rule: dict[str, Any], expected: bool) -> None:
    assert all_ports(rule) is expected


@pytest.mark.parametrize(("rule", "expected"), [
    ({"cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"]}, True), ({"ipv6_cidr_blocks": ["::/0"]}, True), ({"cidr_ipv4": "0.0.0.0/0"}, True),
    ({"cidr_blocks": ["10.0.0.0/8"]}, False), ({"security_groups": ["sg-1"]}, False), ({}, False),
    ({"cidr_blocks": [HOLE, "0.0.0.0/0"]}, True),
])
def test_who_is_reached(rule: dict[str, Any], expected: bool) -> None:
    assert world(rule) is expected


def test_what_is_not_known_is_refused() -> None:
    for function, arguments in ((world, ({"cidr_blocks": HOLE},)), (world, ({"cidr_blocks": [HOLE]},)),
                                (opens, ({"protocol": HOLE}, 22)), (opens, ({"protocol": "tcp", "from_port": HOLE}, 22))):
        with pytest.raises(ValueError, match="var.x"):
            function(*arguments)  # type: ignore[operator]
