"""What commands are known to do, and whether their exit code is a gate."""

from __future__ import annotations

import pytest

from scanner.repository.shell import commands
from scanner.repository.tasks import recognise

CASES = [
    (
        "trivy image --exit-code 1 --severity HIGH,CRITICAL app:1",
        "trivy",
        ("image-scan",),
        True,
        {"severities": ("HIGH", "CRITICAL"), "image": "app:1"},
    ),
    ("trivy image app:1", "trivy", ("image-scan",), False, {}),
    ("trivy image --exit-code=0 app:1", "trivy", ("image-scan",), False, {}),
    ("trivy fs --scanners vuln,secret --exit-code 1 .", "trivy", ("dependency-scan", "secret-scan"), True, {}),
    ("trivy image --format cyclonedx -o s.json app", "trivy", ("sbom",), True, {}),
    ("docker run --rm -v a:b aquasec/trivy:0.5 image --exit-code 1 x", "trivy", ("image-scan",), True, {"image": "x"}),
    (
        "grype app:1 --fail-on high",
        "grype",
        ("image-scan",),
        True,
        {"severities": ("CRITICAL", "HIGH"), "image": "app:1"},
    ),
    ("grype dir:.", "grype", ("dependency-scan",), False, {}),
    (
        "poetry run pytest tests/integration --cov-fail-under=90",
        "pytest",
        ("test", "integration-test", "coverage"),
        True,
        {"floor": 90.0},
    ),
    ("python3.12 -m pytest -m 'not slow'", "pytest", ("test", "unit-test"), True, {}),
    ("uv run mypy src", "mypy", ("type-check",), True, {}),
    ("sudo -E env A=b timeout 5m npx eslint .", "eslint", ("lint",), True, {}),
    ("ruff format .", "ruff", ("format",), False, {}),
    ("ruff format --check .", "ruff", ("format",), True, {}),
    ("semgrep scan", "semgrep", ("sast",), False, {}),
    ("semgrep scan --error", "semgrep", ("sast",), True, {}),
    ("codeql database analyze db", "codeql", ("sast",), False, {}),
    ("helm upgrade --install app ./chart --atomic", "helm", ("deploy",), True, {"atomic": True, "waits": True}),
    ("helm upgrade app ./chart --dry-run", "helm", ("validate-chart",), True, {"dry_run": True}),
    ("kubectl --context prod apply -f k8s", "kubectl", ("deploy",), True, {}),
    ("kubectl -n a rollout undo deployment/a", "kubectl", ("rollback",), True, {}),
    ("kubectl apply -f k8s --dry-run=server", "kubectl", ("validate-manifests",), True, {"dry_run": True}),
    (
        "docker buildx build --platform linux/amd64,linux/arm64 -t a:1 --push .",
        "docker",
        ("build-image", "push-image"),
        True,
        {"platforms": ("linux/amd64", "linux/arm64"), "tags": ("a:1",), "pushes": True},
    ),
    (
        "/kaniko/executor --destination a:1 --no-push",
        "/kaniko/executor",
        ("build-image",),
        True,
        {"pushes": False, "tags": ("a:1",)},
    ),
    ("terraform -chdir=infra apply -auto-approve", "terraform", ("apply", "deploy"), True, {}),
    ("promtool test rules rules_test.yml", "promtool", ("test-rules", "validate-rules"), True, {}),
    ("cosign sign --yes app@sha256:1", "cosign", ("sign",), True, {"image": "app@sha256:1"}),
    ("go test ./... -coverprofile=c", "go", ("test", "unit-test", "coverage"), True, {}),
    ("checkov -d . --soft-fail", "checkov", ("iac-scan",), False, {}),
    ("restic check", "restic", ("verify-backup",), True, {}),
    ("echo trivy image --exit-code 1", "echo", (), True, {}),
    ("grep -r cosign .", "grep", (), True, {}),
]


@pytest.mark.parametrize(("line", "tool", "purposes", "gates", "more"), CASES, ids=[case[0] for case in CASES])
def test_a_command_is_known(
    line: str, tool: str, purposes: tuple[str, ...], gates: bool, more: dict[str, object]
) -> None:
    (command,) = commands(line)
    task = recognise(command.words)
    assert (task.tool, task.purposes, task.gates) == (tool, purposes, gates)
    assert {key: getattr(task, key) for key in more} == more
