"""Expressions of a policy about one request with one set of parameters: a value, an error, or not known from files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from scanner.admission import expressions
from scanner.admission.expressions import Compiled
from scanner.admission.records import Expression, Policy
from scanner.admission.requests import NO_NAMESPACE, Request
from scanner.model.resource import Data, Path
from scanner.model.unknown import Unknown
from scanner.records import NamedTuple
from scanner.rules import cel, unknowns
from scanner.rules.syntax import Node

USER = Unknown("it depends on who makes the request and how, which files do not tell")
TOO_MUCH = Unknown("it asks for more than any rule needs")
AUTHORIZER = Unknown("it asks the authorizer of the cluster, which files do not tell")


class Failed(NamedTuple):
    """The expression ended in an error, as it would in a cluster."""

    reason: str


_MAX_EXHAUSTED = 20

_OWN = frozenset({"object", "oldObject", "request"})


class Subject:
    """A request with what all policies ask of it, made once."""

    __slots__ = ("request", "bound", "unknown", "is_text", "ready")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.bound: dict[str, Data] = {"object": request.body, "oldObject": None, "request": request.bound}
        self.unknown: dict[Path, Unknown] = dict(unknowns.find({key: self.bound[key] for key in ("object", "request")}))
        self.is_text = all(one is NO_NAMESPACE for one in self.unknown.values())
        self.ready: dict[frozenset[str], Any] = {}


class Evaluation:
    """What is bound to the names of a policy's expressions, for one request and one set of parameters.

    `exhausted` counts how often expressions asked for more than they may; they are soon asked no more.
    """

    def __init__(
        self, policy: Policy, subject: Subject, namespace: Data, params: Data, exhausted: Counter[Any] | None = None,
    ) -> None:
        self.policy, self.request, self.subject = policy, subject.request, subject
        self.exhausted: Counter[Any] = Counter() if exhausted is None else exhausted
        self.variables = tuple((one.name, one.expression.text) for one in policy.variables)
        self.untold: dict[str, Unknown] = {expressions.USER: USER, "authorizer": AUTHORIZER}
        self._data = dict(subject.bound)
        self._put("namespaceObject", namespace)
        self._put("params", params)
        self._ready: dict[frozenset[str], Any] = {}

    def _put(self, name: str, value: Data) -> None:
        """Bind a value; one with something unknown in it is not bound at all."""
        unknown = next((one for _, one in unknowns.find(value)), None)
        if unknown is not None:
            self.untold[name] = unknown
        else:
            self._data[name] = value

    def value(self, expression: Expression) -> Any:
        """The value of an expression, Failed, or Unknown."""
        if self.exhausted[self.policy.name, expression] >= _MAX_EXHAUSTED:
            return TOO_MUCH
        try:
            compiled = expressions.compiled(expression, self.variables)
        except cel.ExpressionError as error:
            return Unknown(str(error))
        value = self.run(compiled)
        if value is TOO_MUCH:
            self.exhausted[self.policy.name, expression] += 1
        return value

    def run(self, compiled: Compiled, more: dict[str, Data] | None = None) -> Any:
        """The value of a compiled expression, with more names bound."""
        if self.subject.unknown and compiled.names & {"object", "request"}:
            return self._guessless(compiled, more or {})
        return self._told(compiled.program.value(self._activation(compiled.names, more)), compiled.names)

    def _activation(self, names: frozenset[str], more: dict[str, Data] | None = None) -> Any:
        data = {name: self._data[name] for name in names if name in self._data}
        if more:
            return cel.activation({**data, **more})
        asked = frozenset(data)
        ready = self.subject.ready if asked <= _OWN else self._ready
        if asked not in ready:
            ready[asked] = cel.activation(data)
        return ready[asked]

    def _told(self, value: Any, names: Iterable[str]) -> Any:
        """A value of the runtime; without one, whether the cluster would have none either."""
        if not isinstance(value, cel.Undecided):
            return value
        untold = next((self.untold[name] for name in sorted(names) if name in self.untold), None)
        if untold is not None:
            return untold
        if value.limit:
            return TOO_MUCH
        if self.request.custom and "Key not found" in value.reason:
            return Unknown(f"{value.reason}, unless the definition of the kind has a default for it")
        return Failed(value.reason)

    def _guessless(self, compiled: Compiled, more: dict[str, Data]) -> Any:
        """With unknown values in the object: a value only when all that they may turn out to be give the same one."""
        text = " ".join([compiled.program.text, *(text for _, text in self.variables)])
        words = unknowns.words(text)
        unknown = self.subject.unknown
        seen = max(unknowns.reach(words, [path[:1]], path) for path in unknown)
        found: list[Any] = []
        for stand_in in self._stand_ins(text, seen):
            data = {key: self._data[key] for key in ("object", "request")}
            data = {**self._data, **unknowns.supposed(data, unknown, stand_in)}
            bound = {name: data[name] for name in compiled.names if name in data}
            value = self._told(compiled.program.value(cel.activation({**bound, **more})), compiled.names)
            # A stand-in of the wrong type says nothing about values of the right type.
            if (self.subject.is_text or not isinstance(value, Failed)) and value not in found:
                found.append(value)
            if len(found) > 1 or isinstance(value, Unknown):
                break
        if len(found) == 1 and not isinstance(found[0], Unknown):
            return found[0]
        return next(iter(unknown.values()))

    def _stand_ins(self, text: str, seen: unknowns.Reach) -> Iterable[Data]:
        """What the unknown values may turn out to be.

        A namespace is a text whatever it is, and an expression that does not name it takes any for the same.
        """
        tried = unknowns.trials(text, seen)
        if not self.subject.is_text:
            return tried
        texts = [one for one in tried if isinstance(one, str) and one] if seen is unknowns.Reach.NAMED else []
        return dict.fromkeys(["shop", *texts])

    def part(self, node: Node, text: str, more: dict[str, Data]) -> Any:
        """The value of a part of an expression, with the variables of the loops around it bound."""
        try:
            compiled = expressions.part(node, text, self.variables)
        except cel.ExpressionError as error:
            return Unknown(str(error))
        return self.run(compiled, more)
