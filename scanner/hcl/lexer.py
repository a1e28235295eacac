"""HCL text to tokens.

A token is a kind with a start and an end; strings and heredocs are tokens for their parts, so that no brace has to be
counted later.  Kinds that a symbol stands for are called by the symbol.
"""

from __future__ import annotations


from scanner.hcl.errors import SyntaxProblem
from scanner.patterns import lazy
from scanner.records import NamedTuple

IDENT = "name"
NUMBER = "number"
NEWLINE = "newline"
OPEN_QUOTE, CLOSE_QUOTE = "opening quote", "closing quote"
OPEN_HEREDOC, CLOSE_HEREDOC = "heredoc", "end of heredoc"
LITERAL = "text"
INTERPOLATION, DIRECTIVE, SEQUENCE_END = "${", "%{", "end of template sequence"
END = "end of file"
INVALID = "invalid"

_TOKEN = lazy(r"""
    [ \t]*(?:
      (?P<name>[^\W\d][\w-]*)
    | (?P<number>[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)
    | (?P<newline>\r?\n|(?:\#|//)[^\n]*\n?)
    | (?P<comment>/\*(?:[^*]|\*(?!/))*\*/)
    | (?P<heredoc><<-?(?P<marker>[^\W\d][\w-]*)\r?\n)
    | (?P<close>~\})
    | (?P<symbol>\.\.\.|==|!=|>=|<=|&&|\|\||::|=>|[{}\[\]().,*/%+\-=<>!?:"])
    | (?P<end>\Z)
    )""", 64)  # re.VERBOSE

# `$${` and `%%{` stand for themselves without the first sign; a sign alone is text.
_PLAIN = lazy(r'[^"\\$%\r\n]*"')
_QUOTED = lazy(r'(?:[^"\\$%\r\n]|\\[^\r\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))+')
_HEREDOC = lazy(r"(?:[^$%\n]|\$\$\{|%%\{|\$(?!\{)|%(?!\{))*\n?")
_SEQUENCE = lazy(r"[$%]\{~?")


class Token(NamedTuple):
    """`text` is what stands between `start` and `end`, offsets in code points."""

    kind: str
    text: str
    start: int
    end: int


class _Mode:
    """Where the lexer is: plain text of a template that ends at a quote, a marker or the end of all; else code."""

    __slots__ = ("kind", "marker", "braces", "at_line_start")

    def __init__(self, kind: str, marker: str = "") -> None:
        self.kind, self.marker, self.braces, self.at_line_start = kind, marker, 0, True


CODE, QUOTED, HEREDOC, BARE = "code", "quoted", "heredoc", "bare"


def tokens(text: str, template: bool = False) -> list[Token]:
    """All tokens of a file, or of a bare template; comments are left out, but those that end a line count as its end."""
    start = 1 if text.startswith("\ufeff") else 0
    found: list[Token] = []
    modes = [_Mode(BARE if template else CODE)]
    position = start
    while modes:
        mode = modes[-1]
        if mode.kind == CODE:
            position = _code(text, position, modes, found)
        elif mode.kind == QUOTED:
            position = _quoted(text, position, modes, found)
        else:
            position = _lines(text, position, modes, found)
    found.append(Token(END, "", len(text), len(text)))
    return found


def _code(text: str, position: int, modes: list[_Mode], found: list[Token]) -> int:
    """Tokens of code until a template begins or the sequence that the code stands in ends."""
    mode = modes[-1]
    match = _TOKEN.match
    plain_text = _PLAIN.match
    append = found.append
    while True:
        token = match(text, position)
        if token is None:
            raise _invalid(text, position)
        kind = token.lastgroup
        if kind == "marker":
            kind = "heredoc"
        start, end = token.span(kind)
        position = end
        if kind == "symbol":
            symbol = token[kind]
            if symbol == '"':
                append(Token(OPEN_QUOTE, symbol, start, end))
                plain = plain_text(text, end)
                if plain is None:
                    modes.append(_Mode(QUOTED))
                    return position
                # Most texts have nothing in them that would need a closer look.
                position = plain.end()
                if position - 1 > end:
                    append(Token(LITERAL, text[end:position - 1], end, position - 1))
                append(Token(CLOSE_QUOTE, symbol, position - 1, position))
                continue
            if symbol == "{":
                mode.braces += 1
            elif symbol == "}":
                if not mode.braces and len(modes) > 1:
                    append(Token(SEQUENCE_END, symbol, start, end))
                    modes.pop()
                    return position
                mode.braces -= 1
            append(Token(symbol, symbol, start, end))
        elif kind == "comment" or kind == "newline" and found and found[-1].kind == NEWLINE:
            continue  # lines without anything count as one line break
        elif kind == "heredoc":
            append(Token(OPEN_HEREDOC, token[kind], start, end))
            modes.append(_Mode(HEREDOC, token["marker"]))
            return position
        elif kind == "close":
            append(Token(SEQUENCE_END, "~}", start, end))
            if not mode.braces and len(modes) > 1:
                modes.pop()
                return position
        elif kind == "end":
            modes.clear()
            return position
        else:
            append(Token(kind, token[kind], start, end))


def _invalid(text: str, position: int) -> SyntaxProblem:
    while position < len(text) and text[position] in " \t":
        position += 1
    sign = text[position]
    hint = {
        "'": " Single quotes are not valid. Use double quotes (\") to enclose strings.",
        "/": " A comment that begins with /* must end with */.",
        ";": " Use newlines to separate arguments and blocks.",
        "^": " Terraform has no such operator.", "`": " Use double quotes or a heredoc for strings.",
    }.get(sign, "")  # fmt: skip
    return SyntaxProblem(f"Invalid character: {sign!r} cannot stand here.{hint}", position, position + 1)


def _quoted(text: str, position: int, modes: list[_Mode], found: list[Token]) -> int:
    match = _QUOTED.match(text, position)
    if match is not None:
        found.append(Token(LITERAL, match[0], position, match.end()))
        return int(match.end())
    sign = text[position:position + 1]
    if sign == '"':
        found.append(Token(CLOSE_QUOTE, sign, position, position + 1))
        modes.pop()
        return position + 1
    if sign in ("$", "%"):
        return _sequence(text, position, modes, found)
    if sign in ("\n", "\r"):
        raise SyntaxProblem("Invalid multi-line string: quoted strings may not be split over lines. Use a heredoc "
                            "or \\n.", position, position + 1)
    raise SyntaxProblem("Unterminated string: its closing quote is missing.", position, len(text))


def _lines(text: str, position: int, modes: list[_Mode], found: list[Token]) -> int:
    """Text of a heredoc, a token for each line, or of a bare template."""
    mode = modes[-1]
    if position >= len(text):
        if mode.kind == BARE:
            modes.clear()
            return position
        raise SyntaxProblem(f"Unterminated heredoc: a line with {mode.marker} alone is missing at its end.",
                            position, position)
    if text[position] in "$%" and _SEQUENCE.match(text, position):
        mode.at_line_start = False
        return _sequence(text, position, modes, found)
    end = int(_HEREDOC.match(text, position).end())
    line = text[position:end]
    if mode.kind == HEREDOC and line.endswith("\n"):
        if mode.at_line_start and line.strip() == mode.marker:
            stop = end - (2 if line.endswith("\r\n") else 1)
            found.append(Token(CLOSE_HEREDOC, line, position, stop))
            found.append(Token(NEWLINE, text[stop:end], stop, end))
            modes.pop()
            return end
    mode.at_line_start = line.endswith("\n")
    found.append(Token(LITERAL, line, position, end))
    return end


def _sequence(text: str, position: int, modes: list[_Mode], found: list[Token]) -> int:
    match = _SEQUENCE.match(text, position)
    found.append(Token(INTERPOLATION if match[0][0] == "$" else DIRECTIVE, match[0], position, match.end()))
    modes.append(_Mode(CODE))
    return int(match.end())
