"""Passwords and AES.

Salts and initialisation vectors follow from the arguments (see `digest`), and bcrypt
hashes have the right shape only: nothing offline needs to verify them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import string
from functools import lru_cache

from scanner.gotemplate import limits
from scanner.gotemplate.functions import digest, function
from scanner.gotemplate.functions.encoding import CorruptInput, decode_base64
from scanner.gotemplate.values import FunctionError, decode, encode

# --- hashes --------------------------------------------------------------------------

_BCRYPT_LETTERS = "./" + string.ascii_letters + string.digits


@function("bcrypt", "func(string) string")
def bcrypt(password: str) -> str:
    """Text of the shape of a bcrypt hash; of a password that is too long the error's text."""
    if len(encode(password)) > 72:
        return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    return "$2a$10$" + digest.letters(53, _BCRYPT_LETTERS, "bcrypt", password)


@function("htpasswd", "func(string, string) string")
def htpasswd(user: str, password: str) -> str:
    """A line of a password file; of a bad user name the error's text."""
    return f"invalid username: {user}" if ":" in user else f"{user}:{bcrypt(password)}"


# --- passwords derived from a master password ----------------------------------------

_SALT = b"com.lyndir.masterpassword"

# For each type the patterns to choose from; each letter of a pattern names a class below.
_PATTERNS = {
    "maximum": "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno",
    "long": (
        "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv"
        " CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv"
        " CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno"
    ),
    "medium": "CvcnoCvc CvcCvcno",
    "short": "Cvcn",
    "basic": "aaanaaan aannaaan aaannaaa",
    "pin": "nnnn",
}
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
_ALL_LETTERS = "AEIOUaeiou" + _CONSONANTS + _CONSONANTS.lower()
_CLASSES = {
    "V": "AEIOU",
    "C": _CONSONANTS,
    "v": "aeiou",
    "c": _CONSONANTS.lower(),
    "a": _ALL_LETTERS,
    "n": string.digits,
    "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": _ALL_LETTERS + string.digits + "!@#$%^&*()",
}


@function("derivePassword", "func(uint32, string, string, string, string) string")
def derive_password(counter: int, kind: str, password: str, user: str, site: str) -> str:
    """The password for a site that follows from a master password, by the Master Password algorithm."""
    if kind not in _PATTERNS:
        return f"cannot find password template {kind}"
    message = _SALT + _sized(site) + (counter & 0xFFFFFFFF).to_bytes(4, "big")
    seed = hmac.new(_master_key(password, user), message, "sha256").digest()
    patterns = _PATTERNS[kind].split()
    pattern = patterns[seed[0] % len(patterns)]
    return "".join(_CLASSES[name][byte % len(_CLASSES[name])] for name, byte in zip(pattern, seed[1:], strict=False))


@lru_cache(maxsize=64)
def _master_key(password: str, user: str) -> bytes:
    salt = _SALT + _sized(user)
    return hashlib.scrypt(encode(password), salt=salt, n=32768, r=8, p=2, dklen=64, maxmem=64 * 1024 * 1024)


def _sized(text: str) -> bytes:
    data = encode(text)
    return len(data).to_bytes(4, "big") + data


# --- AES -----------------------------------------------------------------------------

_BLOCK = 16


@function("encryptAES", "func(string, string) (string, error)")
def encrypt_aes(password: str, text: str) -> str:
    """`text` by AES-256 in CBC mode, PKCS #7 padding, the initialisation vector in front, in base 64."""
    if not text:
        return ""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    data = encode(text)
    limits.check_text(2 * len(data))
    padding = _BLOCK - len(data) % _BLOCK
    vector = digest.stream(_BLOCK, "encryptAES", password, text)
    encryptor = Cipher(algorithms.AES(_key(password)), modes.CBC(vector)).encryptor()
    encrypted = encryptor.update(data + bytes([padding]) * padding) + encryptor.finalize()
    return base64.b64encode(vector + encrypted).decode("ascii")


@function("decryptAES", "func(string, string) (string, error)")
def decrypt_aes(password: str, text: str) -> str:
    """The reverse of `encryptAES`."""
    if not text:
        return ""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    try:
        data = decode_base64(text)
    except CorruptInput as error:
        raise FunctionError(str(error)) from None
    if len(data) < _BLOCK:
        capacity = (len(text.translate({10: None, 13: None})) // 4) * 3  # of the buffer Go decodes into
        raise FunctionError(f"runtime error: slice bounds out of range [:{_BLOCK}] with capacity {capacity}")
    if len(data) % _BLOCK:
        raise FunctionError("crypto/cipher: input not full blocks")
    if len(data) == _BLOCK:
        raise FunctionError("runtime error: index out of range [-1]")
    decryptor = Cipher(algorithms.AES(_key(password)), modes.CBC(data[:_BLOCK])).decryptor()
    decrypted = decryptor.update(data[_BLOCK:]) + decryptor.finalize()
    end = len(decrypted) - decrypted[-1]
    if end < 0:
        raise FunctionError(f"runtime error: slice bounds out of range [:{end}]")
    return decode(decrypted[:end])


def _key(password: str) -> bytes:
    return encode(password)[:32].ljust(32, b"\0")
