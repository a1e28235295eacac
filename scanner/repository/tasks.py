"""What programs do: the table of tools that pipelines run, and how they are told to fail.

A tool that reports findings is only a gate when its exit code says so: some do by themselves, some only with a flag.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from scanner.patterns import lazy
from scanner.records import NamedTuple


class Task(NamedTuple):
    """What one command does. `gates`: its exit code says whether all is well."""

    tool: str
    purposes: tuple[str, ...] = ()
    gates: bool = True
    severities: tuple[str, ...] = ()
    floor: float = 0
    image: str = ""
    platforms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pushes: bool = False
    target: str = ""
    dockerfile: str = ""
    dry_run: bool = False
    atomic: bool = False
    waits: bool = False


NOTHING = Task("")


class _Tool(NamedTuple):
    """A row of the table.

    needs: without one of these flags its exit code does not tell about findings; off: with one of these neither.
    A value of a flag may be asked for with "=": `--exit-code=1`.
    """

    purposes: tuple[str, ...]
    needs: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


def unwrapped(text: str) -> list[str]:
    """The rows of a table that is written as text: a line that begins with a space goes on with the one above."""
    rows: list[str] = []
    for line in text.strip().splitlines():
        if line.startswith(" ") and rows:
            rows[-1] += " " + line.strip()
        elif line.strip():
            rows.append(line)
    return rows


def _rows(text: str) -> dict[str, _Tool]:
    rows = {}
    for line in unwrapped(text):
        names, purposes, *rest = [part.strip() for part in line.split("|")]
        needs = tuple(rest[0].split()) if rest else ()
        off = tuple(rest[1].split()) if len(rest) > 1 else ()
        for name in names.split(","):
            rows[" ".join(name.split())] = _Tool(tuple(purposes.split()), needs, off)
    return rows


# Program, with the words that tell its commands apart | purposes | flags without which it does not fail | flags with
# which it does not fail.
_TABLE = _rows("""
trivy image, trivy i | image-scan | --exit-code | --exit-code=0
trivy fs, trivy filesystem, trivy repo, trivy repository, trivy rootfs | dependency-scan | --exit-code | --exit-code=0
trivy config, trivy conf | iac-scan | --exit-code | --exit-code=0
trivy sbom | dependency-scan | --exit-code | --exit-code=0
trivy kubernetes, trivy k8s | cluster-scan compliance-scan | --exit-code | --exit-code=0
grype | image-scan | --fail-on -f |
docker scout cves, docker scout quickview | image-scan | --exit-code -e |
docker scan, snyk container test, snyk container | image-scan | | --fail-on=none
snyk test | dependency-scan | |
snyk code test, snyk code | sast | |
snyk iac test, snyk iac | iac-scan | |
clair-scanner, clairctl, anchore-cli, grype-scan | image-scan | |
dockle | image-scan lint | --exit-code |
osv-scanner | dependency-scan | |
pip-audit | dependency-scan | |
safety check, safety scan, safety | dependency-scan | | --continue-on-error --exit-code=0
npm audit, pnpm audit, yarn audit, yarn npm audit, better-npm-audit, audit-ci | dependency-scan | |
npm audit fix | | |
cargo audit, cargo deny | dependency-scan | |
govulncheck | dependency-scan | | -format=json -json
bundle audit, bundle-audit, bundler-audit | dependency-scan | |
dependency-check, dependency-check.sh | dependency-scan | --failOnCVSS |
nancy, retire, auditjs | dependency-scan | |
composer audit | dependency-scan | |
dotnet list | dependency-scan | never |
license-checker, licensee, pip-licenses, liccheck, go-licenses, scancode, reuse, licensed,
  fossa test | licence-scan | |
gitleaks, gitleaks detect, gitleaks git, gitleaks protect, gitleaks dir | secret-scan | | --exit-code=0
trufflehog | secret-scan | --fail |
detect-secrets, detect-secrets-hook, ggshield, git-secrets, secretlint, talisman, kingfisher | secret-scan | |
bandit | sast | | --exit-zero
semgrep ci | sast | | 
semgrep, semgrep scan, opengrep scan | sast | --error |
gosec | sast | | -no-fail
brakeman | sast | | --no-exit-on-warn
njsscan, bearer, bearer scan, psalm, phpstan, spotbugs, find-sec-bugs, flawfinder, horusec | sast | |
codeql, codeql database analyze | sast | never |
sonar-scanner | sast lint | -Dsonar.qualitygate.wait=true |
zap-baseline.py, zap-full-scan.py, zap-api-scan.py, zap.sh, zap | dast | | -I
nuclei, nikto, wapiti, dastardly, schemathesis-dast | dast | |
checkov | iac-scan | | --soft-fail -s
tfsec, terrascan, kics, tfscan | iac-scan | | --soft-fail -s --no-fail
kube-score, kube-score score, kubesec, kubesec scan, kube-linter, kube-linter lint, polaris,
  polaris audit | iac-scan validate-manifests | |
kubescape, kubescape scan | iac-scan compliance-scan | --fail-threshold --compliance-threshold --severity-threshold |
kube-bench | compliance-scan cluster-scan | --exit-code |
prowler, scout, cloudsploit, powerpipe, inspec, inspec exec, oscap | compliance-scan | |
rbac-police, rbac-tool, kubeaudit, kubeaudit all | cluster-scan | |
readiness-scan, readiness-scan scan, readiness-scan ci | readiness iac-scan validate-manifests | | --exit-zero
readiness-scan checklist | readiness compliance-scan | |
cosign sign, cosign sign-blob | sign | |
cosign verify | verify-signature | |
cosign attest | provenance | |
cosign verify-attestation | verify-signature | |
notation sign | sign | |
notation verify | verify-signature | |
gpg | | |
syft, syft scan, cdxgen, cyclonedx-py, cyclonedx-npm, cyclonedx-gomod, cyclonedx-bom, cyclonedx, sbom-tool,
  spdx-sbom-generator, docker sbom | sbom | |
trivy sbom-generate | sbom | |
docker build, docker image build, podman build, buildah bud, buildah build, nerdctl build, img build, kaniko,
  executor, /kaniko/executor, pack build, ko build, ko publish, jib, docker-compose build, docker compose build,
  s2i build | build-image | |
docker buildx build, docker buildx bake, depot build, depot bake, earthly | build-image | |
docker push, docker image push, podman push, crane push, crane copy, skopeo copy, regctl image copy,
  oras push | push-image | |
docker login, podman login, helm registry login, crane auth login | registry-login | |
container-structure-test, container-structure-test test, goss, dgoss, dgoss run, dcgoss, cst | test-image | |
hadolint, dockerfilelint, dockerfile_lint | lint | | --no-fail
pytest, py.test | test | |
tox, nox | test | |
unittest | test unit-test | |
jest, vitest, vitest run, mocha, ava, karma, jasmine, tap, node --test, bun test,
  deno test | test | | --passWithNoTests-only
go test, gotestsum, ginkgo | test | |
cargo test, cargo nextest | test | |
mvn test, mvn verify, mvnw test, mvnw verify, ./mvnw test, ./mvnw verify | test | | -DskipTests
gradle test, gradlew test, ./gradlew test, gradle check, ./gradlew check | test | |
rspec, bundle exec rspec, rake test, rake spec, rails test, bin/rails test | test | |
phpunit, ./vendor/bin/phpunit, pest | test | |
dotnet test | test | |
ctest, bats, shellspec | test | |
sbt test, lein test, mix test, swift test, flutter test | test | |
robot, pabot | test e2e-test | |
playwright, playwright test, cypress, cypress run, nightwatch, testcafe, wdio, protractor,
  detox test | test e2e-test | |
behave, cucumber, cucumber-js | test e2e-test | |
newman, newman run, karate, hurl, tavern-ci, step-ci | test integration-test | |
pact, pact-broker, pact-verifier, pact-provider-verifier, pact-broker can-i-deploy, dredd, schemathesis,
  schemathesis run, st run, specmatic | test contract-test | |
axe, pa11y, pa11y-ci, lighthouse, lhci, lhci autorun | test accessibility-test | |
k6, k6 run, k6 cloud, locust, artillery, artillery run, gatling, gatling.sh, jmeter, vegeta, vegeta attack, ghz, hey,
  wrk, ab, fortio, fortio load, autocannon, bombardier, drill | load-test | |
litmusctl, chaos, chaos run, toxiproxy-cli, chaosctl | chaos-test | |
coverage report, coverage-threshold, diff-cover, codecov, go-test-coverage, nyc check-coverage, c8 check-coverage,
  covtool | coverage | |
coverage, coverage run, coverage xml, coverage html, nyc, c8 | test coverage | |
coveralls, codecov-upload | coverage | never |
ruff check, ruff, flake8, pylint, pycodestyle, pydocstyle, pyflakes, eslint, oxlint, biome check, biome lint,
  biome ci, tslint, stylelint, golangci-lint, golangci-lint run, staticcheck, revive, go vet, rubocop, standardrb,
  phpcs, ktlint, detekt, checkstyle, clippy, cargo clippy, clang-tidy, cppcheck, shellcheck, yamllint, markdownlint,
  markdownlint-cli2, swiftlint, xo, jshint, standard, sqlfluff, sqlfluff lint, squawk, vulture, prospector, pylama,
  dotnet format, scalafix | lint | | --exit-zero
actionlint, zizmor | lint validate-config | |
black, isort, ruff format, yapf, autopep8, prettier, gofmt, goimports, gofumpt, rustfmt, cargo fmt, terraform fmt,
  tofu fmt, shfmt, clang-format, scalafmt, spotless, biome format, dprint, packer fmt | format | |
mypy, pyright, basedpyright, pytype, pyre, pyre check, tsc, vue-tsc, flow, flow check, dmypy, ty check, sorbet,
  srb tc | type-check | |
pre-commit, pre-commit run, prek, prek run, lefthook, lefthook run | lint | |
super-linter, megalinter, mega-linter-runner | lint | |
helm lint, ct lint, helm unittest, chart-testing lint, helm-docs-lint | validate-chart | |
helm template | validate-chart | |
ct install, ct lint-and-install, chart-testing install | install-chart test-chart validate-chart | |
helm test | test-chart smoke-test | |
helm-docs, terraform-docs | docs docs-check | |
kubeconform, kubeval, kubectl-validate, kubectl validate, datree, datree test, pluto, pluto detect-files,
  kustomize cfg, kubectl diff | validate-manifests | |
kustomize build, kubectl kustomize | validate-manifests | |
conftest, conftest test, opa test, opa eval, kyverno test, kyverno apply, gator test, gator verify, regula,
  sentinel test, chainsaw, chainsaw test, kuttl, kubectl kuttl test | policy-test validate-manifests | |
terraform validate, tofu validate, terragrunt validate, terragrunt hclvalidate,
  tflint | validate-terraform validate-config | |
terraform plan, tofu plan, terragrunt plan, terragrunt run-all plan, pulumi preview, cdk diff, cdktf diff | plan | |
terraform apply, tofu apply, terragrunt apply, terragrunt run-all apply, pulumi up, cdk deploy,
  cdktf deploy | apply deploy | |
terraform test, tofu test, terratest | validate-terraform test | |
terraform init, tofu init | setup | |
ansible-lint | lint validate-config | |
check-jsonschema, ajv, ajv validate, jsonschema, cue vet, yajsv, v8r, nginx -t, taplo, taplo check,
  dotenv-linter | validate-config | |
promtool check, promtool check rules, promtool check config, pint, pint lint, cortextool rules lint,
  mimirtool rules check, mimirtool rules lint, lokitool rules lint | validate-rules | |
amtool check-config, amtool config routes | validate-rules | |
amtool config routes test | test-rules | |
promtool test, promtool test rules | test-rules validate-rules | |
sloth validate, pyrra-validate, oslo validate | validate-rules | |
dashboard-linter, dashboard-linter lint, grafana-dashboard-linter | validate-rules | |
sphinx-build, mkdocs, mkdocs build, jekyll build, docusaurus build, mdbook build, hugo, antora,
  vitepress build | docs | |
mkdocs gh-deploy, mike deploy | docs | |
lychee, markdown-link-check, linkinator, muffet, htmlproofer, linkcheckmd, mlc, remark | link-check docs-check | |
vale, alex, write-good, cspell, codespell, proselint, doc8, interrogate, pydocstyle-check | docs-check | |
spectral, spectral lint, redocly lint, vacuum, vacuum lint, optic, optic diff, oasdiff, buf lint, buf breaking,
  swagger-cli validate, openapi-spec-validator, openapi-generator validate, swagger-cli | api-lint | |
redocly, redocly build-docs, redoc-cli, openapi-generator, openapi-generator-cli, openapi-generator-cli generate,
  swagger-codegen, typedoc, jsdoc, javadoc, pdoc, buf generate, protoc, protoc-gen-doc, apidoc, asyncapi,
  asyncapi generate, swag, swag init, rustdoc, cargo doc, sphinx-apidoc | api-docs docs | |
alembic, alembic upgrade, flyway, flyway migrate, liquibase, liquibase update, prisma migrate, prisma migrate deploy,
  dbmate, dbmate up, goose, golang-migrate, migrate, sqitch, sqitch deploy, knex migrate:latest,
  sequelize db:migrate, rails db:migrate, atlas migrate | migrate | |
helm upgrade, helm install | deploy | |
kubectl apply, kubectl create, kubectl replace, kubectl set, kubectl patch, kubectl rollout restart, oc apply,
  oc rollout, oc new-app | deploy | |
kubectl rollout status, kubectl wait | smoke-test | |
argocd app sync, argocd app create, argocd app set, flux reconcile, flux bootstrap, helmfile, helmfile apply,
  helmfile sync, skaffold run, skaffold deploy, kapp deploy, werf converge, garden deploy, tanka apply, tk apply,
  ansible-playbook, nomad job run, docker stack deploy, serverless deploy, sls deploy, sam deploy, gcloud run deploy,
  gcloud app deploy, gcloud deploy, az webapp, az containerapp, az aks, aws ecs update-service, aws deploy,
  aws cloudformation deploy, eb deploy, fly deploy, flyctl deploy, vercel, netlify deploy, cf push, kamal deploy,
  kubectl argo rollouts promote, copilot deploy, cap | deploy | |
docker compose up, docker-compose up, docker compose run, docker-compose run | setup | |
helm rollback, kubectl rollout undo, argocd app rollback, kubectl argo rollouts undo, kubectl argo rollouts abort,
  flagger, oc rollback, werf rollback, kamal rollback, cf rollback, eb rollback | rollback | |
semantic-release, release-please, goreleaser, goreleaser release, changeset, changeset publish, standard-version,
  gh release, gh release create, twine upload, npm publish, pnpm publish, yarn publish, poetry publish, uv publish,
  cargo publish, helm push, cr upload, cr, jreleaser, release-it, lerna publish, hatch publish, flit publish,
  helm cm-push, cz bump, maturin publish | release | |
git-cliff, conventional-changelog, towncrier, towncrier build, auto-changelog, git-chglog | changelog | |
commitlint, commitizen, cz check, gitlint, conform enforce, conventional-pre-commit | lint changelog-check | |
velero backup, velero backup create, pg_dump, pg_dumpall, pg_basebackup, mysqldump, mongodump, restic backup,
  borg create, wal-g backup-push, barman backup, pgbackrest backup, etcdctl snapshot save, xtrabackup,
  aws backup start-backup-job, kopia snapshot create | backup | |
velero restore, velero restore create, pg_restore, mongorestore, restic restore, borg extract, wal-g backup-fetch,
  barman recover, pgbackrest restore, etcdctl snapshot restore, aws backup start-restore-job,
  aws rds restore-db-instance-from-db-snapshot,
  aws rds restore-db-instance-to-point-in-time | restore verify-backup | |
restic check, borg check, pg_verifybackup, barman check-backup, pgbackrest verify, wal-g wal-verify,
  velero backup describe, etcdctl snapshot status, kopia snapshot verify, sha256sum -c, sha256sum --check,
  md5sum -c | verify-backup | |
pg_amcheck, amcheck, pg_checksums, dbt test, great_expectations, great_expectations checkpoint, gx, soda, soda scan,
  pt-table-checksum, data-diff, dbt build, mysqlcheck | data-check | |
infracost, infracost diff, infracost breakdown, infracost comment | cost-estimate | |
krr, goldilocks, kube-capacity | cost-estimate | |
gh issue, gh issue create, glab issue create, jira issue create | open-issue | |
act, kind, kind create, k3d, k3d cluster create, minikube, minikube start, microk8s | setup | |
npm ci, npm install, pip install, uv sync, poetry install, yarn install, pnpm install, go mod,
  bundle install | setup | |
python setup.py, python -m build, build, npm run build, go build, cargo build, mvn package, gradle build,
  gradlew build, dotnet build, make build, hatch build, poetry build | build | |
""")

_RUNNERS = frozenset(
    ["sudo", "env", "time", "exec", "command", "nohup", "nice", "npx", "pnpx", "uvx", "bunx", "xvfb-run", "dotenv"]
)
_RUN_IN = frozenset(
    [
        "poetry",
        "pipenv",
        "uv",
        "hatch",
        "pdm",
        "rye",
        "conda",
        "mamba",
        "micromamba",
        "pixi",
        "bundle",
        "mise",
        "asdf",
        "pnpm",
        "yarn",
        "npm",
        "direnv",
        "doppler",
        "op",
        "nix",
        "devbox",
        "aws-vault",
        "pipx",
        "rtx",
    ]
)
_IMAGES = MappingProxyType(
    {
        "trivy": "trivy",
        "grype": "grype",
        "syft": "syft",
        "hadolint": "hadolint",
        "checkov": "checkov",
        "kics": "kics",
        "gitleaks": "gitleaks",
        "trufflehog": "trufflehog",
        "semgrep": "semgrep",
        "k6": "k6 run",
        "locust": "locust",
        "zap2docker-stable": "zap",
        "zaproxy": "zap",
        "owasp/zap2docker-stable": "zap",
        "kubeconform": "kubeconform",
        "kube-linter": "kube-linter",
        "cosign": "cosign",
        "promtool": "promtool",
        "chart-testing": "ct",
        "bandit": "bandit",
        "dependency-check": "dependency-check",
        "newman": "newman",
        "lychee": "lychee",
        "spectral": "spectral",
        "osv-scanner": "osv-scanner",
        "actionlint": "actionlint",
        "shellcheck": "shellcheck",
        "yamllint": "yamllint",
        "tflint": "tflint",
        "tfsec": "tfsec",
        "kubescape": "kubescape",
        "kube-bench": "kube-bench",
        "vegeta": "vegeta",
    }
)
_VERSIONED = lazy(r"(?:python|pip|node|php|ruby|java)[0-9.]*")
_OPTIONS_WITH_VALUE = frozenset(
    [
        "-n",
        "--namespace",
        "-f",
        "--file",
        "--project",
        "-C",
        "--directory",
        "--context",
        "--kube-context",
        "-c",
        "--config",
        "-e",
        "--env",
        "--with",
        "--from",
        "-p",
        "--package",
        "--profile",
        "--region",
        "--prefix",
        "--kubeconfig",
        "-v",
        "--volume",
        "-w",
        "--workdir",
        "-u",
        "--user",
        "--entrypoint",
        "--network",
        "--name",
        "-chdir",
        "--filter",
        "--group",
        "--extra",
        "--python",
        "-m",
        "--platform",
        "--fail-on",
        "--severity",
        "-s",
        "--format",
        "--output",
        "-o",
        "--scanners",
        "--timeout",
        "--only-severity",
        "--template",
        "--ignorefile",
        "--tag",
        "-t",
        "--build-arg",
        "--target",
        "--cache-from",
        "--cache-to",
        "--label",
        "--destination",
        "--key",
        "--type",
        "--predicate",
        "--set",
        "--values",
        "--dockerfile",
        "--severity-threshold",
        "--audit-level",
        "--out",
        "-b",
        "--vus",
        "--duration",
        "--users",
        "--spawn-rate",
        "--host",
        "-H",
        "-r",
        "--config-file",
    ]
)

LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "integration": "integration-test",
        "e2e": "e2e-test",
        "end-to-end": "e2e-test",
        "end_to_end": "e2e-test",
        "endtoend": "e2e-test",
        "acceptance": "e2e-test",
        "smoke": "smoke-test",
        "contract": "contract-test",
        "pact": "contract-test",
        "performance": "load-test",
        "benchmark": "load-test",
        "benchmarks": "load-test",
        "perf": "load-test",
        "stress": "load-test",
        "chaos": "chaos-test",
        "accessibility": "accessibility-test",
        "a11y": "accessibility-test",
        "unit": "unit-test",
        "functional": "integration-test",
        "security": "security-test",
    }
)
_LOAD_TEST = lazy(r"\bload(?:[-_ /]?tests?\b|$)|/load/")
_LEVEL_WORDS = lazy(r"[a-z0-9]+(?:[-_]to[-_]end)?")


def level_of(text: str) -> str:
    """The level of tests that a name tells, such as `integration-test` for tests/integration; "" for none."""
    text = text.lower()
    if "end-to-end" in text or "end_to_end" in text or "end to end" in text:
        return "e2e-test"
    if _LOAD_TEST.search(text):
        return "load-test"  # a load balancer has a load too
    for word in _LEVEL_WORDS.findall(text):
        if word in LEVELS:
            return LEVELS[word]
    return ""


def nested(words: Sequence[str]) -> str:
    """The script that a shell is handed in a word (`bash -c "..."`), "" for other commands."""
    if words and posixpath.basename(words[0]) in ("bash", "sh", "zsh", "dash", "ash"):
        for index, word in enumerate(words[1:], 1):
            if word.startswith("-") and word.endswith("c") and index + 1 < len(words):
                return words[index + 1]
            if not word.startswith("-"):
                return ""
    return ""


def bare(words: Sequence[str]) -> tuple[str, ...]:
    """The command without what only starts it: `sudo`, `poetry run`, `python -m`, `docker run IMAGE`, paths."""
    left = list(words)
    for _ in range(8):
        if not left:
            return ()
        name = posixpath.basename(left[0])
        if name in _RUNNERS:
            left = _skip_options(left[1:])
            while left and "=" in left[0] and not left[0].startswith("-"):
                left.pop(0)
        elif name == "timeout":
            left = _skip_options(left[1:])[1:]
        elif (
            name in _RUN_IN
            and len(left) > 2
            and left[1] in ("run", "exec", "x", "dlx", "tool")
            and not _is_script(name, left)
        ):
            left = _skip_options(left[2:])
            if left[:1] == ["run"]:
                left = left[1:]
            left = [word for word in left if word != "--"] if "--" in left[:1] else left
        elif _VERSIONED.fullmatch(name) and left[1:2] == ["-m"] and len(left) > 2:
            left = left[2:]
        elif name in ("docker", "podman", "nerdctl") and left[1:2] == ["run"]:
            inner = _in_container(left[2:])
            if inner is None:
                return tuple(left)
            left = inner
        else:
            break
    if left and ("@" in left[0][1:] and not left[0].startswith("@")):
        left[0] = left[0][: left[0].index("@", 1)]
    return tuple(left)


def _is_script(name: str, words: Sequence[str]) -> bool:
    return name in ("npm", "pnpm", "yarn") and words[1] == "run"


def _skip_options(words: list[str]) -> list[str]:
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "--":
        at += 2 if words[at] in _OPTIONS_WITH_VALUE and "=" not in words[at] else 1
    return words[at:]


def _in_container(words: list[str]) -> list[str] | None:
    """The command that runs in a container of an image whose entry point we know."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _OPTIONS_WITH_VALUE else 1
    if at >= len(words):
        return None
    image = words[at].partition("@")[0]
    name = image.rpartition("/")[2].partition(":")[0]
    tool = _IMAGES.get(name)
    if tool is None:
        return None
    rest = words[at + 1 :]
    given = tool.split()
    return rest if rest[:1] == given[:1] or rest[:1] and rest[0].endswith(".py") else [given[0], *rest]


def recognise(words: Sequence[str]) -> Task:
    """What a command does; a task without purposes where the table does not know it."""
    command = bare(words)
    if not command:
        return NOTHING
    command = (
        posixpath.basename(command[0]) if "/" in command[0] and not command[0].startswith("/kaniko") else command[0],
        *command[1:],
    )
    plain = _plain(command)
    for count in (4, 3, 2, 1):
        row = _TABLE.get(" ".join(plain[:count]))
        if row is not None and len(plain) >= count:
            break
    else:
        return Task(command[0].removeprefix("./"))
    flags = command[1:]
    gates = _gates(row, flags)
    task = Task(plain[0].removeprefix("./"), row.purposes, gates)
    refine = _REFINED.get(task.tool)
    return refine(task, plain, flags) if refine is not None else task


def _plain(command: Sequence[str]) -> list[str]:
    """The program and the words behind it that are no options: what tells its commands apart."""
    found = [command[0]]
    at = 1
    while at < len(command) and len(found) < 5:
        word = command[at]
        if word.startswith("-"):
            if len(found) == 1 and f"{command[0]} {word}" in _TABLE:
                found.append(word)
            at += 2 if word in _OPTIONS_WITH_VALUE and "=" not in word else 1
            continue
        found.append(word)
        at += 1
    return found


def _gates(row: _Tool, flags: Sequence[str]) -> bool:
    if "never" in row.needs:
        return False
    if any(_has(flags, flag) for flag in row.off):
        return False
    return not row.needs or any(_has(flags, flag) for flag in row.needs)


def _has(flags: Sequence[str], wanted: str) -> bool:
    name, equals, value = wanted.partition("=")
    if not equals:
        return any(flag == name or flag.startswith(name + "=") for flag in flags)
    return option(flags, name) == value or wanted in flags


def option(flags: Sequence[str], *names: str) -> str:
    """The value of an option, written `--name value` or `--name=value`; "" where it is not given."""
    for index, flag in enumerate(flags):
        for name in names:
            if flag == name:
                return flags[index + 1] if index + 1 < len(flags) else ""
            if flag.startswith(name + "="):
                return flag[len(name) + 1 :]
    return ""


def options(flags: Sequence[str], *names: str) -> list[str]:
    """All values of an option that may be given more than once."""
    found = []
    for index, flag in enumerate(flags):
        for name in names:
            if flag == name and index + 1 < len(flags):
                found.append(flags[index + 1])
            elif flag.startswith(name + "="):
                found.append(flag[len(name) + 1 :])
    return found


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())


def severities(text: str) -> tuple[str, ...]:
    """A list of severities as all tools of the table write them, upper case."""
    return tuple(part.upper() for part in _listed(text))


_ABOVE = ("NEGLIGIBLE", "LOW", "MEDIUM", "HIGH", "CRITICAL")


def at_least(text: str) -> tuple[str, ...]:
    """The severities from one on upwards."""
    text = text.upper()
    return tuple(reversed(_ABOVE[_ABOVE.index(text) :])) if text in _ABOVE else ()


def _last(plain: Sequence[str], skip: int) -> str:
    return plain[-1] if len(plain) > skip else ""


def _trivy(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    purposes = task.purposes
    scanners = _listed(option(flags, "--scanners", "--security-checks"))
    if "secret" in scanners:
        purposes += ("secret-scan",)
    if "misconfig" in scanners or "config" in scanners:
        purposes += ("iac-scan",)
    if "license" in scanners:
        purposes += ("licence-scan",)
    if option(flags, "--format", "-f") in ("cyclonedx", "spdx", "spdx-json"):
        purposes, task = ("sbom",), task._replace(gates=True)
    if option(flags, "--compliance"):
        purposes += ("compliance-scan",)
    return task._replace(
        purposes=purposes,
        severities=severities(option(flags, "--severity", "-s")),
        image=_last(plain, 2) if "image-scan" in purposes else "",
    )


def _grype(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    target = _last(plain, 1)
    purposes = ("dependency-scan",) if target.startswith(("dir:", "sbom:", "file:", ".")) else task.purposes
    return task._replace(purposes=purposes, severities=at_least(option(flags, "--fail-on", "-f")), image=target)


def _docker(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    if "build-image" in task.purposes:
        pushes = "--push" in flags
        return task._replace(
            purposes=(*task.purposes, *(("push-image",) if pushes else ())),
            pushes=pushes,
            platforms=_listed(option(flags, "--platform")),
            tags=tuple(options(flags, "-t", "--tag")),
            target=option(flags, "--target"),
            dockerfile=option(flags, "-f", "--file"),
            image=(options(flags, "-t", "--tag") or [""])[0],
        )
    if "image-scan" in task.purposes:
        return task._replace(severities=severities(option(flags, "--only-severity")), image=_last(plain, 3))
    if "push-image" in task.purposes:
        return task._replace(image=_last(plain, 2), pushes=True, tags=(_last(plain, 2),))
    return task


def _kaniko(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    tags = tuple(options(flags, "--destination", "-d"))
    pushes = "--no-push" not in flags
    return task._replace(
        purposes=("build-image", "push-image") if pushes else ("build-image",),
        pushes=pushes,
        tags=tags,
        image=tags[0] if tags else "",
        dockerfile=option(flags, "--dockerfile"),
        platforms=_listed(option(flags, "--custom-platform")),
    )


def _helm(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    dry = any(_has(flags, flag) for flag in ("--dry-run",)) and option(flags, "--dry-run") != "none"
    purposes = ("validate-chart",) if dry and "deploy" in task.purposes else task.purposes
    return task._replace(
        purposes=purposes,
        dry_run=dry,
        atomic=any(_has(flags, flag) for flag in ("--atomic", "--rollback-on-failure")),
        waits=any(_has(flags, flag) for flag in ("--wait", "--atomic", "--rollback-on-failure")),
    )


def _kubectl(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    dry = any(_has(flags, "--dry-run") for _ in (0,)) and option(flags, "--dry-run") != "none"
    purposes = ("validate-manifests",) if dry and "deploy" in task.purposes else task.purposes
    return task._replace(purposes=purposes, dry_run=dry, waits="rollout" in plain[1:2] and "status" in plain[2:3])


def _pytest(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    floor = option(flags, "--cov-fail-under")
    purposes = list(task.purposes)
    marks = option(flags, "-m")
    levels = {level for word in plain[1:] if (level := level_of(word))}
    if marks and "not " not in marks and level_of(marks):
        levels.add(level_of(marks))
    purposes += sorted(levels) or ["unit-test"]
    if any(flag.startswith("--cov") for flag in flags):
        purposes.append("coverage")
    return task._replace(purposes=tuple(purposes), floor=_percent(floor))


def _tests(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    if "test" not in task.purposes or len(task.purposes) > 1:
        return _coverage(task, plain, flags)
    levels = sorted({level for word in (*plain[1:], *flags) if (level := level_of(word))}) or ["unit-test"]
    covered = any("cover" in flag for flag in flags)
    return task._replace(purposes=(*task.purposes, *levels, *(("coverage",) if covered else ())))


def _coverage(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    floor = option(flags, "--fail-under", "--threshold", "--lines", "--fail_under")
    return task._replace(floor=_percent(floor))


def _percent(text: str) -> float:
    try:
        value = float(text.rstrip("%"))
    except ValueError:
        return 0
    return value if 0 < value <= 100 else 0


def _formatter(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    checks = any(
        flag in ("--check", "--check-only", "-c", "--diff", "-check", "-d", "-l", "--list-different", "--dry-run")
        or flag.startswith("-check")
        for flag in flags
    )
    return task._replace(gates=checks) if "format" in task.purposes else task


def _checkov(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    return task._replace(severities=at_least(option(flags, "--hard-fail-on")))


def _snyk(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    return task._replace(
        severities=at_least(option(flags, "--severity-threshold")),
        image=_last(plain, 3) if "image-scan" in task.purposes else "",
    )


def _npm(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    level = option(flags, "--audit-level", "--level", "--severity")
    return task._replace(severities=at_least("medium" if level == "moderate" else level))


def _cosign(task: Task, plain: Sequence[str], flags: Sequence[str]) -> Task:
    purposes = task.purposes
    if "provenance" in purposes and option(flags, "--type") in ("cyclonedx", "spdx", "spdxjson"):
        purposes = ("provenance", "sbom")
    return task._replace(purposes=purposes, image=_last(plain, 2))


_REFINED: Mapping[str, Callable[[Task, Sequence[str], Sequence[str]], Task]] = MappingProxyType(
    {
        "trivy": _trivy,
        "grype": _grype,
        "docker": _docker,
        "podman": _docker,
        "nerdctl": _docker,
        "buildah": _docker,
        "depot": _docker,
        "kaniko": _kaniko,
        "executor": _kaniko,
        "/kaniko/executor": _kaniko,
        "helm": _helm,
        "kubectl": _kubectl,
        "oc": _kubectl,
        "pytest": _pytest,
        "py.test": _pytest,
        "coverage": _coverage,
        "nyc": _coverage,
        "c8": _coverage,
        "diff-cover": _coverage,
        "checkov": _checkov,
        "snyk": _snyk,
        "npm": _npm,
        "pnpm": _npm,
        "yarn": _npm,
        "cosign": _cosign,
        "black": _formatter,
        "isort": _formatter,
        "ruff": _formatter,
        "prettier": _formatter,
        "gofmt": _formatter,
        "terraform": _formatter,
        "tofu": _formatter,
        "yapf": _formatter,
        "rustfmt": _formatter,
        "cargo": lambda *given: _formatter(_tests(*given), *given[1:]),
        "shfmt": _formatter,
        "jest": _tests,
        "vitest": _tests,
        "mocha": _tests,
        "ava": _tests,
        "go": _tests,
        "gotestsum": _tests,
        "ginkgo": _tests,
        "mvn": _tests,
        "mvnw": _tests,
        "gradle": _tests,
        "gradlew": _tests,
        "rspec": _tests,
        "rake": _tests,
        "rails": _tests,
        "phpunit": _tests,
        "dotnet": _tests,
        "ctest": _tests,
        "bats": _tests,
        "sbt": _tests,
        "mix": _tests,
        "node": _tests,
        "bun": _tests,
        "deno": _tests,
        "tox": _tests,
        "nox": _tests,
    }
)


def purposes_of_tool(tool: str) -> tuple[str, ...]:
    """What a program does when it is called by its name alone, for hooks and configuration files."""
    return recognise([tool]).purposes


def merged(purposes: Iterable[str]) -> list[str]:
    """Each once, sorted."""
    return sorted(set(purposes))
