"""Attributes that follow from configured ones without asking anybody."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scanner.hcl import json_values
from scanner.hcl.convert import convert
from scanner.hcl.errors import ConversionError, EvalError, FunctionError
from scanner.hcl.files import Files, Outside
from scanner.hcl.functions.registry import Context
from scanner.hcl.types import STRING
from scanner.hcl.values import Cause, OpenObject, Value, drafted, object_value, string, unknown

if TYPE_CHECKING:
    from scanner.terraform.resource_instance import ResourceInstance


def computed(instance: ResourceInstance) -> dict[str, Value]:
    """The attributes by name."""
    maker = _MAKERS.get((instance.declared.kind, instance.declared.type))
    if maker is None:
        return {}
    try:
        return maker(instance)
    except (FunctionError, ConversionError) as error:
        block = instance.declared.block
        raise EvalError(f"{instance.declared.address}: {error.message}.", block.start, block.header_end) from None


def _terraform_data(instance: ResourceInstance) -> dict[str, Value]:
    def waits(name: str) -> tuple[Cause, ...]:
        return (Cause("computed", f"{instance.address}.{name}", instance.module.address),)

    given = instance.attribute("input")
    found = {"id": unknown(STRING, causes=waits("id"), not_null=True)}
    if given is not None and not given.is_null:
        found["output"] = unknown(given.type, causes=waits("output"))
    return found


# --- aws_iam_policy_document

_LISTS = (("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource"))


def _policy_document(instance: ResourceInstance) -> dict[str, Value]:
    """The JSON that the data source writes; unknown as a whole while a part of it is."""
    parts = {name: value for name in ("version", "policy_id", "statement", "source_policy_documents",
                                      "override_policy_documents", "source_json", "override_json")
             if (value := instance.attribute(name)) is not None}
    if any(value.unsettled for value in parts.values()):
        waits = unknown(STRING, *parts.values(), not_null=True, draft=_draft_document(parts))
        return {"json": waits, "minified_json": waits}
    marks = frozenset().union(*(value.marks for value in parts.values()))
    document = _merged_document(parts)
    pretty = json.dumps(document, indent=2, ensure_ascii=False)
    compact = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return {"json": string(_escaped(pretty)).with_marks(marks), "minified_json": string(_escaped(compact)).with_marks(marks)}


def _draft_document(parts: dict[str, Value]) -> str:
    """The document as a draft; "" where it is not known which statements there are, or what one of them is."""
    statements = parts.get("statement")
    if statements is not None and not statements.is_known:
        return ""
    texts = [value for name, value in parts.items() if "document" in name or name.endswith("_json")]
    if any(not value.is_known and not value.data.draft for value in texts):
        return ""
    if any(not one.is_known and not one.data.draft for value in texts if isinstance(value.data, list) for one in value.data):
        return ""
    settled = {name: _drafts(value) for name, value in parts.items()}
    try:
        return json.dumps(_merged_document(settled), separators=(",", ":"), ensure_ascii=False)
    except FunctionError:  # two of its parts are not what they seem yet
        return ""


def _drafts(value: Value) -> Value:
    """The value with drafts in the place of what is unknown."""
    if not value.unsettled:
        return value
    if isinstance(value.data, list):
        return Value(value.type, [_drafts(one) for one in value.data])
    if isinstance(value.data, dict) and not isinstance(value.data, OpenObject):
        return Value(value.type, {name: _drafts(one) for name, one in value.data.items()})
    return string(drafted(value))


def _escaped(text: str) -> str:
    """As Go's encoder writes what could end a script."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _merged_document(parts: dict[str, Value]) -> dict[str, Any]:
    document: dict[str, Any] = {"Version": _text(parts.get("version")) or "2012-10-17"}
    policy_id = _text(parts.get("policy_id"))
    if policy_id:
        document["Id"] = policy_id
    statements: list[dict[str, Any]] = []
    for text in _texts(parts.get("source_json")) + _texts(parts.get("source_policy_documents")):
        _take(statements, _statements_of(text), unique=True)
    _take(statements, [_statement(one) for one in _items(parts.get("statement"))], unique=False)
    for text in _texts(parts.get("override_policy_documents")) + _texts(parts.get("override_json")):
        _take(statements, _statements_of(text), unique=False)
    document["Statement"] = statements
    return document


def _take(statements: list[dict[str, Any]], more: list[dict[str, Any]], unique: bool) -> None:
    """Statements with the name of an earlier one take its place."""
    for one in more:
        sid = one.get("Sid")
        index = next((at for at, each in enumerate(statements) if sid and each.get("Sid") == sid), None)
        if index is None:
            statements.append(one)
        elif unique:
            raise FunctionError(f'duplicate Sid "{sid}" in source policy documents')
        else:
            statements[index] = one


def _statements_of(text: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FunctionError(f"a policy document is not JSON: {error}") from None
    found = data.get("Statement", []) if isinstance(data, dict) else []
    found = found if isinstance(found, list) else [found]
    return [one for one in found if isinstance(one, dict)]


def _items(value: Value | None) -> list[dict[str, Value]]:
    if value is None or value.is_null or not isinstance(value.data, list):
        return []
    return [one.data for one in value.data if isinstance(one.data, dict)]


def _text(value: Value | None) -> str:
    if value is None or value.is_null:
        return ""
    return str(convert(value, STRING).data)


def _texts(value: Value | None) -> list[str]:
    if value is None or value.is_null:
        return []
    if isinstance(value.data, list):
        return [text for one in value.data if (text := _text(one))]
    return [text] if (text := _text(value)) else []


def _short(texts: list[str]) -> str | list[str]:
    """One text alone, several from the last to the first."""
    unique = sorted(set(texts), reverse=True)
    return unique[0] if len(unique) == 1 else unique


def _statement(block: dict[str, Value]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if sid := _text(block.get("sid")):
        found["Sid"] = sid
    found["Effect"] = _text(block.get("effect")) or "Allow"
    for name, key in _LISTS:
        if texts := _texts(block.get(name)):
            found[key] = _short(texts)
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if principals := _items(block.get(name)):
            found[key] = _principals(principals)
    conditions: dict[str, dict[str, Any]] = {}
    for one in _items(block.get("condition")):
        values = _texts(one.get("values"))
        conditions.setdefault(_text(one.get("test")), {})[_text(one.get("variable"))] = values[0] if len(values) == 1 else values
    if conditions:
        found["Condition"] = {test: dict(sorted(inner.items())) for test, inner in sorted(conditions.items())}
    return found


def _principals(blocks: list[dict[str, Value]]) -> Any:
    found: dict[str, list[str]] = {}
    for one in blocks:
        found.setdefault(_text(one.get("type")), []).extend(_texts(one.get("identifiers")))
    if list(found) == ["*"] and found["*"] == ["*"]:
        return "*"
    return {kind: _short(texts) for kind, texts in sorted(found.items())}


# --- files and templates


def _local_file(instance: ResourceInstance) -> dict[str, Value]:
    import base64

    name = instance.attribute("filename")
    if name is None or not isinstance(name.data, str):
        return {}
    from scanner.hcl.functions.files import contents

    data = contents(name, Context(instance.module, None))
    if data is None:
        return {}
    found = {"content_base64": string(base64.b64encode(data).decode())}
    try:
        found["content"] = string(data.decode())
    except UnicodeDecodeError:
        pass
    return found


def _template_file(instance: ResourceInstance) -> dict[str, Value]:
    from scanner.hcl.rendering import render

    text, variables = instance.attribute("template"), instance.attribute("vars")
    given = variables if variables is not None and not variables.is_null else object_value({})
    if text is None or not text.is_known or text.is_null:
        return {} if text is None else {"rendered": unknown(STRING, text)}
    result = render(_text(text), "<template>", given, Context(instance.module, None), "template_file")
    return {"rendered": convert(result, STRING).with_marks(text.marks)}


def _remote_state(instance: ResourceInstance) -> dict[str, Value]:
    """The outputs of a state that lies in a file beside the configuration; others are known to a backend only."""
    backend, config = instance.attribute("backend"), instance.attribute("config")
    if backend is None or backend.data != "local" or config is None or not isinstance(config.data, dict):
        return {}
    path = config.data.get("path")
    files = instance.module.files
    if path is None or not isinstance(path.data, str) or not isinstance(files, Files):
        return {}
    try:
        text = files.read(posixpath.join("", path.data)).decode()
    except (Outside, UnicodeDecodeError):
        return {}
    outputs: dict[str, Value] = {}
    defaults = instance.attribute("defaults")
    if defaults is not None and isinstance(defaults.data, dict):
        outputs.update(defaults.data)
    state = json_values.decode(text)
    listed = state.data.get("outputs") if isinstance(state.data, dict) else None
    for name, one in listed.data.items() if listed is not None and isinstance(listed.data, dict) else ():
        value = one.data.get("value") if isinstance(one.data, dict) else None
        if value is not None:
            hidden = one.data.get("sensitive")
            outputs[name] = value.with_marks(frozenset({"sensitive"})) if hidden is not None and hidden.data is True else value
    return {"outputs": object_value(outputs)}


_MAKERS: dict[tuple[str, str], Callable[[ResourceInstance], dict[str, Value]]] = {
    ("resource", "terraform_data"): _terraform_data,
    ("data", "aws_iam_policy_document"): _policy_document,
    ("data", "local_file"): _local_file,
    ("data", "template_file"): _template_file,
    ("data", "terraform_remote_state"): _remote_state,
}
