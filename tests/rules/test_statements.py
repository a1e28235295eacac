import json
from typing import Any

import pytest

from scanner.rules.statements import anywhere, everyone, permits, policy
from scanner.rules.unknowns import UNSETTLED


def one(**fields: Any) -> dict[str, Any]:
    return policy(json.dumps({"Statement": fields}))[0]


def test_json_and_blocks_give_the_same_form() -> None:
    block = {"statement": [{
        "effect": "Deny", "actions": ["S3:*"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["*"]}],
        "condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}],
    }]}
    written = one(Effect="Deny", Action="S3:*", Resource="*", Principal={"AWS": "*"},
                  Condition={"Bool": {"aws:SecureTransport": False}})
    assert policy(block) == [written]
    assert written["actions"] == ["s3:*"] and written["effect"] == "deny"
    assert written["conditions"] == [{"operator": "bool", "key": "aws:securetransport", "values": ["false"]}]


@pytest.mark.parametrize(("source", "count"), [
    ("", 0), ("{}", 0), ('{"Statement": []}', 0), ('{"Statement": {"Effect": "Allow"}}', 1),
    ('{"Statement": [{"Effect": "Allow",}],}', 1), ({"policy": '{"Statement": {}}'}, 1),
    ({"inline_policy": [{"policy": '{"Statement": {}}'}, {"policy": '{"Statement": {}}'}]}, 2), ({"bucket": "b"}, 0),
    ({"source_policy_documents": ['{"Statement": {}}'], "statement": [{}]}, 2),
])
def test_policies_are_found(source: Any, count: int) -> None:
    assert len(policy(source)) == count


@pytest.mark.parametrize("source", ["no JSON", "[]", "[" * 100_000, {UNSETTLED: "x"}, {"policy": {UNSETTLED: "x"}}])
def test_what_is_no_policy_is_refused(source: Any) -> None:
    with pytest.raises(ValueError):
        policy(source)


@pytest.mark.parametrize(("fields", "expected"), [
    ({"Principal": "*"}, True), ({"Principal": {"AWS": ["*"]}}, True), ({"NotPrincipal": {"AWS": "x"}}, True),
    ({"Principal": {"AWS": "arn:aws:iam::*:role/x"}}, True), ({"Principal": {"Service": "ec2.amazonaws.com"}}, False),
    ({"Principal": "*", "Effect": "Deny"}, False), ({"Principal": {"AWS": "111122223333"}}, False),
    ({"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, False),
    ({"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}, True),
    ({"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}, True),
    ({"Principal": "*", "Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, True),
    ({"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
])
def test_who_is_everyone(fields: dict[str, Any], expected: bool) -> None:
    assert everyone(one(**{"Effect": "Allow", "Action": "*", "Resource": "*", **fields})) is expected


@pytest.mark.parametrize(("fields", "action", "expected"), [
    ({"Action": "*"}, "iam:passrole", True), ({"Action": "iam:Pass*"}, "iam:passrole", True),
    ({"Action": "iam:PassRole"}, "iam:passrole", True), ({"Action": "s3:*"}, "iam:passrole", False),
    ({"NotAction": "s3:*"}, "iam:passrole", True), ({"NotAction": "iam:*"}, "iam:passrole", False),
    ({"Action": "*", "Effect": "Deny"}, "iam:passrole", False), ({"Action": "*a" * 200}, "aaaaaaaaaaaaaaaaaaaaaaaaab", False),
    ({"Action": "s3:[g]et"}, "s3:get", False),
])
def test_what_is_permitted(fields: dict[str, Any], action: str, expected: bool) -> None:
    assert permits(one(**{"Effect": "Allow", **fields}), action) is expected


def test_every_resource() -> None:
    assert anywhere(one(Resource=["a", "*"])) and anywhere(one(NotResource="a")) and not anywhere(one(Resource="a*"))
