"""The text that a token of a template stands for."""

from __future__ import annotations

from scanner.hcl.errors import SyntaxProblem
from scanner.hcl.lexer import Token
from scanner.patterns import lazy

_ESCAPE = lazy(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|(\$\$|%%)\{", 16)  # re.DOTALL
_SIGNS = lazy(r"(\$|%)\1\{")
_SHORT = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}

# What Go's unicode.IsSpace takes for white space.
SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def unescaped(token: Token, path: str) -> str:
    """The text of a piece of a quoted string."""
    text = token.text
    if "\\" not in text:
        return plain(text)

    def replaced(match: object) -> str:
        short, long, other, sign = match.groups()  # type: ignore[attr-defined]
        if sign:
            return f"{sign[0]}{{"
        if short or long:
            code = int(short or long, 16)
            if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                return "\ufffd"
            return chr(code)
        if other in _SHORT:
            return _SHORT[other]
        start = token.start + match.start()  # type: ignore[attr-defined]
        raise SyntaxProblem(f"Invalid escape sequence: the symbol {other!r} is not a valid escape sequence selector. "
                            "Use \\n, \\r, \\t, \\\", \\\\, \\uNNNN or \\UNNNNNNNN.", start, start + 2, path)

    return str(_ESCAPE.sub(replaced, text))


def plain(text: str) -> str:
    """The text of a piece of a heredoc or a file: only `$${` and `%%{` are escapes."""
    return str(_SIGNS.sub(r"\1{", text)) if "{" in text else text
