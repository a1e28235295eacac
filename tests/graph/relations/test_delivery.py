import pytest

from scanner.graph.build import build
from scanner.inputs.manifests import load
from scanner.model.source import SourceFile
from tests.manifests import links

BASE = """\
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: infra, namespace: flux-system}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: repo, namespace: flux-system}
---
apiVersion: v1
kind: Secret
metadata: {name: values, namespace: flux-system}
---
apiVersion: %s
kind: %s
metadata: {name: it, namespace: %s}
spec: %s
"""
ARGO, FLUX, HELM = "argoproj.io/v1alpha1", "kustomize.toolkit.fluxcd.io/v1", "helm.toolkit.fluxcd.io/v2"


@pytest.mark.parametrize(("relation", "version", "kind", "namespace", "spec", "expected"), [
    ("belongs_to", ARGO, "Application", "argocd", "{project: shop}", (["AppProject/shop"], [])),
    ("belongs_to", ARGO, "Application", "argocd", "{project: default}", ([], [])),
    ("belongs_to", ARGO, "Application", "argocd", "{project: gone}", ([], ["AppProject/gone"])),
    ("belongs_to", ARGO, "ApplicationSet", "argocd", "{template: {spec: {project: shop}}}", (["AppProject/shop"], [])),
    ("belongs_to", ARGO, "ApplicationSet", "argocd", "{template: {spec: {project: '{{team}}'}}}", ([], [])),
    ("belongs_to", "app.k8s.io/v1beta1", "Application", "argocd", "{project: shop}", ([], [])),
    ("depends_on", FLUX, "Kustomization", "flux-system", "{dependsOn: [{name: infra}, {name: gone}]}",
     (["Kustomization/infra"], ["Kustomization/gone"])),
    ("depends_on", FLUX, "Kustomization", "shop", "{dependsOn: [{name: infra, namespace: flux-system}]}",
     (["Kustomization/infra"], [])),
    ("depends_on", HELM, "HelmRelease", "flux-system", "{dependsOn: [{name: infra}]}", ([], ["HelmRelease/infra"])),
    ("sourced_from", FLUX, "Kustomization", "flux-system", "{sourceRef: {kind: GitRepository, name: repo}}",
     (["GitRepository/repo"], [])),
    ("sourced_from", HELM, "HelmRelease", "shop",
     "{chart: {spec: {sourceRef: {kind: HelmRepository, name: gone, namespace: flux-system}}}}",
     ([], ["HelmRepository/gone"])),
    ("reads", HELM, "HelmRelease", "flux-system",
     "{valuesFrom: [{kind: Secret, name: values}, {kind: ConfigMap, name: gone, optional: true}, {name: lost}]}",
     (["Secret/values"], ["ConfigMap/lost"])),
    ("reads", FLUX, "Kustomization", "flux-system", "{decryption: {secretRef: {name: values}}}",
     (["Secret/values"], [])),
])
def test_who_deploys_what(
    relation: str, version: str, kind: str, namespace: str, spec: str, expected: tuple[list[str], list[str]],
) -> None:
    assert links(BASE % (version, kind, namespace, spec), relation) == expected


@pytest.mark.parametrize(("source", "deploys", "brings"), [
    ("{source: {path: apps}}", ["child"], ["web"]),
    ("{source: {path: ./apps/web/}}", [], ["web"]),
    ("{sources: [{chart: x}, {path: apps/web}]}", [], ["web"]),
    ("{source: {path: .}}", [], []),
    ("{source: {path: elsewhere}}", [], []),
])
def test_applications_and_what_lies_below_their_path(source: str, deploys: list[str], brings: list[str]) -> None:
    application = f"apiVersion: {ARGO}\nkind: Application\nmetadata: {{name: %s}}\nspec: %s\n"
    files = {
        "root.yaml": application % ("root", source), "apps/child.yaml": application % ("child", "{}"),
        "apps/web/web.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
    }
    graph = build(load([SourceFile(path, text) for path, text in files.items()])[0])
    root = next(iter(graph.resources))
    assert [edge.target.id.name for edge in graph.outgoing(root, "deploys")] == deploys
    assert [edge.target.id.name for edge in graph.outgoing(root, "brings")] == brings
