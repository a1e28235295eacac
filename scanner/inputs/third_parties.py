"""Which parts of a rendered chart are somebody else's: its dependencies out of repositories, with all below them."""

from __future__ import annotations

from scanner.helm.chart import Chart
from scanner.helm.scopes import Scope


class ThirdParties:
    """Names of dependencies by the templates they bring."""

    def __init__(self) -> None:
        self._by_path: dict[str, str] = {}

    def add(self, scope: Scope, name: str) -> None:
        """Learn the subcharts of a chart, which itself belongs to the dependency `name`, or to nobody else for ""."""
        for inner in scope.subcharts.values():
            brings = name or (inner.chart.name if is_foreign(scope.chart, inner.chart) else "")
            if brings:
                self._by_path[f"{inner.path}/"] = brings
            self.add(inner, brings)

    def of(self, template: str) -> str:
        """The dependency that brings a template, by its full name; "" for the chart's own."""
        return next((name for path, name in self._by_path.items() if template.startswith(path)), "")


def third_parties(top: Scope) -> ThirdParties:
    """The dependencies of a chart."""
    found = ThirdParties()
    found.add(top, "")
    return found


def is_foreign(parent: Chart, inner: Chart) -> bool:
    """Whether a subchart comes out of a repository; one that only lies in charts/ is the user's own.

    A packed one is somebody else's, whatever Chart.yaml says: nobody edits it there.
    """
    if inner.chart_file.archive and not parent.chart_file.archive:
        return True
    return any(
        inner.name in (entry.name, entry.alias) and entry.repository and not entry.repository.startswith("file:")
        for entry in parent.metadata.dependencies or ()
    )
