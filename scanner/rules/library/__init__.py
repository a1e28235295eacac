"""The functions that Kubernetes adds to CEL, for rules of one's own and for ValidatingAdmissionPolicies.

They follow https://kubernetes.io/docs/reference/using-api/cel/ and cel-go's extensions for lists and sets. Names that
begin with @ cannot be written in an expression: `rewrite.py` puts them there, in place of what the runtime cannot
declare.
"""

from __future__ import annotations

from typing import Any

from scanner.rules.library import addresses, formats, lists, quantities, texts, urls, versions
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
        impl=overload.implementation,
    )
