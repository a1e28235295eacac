"""What actions of GitHub's marketplace do, and what their inputs say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scanner.repository.tool_details import Task, at_least, severities
from scanner.repository.tool_table import unwrapped

Inputs = Mapping[str, str]


def _rows(text: str) -> dict[str, tuple[str, tuple[str, ...], bool]]:
    rows = {}
    for line in unwrapped(text):
        actions, tool, purposes, *gates = [part.strip() for part in line.split("|")]
        for action in actions.split():
            rows[action] = (tool, tuple(purposes.split()), gates != ["reports"])
    return rows


# Actions | the tool they stand for | purposes | "reports" where findings do not fail the step.
_TABLE = _rows("""
anchore/sbom-action | syft | sbom
cyclonedx/gh-node-module-generatebom cyclonedx/gh-python-generate-sbom cyclonedx/gh-gomod-generate-sbom | cyclonedx |
  sbom
advanced-security/sbom-generator-action microsoft/sbom-action | sbom-tool | sbom
docker/scout-action | docker | image-scan | reports
snyk/actions/docker | snyk | image-scan
snyk/actions/node snyk/actions/python snyk/actions/maven snyk/actions/golang snyk/actions/gradle snyk/actions/dotnet
  snyk/actions/ruby snyk/actions/php snyk/actions | snyk | dependency-scan
snyk/actions/iac | snyk | iac-scan
azure/container-scan sysdiglabs/scan-action phonito/phonito-scanner-action lacework/lw-scanner-action
  prisma-cloud-shiftleft/scan-action | image-scanner | image-scan
goodwithtech/dockle-action erzz/dockle-action | dockle | image-scan lint
actions/dependency-review-action | dependency-review | dependency-scan licence-scan
pypa/gh-action-pip-audit | pip-audit | dependency-scan
google/osv-scanner-action google/osv-scanner-action/osv-scanner-action | osv-scanner | dependency-scan
golang/govulncheck-action | govulncheck | dependency-scan
rustsec/audit-check actions-rust-lang/audit actions-rs/audit-check embarkstudios/cargo-deny-action | cargo |
  dependency-scan
dependency-check/dependency-check_action | dependency-check | dependency-scan | reports
pyupio/safety-action pyupio/safety | safety | dependency-scan
github/codeql-action/analyze | codeql | sast | reports
github/codeql-action/init github/codeql-action/autobuild | codeql | setup
returntocorp/semgrep-action semgrep/semgrep-action | semgrep | sast
securego/gosec | gosec | sast
pycqa/bandit-action tj-actions/bandit mdegis/bandit-action jpetrucciani/bandit-check shundor/python-bandit-scan |
  bandit | sast
sonarsource/sonarcloud-github-action sonarsource/sonarqube-scan-action | sonar-scanner | sast lint | reports
sonarsource/sonarqube-quality-gate-action | sonar-scanner | sast lint coverage
gitleaks/gitleaks-action zricethezav/gitleaks-action | gitleaks | secret-scan
trufflesecurity/trufflehog edplato/trufflehog-actions-scan | trufflehog | secret-scan
gitguardian/ggshield-action gitguardian/ggshield/actions/secret gitguardian/gg-shield-action | ggshield | secret-scan
zaproxy/action-baseline zaproxy/action-full-scan zaproxy/action-api-scan zaproxy/action-af | zap | dast
projectdiscovery/nuclei-action | nuclei | dast | reports
stackhawk/hawkscan-action | stackhawk | dast
bridgecrewio/checkov-action | checkov | iac-scan
aquasecurity/tfsec-action aquasecurity/tfsec-pr-commenter-action tfsec/tfsec-sarif-action | tfsec | iac-scan
checkmarx/kics-github-action checkmarx/kics-action | kics | iac-scan
tenable/terrascan-action accurics/terrascan-action | terrascan | iac-scan
stackrox/kube-linter-action | kube-linter | iac-scan validate-manifests
kubescape/github-action | kubescape | iac-scan compliance-scan
controlplaneio/kubesec-action | kubesec | iac-scan
ossf/scorecard-action | scorecard | compliance-scan | reports
step-security/harden-runner | harden-runner | setup
sigstore/gh-action-sigstore-python | sigstore | sign
sigstore/cosign-installer | cosign | setup
notaryproject/notation-action/sign | notation | sign
notaryproject/notation-action/verify | notation | verify-signature
actions/attest-build-provenance actions/attest | attest | provenance sign
actions/attest-sbom | attest | sbom provenance
slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml
  slsa-framework/slsa-github-generator | slsa | provenance
docker/login-action azure/docker-login redhat-actions/podman-login aws-actions/amazon-ecr-login
  google-github-actions/setup-gcloud azure/acr-login | docker | registry-login
docker/setup-buildx-action docker/setup-qemu-action docker/setup-docker-action | docker | setup
docker/metadata-action crazy-max/ghaction-docker-meta | docker-metadata | image-tags
aws-actions/configure-aws-credentials | aws | setup
google-github-actions/auth | gcloud | setup
azure/login | az | setup
hadolint/hadolint-action | hadolint | lint
super-linter/super-linter super-linter/super-linter/slim github/super-linter github/super-linter/slim | super-linter
  | lint
oxsecurity/megalinter | megalinter | lint
golangci/golangci-lint-action | golangci-lint | lint
astral-sh/ruff-action chartboost/ruff-action | ruff | lint
psf/black | black | format lint
ludeeus/action-shellcheck | shellcheck | lint
rhysd/actionlint raven-actions/actionlint zizmorcore/zizmor-action | actionlint | lint validate-config
ibiqlik/action-yamllint karancode/yamllint-github-action | yamllint | lint
davidanson/markdownlint-cli2-action nosborn/github-action-markdown-cli avto-dev/markdown-lint | markdownlint | lint
  docs-check
pre-commit/action cloudposse/github-action-pre-commit j178/prek-action | pre-commit | lint
jakebailey/pyright-action | pyright | type-check
wagoid/commitlint-github-action amannn/action-semantic-pull-request | commitlint | lint
codecov/codecov-action | codecov | coverage | reports
coverallsapp/github-action | coveralls | coverage | reports
irongut/codecoveragesummary | codecoverage | coverage
5monkeys/cobertura-action orgoro/coverage vladopajic/go-test-coverage | coverage | coverage
py-cov-action/python-coverage-comment-action | coverage | coverage | reports
cypress-io/github-action | cypress | test e2e-test
microsoft/playwright-github-action | playwright | setup
grafana/k6-action grafana/run-k6-action | k6 | load-test
artilleryio/action-cli | artillery | load-test
matt-ball/newman-action | newman | test integration-test
pactflow/actions | pact | test contract-test
schemathesis/action | schemathesis | test contract-test
treosh/lighthouse-ci-action | lighthouse | test accessibility-test
plexsystems/container-structure-test-action brpaz/structure-tests-action | container-structure-test | test-image
helm/chart-testing-action | ct | setup
helm/kind-action engineerd/setup-kind medyagh/setup-minikube container-tools/kind-action absaoss/k3d-action
  rinx/setup-k3d | kind | setup
helm/chart-releaser-action | cr | release
azure/setup-helm | helm | setup
azure/setup-kubectl | kubectl | setup
hashicorp/setup-terraform opentofu/setup-opentofu | terraform | setup
terraform-linters/setup-tflint | tflint | setup
azure/k8s-deploy azure/k8s-bake deliverybot/helm wahyd4/kubectl-helm-action bitovi/github-actions-deploy-eks-helm |
  kubernetes | deploy
aws-actions/amazon-ecs-deploy-task-definition aws-actions/aws-cloudformation-github-deploy | aws | deploy
google-github-actions/deploy-cloudrun google-github-actions/get-gke-credentials
  google-github-actions/deploy-appengine | gcloud | deploy
azure/webapps-deploy azure/container-apps-deploy-action | az | deploy
superfly/flyctl-actions | fly | deploy
actions/deploy-pages peaceiris/actions-gh-pages jamesives/github-pages-deploy-action | pages | docs
yannh/kubeconform | kubeconform | validate-manifests
instrumenta/conftest-action | conftest | policy-test validate-manifests
open-policy-agent/setup-opa | opa | setup
lycheeverse/lychee-action | lychee | link-check docs-check
gaurav-nelson/github-action-markdown-link-check | markdown-link-check | link-check docs-check
losisin/helm-docs-github-action | helm-docs | docs docs-check
terraform-docs/gh-actions | terraform-docs | docs docs-check
stoplightio/spectral-action | spectral | api-lint
bufbuild/buf-action bufbuild/buf-lint-action bufbuild/buf-breaking-action | buf | api-lint
oasdiff/oasdiff-action | oasdiff | api-lint
goreleaser/goreleaser-action | goreleaser | release
googleapis/release-please-action google-github-actions/release-please-action | release-please | release changelog
cycjimmy/semantic-release-action go-semantic-release/action python-semantic-release/python-semantic-release |
  semantic-release | release changelog
softprops/action-gh-release ncipollo/release-action actions/create-release | gh-release | release
pypa/gh-action-pypi-publish js-devtools/npm-publish | publish | release
changesets/action | changesets | release changelog
orhun/git-cliff-action | git-cliff | changelog
infracost/actions infracost/actions/setup | infracost | cost-estimate
jasonetco/create-an-issue peter-evans/create-issue-from-file imjohnbo/issue-bot | issue | open-issue
slackapi/slack-github-action rtcamp/action-slack-notify 8398a7/action-slack | slack | notify
peter-evans/create-pull-request | pull-request | open-pull-request
prowler-cloud/prowler | prowler | compliance-scan
fossas/fossa-action | fossa | licence-scan
fsfe/reuse-action | reuse | licence-scan
apache/skywalking-eyes/header apache/skywalking-eyes/dependency | skywalking-eyes | licence-scan
redhat-actions/buildah-build mr-smithers-excellent/docker-build-push depot/build-push-action
  redhat-actions/push-to-registry | docker | build-image
aevea/action-kaniko | kaniko | build-image push-image
ko-build/setup-ko | ko | setup
dorny/test-reporter mikepenz/action-junit-report enricomi/publish-unit-test-result-action | test-report | test-report
  | reports
actions/checkout actions/cache actions/upload-artifact actions/download-artifact actions/github-script | actions |
  setup
actions/setup-python | python | setup
actions/setup-node | node | setup
actions/setup-go | go | setup
actions/setup-java | java | setup
ruby/setup-ruby | ruby | setup
actions/setup-dotnet | dotnet | setup
dtolnay/rust-toolchain | rust | setup
astral-sh/setup-uv | uv | setup
""")


def recognise(action: str, given: Inputs) -> Task:
    """What an action does; a task without purposes where the table does not know it."""
    name = action.lower()
    refine = _REFINED.get(name)
    if refine is not None:
        return refine(given)
    row = _TABLE.get(name)
    if row is None and name.startswith("slsa-framework/slsa-github-generator"):
        row = _TABLE["slsa-framework/slsa-github-generator"]
    if row is None:
        return Task(name.rpartition("/")[2])
    tool, purposes, gates = row
    off = str(given.get("soft_fail", given.get("soft-fail", ""))).lower() == "true"
    return Task(tool, purposes, gates and not off, _severities(given), image=given.get("image", ""))


def _severities(given: Inputs) -> tuple[str, ...]:
    for name in ("severity-cutoff", "fail-on-severity", "severity_cutoff", "fail_on_severity"):
        if given.get(name):
            return at_least("medium" if given[name] == "moderate" else given[name])
    return severities(given.get("severity", ""))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.splitlines() if part.strip())


def _on(given: Inputs, name: str) -> bool:
    return given.get(name, "").strip().lower() == "true"


def _trivy(given: Inputs) -> Task:
    kind = given.get("scan-type", "image")
    purposes = {"image": ("image-scan",), "config": ("iac-scan",), "sbom": ("dependency-scan",)}.get(
        kind, ("dependency-scan",)
    )
    scanners = _listed(given.get("scanners", given.get("security-checks", "")))
    purposes += (("secret-scan",) if "secret" in scanners else ()) + (("iac-scan",) if "misconfig" in scanners else ())
    if given.get("format") in ("cyclonedx", "spdx", "spdx-json", "github"):
        return Task("trivy", ("sbom",))
    gates = given.get("exit-code", "0").strip() not in ("", "0")
    return Task(
        "trivy",
        purposes,
        gates,
        severities(given.get("severity", "")),
        image=given.get("image-ref", "") if kind == "image" else "",
    )


def _grype(given: Inputs) -> Task:
    image = given.get("image", "")
    gates = given.get("fail-build", "true").strip().lower() != "false"
    return Task(
        "grype",
        ("image-scan",) if image else ("dependency-scan",),
        gates,
        at_least(given.get("severity-cutoff", "medium")),
        image=image,
    )


def _build(given: Inputs) -> Task:
    pushes = _on(given, "push") or "push=true" in given.get("outputs", "") or "${{" in given.get("push", "")
    purposes = (
        "build-image",
        *(("push-image",) if pushes else ()),
        *(("sbom",) if _on(given, "sbom") else ()),
        *(("provenance",) if given.get("provenance", "") not in ("", "false") else ()),
    )
    tags = _listed(given.get("tags", ""))
    return Task(
        "docker",
        purposes,
        image=tags[0] if tags else "",
        platforms=_listed(given.get("platforms", "")),
        tags=tags,
        pushes=pushes,
        target=given.get("target", ""),
        dockerfile=given.get("file", ""),
    )


def _bake(given: Inputs) -> Task:
    pushes = _on(given, "push")
    return Task(
        "docker",
        ("build-image", "push-image") if pushes else ("build-image",),
        pushes=pushes,
        platforms=_listed(given.get("set", "").partition("platform=")[2]),
    )


def _metadata(given: Inputs) -> Task:
    return Task("docker-metadata", ("image-tags",), tags=_lines(given.get("tags", "")), image=given.get("images", ""))


def _scout(given: Inputs) -> Task:
    return Task(
        "docker",
        ("image-scan",),
        _on(given, "exit-code"),
        severities(given.get("only-severities", "")),
        image=given.get("image", ""),
    )


def _trufflehog(given: Inputs) -> Task:
    return Task("trufflehog", ("secret-scan",))


def _terragrunt(given: Inputs) -> Task:
    return Task("terragrunt", ("plan",) if "plan" in given.get("tg_command", "") else ("apply", "deploy"))


def _zap(given: Inputs) -> Task:
    return Task("zap", ("dast",), _on(given, "fail_action"))


def _argo(given: Inputs) -> Task:
    command = given.get("command", "")
    return Task("argocd", ("deploy",) if "sync" in command else ("rollback",) if "rollback" in command else ())


_REFINED: Mapping[str, Callable[[Inputs], Task]] = MappingProxyType(
    {
        "aquasecurity/trivy-action": _trivy,
        "anchore/scan-action": _grype,
        "docker/build-push-action": _build,
        "docker/bake-action": _bake,
        "docker/metadata-action": _metadata,
        "docker/scout-action": _scout,
        "trufflesecurity/trufflehog": _trufflehog,
        "gruntwork-io/terragrunt-action": _terragrunt,
        "zaproxy/action-baseline": _zap,
        "zaproxy/action-full-scan": _zap,
        "zaproxy/action-api-scan": _zap,
        "clowdhaus/argo-cd-action": _argo,
    }
)
