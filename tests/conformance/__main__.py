"""Measure this project against recorded outputs of the real tools, and hold the figures against floors.

    python -m tests.conformance

The recordings lie in ../shared beside the checkout; without them this says so and does
nothing.  `floors.json` has the figures that must be reached; they only ever go up.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHARED = ROOT.parent / "shared"
FLOORS = HERE / "floors.json"
DISPUTED = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def vectors(out: Path) -> dict[str, float]:
    """Template functions, values, dependencies, flags: every recorded rendering of `helm template`."""
    data = _measure("run_vectors.py", "render_files", out, "--jobs", _jobs())
    errors = data["errors"]
    return {
        "vectors passed %": 100 * data["pass"] / data["total"],
        "vectors: error at the same line %": 100 * errors["at"] / errors["with_at"],
    }


def corpus(out: Path) -> dict[str, float]:
    """Public charts: renders byte for byte, failures in the same file; for Helm 4 and Helm 3."""
    figures = {}
    for version in ("4", "3"):
        os.environ["HELM_VERSION"] = version
        data = _measure(
            "compare_render.py", "render_chart", out, "--corpus", str(SHARED / "corpus/helm"), "--helm", f"v{version}",
            "--jobs", _jobs(), "--min-pct", "0",
        )["summary"]  # fmt: skip
        figures[f"charts passed % (helm {version})"] = data["passed_pct"]
    return figures


def labels(out: Path) -> dict[str, float]:
    """Labelled manifests of other scanners: how many defects are found, how many invented.

    Over all labels of the checks that have a rule; as means over the checks, which labels are spread over unevenly;
    and as those means without the labels that docs/label-disputes.md calls wrong.
    """
    data = _measure("run_labels.py", "scan_manifests", out, "--jobs", "1", "--map", str(HERE / "own-rules.csv"))
    totals = data["totals"]["reported"]
    disputed = {label for label in DISPUTED.findall((ROOT / "docs/label-disputes.md").read_text(encoding="utf-8"))}
    counts = {check: Counter(each) for check, each in data["checks"].items()}
    recall, invented = _means(counts)
    for each in data["wrong"]:
        if each["id"] in disputed:
            counts[each["check"]]["fn" if each["expect"] == "fail" else "fp"] -= 1
    undisputed_recall, undisputed_invented = _means(counts)
    return {
        "labels: recall %": 100 * totals["found"] / totals["fail_rows"],
        "labels: not invented %": 100 - 100 * totals["false_positives"] / totals["pass_rows"],
        "labels: mean recall %": recall,
        "labels: mean not invented %": 100 - invented,
        "labels: mean recall, undisputed %": undisputed_recall,
        "labels: mean not invented, undisputed %": 100 - undisputed_invented,
    }


def _means(counts: dict[str, Counter[str]]) -> tuple[float, float]:
    """Recall and share of false positives in percent, as means over the checks with labels of that kind."""
    recalls = [each["tp"] / (each["tp"] + each["fn"]) for each in counts.values() if each["tp"] + each["fn"]]
    invented = [each["fp"] / (each["fp"] + each["tn"]) for each in counts.values() if each["fp"] + each["tn"]]
    return 100 * sum(recalls) / len(recalls), 100 * sum(invented) / len(invented)


def pod_security(_: Path) -> dict[str, float]:
    """The Pod Security labels, for every Kubernetes version that one holds for."""
    from tests.conformance.pod_security import right

    return {"Pod Security: right over all versions %": right(SHARED / "corpus/k8s-labels/psa.jsonl")}


def terraform_labels(out: Path) -> dict[str, float]:
    """Labelled modules of other scanners, for the checks that have a rule: each check counts the same, and weak labels
    do not; with all labels, and without those that `docs/label-disputes-terraform.md` disputes."""
    from tests.conformance.adapters import provider_checks

    own = {file.stem.upper() for file in (ROOT / "policies").glob("terraform-*/*.yaml")}
    checks = sorted(own.union(*provider_checks().values()))
    known = out.with_suffix(".checks")
    known.write_text("\n".join(checks))
    wrong = out.with_suffix(".failures")
    command = [sys.executable, str(SHARED / "tools/run_tf_labels.py"), "--python", "tests.conformance.adapters:scan_terraform",
               "--only-implemented", str(known), "--failures", str(wrong)]
    run = subprocess.run(command, cwd=ROOT, env=dict(os.environ, PYTHONPATH=str(ROOT)), capture_output=True, text=True, check=False)
    if not wrong.is_file() or " 0 crashed" not in run.stdout:
        raise SystemExit(f"run_tf_labels.py gave no figures:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    missed = {json.loads(line)["id"] for line in wrong.read_text().splitlines()}
    disputed = set(re.findall(r"tl-[0-9a-f]{14}", (ROOT / "docs/label-disputes-terraform.md").read_text()))
    rows = [json.loads(line) for line in (SHARED / "corpus/tf-labels/labels.jsonl").read_text().splitlines()]
    rows = [row for row in rows if row["check"] in set(checks) and not row.get("weak")]
    undisputed = [row for row in rows if row["id"] not in disputed]
    return {
        "terraform labels: mean recall %": _right(rows, missed, "fail"),
        "terraform labels: not invented %": _right(rows, missed, "pass", by_check=False),
        "terraform labels: mean recall %, undisputed": _right(undisputed, missed, "fail"),
        "terraform labels: not invented %, undisputed": _right(undisputed, missed, "pass", by_check=False),
    }


def _right(rows: list[dict[str, Any]], missed: set[str], expected: str, by_check: bool = True) -> float:
    """How many of the rows with that expectation are met, in percent; the mean over checks, or over rows."""
    groups: dict[str, list[bool]] = {}
    for row in rows:
        if row["expect"] == expected:
            groups.setdefault(row["check"] if by_check else "", []).append(row["id"] not in missed)
    shares = [sum(group) / len(group) for group in groups.values()]
    return 100 * sum(shares) / len(shares)


def terraform(_: Path) -> dict[str, float]:
    """Terraform: expressions and modules beside recorded answers; plans and folders that load with every resource."""
    from tests.conformance.adapters import terraform_folders, terraform_plans

    plans, resources = terraform_plans(SHARED / "corpus/tf-plans")
    folders = [SHARED / "corpus/tf-labels/fixtures", SHARED / "corpus/seed-project"]
    return {
        "terraform: expressions %": _agreement("--python", "terraform_expression"),
        "terraform: modules %": _agreement("--python-module", "terraform_module"),
        "terraform: plans loaded %": plans,
        "terraform: resources of plans %": resources,
        "terraform: folders loaded %": terraform_folders(folders),
    }


def _agreement(option: str, function: str) -> float:
    command = [sys.executable, str(SHARED / "tools/run_tf_vectors.py"), option, f"tests.conformance.adapters:{function}"]
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"(\d+) of (\d+) vectors agree", run.stdout)
    if found is None:
        raise SystemExit(f"run_tf_vectors.py gave no figures:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return 100 * int(found[1]) / int(found[2])


def seed(_: Path) -> dict[str, float]:
    """The chart that started it all: every break is reported in one scan, and what else is wrong by two profiles."""
    chart = SHARED / "corpus/seed-project/deployment/helm/hf-eco2ai"
    found: dict[str, list[str]] = {}
    for profile in ("default", "production"):
        run = [sys.executable, "-m", "scanner", str(chart), "--profile", profile, "--format", "json"]
        report = json.loads(subprocess.run(run, cwd=ROOT, capture_output=True, check=False).stdout)
        found[profile] = [finding["rule"] for finding in report["findings"]]
    breaks = [rule for rule in found["default"] if rule.startswith("helm-")]
    missing = breaks.count("helm-dependency-missing")
    return {
        "seed: missing dependencies": missing,
        "seed: templates that fail": len(breaks) - missing,
        **{f"seed: findings of other rules, {profile}": len(rules) - len(breaks) for profile, rules in found.items()},
    }


MEASURES: tuple[Callable[[Path], dict[str, float]], ...] = (
    vectors, corpus, labels, pod_security, terraform, terraform_labels, seed,
)


def main() -> int:
    """Print every figure with its floor; 1 when one is below."""
    if not SHARED.is_dir():
        print(f"conformance: skipped, because {SHARED.name}/ is not beside the checkout")
        return 0
    floors: dict[str, float] = json.loads(FLOORS.read_text())
    low = 0
    with tempfile.TemporaryDirectory() as folder:
        for measure in MEASURES:
            for name, value in measure(Path(folder, "figures.json")).items():
                floor = floors[name]
                below = value < floor
                low += below
                print(f"{'BELOW' if below else 'ok':>6}  {name:<40} {value:9.3f}  (floor {floor:g})", flush=True)
    return 1 if low else 0


def _measure(tool: str, function: str, out: Path, *arguments: str) -> Any:
    command = [sys.executable, str(SHARED / "tools" / tool), "--python", f"tests.conformance.adapters:{function}"]
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    run = subprocess.run(
        [*command, "--json", str(out), *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if not out.is_file():
        raise SystemExit(f"{tool} gave no figures:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    data = json.loads(out.read_text())
    out.unlink()
    return data


def _jobs() -> str:
    return str(os.cpu_count() or 1)


if __name__ == "__main__":
    raise SystemExit(main())
