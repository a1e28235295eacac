"""The template functions that Helm adds to Sprig's.

Nothing here asks the network, a cluster or the clock: `lookup` finds nothing, as it does
under `helm template`, and `getHostByName` gives no address.
"""

from __future__ import annotations

from typing import Any

from scanner.gotemplate.costs import ELEMENT
from scanner.gotemplate.errors import ExecError, Failure, LimitError, MissingTemplate, ParseError
from scanner.gotemplate.executor import Runtime, Template
from scanner.gotemplate.functions import function
from scanner.gotemplate.limits import PARSE, spend
from scanner.gotemplate.parser import parse
from scanner.gotemplate.strconv import quote
from scanner.gotemplate.traced import TracedText
from scanner.gotemplate.values import FunctionError, Map
from scanner.serial.errors import EncodeError

# How often one name may be in progress; Helm's recursionMaxNums.
MAX_NESTED_REFERENCES = 1000

# The name under which Helm keeps its template set, and so parses the text given to `tpl`.
SET_NAME = "gotpl"

NO_VALUE = "<no value>"

_MAX_QUOTED = 10_000

_LOST = 100_000_000  # the work of writing as many entries as the writers let it be


@function("include", "func(string, interface{}) string", runtime=True)
def include(runtime: Runtime, name: str, data: Any) -> str:
    """The output of another template."""
    count = runtime.including.get(name, 0)
    if count > MAX_NESTED_REFERENCES:
        raise FunctionError(f"rendering template has a nested reference name: {name}: unable to execute template")
    name = str(name)
    template = runtime.templates.get(name)
    if template is None:
        raise MissingTemplate(f'template: no template {quote(name)} associated with template "{SET_NAME}"')
    runtime.including[name] = count + 1
    try:
        if not runtime.traced:
            return runtime.execute(template, data)
        mark = len(runtime.reads)
        rendered = runtime.execute_traced(template, data)
        del runtime.reads[mark:]
        runtime.reads.append(rendered)
        return TracedText.of(runtime.text_of(rendered), rendered)
    finally:
        runtime.including[name] = count


@function("tpl", "func(string, interface{}) string", runtime=True)
def tpl(runtime: Runtime, text: str, data: Any) -> str:
    """Text rendered as a template, which may include the chart's; its own definitions stay inside."""
    if "{{" not in text:
        return text.replace(NO_VALUE, "") if NO_VALUE in text else text
    source = text
    text = str.__str__(text)
    try:
        unit = parse(text, SET_NAME)
    except ParseError as error:
        raise FunctionError(f"cannot parse template {_short(quote(text))}: {error}") from None
    spend(unit.body.size * PARSE)
    template = Template(SET_NAME, SET_NAME, unit.body)
    templates = runtime.templates
    if unit.defines:
        spend(len(templates) * ELEMENT)
        runtime.templates = dict(templates)
        runtime.add(unit.defines, SET_NAME)
    try:
        if not runtime.traced:
            return runtime.execute(template, data).replace(NO_VALUE, "")
        rendered = runtime.execute_traced(template, data)
        rendered.source = source
        runtime.reads.append(rendered)
        result = runtime.text_of(rendered)
        return result.replace(NO_VALUE, "") if NO_VALUE in result else TracedText.of(result, rendered)
    except (Failure, LimitError):
        raise
    except ExecError as error:
        message = f"error during tpl function execution for {_short(quote(text))}: {_short(str(error))}"
        raise FunctionError(message) from None
    finally:
        runtime.templates = templates


def _short(text: str) -> str:
    """Texts that call each other would make an error repeat all of them; nobody reads that much."""
    half = _MAX_QUOTED // 2
    return text if len(text) <= _MAX_QUOTED else f"{text[:half]} ... {text[-half:]}"


@function("required", "func(string, interface{}) interface{}")
def required(message: str, value: Any) -> Any:
    """The value, or a failure when it is nil or an empty string."""
    if value is None or value == "" and isinstance(value, str):
        raise Failure(message)
    return value


@function("fail", "func(string) string")
def fail(message: str) -> str:
    """Stop rendering."""
    raise Failure(message)


@function("lookup", "func(string, string, string, string) map[string]interface{}")
def lookup(api_version: str, kind: str, namespace: str, name: str) -> Map:
    """No cluster is asked, so nothing is found."""
    return Map()


@function("getHostByName", "func(string) string")
def get_host_by_name(name: str) -> str:
    """No name server is asked."""
    return ""


@function("toYaml", "func(interface{}) string")
def to_yaml(value: Any) -> str:
    """YAML as sigs.k8s.io/yaml writes it, or nothing where the value cannot be written."""
    from scanner.serial.to_yaml import to_yaml as write

    try:
        return write(value)
    except EncodeError:
        return _nothing()


@function("mustToYaml", "func(interface{}) string")
def must_to_yaml(value: Any) -> str:
    """`toYaml` that fails where the value cannot be written."""
    from scanner.serial.to_yaml import to_yaml as write

    return _or_error(write, value)


@function("toYamlPretty", "func(interface{}) string")
def to_yaml_pretty(value: Any) -> str:
    """YAML as go-yaml v3 writes it with an indentation of two."""
    from scanner.serial.to_yaml_pretty import to_yaml_pretty as write

    try:
        return write(value)
    except EncodeError:
        return _nothing()


@function("toJson", "func(interface{}) string")
def to_json(value: Any) -> str:
    """Compact JSON, or nothing where the value cannot be written."""
    from scanner.serial.json import to_json as write

    try:
        return write(value)
    except EncodeError:
        return _nothing()


@function("mustToJson", "func(interface{}) string")
def must_to_json(value: Any) -> str:
    """`toJson` that fails where the value cannot be written."""
    from scanner.serial.json import to_json as write

    return _or_error(write, value)


@function("toPrettyJson", "func(interface{}) string")
def to_pretty_json(value: Any) -> str:
    """JSON on several lines, indented by two."""
    from scanner.serial.json import to_json_pretty as write

    try:
        return write(value)
    except EncodeError:
        return _nothing()


@function("mustToPrettyJson", "func(interface{}) string")
def must_to_pretty_json(value: Any) -> str:
    """`toPrettyJson` that fails where the value cannot be written."""
    from scanner.serial.json import to_json_pretty as write

    return _or_error(write, value)


@function("toRawJson", "func(interface{}) string")
def to_raw_json(value: Any) -> str:
    """Compact JSON without escapes for HTML; unlike `toJson` it fails where the value cannot be written."""
    from scanner.serial.json import to_json_raw as write

    return _or_error(write, value)


@function("mustToRawJson", "func(interface{}) string")
def must_to_raw_json(value: Any) -> str:
    """`toRawJson` that fails where the value cannot be written."""
    from scanner.serial.json import to_json_raw as write

    return _or_error(write, value)


@function("toToml", "func(interface{}) string")
def to_toml(value: Any) -> str:
    """TOML; an error is returned as text."""
    from scanner.serial.toml import to_toml as write

    try:
        return write(value)
    except EncodeError as error:
        return _nothing() or str(error)


@function("fromYaml", "func(string) map[string]interface{}")
def from_yaml(text: str) -> Map:
    """A YAML map; an error is returned under the key Error."""
    from scanner.located.yaml import YamlError, load_map

    try:
        return load_map(text)
    except YamlError as error:
        return Map({"Error": str(error)})


@function("fromYamlArray", "func(string) []interface{}")
def from_yaml_array(text: str) -> list[Any]:
    """A YAML list; an error is returned as its only element."""
    from scanner.located.yaml import YamlError, load_list

    try:
        return load_list(text)
    except YamlError as error:
        return [str(error)]


@function("fromJson", "func(string) map[string]interface{}")
def from_json(text: str) -> Map:
    """A JSON object; an error is returned under the key Error."""
    from scanner.serial.json import DecodeError
    from scanner.serial.json import from_json as read

    try:
        return read(text)
    except DecodeError as error:
        return Map({**(error.partial or {}), "Error": str(error)})


@function("fromJsonArray", "func(string) []interface{}")
def from_json_array(text: str) -> list[Any]:
    """A JSON array; an error is returned as its only element."""
    from scanner.serial.json import DecodeError
    from scanner.serial.json import from_json_array as read

    try:
        return read(text)
    except DecodeError as error:
        return [str(error)]


@function("mustFromJson", "func(string) interface{}")
def must_from_json(text: str) -> Any:
    """Any JSON value, or a failure."""
    from scanner.serial.json import DecodeError, from_json_any

    try:
        return from_json_any(text)
    except DecodeError as error:
        raise FunctionError(str(error)) from None


@function("fromToml", "func(string) map[string]interface{}")
def from_toml(text: str) -> Map:
    """A TOML document; an error is returned under the key Error."""
    from scanner.serial.toml import TomlError
    from scanner.serial.toml import from_toml as read

    try:
        return read(text)
    except TomlError as error:
        return Map({"Error": str(error)})


def _nothing() -> str:
    """What is left of a value that could not be written, which may have been found out late."""
    spend(_LOST)
    return ""


def _or_error(write: Any, value: Any) -> str:
    try:
        return write(value)
    except EncodeError as error:
        _nothing()
        raise FunctionError(str(error)) from None
