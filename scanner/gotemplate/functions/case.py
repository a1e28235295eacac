"""Upper and lower case, and the writing of names (camelCase, snake_case, ...)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from scanner.gotemplate.functions import function
from scanner.gotemplate.functions.strings import SPACES
from scanner.patterns import lazy

# --- single characters ---------------------------------------------------------------
# Go maps one character to one character; Python's methods may give several (the German
# sharp s) or look at the neighbours (the Greek final sigma).


def _upper(char: str) -> str:
    mapped = char.upper()
    return mapped if len(mapped) == 1 else _titled(char)


def _lower(char: str) -> str:
    return "i" if char == "\u0130" else char.lower()


def _titled(char: str) -> str:
    mapped = char.title()
    return mapped if len(mapped) == 1 else char


def _is_upper(char: str) -> bool:
    return "A" <= char <= "Z" or (char >= "\x80" and unicodedata.category(char) == "Lu")


def _is_lower(char: str) -> bool:
    return "a" <= char <= "z" or (char >= "\x80" and unicodedata.category(char) == "Ll")


def _replaced(text: str) -> str:
    """`text` as Go sees it rune by rune: stray bytes are U+FFFD."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\udc80" <= char <= "\udcff" else char for char in text)


# --- case ----------------------------------------------------------------------------


@function("upper", "func(string) string")
def upper(text: str) -> str:
    """`text` in upper case."""
    return text.upper() if text.isascii() else "".join(map(_upper, _replaced(text)))


@function("lower", "func(string) string")
def lower(text: str) -> str:
    """`text` in lower case."""
    return text.lower() if text.isascii() else "".join(map(_lower, _replaced(text)))


@function("title", "func(string) string")
def title(text: str) -> str:
    """`text` with each letter after a separator in title case."""
    out, previous = [], " "
    for char in _replaced(text):
        out.append(_titled(char) if _separates(previous) else char)
        previous = char
    return "".join(out)


def _separates(char: str) -> bool:
    """Whether strings.Title sees a word end: ASCII but letters, digits and _; elsewhere spaces."""
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return char in SPACES


@function("untitle", "func(string) string")
def untitle(text: str) -> str:
    """`text` with the first letter of each word in lower case."""
    out, previous = [], " "
    for char in _replaced(text):
        out.append(_lower(char) if previous in SPACES and char not in SPACES else char)
        previous = char
    return "".join(out)


@function("swapcase", "func(string) string")
def swapcase(text: str) -> str:
    """`text` with upper and lower case exchanged; a lower-case letter that begins a word becomes title case."""
    out, word_begins = [], True
    for char in _replaced(text):
        if _is_upper(char) or (char >= "\x80" and unicodedata.category(char) == "Lt"):
            out.append(_lower(char))
            word_begins = False
        elif _is_lower(char):
            out.append(_titled(char) if word_begins else _upper(char))
            word_begins = False
        else:
            out.append(char)
            word_begins = char in SPACES
    return "".join(out)


# --- names ---------------------------------------------------------------------------


def _connects(char: str) -> bool:
    return char in "-_" or char in SPACES


@function("camelcase", "func(string) string")
def camelcase(text: str) -> str:
    """PascalCase: words run together, each with a capital; connectors at both ends stay."""
    text = _replaced(text)
    if not text:
        return ""
    start = next((index for index, char in enumerate(text) if not _connects(char)), len(text))
    if start >= len(text) - 1:  # nothing but connectors (the last of them doubled), or one letter at the end
        return text + text[-1] if start == len(text) else text[:start] + _upper(text[start])
    out = [text[:start]]
    in_capitals = _is_upper(text[start])
    pending = _upper(text[start])
    for char in text[start + 1 :]:
        previous, pending = pending, char
        if _connects(char) and _connects(previous):
            out.append(previous)
        elif _connects(previous):
            in_capitals = _is_upper(char)
            pending = _upper(char)
        else:
            if in_capitals:
                in_capitals = _is_upper(char)
                pending = _lower(char) if in_capitals else char
            out.append(previous)
    return "".join(out) + pending


@function("snakecase", "func(string) string")
def snakecase(text: str) -> str:
    """Lower-case words joined by underscores."""
    return _connected(text, "_")


@function("kebabcase", "func(string) string")
def kebabcase(text: str) -> str:
    """Lower-case words joined by hyphens."""
    return _connected(text, "-")


_NUMBER, _UPPER, _ALPHABET, _CONNECTOR, _PUNCTUATION, _OTHER = "number upper alphabet connector punct other".split()


# A character with the stray bytes before it, which belong to its word; those at the end are for themselves.
_CELL = lazy("[\udc80-\udcff\ufffd]*[^\udc80-\udcff\ufffd]|[\udc80-\udcff\ufffd]+")


def _class(char: str) -> str:
    if _connects(char):
        return _CONNECTOR
    category = unicodedata.category(char)
    if category[0] == "P":
        return _PUNCTUATION
    if category == "Lu":
        return _UPPER
    if category[0] == "L" and not _is_ideograph(char):
        return _ALPHABET
    return _NUMBER if category[0] == "N" else _OTHER


def _is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fcc" or "\u3400" <= char <= "\u4d85" or "\U00020000" <= char <= "\U0002b81d"


def _words(text: str) -> Iterator[tuple[str, str]]:
    """The runs of characters of one class; a capital belongs to the letters after it (HTTPServer: HTTP, Server)."""
    cells = _CELL.findall(text)
    kinds = [_class(cell[-1]) for cell in cells]
    if len(cells) > 1 and _replaced(cells[-1][-1]) == "\ufffd":
        kinds[-1] = kinds[-2]
    position = 0
    while position < len(cells):
        kind = kinds[position]
        end = _run_end(kinds, position, kind)
        while kind == _PUNCTUATION and end < len(cells) and (kinds[end] == kind or cells[end][-1] in "-_"):
            end += 1  # inside punctuation, hyphens and underscores are punctuation too
        if kind == _UPPER and end < len(cells) and kinds[end] == _ALPHABET:
            end = end - 1 if end > position + 1 else _run_end(kinds, end, _ALPHABET)
        yield kind, "".join(cells[position:end])
        position = end


def _run_end(kinds: list[str], start: int, kind: str) -> int:
    while start < len(kinds) and kinds[start] == kind:
        start += 1
    return start


def _connected(text: str, connector: str) -> str:
    """The words in lower case with connectors between them.

    A number belongs to the word before it (`Bld4Floor`: bld4_floor) unless lower-case
    letters follow; then it begins a word (`http2xx`: http_2xx).
    """
    words = list(_words(text))
    out: list[str] = []
    position = 0
    while position < len(words) - 1:
        kind = words[position][0]
        out.append(_lowered(words[position], connector))
        position += 1
        if kind == _NUMBER:
            position = _write_run(words, position, connector, out)
        elif kind not in (_CONNECTOR, _PUNCTUATION):
            number_follows = words[position][0] == _NUMBER
            if number_follows and position + 1 == len(words):
                break
            if number_follows and words[position + 1][0] == _ALPHABET:
                out += connector, words[position][1]
                position = _write_run(words, position + 1, connector, out)
                continue
            if number_follows:
                out.append(words[position][1])
                position += 1
            if words[position][0] not in (_CONNECTOR, _PUNCTUATION):
                out.append(connector)
    out.extend(_lowered(word, connector) for word in words[position:])
    return "".join(out)


def _write_run(words: list[tuple[str, str]], position: int, connector: str, out: list[str]) -> int:
    """Write the letters and numbers from `position` on, which belong together; gives the index behind them."""
    while position < len(words) and words[position][0] in (_ALPHABET, _NUMBER):
        out.append(words[position][1])
        position += 1
    if position < len(words) and words[position][0] not in (_CONNECTOR, _PUNCTUATION):
        out.append(connector)
    return position


def _lowered(word: tuple[str, str], connector: str) -> str:
    kind, text = word
    if kind == _CONNECTOR:
        return "".join(connector if _connects(char) else char for char in _replaced(text))
    return "".join(map(_lower, _replaced(text))) if kind == _UPPER else text
