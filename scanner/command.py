"""Where the command begins: what must be said before anything else is imported."""

from __future__ import annotations

import gc


def main() -> None:
    """Run `readiness-scan`.

    The process is short-lived and makes millions of small objects, few of them in cycles:
    looking for cycles would take more than half of its time.
    """
    gc.disable()
    from scanner.cli import main as run

    run(prog_name="readiness-scan")
