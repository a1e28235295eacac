"""What a configuration may say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scanner.errors import RequestError
from scanner.model.graph import External
from scanner.model.rule import Severity
from scanner.model.source import SourceFile
from scanner.model.waiver import WaiverEntry
from scanner.records import NamedTuple

_NOTHING: Mapping[str, Any] = MappingProxyType({})

PRODUCTION_NAMES = frozenset({"production", "prod", "prd", "live"})
"""Names of environments that are taken for production unless the configuration says otherwise."""


class SettingsError(RequestError):
    """A configuration that cannot be used; str() names the file, the place, what is wrong and what to do."""


class RuleChoice(NamedTuple):
    """What a team says about one rule; None leaves the rule as it is, and so do no environments."""

    enabled: bool | None = None
    severity: Severity | None = None
    params: Mapping[str, Any] = _NOTHING
    environments: tuple[str, ...] = ()


class Override(NamedTuple):
    """Other choices for findings in some paths (shell patterns) or environments; empty ones hold everywhere."""

    paths: tuple[str, ...]
    environments: tuple[str, ...]
    rules: Mapping[str, RuleChoice]


class TerraformChoice(NamedTuple):
    """What root modules of Terraform are evaluated with.

    `files` are values files as they are written, with `{module}` for the folder of the module; `folder` is what they and
    the folders of `modules`, by the beginnings of module sources, are relative to. `variables` are texts or plain data.
    """

    folder: Path
    files: tuple[str, ...] = ()
    variables: Mapping[str, Any] = _NOTHING
    workspace: str = ""
    modules: Mapping[str, str] = _NOTHING


class Environment(NamedTuple):
    """One set of values that charts and root modules of Terraform are deployed with.

    `values` are files as they are written, with `{chart}` for the folder of the chart; `folder` is what they are
    relative to. `paths` are shell patterns for what belongs to the environment: without them all charts, the root modules
    if `terraform` says something about them, and no plain manifests.
    """

    name: str
    folder: Path
    values: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    namespace: str = ""
    release: str = ""
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    production: bool = False
    place: str = ""
    terraform: TerraformChoice | None = None


class Written(NamedTuple):
    """An entry as a file has it: plain data, the file (settings/file.py, Layer), and the path to it in there."""

    data: Any
    layer: Any
    path: tuple[str | int, ...]


class Attesters(NamedTuple):
    """Who may attest items: people or teams, and roles; empty ones stand for anybody. `items` are patterns of ids."""

    items: tuple[str, ...]
    by: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


class People(NamedTuple):
    """What the configuration says about the checklist as a matter between people.

    `levels` and `rules` (readiness/golive.py) are None where nothing is said; `roles` are those that sign, by group;
    `aliases` are other words for items.
    """

    attestations: tuple[Written, ...] = ()
    sign_offs: tuple[Written, ...] = ()
    attesters: tuple[Attesters, ...] = ()
    teams: Mapping[str, tuple[str, ...]] = _NOTHING
    gates: Mapping[str, int] = _NOTHING
    levels: Mapping[str, Mapping[str, int]] | None = None
    roles: Mapping[str, tuple[str, ...]] = _NOTHING
    rules: Any = None
    aliases: Mapping[str, str] = _NOTHING


class Settings(NamedTuple):
    """The configuration of a scan; the command line overrides the file.

    `complete` says that everything which is deployed together is scanned together, so
    that a reference to something that is not there is a defect; `external` lists what is
    there all the same. `cpu_limits` is a word of profiles.CPU_LIMITS, or ""
    for what the profile says. `admission_policies` says that policies of Kubernetes
    among what is scanned judge the rest of it. `chosen` are the names of
    the environments to look at (none: all of them). `checklist_params` are thresholds by item of the checklist, `people`
    is about attestations, sign-offs and gates. `origins` has the place (file:line) of each key that is not at its
    default, dotted; `sources` the files that were read.
    """

    profile: str = "default"
    cpu_limits: str = ""
    fail_on: Severity | None = Severity.HIGH
    kube_version: str = ""
    complete: bool = False
    external: tuple[External, ...] = ()
    exclude: tuple[str, ...] = ()
    rule_paths: tuple[Path, ...] = ()
    admission_policies: bool = False
    rules: Mapping[str, RuleChoice] = _NOTHING
    overrides: tuple[Override, ...] = ()
    environments: tuple[Environment, ...] = ()
    chosen: tuple[str, ...] = ()
    test_values: bool = True
    dependencies: bool = True
    baseline: Path | None = None
    waivers: tuple[WaiverEntry, ...] = ()
    inline_waivers: bool = True
    foreign_waivers: bool = False
    checklist_params: Mapping[str, Mapping[str, Any]] = _NOTHING
    terraform: tuple[TerraformChoice, ...] = ()
    origins: Mapping[str, str] = _NOTHING
    sources: tuple[SourceFile, ...] = ()
    people: People = People()

    @property
    def params(self) -> dict[str, Mapping[str, Any]]:
        """Parameters by rule id, with those of the profile."""
        from scanner.rules.profiles import params

        return params(self.profile, {rule: choice.params for rule, choice in self.rules.items() if choice.params})

    @property
    def switched(self) -> dict[str, bool]:
        """The rules that are turned on or off one by one."""
        return {rule: choice.enabled for rule, choice in self.rules.items() if choice.enabled is not None}
