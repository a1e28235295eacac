"""Hashes, identifiers and what is encrypted."""

from __future__ import annotations

import base64
import hashlib
import uuid

from scanner.hcl.errors import FunctionError
from scanner.hcl.functions.encoding import to_bytes
from scanner.hcl.functions.files import contents, unread
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.types import NUMBER, STRING, Type
from scanner.hcl.values import Cause, Value, string, unknown

_TEXT = Parameter("str", STRING)
_PATH = Parameter("path", STRING)


def _hash(name: str, data: bytes, as_base64: bool) -> Value:
    digest = hashlib.new(name, data, usedforsecurity=False)
    return string(base64.b64encode(digest.digest()).decode() if as_base64 else digest.hexdigest())


def _offer(name: str, algorithm: str, as_base64: bool, of_file: bool) -> None:
    def body(arguments: list[Value], kind: Type, context: Context) -> Value:
        if not of_file:
            return _hash(algorithm, to_bytes(arguments[0]), as_base64)
        data = contents(arguments[0], context)
        if data is None:
            return unread(arguments[0].data, STRING, arguments[0].marks)
        return _hash(algorithm, data, as_base64)

    function(name, _PATH if of_file else _TEXT, result=STRING)(body)


for _algorithm in ("md5", "sha1", "sha256", "sha512"):
    _offer(_algorithm, _algorithm, False, False)
    _offer(f"file{_algorithm}", _algorithm, False, True)
for _algorithm in ("sha256", "sha512"):
    _offer(f"base64{_algorithm}", _algorithm, True, False)
    _offer(f"filebase64{_algorithm}", _algorithm, True, True)


@function("uuid", result=STRING)
def random_uuid(arguments: list[Value], kind: Type, context: Context) -> Value:
    """An identifier of chance, which nobody knows before."""
    return unknown(STRING, causes=(Cause("function", "uuid()"),), not_null=True)


@function("bcrypt", _TEXT, rest=Parameter("cost", NUMBER), result=STRING)
def bcrypt(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A hash with salt, which nobody knows before."""
    if len(arguments) > 2:
        raise FunctionError("bcrypt() takes no more than two arguments")
    return unknown(STRING, causes=(Cause("function", "bcrypt()"),), not_null=True)


_NAMESPACES = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID, "x500": uuid.NAMESPACE_X500}


@function("uuidv5", Parameter("namespace", STRING), Parameter("name", STRING), result=STRING)
def uuid_v5(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The identifier of a name in a namespace."""
    given = arguments[0].data
    try:
        namespace = _NAMESPACES.get(given) or uuid.UUID(given)
    except ValueError:
        raise FunctionError("uuidv5() doesn't support namespace " + repr(given[:50])) from None
    digest = hashlib.sha1(namespace.bytes + to_bytes(arguments[1]), usedforsecurity=False).digest()
    return string(str(uuid.UUID(bytes=digest[:16], version=5)))


@function("rsadecrypt", Parameter("ciphertext", STRING), Parameter("privatekey", STRING), result=STRING)
def rsa_decrypt(arguments: list[Value], kind: Type, context: Context) -> Value:
    """What was encrypted for a key (PKCS #1 v1.5)."""
    try:
        encrypted = base64.b64decode(arguments[0].data, validate=True)
    except ValueError:
        raise FunctionError("failed to decode input: cipher text must be base64-encoded") from None
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    key = None
    for load in (load_pem_private_key, load_ssh_private_key):
        try:
            key = load(to_bytes(arguments[1]), None)
            break
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size > 16384:
        raise FunctionError("invalid private key: an RSA key in PEM form without a passphrase is expected")
    try:
        return string(key.decrypt(encrypted, padding.PKCS1v15()).decode())
    except (ValueError, UnicodeDecodeError):
        raise FunctionError("failed to decrypt: the cipher text does not belong to this key") from None
