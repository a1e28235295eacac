"""Addresses and networks, by the documentation of the ip and cidr libraries of Kubernetes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.rules.library.addresses import is_cidr, is_ip
from tests.rules.library.expressions import reason, value


@pytest.mark.parametrize(("text", "good"), [
    ("10.0.0.1", True), ("::1", True), ("2001:DB8::1", True), ("10.0.0.256", False), ("10.0.0", False), ("", False),
    ("010.0.0.1", False), ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False), (":::1", False), ("10.0.0.1/8", False),
    ("1" * 500, False), ("١.0.0.1", False)])
def test_is_ip(text: str, good: bool) -> None:
    assert is_ip(text) is good


@pytest.mark.parametrize(("text", "good"), [
    ("10.0.0.0/8", True), ("10.0.0.1/8", True), ("::/0", True), ("2001:db8::/128", True), ("10.0.0.0/33", False),
    ("::/129", False), ("10.0.0.0", False), ("10.0.0.0/08", False), ("10.0.0.0/-1", False), ("/8", False),
    ("::ffff:10.0.0.0/100", False), ("10.0.0.0/8/8", False), ("10.0.0.0/٨", False)])
def test_is_cidr(text: str, good: bool) -> None:
    assert is_cidr(text) is good


@pytest.mark.parametrize(("expression", "expected"), [
    ("ip('10.0.0.1').family()", 4), ("ip('::1').family()", 6),
    ("ip('2001:DB8:0::1') == ip('2001:db8::1')", True),
    ("ip.isCanonical('2001:db8::1')", True), ("ip.isCanonical('2001:DB8::1')", False),
    ("string(ip('2001:DB8::1'))", "2001:db8::1"), ("string(cidr('10.0.0.1/8'))", "10.0.0.1/8"), ("string(7)", "7"),
    ("ip('0.0.0.0').isUnspecified() && ip('::').isUnspecified()", True), ("ip('::1').isUnspecified()", False),
    ("ip('127.1.2.3').isLoopback() && ip('::1').isLoopback()", True), ("ip('10.0.0.1').isLoopback()", False),
    ("ip('224.0.0.7').isLinkLocalMulticast() && ip('ff02::7').isLinkLocalMulticast()", True),
    ("ip('224.0.1.7').isLinkLocalMulticast() || ip('ff05::7').isLinkLocalMulticast()", False),
    ("ip('169.254.1.1').isLinkLocalUnicast() && ip('febf::1').isLinkLocalUnicast()", True),
    ("ip('169.253.1.1').isLinkLocalUnicast() || ip('fec0::1').isLinkLocalUnicast()", False),
    ("ip('192.168.3.4').isGlobalUnicast() && ip('fd00::1').isGlobalUnicast()", True),
    ("ip('255.255.255.255').isGlobalUnicast() || ip('ff00::1').isGlobalUnicast() || ip('127.0.0.1').isGlobalUnicast()",
     False),
    ("cidr('10.1.0.0/16').containsIP('10.1.2.3') && cidr('10.1.0.0/16').containsIP(ip('10.1.2.3'))", True),
    ("cidr('10.1.0.0/16').containsIP('10.2.2.3') || cidr('10.1.0.0/16').containsIP('::1')", False),
    ("cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.0.0.0/8').containsCIDR(cidr('10.0.0.0/8'))", True),
    ("cidr('10.1.0.0/16').containsCIDR('10.0.0.0/8') || cidr('10.0.0.0/8').containsCIDR('::/0')", False),
    ("cidr('10.1.2.3/16').ip() == ip('10.1.2.3')", True),
    ("cidr('10.1.2.3/16').masked() == cidr('10.1.0.0/16')", True),
    ("cidr('10.1.2.3/16') == cidr('10.1.2.3/16').masked()", False),
    ("cidr('2001:db8::1/64').prefixLength()", 64),
    ("object.ranges.exists(r, cidr(r).containsIP(object.address))", True),
])
def test_in_expressions(expression: str, expected: object) -> None:
    assert value(expression, object={"ranges": ["10.0.0.0/8", "192.168.0.0/16"], "address": "192.168.9.9"}) == expected


@pytest.mark.parametrize(("expression", "said"), [
    ("ip('10.0.0.256')", "not an IP address"), ("cidr('10.0.0.0')", "not a network"),
    ("ip('::ffff:1.2.3.4')", "mapped into IPv6"), ("cidr('10.0.0.0/8').containsIP('x')", "not an IP address"),
    ("object.family()", "does not take map"), ("object.prefixLength()", "does not take map")])
def test_errors(expression: str, said: str) -> None:
    assert said in reason(expression, object={})


@given(st.text(max_size=30))
def test_any_text_is_an_address_or_none(text: str) -> None:
    assert is_ip(text) in (True, False) and is_cidr(text) in (True, False)
