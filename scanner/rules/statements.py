"""Statements of IAM policies in one form, whether they were written as JSON or as blocks of aws_iam_policy_document.

    {"sid": "", "effect": "allow", "actions": ["s3:getobject"], "not_actions": [], "resources": ["*"], "not_resources": [],
     "principals": [{"type": "AWS", "id": "*"}], "not_principals": [],
     "conditions": [{"operator": "bool", "key": "aws:securetransport", "values": ["false"]}]}

Effects, actions, operators and keys are in lower case, because IAM does not tell cases apart there.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from scanner.patterns import lazy
from scanner.rules.blocks import settled

_MAX_TEXT = 2_000_000
_COMMA = lazy(r",\s*([}\]])")


def policy(source: Any) -> list[dict[str, Any]]:
    """The statements of a JSON text, of its data, or of the body of a data source.  ValueError: it is no policy."""
    source = settled(source)
    if isinstance(source, dict) and not _is_document(source):
        return _of_resource(source)
    return _of_text(source) if isinstance(source, str) else _of_document(source)


@lru_cache(maxsize=64)
def _of_text(text: str) -> list[dict[str, Any]]:
    """Many rules ask for the same policy, one after the other; they only read what they get."""
    if not text.strip():
        return []
    if len(text) > _MAX_TEXT:
        raise ValueError("the policy is too long")
    return _of_document(_parsed(text))


def _of_document(source: Any) -> list[dict[str, Any]]:
    if not isinstance(source, dict):
        raise ValueError("it is no policy document")
    return [_of_json(one) for one in _list(source.get("Statement", source.get("statement"))) if isinstance(one, dict)]


def _parsed(text: str) -> Any:
    """The data of a JSON text; commas too many, which people write most often, do not hide the rest."""
    try:
        try:
            return json.loads(text)
        except ValueError:
            return json.loads(_COMMA.sub(r"\1", text))
    except RecursionError:
        raise ValueError("the policy is nested too deep") from None
    except ValueError as problem:
        raise ValueError(f"the policy is not JSON: {problem}") from None


def _is_document(body: dict[str, Any]) -> bool:
    return "Statement" in body or "Version" in body


def _of_resource(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The policies that a resource holds (not the one that says who may assume a role), or what a data source makes."""
    written = [body[name] for name in ("policy", "access_policy", "access_policies", "inline_policy", "resource_policy")
               if name in body]
    if not written:
        return _of_body(body)
    found = []
    for one in written:
        for each in _list(one):
            found += policy(each.get("policy", "") if isinstance(each, dict) and not _is_document(each) else each)
    return found


def _of_body(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Of the JSON that the data source makes, where it is known; else of its own blocks."""
    if isinstance(body.get("json"), str):
        return policy(body["json"])
    found = []
    for name in ("source_json", "source_policy_documents", "override_json", "override_policy_documents"):
        for text in _list(body.get(name)):
            found += policy(text)
    return found + [_of_block(one) for one in _list(body.get("statement")) if isinstance(one, dict)]


def _of_json(one: dict[str, Any]) -> dict[str, Any]:
    fields = {str(key).lower(): value for key, value in one.items()}
    return {
        "sid": str(fields.get("sid", "")),
        "effect": str(fields.get("effect", "Allow")).lower(),
        "actions": _lower(fields.get("action")), "not_actions": _lower(fields.get("notaction")),
        "resources": _texts(fields.get("resource")), "not_resources": _texts(fields.get("notresource")),
        "principals": _principals(fields.get("principal")), "not_principals": _principals(fields.get("notprincipal")),
        "conditions": [
            {"operator": str(operator).lower(), "key": str(key).lower(), "values": _texts(values)}
            for operator, keys in _items(fields.get("condition")) for key, values in _items(keys)
        ],
    }  # fmt: skip


def _of_block(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "sid": str(one.get("sid", "")),
        "effect": str(one.get("effect", "Allow")).lower(),
        "actions": _lower(one.get("actions")), "not_actions": _lower(one.get("not_actions")),
        "resources": _texts(one.get("resources")), "not_resources": _texts(one.get("not_resources")),
        "principals": _identifiers(one.get("principals")), "not_principals": _identifiers(one.get("not_principals")),
        "conditions": [
            {"operator": str(each.get("test", "")).lower(), "key": str(each.get("variable", "")).lower(),
             "values": _texts(each.get("values"))}
            for each in _list(one.get("condition")) if isinstance(each, dict)
        ],
    }  # fmt: skip


def _list(value: Any) -> list[Any]:
    value = settled(value)
    return [settled(one) for one in value] if isinstance(value, list) else [] if value is None else [value]


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _texts(value: Any) -> list[str]:
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in _list(value)]


def _lower(value: Any) -> list[str]:
    return [one.lower() for one in _texts(value)]


def _principals(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        return [{"type": str(kind), "id": one} for kind, ids in value.items() for one in _texts(ids)]
    return [{"type": one, "id": one} for one in _texts(value)]


def _identifiers(value: Any) -> list[dict[str, str]]:
    return [{"type": str(one.get("type", "")), "id": each} for one in _list(value) if isinstance(one, dict)
            for each in _texts(one.get("identifiers"))]


# Conditions that leave so few callers that a statement for everyone is not for everyone.
_RESTRICTING = frozenset({
    "aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:sourcearn", "aws:sourceaccount", "aws:sourceowner",
    "aws:sourceorgid", "aws:sourceorgpaths", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn",
    "aws:principalaccount", "aws:principalorgpath", "aws:userid", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths",
    "aws:vpcsourceip", "aws:viaawsservice", "aws:calledvia",
    "kms:calleraccount", "kms:viaservice", "s3:dataaccesspointaccount", "lambda:eventsourcetoken", "sns:endpoint",
})


def everyone(statement: dict[str, Any]) -> bool:
    """Whether a statement allows something to every caller, with no condition that limits them."""
    if statement["effect"] != "allow":
        return False
    anyone = bool(statement["not_principals"]) or any(
        one["id"] == "*" and one["type"] in ("*", "AWS") or one["id"].startswith("arn:aws:iam::*:")
        for one in statement["principals"])
    return anyone and not any(_restricts(one) for one in statement["conditions"])


def _restricts(condition: dict[str, Any]) -> bool:
    operator = condition["operator"]
    if condition["key"] not in _RESTRICTING or "not" in operator or operator.endswith("ifexists") or operator.startswith("forall"):
        return False
    return not any(value in ("*", "0.0.0.0/0", "::/0") or value.startswith("arn:aws:iam::*") for value in condition["values"])


def permits(statement: dict[str, Any], action: str) -> bool:
    """Whether an Allow statement is about an action, by name or by wildcards."""
    if statement["effect"] != "allow":
        return False
    if statement["not_actions"]:
        return not any(_like(pattern, action) for pattern in statement["not_actions"])
    return any(_like(pattern, action) for pattern in statement["actions"])


def _like(pattern: str, action: str) -> bool:
    """Whether a pattern with * and ? is a name."""
    return fnmatchcase(action.lower(), pattern.replace("[", "[[]"))


def anywhere(statement: dict[str, Any]) -> bool:
    """Whether a statement is about every resource."""
    return "*" in statement["resources"] or bool(statement["not_resources"])
