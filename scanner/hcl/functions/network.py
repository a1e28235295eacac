"""Address ranges."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv6Address

from scanner.hcl.errors import FunctionError
from scanner.hcl.functions.arguments import whole
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.types import NUMBER, STRING, Type, list_of
from scanner.hcl.values import Value, list_value, string

_PREFIX = Parameter("prefix", STRING)


class _Range:
    """An address range: first address as a number, bits of its prefix and of its addresses."""

    __slots__ = ("first", "bits", "size")

    def __init__(self, first: int, bits: int, size: int) -> None:
        self.first, self.bits, self.size = first, bits, size


def _parsed(text: str) -> _Range:
    """As Terraform does, numbers of IPv4 addresses may begin with zeros."""
    address, slash, bits = text.partition("/")
    if not slash or not bits.isdecimal() or not bits.isascii() or len(bits) > 3:
        raise FunctionError(f"invalid CIDR expression: invalid CIDR address: {text[:60]}")
    size = 128 if ":" in address else 32
    try:
        if size == 32:
            address = ".".join(part.lstrip("0") or "0" if part else "" for part in address.split("."))
            number = int(IPv4Address(address))
        elif "%" in address:
            raise AddressValueError
        else:
            parsed = IPv6Address(address)
            number = int(parsed)
    except (AddressValueError, ValueError):
        raise FunctionError(f"invalid CIDR expression: invalid CIDR address: {text[:60]}") from None
    if int(bits) > size:
        raise FunctionError(f"invalid CIDR expression: invalid CIDR address: {text[:60]}")
    host = size - int(bits)
    return _Range(number >> host << host, int(bits), size)


def _written(number: int, size: int) -> str:
    if size == 32:
        return str(IPv4Address(number))
    address = IPv6Address(number)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


@function("cidrhost", _PREFIX, Parameter("hostnum", NUMBER), result=STRING)
def host(arguments: list[Value], kind: Type, context: Context) -> Value:
    """An address inside of a range; negative numbers count from its end."""
    found = _parsed(arguments[0].data)
    number = arguments[1].data
    if not number.is_whole:
        raise FunctionError("invalid hostnum: a whole number is required")
    wanted = number.whole()
    room = 1 << found.size - found.bits
    if wanted < 0:
        # The last address is -1; as many are counted from the end as from the start.
        if -wanted > room:
            raise FunctionError(f"prefix of {found.bits} does not accommodate a host numbered {wanted}")
        wanted += room
    elif wanted >= room:
        raise FunctionError(f"prefix of {found.bits} does not accommodate a host numbered {wanted}")
    return string(_written(found.first + wanted, found.size))


@function("cidrnetmask", _PREFIX, result=STRING)
def netmask(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The mask of an IPv4 range."""
    found = _parsed(arguments[0].data)
    if found.size != 32:
        raise FunctionError("IPv6 addresses cannot have a netmask")
    return string(_written((1 << 32) - (1 << 32 - found.bits), 32))


@function("cidrsubnet", _PREFIX, Parameter("newbits", NUMBER), Parameter("netnum", NUMBER), result=STRING)
def subnet(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A range inside of a range, by its number."""
    found = _parsed(arguments[0].data)
    new_bits = whole(arguments[1], "newbits")
    if not arguments[2].data.is_whole:
        raise FunctionError("invalid netnum: a whole number is required")
    return string(_subnet(found, new_bits, arguments[2].data.whole()))


def _subnet(found: _Range, new_bits: int, number: int) -> str:
    bits = found.bits + new_bits
    if not 0 <= bits <= found.size:
        raise FunctionError(f"insufficient address space to extend prefix of {found.bits} by {new_bits}")
    if abs(number) >= 1 << (new_bits if 0 <= new_bits < 64 else 64):
        raise FunctionError(f"prefix extension of {new_bits} does not accommodate a subnet numbered {number}")
    # Terraform lets negative numbers through: they are put over the address bit by bit, and the sign is dropped.
    first = abs(found.first | number << found.size - bits)
    if first >> found.size:
        raise FunctionError(f"prefix extension of {new_bits} does not accommodate a subnet numbered {number}")
    return f"{_written(first, found.size)}/{bits}"


@function("cidrsubnets", _PREFIX, rest=Parameter("newbits", NUMBER), result=list_of(STRING))
def subnets(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Ranges behind each other inside of a range, by the bits that each has more."""
    found = _parsed(arguments[0].data)
    texts: list[Value] = []
    position = found.first
    end = found.first + (1 << found.size - found.bits)
    for one in arguments[1:]:
        new_bits = whole(one, "newbits")
        if new_bits < 1:
            raise FunctionError("must extend prefix by at least one bit")
        if new_bits > 32 and found.size == 32 or new_bits > 128:
            raise FunctionError(f"may not extend prefix by more than {found.size} bits")
        bits = found.bits + new_bits
        if bits > found.size:
            raise FunctionError(f"would extend prefix to {bits} bits, which is too long for this address family")
        size = 1 << found.size - bits
        first = -(-position // size) * size
        # A first range that begins at zero looks to Terraform as if it had come round from the last address.
        if first + size > end or first == 0:
            raise FunctionError(f"not enough remaining address space for a subnet with a prefix of {bits} bits")
        texts.append(string(f"{_written(first, found.size)}/{bits}"))
        position = first + size
    return list_value(texts, STRING)


