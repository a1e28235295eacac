"""Dictionaries.

Maps that come from the chart remember where each value was written (`Map.places`); the
functions that build maps out of others hand these places on, key by key.  Go's order of
map keys is random; here it is sorted.
"""

from __future__ import annotations

from typing import Any

from scanner.gotemplate import limits
from scanner.gotemplate.functions import function
from scanner.gotemplate.functions.defaults import empty
from scanner.gotemplate.functions.strings import to_string
from scanner.gotemplate.values import FunctionError, GoObject, Map, StringList, Values, go_type
from scanner.gotemplate.verbs import sorted_keys

Dict = dict[str, Any]

_NIL_MAP = "assignment to entry in nil map"

# --- reading -------------------------------------------------------------------------


@function("get", "func(map[string]interface{}, string) interface{}")
def get(mapping: Dict | None, key: str) -> Any:
    """The value under `key`, or an empty string."""
    return mapping.get(key, "") if mapping else ""


@function("hasKey", "func(map[string]interface{}, string) bool")
def has_key(mapping: Dict | None, key: str) -> bool:
    """Whether `key` is there, be it with a nil."""
    return bool(mapping) and key in mapping  # type: ignore[operator]


@function("keys", "func(...map[string]interface{}) []string")
def keys(*mappings: Dict | None) -> StringList:
    """The keys of all mappings, sorted within each."""
    return StringList(key for mapping in mappings if mapping for key in sorted_keys(mapping))


@function("values", "func(map[string]interface{}) []interface{}")
def values(mapping: Dict | None) -> list[Any]:
    """The values, in the order of their keys."""
    return [mapping[key] for key in sorted_keys(mapping)] if mapping else []


@function("pluck", "func(string, ...map[string]interface{}) []interface{}")
def pluck(key: str, *mappings: Dict | None) -> list[Any]:
    """What the mappings that have `key` hold there."""
    return [mapping[key] for mapping in mappings if mapping and key in mapping]


@function("dig", "func(...interface{}) (interface{}, error)")
def dig(*args: Any) -> Any:
    """`dig KEY... DEFAULT DICT`: the value at the path, or the default where a key on the way is missing."""
    if len(args) < 3:
        raise FunctionError("dig needs at least three arguments")
    *path, default, value = args
    mapping = _plain_map(value)
    for key in path:
        if not isinstance(key, str):
            raise FunctionError(_conversion(key, "string"))
    for index, key in enumerate(path):
        if key not in mapping:
            return default
        if index == len(path) - 1:
            return mapping[key]
        mapping = _plain_map(mapping[key])
    raise AssertionError("a path has at least one key")


def _plain_map(value: Any) -> Dict:
    """`value` as a map[string]interface {}; a named map type such as the root's values is none."""
    if type(value) is Values and value.handed_on:
        return value
    if isinstance(value, dict) and go_type(value) == "map[string]interface {}":
        return value
    raise FunctionError(_conversion(value, "map[string]interface {}"))


def _conversion(value: Any, wanted: str) -> str:
    found = "nil" if value is None else go_type(value)
    return f"interface conversion: interface {{}} is {found}, not {wanted}"


# --- building ------------------------------------------------------------------------


@function("dict", "func(...interface{}) map[string]interface{}")
def new_dict(*args: Any) -> Map:
    """`dict KEY VALUE ...`; a last key without value gets an empty string."""
    result = Map()
    for index in range(0, len(args), 2):
        key = args[index]
        if type(key) is not str:
            key = to_string(key)
        result[key] = args[index + 1] if index + 1 < len(args) else ""
    return result


@function("pick", "func(map[string]interface{}, ...string) map[string]interface{}")
def pick(mapping: Dict | None, *wanted: str) -> Map:
    """A new map with the given keys only."""
    mapping = mapping or {}
    return _selection(mapping, [key for key in wanted if key in mapping])


@function("omit", "func(map[string]interface{}, ...string) map[string]interface{}")
def omit(mapping: Dict | None, *unwanted: str) -> Map:
    """A new map without the given keys."""
    dropped = set(unwanted)
    mapping = mapping or {}
    return _selection(mapping, [key for key in mapping if key not in dropped])


def _selection(mapping: Dict, wanted: list[str]) -> Map:
    result = Map({key: mapping[key] for key in wanted})
    places = _places(mapping)
    if places:
        result.places = {key: places[key] for key in wanted if key in places}
    return result


def _places(mapping: Dict) -> dict[str, Any] | None:
    return mapping.places if isinstance(mapping, Map) else None


# --- changing ------------------------------------------------------------------------


@function("set", "func(map[string]interface{}, string, interface{}) map[string]interface{}")
def set_key(mapping: Dict | None, key: str, value: Any) -> Dict:
    """Puts `value` under `key`, in place, and gives the map."""
    if mapping is None:
        raise FunctionError(_NIL_MAP)
    mapping[key] = value
    _forget(mapping, key)
    return mapping


@function("unset", "func(map[string]interface{}, string) map[string]interface{}")
def unset_key(mapping: Dict | None, key: str) -> Dict | None:
    """Removes `key`, in place, and gives the map; there is nothing to remove from a nil one."""
    if mapping is None:
        return None
    mapping.pop(key, None)
    _forget(mapping, key)
    return mapping


def _forget(mapping: Dict, key: str) -> None:
    places = _places(mapping)
    if places:
        places.pop(key, None)


def _take_over(target: Dict, source: Dict, key: str) -> None:
    """target[key] = source[key], with its place."""
    target[key] = source[key]
    if not isinstance(target, Map):
        return
    places = _places(source)
    if places and key in places:
        if target.places is None:
            target.places = {}
        target.places[key] = places[key]
    elif target.places:
        target.places.pop(key, None)


@function("merge", "func(map[string]interface{}, ...map[string]interface{}) interface{}", "mustMerge")
def merge(target: Dict | None, *sources: Dict | None) -> Dict | None:
    """Fills what is absent or empty in `target`, in place, from each source in turn.

    Maps on both sides are merged; nested maps that are taken over are shared, not copied.
    """
    return _merged(target, sources, overwrite=False)


@function(
    "mergeOverwrite", "func(map[string]interface{}, ...map[string]interface{}) interface{}", "mustMergeOverwrite"
)
def merge_overwrite(target: Dict | None, *sources: Dict | None) -> Dict | None:
    """Like `merge`, but the sources win, even with empty values."""
    return _merged(target, sources, overwrite=True)


def _merged(target: Dict | None, sources: tuple[Dict | None, ...], overwrite: bool) -> Dict | None:
    if target is None and not any(source is not None for source in sources):
        return None
    result = Map() if target is None else target
    allowance = limits.Allowance()
    for source in sources:
        if source:
            _merge_into(result, source, overwrite, allowance)
    if type(result) is Values:
        result.handed_on = True
    return result


def _merge_into(target: Dict, source: Dict, overwrite: bool, allowance: limits.Allowance) -> None:
    allowance.enter(len(source))
    for key, value in list(source.items()):
        if value is None:  # a nil fills no gap, but it does overwrite
            if overwrite:
                _take_over(target, source, key)
            continue
        current = target.get(key)
        if isinstance(value, dict) and isinstance(current, dict):
            if current is not value:
                _merge_into(current, value, overwrite, allowance)
            if current:
                continue
        if overwrite or empty(current):
            _take_over(target, source, key)
    allowance.leave()


@function("deepCopy", "func(interface{}) interface{}", "mustDeepCopy")
def deep_copy(value: Any) -> Any:
    """A copy that shares no map or list with `value`; types and places stay."""
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    return _copied(value, limits.Allowance())


def _copied(value: Any, allowance: limits.Allowance) -> Any:
    kind = type(value)
    if kind is str or kind is float or kind is bool or value is None:
        return value
    if isinstance(value, dict):
        allowance.enter(len(value))
        result = kind()
        for key, element in value.items():
            result[key] = _copied(element, allowance)
        places = _places(value)
        if places is not None:
            result.places = dict(places)
        allowance.leave()
        return result
    if isinstance(value, list):
        allowance.enter(len(value))
        elements = kind([_copied(element, allowance) for element in value])
        allowance.leave()
        return elements
    return value.go_copy() if isinstance(value, GoObject) else value
