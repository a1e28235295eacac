"""Where the command begins and ends: what must be said before anything else is imported, and how to leave."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run `readiness-scan`.

    The process is short-lived and makes millions of small objects, few of them in cycles:
    looking for cycles would take more than half of its time, and taking everything apart
    at the end some milliseconds more.  Files are closed where they are written, so
    nothing is lost by leaving at once.
    """
    gc.disable()
    from scanner.cli import main as run

    if "_READINESS_SCAN_COMPLETE" in os.environ:  # a shell asks
        from scanner.completion import register

        register()
    code: object = 0
    try:
        run(prog_name="readiness-scan")
    except SystemExit as stop:
        code = stop.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)
