import pytest

from scanner.rules.facts import (
    holds_key,
    image,
    invalid_labels,
    is_reference,
    names_credential,
    quantity,
    recent,
    repeated_names,
)


@pytest.mark.parametrize(("text", "number"), [
    ("1", 1), ("500m", 0.5), ("0.5", 0.5), (".5", 0.5), ("1Ki", 1024), ("2Mi", 2 * 2**20), ("3G", 3e9), ("1e3", 1000),
    ("1E3", 1000), ("2E", 2e18), ("100n", 1e-7), ("-1", -1), (4, 4), (0.25, 0.25), ("1.", 1)])
def test_quantity(text: object, number: float) -> None:
    assert quantity(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "m", "1kb", "1 Gi", "1mi", "e3", "1e", True, None, [], "1" * 40])
def test_what_is_no_quantity(text: object) -> None:
    with pytest.raises(ValueError, match="not a quantity"):
        quantity(text)


@pytest.mark.parametrize(("text", "registry", "repository", "tag", "digest"), [
    ("web", "docker.io", "web", "", ""),
    ("web:1.0", "docker.io", "web", "1.0", ""),
    ("shop/web:1.0", "docker.io", "shop/web", "1.0", ""),
    ("localhost/web", "localhost", "web", "", ""),
    ("host:5000/web", "host:5000", "web", "", ""),
    ("host:5000/shop/web:1.0", "host:5000", "shop/web", "1.0", ""),
    ("ghcr.io/shop/web:1.0@sha256:ab", "ghcr.io", "shop/web", "1.0", "sha256:ab"),
    ("web@sha256:ab", "docker.io", "web", "", "sha256:ab"),
    ("web:", "docker.io", "web", "", ""),
    ("", "docker.io", "", "", ""),
])
def test_image(text: str, registry: str, repository: str, tag: str, digest: str) -> None:
    assert image(text) == {"registry": registry, "repository": repository, "tag": tag, "digest": digest}


def test_an_image_that_is_no_text() -> None:
    assert image(3)["repository"] == ""


@pytest.mark.parametrize(("labels", "expected"), [
    ({}, []), ({"app": "web"}, []), ({"app.kubernetes.io/name": "web-1.0_x"}, []), ({"empty": ""}, []),
    ({"app": "web shop"}, ["app"]), ({"app": "-web"}, ["app"]), ({"app": "x" * 64}, ["app"]), ({"app": "x" * 63}, []),
    ({"": "x"}, [""]), ({"-a": "x"}, ["-a"]), ({"App.io/a": "x"}, ["App.io/a"]), ({"a/b/c": "x"}, ["a/b/c"]),
    ({"x" * 64: "x"}, ["x" * 64]), ({"a": 1, "b": "x", "c": True, "d": ["x"]}, ["a", "c", "d"]),
    ({"a": "x\n"}, ["a"]),
])
def test_invalid_labels(labels: dict[str, object], expected: list[str]) -> None:
    assert invalid_labels(labels) == expected


def test_repeated_names() -> None:
    entries = [{"name": "a"}, {"name": "b"}, {"name": "a"}, {"name": 3}, {"name": 3}, "a", {}, {"name": "a"}]
    assert repeated_names(entries) == ["a"]
    assert repeated_names([]) == []


@pytest.mark.parametrize(("name", "expected"), [
    ("DB_PASSWORD", True), ("passwd", True), ("MY_SECRET_1", True), ("apiKey", True), ("api-key", True), ("pwd", True),
    ("AWS_ACCESS_KEY_ID", True), ("AZURE_BATCH_KEY", True), ("GITHUB_TOKEN", True), ("db.credentials", True),
    ("TOKEN_TTL", False), ("tokenLifetime", False), ("SECRET_NAME", False), ("PASSWORD_FILE", False),
    ("secretName", False), ("LOG_LEVEL", False), ("KEY", False), ("CWD", False), ("TOKEN_URLS", False), (3, False),
    ("SECRETS_PROVIDER", False), ("JWT_SECRET_CMD", False), ("PASSWORD_COMPLEXITY", False),
    ("ETCD_INITIAL_CLUSTER_TOKEN", False), ("CLUSTER_TOKEN", True), ("S3_PROVIDER_ACCESS_KEY", True),
])
def test_names_credential(name: object, expected: bool) -> None:
    assert names_credential(name) is expected


@pytest.mark.parametrize(("value", "expected"), [
    ("/run/secrets/x", True), ("$(OTHER)", True), ("${OTHER}", True), ("https://host/x", True), ("true", True),
    ("8080", True), (8080, True), (False, True), ("file:x", True), ("C:\\x", True), ("<changeme>", True),
    ("jwt,pub-key=/etc/etcd/jwt.pub", True), ("hunter/2", False),
    ("https://user:pass@host", False), ("hunter2", False), ("12345678", False), ("", False),
])
def test_is_reference(value: object, expected: bool) -> None:
    assert is_reference(value) is expected


@pytest.mark.parametrize(("value", "expected"), [
    ("-----BEGIN PRIVATE KEY-----\nx", True), ("x -----BEGIN RSA PRIVATE KEY-----", True), ("AKIA" + "A1" * 8, True),
    ("ghp_" + "a" * 36, True), ("A=1\nDB_PASSWORD=hunter22\n", True), ("DB_PASSWORD=$OTHER_ONE", False),
    ("password=short", False), ("AKIA", False), ("-----BEGIN CERTIFICATE-----", False), (5, False),
])
def test_holds_key(value: object, expected: bool) -> None:
    assert holds_key(value) is expected


@pytest.mark.parametrize(("day", "days", "expected"), [
    (20_484, 0, True), (20_483, 0, False), (20_394, 90, True), (20_393, 90, False),
    (20_485, 90, False),  # it has not come yet
    (0, 100_000, False),  # it is not known
])
def test_recent(day: int, days: int, expected: bool) -> None:
    assert recent("2026-01-31", day, days) is expected
