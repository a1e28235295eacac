"""Template functions by theme, as Sprig has them; each module is loaded when one of its functions is first called for.

A function states its Go signature; the executor checks and converts arguments by it, so
the Python function sees values of the stated types only:

    @function("trunc", "func(int, string) string")
    def trunc(width: int, text: str) -> str: ...

Parameter types: ``string int int64 float64 bool interface{} error time.Time time.Duration
map[string]interface{} []interface{} []string uint32 sprig.certificate *semver.Version`` and
``...T`` for a variadic tail.
A function whose Go original returns an error, or panics, raises `FunctionError`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from scanner.records import NamedTuple

# Which module knows which function.  Only names stand here, so that start-up loads no
# module that the chart at hand does not need; a test holds this table against the
# decorators.
MODULES: dict[str, str] = {
    "builtins": "print println printf html js urlquery len index call not eq ne lt le gt ge",
    "case": "upper lower title untitle swapcase camelcase snakecase kebabcase",
    "strings": (
        "hello toString toStrings quote squote cat join sortAlpha split splitn splitList contains hasPrefix hasSuffix"
        " trim trimAll trimall trimPrefix trimSuffix trunc substr abbrev abbrevboth initials nospace repeat replace"
        " plural indent nindent wrap wrapWith"
    ),
    "defaults": "default empty coalesce all any ternary",
    "numbers": (
        "int int64 float64 atoi toDecimal add add1 sub mul div mod max biggest min addf add1f subf mulf divf maxf minf"
        " floor ceil round until untilStep seq"
    ),
    "lists": (
        "list tuple first last rest initial append push prepend concat reverse slice chunk has without uniq compact"
        " mustFirst mustLast mustRest mustInitial mustAppend mustPush mustPrepend mustReverse mustSlice mustChunk"
        " mustHas mustWithout mustUniq mustCompact"
    ),
    "dicts": (
        "dict get set unset hasKey keys values pluck dig pick omit merge mergeOverwrite mustMerge mustMergeOverwrite"
        " deepCopy mustDeepCopy"
    ),
    "reflection": "typeOf typeIs typeIsLike kindOf kindIs deepEqual",
    "encoding": "b64enc b64dec b32enc b32dec sha1sum sha256sum sha512sum adler32sum",
    "crypto": "bcrypt htpasswd derivePassword encryptAES decryptAES",
    "certificates": (
        "genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey"
        " buildCustomCert"
    ),
    "paths": "base dir clean ext isAbs osBase osDir osClean osExt osIsAbs",
    "urls": "urlParse urlJoin",
    "regex": (
        "regexMatch mustRegexMatch regexFind mustRegexFind regexFindAll mustRegexFindAll regexReplaceAll"
        " mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit"
        " regexQuoteMeta"
    ),
    "semver": "semver semverCompare",
    "dates": (
        "now date dateInZone date_in_zone htmlDate htmlDateInZone dateModify date_modify mustDateModify"
        " must_date_modify toDate mustToDate unixEpoch ago duration durationRound"
    ),
    "random": "randAlphaNum randAlpha randNumeric randAscii randBytes randInt uuidv4 shuffle",
}

# Functions that the executor runs itself, since they do not evaluate all their arguments.
LANGUAGE = frozenset(["and", "or"])

_WHERE = {name: f"{__name__}.{module}" for module, names in MODULES.items() for name in names.split()}


class Signature(NamedTuple):
    """A Go function type: `parameters` without the variadic one, `variadic` its element type or None."""

    parameters: tuple[str, ...]
    variadic: str | None
    result: str


class Function(NamedTuple):
    """A template function: its name, signature and Python callable.

    With `runtime` the callable is handed the `Runtime` before the arguments.
    """

    name: str
    signature: Signature
    call: Callable[..., Any]
    runtime: bool = False


_LOADED: dict[str, Function] = {}


def function(
    name: str, signature: str, *aliases: str, runtime: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Offer the decorated callable to templates as `name` (and `aliases`)."""
    parsed = parse_signature(signature)

    def register(call: Callable[..., Any]) -> Callable[..., Any]:
        for each in (name, *aliases):
            _LOADED[each] = Function(each, parsed, call, runtime)
        return call

    return register


@lru_cache(maxsize=None)
def parse_signature(text: str) -> Signature:
    """Read a Go function type such as ``func(int, ...string) string``; of several results the first counts."""
    head, _, results = text.removeprefix("func(").partition(")")
    parts = [part.strip() for part in head.split(",") if part.strip()]
    variadic = None
    if parts and parts[-1].startswith("..."):
        variadic = parts.pop()[3:]
    result = results.strip().strip("()").partition(",")[0]
    return Signature(tuple(parts), variadic, result or "interface{}")


def offer(module: str, names: str) -> None:
    """Add the functions of a further module (a dotted path), as Helm adds its own to Sprig's."""
    _WHERE.update(dict.fromkeys(names.split(), module))


def known(name: str) -> bool:
    """Whether Sprig or Go's template package has a function of that name."""
    return name in _WHERE or name in LANGUAGE


def names() -> list[str]:
    """All function names, sorted."""
    return sorted(_WHERE)


def find(name: str) -> Function:
    """The function of that name, loading its module on first use; KeyError when there is none."""
    loaded = _LOADED.get(name)
    if loaded is None:
        importlib.import_module(_WHERE[name])
        loaded = _LOADED[name]
    return loaded
