import pytest

from tests.manifests import links

STORES = """\
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: near}
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: wide}
---
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultAuth
metadata: {name: auth, namespace: vault}
---
apiVersion: external-secrets.io/v1
"""


@pytest.mark.parametrize(("text", "expected"), [
    ("kind: ExternalSecret\nmetadata: {name: s}\nspec: {secretStoreRef: {name: near}}", (["SecretStore/near"], [])),
    ("kind: ExternalSecret\nmetadata: {name: s}\nspec: {secretStoreRef: {name: wide, kind: ClusterSecretStore}}",
     (["ClusterSecretStore/wide"], [])),
    ("kind: ExternalSecret\nmetadata: {name: s}\nspec: {secretStoreRef: {name: gone}}", ([], ["SecretStore/gone"])),
    ("kind: ExternalSecret\nmetadata: {name: s}\n"
     "spec: {dataFrom: [{sourceRef: {storeRef: {name: near}}}], data: [{sourceRef: {storeRef: {name: lost}}}]}",
     (["SecretStore/near"], ["SecretStore/lost"])),
    ("kind: ExternalSecret\nmetadata: {name: s}\nspec: {dataFrom: [{sourceRef: {generatorRef: {kind: Password}}}]}",
     ([], [])),
    ("kind: ClusterExternalSecret\nmetadata: {name: s}\n"
     "spec: {externalSecretSpec: {secretStoreRef: {name: wide, kind: ClusterSecretStore}}}",
     (["ClusterSecretStore/wide"], [])),
    ("kind: PushSecret\nmetadata: {name: s}\nspec: {secretStoreRefs: [{name: near}, {name: gone}]}",
     (["SecretStore/near"], ["SecretStore/gone"])),
    ("kind: VaultStaticSecret\nmetadata: {name: s}\nspec: {vaultAuthRef: vault/auth}", (["VaultAuth/auth"], [])),
    ("kind: VaultStaticSecret\nmetadata: {name: s}\nspec: {vaultAuthRef: auth}", ([], ["VaultAuth/auth"])),
    ("kind: VaultStaticSecret\nmetadata: {name: s}\nspec: {}", ([], [])),
])
def test_stores(text: str, expected: tuple[list[str], list[str]]) -> None:
    assert links(STORES + text + "\n", "fetches_from") == expected
