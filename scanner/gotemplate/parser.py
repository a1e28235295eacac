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
    STRING,
    TEXT,
    VARIABLE,
)
from scanner.gotemplate.nodes import (
    Action,
    Body,
    Bool,
    Branch,
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

# Variables that are visible at one place, and unknown names that a tolerant parser puts up with.
MAX_VARIABLES = 1000
MAX_PROBLEMS = 100

# Parsed texts are kept by content, because the charts of one scan share library charts.
_CACHE_SIZE = 64 * 1024 * 1024  # bytes, roughly
_TOKEN_SIZE = 100
# Writing so many characters of plain text is about as much work as running one token.
_TEXT_SHARE = 64

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
        unit.body = Body(unit, "", (Text(0, text),) if text else (), 1, 1 + len(text) // _TEXT_SHARE)
    _cache[key] = unit
    _cached += _memory(unit)
    while _cached > _CACHE_SIZE:
        _, dropped = _cache.popitem(last=False)
        _cached -= _memory(dropped)
    return unit


def _memory(unit: Unit) -> int:
    return len(unit.text) + _TOKEN_SIZE * unit.body.size  # which counts the definitions as well


_CONTROLS: dict[str, type[Branch]] = {"if": If, "with": With, "range": Range}


def forget() -> None:
    """Drop all parsed texts, as a new process would have none."""
    global _cached
    _cache.clear()
    _cached = 0


class _Mark:
    """`end` or `else` found where a list of nodes stops."""

    __slots__ = ("word", "chained", "closed")

    def __init__(self, word: str, chained: str, closed: int) -> None:
        self.word = word
        self.chained = chained  # "if" or "with" after an else
        self.closed = closed

    def __str__(self) -> str:
        return "{{" + self.word + "}}"


class _Variables:
    """The variables of one body: each has a slot; which are visible changes from block to block."""

    __slots__ = ("visible", "slots")

    def __init__(self) -> None:
        self.visible: list[tuple[str, int, bool]] = [("$", 0, False)]
        self.slots = 1

    def declare(self, name: str) -> int:
        """A slot for a new variable, which stays hidden while its own value is read."""
        slot = self.slots
        self.slots += 1
        self.visible.append((name, -1, False))
        return slot

    def find(self, name: str) -> tuple[int, bool] | None:
        for known, slot, element in reversed(self.visible):
            if known == name and slot >= 0:
                return slot, element
        if any(known == name for known, _, _ in self.visible):
            return -1, False
        return None

    def hide(self, since: int) -> None:
        """Leave a body for its else branch: Go still knows the names when parsing, but not when running."""
        self.visible[since:] = [(name, -1, element) for name, _, element in self.visible[since:]]


class _Parser:
    def __init__(self, text: str, name: str, tolerant: bool) -> None:
        self.text = text
        self.name = name
        self.tolerant = tolerant
        self.tokens = lexer.tokenize(text)
        self.index = 0  # of the next token
        self.furthest = 0  # token looked at so far; Go's errors give its line
        self.variables = _Variables()
        self.range_depth = 0
        self.nesting = 0
        self.action_start = -1
        self.unit = Unit(text)

    # -- tokens ---------------------------------------------------------------------

    def next(self) -> lexer.Token:
        index = self.index
        if index > self.furthest:
            self.furthest = index
        token = self.tokens[index]
        if token[0] < EOF:  # EOF and ERROR repeat
            self.index = index + 1
        return token

    def peek(self) -> lexer.Token:
        if self.index > self.furthest:
            self.furthest = self.index
        return self.tokens[self.index]

    def expect(self, kind: int, context: str) -> lexer.Token:
        token = self.next()
        if token[0] != kind:
            self.unexpected(token, context)
        return token

    def fail(self, message: str) -> ParseError:
        token = self.tokens[self.furthest]
        line = self.text.count("\n", 0, token[2]) + 1
        return ParseError(self.name, line, message, token[2])

    def unexpected(self, token: lexer.Token, context: str) -> None:
        kind, value, start, _ = token
        if kind == ERROR:
            extra = ""
            if self.action_start >= 0:
                action_line = self.text.count("\n", 0, self.action_start) + 1
                if action_line != self.text.count("\n", 0, start) + 1:
                    extra = f" in action started at {self.name}:{action_line}"
                    if value.endswith(" action"):
                        extra = extra.removeprefix(" in action")
            raise self.fail(value + extra)
        raise self.fail(f"unexpected {_shown(token)} in {context}")

    def deeper(self) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.fail(f"blocks and parentheses are nested deeper than {MAX_NESTING}")

    def size(self, first: int) -> int:
        """How much work it is to run what lies between a token and the next one: tokens, and a share of the text."""
        tokens = self.tokens
        return self.index - first + (tokens[self.index][2] - tokens[first][2]) // _TEXT_SHARE

    # -- structure ------------------------------------------------------------------

    def parse(self) -> Unit:
        """Unit = { Define | Element } EOF ."""
        nodes: list[Node] = []
        tokens = self.tokens
        while True:
            kind = tokens[self.index][0]
            if kind == EOF:
                break
            if kind == LEFT:
                follower = tokens[self.index + 1]
                if follower[0] == KEYWORD and follower[1] == "define":
                    self.index += 2
                    self.define()
                    continue
            found = self.element()
            if isinstance(found, _Mark):
                raise self.fail(f"unexpected {found}")
            if found is not None:
                nodes.append(found)
        self.unit.body = Body(self.unit, "", nodes, self.variables.slots, self.size(0))
        return self.unit

    def define(self) -> None:
        """Define = "{{define" String "}}" List "{{end}}" ."""
        name = self.template_name(self.next(), "define clause")
        self.expect(RIGHT, "define clause")
        self.definition(name, "define clause")

    def definition(self, name: str, context: str) -> None:
        """Definition = List "{{end}}" ; with variables of its own."""
        outer, self.variables = self.variables, _Variables()
        depth, self.range_depth = self.range_depth, 0
        first = self.index
        nodes, mark = self.list()
        if mark.word != "end":
            raise self.fail(f"unexpected {mark} in {context}")
        body = Body(self.unit, name, nodes, self.variables.slots, self.size(first))
        self.variables, self.range_depth = outer, depth
        old = self.unit.defines.get(name)
        if old is None or old.is_empty:
            self.unit.defines[name] = body
        elif not body.is_empty:
            raise self.fail(f"template: multiple definition of template {_quote(name)}")

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
        tokens = self.tokens
        while tokens[self.index][0] != EOF:
            found = self.element()
            if isinstance(found, _Mark):
                self.nesting -= 1
                return nodes, found
            if found is not None:
                nodes.append(found)
        self.peek()
        raise self.fail("unexpected EOF")

    def element(self) -> Node | _Mark | None:
        """Element = Text | "{{" Action ."""
        token = self.next()
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
        token = self.tokens[self.index]
        if token[0] == KEYWORD:
            self.next()
            match token[1]:
                case "end":
                    self.expect(RIGHT, "end")
                    return _Mark("end", "", self.closed())
                case "if" | "with" | "range":
                    return self.control(token[1], opened)
                case "else":
                    return self.otherwise()
                case "template":
                    return self.template(opened)
                case "block":
                    return self.block(opened)
                case "break" | "continue":
                    return self.jump(token)
            self.index -= 1
        pipeline = self.pipeline("command", RIGHT)
        return Action(token[2], pipeline, opened, self.closed())

    def closed(self) -> int:
        """Offset after the right delimiter just read."""
        return self.tokens[self.index - 1][2] + 2

    def jump(self, token: lexer.Token) -> Node:
        """Jump = "break" "}}" | "continue" "}}" ."""
        follower = self.next()
        shown = "{{" + token[1] + "}}"
        if follower[0] != RIGHT:
            self.unexpected(follower, shown)
        if self.range_depth == 0:
            raise self.fail(f"{shown} outside {{{{range}}}}")
        return Break(token[2]) if token[1] == "break" else Continue(token[2])

    def otherwise(self) -> _Mark:
        """Else = "else" ( "}}" | "if" ... | "with" ... ) ."""
        token = self.peek()
        if token[0] == KEYWORD and token[1] in ("if", "with"):
            return _Mark("else", token[1], token[2])
        self.expect(RIGHT, "else")
        return _Mark("else", "", self.closed())

    def control(self, word: str, opened: int) -> Node:
        """Control = word Pipeline "}}" List { Else List } "{{end}}" ."""
        variables = self.variables
        kept = len(variables.visible)
        start = self.peek()[2]
        pipeline = self.pipeline(word, RIGHT)
        closed = self.closed()
        inner = len(variables.visible)
        slot = 0
        if word != "if":
            slot = variables.slots
            variables.slots += 1
        if word == "range":
            self.range_depth += 1
        first = self.index
        body, mark = self.list()
        size = self.size(first)
        if word == "range":
            self.range_depth -= 1
        variables.hide(inner)
        otherwise: list[Node] | None = None
        if mark.word == "else":
            if mark.chained and mark.chained == word:
                self.next()
                self.deeper()
                otherwise = [self.control(word, mark.closed)]
                self.nesting -= 1
            else:
                otherwise, mark = self.list()
                if mark.word != "end":
                    raise self.fail(f"expected end; found {mark}")
        del variables.visible[kept:]
        return _CONTROLS[word](start, pipeline, body, otherwise, opened, closed, slot, size)

    def template(self, opened: int) -> Node:
        """Template = "template" String [ Pipeline ] "}}" ."""
        token = self.next()
        name = self.template_name(token, "template clause")
        pipeline = None
        if self.peek()[0] == RIGHT:
            self.next()
        else:
            pipeline = self.pipeline("template clause", RIGHT)
        return Call(token[2], name, pipeline, opened, self.closed())

    def block(self, opened: int) -> Node:
        """Block = "block" String Pipeline "}}" List "{{end}}" ."""
        token = self.next()
        name = self.template_name(token, "block clause")
        pipeline = self.pipeline("block clause", RIGHT)
        closed = self.closed()
        self.definition(name, "block clause")
        return Call(token[2], name, pipeline, opened, closed)

    # -- pipelines ------------------------------------------------------------------

    def pipeline(self, context: str, end: int) -> Pipeline:
        """Pipeline = [ Variable [ "," Variable ] ( ":=" | "=" ) ] Command { "|" Command } ."""
        self.deeper()
        token = self.peek()
        start = token[2]
        declared: list[Variable] = []
        assigns = False
        hidden = len(self.variables.visible)
        if token[0] == VARIABLE:
            declared, assigns = self.declarations(context)
        commands: list[Command] = []
        tokens = self.tokens
        while True:
            token = tokens[self.index]
            if token[0] == end:
                self.next()
                break
            if token[0] not in _OPERANDS:
                self.unexpected(self.next(), context)
            commands.append(self.command())
        if not commands:
            raise self.fail(f"missing value for {context}")
        for index, command in enumerate(commands[1:], 2):
            if isinstance(command.args[0], _CONSTANT_NODES):
                raise self.fail(f"non executable command in pipeline stage {index}")
        if not assigns:
            for index, variable in enumerate(declared, hidden):
                self.variables.visible[index] = (variable.name, variable.slot, variable.element)
        self.nesting -= 1
        return Pipeline(start, declared, assigns, commands)

    def declarations(self, context: str) -> tuple[list[Variable], bool]:
        found: list[lexer.Token] = []
        while True:
            token = self.peek()
            if token[0] != VARIABLE:
                return [], False
            mark = self.index
            self.next()
            follower = self.peek()
            if follower[0] in (ASSIGN, DECLARE):
                self.next()
                found.append(token)
                assigns = follower[0] == ASSIGN
                return [self.declared(each, assigns, context) for each in found], assigns
            if follower[0] == COMMA:
                self.next()
                found.append(token)
                if context == "range" and len(found) < 2:
                    if self.peek()[0] in (VARIABLE, RIGHT, CLOSE):
                        continue
                    raise self.fail("range can only initialize variables")
                raise self.fail(f"too many declarations in {context}")
            self.index = mark
            return [self.declared(each, False, context) for each in found], False

    def declared(self, token: lexer.Token, assigns: bool, context: str) -> Variable:
        """A variable on the left of `:=` or `=`; Go takes an assignment to an unknown name for a declaration until
        it runs."""
        _, name, start, _ = token
        if len(self.variables.visible) > MAX_VARIABLES:
            raise self.fail(f"more than {MAX_VARIABLES} variables at once")
        if not assigns:
            return Variable(start, name, (), start, self.variables.declare(name), context == "range")
        known = self.variables.find(name)
        if known is None:
            self.variables.visible.append((name, -1, False))
            return Variable(start, name, (), start, -1)
        return Variable(start, name, (), start, *known)

    def command(self) -> Command:
        """Command = Operand { Space Operand } ."""
        tokens = self.tokens
        start = tokens[self.index][2]
        args: list[Node] = []
        while True:
            operand = self.operand()
            if operand is not None:
                args.append(operand)
            index = self.index
            if index > self.furthest:
                self.furthest = index
            token = tokens[index]
            kind = token[0]
            if kind == RIGHT or kind == CLOSE:
                break
            if kind == PIPE:
                self.index = index + 1
                break
            if not token[3] or operand is None:
                self.unexpected(token, "operand")
        if not args:
            raise self.fail("empty command")
        return Command(start, args)

    def operand(self) -> Node | None:
        """Operand = Term { Field } ."""
        node = self.term()
        tokens = self.tokens
        token = tokens[self.index]
        if token[0] != FIELD or token[3] or node is None:
            return node
        start = token[2]
        names: list[str] = []
        while token[0] == FIELD and not token[3]:
            names.append(token[1][1:])
            self.index += 1
            token = tokens[self.index]
        if isinstance(node, Field):
            return Field(start, (*node.names, *names), node.first)
        if isinstance(node, Variable):
            return Variable(start, node.name, (*node.names, *names), node.first, node.slot, node.element)
        if isinstance(node, _CONSTANT_NODES):
            raise self.fail(f"unexpected . after term {_quote(str(node))}")
        return Chain(start, node, names)

    def term(self) -> Node | None:
        """Term = literal | function | Dot | Field | Variable | "(" Pipeline ")" ."""
        index = self.index
        if index > self.furthest:
            self.furthest = index
        kind, value, start, _ = self.tokens[index]
        if kind not in _OPERANDS:
            return None
        self.index = index + 1
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
            known = self.variables.find(value)
            if known is None:
                return self.unknown(start, value, f"undefined variable {_quote(value)}")
            return Variable(start, value, (), start, *known)
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
        return Nil(start)

    def unknown(self, start: int, value: str, message: str) -> Faulty:
        """A name that stands for nothing: an error, or what a tolerant parser puts in its place."""
        error = self.fail(message)
        error.start = start
        if not self.tolerant or len(self.unit.problems) >= MAX_PROBLEMS:
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
    kind, value, _, _ = token
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
