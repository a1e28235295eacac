"""A scan reads: it opens no socket, starts no process, and writes nothing but the report that was asked for.

Python tells audit hooks of everything of that kind, whoever does it; each scan runs in a
process of its own with such a hook, which ends the process at the first forbidden event.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.charts import CHART_YAML, HEALTHY_TEMPLATE, archive, chart, entry, write

# Events by their first word (https://docs.python.org/3/library/audit_events.html).  Reading a
# file is `open` with a mode, or flags, for reading only.
_WATCHED = r"""
import json, os, sys

asked_for = set(json.loads(sys.argv.pop(1)))
seen = []
FORBIDDEN = (
    "socket.", "subprocess.", "urllib.", "http.", "ftplib.", "smtplib.", "os.system", "os.exec", "os.posix_spawn",
    "os.spawn", "os.fork", "os.forkpty", "pty.", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link",
    "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime", "os.setxattr", "os.putenv", "shutil.",
    "tempfile.", "webbrowser.", "ctypes.dlopen", "sqlite3.", "syslog.", "mmap.",
)

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        if writes and path not in asked_for:
            seen.append(f"open {path!r} {mode!r}")
    elif event.startswith(FORBIDDEN):
        seen.append(f"{event} {arguments!r}")

NETWORK = ("socket", "_socket", "ssl", "_ssl", "urllib.request", "http.client", "ftplib", "smtplib", "asyncio",
           "subprocess", "multiprocessing")
leave = os._exit

def left(code):
    told = json.dumps({"seen": seen, "imported": [name for name in NETWORK if name in sys.modules]})
    os.write(2, ("\n" + told).encode())
    leave(code)

os._exit = left
sys.dont_write_bytecode = True
sys.addaudithook(watch)
from scanner.command import main
main()
"""

_TEMPLATE = HEALTHY_TEMPLATE + (
    "# {{ toYaml .Values }} {{ now | date `2006` }} {{ randAlpha 5 }} {{ genCA `a` 1 }} {{ getHostByName `a` }}\n"
    "# {{ lookup `v1` `Pod` `a` `b` }} {{ .Files.Glob `*` }} {{ regexMatch `a+` `b` }} {{ semverCompare `>1` `1.2.3` }}\n"
    "# {{ htpasswd `a` `b` }} {{ toToml .Values }} {{ fromYaml `a: 1` }} {{ urlParse `http://a/b` }}\n"
)


def _inputs(folder: Path) -> None:
    files: dict[str, str | bytes] = {
        "templates/pod.yaml": _TEMPLATE,
        "values.yaml": "a: {b: 1}\n",
        "values.schema.json": '{"properties": {"a": {"$ref": "http://192.0.2.1/schema.json"}}}',
    }
    listed = "dependencies: [{name: absent, version: 1.0.0, repository: 'https://192.0.2.1/charts'}]\n"
    chart(folder / "chart", {**files, "Chart.yaml": CHART_YAML.format(name="chart") + listed})
    packed = [entry("packed/Chart.yaml", CHART_YAML.format(name="packed").encode())]
    packed += [entry(f"packed/{name}", text.encode()) for name, text in files.items() if isinstance(text, str)]
    write(folder, {"packed.tgz": archive(packed), "pod.yaml": HEALTHY_TEMPLATE, "bad.yaml": "a: [\n"})


def _watched(arguments: list[str], folder: Path, asked_for: tuple[str, ...] = ()) -> tuple[int, dict[str, list[str]]]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", _WATCHED, json.dumps(asked_for), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=60, check=False)
    errors = done.stderr.decode()
    assert "Traceback" not in errors, errors
    return done.returncode, json.loads(errors.rpartition("\n")[2])


COMMANDS: dict[str, list[str]] = {
    "text": ["scan", "."],
    "JSON": ["scan", ".", "--format", "json", "--profile", "all"],
    "SARIF": ["scan", ".", "--format", "sarif"],
    "chart": ["scan", "chart", "-n", "web", "--set", "a.b=2"],
    "archive": ["scan", "packed.tgz"],
    "manifests": ["scan", "pod.yaml", "bad.yaml"],
    "checklist": ["checklist", "."],
    "render": ["render", "packed.tgz", "--skip-schema-validation"],
    "map": ["render", "--map", "packed.tgz", "--skip-schema-validation"],
    "rules": ["rules", "list"],
    "explain": ["explain", "naked-pod"],
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_nothing_is_written_sent_or_started(arguments: list[str], tmp_path: Path) -> None:
    _inputs(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    _, told = _watched(arguments, tmp_path)
    assert told["seen"] == []
    assert told["imported"] == []
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_only_the_report_is_written(format_: str, tmp_path: Path) -> None:
    _inputs(tmp_path)
    before = set(tmp_path.rglob("*"))
    code, told = _watched(["scan", ".", "--format", format_, "-o", "report"], tmp_path, ("report",))
    assert code in (1, 3)
    assert told["seen"] == []
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "report"}


def test_the_hook_sees_what_it_must(tmp_path: Path) -> None:
    _inputs(tmp_path)
    _, told = _watched(["scan", ".", "-o", "report"], tmp_path)
    assert told["seen"] and all(each.startswith("open 'report'") for each in told["seen"])
