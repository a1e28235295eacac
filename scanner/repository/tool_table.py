"""The tools that pipelines run, as a table: what each is for, and how it is told to fail.

A tool that reports findings is only a gate when its exit code says so: some do by themselves, some only with a flag.
"""

from __future__ import annotations

from scanner.records import NamedTuple


class Tool(NamedTuple):
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


def _rows(text: str) -> dict[str, Tool]:
    rows = {}
    for line in unwrapped(text):
        names, purposes, *rest = [part.strip() for part in line.split("|")]
        needs = tuple(rest[0].split()) if rest else ()
        off = tuple(rest[1].split()) if len(rest) > 1 else ()
        for name in names.split(","):
            rows[" ".join(name.split())] = Tool(tuple(purposes.split()), needs, off)
    return rows


# Program, with the words that tell its commands apart | purposes | flags without which it does not fail | flags with
# which it does not fail.
TABLE = _rows("""
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
