import pytest

from tests.manifests import links

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: hook, namespace: ops}\nspec: {ports: [{port: 443}]}\n---\n"


@pytest.mark.parametrize("text", [
    "kind: ValidatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks: [{clientConfig: {service: %s}}, text]",
    "kind: MutatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks: [{clientConfig: {service: %s}}]",
    "kind: CustomResourceDefinition\nmetadata: {name: w}\n"
    "spec: {conversion: {webhook: {clientConfig: {service: %s}}}}",
    "kind: APIService\nmetadata: {name: w}\nspec: {service: %s}",
])
@pytest.mark.parametrize(("service", "expected"), [
    ("{name: hook, namespace: ops}", (["Service/hook"], [])),
    ("{name: hook, namespace: ops, port: 443}", (["Service/hook"], [])),
    ("{name: hook, namespace: ops, port: 8443}", ([], ["port 8443 of Service/hook"])),
    ("{name: hook, namespace: other}", ([], ["Service/hook"])),
    ("null", ([], [])),
])
def test_who_answers_the_api_server(text: str, service: str, expected: tuple[list[str], list[str]]) -> None:
    assert links(f"{SERVICE}apiVersion: v1\n{text % service}\n", "calls") == expected
