"""`readiness-scan explain RULE`: all about one rule."""

from __future__ import annotations

import click

from scanner.parameters import RULE
from scanner.terminal import USAGE, fail, write


@click.command()
@click.argument("rule_id", type=RULE, metavar="RULE")
def command(rule_id: str) -> None:
    """Explain a rule: what it wants, why, how to repair it.

    \b
    Example:
      readiness-scan explain read-only-root-fs
    """
    from scanner.explain import explanation
    from scanner.rules import pack

    known = {rule.id: rule for rule in pack.load()}
    if rule_id not in known:
        from difflib import get_close_matches

        near = get_close_matches(rule_id, known, 1)
        hint = f"; did you mean '{near[0]}'?" if near else "; `readiness-scan rules list` shows all of them"
        fail(f"there is no rule '{rule_id}'{hint}", USAGE)
    write(explanation(pack.with_examples(known[rule_id])), None)
