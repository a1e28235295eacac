"""Where what evidence looks for would be written: objects of Kubernetes, Terraform, files of a repository."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache

from scanner.model.resource import Resource
from scanner.model.terraform import DIALECT as TERRAFORM

FACTS = "repository"
"""The dialect of facts about a repository."""

# docs/repository-facts.md tells about each of them.
FACT_KINDS = frozenset("""
    CiWorkflow CiJob CiStep ToolVersion PreCommitHook Makefile MakeTarget Script DependencyBot CodeOwnersRule
    BranchProtection VulnerabilityException Dockerfile DockerStage DockerIgnore BakeTarget ComposeService ContainerTest
    PrometheusAlert LogAlert PrometheusRecordingRule PrometheusTest PrometheusConfig ScrapeJob AlertReceiver AlertRoute
    AlertInhibition AlertRouting Slo GrafanaDashboard GrafanaPanel GrafanaDatasource GrafanaProvider
    LogCollector OtelPipeline LokiConfig LogFormat PackageManifest LockFile TestSuite CoverageConfig CoverageReport
    TestReport LinterConfig SourceCode ScanReport ApiDocument ProtoFile ApiDocsConfig SqlMigration ReleaseConfig
    FeatureFlags EnvironmentConfig ChartFile HelmfileRelease SopsFile EnvFile SettingsFile GitIgnore LoadTest
    LoadTestResult
    Document DocumentSection DataTable ControlMapping DocsSite IssueTemplate Sbom Licence
""".split())

# Facts that only a whole project has, and not a chart or a folder of manifests by itself.
_OF_A_PROJECT = frozenset({
    "CiWorkflow", "Dockerfile", "PackageManifest", "GitIgnore", "CodeOwnersRule", "Makefile", "SourceCode",
    "PreCommitHook", "DependencyBot", "Licence", "ComposeService",
})

_TERRAFORM = frozenset({
    "module", "terraform", "configuration", "variable", "output", "declaration", "terraform-resource",
})


class Realm(Enum):
    """Kinds of places."""

    KUBERNETES = "kubernetes"
    TERRAFORM = TERRAFORM
    PROJECT = FACTS


@cache
def realm_of(kind: str) -> Realm:
    """Where resources of a kind, or of a family of kinds, are written."""
    if kind in FACT_KINDS:
        return Realm.PROJECT
    if "_" in kind or kind in _TERRAFORM or kind.startswith(("data.", "provider.")):
        return Realm.TERRAFORM
    return Realm.KUBERNETES


def scanned(resources: Iterable[Resource]) -> frozenset[Realm]:
    """The realms in which absence means something: what is not among the resources is not in what was scanned either.

    Of files of a repository that is so only where a project was scanned and not, for instance, a chart by itself.
    """
    realms = set()
    for one in resources:
        if one.id.dialect == TERRAFORM:
            realms.add(Realm.TERRAFORM)
        elif one.id.dialect != FACTS:
            realms.add(Realm.KUBERNETES)
        elif one.id.kind in _OF_A_PROJECT:
            realms.add(Realm.PROJECT)
    return frozenset(realms)
