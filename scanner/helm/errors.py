"""What can go wrong with one chart, in Helm's words.

::

    HelmError
    ├── ArgumentError        flags, release name, Kubernetes version, --set grammar
    ├── ChartError           a chart that does not load
    │   └── ArchiveError     an unsafe, oversized or broken .tgz
    ├── DependencyError      listed dependencies that are absent or cannot be processed
    ├── ValuesError          values that do not parse or do not fit the charts
    │   └── SchemaError      values that a values.schema.json refuses
    │       └── SchemaUnavailable   a schema that refers to one that is not at hand offline
    └── ManifestError        rendered text that is no Kubernetes object

`str(error)` is the text `helm template` prints after ``Error: ``.
"""

from __future__ import annotations

from scanner.records import NamedTuple



class Where(NamedTuple):
    """A place to show beside an error; line and column count from 1, or are None where unknown."""

    path: str
    line: int | None = None
    column: int | None = None


class HelmError(Exception):
    """One chart cannot go on; `where` is the file to look at, when one is known."""

    def __init__(self, text: str, where: Where | None = None) -> None:
        super().__init__(text)
        self.where = where


class ArgumentError(HelmError):
    """A flag or argument that Helm refuses."""


class ChartError(HelmError):
    """A chart directory or archive that does not load."""


class ArchiveError(ChartError):
    """A chart archive that is unsafe, too large or broken."""


class DependencyError(HelmError):
    """Dependencies of Chart.yaml that are absent or cannot be processed."""


class ValuesError(HelmError):
    """Values that do not parse, or have another shape than the charts need."""


class SchemaError(ValuesError):
    """Values that do not meet a values.schema.json."""


class SchemaUnavailable(SchemaError):
    """A values.schema.json that refers to a document outside the chart; nothing is fetched."""


class ManifestError(HelmError):
    """Rendered text that does not parse as a Kubernetes object."""
