"""Tokens to a syntax tree: the grammar of Go's text/template/parse.

Each method's docstring is its production.  Errors carry the line of the furthest token
read, as Go's do.
"""

from __future__ import annotations

from collections import OrderedDict

from scanner.gotemplate import functions, lexer, literals
from scanner.gotemplate.errors import ParseError
from scanner.gotemplate.lexer import (
    ASSIGN,
    BOOL,
    CHARACTER,
    CLOSE,
    COMMA,
    DECLARE,
    DOT,
    EOF,
    ERROR,
    FIELD,
    IDENTIFIER,
    KEYWORD,
    LEFT,
    NIL,
    NUMBER,
    OPEN,
    PIPE,
    RAW,
    RIGHT,
    SPACE,
    STRING,
    TEXT,
    VARIABLE,
)
from scanner.gotemplate.nodes import (
    Action,
    Body,
    Bool,
    Break,
    Call,
    Chain,
    Command,
    Continue,
    Dot,
    Faulty,
    Field,
    Identifier,
    If,
    Nil,
    Node,
    Number,
    Pipeline,
    Range,
    String,
    Text,
    Unit,
    Variable,
    With,
)

# Blocks and parentheses inside one another.  Go's parser has no bound but its stack;
# charts stay below 20.
MAX_NESTING = 200

# Parsed texts are kept by content, because the charts of one scan share library charts.
_CACHE_CHARACTERS = 64 * 1024 * 1024
_cache: OrderedDict[tuple[str, bool], Unit] = OrderedDict()
_cached = 0

_OPERANDS = frozenset(
    [BOOL, CHARACTER, DOT, FIELD, IDENTIFIER, NUMBER, NIL, RAW, STRING, VARIABLE, OPEN]
)
_CONSTANT_NODES = (Bool, Dot, Nil, Number, String)


def parse(text: str, name: str, *, tolerant: bool = False) -> Unit:
    """The parsed `text`; `name` is the file that a ParseError names.

    A tolerant parser puts a `Faulty` node where a variable or function is unknown, and
    lists the error in `Unit.problems`; broken structure is an error all the same.
    """
    global _cached
    key = (text, tolerant)
    unit = _cache.get(key)
    if unit is not None:
        _cache.move_to_end(key)
        return unit
    if "{{" in text:
        unit = _Parser(text, name, tolerant).parse()
    else:
        unit = Unit(text)
        unit.body = Body(unit, "", (Text(0, text),) if text else ())
    _cache[key] = unit
    _cached += len(text)
    while _cached > _CACHE_CHARACTERS:
        (dropped, _), _ = _cache.popitem(last=False)
        _cached -= len(dropped)
    return unit


class _Mark:
    """`end` or `else` found where a list of nodes stops."""

    __slots__ = ("word", "chained", "closed")

    def __init__(self, word: str, chained: str, closed: int) -> None:
        self.word = word
        self.chained = chained  # "if" or "with" after an else
        self.closed = closed

    def __str__(self) -> str:
        return "{{" + self.word + "}}"


class _Parser:
    def __init__(self, text: str, name: str, tolerant: bool) -> None:
        self.text = text
        self.name = name
        self.tolerant = tolerant
        self.tokens = lexer.tokenize(text)
        self.index = 0
        self.furthest = 0
        self.variables = ["$"]
        self.range_depth = 0
        self.nesting = 0
        self.action_start = -1
        self.unit = Unit(text)

    # -- tokens ---------------------------------------------------------------------

    def next(self) -> lexer.Token:
        tokens = self.tokens
        index = self.index
        if index >= len(tokens):  # past EOF or ERROR, which repeat
            return tokens[-1]
        if index > self.furthest:
            self.furthest = index
        self.index = index + 1
        return tokens[index]

    def peek(self) -> lexer.Token:
        token = self.next()
        self.back()
        return token

    def back(self) -> None:
        if self.index > 0:
            self.index -= 1

    def next_non_space(self) -> lexer.Token:
        token = self.next()
        if token[0] == SPACE:
            token = self.next()
        return token

    def peek_non_space(self) -> lexer.Token:
        token = self.next_non_space()
        self.back()
        return token

    def expect(self, kind: int, context: str) -> lexer.Token:
        token = self.next_non_space()
        if token[0] != kind:
            self.unexpected(token, context)
        return token

    def fail(self, message: str) -> ParseError:
        token = self.tokens[min(self.furthest, len(self.tokens) - 1)]
        line = self.text.count("\n", 0, token[2]) + 1
        return ParseError(self.name, line, message, token[2])

    def unexpected(self, token: lexer.Token, context: str) -> None:
        kind, value, start = token
        if kind == ERROR:
            extra = ""
            if self.action_start >= 0:
                action_line = self.text.count("\n", 0, self.action_start) + 1
                if action_line != self.text.count("\n", 0, start) + 1:
                    extra = f" in action started at {self.name}:{action_line}"
                    value = value.removesuffix(" action") if extra else value
            raise self.fail(value + extra)
        raise self.fail(f"unexpected {_shown(token)} in {context}")

    def deeper(self) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.fail(f"blocks and parentheses are nested deeper than {MAX_NESTING}")

    # -- structure ------------------------------------------------------------------

    def parse(self) -> Unit:
        """Unit = { Define | Element } EOF ."""
        nodes: list[Node] = []
        while self.peek()[0] != EOF:
            if self.peek()[0] == LEFT:
                mark = self.index
                self.next()
                token = self.next_non_space()
                if token[0] == KEYWORD and token[1] == "define":
                    self.define(token)
                    continue
                self.index = mark
            found = self.element()
            if isinstance(found, _Mark):
                raise self.fail(f"unexpected {found}")
            if found is not None:
                nodes.append(found)
        self.unit.body = Body(self.unit, "", nodes)
        return self.unit

    def define(self, token: lexer.Token) -> None:
        """Define = "{{define" String "}}" List "{{end}}" ."""
        name = self.template_name(self.next_non_space(), "define clause")
        self.expect(RIGHT, "define clause")
        outer, self.variables = self.variables, ["$"]
        depth, self.range_depth = self.range_depth, 0
        nodes, mark = self.list()
        if mark.word != "end":
            raise self.fail(f"unexpected {mark} in define clause")
        self.variables = outer
        self.range_depth = depth
        self.add(Body(self.unit, name, nodes))

    def add(self, body: Body) -> None:
        old = self.unit.defines.get(body.name)
        if old is None or old.is_empty:
            self.unit.defines[body.name] = body
        elif not body.is_empty:
            raise self.fail(f"template: multiple definition of template {_quote(body.name)}")

    def template_name(self, token: lexer.Token, context: str) -> str:
        if token[0] not in (STRING, RAW):
            self.unexpected(token, context)
        name = literals.unquote(token[1])
        if name is None:
            raise self.fail("invalid syntax")
        return name

    def list(self) -> tuple[list[Node], _Mark]:
        """List = { Element } ( End | Else ) ."""
        self.deeper()
        nodes: list[Node] = []
        while self.peek_non_space()[0] != EOF:
            found = self.element()
            if isinstance(found, _Mark):
                self.nesting -= 1
                return nodes, found
            if found is not None:
                nodes.append(found)
        raise self.fail("unexpected EOF")

    def element(self) -> Node | _Mark | None:
        """Element = Text | "{{" Action ."""
        token = self.next_non_space()
        if token[0] == TEXT:
            return Text(token[2], token[1])
        if token[0] != LEFT:
            self.unexpected(token, "input")
        self.action_start = token[2]
        found = self.action(token[2])
        self.action_start = -1
        return found

    def action(self, opened: int) -> Node | _Mark | None:
        """Action = Keyword ... | Pipeline "}}" ."""
        token = self.next_non_space()
        if token[0] == KEYWORD:
            match token[1]:
                case "if" | "with" | "range":
                    return self.control(token[1], opened)
                case "end":
                    self.expect(RIGHT, "end")
                    return _Mark("end", "", self.closed())
                case "else":
                    return self.otherwise()
                case "template":
                    return self.template(opened)
                case "block":
                    return self.block(opened)
                case "break" | "continue":
                    return self.jump(token)
        self.back()
        pipeline = self.pipeline("command", RIGHT)
        return Action(token[2], pipeline, opened, self.closed())

    def closed(self) -> int:
        """Offset after the right delimiter just read."""
        return self.tokens[self.index - 1][2] + 2

    def jump(self, token: lexer.Token) -> Node:
        """Jump = "break" "}}" | "continue" "}}" ."""
        follower = self.next_non_space()
        shown = "{{" + token[1] + "}}"
        if follower[0] != RIGHT:
            self.unexpected(follower, shown)
        if self.range_depth == 0:
            raise self.fail(f"{shown} outside {{{{range}}}}")
        return Break(token[2]) if token[1] == "break" else Continue(token[2])

    def otherwise(self) -> _Mark:
        """Else = "else" ( "}}" | "if" ... | "with" ... ) ."""
        token = self.peek_non_space()
        if token[0] == KEYWORD and token[1] in ("if", "with"):
            return _Mark("else", token[1], token[2])
        self.expect(RIGHT, "else")
        return _Mark("else", "", self.closed())

    def control(self, word: str, opened: int) -> Node:
        """Control = word Pipeline "}}" List { Else List } "{{end}}" ."""
        kept = len(self.variables)
        start = self.peek_non_space()[2]
        pipeline = self.pipeline(word, RIGHT)
        closed = self.closed()
        if word == "range":
            self.range_depth += 1
        body, mark = self.list()
        if word == "range":
            self.range_depth -= 1
        otherwise: list[Node] | None = None
        if mark.word == "else":
            if mark.chained and mark.chained == word and word != "range":
                self.next_non_space()
                self.deeper()
                otherwise = [self.control(word, mark.closed)]
                self.nesting -= 1
            else:
                otherwise, mark = self.list()
                if mark.word != "end":
                    raise self.fail(f"expected end; found {mark}")
        del self.variables[kept:]
        kinds = {"if": If, "with": With, "range": Range}
        return kinds[word](start, pipeline, body, otherwise, opened, closed)

    def template(self, opened: int) -> Node:
        """Template = "template" String [ Pipeline ] "}}" ."""
        token = self.next_non_space()
        name = self.template_name(token, "template clause")
        pipeline = None
        if self.next_non_space()[0] != RIGHT:
            self.back()
            pipeline = self.pipeline("template clause", RIGHT)
        return Call(token[2], name, pipeline, opened, self.closed())

    def block(self, opened: int) -> Node:
        """Block = "block" String Pipeline "}}" List "{{end}}" ."""
        token = self.next_non_space()
        name = self.template_name(token, "block clause")
        pipeline = self.pipeline("block clause", RIGHT)
        closed = self.closed()
        outer, self.variables = self.variables, ["$"]
        depth, self.range_depth = self.range_depth, 0
        nodes, mark = self.list()
        if mark.word != "end":
            raise self.fail(f"unexpected {mark} in block clause")
        self.variables = outer
        self.range_depth = depth
        self.add(Body(self.unit, name, nodes))
        return Call(token[2], name, pipeline, opened, closed)

    # -- pipelines ------------------------------------------------------------------

    def pipeline(self, context: str, end: int) -> Pipeline:
        """Pipeline = [ Variable [ "," Variable ] ( ":=" | "=" ) ] Command { "|" Command } ."""
        self.deeper()
        start = self.peek_non_space()[2]
        declared, assigns = self.declarations(context)
        commands: list[Command] = []
        while True:
            token = self.next_non_space()
            if token[0] == end:
                break
            if token[0] not in _OPERANDS:
                self.unexpected(token, context)
            self.back()
            commands.append(self.command())
        if not commands:
            raise self.fail(f"missing value for {context}")
        for index, command in enumerate(commands[1:], 2):
            if isinstance(command.args[0], _CONSTANT_NODES):
                raise self.fail(f"non executable command in pipeline stage {index}")
        self.nesting -= 1
        return Pipeline(start, declared, assigns, commands)

    def declarations(self, context: str) -> tuple[list[Variable], bool]:
        declared: list[Variable] = []
        while True:
            token = self.peek_non_space()
            if token[0] != VARIABLE:
                return declared, False
            mark = self.index
            self.next_non_space()
            follower = self.peek_non_space()
            if follower[0] in (ASSIGN, DECLARE):
                self.next_non_space()
                declared.append(Variable(token[2], token[1], (), token[2]))
                self.variables.append(token[1])
                return declared, follower[0] == ASSIGN
            if follower[0] == COMMA:
                self.next_non_space()
                declared.append(Variable(token[2], token[1], (), token[2]))
                self.variables.append(token[1])
                if context == "range" and len(declared) < 2:
                    if self.peek_non_space()[0] in (VARIABLE, RIGHT, CLOSE):
                        continue
                    raise self.fail("range can only initialize variables")
                raise self.fail(f"too many declarations in {context}")
            self.index = mark
            return declared, False

    def command(self) -> Command:
        """Command = Operand { Space Operand } ."""
        start = self.peek_non_space()[2]
        args: list[Node] = []
        while True:
            self.peek_non_space()
            operand = self.operand()
            if operand is not None:
                args.append(operand)
            token = self.next()
            if token[0] == SPACE:
                continue
            if token[0] in (RIGHT, CLOSE):
                self.back()
            elif token[0] != PIPE:
                self.unexpected(token, "operand")
            break
        if not args:
            raise self.fail("empty command")
        return Command(start, args)

    def operand(self) -> Node | None:
        """Operand = Term { Field } ."""
        node = self.term()
        if node is None or self.peek()[0] != FIELD:
            return node
        start = self.peek()[2]
        names: list[str] = []
        while self.peek()[0] == FIELD:
            names.append(self.next()[1][1:])
        if isinstance(node, Field):
            return Field(start, (*node.names, *names), node.first)
        if isinstance(node, Variable):
            return Variable(start, node.name, (*node.names, *names), node.first)
        if isinstance(node, _CONSTANT_NODES):
            raise self.fail(f"unexpected . after term {_quote(str(node))}")
        return Chain(start, node, names)

    def term(self) -> Node | None:
        """Term = literal | function | Dot | Field | Variable | "(" Pipeline ")" ."""
        token = self.next_non_space()
        kind, value, start = token
        if kind == FIELD:
            return Field(start, (value[1:],), start)
        if kind == IDENTIFIER:
            if not functions.known(value):
                return self.unknown(start, value, f"function {_quote(value)} not defined")
            return Identifier(start, value)
        if kind == STRING or kind == RAW:
            text = literals.unquote(value)
            if text is None:
                raise self.fail("invalid syntax")
            return String(start, value, text)
        if kind == DOT:
            return Dot(start)
        if kind == VARIABLE:
            if value not in self.variables:
                return self.unknown(start, value, f"undefined variable {_quote(value)}")
            return Variable(start, value, (), start)
        if kind == OPEN:
            return self.pipeline("parenthesized pipeline", CLOSE)
        if kind == NUMBER:
            return self.number(start, value)
        if kind == CHARACTER:
            code = literals.character(value)
            if code is None:
                raise self.fail(f"malformed character constant: {value}")
            return Number(start, value, code, code, float(code))
        if kind == BOOL:
            return Bool(start, value == "true")
        if kind == NIL:
            return Nil(start)
        self.back()
        return None

    def unknown(self, start: int, value: str, message: str) -> Faulty:
        """A name that stands for nothing: an error, or what a tolerant parser puts in its place."""
        error = self.fail(message)
        error.start = start
        if not self.tolerant:
            raise error
        self.unit.problems.append(error)
        return Faulty(start, value, message)

    def number(self, start: int, text: str) -> Number:
        """Number = integer | float | imaginary, typed as Go types untyped constants."""
        if text.endswith("i"):
            return self.imaginary(start, text)
        integer = literals.integer(text)
        if integer is not None:
            if -(1 << 63) <= integer < 1 << 63:
                return Number(start, text, integer, integer, float(integer))
            if 0 <= integer < 1 << 64:
                return Number(start, text, None, integer, float(integer))
            raise self.fail(f"integer overflow: {_quote(text)}")
        real = literals.real(text)
        if real is None:
            raise self.fail(f"illegal number syntax: {_quote(text)}")
        if not any(mark in text for mark in ".eEpP"):
            raise self.fail(f"integer overflow: {_quote(text)}")
        whole = int(real) if abs(real) < 1 << 63 and real == int(real) else None
        return Number(start, text, real, whole, real)

    def imaginary(self, start: int, text: str) -> Number:
        body = text[:-1]
        split = max(body.rfind("+", 1), body.rfind("-", 1))
        if split > 0 and body[split - 1] in "eEpP":
            split = -1
        head, tail = (body[:split], body[split:]) if split > 0 else ("0", body)
        numbers = [literals.real(part) for part in (head, tail)]
        if numbers[0] is None or numbers[1] is None:
            raise self.fail(f"illegal number syntax: {_quote(text)}")
        value = complex(numbers[0], numbers[1])
        if value.imag:
            return Number(start, text, value, None, None)
        whole = int(value.real) if value.real == int(value.real) else None
        return Number(start, text, value, whole, value.real)


def _shown(token: lexer.Token) -> str:
    """A token as Go's messages show it."""
    kind, value, _ = token
    if kind == EOF:
        return "EOF"
    if kind == KEYWORD:
        return f"<{value}>"
    if len(value) > 10:
        return _quote(value[:10]) + "..."
    return _quote(value)


def _quote(text: str) -> str:
    from scanner.gotemplate.strconv import quote

    return quote(text)
