"""Which value wins: merging values files and flags, and coalescing them over the defaults of charts.

Places travel with keys.  A map remembers for each key where its value was written
(`Map.places`), and every step below that moves a value moves its place along, so that a
rendered line can be led back to the line of the file, or the flag, that decided it.

Merging and coalescing differ in what null means: a merge keeps nulls (a later stage
still needs them), coalescing lets a null in the stronger map remove a default.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from scanner.gotemplate.limits import COPY, spend
from scanner.gotemplate.printing import sprintf
from scanner.gotemplate.unknown import SIGN, UNKNOWN
from scanner.gotemplate.values import Map, decode
from scanner.helm.documents import load_values
from scanner.helm.errors import ArgumentError, HelmError, ValuesError
from scanner.helm.gotext import SPACES
from scanner.helm.setflags import FlagPlace, json_object, set_file, set_json, set_literal, set_string, set_typed

if TYPE_CHECKING:
    from scanner.helm.chart import Chart
    from scanner.helm.options import RenderOptions

GLOBAL = "global"


class Nulls(Enum):
    """What a null in the stronger of two tables means."""

    KEEP = "nulls stay, a later coalescing needs them"
    DECIDE = "a null removes a key that the weaker table has with a value"
    DROP = "a null removes a key that the weaker table has at all (Helm 3)"


def user_values(options: RenderOptions, read: Callable[[str], bytes]) -> Map:
    """Everything -f and --set* say, merged; `read` gives the bytes of a file named on the command line.

    ValuesError or ArgumentError with Helm's text where something does not parse.
    """
    merged = Map()
    for path in options.value_files:
        merged = merge_maps(merged, load_values(read(path), path, f"failed to parse {path}"))
    for index, text in enumerate(options.set_json):
        place = FlagPlace("--set-json", index, text)
        if text.strip(SPACES).startswith("{"):
            merged = merge_maps(merged, json_object(text, place))
        else:
            set_json(merged, text, place)
    for index, text in enumerate(options.set):
        set_typed(merged, text, FlagPlace("--set", index, text))
    for index, text in enumerate(options.set_string):
        set_string(merged, text, FlagPlace("--set-string", index, text))
    for index, text in enumerate(options.set_file):
        set_file(merged, text, FlagPlace("--set-file", index, text), lambda path: read_text(path, read))
    for index, text in enumerate(options.set_literal):
        set_literal(merged, text, FlagPlace("--set-literal", index, text))
    return merged


def open_unknowns(values: Map | list[Any]) -> None:
    """Put what is not known in the place of the texts that hold its mark."""
    pending: list[Any] = [values]
    while pending:
        holder = pending.pop()
        for key, one in holder.items() if isinstance(holder, dict) else enumerate(holder):
            if isinstance(one, (dict, list)):
                pending.append(one)
            elif isinstance(one, str) and SIGN in one:
                holder[key] = UNKNOWN


def read_text(path: str, read: Callable[[str], bytes]) -> str:
    """A --set-file source as a Go string."""
    try:
        return decode(read(path))
    except HelmError as error:
        raise ArgumentError(f"failed parsing --set-file data: {error}", error.where) from None


def put(target: Map, key: str, source: Map) -> None:
    """Let `target` have `key` as `source` has it, with its place."""
    target[key] = source[key]
    place = source.places.get(key) if source.places else None
    if place is not None:
        if target.places is None:
            target.places = {}
        target.places[key] = place
    elif target.places:
        target.places.pop(key, None)


def remove(target: Map, key: str) -> None:
    """Delete `key` and its place."""
    del target[key]
    if target.places:
        target.places.pop(key, None)


def copied(value: Any) -> Any:
    """A deep copy of maps and lists; scalars and places are shared, since nobody changes them."""
    if isinstance(value, dict):
        spend(COPY * (1 + len(value)))
        new = Map()
        for key, item in value.items():
            new[key] = copied(item) if isinstance(item, (dict, list)) else item
        places = getattr(value, "places", None)
        new.places = dict(places) if places else None
        return new
    if isinstance(value, list):
        spend(COPY * (1 + len(value)))
        return [copied(item) if isinstance(item, (dict, list)) else item for item in value]
    return value


def shallow(source: Map) -> Map:
    """A new map with the same values and places."""
    new = Map(source)
    new.places = dict(source.places) if source.places else None
    return new


def merge_maps(weaker: Map, stronger: Map) -> Map:
    """A new map: tables of both merged deeply, else the stronger value, null too.  (Values files, documents in one.)"""
    merged = shallow(weaker)
    for key, value in stronger.items():
        old = merged.get(key)
        if isinstance(value, Map) and isinstance(old, Map):
            merged[key] = merge_maps(old, value)
        else:
            put(merged, key, stronger)
    return merged


def coalesce(chart: Chart, user: Map, helm_version: int = 4) -> Map:
    """The values a chart and its subcharts see: `user` over the defaults of each; a new map.

    ValuesError where a subchart's key holds something that is no map.
    """
    return _chart_values(chart, copied(user), Nulls.DECIDE if helm_version >= 4 else Nulls.DROP)


def merge(chart: Chart, user: Map) -> Map:
    """Like `coalesce`, with every null kept for a later coalescing."""
    return _chart_values(chart, copied(user), Nulls.KEEP)


def _chart_values(chart: Chart, values: Map, nulls: Nulls) -> Map:
    _add_defaults(chart, values, nulls)
    for subchart in chart.dependencies:
        name = subchart.name
        if name not in values:
            values[name] = Map()
        own = values[name]
        if not isinstance(own, Map):
            raise ValuesError(f"type mismatch on {name}: {sprintf('%t', own)}")
        _push_globals(own, values)
        _chart_values(subchart, own, nulls)
    return values


def _add_defaults(chart: Chart, values: Map, nulls: Nulls) -> None:
    """Fill `values` from the chart's own values.yaml."""
    defaults = copied(chart.values)
    subcharts = {subchart.name for subchart in chart.dependencies}
    for key, default in defaults.items():
        if key not in values:
            put(values, key, defaults)
            continue
        value = values[key]
        if value is None and nulls is not Nulls.KEEP:
            remove(values, key)
        elif isinstance(value, Map) and isinstance(default, Map):
            # the subchart's own coalescing still has to see the nulls meant for it
            merge_tables(value, default, Nulls.KEEP if key in subcharts else nulls)


def merge_tables(target: Map, source: Map, nulls: Nulls) -> Map:
    """Fill `target` from `source`, deeply, in place; `target` is stronger.

    `source` is used up: nulls of `target` are written into it, and its maps become parts of
    `target`.
    """
    had = set(source)
    had_value = {key for key in had if source[key] is not None}
    for key, value in target.items():
        if value is None:
            put(source, key, target)
    for key, value in list(source.items()):
        if key not in target:
            put(target, key, source)
            continue
        own = target[key]
        if own is None and (nulls is Nulls.DROP and key in had or nulls is Nulls.DECIDE and key in had_value):
            remove(target, key)
        elif isinstance(value, Map) and isinstance(own, Map):
            merge_tables(own, value, nulls)
    return target


def _push_globals(child: Map, parent: Map) -> None:
    """Give the child the parent's globals; tables merge, the parent's side stronger."""
    own = child.get(GLOBAL) if GLOBAL in child else Map()
    given = parent.get(GLOBAL) if GLOBAL in parent else Map()
    if not isinstance(own, Map) or not isinstance(given, Map):
        return
    for key, value in given.items():
        old = own.get(key)
        if not isinstance(value, Map):
            if not isinstance(old, Map):
                put(own, key, given)
        elif key not in own:
            put(own, key, given)
            own[key] = shallow(value)
        elif isinstance(old, Map):
            table = merge_tables(shallow(value), old, Nulls.KEEP)
            put(own, key, given)
            own[key] = table
    child[GLOBAL] = own
    if parent.places and GLOBAL in parent.places and not (child.places and GLOBAL in child.places):
        child.places = {**(child.places or {}), GLOBAL: parent.places[GLOBAL]}


def table(values: Map, path: list[str]) -> Map | None:
    """The map at a path of keys, or None where there is none."""
    found: Any = values
    for key in path:
        found = found.get(key) if isinstance(found, Map) else None
    return found if isinstance(found, Map) else None


def path_value(values: Map, path: str) -> Any:
    """The scalar or list at a dotted path; KeyError where nothing stands there, or a map does."""
    *keys, last = path.split(".")
    holder = table(values, keys)
    if holder is None or last not in holder or isinstance(holder[last], Map):
        raise KeyError(path)
    return holder[last]
