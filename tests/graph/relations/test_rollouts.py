import pytest

from tests.manifests import links

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
---
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {name: errors}
---
apiVersion: argoproj.io/v1alpha1
kind: ClusterWorkflowTemplate
metadata: {name: build}
---
apiVersion: tekton.dev/v1
kind: Task
metadata: {name: test}
---
apiVersion: %s
kind: %s
metadata: {name: it}
spec: %s
"""
ARGO, TEKTON = "argoproj.io/v1alpha1", "tekton.dev/v1"


@pytest.mark.parametrize(("relation", "version", "kind", "spec", "expected"), [
    ("templated_by", ARGO, "Rollout", "{workloadRef: {kind: Deployment, name: web}}", (["Deployment/web"], [])),
    ("templated_by", ARGO, "Rollout", "{workloadRef: {kind: Deployment, name: gone}}", ([], ["Deployment/gone"])),
    ("templated_by", ARGO, "Rollout", "{template: {spec: {}}}", ([], [])),
    ("templated_by", "flagger.app/v1beta1", "Canary", "{targetRef: {kind: Deployment, name: web}}",
     (["Deployment/web"], [])),
    ("templated_by", ARGO, "Workflow", "{workflowTemplateRef: {name: build, clusterScope: true}}",
     (["ClusterWorkflowTemplate/build"], [])),
    ("templated_by", ARGO, "Workflow", "{workflowTemplateRef: {name: build}}", ([], ["WorkflowTemplate/build"])),
    ("templated_by", TEKTON, "TaskRun", "{taskRef: {name: test}}", (["Task/test"], [])),
    ("templated_by", TEKTON, "TaskRun", "{taskRef: {resolver: git, name: far}}", ([], [])),
    ("templated_by", TEKTON, "Pipeline", "{tasks: [{taskRef: {name: test}}], finally: [{taskRef: {name: gone}}]}",
     (["Task/test"], ["Task/gone"])),
    ("templated_by", "other.example/v1", "Workflow", "{workflowTemplateRef: {name: build}}", ([], [])),
    ("steers", ARGO, "Rollout", "{strategy: {canary: {stableService: web, canaryService: gone}}}",
     (["Service/web"], ["Service/gone"])),
    ("steers", ARGO, "Rollout", "{strategy: {blueGreen: {activeService: web}}}", (["Service/web"], [])),
    ("analysed_by", ARGO, "Rollout", "{strategy: {canary: {steps: [{setWeight: 5}, "
     "{analysis: {templates: [{templateName: errors}, {templateName: gone, clusterScope: true}]}}]}}}",
     (["AnalysisTemplate/errors"], ["ClusterAnalysisTemplate/gone"])),
])
def test_where_pods_come_from(
    relation: str, version: str, kind: str, spec: str, expected: tuple[list[str], list[str]],
) -> None:
    assert links(BASE % (version, kind, spec), relation) == expected
