"""values.schema.json: holding the values of a chart and its subcharts against their schemas.

Every chart with a schema has its own coalesced values checked, all failures are collected,
and the text is Helm's.  Nothing is ever fetched.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scanner.gotemplate import limits
from scanner.gotemplate.errors import LimitError
from scanner.gotemplate.values import Map, go_type
from scanner.helm.chart import Chart, ChartFile
from scanner.helm.errors import SchemaError, SchemaUnavailable, Where

if TYPE_CHECKING:
    from scanner.helm.schema_documents import Documents

_HEADING = "values don't meet the specifications of the schema(s) in the following chart(s):\n"


def check_schemas(chart: Chart, values: Map) -> None:
    """Check the coalesced values of a processed chart and of its subcharts.

    SchemaError when values do not meet a schema, or a schema is none; SchemaUnavailable when
    the only obstacle is a schema that refers to a document that is not at hand.
    """
    found: list[SchemaError] = []
    with limits.metered():
        text = _check(chart, values, False, found)
    if text:
        cause = SchemaUnavailable if all(isinstance(each, SchemaUnavailable) for each in found) else SchemaError
        raise cause(_HEADING + text.rstrip("\n"), found[0].where)


def schema_problems(chart: Chart, values: Map) -> list[SchemaError]:
    """The same for scans: one error for each chart, and references to absent documents passed over.

    A schema that is only partly at hand gives a SchemaUnavailable besides what the rest of it finds.
    """
    found: list[SchemaError] = []
    with limits.metered():
        _check(chart, values, True, found)
    return found


def _check(chart: Chart, values: Map, permissive: bool, found: list[SchemaError]) -> str:
    """The report on the chart and those below it; each chart's own error goes to `found`."""
    report = ""
    if chart.schema is not None:
        for error in _schema_errors(chart.schema, values, permissive):
            report += f"{chart.name}:\n{error}\n"
            found.append(error)
    for subchart in chart.dependencies:
        own = values.get(subchart.name)
        if isinstance(own, Map):
            report += _check(subchart, own, permissive, found)
        elif own is not None:
            text = f"invalid type for values: expected object (map), got {go_type(own)}"
            found.append(SchemaError(f"{subchart.name}:\n{text}"))
            report += f"{subchart.name}:\n{text}\n"
    return report


def _schema_errors(file: ChartFile, values: Map, permissive: bool) -> list[SchemaError]:
    from scanner.helm.schema_documents import Invalid, Unavailable
    from scanner.helm.schema_failures import lines
    from scanner.helm.schema_validator import validate

    where = Where(file.path)
    errors: list[SchemaError] = []
    try:
        documents = _documents(file.text, permissive)
        for url in sorted(documents.absent):
            text = f'the schema refers to "{url}", which is not at hand: that part is not checked'
            errors.append(SchemaUnavailable(text, where))
        failures: list[Any] = validate(documents, values)
    except Unavailable as error:
        return [*errors, SchemaUnavailable(str(error), where)]
    except Invalid as error:
        return [*errors, SchemaError(str(error), where)]
    except LimitError:
        return [*errors, SchemaError("the schema takes more work to apply than any chart needs", where)]
    if failures:
        errors.append(SchemaError("\n".join(lines(failures)), where))
    return errors


@lru_cache(maxsize=4)
def _documents(text: str, permissive: bool) -> Documents:
    """A checked schema; one chart is often rendered with several values files."""
    from scanner.helm.schema_check import check_schema
    from scanner.helm.schema_documents import Documents, parse

    documents = Documents(parse(text), permissive)
    check_schema(documents)
    return documents
