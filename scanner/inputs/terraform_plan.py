"""Plans of Terraform and OpenTofu in JSON, as resources that lead to the configuration or into the plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scanner.hcl.errors import HclError
from scanner.hcl.limits import metered
from scanner.inputs.terraform import Cluster, Folder, Loaded, is_plan
from scanner.inputs.terraform_objects import with_objects
from scanner.model.provenance import Provenance
from scanner.model.report import Level, Notice
from scanner.model.resource import Locator, Path as DataPath
from scanner.model.source import SourceFile
from scanner.terraform.plan import Plan, PlanProblem, plan
from scanner.terraform.plan_places import PlanLocator, PlanText
from scanner.terraform.tree import Tree

NAME = "terraform_plan"
STAGE = "terraform"

def claims(path: Path) -> bool:
    """Whether a file is a plan."""
    return is_plan(path)


def load(
    file: SourceFile, source: Path | None = None, shown: str = "", root: Path | None = None, cluster: Cluster = Cluster(),
) -> Loaded:  # fmt: skip
    """The resources of a plan; places are those of the configuration in the folder `source`, if it is given."""
    sources = {file.path: file}
    tree = _tree(source, shown, root) if source is not None else None
    text = PlanText(file)

    def locator(address: str, module: str, entry: DataPath) -> Locator:
        return PlanLocator(text, entry, address, module, tree)

    try:
        found = plan(file.text, file.path, locator)
    except PlanProblem as problem:
        where = Provenance.literal(file.path, problem.offset, problem.offset)
        return Loaded((), (Notice(Level.ERROR, f"{file.path} cannot be read as a plan.", problem.message, where, STAGE),), sources)
    if tree is not None:
        sources |= tree.sources
    folder = Folder(source, shown, root or source) if source is not None else None
    return with_objects(Loaded(found.resources, tuple(_notices(file, found)), sources), cluster, folder)


def _tree(source: Path, shown: str, root: Path | None) -> Tree | None:
    try:
        with metered():
            tree = Tree(str(source), shown, str(root or source))
            for _ in tree.modules():
                pass  # so that the files of all modules are there when a place is asked for
            return tree
    except HclError:
        return None


def _notices(file: SourceFile, found: Plan) -> Iterator[Notice]:
    where = Provenance.literal(file.path, 0, 0)
    if found.deleted:
        many = "resource" if found.deleted == 1 else "resources"
        yield Notice(Level.INFO, f"The plan deletes {found.deleted} {many}, which were not judged.", "", where, STAGE)
    if found.skipped:
        text = f"{len(found.skipped)} entries of the plan were passed over."
        yield Notice(Level.WARNING, text, "They have no address or no type: " + ", ".join(found.skipped[:5]), where, STAGE)


