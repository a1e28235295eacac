"""Checks of SARIF files: the standard's form, and what code scanning services refuse or do not show.

A family of modules; each has CHECKS, functions that take a log of the right form and yield problems.
"""

from __future__ import annotations

from scanner.sarif.problems import Level, Problem, SarifError
from scanner.sarif.validate import validate

__all__ = ["Level", "Problem", "SarifError", "validate"]
