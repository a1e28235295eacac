"""Tokens to syntax trees: bodies of files and blocks, and expressions by precedence."""

from __future__ import annotations

from typing import NoReturn

from scanner.deep import deep
from scanner.hcl import lexer, numbers
from scanner.hcl.errors import FunctionError, SyntaxProblem
from scanner.hcl.lexer import Token
from scanner.hcl.limits import MAX_FILE, MAX_NESTING
from scanner.hcl.literals import unescaped
from scanner.hcl.nodes import (
    Assignment, Attribute, Binary, Block, Body, Call, Conditional, Each, For, Index, Item, Literal, Name, Node, Object,
    Parentheses, Splat, Tuple, Unary,
)  # fmt: skip
from scanner.hcl.values import FALSE, NULL, NUMBER, TRUE, Value, string

_LEVELS = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}  # fmt: skip
_WORDS = {"true": TRUE, "false": FALSE, "null": NULL}


@deep
def parse(text: str, path: str) -> Body:
    """A file in native syntax.  SyntaxProblem says where it is none."""
    parser = _parser(text, path)
    return parser.body(0, lexer.END)


@deep
def parse_expression(text: str, path: str = "") -> Node:
    """One expression, with line breaks anywhere."""
    parser = _parser(text, path)
    parser.skipping = True
    node = parser.expression()
    if parser.peek().kind != lexer.END:
        parser.fail("Extra characters after expression: an expression was successfully parsed, but extra characters "
                    "were found after it.")
    return node


@deep
def parse_template(text: str, path: str = "") -> Node:
    """A text with `${}` and `%{}` in it, as `templatefile` reads one."""
    from scanner.hcl.templates import template

    return template(_parser(text, path, template=True), lexer.END)


def _parser(text: str, path: str, template: bool = False) -> Parser:
    if len(text) > MAX_FILE:
        raise SyntaxProblem(f"The text is longer than {MAX_FILE} characters.", 0, 0, path)
    try:
        return Parser(lexer.tokens(text, template), path)
    except SyntaxProblem as problem:
        problem.path = path
        raise


class Parser:
    """`skipping` says whether line breaks are only spaces where the parser is, as between parentheses."""

    def __init__(self, tokens: list[Token], path: str) -> None:
        self.tokens, self.path = tokens, path
        self.at = 0
        self.skipping = False
        self.depth = 0

    def peek(self) -> Token:
        """The next token."""
        token = self.tokens[self.at]
        if self.skipping:
            while token.kind == lexer.NEWLINE:
                self.at += 1
                token = self.tokens[self.at]
        return token

    def read(self) -> Token:
        """The next token, which is used up; the end stays."""
        token = self.peek()
        if token.kind != lexer.END:
            self.at += 1
        return token

    def fail(self, message: str, token: Token | None = None) -> NoReturn:
        """Say what is wrong with a token, the next one by default."""
        token = token or self.peek()
        raise SyntaxProblem(message, token.start, max(token.end, token.start), self.path)

    def enter(self) -> None:
        """Go one level deeper; `depth` goes back afterwards."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.fail(f"Expressions and blocks are nested deeper than {MAX_NESTING} levels.")

    # --- bodies

    def body(self, start: int, closing: str) -> Body:
        """{attribute | block} up to a closing brace or the end of the file."""
        attributes: dict[str, Assignment] = {}
        blocks: list[Block] = []
        while True:
            token = self.peek()
            if token.kind == lexer.NEWLINE:
                self.at += 1
            elif token.kind == closing:
                self.read()
                return Body(self.path, attributes, blocks, start, token.end)
            elif token.kind == lexer.IDENT:
                self.body_item(self.read(), attributes, blocks)
            elif token.kind == lexer.END:
                self.fail("Unclosed configuration block: its closing brace is missing.")
            elif token.kind == lexer.OPEN_QUOTE:
                self.fail("Invalid argument name: argument names must not be quoted.")
            else:
                self.fail("Argument or block definition required: an argument or block definition is required here.")

    def body_item(self, word: Token, attributes: dict[str, Assignment], blocks: list[Block]) -> None:
        """NAME = expression NEWLINE, or NAME labels { ... } NEWLINE"""
        following = self.peek()
        if following.kind == "=":
            found = self.assignment(word)
            self.end_of_line("argument")
            self.add(attributes, found)
        elif following.kind in ("{", lexer.OPEN_QUOTE, lexer.IDENT):
            self.enter()
            blocks.append(self.block(word))
            self.depth -= 1
        else:
            self.fail("Invalid block definition or argument: a name must be followed by an equals sign and a value, or "
                      "by labels and an opening brace.", following)

    def add(self, attributes: dict[str, Assignment], found: Assignment) -> None:
        """Keep an attribute; a name may be used once."""
        if found.name in attributes:
            raise SyntaxProblem(f'Attribute redefined: the argument "{found.name}" was already set.',
                                found.start, found.name_end, self.path)
        attributes[found.name] = found

    def assignment(self, word: Token) -> Assignment:
        """= expression"""
        self.read()
        value = self.expression()
        return Assignment(word.text, value, word.start, value.end, word.end, self.path)

    def end_of_line(self, what: str) -> None:
        """A line break must follow, which is used up."""
        token = self.peek()
        if token.kind == lexer.NEWLINE:
            self.at += 1
        elif token.kind != lexer.END:
            article = "An" if what == "argument" else "A"
            self.fail(f"Missing newline after {what}: {article.lower()} {what} definition must end with a newline.")

    def block(self, word: Token) -> Block:
        """labels { body }, or { NAME = expression } on one line"""
        labels: list[str] = []
        places: list[tuple[int, int]] = []
        header_end = word.end
        while (token := self.peek()).kind != "{":
            if token.kind == lexer.IDENT:
                self.read()
                labels.append(token.text)
                header_end = token.end
            elif token.kind == lexer.OPEN_QUOTE:
                label, header_end = self.quoted_label()
                labels.append(label)
            else:
                self.fail("Invalid block definition: either a quoted string block label or an opening brace (\"{\") on "
                          "the same line is expected here.")
            places.append((token.start, header_end))
        brace = self.read()
        if self.peek().kind in (lexer.NEWLINE, lexer.END, "}"):
            body = self.body(brace.start, "}")
        else:
            body = self.single_line_body(brace)
        end = body.end
        self.end_of_line("block")
        return Block(word.text, tuple(labels), tuple(places), body, word.start, header_end, end)

    def single_line_body(self, brace: Token) -> Body:
        """NAME = expression } on the line of the opening brace"""
        word = self.read()
        if word.kind != lexer.IDENT or self.peek().kind != "=":
            self.fail("Invalid single-argument block definition: a single-line block can contain only one argument.", word)
        found = self.assignment(word)
        closing = self.peek()
        if closing.kind != "}":
            self.fail("Invalid single-argument block definition: a single-line block definition must end with a closing "
                      "brace immediately after its single argument definition.")
        self.read()
        return Body(self.path, {found.name: found}, [], brace.start, closing.end)

    def quoted_label(self) -> tuple[str, int]:
        """A label in quotes, and its end."""
        self.read()
        text = ""
        while (token := self.read()).kind != lexer.CLOSE_QUOTE:
            if token.kind != lexer.LITERAL:
                self.fail("Invalid string literal: template sequences are not allowed in this string.", token)
            text += unescaped(token, self.path)
        return text, token.end

    # --- expressions

    def expression(self) -> Node:
        """condition ? yes : no, or less"""
        self.enter()
        condition = self.binary(1)
        if self.peek().kind != "?":
            self.depth -= 1
            return condition
        self.read()
        yes = self.expression()
        if self.peek().kind != ":":
            self.fail("Missing false expression in conditional: the conditional operator (...?...:...) requires a false "
                      "expression, delimited by a colon.")
        self.read()
        no = self.expression()
        self.depth -= 1
        return Conditional(condition, yes, no, condition.start, no.end)

    def binary(self, level: int) -> Node:
        """Operators of `level` and above; those of one level lead from left to right."""
        left = self.term()
        while (found := _LEVELS.get(self.peek().kind, 0)) >= level:
            operator = self.read().kind
            left = Binary(operator, left, self.binary(found + 1))
        return left

    def term(self) -> Node:
        """A value with what is taken out of it: .name, [key], [*]"""
        return self.traversals(self.primary())

    def primary(self) -> Node:
        """One value."""
        token = self.read()
        kind = token.kind
        if kind == lexer.IDENT:
            return self.word(token)
        if kind == lexer.OPEN_QUOTE or kind == lexer.OPEN_HEREDOC:
            return self.text(token)
        if kind == lexer.NUMBER:
            return Literal(self.number(token), token.start, token.end)
        if kind == "[":
            return self.enclosed(self.tuple, token)
        if kind == "{":
            return self.object(token)
        if kind == "(":
            return self.enclosed(self.parentheses, token)
        if kind in ("-", "!"):
            self.enter()
            inner = self.term()
            self.depth -= 1
            return Unary(kind, inner, token.start, inner.end)
        if kind == lexer.END:
            self.fail("Missing expression: expected the start of an expression, but found the end of the file.", token)
        self.fail("Invalid expression: expected the start of an expression, but found "
                  f"{'a line break' if kind == lexer.NEWLINE else repr(token.text)}.", token)

    def number(self, token: Token) -> Value:
        """The number that a token writes."""
        try:
            return Value(NUMBER, numbers.parse(token.text))
        except ValueError:
            self.fail("Invalid number literal: failed to recognize the value of this number literal.", token)
        except FunctionError as error:
            self.fail(f"Invalid number literal: {error.message}.", token)

    def word(self, token: Token) -> Node:
        """true, false, null, the beginning of a reference, or a call."""
        if self.peek().kind in ("(", "::"):
            return self.call(token)
        if token.text in _WORDS:
            return Literal(_WORDS[token.text], token.start, token.end)
        return Name(token.text, token.start, token.end)

    def text(self, token: Token) -> Node:
        """A quoted template or a heredoc."""
        following = self.tokens[self.at]
        if token.kind == lexer.OPEN_QUOTE and following.kind == lexer.LITERAL:
            closing = self.tokens[self.at + 1]
            if closing.kind == lexer.CLOSE_QUOTE:  # most strings have nothing to fill in
                self.at += 2
                return Literal(string(unescaped(following, self.path)), token.start, closing.end)
        from scanner.hcl.templates import template

        closing_kind = lexer.CLOSE_QUOTE if token.kind == lexer.OPEN_QUOTE else lexer.CLOSE_HEREDOC
        node = template(self, closing_kind, flush=token.text.startswith("<<-"))
        return _placed(node, token.start, self.tokens[self.at - 1].end)

    def enclosed(self, inner: object, token: Token) -> Node:
        """Something in brackets, between which line breaks are spaces."""
        before, self.skipping = self.skipping, True
        node: Node = inner(token)  # type: ignore[operator]
        self.skipping = before
        return node

    def parentheses(self, token: Token) -> Node:
        """expression )"""
        inner = self.expression()
        closing = self.peek()
        if closing.kind != ")":
            self.fail("Unbalanced parentheses: expected a closing parenthesis to terminate the expression.")
        self.read()
        return Parentheses(inner, token.start, closing.end)

    def tuple(self, token: Token) -> Node:
        """expressions ], or a for"""
        if self.is_word("for"):
            return self.loop(token, "]")
        elements: list[Node] = []
        while self.peek().kind != "]":
            elements.append(self.expression())
            if self.peek().kind == "]":
                break
            if self.peek().kind != ",":
                self.fail("Missing item separator: expected a comma to mark the beginning of the next item.")
            self.read()
        return Tuple(elements, token.start, self.read().end)

    def object(self, token: Token) -> Node:
        """entries }, or a for"""
        before, self.skipping = self.skipping, True
        if self.is_word("for"):
            node = self.loop(token, "}")
            self.skipping = before
            return node
        self.skipping = False
        items: list[Item] = []
        while True:
            following = self.peek()
            if following.kind == lexer.NEWLINE:
                self.read()
                continue
            if following.kind == "}":
                break
            items.append(self.item())
            following = self.peek()
            if following.kind not in (",", lexer.NEWLINE, "}"):
                self.fail("Missing attribute separator: expected a newline or comma to mark the beginning of the next "
                          "attribute.")
            if following.kind == ",":
                self.read()
        closing = self.read()
        self.skipping = before
        return Object(items, token.start, closing.end)

    def item(self) -> Item:
        """key = value, or key : value"""
        bare = self.peek().kind != "("
        key = self.expression()
        literal = None
        if bare and isinstance(key, Name):
            literal = key.name
        elif bare and isinstance(key, Literal) and self.tokens[self.at - 1].text in _WORDS and key.value.type is not NUMBER:
            literal = self.tokens[self.at - 1].text if self.tokens[self.at - 1].kind == lexer.IDENT else None
        elif bare and isinstance(key, (Attribute, Index)) and _is_reference(key):
            raise SyntaxProblem("Ambiguous attribute key: if this expression is intended to be a reference, wrap it in "
                                "parentheses. If it's instead intended as a literal name containing periods, wrap it in "
                                "quotes to create a string literal.", key.start, key.end, self.path)
        if self.peek().kind not in ("=", ":"):
            self.fail("Missing key/value separator: expected an equals sign (\"=\") or a colon (\":\") to mark the "
                      "beginning of the attribute value.")
        self.read()
        return Item(key, self.expression(), literal)

    def loop(self, token: Token, closing: str) -> Node:
        """for NAME [, NAME] in expression : [key =>] value [...] [if condition] closing"""
        self.read()
        key_name, value_name = "", self.loop_name("after 'for'")
        if self.peek().kind == ",":
            self.read()
            key_name, value_name = value_name, self.loop_name("after the comma")
        if not self.is_word("in"):
            self.fail("Invalid 'for' expression: the 'in' keyword is required after the names.")
        self.read()
        source = self.expression()
        if self.peek().kind != ":":
            self.fail("Invalid 'for' expression: a colon is required after the collection expression.")
        self.read()
        key, value = None, self.expression()
        if self.peek().kind == "=>":
            self.read()
            key, value = value, self.expression()
        grouped = self.peek().kind == "..."
        if grouped:
            self.read()
        condition = None
        if self.is_word("if"):
            self.read()
            condition = self.expression()
        if self.peek().kind != closing:
            self.fail("Invalid 'for' expression: extra characters after its end.")
        end = self.read()
        if closing == "]" and (key is not None or grouped):
            self.fail("Invalid 'for' expression: a key or a grouping ellipsis is not valid when building a tuple.", token)
        if closing == "}" and key is None:
            self.fail("Invalid 'for' expression: a key expression is required when building an object.", token)
        return For(key_name, value_name, source, key, value, condition, grouped, token.start, end.end)

    def loop_name(self, where: str) -> str:
        """The name of a variable of a loop."""
        if self.peek().kind != lexer.IDENT:
            self.fail(f"Invalid 'for' expression: a variable name is required {where}.")
        return self.read().text

    def is_word(self, word: str) -> bool:
        """Whether the next token is that word."""
        token = self.peek()
        return token.kind == lexer.IDENT and token.text == word

    def call(self, token: Token) -> Node:
        """NAME [:: NAME] ( arguments [...] )"""
        name, name_end = token.text, token.end
        while self.peek().kind == "::":
            self.read()
            part = self.peek()
            if part.kind != lexer.IDENT:
                self.fail("Missing function name: function scope resolution symbol :: must be followed by a name.")
            self.read()
            name, name_end = f"{name}::{part.text}", part.end
        if self.peek().kind != "(":
            self.fail("Missing open parenthesis: a function's name must be followed by its arguments in parentheses.")
        self.read()
        before, self.skipping = self.skipping, True
        arguments, expanded = self.arguments()
        closing = self.read()
        self.skipping = before
        return Call(name, arguments, expanded, token.start, name_end, closing.end)

    def arguments(self) -> tuple[list[Node], bool]:
        """The arguments up to the closing parenthesis, and whether the last one is expanded."""
        arguments: list[Node] = []
        while self.peek().kind != ")":
            arguments.append(self.expression())
            kind = self.peek().kind
            if kind == "...":
                self.read()
                if self.peek().kind != ")":
                    self.fail("Missing closing parenthesis: an expanded function argument (with ...) must be immediately "
                              "followed by closing parentheses.")
                return arguments, True
            if kind == ")":
                break
            if kind != ",":
                self.fail("Missing argument separator: a comma is required to separate each function argument from the "
                          "next." if kind != lexer.END else "Unterminated function call: its closing parenthesis is missing.")
            self.read()
        return arguments, False

    # --- what is taken out of a value

    def traversals(self, node: Node) -> Node:
        """{ .name | .0 | .* | [key] | [*] }"""
        while True:
            kind = self.peek().kind
            if kind == ".":
                node = self.dotted(node, self.read())
            elif kind == "[":
                node = self.indexed(node, self.read())
            else:
                return node

    def dotted(self, node: Node, dot: Token) -> Node:
        """NAME, number or * behind a dot"""
        token = self.peek()
        if token.kind == lexer.IDENT:
            self.read()
            return Attribute(node, token.text, node.start, token.end)
        if token.kind == lexer.NUMBER:
            self.read()
            return self.legacy_index(node, token)
        if token.kind == "*":
            self.read()
            return self.attribute_splat(node, dot, token)
        self.fail("Invalid attribute name: an attribute name is required after a dot.")

    def legacy_index(self, node: Node, token: Token) -> Node:
        """A number behind a dot."""
        if "." in token.text:
            self.fail("Invalid legacy index syntax: when using the legacy index syntax, chaining two indexes together is "
                      "not permitted.", token)
        return Index(node, Literal(self.number(token), token.start, token.end), node.start, token.end, legacy=True)

    def attribute_splat(self, node: Node, dot: Token, star: Token) -> Node:
        """.* with names and numbers behind it that belong to the elements"""
        item = Each(dot.start, star.end)
        each: Node = item
        while self.peek().kind == ".":
            self.read()
            token = self.peek()
            if token.kind == lexer.NUMBER:
                self.read()
                each = self.legacy_index(each, token)
            elif token.kind == lexer.IDENT:
                self.read()
                each = Attribute(each, token.text, each.start, token.end)
            elif token.kind == "*":
                self.fail("Nested splat expression not allowed: a splat expression (*) cannot be used inside another "
                          "attribute-only splat expression.")
            else:
                self.fail("Invalid attribute name: an attribute name is required after a dot.")
        return Splat(node, each, item, node.start, each.end)

    def indexed(self, node: Node, bracket: Token) -> Node:
        """key ] or * ] behind an opening bracket"""
        if self.peek().kind == "*":
            self.read()
            closing = self.read()
            if closing.kind != "]":
                self.fail("Missing close bracket on splat index: the star must be immediately followed by a closing "
                          "bracket (\"]\").", closing)
            item = Each(bracket.start, closing.end)
            self.enter()
            each = self.traversals(item)
            self.depth -= 1
            return Splat(node, each, item, node.start, each.end)
        before, self.skipping = self.skipping, True
        key = self.expression()
        closing = self.peek()
        if closing.kind != "]":
            self.fail("Missing close bracket on index: the index operator must end with a closing bracket (\"]\").")
        self.read()
        self.skipping = before
        return Index(node, key, node.start, closing.end)


def _is_reference(node: Node) -> bool:
    while isinstance(node, Attribute) or isinstance(node, Index) and isinstance(node.key, Literal):
        node = node.source
    return isinstance(node, Name)


def _placed(node: Node, start: int, end: int) -> Node:
    """The node of a template, with its quotes."""
    if isinstance(node, Parentheses):
        return Parentheses(node.inner, start, end)
    node.start, node.end = start, end
    return node
