"""Base64, URLs, CSV and character sets."""

from __future__ import annotations

import base64
import binascii
import csv
import io

from scanner.hcl.errors import FunctionError
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.limits import check_text, spend
from scanner.hcl.types import STRING, Type
from scanner.hcl.values import Value, list_value, object_value, string, unknown
from scanner.patterns import lazy

_TEXT = Parameter("str", STRING)
_UNSAFE = lazy(rb"[^A-Za-z0-9_.~ -]")


def to_bytes(value: Value) -> bytes:
    """The UTF-8 of a string."""
    return str(value.data).encode("utf-8", "surrogatepass")


@function("base64encode", _TEXT, result=STRING)
def base64_encode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The UTF-8 of a text in base64."""
    return string(base64.b64encode(to_bytes(arguments[0])).decode())


def decoded(text: str) -> bytes:
    """The bytes of standard base64; line breaks do not count."""
    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise FunctionError(f"failed to decode base64 data {text[:40]!r}") from None


@function("base64decode", Parameter("str", STRING, marked=True, unknown=True), result=STRING)
def base64_decode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The text of which this is the base64."""
    if not arguments[0].is_known:
        return unknown(STRING, arguments[0]).with_marks(arguments[0].marks)
    try:
        return string(decoded(arguments[0].data).decode()).with_marks(arguments[0].marks)
    except UnicodeDecodeError:
        raise FunctionError("the result of decoding the provided string is not valid UTF-8") from None


@function("base64gzip", _TEXT, result=STRING)
def base64_gzip(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The text compressed, in base64.  Go's compressor writes other bytes that unpack to the same."""
    import zlib

    data = to_bytes(arguments[0])
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    # Go flushes before it closes: the flush leaves an empty block, the end another one.
    packed = packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH) + b"\x01\x00\x00\xff\xff"
    tail = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return string(base64.b64encode(b"\x1f\x8b\x08" + bytes(6) + b"\xff" + packed + tail).decode())


@function("urlencode", _TEXT, result=STRING)
def url_encode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The text as a part of a query."""
    escaped = _UNSAFE.sub(lambda match: b"%%%02X" % match[0][0], to_bytes(arguments[0]))
    return string(escaped.replace(b" ", b"+").decode())


@function("textencodebase64", Parameter("string", STRING), Parameter("encoding", STRING), result=STRING)
def text_encode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A text in a character set, in base64."""
    name = arguments[1].data
    try:
        return string(base64.b64encode(arguments[0].data.encode(_codec(name))).decode())
    except UnicodeEncodeError as error:
        raise FunctionError(f"the given string contains characters that cannot be represented in {name}") from error


@function("textdecodebase64", Parameter("source", STRING), Parameter("encoding", STRING), result=STRING)
def text_decode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A text from the base64 of a character set."""
    name = arguments[1].data
    try:
        return string(decoded(arguments[0].data).decode(_codec(name)))
    except UnicodeDecodeError as error:
        raise FunctionError(f"the given string contains symbols that are not defined for {name}") from error


# Names that the IANA registry has and Python does not, or gives another meaning.
_CODECS = {
    "utf-16": "utf-16", "utf-16be": "utf-16-be", "utf-16le": "utf-16-le", "utf-8": "utf-8", "macintosh": "mac-roman",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6", "windows-874": "cp874",
    "shift_jis": "shift_jis", "gbk": "gbk", "gb18030": "gb18030", "big5": "big5", "euc-jp": "euc_jp", "euc-kr": "euc_kr",
    "iso-2022-jp": "iso2022_jp", "hz-gb-2312": "hz", "koi8-r": "koi8-r", "koi8-u": "koi8-u", "us-ascii": "ascii",
}  # fmt: skip
_FAMILIES = lazy(r"(?:iso-8859-\d{1,2}|windows-\d{3,4}|cp\d{3,4}|ibm\d{3,5})")


def _codec(name: str) -> str:
    import codecs

    wanted = name.lower()
    codec = _CODECS.get(wanted) or (wanted if _FAMILIES.fullmatch(wanted) else "")
    try:
        return codecs.lookup(codec).name if codec else codecs.lookup("").name
    except LookupError:
        raise FunctionError(f"{name!r} is not a supported IANA encoding name or alias in Terraform") from None


@function("csvdecode", _TEXT)
def csv_decode(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A list of objects, one for each line, with the names of the first line."""
    text: str = arguments[0].data
    check_text(len(text))
    rows = [row for row in _rows(text) if row]
    if not rows:
        raise FunctionError("missing header line")
    names = [string(name).data for name in rows[0]]
    if len(set(names)) != len(names):
        raise FunctionError("duplicate column name")
    found: list[Value] = []
    for number, row in enumerate(rows[1:], 2):
        spend(len(row))
        if len(row) != len(names):
            raise FunctionError(f"record on line {number}: wrong number of fields")
        found.append(object_value({name: string(cell) for name, cell in zip(names, row, strict=True)}))
    element = object_value({name: string("") for name in names}).type
    return list_value(found, element)


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), strict=True))
    except csv.Error as error:
        raise FunctionError(f"invalid CSV: {error}") from None

