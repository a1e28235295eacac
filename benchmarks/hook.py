"""How long a commit waits for the hook, in a repository of 50 charts that is made here.

    python benchmarks/hook.py --scan READINESS-SCAN [--charts 50] [--keep FOLDER]

`READINESS-SCAN` is the command of an installed wheel (an editable checkout starts slower); pre-commit has to be
installed beside the Python that runs this. Each chart has a workload with everything that usually surrounds one,
helpers, a values file of some 150 lines, a subchart and values for two environments that the configuration names.

What is measured, each with the time that pre-commit gives for the hook and with the whole of `pre-commit run`
    template     one changed template of one chart
    lines        the same with --staged-lines
    values       the values file of an environment, with which all charts are rendered
    all files    pre-commit run --all-files
    whole        pre-commit run --hook-stage manual readiness-scan-all
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHART = """\
apiVersion: v2
name: {name}
description: The {name} service
version: 1.{number}.0
appVersion: "2.{number}.1"
dependencies:
- {{name: cache, version: 1.0.0, condition: cache.enabled}}
"""
VALUES = """\
# How many pods run where no autoscaler decides.
replicaCount: 2
image: {{repository: registry.example.com/shop/{name}, tag: "", pullPolicy: IfNotPresent}}
serviceAccount: {{create: true, automount: false, annotations: {{}}}}
podSecurityContext: {{runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: {{type: RuntimeDefault}}}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {{drop: [ALL]}}
service: {{type: ClusterIP, port: 80}}
ingress:
  enabled: true
  className: nginx
  annotations: {{cert-manager.io/cluster-issuer: letsencrypt}}
  hosts:
  - host: {name}.example.com
    paths: [{{path: /, pathType: Prefix}}]
  tls: [{{secretName: {name}-tls, hosts: [{name}.example.com]}}]
resources:
  requests: {{cpu: 100m, memory: 128Mi}}
  limits: {{memory: 256Mi}}
probes: {{liveness: /healthz, readiness: /ready}}
autoscaling: {{enabled: true, minReplicas: 2, maxReplicas: 10, cpu: 75}}
budget: {{enabled: true, minAvailable: 1}}
metrics: {{enabled: true, port: 9090, interval: 30s}}
networkPolicy: {{enabled: true, from: [ingress-nginx, monitoring]}}
cache: {{enabled: true, size: 1Gi}}
job: {{enabled: true, schedule: "17 3 * * *"}}
env:
{env}
config:
{config}
"""
METADATA = """\
metadata:
  name: {{ include "chart.fullname" . }}%s
  labels:
    {{- include "chart.labels" . | nindent 4 }}
"""
TEMPLATES = {
    "_helpers.tpl": """\
{{- define "chart.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end }}
{{- end }}
{{- define "chart.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "chart.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "chart.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{- define "chart.pod" -}}
serviceAccountName: {{ include "chart.fullname" . }}
automountServiceAccountToken: {{ .Values.serviceAccount.automount }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
containers:
- name: {{ .Chart.Name }}
  image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  securityContext:
    {{- toYaml .Values.securityContext | nindent 4 }}
  env:
  {{- range $name, $value := .Values.env }}
  - name: {{ $name | upper | replace "-" "_" }}
    value: {{ tpl (toString $value) $ | quote }}
  {{- end }}
  envFrom: [{configMapRef: {name: {{ include "chart.fullname" . }}}}]
  {{- with .Values.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
""",
    "deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\n" + METADATA % "" + """\
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "chart.selector" . | nindent 6 }}
  template:
    metadata:
      annotations:
        checksum/config: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
      labels:
        {{- include "chart.labels" . | nindent 8 }}
    spec:
      {{- include "chart.pod" . | nindent 6 }}
        ports:
        - {name: http, containerPort: 8080}
        {{- if .Values.metrics.enabled }}
        - {name: metrics, containerPort: {{ .Values.metrics.port }}}
        {{- end }}
        livenessProbe: {httpGet: {path: {{ .Values.probes.liveness }}, port: http}}
        readinessProbe: {httpGet: {path: {{ .Values.probes.readiness }}, port: http}}
""",
    "service.yaml": "apiVersion: v1\nkind: Service\n" + METADATA % "" + """\
spec:
  type: {{ .Values.service.type }}
  ports:
  - {name: http, port: {{ .Values.service.port }}, targetPort: http}
  {{- if .Values.metrics.enabled }}
  - {name: metrics, port: {{ .Values.metrics.port }}, targetPort: metrics}
  {{- end }}
  selector:
    {{- include "chart.selector" . | nindent 4 }}
""",
    "configmap.yaml": "apiVersion: v1\nkind: ConfigMap\n" + METADATA % "" + """\
data:
  {{- range $key, $value := .Values.config }}
  {{ $key }}: {{ $value | quote }}
  {{- end }}
""",
    "serviceaccount.yaml": """\
{{- if .Values.serviceAccount.create }}
apiVersion: v1
kind: ServiceAccount
""" + METADATA % "" + "automountServiceAccountToken: {{ .Values.serviceAccount.automount }}\n{{- end }}\n",
    "hpa.yaml": """\
{{- if .Values.autoscaling.enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
""" + METADATA % "" + """\
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "chart.fullname" . }}}
  minReplicas: {{ .Values.autoscaling.minReplicas }}
  maxReplicas: {{ .Values.autoscaling.maxReplicas }}
  metrics:
  - type: Resource
    resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ .Values.autoscaling.cpu }}}}
{{- end }}
""",
    "pdb.yaml": "{{- if .Values.budget.enabled }}\napiVersion: policy/v1\nkind: PodDisruptionBudget\n" + METADATA % "" + """\
spec:
  minAvailable: {{ .Values.budget.minAvailable }}
  selector:
    matchLabels:
      {{- include "chart.selector" . | nindent 6 }}
{{- end }}
""",
    "ingress.yaml": "{{- if .Values.ingress.enabled }}\napiVersion: networking.k8s.io/v1\nkind: Ingress\n" + METADATA % "" + """\
  annotations:
    {{- toYaml .Values.ingress.annotations | nindent 4 }}
spec:
  ingressClassName: {{ .Values.ingress.className }}
  tls:
    {{- toYaml .Values.ingress.tls | nindent 4 }}
  rules:
  {{- range .Values.ingress.hosts }}
  - host: {{ .host | quote }}
    http:
      paths:
      {{- range .paths }}
      - path: {{ .path }}
        pathType: {{ .pathType }}
        backend: {service: {name: {{ include "chart.fullname" $ }}, port: {name: http}}}
      {{- end }}
  {{- end }}
{{- end }}
""",
    "networkpolicy.yaml": "{{- if .Values.networkPolicy.enabled }}\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
    + METADATA % "" + """\
spec:
  podSelector:
    matchLabels:
      {{- include "chart.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
  {{- range .Values.networkPolicy.from }}
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {{ . }}}}}]
  {{- end }}
  egress: [{}]
{{- end }}
""",
    "servicemonitor.yaml": "{{- if .Values.metrics.enabled }}\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\n"
    + METADATA % "" + """\
spec:
  endpoints: [{port: metrics, interval: {{ .Values.metrics.interval }}}]
  selector:
    matchLabels:
      {{- include "chart.selector" . | nindent 6 }}
{{- end }}
""",
    "cronjob.yaml": "{{- if .Values.job.enabled }}\napiVersion: batch/v1\nkind: CronJob\n" + METADATA % "-cleanup" + """\
spec:
  schedule: {{ .Values.job.schedule | quote }}
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        spec:
          restartPolicy: Never
          {{- include "chart.pod" . | nindent 10 }}
{{- end }}
""",
    "NOTES.txt": "{{ .Release.Name }} answers at {{ (first .Values.ingress.hosts).host }}.\n",
}
SUBCHART = {
    "Chart.yaml": "apiVersion: v2\nname: cache\nversion: 1.0.0\n",
    "values.yaml": "size: 1Gi\nimage: registry.example.com/cache:7.2.4\n",
    "templates/statefulset.yaml": """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: {{ .Release.Name }}-cache, labels: {app: cache}}
spec:
  serviceName: cache
  replicas: 2
  selector: {matchLabels: {app: cache}}
  template:
    metadata: {labels: {app: cache}}
    spec:
      containers: [{name: cache, image: {{ .Values.image }}, ports: [{containerPort: 6379}]}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: {{ .Values.size }}}}}
""",
}
CONFIGURATION = """\
environments:
  staging: {values: ["{chart}/values-staging.yaml", environments/staging.yaml]}
  production: {values: ["{chart}/values-production.yaml", environments/production.yaml]}
"""
HOOKS = """\
repos:
- repo: local
  hooks:
  - {{id: readiness-scan, name: scan, entry: {scan} hook, language: system, require_serial: true, verbose: true}}
  - {{id: lines, name: lines, entry: {scan} hook --staged-lines, language: system, require_serial: true, verbose: true,
      stages: [manual]}}
  - {{id: readiness-scan-all, name: whole, entry: {scan} hook --all, language: system, pass_filenames: false,
      always_run: true, verbose: true, stages: [manual]}}
"""
TEMPLATE = "charts/service-07/templates/deployment.yaml"


def main() -> None:
    """Read the command line, make the repository, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scan", default="readiness-scan")
    parser.add_argument("--charts", type=int, default=50)
    parser.add_argument("--times", type=int, default=5, help="runs of each, after one that warms up")
    parser.add_argument("--keep", metavar="FOLDER", help="make the repository there and leave it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(options.keep or name) / "repository"
        files = make(folder, options.charts, options.scan)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and ".git/" not in str(file))
        print(f"{options.charts} charts, {files} files, {size / 1e6:.1f} MB")
        append(folder, TEMPLATE, "# changed\n")
        measure("template", folder, options.times, "readiness-scan")
        measure("lines", folder, options.times, "lines", "--hook-stage", "manual")
        git(folder, "reset", "-q", "--hard")
        append(folder, "environments/production.yaml", "extra: 1\n")
        measure("values", folder, options.times, "readiness-scan")
        measure("all files", folder, options.times, "readiness-scan", "--all-files")
        measure("whole", folder, options.times, "readiness-scan-all", "--hook-stage", "manual")


def make(folder: Path, charts: int, scan: str) -> int:
    """A Git repository with one commit; gives the number of its files."""
    files = {".readiness.yaml": CONFIGURATION, ".pre-commit-config.yaml": HOOKS.format(scan=os.path.abspath(scan) if "/" in scan else scan),
             "environments/staging.yaml": "replicaCount: 1\n", "environments/production.yaml": "replicaCount: 3\n"}
    for number in range(charts):
        name = f"service-{number:02}"
        env = "\n".join(f"  setting-{each:02}: value-{each}" for each in range(40))
        config = "\n".join(f"  key-{each:02}.properties: the value of key {each} of {name}" for each in range(60))
        chart = {"Chart.yaml": CHART.format(name=name, number=number),
                 "values.yaml": VALUES.format(name=name, env=env, config=config),
                 "values-staging.yaml": "autoscaling: {enabled: false}\n",
                 "values-production.yaml": "autoscaling: {minReplicas: 3}\nresources: {limits: {memory: 512Mi}}\n",
                 **{f"templates/{file}": text for file, text in TEMPLATES.items()},
                 **{f"charts/cache/{file}": text for file, text in SUBCHART.items()}}
        files |= {f"charts/{name}/{file}": text for file, text in chart.items()}
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "all")
    return len(files)


def append(folder: Path, name: str, text: str) -> None:
    """Change a file and stage it."""
    with open(folder / name, "a") as file:
        file.write(text)
    git(folder, "add", ".")


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder."""
    identity = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)


def measure(what: str, folder: Path, times: int, *arguments: str) -> None:
    """Run pre-commit some times and print medians: of the hook as pre-commit tells it, and of the whole."""
    hooks, wholes, findings = [], [], 0
    for number in range(times + 1):
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "pre_commit", "run", "--color=never", *arguments], cwd=folder,
                              capture_output=True, text=True, check=False)
        whole = time.perf_counter() - began
        match = re.search(r"^- duration: ([\d.]+)s$", done.stdout, re.MULTILINE)
        if match is None or "- exit code: 2" in done.stdout:
            sys.exit(f"{what}: the hook did not run\n{done.stdout[:2000]}{done.stderr}")
        findings = len(re.findall(r"^\S+:\d+:\d+: ", done.stdout, re.MULTILINE))
        if number:
            hooks.append(float(match[1]))
            wholes.append(whole)
    print(f"{what:<10} hook s {statistics.median(hooks):6.2f}   pre-commit s {statistics.median(wholes):6.2f}   "
          f"findings {findings}", flush=True)


if __name__ == "__main__":
    main()
