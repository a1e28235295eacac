"""`readiness-scan attest`: what people state about items of the checklist."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.parameters import FILE
from scanner.request import refusing
from scanner.terminal import USAGE, fail, note, write

if TYPE_CHECKING:
    from scanner.attestations.check import Statements
    from scanner.model.checklist import ChecklistItem
    from scanner.settings import Settings

_CONFIG = click.option("--config", type=FILE, metavar="FILE", envvar="READINESS_CONFIG",
                       help="Configuration (default: the nearest .readiness.yaml).")
_OWN = click.option("--checklist", "own", type=FILE, metavar="FILE", default="",
                    help="A checklist of your own, whose items can be stated about as well.")
_AS_OF = click.option("--as-of", metavar="DATE", default="",
                      help="The day on which statements may have ended (default: today).")
_DECISIONS = click.Choice(["approved", "conditional", "rejected"])


@click.group()
def command() -> None:
    """State what no file can show, sign a release, and check what was stated.

    Statements stand in attestations/*.yaml at the root of the repository, or in
    .readiness.yaml.

    \b
    Examples:
      readiness-scan attest new security/data/access-control/multi-factor-authentication \\
        --statement "Enforced for all accounts." --by ada@example.org --role operations
      readiness-scan attest new lead-developer --decision approved --by ada@example.org --commit v1.2.0
      readiness-scan attest verify .
    """


@command.command("new")
@click.argument("item", metavar="ITEM")
@click.option("--statement", default="", metavar="TEXT", help="What holds, in a sentence.")
@click.option("--by", default="", metavar="NAME", help="Who says so: a name, an address, or `Name <address>`.")
@click.option("--role", default="", metavar="ROLE",
              help="As what, such as operations (default: the role that the item asks for).")
@click.option("--date", "day", default="", metavar="DATE", help="The day of the statement (default: today).")
@click.option("--until", default="", metavar="DATE",
              help="The last day on which it counts (default: as the item says).")
@click.option("--link", default="", metavar="URL", help="Where the evidence lies.")
@click.option("--commit", default="", metavar="REVISION",
              help="The commit or tag that it is about (of a sign-off, default: what is checked out).")
@click.option("--decision", type=_DECISIONS, help="Of a sign-off: what the role decides.")
@click.option("--condition", "conditions", multiple=True, metavar="TEXT",
              help="Of a conditional sign-off: what has to be done (repeatable).")
@click.option("-o", "--output", type=FILE, metavar="FILE",
              help="The file to add it to, `-` for standard output (default: attestations/ITEM.yaml).")
@_OWN
@_CONFIG
def new(
    item: str, day: str, decision: str | None, conditions: tuple[str, ...], output: str | None, own: str,
    config: str | None, **given: str,
) -> None:
    """Write a statement about an item of the checklist, or the sign-off of a role.

    What the options leave open is asked, on a terminal.

    \b
    Examples:
      readiness-scan attest new compliance/governance/policy/vendor-management \\
        --statement "All vendors are reviewed each year." --by "Ada <ada@example.org>" \\
        --link https://wiki.example.org/vendors
      readiness-scan attest new site-reliability-engineer --by lin@example.org \\
        --decision conditional --condition "a load test until Friday"
    """
    from scanner.attestations import files
    from scanner.assessed import items_of
    from scanner.attestations.check import SIGN_OFF, groups_of

    with refusing():
        root, settings = _here((".",), config)
        items = items_of(settings, own).known
        roles = groups_of(items.values(), settings.people)
        of_role = {one.rpartition("/")[2]: one for one in items if one.startswith(SIGN_OFF)}
        role = item.rpartition("/")[2] if item.startswith(SIGN_OFF) else item
        if item not in items and role not in roles:
            _refuse(item, items, roles)
        if role in roles and (item not in items or item.startswith(SIGN_OFF)):
            item_id, key = of_role.get(role, f"{SIGN_OFF}{role}"), files.SIGN_OFFS
            data = _sign_off(role, root, day, decision, conditions, given)
        else:
            if decision or conditions:
                fail(f"--decision and --condition are for roles that sign; '{item}' is an item to attest", USAGE)
            item_id, key = item, files.ATTESTATIONS
            if not items[item].days:
                fail(f"nobody's word counts for '{item}', only what files say", USAGE)
            data = _statement(items[item], day, given)
        _written(root, settings, item_id, key, data, output)


@command.command("verify")
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
@_OWN
@_CONFIG
@_AS_OF
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
def verify(paths: tuple[str, ...], own: str, config: str | None, as_of: str, format_: str) -> None:
    """Check all statements; ends with 1 where one does not count.

    \b
    Examples:
      readiness-scan attest verify
      readiness-scan attest verify . --as-of 2027-01-01      which will have ended by then
    """
    statements = _told(paths, own, config, as_of, format_, only_faults=format_ == "text")
    faults = [*(one.fault for one in statements.attestations), *(one.fault for one in statements.sign_offs)]
    raise SystemExit(1 if any(faults) or statements.notices else 0)


@command.command("list")
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
@_OWN
@_CONFIG
@_AS_OF
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Format of the list.")
def list_all(paths: tuple[str, ...], own: str, config: str | None, as_of: str, format_: str) -> None:
    """List all statements: about what, by whom, until when, and whether they count.

    \b
    Example:
      readiness-scan attest list --format json
    """
    _told(paths, own, config, as_of, format_)


def _told(
    paths: tuple[str, ...], own: str, config: str | None, as_of: str, format_: str, only_faults: bool = False,
) -> Statements:
    from scanner.assessed import items_of
    from scanner.attestations import check
    from scanner.model.report import Report
    from scanner.reports.attestations import as_json, as_text
    from scanner.request import day_of

    with refusing():
        root, settings = _here(paths or (".",), config)
        folders = [Path(path) for path in paths if Path(path).is_dir()]
        known = items_of(settings, own).known
        statements = check.read(root, settings.people, known.values(), lambda: day_of(as_of), folders)
    report = Report(notices=statements.notices, sources={
        **statements.sources, **{source.path: source for source in settings.sources}})
    report = report._replace(readiness=report.readiness._replace(
        attestations=statements.attestations, sign_offs=statements.sign_offs))
    write(as_json(report) if format_ == "json" else as_text(report, only_faults), None)
    return statements


def _here(paths: tuple[str, ...], config: str | None) -> tuple[Path, Settings]:
    """The root of the repository, and the configuration that holds for the paths."""
    from scanner.discover import root_of
    from scanner.request import settings_of

    for path in paths:
        if not Path(path).exists():
            fail(f"{path} does not exist", USAGE)
    given: dict[str, Any] = {"config": config, "no_config": False, "packs": ()}
    given |= dict.fromkeys(("profile", "chosen", "ci_values", "inline_waivers", "scope", "dependencies"))
    return root_of([Path(path) for path in paths]), settings_of(paths, given)


def _refuse(word: str, items: Mapping[str, ChecklistItem], roles: dict[str, str]) -> None:
    """Say which item or role was meant."""
    from scanner.tasklists.match import nearest_items

    near = nearest_items(word, items.values(), roles)
    more = "; did you mean\n" + "\n".join(f"  {one}" for one in near) if near else ""
    fail(f"the checklist has no item and no role '{word}'{more}", USAGE)


def _statement(item: ChecklistItem, day: str, given: dict[str, str]) -> dict[str, Any]:
    statement = given["statement"] or _asked("statement", f"{item.text}: what holds?")
    by = given["by"] or _asked("by", "Who says so?")
    return _valid("attestation.schema.json", {
        "item": item.id, "statement": statement, "by": by, "role": given["role"] or item.role, "date": _day(day),
        "until": _day(given["until"], "--until") if given["until"] else "", "link": given["link"],
        "commit": given["commit"],
    })


def _sign_off(
    role: str, root: Path, day: str, decision: str | None, conditions: tuple[str, ...], given: dict[str, str],
) -> dict[str, Any]:
    for option in ("statement", "until", "role"):
        if given[option]:
            fail(f"--{option} is for items to attest; '{role}' is a role that signs with --decision", USAGE)
    word = decision or _asked("decision", f"What does {role} decide: approved, conditional or rejected?")
    if word == "conditional" and not conditions:
        fail("a conditional decision wants its conditions: --condition TEXT", USAGE)
    by = given["by"] or _asked("by", "Who signs?")
    return _valid("sign-off.schema.json", {
        "role": role, "by": by, "date": _day(day), "decision": word, "commit": given["commit"] or _head(root),
        "conditions": list(conditions), "link": given["link"],
    })


def _valid(schema: str, data: dict[str, Any]) -> dict[str, Any]:
    from scanner.conform import failures

    written = {key: value for key, value in data.items() if value}
    for failure in failures(written, schema):
        fail(f"--{failure.path[0] if failure.path else 'item'}: {failure.problem}", USAGE)
    return written


def _asked(option: str, question: str) -> str:
    """An answer from the terminal; without one, the option is missing."""
    if not sys.stdin.isatty():
        fail(f"--{option} is missing", USAGE)
    answer: str = click.prompt(question, err=True)
    return answer.strip()


def _day(given: str, option: str = "--date") -> str:
    from scanner.request import day_of

    return day_of(given, option)


def _head(root: Path) -> str:
    from scanner.attestations.commits import Commits

    commits = Commits(root)
    head = commits.head()
    if not head:
        fail(f"--commit is missing, and what is checked out is not known: {commits.trouble}", USAGE)
    commits.close()
    return head


def _written(root: Path, settings: Settings, item_id: str, key: str, data: dict[str, Any], output: str | None) -> None:
    from scanner.attestations import new as writing, who

    people = settings.people
    against = who.allowed(item_id, data["by"], data.get("role", ""), people.attesters, people.teams)
    if against:
        note(f"Note: it will not count: {against}.")
    if output == "-":
        write(f"{key}:\n{writing.entry(data)}", None)
        return
    path = Path(output) if output else writing.file_of(root, item_id)
    writing.add(path, key, data)
    note(f"Written to {writing.shown(path)}; commit it, so that others can see who said so.")
    if not os.path.abspath(path).startswith(os.path.join(os.path.abspath(root), "attestations")):
        note("Statements are read from attestations/*.yaml at the root of the repository and from .readiness.yaml.")
