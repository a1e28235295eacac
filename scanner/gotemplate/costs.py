"""How much work the functions of templates are, so that loops over dear ones end as soon as loops over cheap ones.

One unit is about ten nanoseconds, or one byte of a new string.  `limits.WORK` holds what
one rendering may use.
"""

from __future__ import annotations

from scanner.records import NamedTuple



class Cost(NamedTuple):
    """Units of one call, and for each character of its string arguments and of a string it returns."""

    call: int = 1
    character: int = 1
    result: int = 1


_CALL = Cost()

_COSTS: dict[str, Cost] = {
    name: cost
    for names, cost in [
        # texts that are parsed
        ("fromYaml fromYamlArray", Cost(2_000, 60)),
        ("fromJson fromJsonArray mustFromJson fromToml", Cost(500, 60)),
        ("tpl", Cost(4_000, 5)),
        ("semver semverCompare", Cost(2_000, 20)),
        ("toDate mustToDate date dateInZone date_in_zone htmlDate htmlDateInZone dateModify date_modify mustDateModify"
         " must_date_modify now ago duration durationRound", Cost(1_000, 20)),
        ("urlParse urlJoin urlquery", Cost(500, 20)),
        ("int int64 float64 atoi toDecimal add add1 sub mul div mod max biggest min addf add1f subf mulf divf maxf minf"
         " floor ceil round", Cost(20, 5)),
        # texts looked at character by character
        ("camelcase snakecase kebabcase title untitle swapcase initials abbrev abbrevboth nospace wrap wrapWith html js"
         " quote squote printf cat plural substr trunc", Cost(20, 20)),
        ("regexMatch mustRegexMatch regexFind mustRegexFind", Cost(500, 10)),
        ("regexFindAll mustRegexFindAll regexReplaceAll mustRegexReplaceAll regexReplaceAllLiteral"
         " mustRegexReplaceAllLiteral regexSplit mustRegexSplit", Cost(500, 300)),
        ("b64enc b64dec b32enc b32dec sha1sum sha256sum sha512sum adler32sum", Cost(20, 2)),
        # keys and passwords
        ("genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert"
         " genSignedCertWithKey buildCustomCert", Cost(100_000, 10)),
        ("bcrypt htpasswd", Cost(20_000, 10)),
        ("derivePassword", Cost(10_000_000, 10)),
        ("encryptAES decryptAES", Cost(5_000, 10)),
        ("randAlphaNum randAlpha randNumeric randAscii randBytes randInt uuidv4 shuffle", Cost(500, 100, 10)),
        # nested values that are walked through; `limits.Allowance` counts what they visit
        ("toYaml mustToYaml toYamlPretty toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson toToml"
         " merge mergeOverwrite mustMerge mustMergeOverwrite deepCopy mustDeepCopy deepEqual", Cost(200, 1, 20)),
    ]
    for name in names.split()
}  # fmt: skip

ELEMENT = 40
"""Units of each element of a new list; also the bytes that one takes."""

HELD = frozenset(
    "set unset get index dig default coalesce ternary required first last or and mustFirst mustLast".split()
)
"""Functions that hand on what is there already: the elements of their results are not new."""


def cost(name: str) -> Cost:
    """What calls of a function cost."""
    return _COSTS.get(name, _CALL)
