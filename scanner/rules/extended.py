"""Expressions that people bring along: checked with all their problems, and made into programs within bounds.

Two languages: that of rule files, and that of ValidatingAdmissionPolicies. They differ in the names they know and in
`quantity`, which gives a number in rules and a quantity with methods in policies. Built-in rules do without this
module; a scan loads it when a pack comes along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from scanner.conform import nearest
from scanner.gotemplate.functions.regex import BadPattern, compiled
from scanner.patterns import lazy
from scanner.records import NamedTuple
from scanner.rules import cel, facts, library, optionals, rewrite, syntax
from scanner.rules.library.values import KINDS
from scanner.rules.syntax import Call, Const, Ident, Node, Parsed, Struct

MAX_CHARACTERS = 16_384
"""Longest expression."""

_MAX_PROBLEMS = 20

TYPES = frozenset({"bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
                   "optional_type"})
"""Names of types, which may stand where a value does: `type(x) == string`."""

_NAMESPACES = frozenset({"optional", "strings", "math", "base64", "cel", "sets", "lists", "ip", "format", "google"})

# Functions of the runtime and of its extensions, with the macros.
_NATIVE = frozenset({
    "size", "string", "int", "uint", "double", "bool", "bytes", "type", "dyn", "duration", "timestamp", "matches",
    "contains", "startsWith", "endsWith", "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek",
    "getDayOfYear", "getHours", "getMinutes", "getSeconds", "getMilliseconds",
    "has", "all", "exists", "exists_one", "map", "filter",
    "charAt", "indexOf", "join", "lastIndexOf", "lowerAscii", "upperAscii", "replace", "split", "substring", "trim",
    "reverse", "format", "quote",
    "of", "none", "ofNonZeroValue", "hasValue", "value", "or", "orValue", "optMap", "optFlatMap", "first", "last",
    "named", "isCanonical", "range", "equivalent", "intersects",
    *syntax.TWO_VARIABLES, "sortBy",
})
_MORE_IN_RULES = frozenset({
    "bind", "encode", "decode", "greatest", "least", "ceil", "floor", "round", "trunc", "abs", "sign", "isNaN", "isInf",
    "isFinite", "sqrt", "bitAnd", "bitOr", "bitXor", "bitNot", "bitShiftLeft", "bitShiftRight",
})
_OPERATORS = lazy(r"[-!]?_(?:.*[_\]])?|@.*")
_MACROS = {"has": "has(x.y)", "all": "list.all(x, condition)", "exists": "list.exists(x, condition)",
           "exists_one": "list.exists_one(x, condition)", "map": "list.map(x, value)",
           "filter": "list.filter(x, condition)", "bind": "cel.bind(x, value, result)",
           "optMap": "x.?y.optMap(z, value)", "optFlatMap": "x.?y.optFlatMap(z, value)"}

_ERROR = lazy(r"ERROR: <input>:(\d+):(\d+): (.*)")
_OVERLOAD = lazy(r"found no matching overload for '([^']*)' applied to '\(?(.*?)\)?'$")
_WORD = lazy(r"\w+|[=&|]")
_ELSEWHERE = {"=": "==", "&": "&&", "|": "||", "and": "&&", "or": "||", "not": "!"}
_UNDECLARED = lazy(r"undeclared reference to '([^']*)'")
_NUMBERS = frozenset({"int", "uint", "double"})
_ORDER = frozenset({"_<_", "_<=_", "_>_", "_>=_"})
_PATTERNS = frozenset({"matches", "find", "findAll"})


class Problem(NamedTuple):
    """What is wrong with an expression, and at which of its characters, counted from 0."""

    offset: int
    text: str


class Language(NamedTuple):
    """What an expression may use: `names` are bound from outside, `functions` go by name only."""

    names: tuple[str, ...]
    functions: frozenset[str]
    python: frozenset[str]
    is_policy: bool

    @property
    def environment(self) -> Any:
        """The runtime's environment, made once."""
        return _environment(self)


def _names_of(functions: Iterable[str]) -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in functions if not name.startswith("@"))


def _language(names: tuple[str, ...], native: frozenset[str], own: Iterable[str], is_policy: bool) -> Language:
    ours = _names_of([*library.FUNCTIONS, *own])
    python = ours | {"matches", "string", "format", "named", *rewrite.RENAMED}
    return Language(names, native | ours, python, is_policy)


RULES = _language(cel.NAMES, _NATIVE | _MORE_IN_RULES, facts.FUNCTIONS, False)

AUTHORIZER = frozenset({"authorizer", "group", "resource", "subresource", "namespace", "name", "path", "serviceAccount",
                        "fieldSelector", "labelSelector", "check", "allowed", "reason", "errored", "error"})
"""What may be asked of the authorizer of a cluster, which no file tells."""

POLICIES = _language(
    ("object", "oldObject", "request", "params", "namespaceObject", "authorizer", "variables"),
    _NATIVE | AUTHORIZER, (), True)


@cache
def _environment(language: Language) -> Any:
    from cel_expr_python import cel as runtime
    from cel_expr_python.ext import ext_optional, ext_strings

    extensions: list[Any] = [ext_optional.ExtOptional(), ext_strings.ExtStrings()]
    functions = library.declarations(runtime, frozenset() if language.is_policy else frozenset({"quantity"}))
    functions.append(runtime.FunctionDecl("@take", [
        runtime.Overload(f"@take({kind})", return_type=runtime.Type.BOOL, parameters=[getattr(runtime.Type, kind)],
                         impl=cel.take)
        for kind in KINDS
    ]))
    if not language.is_policy:
        from cel_expr_python.ext import ext_bindings, ext_encoders, ext_math

        extensions += [ext_math.ExtMath(), ext_bindings.ExtBindings(), ext_encoders.ExtEncoders()]
        functions += cel.fact_declarations(runtime)
    return runtime.NewEnv(variables={name: runtime.Type.DYN for name in language.names}, extensions=extensions,
                          functions=functions)


# --- checking ------------------------------------------------------------------------


def parse(text: str, language: Language) -> Parsed:
    """The tree of an expression. ExpressionError: it is too long or breaks the grammar."""
    if len(text) > MAX_CHARACTERS:
        raise cel.ExpressionError(f"the expression has more than {MAX_CHARACTERS} characters")
    try:
        return syntax.decode(language.environment.compile(text, disable_check=True).serialize())
    except syntax.TooDeep:
        raise cel.ExpressionError("the expression is nested too deeply") from None
    except TypeError:
        raise cel.ExpressionError("the expression is not valid Unicode") from None
    except RuntimeError as error:
        first = next(_reported(str(error), text))
        hint = _hint(text, first.offset) if first.text.startswith("Syntax error") else ""
        raise cel.ExpressionError(_grammar(first.text) + hint, first.offset) from None


def check(
    text: str, language: Language, names: frozenset[str] | None = None, gives: str = "BOOL",
    known: Mapping[str, int] = MappingProxyType({}),
) -> tuple[Problem, ...]:
    """Everything that is wrong with an expression, in the order of its text.

    names: those that are bound where it stands, if not all of the language; gives: the type of its result by the
    runtime's name, DYN for any, "" for any or an optional; known: names bound to optionals (see `optionals`).
    """
    try:
        tree = parse(text, language)
    except cel.ExpressionError as error:
        return (Problem(error.offset, str(error)),)
    found = [problem for problems in (
        _unknown_names(tree, language, names), _unknown_functions(tree, language), _unfit(tree),
        _misplaced(tree, language, gives, known)) for problem in islice(problems, _MAX_PROBLEMS)]
    found += islice(_types(text, tree, language, gives, bool(found)), _MAX_PROBLEMS)
    if not found:
        try:
            of_tree(tree.root, text, language)
        except cel.ExpressionError as error:
            found.append(Problem(error.offset, str(error)))
    return tuple(sorted(dict.fromkeys(found))[:_MAX_PROBLEMS])


def _unknown_names(tree: Parsed, language: Language, names: frozenset[str] | None) -> Iterator[Problem]:
    bound = frozenset(language.names) if names is None else names
    spaces = {id(node.target) for node in syntax.walk(tree.root) if isinstance(node, Call) and _in_namespace(node)}
    for name in syntax.free_names(tree.root):
        if name.name in bound or name.name in TYPES or id(name) in spaces or name.name.startswith("@"):
            continue
        if name.name in language.names:
            yield Problem(tree.offset(name), f"'{name.name}' is not bound here")
        else:
            near = nearest(name.name, sorted(bound), 0.5)
            yield Problem(tree.offset(name), f"unknown name '{name.name}'{near.replace(';', ':', 1)}")


def _in_namespace(node: Call) -> bool:
    return isinstance(node.target, Ident) and node.target.name in _NAMESPACES


def _unknown_functions(tree: Parsed, language: Language) -> Iterator[Problem]:
    for node in syntax.walk(tree.root):
        if not isinstance(node, Call) or _OPERATORS.fullmatch(node.function):
            continue
        name = node.function.rpartition(".")[2]  # a macro of the runtime may have made it optional.of
        if name not in language.functions and not name.startswith("@"):
            near = nearest(name, sorted(language.functions), 0.5)
            yield Problem(tree.offset(node), f"unknown function '{name}'{near.replace(';', ':', 1)}")
        elif name in _MACROS and not syntax.macro(node):
            yield Problem(tree.offset(node), f"'{name}' is written as {_MACROS[name]}")


def _unfit(tree: Parsed) -> Iterator[Problem]:
    """Patterns that are no regular expressions, and messages, which nothing here can hold."""
    for node in syntax.walk(tree.root):
        if isinstance(node, Struct) and node.name:
            yield Problem(tree.offset(node), f"a message such as {node.name}{{}} cannot be made here: use a map")
        pattern = _pattern(node)
        if pattern is not None:
            try:
                compiled(pattern.value)
            except BadPattern as error:
                yield Problem(tree.offset(pattern), str(error).replace("error parsing regexp", "no regular expression"))


def _pattern(node: Node) -> Const | None:
    """The literal pattern that a call matches with."""
    if isinstance(node, Call) and node.function in _PATTERNS:
        operands = [*([node.target] if node.target is not None else []), *node.args]
        if len(operands) >= 2 and isinstance(operands[1], Const) and operands[1].kind == "string":
            return operands[1]
    return None


def _misplaced(tree: Parsed, language: Language, gives: str, known: Mapping[str, int]) -> Iterator[Problem]:
    found = optionals.find(tree.root, language.python, known)
    for one in found.misplaced:
        yield Problem(tree.offset(one.node), one.problem)
    if gives and found.result != rewrite.PLAIN:
        yield Problem(tree.offset(tree.root), "the result is an optional: add .orValue(...) or .hasValue()")


def _types(text: str, tree: Parsed, language: Language, gives: str, unsure: bool) -> Iterator[Problem]:
    """What the runtime's type checker says, where it can: it knows no macros with two variables."""
    if any(syntax.macro(node) for node in syntax.walk(tree.root)):
        return
    try:
        result = language.environment.compile(text).return_type().name().upper()
    except RuntimeError as error:
        for problem in _reported(str(error), text):
            if not (_is_allowed(problem.text) or _is_told(problem.text, language, unsure)
                    or unsure and ("optional_type" in problem.text or "*error*" in problem.text)):
                yield Problem(problem.offset, _overload(problem.text))
        return
    if not unsure and gives not in ("DYN", "") and result not in (gives, "DYN", "ANY"):
        yield Problem(0, f"the result is of type {result.lower()}, wanted is {gives.lower()}")


def _is_allowed(problem: str) -> bool:
    """Whether the checker refuses something that runs all the same."""
    match = _OVERLOAD.search(problem)
    if match is None:
        return False
    function, types = match[1], match[2].split(", ")
    if function in _ORDER:
        return set(types) <= _NUMBERS
    return function in rewrite.RENAMED or function == "string" and types[0].startswith("map(")


def _is_told(problem: str, language: Language, unsure: bool) -> bool:
    """Whether an unknown name was told already, or is a function that only the cluster has."""
    name = _UNDECLARED.search(problem)
    return name is not None and (unsure or name[1].rpartition(".")[2] in language.functions)


def _overload(problem: str) -> str:
    match = _OVERLOAD.search(problem)
    if match is None:
        return _grammar(problem)
    return f"'{match[1].replace('_', '') or match[1]}' does not take ({match[2]})"


def _hint(text: str, offset: int) -> str:
    """What to write instead of a word of other languages."""
    word = _WORD.match(text, offset)
    instead = _ELSEWHERE.get(word[0]) if word else None
    return f": write {instead} for {word[0]}" if word and instead else ""


def _grammar(problem: str) -> str:
    """A message of the parser without the words of its making."""
    text = " ".join(problem.replace("(in container '')", "").split()).partition(" expecting {")[0]
    return text.replace("'<EOF>'", "the end").replace("<EOF>", "the end")[:300]


def _reported(message: str, text: str) -> Iterator[Problem]:
    """The problems in a message of the runtime, at their places."""
    lines = text.split("\n")
    for match in _ERROR.finditer(message):
        line, column = int(match[1]), int(match[2])
        if 1 <= line <= len(lines):
            before = sum(len(one) + 1 for one in lines[:line - 1])
            yield Problem(min(before + max(column - 1, 0), len(text)), match[3])
        else:
            yield Problem(0, match[3].replace("Exceeded max recursion depth of 32 when parsing.",
                                              "the expression is nested more than 32 deep"))
    if not _ERROR.search(message):
        deep = "recursion limit" in message
        yield Problem(0, "the expression is nested more than 32 deep" if deep else message)


# --- programs ------------------------------------------------------------------------


@cache
def program(text: str, language: Language = RULES) -> cel.Program:
    """The program of an expression. ExpressionError with its first problem."""
    for problem in check(text, language, gives="DYN"):
        raise cel.ExpressionError(problem.text, problem.offset)
    return of_tree(parse(text, language).root, text, language)


def of_tree(root: Node, text: str, language: Language) -> cel.Program:
    """The program of a tree that was checked, or of a part of one; `text` is what it was written as.

    ExpressionError: it is nested deeper than the runtime reads.
    """
    levels = optionals.find(root, language.python, {}).levels
    message = syntax.encode(Call("@take", (rewrite.rewritten(root, levels),)))
    try:
        return cel.Program(text, language.environment.deserialize(message), True)
    except RuntimeError:
        raise cel.ExpressionError("the expression is nested too deeply") from None
