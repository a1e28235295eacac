"""Templates that are filled in with the variables of a call and nothing else."""

from __future__ import annotations

from scanner.hcl.errors import EvalError, FunctionError, LimitError, SyntaxProblem
from scanner.hcl.evaluator import evaluate
from scanner.hcl.functions.registry import Context
from scanner.hcl.nodes import Name, Node
from scanner.hcl.parser import parse_template
from scanner.hcl.references import calls, references
from scanner.hcl.scope import Scope, Step, Surroundings
from scanner.hcl.types import ANY
from scanner.hcl.values import Value, unknown
from scanner.patterns import lazy

MAX_DEPTH = 32
"""Templates that fill in templates."""

_NAME = lazy(r"[^\W\d][\w-]*")


class _Variables:
    """The surroundings of a template: only its variables."""

    def __init__(self, values: dict[str, Value], outer: Surroundings, path: str) -> None:
        self.values, self.outer, self.path = values, outer, path
        self.depth: int = getattr(outer, "depth", 0) + 1

    @property
    def provider_functions(self) -> frozenset[str]:
        """Providers whose functions may be called."""
        return self.outer.provider_functions

    @property
    def files(self) -> object:
        """What file functions read from."""
        return self.outer.files

    def spares(self, error: EvalError) -> bool:
        """Whether to go on without what newer versions do not evaluate."""
        return self.outer.spares(error)

    def resolve(self, root: Name, steps: list[Step], scope: Scope) -> tuple[Value, int]:
        """The variable of a name."""
        found = self.values.get(root.name)
        if found is None:
            raise EvalError(f'Invalid template: vars map does not contain key "{root.name}", which the template refers to.',
                            root.start, root.end)
        return found, 0


def render(text: str, path: str, variables: Value, context: Context, function: str) -> Value:
    """The result of a template.  FunctionError names the place in `path`."""
    if variables.type is ANY or not variables.is_known:
        return unknown(ANY, variables)
    if variables.type.kind not in ("map", "object"):
        raise FunctionError('invalid value for "vars" parameter: invalid vars value: must be a map')
    for name in variables.data:
        if _NAME.fullmatch(name) is None:
            raise FunctionError(f'invalid template variable name "{name}": must start with a letter, followed by zero or more '
                                "letters, digits, and underscores")
    surroundings = _Variables(variables.data, context.surroundings, path)
    if surroundings.depth > MAX_DEPTH:
        raise FunctionError(f"templates fill in templates more than {MAX_DEPTH} deep")
    try:
        node = parse_template(text, path)
        _check(node, surroundings, function)
        result = evaluate(node, Scope(surroundings))
    except SyntaxProblem as problem:
        raise FunctionError(f"{path}:{_place(text, problem.start)}: {problem.message}") from None
    except LimitError:
        raise
    except EvalError as error:
        raise FunctionError(f"{path}:{_place(text, error.start)}: {error.message}") from None
    if result.is_null:
        raise FunctionError(f"{path}: the template's result is null")
    return result


def _check(node: Node, surroundings: _Variables, function: str) -> None:
    """Variables that are missing, and calls that are not allowed, are refused even where they are not reached."""
    from scanner.hcl.scope import reference

    for one in references(node):
        found = reference(one)
        if found is not None and found[0].name not in surroundings.values:
            surroundings.resolve(found[0], found[1], Scope(surroundings))
    for call in calls(node):
        if call.name.removeprefix("core::") in ("templatefile", "templatestring"):
            raise EvalError(f"Error in function call: cannot recursively call {call.name} from inside another template "
                            "function.", call.start, call.end)


def _place(text: str, offset: int) -> str:
    before = text[:max(offset, 0)]
    return f"{before.count(chr(10)) + 1},{len(before) - before.rfind(chr(10))}"


