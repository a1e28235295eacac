import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import precompiled
from scanner.rules import cel, extended

BINDINGS = {name: {} for name in cel.NAMES}


def run(text: str, **data: object) -> bool | cel.Undecided:
    return cel.compile_text(text).run(cel.activation({**BINDINGS, **{k: cel.plain(v) for k, v in data.items()}}))


@pytest.mark.parametrize(("text", "value", "expected"), [
    ("self.?a.?b.orValue(false) == true", {"a": {"b": True}}, True),
    ("self.?a.?b.orValue(false) == true", {"a": {}}, False),
    ("self.?a.?b.orValue(false) == true", {"a": None}, False),      # null reads as absent, as in Kubernetes
    ("self.?a.?b.orValue(false) == true", {}, False),
    ("self.a > 1 || self.b == 1", {"b": 1}, True),                  # the known side decides
    ("self.a > 1 && self.b == 2", {"b": 1}, False),
    ("'ALL' in self.?drop.orValue([])", {"drop": ["ALL"]}, True),
    ("quantity(self.a) < 1.0", {"a": "500m"}, True),
    ("quantity(self.a) == 2.0", {"a": 2}, True),
    ("image(self.a).tag == '1.0'", {"a": "host:5000/x:1.0"}, True),
])
def test_truth(text: str, value: object, expected: bool) -> None:
    assert run(text, self=value) is expected


@pytest.mark.parametrize(("text", "value", "reason"), [
    ("self.a > 1", {}, "Key not found"),
    ("self.?a.?b.orValue(false) == true", {"a": "text"}, "overload"),
    ("quantity(self.a) < 1.0", {"a": "much"}, "not a quantity"),
    ("self.a", {"a": 3}, "3"),
])
def test_no_truth_has_a_reason(text: str, value: object, reason: str) -> None:
    outcome = run(text, self=value)
    assert isinstance(outcome, cel.Undecided)
    assert reason in outcome.reason


@pytest.mark.parametrize(("text", "problem"), [
    ("self.a ==", "Syntax error"),
    ("pods.spec == 1", "unknown name 'pods': did you mean 'pod'?"),
    ("zzzzzzz == 1", "unknown name 'zzzzzzz'"),
    ("quantities(self) > 1", "did you mean 'quantity'?"),
])
def test_what_does_not_compile(text: str, problem: str) -> None:
    with pytest.raises(cel.ExpressionError) as caught:
        cel.compile_text(text)
    assert problem in str(caught.value)


def test_plain_data() -> None:
    assert cel.plain({"a": None, 1: [None, True], "b": 2**70, "c": {"d": 1.5}}) == {
        "1": [None, True], "b": float(2**70), "c": {"d": 1.5}}
    with pytest.raises(TypeError, match="not plain data: set"):
        cel.plain({"a": {1}})


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3), max_leaves=10)


@given(DATA)
def test_any_plain_data_can_be_bound(value: object) -> None:
    assert run("self == self || true", self={"value": value}) is True


def test_stored_programs_give_the_same_answers() -> None:
    known = precompiled.policies()
    for text in [text for row in known.heads for text in precompiled.expressions(known.rule(row[0]))]:
        assert known.program(text)
        stored, fresh = cel.compile_text(text), extended.program(text)
        ready = cel.activation(BINDINGS)
        assert stored.run(ready) == fresh.run(ready), text


def test_serialized_text_is_the_same_each_time() -> None:
    text = "self.?x.orValue(1) == 1 && object.y.exists(z, z in ['a', 'b'])"
    assert len({cel.serialize(text) for _ in range(5)}) == 1
