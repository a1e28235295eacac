"""Objects that take their pods from another one, and what steers a progressive delivery."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.graph.links import numbered, reference, text
from scanner.graph.workloads import Templates
from scanner.model.graph import Dangling, Edge, Relation
from scanner.model.resource import Path, Resource, Resources, lookup

NAMES = {
    "templated_by": Relation("Rollout, Canary, Workflow, CronWorkflow, PipelineRun, Pipeline, TaskRun, TrainJob",
                             "the object that holds the pods", "a reference such as workloadRef names it", "scaling"),
    "steers": Relation("Rollout", "Service", "its strategy moves the Service from one version to the next", "traffic"),
    "analysed_by": Relation("Rollout", "AnalysisTemplate, ClusterAnalysisTemplate",
                            "its strategy asks for the analysis", "observation"),
}

# (kind, group, path of the reference, kind where none is written).
_REFERENCES: tuple[tuple[str, str, Path, str], ...] = (
    ("Rollout", "argoproj.io", ("spec", "workloadRef"), ""),
    ("Canary", "flagger.app", ("spec", "targetRef"), ""),
    ("Workflow", "argoproj.io", ("spec", "workflowTemplateRef"), "WorkflowTemplate"),
    ("CronWorkflow", "argoproj.io", ("spec", "workflowSpec", "workflowTemplateRef"), "WorkflowTemplate"),
    ("TaskRun", "tekton.dev", ("spec", "taskRef"), "Task"),
    ("PipelineRun", "tekton.dev", ("spec", "pipelineRef"), "Pipeline"),
    ("TrainJob", "trainer.kubeflow.org", ("spec", "runtimeRef"), "ClusterTrainingRuntime"),
)
_SERVICES: tuple[Path, ...] = (
    ("spec", "strategy", "canary", "stableService"), ("spec", "strategy", "canary", "canaryService"),
    ("spec", "strategy", "blueGreen", "activeService"), ("spec", "strategy", "blueGreen", "previewService"),
)
_ANALYSES: tuple[Path, ...] = (
    ("spec", "strategy", "canary", "analysis"), ("spec", "strategy", "blueGreen", "prePromotionAnalysis"),
    ("spec", "strategy", "blueGreen", "postPromotionAnalysis"),
)


def find(resources: Resources, templates: Templates) -> Iterator[Edge | Dangling]:
    """The links of what takes its pods from elsewhere."""
    for source, path, default in _references(resources):
        one = lookup(source.body, path)
        kind = text(one, "kind") or default
        if lookup(one, ("clusterScope",)) is True:
            kind = f"Cluster{kind}"
        # A resolver fetches the object from another repository or registry.
        if kind and lookup(one, ("resolver",)) is None:
            yield from reference(source, "templated_by", kind, text(one, "name"), path, resources)
    for rollout in resources.of_kind("Rollout"):
        for path in _SERVICES:
            yield from reference(rollout, "steers", "Service", rollout.get(*path), path, resources)
        for path, analysis in _analyses(rollout):
            for at, one in numbered(analysis, "templates"):
                kind = "ClusterAnalysisTemplate" if one.get("clusterScope") is True else "AnalysisTemplate"
                yield from reference(rollout, "analysed_by", kind, one.get("templateName"), (*path, *at), resources)


def _references(resources: Resources) -> Iterator[tuple[Resource, Path, str]]:
    for kind, group, path, default in _REFERENCES:
        for one in resources.of_kind(kind):
            if one.id.group == group:
                yield one, path, default
    for pipeline in resources.of_kind("Pipeline"):
        for part in ("tasks", "finally") if pipeline.id.group == "tekton.dev" else ():
            for path, _ in numbered(pipeline.body, "spec", part):
                yield pipeline, (*path, "taskRef"), "Task"


def _analyses(rollout: Resource) -> Iterator[tuple[Path, object]]:
    for path in _ANALYSES:
        yield path, rollout.get(*path)
    for path, step in numbered(rollout.body, "spec", "strategy", "canary", "steps"):
        yield (*path, "analysis"), step.get("analysis")
