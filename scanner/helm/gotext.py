"""Go's ideas of space and of printable characters."""

from __future__ import annotations

from scanner.gotemplate.strconv import quote_rune

# unicode.IsSpace; Python's str.isspace() takes U+001C to U+001F besides.
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def is_printable(character: str) -> bool:
    """unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space."""
    if character.isascii():
        return " " <= character <= "~"
    import unicodedata

    return unicodedata.category(character)[0] in "LMNPS"


def quoted_runes(text: str) -> str:
    """`text` as `%q` prints a []rune: ``['a' 'b']``."""
    return "[" + " ".join(map(quote_rune, text)) + "]"
