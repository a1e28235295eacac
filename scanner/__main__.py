"""`python -m scanner` is the command `readiness-scan`."""

from scanner.cli import main

main(prog_name="readiness-scan")
