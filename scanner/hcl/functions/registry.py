"""How functions describe themselves, and where they are found: modules load when one of their functions is called."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from scanner.hcl.types import ANY, Type
from scanner.hcl.values import Value
from scanner.records import NamedTuple

if TYPE_CHECKING:
    from scanner.hcl.nodes import Call
    from scanner.hcl.scope import Surroundings


class Parameter(NamedTuple):
    """`null`, `unknown`, `dynamic` (of unknown type) and `marked` say which arguments the function sees itself."""

    name: str
    type: Type = ANY
    null: bool = False
    unknown: bool = False
    dynamic: bool = False
    marked: bool = False


class Context(NamedTuple):
    """What a function may see besides its arguments."""

    surroundings: Surroundings
    node: Call | None


Body = Callable[[list[Value], Type, Context], Value]


class Function(NamedTuple):
    """`result` is the type of the result or works it out; `rest` describes further arguments.

    `refine` adds what is known about an unknown result.
    """

    name: str
    parameters: tuple[Parameter, ...]
    rest: Parameter | None
    result: Type | Callable[[list[Value]], Type]
    body: Body
    never_null: bool
    refine: Callable[[Value, list[Value]], Value] | None

    def parameter(self, index: int) -> Parameter:
        """The parameter of an argument."""
        if index < len(self.parameters):
            return self.parameters[index]
        assert self.rest is not None
        return self.rest


_DEFINED: dict[str, Function] = {}


def function(
    name: str, *parameters: Parameter, rest: Parameter | None = None,
    result: Type | Callable[[list[Value]], Type] = ANY, never_null: bool = True,
    refine: Callable[[Value, list[Value]], Value] | None = None,
) -> Callable[[Body], Body]:  # fmt: skip
    """Offer a function to configurations under a name."""

    def offer(body: Body) -> Body:
        _DEFINED[name] = Function(name, parameters, rest, result, body, never_null, refine)
        return body

    return offer


_MODULES = {
    "arithmetic": "abs ceil floor log max min parseint pow signum sum",
    "strings": "chomp endswith indent join lower replace split startswith strcontains strrev substr title trim trimprefix "
               "trimspace trimsuffix upper templatestring",
    "patterns": "regex regexall",
    "formatting": "format formatlist",
    "collections": "alltrue anytrue chunklist coalesce coalescelist compact concat contains distinct element flatten index "
                   "length one range reverse slice sort",
    "maps": "keys lookup matchkeys merge transpose values zipmap",
    "sets": "setintersection setproduct setsubtract setunion",
    "encoding": "base64decode base64encode base64gzip csvdecode textdecodebase64 textencodebase64 urlencode urldecode",
    "data": "jsondecode jsonencode yamldecode yamlencode",
    "files": "abspath basename dirname file filebase64 fileexists fileset pathexpand templatefile",
    "dates": "formatdate plantimestamp timeadd timecmp timestamp",
    "hashes": "base64sha256 base64sha512 bcrypt filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256 filesha512 "
              "md5 rsadecrypt sha1 sha256 sha512 uuid uuidv5",
    "network": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "conversion": "tobool tolist tomap tonumber toset tostring type",
    "marks": "ephemeralasnull issensitive nonsensitive sensitive",
    "provider": "provider::terraform::decode_tfvars provider::terraform::encode_expr provider::terraform::encode_tfvars",
}  # fmt: skip

_HOME = {name: module for module, listed in _MODULES.items() for name in listed.split()}


def names() -> list[str]:
    """The names of all functions."""
    return sorted(_HOME)


def find(name: str) -> Function | None:
    """The function of a name; None when there is none."""
    if name not in _DEFINED and name in _HOME:
        import_module(f"scanner.hcl.functions.{_HOME[name]}")
    return _DEFINED.get(name)
