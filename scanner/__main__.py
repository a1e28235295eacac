"""`python -m scanner` is the command `readiness-scan`."""

from scanner.command import main

main()
