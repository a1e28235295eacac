import pytest

from scanner.rules import blocks
from scanner.rules.unknowns import UNSETTLED

HOLE = {UNSETTLED: "var.x has no value"}
BODY = {
    "on": True, "text_on": "true", "off": False, "number": "5", "empty": "", "list": ["a", "b"], "hidden": HOLE,
    "block": [{"name": "first", "inner": [{"value": 1}]}, {"name": "second", "inner": [{"value": 2}]}],
    "partly": [{"name": "known"}, HOLE],
}


@pytest.mark.parametrize(("function", "path", "expected"), [
    (blocks.on, "on", True), (blocks.on, "text_on", True), (blocks.on, "off", False), (blocks.on, "absent", False),
    (blocks.on, "empty", False), (blocks.given, "empty", False), (blocks.given, "list", True), (blocks.given, "block.name", True),
    (blocks.given, "block.other", False), (blocks.text, "number", "5"), (blocks.text, "on", "true"), (blocks.text, "absent", ""),
    (blocks.text, "block.inner.value", "1"), (blocks.at, "absent.deeper", None), (blocks.texts, "list", ["a", "b"]),
    (blocks.texts, "block.name", ["first", "second"]), (blocks.texts, "absent", []),
    (blocks.blocks, "block.inner", [{"value": 1}, {"value": 2}]), (blocks.blocks, "list", []),
])
def test_paths_lead_through_blocks(function: object, path: str, expected: object) -> None:
    assert function(BODY, path) == expected  # type: ignore[operator]


@pytest.mark.parametrize(("value", "default", "expected"), [
    ("5", 1, 5.0), (7, 1, 7.0), (None, 3, 3.0), ("", 3, 3.0), ("1e2", 0, 100.0),
])
def test_numbers(value: object, default: float, expected: float) -> None:
    assert blocks.number({"n": value}, "n", default) == expected


@pytest.mark.parametrize(("function", "arguments"), [
    (blocks.on, (BODY, "number")), (blocks.number, ({"n": "many"}, "n", 1)), (blocks.number, ({"n": True}, "n", 1)),
    (blocks.parsed, ("just words",)), (blocks.parsed, ("[" * 100_000,)), (blocks.literal, ({"a": "(sensitive value)"}, "a")),
])
def test_what_does_not_fit_is_refused(function: object, arguments: tuple[object, ...]) -> None:
    with pytest.raises(ValueError):
        function(*arguments)  # type: ignore[operator]


@pytest.mark.parametrize("function", [blocks.on, blocks.given, blocks.text, blocks.texts, blocks.blocks, blocks.at])
@pytest.mark.parametrize("path", ["hidden", "hidden.inside"])
def test_what_is_not_known_is_refused_with_its_reason(function: object, path: str) -> None:
    with pytest.raises(ValueError, match="var.x has no value"):
        function(BODY, path)  # type: ignore[operator]


def test_an_unknown_block_stands_among_the_others() -> None:
    found = blocks.blocks(BODY, "partly")
    assert blocks.text(found[0], "name") == "known"
    with pytest.raises(ValueError, match="var.x"):
        blocks.text(found[1], "name")


@pytest.mark.parametrize(("text", "expected"), [
    ('{"a": null, "b": [1]}', {"b": [1]}), ("a: 1\nb: [x]\n", {"a": 1, "b": ["x"]}), ("99999999999999999999", 1e20),
])
def test_documents(text: str, expected: object) -> None:
    assert blocks.parsed(text) == expected


@pytest.mark.parametrize(("secret", "expected"), [
    ("hunter2", True), (HOLE, False), (None, False), ("", False), ("${random_password.db.result}", False), ("{{resolve:secretsmanager:db}}", False),
])
def test_literals(secret: object, expected: bool) -> None:
    assert blocks.literal({"password": secret}, "password") is expected


def test_base64() -> None:
    assert blocks.decoded("ZXhwb3J0IEtFWT12YWx1ZQ==") == "export KEY=value"
    assert blocks.decoded("not base64!") == ""


@pytest.mark.parametrize(("name", "expected"), [
    ("password", True), ("db_password", True), ("auth_token", True), ("client_secret", True), ("access_key", True), ("API_KEY", True),
    ("user_password_wo", True), ("secret_key", True),
    ("db_password_secret_arn", False), ("enable_password_rotation", False), ("http_tokens", False), ("secret_name_suffix", False),
    ("auth_token_update_strategy", False), ("master_user_secret_kms_key_id", False), ("secretstore_sa", False), ("region", False),
    ("master_user_password_rotation_schedule_expression", False), ("password_validation_policy_config", False),
])  # fmt: skip
def test_names_of_secrets(name: str, expected: bool) -> None:
    assert blocks.names_secret(name) is expected
