"""What a scan never does: reach out to a network, start a program, write what nobody asked for.

Each scan runs in a process of its own under an audit hook (`sys.addaudithook`), which sees
every file that is opened and every socket and process, whoever in the process asks for it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from scanner.reports import names

ROOT = Path(__file__).parent.parent

# Prints the events that a scan must not cause, as JSON lines on standard error, after the run.
WATCHED = """
import json, os, sys
sys.dont_write_bytecode = True
seen = []
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile",
             "pty.", "ftplib.", "http.", "urllib.", "smtplib.", "webbrowser.", "shutil.", "tempfile.", "os.remove",
             "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown")

def hook(event, args):
    if event.startswith(FORBIDDEN):
        seen.append([event, repr(args)[:200]])
    elif event == "open":
        path, mode, flags = args
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        if writes and path != os.devnull:
            seen.append(["write", str(path)])

sys.addaudithook(hook)
from scanner.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
sys.stderr.write("\\n" + json.dumps({"seen": seen, "modules": sorted(sys.modules)}) + "\\n")
"""

NETWORK = ("socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "asyncio", "multiprocessing", "subprocess")


def watched(*arguments: str, stdin: str = "") -> dict[str, list[object]]:
    """Forbidden events and loaded modules of one run of the command."""
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments], cwd=ROOT, input=stdin, capture_output=True, text=True, check=True
    )
    found: dict[str, list[object]] = json.loads(run.stderr.rstrip("\n").rpartition("\n")[2])
    return found


def archive(path: Path) -> str:
    """A chart of the fixtures as a .tgz."""
    source = ROOT / "fixtures/web/input/web"
    with tarfile.open(path, "w:gz") as packed:
        for file in sorted(source.rglob("*")):
            if file.is_file():
                packed.add(file, f"web/{file.relative_to(source).as_posix()}")
    return str(path)


NASTY = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: nasty}
data:
  host: {{ getHostByName "example.com" | quote }}
  secret: {{ (lookup "v1" "Secret" "default" "x") | toJson | quote }}
  key: {{ genPrivateKey "rsa" | quote }}
  password: {{ randAlphaNum 12 | quote }}
  file: {{ .Files.Get "../../../etc/passwd" | quote }}
  now: {{ now | date "2006" | quote }}
"""


def nasty(folder: Path) -> str:
    """A chart that asks for all it should not get."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: nasty\nversion: 1.0.0\n")
    (folder / "values.schema.json").write_text('{"$ref": "https://example.com/schema.json"}')
    (folder / "templates/a.yaml").write_text(NASTY)
    return str(folder)


@pytest.mark.parametrize("format_", names())
def test_a_scan_of_a_chart_only_reads(format_: str) -> None:
    assert watched("fixtures/web/input", "--format", format_)["seen"] == []


def test_archives_are_read_in_memory(tmp_path: Path) -> None:
    assert watched(archive(tmp_path / "web.tgz"))["seen"] == []


def test_manifests_and_standard_input_are_only_read() -> None:
    assert watched("fixtures/manifests/input")["seen"] == []
    assert watched("-", stdin="kind: Pod\napiVersion: v1\nmetadata: {name: a}\n")["seen"] == []


def test_what_a_chart_asks_for_does_not_matter(tmp_path: Path) -> None:
    assert watched(nasty(tmp_path / "nasty"), "--profile", "all")["seen"] == []
    assert watched("render", nasty(tmp_path / "again"))["seen"] == []


def test_only_the_output_that_was_asked_for_is_written(tmp_path: Path) -> None:
    output = str(tmp_path / "out.sarif")
    assert watched("fixtures/web/input", "--format", "sarif", "-o", output)["seen"] == [["write", output]]


def test_other_commands_only_read(tmp_path: Path) -> None:
    sarif = tmp_path / "x.sarif"
    sarif.write_text('{"version": "2.1.0", "runs": []}')
    for arguments in (["sarif", "validate", str(sarif), "--root", str(tmp_path)], ["ci", "fixtures/web/input"],
                      ["rules", "list"], ["explain", "latest-tag"], ["checklist", "fixtures/web/input"],
                      *(["graph", "fixtures/web/input", "--format", one] for one in ("mermaid", "dot", "json", "svg"))):
        assert watched(*arguments)["seen"] == []


def test_the_hook_sees_what_it_should(tmp_path: Path) -> None:
    """The proof is worth something only if a breach would show."""
    breach = "import socket, subprocess; socket.socket(); subprocess.run(['true']); open(sys.argv[1], 'w').close()"
    script = WATCHED.replace("from scanner.cli import main\n", "").replace("main(sys.argv[1:])", breach)
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "x")], capture_output=True, text=True, check=True
    )
    seen = {event for event, _ in json.loads(run.stderr.rstrip("\n").rpartition("\n")[2])["seen"]}
    assert {"socket.__new__", "subprocess.Popen", "write"} <= seen


def test_a_scan_loads_nothing_that_could_reach_out(tmp_path: Path) -> None:
    modules = watched(nasty(tmp_path / "nasty"), "--format", "json")["modules"]
    assert [module for module in NETWORK if module in modules] == []
