import pytest

from scanner.rules.facts import image, quantity


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
