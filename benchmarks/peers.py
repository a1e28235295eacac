"""Speed beside other scanners, in turn in one run; prints medians, and ratios to ours.

    python benchmarks/peers.py --scan READINESS-SCAN --tool kube-score=PATH --tool trivy=PATH ... [--chart CHART]

`READINESS-SCAN` is the command of an installed wheel; tools are left out where no path is given. Known are kube-linter,
kube-score, kubeconform, polaris, trivy and checkov. Those that cannot read charts get what the chart renders to, rendered before and
not measured. kubeconform downloads the schemas of kinds; here it gets some that are made of our table of them.

What is scanned
    small      a chart of ours (fixtures/web)
    chart      the chart that is named
    manifests  2,000 manifests in as many files, made here: 400 applications with five objects each
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.side_by_side import Run, run  # noqa: E402
from scanner.apischema.tables import Tables, tables  # noqa: E402

APPLICATIONS = 400
OBJECTS = {
    "deployment": """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app-{0}, namespace: shop, labels: {{app: app-{0}}}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: app-{0}}}}}
  template:
    metadata: {{labels: {{app: app-{0}}}}}
    spec:
      serviceAccountName: app-{0}
      containers:
      - name: main
        image: registry.example.com/app:{0}.0.0
        ports: [{{containerPort: 8080}}]
        env: [{{name: LEVEL, valueFrom: {{configMapKeyRef: {{name: app-{0}, key: level}}}}}}]
        resources: {{requests: {{cpu: 100m, memory: 128Mi}}, limits: {{memory: 128Mi}}}}
        securityContext: {{runAsNonRoot: true, allowPrivilegeEscalation: false}}
""",
    "service": """\
apiVersion: v1
kind: Service
metadata: {{name: app-{0}, namespace: shop}}
spec: {{selector: {{app: app-{0}}}, ports: [{{port: 80, targetPort: 8080}}]}}
""",
    "config": "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: app-{0}, namespace: shop}}\ndata: {{level: info}}\n",
    "account": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: app-{0}, namespace: shop}}\n",
    "budget": """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: app-{0}, namespace: shop}}
spec: {{minAvailable: 1, selector: {{matchLabels: {{app: app-{0}}}}}}}
""",
}

KUBERNETES = 35
"""The minor version whose schemas kubeconform gets."""

SCALARS = {
    "int32": {"type": "integer"}, "int64": {"type": "integer"}, "boolean": {"type": "boolean"}, "number": {"type": "number"},
    "quantity": {"type": ["string", "number"]}, "int-or-string": {"type": ["string", "integer"]}, "any": {},
    "string": {"type": "string"}, "bytes": {"type": "string"}, "time": {"type": "string"},
}

# The command of each tool for (its path, the chart or folder as it is, the folder of plain manifests).
Command = Callable[[str, str, str], list[str]]
COMMANDS: dict[str, Command] = {
    "kube-linter": lambda tool, path, plain: [tool, "lint", path],
    "kube-score": lambda tool, path, plain: [tool, "score", *sorted(str(file) for file in Path(plain).glob("*.yaml"))],
    "kubeconform": lambda tool, path, plain: [
        tool, "-schema-location", str(schemas(Path(plain).parent / "schemas") / "{{ .ResourceKind }}{{ .KindSuffix }}.json"),
        "-ignore-missing-schemas", plain],
    "polaris": lambda tool, path, plain: [tool, "audit", "--audit-path", plain],
    "trivy": lambda tool, path, plain: [tool, "config", "--quiet", "--skip-check-update", "--skip-version-check", path],
    "checkov": lambda tool, path, plain: [tool, "-d", plain, "--framework", "kubernetes", "--quiet", "--compact"],
}


def main() -> None:
    """Read the command line, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scan", default="readiness-scan")
    parser.add_argument("--tool", action="append", default=[], metavar="NAME=PATH")
    parser.add_argument("--chart")
    parser.add_argument("--times", type=int, default=3, help="runs of each tool")
    parser.add_argument("--only", choices=["small", "chart", "manifests"], action="append", help="only this input (repeatable)")
    options = parser.parse_args()
    tools = dict(word.split("=", 1) for word in options.tool)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = {"small": str(ROOT / "fixtures/web/input/web"), "chart": options.chart,
                  "manifests": str(manifests(folder / "manifests"))}
        for what, path in inputs.items():
            if path and (not options.only or what in options.only):
                measure(what, path, options, tools, folder)


def manifests(folder: Path) -> Path:
    """A folder of plain manifests."""
    folder.mkdir()
    for number in range(APPLICATIONS):
        for kind, text in OBJECTS.items():
            (folder / f"app-{number:03}-{kind}.yaml").write_text(text.format(number))
    return folder


def schemas(folder: Path) -> Path:
    """A folder of JSON Schemas for the built-in kinds, named as kubeconform looks for them; made once."""
    if folder.is_dir():
        return folder
    folder.mkdir()
    table = tables()
    for api_version, kinds in table.kinds.items():
        group, _, version = api_version.rpartition("/")
        suffix = "-".join(word for word in (group.partition(".")[0], version) if word)
        for kind in kinds:
            found = table.kind(api_version, kind)
            if found is not None and found.is_in(KUBERNETES):
                known: dict[str, dict[str, object]] = {}
                schema = form(found.type, table, known) | {"definitions": known}
                (folder / f"{kind.lower()}-{suffix}.json").write_text(json.dumps(schema))
    return folder


def form(name: str, table: Tables, known: dict[str, dict[str, object]]) -> dict[str, object]:
    """The schema of a form of the table; types are put into `known`, where references lead to."""
    if name.startswith("[]"):
        return {"type": ["array", "null"], "items": form(name[2:], table, known)}
    if name.startswith("{}"):
        return {"type": ["object", "null"], "additionalProperties": form(name[2:], table, known)}
    if name in SCALARS:
        return dict(SCALARS[name])
    if name not in known:
        known[name] = {}
        fields = {field: one for field, one in table.fields(name).items() if one.is_in(KUBERNETES)}
        known[name] |= {"type": ["object", "null"], "additionalProperties": False,
                        "properties": {field: form(one.form, table, known) for field, one in fields.items()}}
        required = [field for field, one in fields.items() if one.required]
        known[name] |= {"required": required} if required else {}
    return {"$ref": f"#/definitions/{name}"}


def measure(what: str, path: str, options: argparse.Namespace, tools: dict[str, str], folder: Path) -> None:
    """Run every tool in turn, some rounds, and print a row for each."""
    plain = path
    if Path(path, "Chart.yaml").exists():
        plain = str(folder / f"{what}-rendered")
        Path(plain).mkdir()
        text = subprocess.run([options.scan, "render", path], check=True, capture_output=True).stdout
        Path(plain, "all.yaml").write_bytes(text)
    ours = [options.scan, path, "--no-ci-values", "--format", "sarif", "-o", str(folder / "out.sarif"), "--fail-on", "none"]
    commands = {"readiness-scan": ours, **{name: COMMANDS[name](tool, path, plain) for name, tool in tools.items()}}
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for times in range(options.times + 1):
        for name, command in commands.items():
            done = run(command)
            if times:  # the first round warms up
                runs[name].append(done)
    base = statistics.median(each.wall for each in runs["readiness-scan"])
    for name, found in runs.items():
        wall, cpu, memory = (statistics.median(getattr(each, unit) for each in found) for unit in ("wall", "cpu", "memory"))
        print(f"{what:<10} {name:<16} wall s {wall:8.3f}   cpu s {cpu:8.3f}   memory MB {memory:6.0f}   ratio {wall / base:6.2f}",
              flush=True)


if __name__ == "__main__":
    main()
