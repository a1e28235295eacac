""".helmignore: which files of a chart directory are not part of the chart.

One pattern a line (path.Match syntax), tried in order, the first that decides wins.  A
line with ``!`` in front is odd, and kept so: every path that does not match it is
ignored there and then.
"""

from __future__ import annotations

from collections.abc import Callable

from scanner.helm.errors import ChartError
from scanner.helm.gotext import SPACES
from scanner.helm.patterns import PatternError, path_match
from scanner.records import NamedTuple

FILE_NAME = ".helmignore"

_HIDDEN = "templates/."


def _is_hidden_template(path: str) -> bool:
    """Helm's last rule, ``templates/.?*``: editors leave dot files beside templates."""
    return path.startswith(_HIDDEN) and len(path) > len(_HIDDEN) and "/" not in path[len(_HIDDEN) :]


class Rule(NamedTuple):
    """One line: `match` takes the base name or, with `whole`, the path below the chart."""

    match: Callable[[str], bool]
    whole: bool
    negated: bool
    directories_only: bool


class Rules(NamedTuple):
    """All lines of a .helmignore, and Helm's default one."""

    rules: tuple[Rule, ...]

    def ignores(self, path: str, is_directory: bool) -> bool:
        """Whether the path, slash-separated below the chart's root, is left out."""
        name = path[path.rfind("/") + 1 :]
        for rule in self.rules:
            if rule.directories_only and not is_directory:
                if rule.negated:
                    return True
                continue
            if rule.match(path if rule.whole else name) != rule.negated:
                return True
        return False


def parse(text: str) -> Rules:
    """Read a .helmignore; ChartError for a malformed pattern."""
    lines = text.removeprefix("\ufeff").split("\n")
    found = [rule for line in lines if (rule := _rule(line.strip(SPACES))) is not None]
    return Rules((*found, Rule(_is_hidden_template, whole=True, negated=False, directories_only=False)))


def _rule(line: str) -> Rule | None:
    if not line or line.startswith("#"):
        return None
    if "**" in line:
        raise ChartError("double-star (**) syntax is not supported")
    try:
        path_match(line)
    except PatternError as error:
        raise ChartError(str(error)) from None
    pattern = line.removeprefix("!")
    directories_only = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    whole = "/" in pattern
    return Rule(_matcher(pattern.removeprefix("/")), whole, line.startswith("!"), directories_only)


def _matcher(pattern: str) -> Callable[[str], bool]:
    try:
        return path_match(pattern)
    except PatternError:  # the slash taken off was escaped; Helm then matches nothing
        return lambda name: False
