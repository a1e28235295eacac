"""Keys and certificates.

Go makes new keys each time.  Here all numbers follow from the arguments (see `digest`):
the results are framed as real keys and certificates are, so that templates can take them
apart, but they fit no lock, and signatures do not verify.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from scanner.gotemplate.functions import digest, function
from scanner.gotemplate.functions.encoding import CorruptInput, decode_base64
from scanner.gotemplate.printing import to_text
from scanner.gotemplate.values import FunctionError, GoObject, decode, encode
from scanner.patterns import lazy

# --- DER and PEM ---------------------------------------------------------------------


def _der(tag: int, *contents: bytes) -> bytes:
    """One DER value: tag, length, contents."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _sequence(*contents: bytes) -> bytes:
    return _der(0x30, *contents)


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _bits(data: bytes) -> bytes:
    return _der(0x03, b"\0", data)


def _octets(data: bytes) -> bytes:
    return _der(0x04, data)


def _oid(*encoded: int) -> bytes:
    return _der(0x06, bytes(encoded))


_NULL = _der(0x05)
_TRUE = _der(0x01, b"\xff")
_RSA = _sequence(_oid(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01), _NULL)
_SHA256_WITH_RSA = _sequence(_oid(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B), _NULL)
_P256 = _oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07)
_ED25519 = _sequence(_oid(0x2B, 0x65, 0x70))
_PEM = lazy(
    r"-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?\n([A-Za-z0-9+/=\s]*)-----END \1-----[ \t]*(?:\r?\n|\Z)", re.ASCII
)


def _pem(label: str, data: bytes) -> str:
    text = base64.b64encode(data).decode("ascii")
    lines = "".join(text[start : start + 64] + "\n" for start in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}-----END {label}-----\n"


def _read_pem(text: str) -> tuple[str, bytes] | None:
    """Label and contents of the first PEM block; None when there is none."""
    match = _PEM.search(text)
    if not match:
        return None
    try:
        return match[1], decode_base64(match[2].replace(" ", "").replace("\t", ""))
    except CorruptInput:
        return None


def _is_sequence(data: bytes) -> bool:
    """Whether `data` is one DER sequence, as all keys and certificates are."""
    if len(data) < 2 or data[0] != 0x30:
        return False
    if data[1] < 0x80:
        return len(data) == 2 + data[1]
    width = data[1] & 0x7F
    return len(data) == 2 + width + int.from_bytes(data[2 : 2 + width], "big")


# --- keys ----------------------------------------------------------------------------


def _odd(bits: int, *seeds: str) -> int:
    """An odd number of exactly so many bits."""
    return int.from_bytes(digest.stream(bits // 8, *seeds), "big") | (1 << (bits - 1)) | 1


def _rsa_key(bits: int, *seeds: str) -> str:
    parts = [_odd(bits, *seeds, "n"), 65537, _odd(bits, *seeds, "d")]
    parts += [_odd(bits // 2, *seeds, name) for name in ("p", "q", "dp", "dq", "qi")]
    return _pem("RSA PRIVATE KEY", _sequence(_integer(0), *map(_integer, parts)))


@function("genPrivateKey", "func(string) string")
def gen_private_key(kind: str) -> str:
    """A private key of type rsa (or an empty string), dsa, ecdsa or ed25519; of others the error's text."""
    seed = "genPrivateKey", kind
    match kind:
        case "" | "rsa":
            return _rsa_key(4096, *seed)
        case "dsa":
            numbers = (_odd(2048, *seed, "p"), _odd(256, *seed, "q"), _odd(2048, *seed, "g"), _odd(2048, *seed, "y"))
            return _pem("DSA PRIVATE KEY", _sequence(_integer(0), *map(_integer, numbers), _integer(_odd(256, *seed))))
        case "ecdsa":
            point = _der(0xA1, _bits(b"\x04" + digest.stream(64, *seed, "point")))
            return _pem(
                "EC PRIVATE KEY", _sequence(_integer(1), _octets(digest.stream(32, *seed)), _der(0xA0, _P256), point)
            )
        case "ed25519":
            return _pem("PRIVATE KEY", _sequence(_integer(0), _ED25519, _octets(_octets(digest.stream(32, *seed)))))
    return "Unknown type " + kind


def _check_key(text: str) -> None:
    """Complain, as Go's parser would, about text that is no private key in PEM."""
    block = _read_pem(text)
    if block is None:
        raise FunctionError("no PEM data in input")
    label, data = block
    if label != "PRIVATE KEY" and not label.endswith(" PRIVATE KEY"):
        raise FunctionError(f"no private key data in PEM block of type {label}")
    kind = label.removesuffix("PRIVATE KEY").strip()
    if kind not in ("", "RSA", "EC", "DSA"):
        raise FunctionError(f"invalid private key type {kind}")
    if not _is_sequence(data):
        what = f"parsing {kind} private key from PEM" if kind else "decoding PEM as PKCS#8"
        raise FunctionError(f"{what}: asn1: structure error")


# --- certificates --------------------------------------------------------------------


class Certificate(GoObject):
    """sprig.certificate: a certificate and its private key, both PEM.

    `name` is whom it was made for, "" for a certificate that was given.
    """

    __slots__ = ("cert", "key", "name")

    go_type: ClassVar[str] = "sprig.certificate"

    def __init__(self, cert: str, key: str, name: str = "") -> None:
        self.cert, self.key, self.name = cert, key, name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and (self.cert, self.key) == (other.cert, other.key)

    def __hash__(self) -> int:
        return hash((self.cert, self.key))

    def go_fields(self) -> Mapping[str, Any]:
        return {"Cert": self.cert, "Key": self.key}


def _addresses(values: list[Any] | None) -> list[bytes]:
    result = []
    for value in values or ():
        if not isinstance(value, str):
            raise FunctionError(f"error parsing ip: {to_text(value)} is not a string")
        try:
            result.append(ipaddress.ip_address(value).packed)
        except ValueError:
            raise FunctionError(f"error parsing ip: {value}") from None
    return result


def _names(values: list[Any] | None) -> list[bytes]:
    for value in values or ():
        if not isinstance(value, str):
            raise FunctionError(f"error processing alternate dns name: {to_text(value)} is not a string")
    return [encode(value) for value in values or ()]


def _extension(identifier: int, critical: bool, value: bytes) -> bytes:
    return _sequence(_oid(0x55, 0x1D, identifier), _TRUE if critical else b"", _octets(value))


def _key_identifier(name: str) -> bytes:
    """Twenty bytes for the key of an authority."""
    return digest.stream(20, "key identifier", name)


def _time(moment: Any) -> bytes:
    """A time of X.509: years before 2050 have two digits (RFC 5280, 4.1.2.5)."""
    if moment.Year() < 2050:
        return _der(0x17, encode(moment.Format("060102150405") + "Z"))
    return _der(0x18, encode(moment.Format("20060102150405") + "Z"))


def _certificate(
    name: str, days: int, ips: list[Any] | None, dns: list[Any] | None, issuer: str, key: str | None, authority: bool
) -> Certificate:
    """A certificate for `name`, with a key of its own unless one is given; valid from the fixed current time on."""
    from scanner.gotemplate.functions.calendar import ZERO
    from scanner.gotemplate.functions.dates import NOW

    alternatives = [_der(0x82, each) for each in _names(dns)] + [_der(0x87, each) for each in _addresses(ips)]
    seeds = ("certificate", name, issuer, str(days), *(alternative.hex() for alternative in alternatives))
    usages = _sequence(*(_oid(0x2B, 6, 1, 5, 5, 7, 3, purpose) for purpose in (1, 2)))
    extensions = [
        _extension(15, True, _der(0x03, b"\x02\xa4" if authority else b"\x05\xa0")),
        _extension(37, False, usages),
        _extension(19, True, _sequence(_TRUE if authority else b"")),
    ]
    # As Go does it: authorities name their key, and what they sign names the authority's.
    if authority:
        extensions.append(_extension(14, False, _octets(_key_identifier(name))))
    elif issuer != name:
        extensions.append(_extension(35, False, _sequence(_der(0x80, _key_identifier(issuer)))))
    if alternatives:
        extensions.append(_extension(17, False, _sequence(*alternatives)))
    expiry = NOW.plus(days * 86_400 * 1_000_000_000)
    if not 1950 <= expiry.Year() <= 9999:
        expiry = ZERO
    validity = [_time(moment) for moment in (NOW, expiry)]
    public_key = _sequence(_integer(_odd(2048, *seeds, "n")), _integer(65537))
    body = _sequence(
        _der(0xA0, _integer(2)),
        _integer(_odd(127, *seeds, "serial")),
        _SHA256_WITH_RSA,
        _common_name(issuer),
        _sequence(*validity),
        _common_name(name),
        _sequence(_RSA, _bits(public_key)),
        _der(0xA3, _sequence(*extensions)),
    )
    signed = _sequence(body, _SHA256_WITH_RSA, _bits(digest.stream(256, *seeds, "signature")))
    return Certificate(_pem("CERTIFICATE", signed), _rsa_key(2048, *seeds) if key is None else key, name)


def _common_name(name: str) -> bytes:
    return _sequence(_der(0x31, _sequence(_oid(0x55, 4, 3), _der(0x0C, encode(name)))))


def _check_given_key(key: str) -> None:
    try:
        _check_key(key)
    except FunctionError as error:
        raise FunctionError(f"parsing private key: {error}") from None


def _check_authority(authority: Certificate) -> str:
    """Complain about an authority that is none; gives a name that stands for it."""
    block = _read_pem(authority.cert)
    if block is None:
        raise FunctionError("unable to decode certificate")
    if not _is_sequence(block[1]):
        raise FunctionError("error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate")
    try:
        _check_key(authority.key)
    except FunctionError as error:
        raise FunctionError(f"error parsing private key: {error}") from None
    return authority.name or "ca-" + digest.stream(8, authority.cert).hex()


_CERTIFICATE = "(sprig.certificate, error)"


@function("genCA", f"func(string, int) {_CERTIFICATE}")
def gen_ca(name: str, days: int) -> Certificate:
    """A certificate authority."""
    return _certificate(name, days, None, None, issuer=name, key=None, authority=True)


@function("genCAWithKey", f"func(string, int, string) {_CERTIFICATE}")
def gen_ca_with_key(name: str, days: int, key: str) -> Certificate:
    """A certificate authority with a given key."""
    _check_given_key(key)
    return _certificate(name, days, None, None, issuer=name, key=key, authority=True)


@function("genSelfSignedCert", f"func(string, []interface{{}}, []interface{{}}, int) {_CERTIFICATE}")
def gen_self_signed_cert(name: str, ips: list[Any] | None, dns: list[Any] | None, days: int) -> Certificate:
    """A self-signed certificate."""
    return _certificate(name, days, ips, dns, issuer=name, key=None, authority=False)


@function("genSelfSignedCertWithKey", f"func(string, []interface{{}}, []interface{{}}, int, string) {_CERTIFICATE}")
def gen_self_signed_cert_with_key(
    name: str, ips: list[Any] | None, dns: list[Any] | None, days: int, key: str
) -> Certificate:
    """A self-signed certificate with a given key."""
    _check_given_key(key)
    return _certificate(name, days, ips, dns, issuer=name, key=key, authority=False)


@function("genSignedCert", f"func(string, []interface{{}}, []interface{{}}, int, sprig.certificate) {_CERTIFICATE}")
def gen_signed_cert(
    name: str, ips: list[Any] | None, dns: list[Any] | None, days: int, authority: Certificate
) -> Certificate:
    """A certificate signed by an authority."""
    issuer = _check_authority(authority)
    return _certificate(name, days, ips, dns, issuer=issuer, key=None, authority=False)


@function(
    "genSignedCertWithKey",
    f"func(string, []interface{{}}, []interface{{}}, int, sprig.certificate, string) {_CERTIFICATE}",
)
def gen_signed_cert_with_key(
    name: str, ips: list[Any] | None, dns: list[Any] | None, days: int, authority: Certificate, key: str
) -> Certificate:
    """A certificate signed by an authority, with a given key."""
    _check_given_key(key)
    issuer = _check_authority(authority)
    return _certificate(name, days, ips, dns, issuer=issuer, key=key, authority=False)


@function("buildCustomCert", f"func(string, string) {_CERTIFICATE}")
def build_custom_cert(cert: str, key: str) -> Certificate:
    """A certificate and its key, each given as PEM in base 64."""
    texts = []
    for text, what in ((cert, "certificate"), (key, "private key")):
        try:
            texts.append(decode(decode_base64(text)))
        except CorruptInput:
            raise FunctionError(f"unable to decode base64 {what}") from None
    block = _read_pem(texts[0])
    if block is None:
        raise FunctionError("unable to decode certificate")
    if not _is_sequence(block[1]):
        raise FunctionError("error parsing certificate: decodedCert.Bytes: x509: malformed certificate")
    try:
        _check_key(texts[1])
    except FunctionError as error:
        raise FunctionError(f"error parsing private key: {error}") from None
    return Certificate(*texts)
