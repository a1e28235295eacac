"""Template text to tokens, as Go's text/template/parse does it.

A token is a tuple (kind, value, start, spaced); kinds are small integers.  `spaced` says
whether space stands before a token of an action, because `.a .b` and `.a.b` differ.
Offsets are code points from 0.
"""

from __future__ import annotations

import re

from scanner.patterns import lazy

TEXT, LEFT, RIGHT, IDENTIFIER, KEYWORD, FIELD, VARIABLE, DOT, NIL, BOOL = range(10)
NUMBER, CHARACTER, STRING, RAW, OPEN, CLOSE, PIPE, DECLARE, ASSIGN, COMMA, SIGN, EOF, ERROR = range(10, 23)

Token = tuple[int, str, int, bool]

KEYWORDS = frozenset(["block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"])

_BLANKS = " \t\r\n"
_LEFT_TRIM = frozenset("-" + blank for blank in _BLANKS)

MAX_TOKENS = 250_000
"""Most tokens of one template; published charts stay below a tenth of it."""

MAX_ACTION = 500_000
"""Most characters of one action."""

# One alternative a token; the order decides where two could match.  Numbers are taken
# greedily here and judged by `numbers.parse`.  No alternative can match in two ways, so
# matching is linear.
_TOKEN = lazy(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<field>\.[^\W\d]\w*)
  | (?P<variable>\$\w*)
  | (?P<word>[^\W\d]\w*)
  | (?P<string>"(?:[^"\\\n]|\\[^\n])*")
  | (?P<number>[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?
              |[+-]?[0-9][0-9_]*(?:[bBoO][0-9_]*)?(?:\.[0-9_]*)?(?:[eEpP][+-]?[0-9_]*)?
              |\.[0-9][0-9_]*(?:[eEpP][+-]?[0-9_]*)?)
        (?:[+-][0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)?i?)
  | (?P<declare>:=)
  | (?P<raw>`[^`]*`)
  | (?P<character>'(?:[^'\\\n]|\\[^\n])*')
  | (?P<other>[.()|=,])
  | (?P<sign>[!\#%&*/;<>?@\[\\\]^{~]|\}(?!\}))
    """,
    re.VERBOSE,
)

# `{{end}}` in all its forms is a third of the actions of a chart.
_END = lazy(r"[ \t\r\n]*(end)(?:[ \t\r\n]+(-))?[ \t\r\n]*\}\}")

_SIMPLE = {"(": OPEN, ")": CLOSE, "|": PIPE, "=": ASSIGN, ",": COMMA, ".": DOT}
_KINDS = {
    "field": FIELD,
    "variable": VARIABLE,
    "string": STRING,
    "number": NUMBER,
    "declare": DECLARE,
    "raw": RAW,
    "character": CHARACTER,
    "sign": SIGN,  # printable, but no part of any action: the parser refuses it
}
_WORDS = {"true": BOOL, "false": BOOL, "nil": NIL, **dict.fromkeys(KEYWORDS, KEYWORD)}
# What may follow a word, field or variable (Go's atTerminator).
_TERMINATORS = frozenset(" \t\r\n.,|:)(")


def tokenize(text: str) -> list[Token]:
    """All tokens of a template; the last is EOF, or ERROR with Go's message as its value."""
    tokens: list[Token] = []
    append = tokens.append
    position = 0
    find = text.find
    is_end = _END.match
    while True:
        opened = find("{{", position)
        if opened < 0:
            if position < len(text):
                append((TEXT, text[position:], position, False))
            append((EOF, "", len(text), False))
            return tokens
        inside = opened + 2
        literal = text[position:opened]
        if text[inside : inside + 2] in _LEFT_TRIM:
            literal = literal.rstrip(_BLANKS)
            inside += 2
        if literal:
            append((TEXT, literal, position, False))
        end = is_end(text, inside)
        if end is not None:
            append((LEFT, "{{", opened, False))
            append((KEYWORD, "end", end.start(1), True))
            position = end.end()
            append((RIGHT, "}}", position - 2, True))
            if end.group(2):
                position = _skip_blanks(text, position)
        elif text.startswith("/*", inside):
            position = _comment(text, inside, tokens)
        else:
            append((LEFT, "{{", opened, False))
            position = _action(text, inside, tokens)
        if position < 0:
            return tokens
        if len(tokens) > MAX_TOKENS:
            append((ERROR, f"template of more than {MAX_TOKENS} tokens", opened, False))
            return tokens


def _comment(text: str, inside: int, tokens: list[Token]) -> int:
    """Skip a comment; the offset after it and after what it trims, or -1 on an error."""
    end = text.find("*/", inside)
    if end < 0:
        tokens.append((ERROR, "unclosed comment", inside, False))
        return -1
    end += 2
    if text.startswith("}}", end):
        return end + 2
    if text[end : end + 1] in tuple(_BLANKS) and text.startswith("-}}", end + 1):
        return _skip_blanks(text, end + 4)
    tokens.append((ERROR, "comment ends before closing delimiter", inside, False))
    return -1


_NOT_BLANK = lazy(r"[^ \t\r\n]|\Z")


def _skip_blanks(text: str, position: int) -> int:
    found = _NOT_BLANK.search(text, position)
    return found.start() if found else len(text)


def _action(text: str, position: int, tokens: list[Token]) -> int:
    """Tokens of one action; the offset after it and after what it trims, or -1 on an error."""
    append = tokens.append
    match = _TOKEN.match
    depth = 0
    spaced = False
    limit = position + MAX_ACTION
    while True:
        found = match(text, position, limit)
        if found is None:
            if limit < len(text) and match(text, position):
                append((ERROR, f"action of more than {MAX_ACTION} characters", position, spaced))
                return -1
            if text.startswith("}}", position):
                return _closed(position, position + 2, spaced, depth, tokens)
            append((ERROR, _problem(text, position), position, spaced))
            return -1
        kind = found.lastgroup
        end = found.end()
        if kind == "space":
            if text.startswith("-}}", end):
                after = _closed(end, end + 3, True, depth, tokens)
                return after if after < 0 else _skip_blanks(text, after)
            spaced = True
            position = end
            continue
        value = found.group()
        if kind == "word" or kind == "field" or kind == "variable":
            follower = text[end : end + 1]
            if follower not in _TERMINATORS and follower and not text.startswith("}}", end):
                append((ERROR, f"bad character {_rune(follower)}", position, spaced))
                return -1
            if kind == "word":
                append((_WORDS.get(value, IDENTIFIER), value, position, spaced))
            else:
                append((FIELD if kind == "field" else VARIABLE, value, position, spaced))
        elif kind == "other":
            if value == "(":
                depth += 1
            elif value == ")":
                depth -= 1
                if depth < 0:
                    append((ERROR, "unexpected right paren", position, spaced))
                    return -1
            elif value == ".":
                follower = text[end : end + 1]
                if follower and follower not in _TERMINATORS and not text.startswith("}}", end):
                    append((ERROR, f"bad character {_rune(follower)}", position, spaced))
                    return -1
            append((_SIMPLE[value], value, position, spaced))
        elif kind == "number":
            follower = text[end : end + 1]
            if follower and (follower == "_" or follower.isalnum()):
                append((ERROR, f"bad number syntax: {_go_quote(value + follower)}", position, spaced))
                return -1
            append((NUMBER, value, position, spaced))
        else:
            append((_KINDS[kind or ""], value, position, spaced))
        position = end
        spaced = False


def _closed(start: int, end: int, spaced: bool, depth: int, tokens: list[Token]) -> int:
    if depth:
        tokens.append((ERROR, "unclosed left paren", start, spaced))
        return -1
    tokens.append((RIGHT, "}}", end - 2, spaced))
    return end


def _problem(text: str, position: int) -> str:
    """What is wrong with the character at which no token begins."""
    if position >= len(text):
        return "unclosed action"
    character = text[position]
    if character == '"':
        return "unterminated quoted string"
    if character == "`":
        return "unterminated raw quoted string"
    if character == "'":
        return "unterminated character constant"
    if character == ":":
        return "expected :="
    if character in "+-":
        return f"bad number syntax: {_go_quote(text[position : position + 2].rstrip())}"
    return f"unrecognized character in action: {_rune(character)}"


def _rune(character: str) -> str:
    """A character as Go's %#U shows it."""
    shown = f" '{character}'" if character.isprintable() else ""
    return f"U+{ord(character):04X}{shown}"


def _go_quote(text: str) -> str:
    from scanner.gotemplate.strconv import quote

    return quote(text)
