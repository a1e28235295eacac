"""Runs the command in a process of its own, under limits of time and memory, and measures it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

SECONDS = 10
MEGABYTES = 500

# Address space is more than memory: libraries are mapped, and the deep stack is reserved.
_ADDRESS_SPACE = 2 * 1024**3


# The largest memory of a process is told by the process itself: what its parent sees counts the
# parent's own memory, which the process shares with it before it becomes another program.
_PROGRAM = """
import os
leave = os._exit
def measured(code):
    with open("/proc/self/status") as status:
        peak = [line.split()[1] for line in status if line.startswith("VmHWM")]
    with open(".peak", "w") as file:
        file.write(peak[0])
    leave(code)
os._exit = measured
from scanner.command import main
main()
"""


class Run(NamedTuple):
    """How a run ended: exit code (negative: killed by that signal), outputs, wall-clock seconds, peak memory in MB."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def run(arguments: list[str], directory: Path, stdin: str | None = None) -> Run:
    """Run `readiness-scan ARGUMENTS` in `directory`; it is killed at double the allowed time."""
    source = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(source), "CI": "1"}
    out, err, given = directory / ".out", directory / ".err", directory / ".in"
    given.write_bytes((stdin or "").encode("utf-8", "surrogateescape"))
    started = time.monotonic()
    with open(out, "wb") as to_out, open(err, "wb") as to_err, open(given, "rb") as from_in:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *arguments],
            cwd=directory,
            env=environment,
            stdin=from_in,
            stdout=to_out,
            stderr=to_err,
            preexec_fn=_limit,
        )
        try:
            process.wait(3 * SECONDS)
        except subprocess.TimeoutExpired:  # it waits for something
            process.kill()
            process.wait()
    seconds = time.monotonic() - started
    texts = [path.read_bytes().decode("utf-8", "replace") for path in (out, err)]
    peak = directory / ".peak"
    megabytes = int(peak.read_text()) / 1024 if peak.exists() else 0.0
    for path in (out, err, given, peak):
        path.unlink(missing_ok=True)
    return Run(process.returncode, texts[0], texts[1], seconds, megabytes)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
