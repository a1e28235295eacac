"""Text with `${ }` and `%{ }` in it to a syntax tree: the pieces first, then the directives that lie around them."""

from __future__ import annotations

from scanner.hcl import lexer
from scanner.hcl.lexer import Token
from scanner.hcl.literals import SPACE, plain, unescaped
from scanner.hcl.nodes import Conditional, For, Join, Literal, Node, Parentheses, Template
from scanner.hcl.parser import Parser
from scanner.hcl.values import string


class _Text:
    """A piece of text; of a heredoc there is one for each line."""

    __slots__ = ("text", "start", "end")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end


class _Directive:
    """`word` is if, else, endif, for or endfor."""

    __slots__ = ("word", "source", "names", "start", "end")

    def __init__(self, word: str, source: Node | None, names: tuple[str, str], start: int) -> None:
        self.word, self.source, self.names, self.start, self.end = word, source, names, start, start


def template(parser: Parser, closing: str, flush: bool = False) -> Node:
    """The template up to a closing token, which is used up; `flush` takes away what all lines are indented by."""
    start = parser.tokens[parser.at].start
    pieces = _pieces(parser, closing)
    end = parser.tokens[parser.at - 1].start if closing != lexer.END else parser.tokens[-1].end
    if flush:
        _flush(pieces)
    pieces = _melded(pieces)
    if len(pieces) == 1 and isinstance(pieces[0], Node):
        return Parentheses(pieces[0], start, end)
    parts = _Builder(parser, pieces, start, end).parts()
    if not parts:
        return Literal(string(""), start, end)
    if len(parts) == 1 and isinstance(parts[0], Literal) and isinstance(pieces[0], _Text):
        return parts[0]
    return Template(parts, start, end)


def _pieces(parser: Parser, closing: str) -> list[_Text | _Directive | Node]:
    found: list[_Text | _Directive | Node] = []
    quoted = closing == lexer.CLOSE_QUOTE
    trim_next = False
    while True:
        token = parser.tokens[parser.at]
        if token.kind == closing:
            parser.at += 1
            return found
        trim, trim_next = trim_next, False
        parser.at += 1
        if token.kind == lexer.LITERAL:
            text = unescaped(token, parser.path) if quoted else plain(token.text)
            found.append(_Text(text.lstrip(SPACE) if trim else text, token.start, token.end))
            continue
        if token.kind not in (lexer.INTERPOLATION, lexer.DIRECTIVE):
            parser.fail("Unterminated template string: no closing marker was found for the string.", token)
        before = found[-1] if found else None
        if token.text.endswith("~") and isinstance(before, _Text):
            before.text = before.text.rstrip(SPACE)
        skipping, parser.skipping = parser.skipping, True
        parser.enter()
        if token.kind == lexer.INTERPOLATION:
            found.append(parser.expression())
        else:
            found.append(_directive(parser, token))
        end = parser.peek()
        if end.kind != lexer.SEQUENCE_END:
            parser.fail("Extra characters after interpolation expression: expected a closing brace to end the sequence. "
                        "If it belongs to another language, write $${ instead of ${.")
        parser.at += 1
        if isinstance(found[-1], _Directive):
            found[-1].end = end.end
        parser.depth -= 1
        parser.skipping = skipping
        trim_next = end.text.startswith("~")


def _directive(parser: Parser, opening: Token) -> _Directive:
    word = parser.peek()
    if word.kind != lexer.IDENT:
        parser.fail('Invalid template directive: a keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.')
    parser.read()
    if word.text in ("else", "endif", "endfor"):
        return _Directive(word.text, None, ("", ""), opening.start)
    if word.text == "if":
        return _Directive("if", parser.expression(), ("", ""), opening.start)
    if word.text != "for":
        parser.fail(f'Invalid template control keyword: "{word.text}" is none of if, else, endif, for, endfor.', word)
    key, value = "", parser.loop_name("after 'for'")
    if parser.peek().kind == ",":
        parser.read()
        key, value = value, parser.loop_name("after the comma")
    if not parser.is_word("in"):
        parser.fail("Invalid 'for' directive: the 'in' keyword is required after the names.")
    parser.read()
    return _Directive("for", parser.expression(), (key, value), opening.start)


def _flush(pieces: list[_Text | _Directive | Node]) -> None:
    """Take the smallest indentation of any line away from all; lines of white space do not count."""
    least: int | None = None
    first: list[_Text] = []
    at_line_start = True
    for piece in pieces:
        if at_line_start:
            at_line_start = False
            spaces = 0
            if isinstance(piece, _Text):
                rest = piece.text.lstrip(SPACE)
                if not rest and piece.text.endswith("\n"):
                    at_line_start = True
                    continue
                spaces = len(piece.text) - len(rest)
                first.append(piece)
            least = spaces if least is None else min(least, spaces)
        if isinstance(piece, _Text) and piece.text.endswith("\n"):
            at_line_start = True
    for text in first:
        text.text = text.text[least or 0:]


def _melded(pieces: list[_Text | _Directive | Node]) -> list[_Text | _Directive | Node]:
    """The pieces with neighbouring texts as one."""
    found: list[_Text | _Directive | Node] = []
    run: list[_Text] = []
    for piece in [*pieces, None]:
        if isinstance(piece, _Text):
            run.append(piece)
            continue
        if run:
            found.append(run[0] if len(run) == 1 else _Text("".join(one.text for one in run), run[0].start, run[-1].end))
            run = []
        if piece is not None:
            found.append(piece)
    return found


class _Builder:
    """Pieces to nodes, with directives around those that they enclose."""

    def __init__(self, parser: Parser, pieces: list[_Text | _Directive | Node], start: int, end: int) -> None:
        self.parser, self.pieces, self.start, self.end = parser, pieces, start, end
        self.at = 0

    def parts(self) -> list[Node]:
        """All parts of the template."""
        found = self.until(())
        if self.at < len(self.pieces):
            self.stray(self.pieces[self.at])
        return found

    def until(self, words: tuple[str, ...]) -> list[Node]:
        """Parts up to one of the directives."""
        found: list[Node] = []
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            if isinstance(piece, _Directive) and piece.word not in ("if", "for"):
                break
            self.at += 1
            if isinstance(piece, _Text):
                found.append(Literal(string(piece.text), piece.start, piece.end))
            elif isinstance(piece, Node):
                found.append(piece)
            else:
                self.parser.enter()
                found.append(self.condition(piece) if piece.word == "if" else self.loop(piece))
                self.parser.depth -= 1
        return found

    def close(self, opening: _Directive, words: tuple[str, ...]) -> _Directive:
        """The directive that must stand here."""
        if self.at >= len(self.pieces):
            self.parser.fail(f"Unexpected end of template: the {opening.word} directive is missing its corresponding "
                             f"{words[-1]} directive.", Token("", "", opening.start, opening.end))
        piece = self.pieces[self.at]
        if not isinstance(piece, _Directive) or piece.word not in words:
            self.stray(piece)
        self.at += 1
        return piece

    def stray(self, piece: object) -> None:
        """Refuse a directive that belongs to none."""
        assert isinstance(piece, _Directive)
        self.parser.fail(f"Unexpected {piece.word} directive: the control directives within this template are unbalanced.",
                         Token("", "", piece.start, piece.end))

    def condition(self, opening: _Directive) -> Node:
        """%{ if } parts [%{ else } parts] %{ endif }"""
        yes = self.branch(opening.end)
        closing = self.close(opening, ("else", "endif"))
        no: Node = Literal(string(""), closing.start, closing.start)
        if closing.word == "else":
            no = self.branch(closing.end)
            closing = self.close(opening, ("endif",))
        assert opening.source is not None
        return Conditional(opening.source, yes, no, opening.start, closing.end)

    def loop(self, opening: _Directive) -> Node:
        """%{ for } parts %{ endfor }"""
        inner = self.branch(opening.end)
        closing = self.close(opening, ("endfor",))
        assert opening.source is not None
        key, value = opening.names
        loop = For(key, value, opening.source, None, inner, None, False, opening.start, closing.end)
        return Join(loop, opening.start, closing.end)

    def branch(self, at: int) -> Node:
        """The parts inside of a directive as one text."""
        parts = self.until(())
        if not parts:
            return Literal(string(""), at, at)
        return Template(parts, parts[0].start, parts[-1].end)
