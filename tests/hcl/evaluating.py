"""Expressions without surroundings, for tests."""

from __future__ import annotations

from scanner.deep import deep
from scanner.hcl.errors import EvalError, HclError
from scanner.hcl.evaluator import evaluate
from scanner.hcl.json_values import encode
from scanner.hcl.limits import metered
from scanner.hcl.nodes import Name
from scanner.hcl.parser import parse_expression
from scanner.hcl.scope import Scope, Step
from scanner.hcl.values import Value


class Known:
    """Surroundings with values by the first word of a reference."""

    files: object = None
    provider_functions: frozenset[str] = frozenset()

    def __init__(self, values: dict[str, Value], files: object = None) -> None:
        self.values, self.files = values, files

    def spares(self, error: EvalError) -> bool:
        """As Terraform 1.11 does: nothing is spared."""
        return False

    def resolve(self, root: Name, steps: list[Step], scope: Scope) -> tuple[Value, int]:
        """The value of a name."""
        if root.name not in self.values:
            raise EvalError(f"there is no {root.name}", root.start, root.end)
        return self.values[root.name], 0


@deep
def value(text: str, files: object = None, **known: Value) -> Value:
    """The value of an expression."""
    with metered():
        return evaluate(parse_expression(text), Scope(Known(known, files)))


@deep
def answer(text: str, files: object = None, **known: Value) -> str:
    """The JSON of an expression's value, "unknown" or "error"."""
    try:
        found = value(text, files, **known)
        return encode(found) if not found.unsettled else "unknown"
    except HclError:
        return "error"
