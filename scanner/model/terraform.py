"""Resources of Terraform: what else they know than objects of Kubernetes do."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model.resource import Data, Locator, Path, Resource, ResourceId
from scanner.records import NamedTuple

DIALECT = "terraform"

MASK = "(sensitive value)"
"""What stands for a text that must not be shown."""


_DECLARED = frozenset({"module", "variable", "output", "terraform", "configuration", "declaration", "terraform-resource"})


def is_kind(kind: str) -> bool:
    """Whether a rule that looks at the kind is about Terraform: types have underscores, kinds of Kubernetes never."""
    return "_" in kind or kind in _DECLARED or kind.startswith(("data.", "provider."))


class Reference(NamedTuple):
    """The value at `path` names another resource: `address` with its module path, and the attribute, "" for all of it.

    The address has an index where it is known which instance is meant.
    """

    path: Path
    address: str
    attribute: str


class TerraformResource(Resource):
    """An instance of a resource or data source, from a configuration or a plan.

    `address` has the module path and the index.  `references` are worked out when first asked for.  `actions` are those
    of a plan ("create", "delete" ...), none for a configuration.  `is_symbolic`: it stands for all instances where it is
    not known which there are, or for a module that is not at hand.  The body may be worked out late as well: few of a large plan are looked at.
    """

    __slots__ = ("address", "actions", "is_symbolic", "_references", "_find", "_body")

    def __init__(
        self, id: ResourceId, body: dict[str, Data] | Callable[[], dict[str, Data]], locator: Locator | None, unit: str, address: str,  # noqa: A002
        find: Callable[[], tuple[Reference, ...]] | None = None, actions: tuple[str, ...] = (), is_symbolic: bool = False,
    ) -> None:  # fmt: skip
        self._body = body
        super().__init__(id, {}, locator, unit)
        self.address, self.actions, self.is_symbolic = address, actions, is_symbolic
        self._find = find
        self._references: tuple[Reference, ...] | None = None

    @property
    def body(self) -> dict[str, Data]:  # type: ignore[override]
        """The attributes, nested blocks as lists of maps; it must not be changed."""
        if not isinstance(self._body, dict):
            self._body = self._body()
        return self._body

    @body.setter
    def body(self, _: dict[str, Data]) -> None:
        """Set by the base class; what was given counts."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """The other resources that this one names."""
        if self._references is None:
            self._references = self._find() if self._find is not None else ()
        return self._references


def is_symbolic(resource: Resource) -> bool:
    """Whether it is not known which resources this one stands for, if for any."""
    made_by = resource if resource.declared is None else resource.declared
    return isinstance(made_by, TerraformResource) and made_by.is_symbolic


def identify(address: str, module: str, mode: str, type: str) -> ResourceId:  # noqa: A002
    """The identity of an instance by its full address; the kind of data sources begins with "data."."""
    name = address[len(module) + 1:] if module else address
    return ResourceId(DIALECT, type.partition("_")[0], f"data.{type}" if mode == "data" else type, module, name)
