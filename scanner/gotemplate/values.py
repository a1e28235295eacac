"""Go values in Python: which Python type stands for which Go type.

Templates tell `int` from `int64` from `float64`, and `[]string` from
`[]interface {}`; Python does not.  Where Python has one type for several Go types, the
one that charts meet most is the plain Python type and the others are thin subclasses:

=====================================  ==========================================
Go                                     Python
=====================================  ==========================================
nil                                    None
bool, float64, complex128              bool, float, complex
string                                 str (invalid UTF-8 as lone surrogates, the
                                       `surrogateescape` convention)
[]byte                                 bytes
int                                    int
int64, int32, uint8, uint64            Int64, Int32, Uint8, Uint64
[]interface {}                         list (`NilList` when nil)
[]string, []int, [][]interface {}      StringList (`NilStringList` when nil), IntList,
                                       ListOfLists
map[string]interface {}                dict, or `Map` (a dict that knows its places)
map[string]string                      StringMap
common.Values                          Values
structs, pointers, anything else       subclasses of `GoObject`
=====================================  ==========================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar


class Int64(int):
    """Go's int64."""

    __slots__ = ()


class Int32(int):
    """Go's int32 (a rune)."""

    __slots__ = ()


class Uint8(int):
    """Go's uint8 (a byte)."""

    __slots__ = ()


class Uint64(int):
    """Go's uint64."""

    __slots__ = ()


class Map(dict[str, Any]):
    """map[string]interface {} that remembers where each of its values was written.

    `places` maps a key to an opaque place (whatever the loader put there), or is None
    where nothing is known.  It never takes part in equality, printing or encoding.
    """

    __slots__ = ("places",)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.places: dict[str, Any] | None = None


class Values(Map):
    """Helm's named map type `common.Values` (in Helm 3 `chartutil.Values`), with its methods.

    In Go a function whose parameter is a plain map hands the same map on under the plain
    type.  Here it stays one object, and `handed_on` says that it has been seen so since.
    """

    __slots__ = ("handed_on",)

    go_methods: ClassVar[Mapping[str, str]] = {
        "AsMap": "func() map[string]interface{}",
        "PathValue": "func(string) interface{}",
        "Table": "func(string) common.Values",
        "YAML": "func() string",
    }

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.handed_on = False

    def AsMap(self) -> Values:  # noqa: N802 - the names templates use
        """The same map under the plain type."""
        self.handed_on = True
        return self

    def PathValue(self, path: str) -> Any:  # noqa: N802
        """The value at a dotted path; FunctionError when there is none, or when it is a table."""
        *parents, key = path.split(".")
        table = self._table(parents)
        if table is None or key not in table or isinstance(table[key], dict):
            raise FunctionError(f'"{path}" is not a value')
        return table[key]

    def Table(self, path: str) -> Values:  # noqa: N802
        """The table at a dotted path; FunctionError when there is none."""
        table = self._table(path.split("."))
        if table is None:
            raise FunctionError(f'"{path}" is not a table')
        values = Values(table)
        values.places = getattr(table, "places", None)
        return values

    def YAML(self) -> str:  # noqa: N802
        """The values as `toYaml` writes them, with a line end."""
        from scanner.gotemplate import functions

        return str(functions.find("toYaml").call(self)) + "\n"

    def _table(self, path: list[str]) -> dict[str, Any] | None:
        table: Any = self
        for key in path:
            table = table.get(key)
            if not isinstance(table, dict):
                return None
        return table


class StringMap(dict[str, str]):
    """map[string]string."""

    __slots__ = ()


class NilList(list[Any]):
    """A nil []interface {}: prints as `[]`, encodes as null."""

    __slots__ = ()


class StringList(list[str]):
    """[]string."""

    __slots__ = ()


class NilStringList(NilList, StringList):
    """A nil []string: like `NilList` prints as `[]` and encodes as null."""

    __slots__ = ()


class IntList(list[int]):
    """[]int."""

    __slots__ = ()


class ListOfLists(list[list[Any]]):
    """[][]interface {}."""

    __slots__ = ()


class GoObject:
    """A Go struct, pointer or named type that templates can hold and ask for fields.

    `fields` are read without arguments, `methods` are called with checked arguments
    (`go_methods` maps a name to a Go signature such as ``func(string) bool``; the method
    itself is the Python attribute of that name).  Reading an unknown name is an error.
    """

    __slots__ = ()

    go_type: ClassVar[str] = "struct {}"
    go_kind: ClassVar[str] = "struct"
    go_methods: ClassVar[Mapping[str, str]] = {}

    def go_fields(self) -> Mapping[str, Any]:
        """Field name to value, in declaration order (the order `%v` prints)."""
        return {}

    def go_string(self) -> str | None:
        """What Go's String() or Error() method gives, or None where the type has none."""
        return None

    def go_truth(self) -> bool:
        """The truth of the value in `if`; structs and non-nil pointers are true."""
        return True

    def go_copy(self) -> GoObject:
        """What deepCopy makes of it; Go copies exported fields only."""
        return self


class NamedInteger(int, GoObject):
    """A named integer type that prints itself, such as time.Month: arithmetic and comparison see the number."""

    __slots__ = ()

    go_kind: ClassVar[str] = "int"

    def go_truth(self) -> bool:
        return self != 0

    def go_json(self) -> int:
        """What JSON shows: the number."""
        return int(self)


_TYPE_NAMES: dict[type, tuple[str, str]] = {
    type(None): ("<nil>", "invalid"),
    bool: ("bool", "bool"),
    str: ("string", "string"),
    bytes: ("[]uint8", "slice"),
    int: ("int", "int"),
    Int64: ("int64", "int64"),
    Int32: ("int32", "int32"),
    Uint8: ("uint8", "uint8"),
    Uint64: ("uint64", "uint64"),
    float: ("float64", "float64"),
    complex: ("complex128", "complex128"),
    list: ("[]interface {}", "slice"),
    NilList: ("[]interface {}", "slice"),
    StringList: ("[]string", "slice"),
    NilStringList: ("[]string", "slice"),
    IntList: ("[]int", "slice"),
    ListOfLists: ("[][]interface {}", "slice"),
    dict: ("map[string]interface {}", "map"),
    Map: ("map[string]interface {}", "map"),
    Values: ("common.Values", "map"),
    StringMap: ("map[string]string", "map"),
}


def register_type(python_type: type, go_type: str, go_kind: str) -> None:
    """Say which Go type and kind a further Python type stands for."""
    _TYPE_NAMES[python_type] = (go_type, go_kind)


def go_type(value: Any) -> str:
    """The Go type as `%T` prints it, such as ``map[string]interface {}``."""
    known = _TYPE_NAMES.get(type(value))
    return known[0] if known else _inherited(value)[0]


def go_kind(value: Any) -> str:
    """The reflect kind: ``map``, ``slice``, ``string``, ``int64``, ``ptr``, ... (nil: ``invalid``)."""
    known = _TYPE_NAMES.get(type(value))
    return known[1] if known else _inherited(value)[1]


def _inherited(value: Any) -> tuple[str, str]:
    if isinstance(value, GoObject):
        return value.go_type, value.go_kind
    for base in type(value).__mro__:
        if base in _TYPE_NAMES:
            return _TYPE_NAMES[base]
    raise TypeError(f"no Go type stands for {type(value).__name__}")


def is_true(value: Any) -> bool:
    """Go's truth of a value: false, 0, "", nil and empty collections are false."""
    if isinstance(value, GoObject):
        return value.go_truth()
    return bool(value)


def byte_length(text: str) -> int:
    """Length of a Go string: its UTF-8 bytes."""
    return len(text) if text.isascii() else len(encode(text))


def encode(text: str) -> bytes:
    """The bytes of a Go string."""
    return text.encode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """A Go string from bytes that may be no valid UTF-8."""
    return data.decode("utf-8", "surrogateescape")


class FunctionError(Exception):
    """A template function returned an error, or panicked; str() is Go's text for it."""


GoFunction = Callable[..., Any]
