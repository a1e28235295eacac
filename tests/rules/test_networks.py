"""Ports and addresses, as firewall rules write them."""

import pytest

from scanner.rules.networks import covers_port, ip_number, is_private_ip


@pytest.mark.parametrize(("ports", "port", "expected"), [
    (["22"], 22, True), (["20-30"], 22, True), (["*"], 22, True), ([22], 22, True), (["80", "443"], 22, False), ([], 22, False),
    (["23-30"], 22, False), ([" 20 - 22 "], 22, True),
])  # fmt: skip
def test_ports(ports: list[object], port: int, expected: bool) -> None:
    assert covers_port(ports, port) is expected


@pytest.mark.parametrize("ports", [["ssh"], ["22-"], ["${var.port}"]])
def test_what_is_no_port(ports: list[object]) -> None:
    with pytest.raises(ValueError, match="neither a number nor a range"):
        covers_port(ports, 22)


def test_addresses() -> None:
    assert ip_number("10.0.1.0") - ip_number("10.0.0.0") == 256
    assert [is_private_ip(one) for one in ("10.1.2.3", "8.8.8.8", "0.0.0.0")] == [True, False, False]
    with pytest.raises(ValueError, match="[Aa]ddress|octet"):
        ip_number("web")
