"""The functions that Kubernetes adds to CEL, for rules of one's own and for ValidatingAdmissionPolicies.

They follow https://kubernetes.io/docs/reference/using-api/cel/ and cel-go's extensions for lists and sets. Names that
begin with @ cannot be written in an expression: `rewrite.py` puts them there, in place of what the runtime cannot
declare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scanner.gotemplate.errors import LimitError
from scanner.rules.library import addresses, formats, lists, quantities, texts, urls, versions
from scanner.rules.library.texts import TooLarge
from scanner.rules.library.values import Functions, Overload

FUNCTIONS: Functions = {
    **quantities.FUNCTIONS, **versions.FUNCTIONS, **addresses.FUNCTIONS, **urls.FUNCTIONS, **formats.FUNCTIONS,
    **lists.FUNCTIONS, **texts.FUNCTIONS,
}


def declarations(cel: Any, without: frozenset[str] = frozenset()) -> list[Any]:
    """All functions as the runtime, the module `cel`, wants them declared."""
    return [
        cel.FunctionDecl(name, [_declared(cel, name, overload) for overload in overloads])
        for name, overloads in FUNCTIONS.items() if name not in without
    ]


def _declared(cel: Any, name: str, overload: Overload) -> Any:
    return cel.Overload(
        f"{name}({overload.takes})" + (" member" if overload.member else ""),
        return_type=getattr(cel.Type, overload.gives),
        parameters=[getattr(cel.Type, kind) for kind in overload.takes.split()],
        is_member=overload.member,
        impl=_stopping(overload.implementation),
    )


class _Stop:
    """No value of CEL: the runtime ends the evaluation as a whole when a function gives one."""


def _stopping(implementation: Callable[..., Any]) -> Callable[..., Any]:
    """A function that ends the evaluation when a bound is reached: an error would be a value that others go on with."""

    def function(*arguments: Any) -> Any:
        try:
            return implementation(*arguments)
        except (LimitError, TooLarge):
            return _Stop()

    return function
