"""Trees of expressions: read from what the runtime writes, and written back."""

from __future__ import annotations

import pytest

from scanner.rules import cel, pack, syntax
from scanner.rules.syntax import Call, Comprehension, Const, Entry, Ident, ListOf, Select, Struct

DATA = {"self": {"a": 1, "l": [1, 2, 3], "s": "text"}, "object": {}}
EXPRESSIONS = [
    "self.a == 1", "has(self.a) && !has(self.b)", "self.?b.orValue(-7) == -7", "[1, 2, ?self.?b].size() == 2",
    "{'k': self.a, ?'m': self.?m} == {'k': 1}", "self.l.all(x, x > 0) && self.l.exists(x, x == 2)",
    "self.l.map(x, x > 1, x * 2) == [4, 6]", "self.l.filter(x, x > 1).size() == 2", "'é\\n' + self.s == 'é\\ntext'",
    "b'ab' == b'\\x61b'", "1.5 < 2.5 && 3u == 3u && null == null && true != false", "self.l[2] == 3 ? true : false",
    "google.protobuf.Duration{seconds: 3} == duration('3s')", "9223372036854775807 > -9223372036854775807",
    "self.l.exists_one(x, x == 2)", "type(self) == map", "self[?'b'].hasValue() == false",
]


def parsed(text: str) -> syntax.Parsed:
    return syntax.decode(cel._environment().compile(text, disable_check=True).serialize())


def test_the_form_of_a_tree() -> None:
    root = parsed("!has(self.a) || f(x, [1, ?y], {'k': 2u}, T{n: null}) ").root
    assert isinstance(root, Call) and root.function == "_||_" and root.target is None
    left, right = root.args
    assert isinstance(left, Call) and left.args[0]._replace(id=0) == Select(Ident("self", 3), "a", True)
    assert isinstance(right, Call) and right.function == "f"
    name, entries, literal, message = right.args
    assert isinstance(name, Ident) and isinstance(entries, ListOf) and entries.optional == (1,)
    assert isinstance(literal, Struct) and isinstance(literal.entries[0], Entry) and not literal.name
    assert literal.entries[0].value[:2] == ("uint", 2)
    assert isinstance(message, Struct) and (message.name, message.entries[0].key) == ("T", "n")
    assert isinstance(message.entries[0].value, Const) and message.entries[0].value.value is None


def test_loops() -> None:
    root = parsed("self.l.all(x, x > y)").root
    assert isinstance(root, Comprehension)
    assert (root.variable, root.accumulator) == ("x", "@result")
    assert [one.name for one in syntax.free_names(root)] == ["self", "y"]


def test_offsets_count_characters() -> None:
    tree = parsed("'é😀' ==\n  self.zz + nope")
    names = {one.name: tree.offset(one) for one in syntax.walk(tree.root) if isinstance(one, Ident)}
    assert names == {"self": 10, "nope": 20}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_tree_written_back_gives_the_same_answer(text: str) -> None:
    environment = cel._environment()
    program = environment.deserialize(syntax.encode(parsed(text).root))
    bound = environment.Activation(DATA)
    value = program.eval(bound).value()
    assert value is True, value
    assert environment.compile(text, disable_check=True).eval(bound).value() is True


def test_all_built_in_expressions_can_be_read_and_written() -> None:
    environment = cel._environment()
    bound = environment.Activation({name: {} for name in cel.NAMES})
    for rule in pack.load():
        for text in (rule.match.when, rule.assertion):
            if text:
                tree = parsed(text)
                again = environment.deserialize(syntax.encode(tree.root))
                assert str(again.eval(bound).value()) == str(
                    environment.compile(text, disable_check=True).eval(bound).value())
                assert syntax.encode(tree.root) == syntax.encode(
                    syntax.decode(again.serialize()).root)


def test_deep_trees_are_refused() -> None:
    node: syntax.Node = Ident("self")
    for _ in range(syntax.MAX_DEPTH + 1):
        node = Select(node, "a")
    message = syntax.encode(node)
    with pytest.raises(syntax.TooDeep):
        syntax.decode(message)


@pytest.mark.parametrize("message", [b"", b"\x12\x04\x12\x02\x10\x01", b"\x0b"])
def test_other_messages_are_refused(message: bytes) -> None:
    with pytest.raises(ValueError):
        syntax.decode(message)
