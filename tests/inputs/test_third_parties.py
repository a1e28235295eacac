"""Which parts of a chart are somebody else's."""

from __future__ import annotations

from pathlib import Path

from scanner.helm.options import RenderOptions
from scanner.helm.render import reader
from scanner.inputs import helm
from tests.helm.charts import head, packed, write

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n"
WANTS = """\
dependencies:
- {name: db, version: 1.0.0, repository: "https://charts.example.com"}
- {name: own, version: 1.0.0, repository: "file://../own"}
- {name: queue, version: 1.0.0, repository: "https://charts.example.com", alias: jobs}
"""


def brought(folder: Path) -> dict[str, str]:
    found = helm.load(folder / "web", "web", RenderOptions(), reader(folder))
    assert not found.problems
    return {one.id.name: one.release.dependency for one in found.resources if one.release is not None}


def test_what_comes_from_repositories_and_archives_is_foreign(tmp_path: Path) -> None:
    write(tmp_path / "web", {
        "Chart.yaml": head("web", WANTS), "templates/a.yaml": POD % "web",
        "charts/db/Chart.yaml": head("db"), "charts/db/templates/a.yaml": POD % "db",
        "charts/db/charts/inner/Chart.yaml": head("inner"), "charts/db/charts/inner/templates/a.yaml": POD % "inner",
        "charts/own/Chart.yaml": head("own"), "charts/own/templates/a.yaml": POD % "own",
        "charts/queue/Chart.yaml": head("queue"), "charts/queue/templates/a.yaml": POD % "queue",
        "charts/lying/Chart.yaml": head("lying"), "charts/lying/templates/a.yaml": POD % "lying",
    })
    archive = packed({"packed/Chart.yaml": head("packed"), "packed/templates/a.yaml": POD % "packed"})
    (tmp_path / "web/charts/packed-1.0.0.tgz").write_bytes(archive)
    assert brought(tmp_path) == {
        "web": "", "db": "db", "inner": "db", "own": "", "queue": "jobs", "lying": "", "packed": "packed"}


def test_problems_of_dependencies_are_theirs(tmp_path: Path) -> None:
    write(tmp_path / "web", {
        "Chart.yaml": head("web", WANTS.split("- {name: own")[0]), "templates/a.yaml": "{{ fail `own` }}",
        "charts/db/Chart.yaml": head("db"), "charts/db/templates/a.yaml": "{{ fail `theirs` }}"})
    found = helm.load(tmp_path / "web", "web", RenderOptions(), reader(tmp_path))
    assert {one.message.rpartition(" ")[2]: one.dependency for one in found.problems} == {"own": "", "theirs": "db"}
