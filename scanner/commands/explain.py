"""`readiness-scan explain RULE`: all about one rule."""

from __future__ import annotations

import click

from scanner.parameters import RULE
from scanner.request import all_rules, pack_option
from scanner.terminal import USAGE, fail, write


@click.command()
@click.argument("rule_id", type=RULE, metavar="RULE")
@pack_option
def command(rule_id: str, packs: tuple[str, ...]) -> None:
    """Explain a rule: what it wants, why, how to repair it.

    Names that other scanners give to the same check are known too.

    \b
    Examples:
      readiness-scan explain read-only-root-fs
      readiness-scan explain CKV_K8S_22
      readiness-scan explain team-label --pack rules/
    """
    from scanner.explain import explanation
    from scanner.rules import aliases, pack

    known = {rule.id: rule for rule in all_rules(packs)}
    found = (rule_id,) if rule_id in known else aliases.resolve(rule_id)
    if not found:
        from difflib import get_close_matches

        near = get_close_matches(rule_id, known, 1)
        hint = f"; did you mean '{near[0]}'?" if near else "; `readiness-scan rules list` shows all of them"
        fail(f"there is no rule '{rule_id}'{hint}", USAGE)
    write("\n".join(explanation(pack.with_examples(known[one])) for one in found), None)
