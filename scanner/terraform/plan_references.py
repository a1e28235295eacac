"""The `configuration` of a plan: which expressions name which resources."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from scanner.model.resource import Path
from scanner.model.terraform import Reference
from scanner.patterns import lazy

MAX_LINKS = 500
MAX_DEPTH = 24

_PART = lazy(r'\.?([^.\[\]"]+)((?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])*)')


@lru_cache(maxsize=4096)
def parts(address: str) -> tuple[tuple[str, str], ...]:
    """(name, index) of each part of an address: `module.a["x"].b` has ("module", ""), ("a", '["x"]'), ("b", "")."""
    return tuple((match[1], match[2]) for match in _PART.finditer(address))


@lru_cache(maxsize=4096)
def call_path(module: str) -> tuple[str, ...]:
    """The names of the calls that lead to a module instance."""
    return tuple(name for name, _ in parts(module)[1::2])


def without_key(address: str) -> str:
    """The address of the resource an instance belongs to."""
    return ".".join(name for name, _ in parts(address))


class PlanConfiguration:
    """Look-ups in the configuration that a plan was made of; whatever does not make sense in it is passed over."""

    def __init__(self, data: Any) -> None:
        self.root = _map(_map(data).get("root_module"))
        self._resources: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}

    def module(self, path: tuple[str, ...]) -> dict[str, Any]:
        """The configuration of the module that a path of calls leads to."""
        found = self.root
        for name in path:
            found = _map(_map(_map(found.get("module_calls")).get(name)).get("module"))
        return found

    def call(self, path: tuple[str, ...]) -> dict[str, Any]:
        """The call at the end of a path of calls."""
        return _map(_map(self.module(path[:-1]).get("module_calls")).get(path[-1]))

    def resource(self, path: tuple[str, ...], address: str) -> dict[str, Any]:
        """The configuration of a resource."""
        found = self._resources.get(path)
        if found is None:
            listed = self.module(path).get("resources")
            found = self._resources[path] = {
                str(one.get("address")): one for one in listed if isinstance(one, dict)
            } if isinstance(listed, list) else {}
        return found.get(without_key(address), {})

    def expressions(self, module: str, address: str) -> Any:
        """The expressions of a resource by attribute."""
        return self.resource(call_path(module), address).get("expressions")

    def references(self, module: str, expressions: Any, at: Path) -> tuple[str, ...]:
        """The references, as written, of the expression that gives the value at a path."""
        expression = expressions
        found: tuple[str, ...] = ()
        for step in at:
            if expression is None:
                break
            expression = _step(expression, step)
            if isinstance(expression, dict) and isinstance(expression.get("references"), list):
                found = tuple(_full(module, one) for one in _longest(expression["references"]))
                break
        return found

    def links(self, module: str, address: str) -> tuple[Reference, ...]:
        """The resources that a resource names, also by way of variables and outputs of modules."""
        path = call_path(module)
        found: dict[Reference, None] = {}
        resource = self.resource(path, address)
        pending: list[tuple[Path, Any]] = [((), resource.get("expressions"))]
        while pending:
            at, expression = pending.pop()
            if len(at) > MAX_DEPTH:
                continue
            if isinstance(expression, list):
                pending.extend((((*at, index), one) for index, one in reversed(list(enumerate(expression)))))
                continue
            if not isinstance(expression, dict):
                continue
            references = expression.get("references")
            if isinstance(references, list):
                own = _own_key(address, references)
                for one in _longest(references):
                    for target, attribute in self._targets(one, module, path, resource, 0):
                        target += own if not target.endswith("]") else ""
                        found[Reference(at, target, attribute)] = None
                        if len(found) >= MAX_LINKS:
                            return tuple(found)
            elif "constant_value" not in expression:
                pending.extend((((*at, key), one) for key, one in reversed(list(expression.items()))))
        for one in _longest(resource.get("depends_on")):
            found.update((Reference(("depends_on",), target, "")  , None)
                         for target, _ in self._targets(one, module, path, resource, 0))
        return tuple(found)

    def _targets(
        self, reference: str, module: str, path: tuple[str, ...], resource: dict[str, Any], depth: int,
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        """(address, attribute) of the resources that a reference leads to."""
        names = parts(reference)
        if not names or depth > MAX_DEPTH:
            return
        root = names[0][0]
        if root in ("local", "path", "terraform", "self", "count"):
            return  # a plan does not say what locals are made of
        if root == "each":
            for one in _longest(_map(resource.get("for_each_expression")).get("references")):
                if not one.startswith("each."):
                    yield from self._targets(one, module, path, resource, depth + 1)
        elif root == "var":
            if not path or len(names) < 2:
                return
            call = self.call(path)
            outer = _outer(module)
            given = _map(_map(call.get("expressions")).get(names[1][0]))
            for one in _longest(given.get("references")):
                yield from self._targets(one, outer, path[:-1], call, depth + 1)
        elif root == "module":
            if len(names) < 3:
                return
            inner = (*path, names[1][0])
            output = _map(_map(self.module(inner).get("outputs")).get(names[2][0]))
            address = _full(module, f"module.{names[1][0]}{names[1][1]}")
            for one in _longest(_map(output.get("expression")).get("references")):
                yield from self._targets(one, address, inner, {}, depth + 1)
        else:
            taken = 3 if root == "data" else 2
            if len(names) >= taken:
                own = ".".join(name for name, _ in names[:taken]) + names[taken - 1][1]
                yield _full(module, own), names[taken][0] if len(names) > taken else ""


def _outer(module: str) -> str:
    """The address of the caller of a module instance."""
    names = parts(module)[:-2]
    return ".".join(name + index for name, index in names)


def _full(module: str, address: str) -> str:
    return f"{module}.{address}" if module else address


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _step(expression: Any, step: str | int) -> Any:
    if isinstance(expression, dict):
        return expression.get(step) if isinstance(step, str) else expression
    if isinstance(expression, list) and isinstance(step, int) and expression:
        return expression[min(step, len(expression) - 1)]
    return None


def _longest(references: Any) -> list[str]:
    """The references that no other one goes on from: plans list `a.b.id` and `a.b` for the same place."""
    found: list[str] = []
    for one in references if isinstance(references, list) else ():
        if isinstance(one, str) and not any(other == one or other.startswith((one + ".", one + "[")) for other in found):
            found.append(one)
    return found


def _own_key(address: str, references: list[Any]) -> str:
    """The key of an instance, where its expression picks others by it; a plan does not say which index that is for."""
    picks = any(isinstance(one, str) and one.startswith(("count.index", "each.key", "each.value")) for one in references)
    return parts(address)[-1][1] if picks else ""
