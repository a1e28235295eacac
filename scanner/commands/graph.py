"""`readiness-scan graph PATH...`: what was read, and how it is related."""

from __future__ import annotations

from typing import Any

import click

from scanner.request import report_of, scan_options
from scanner.terminal import USAGE, fail, warn, write

FORMATS = ("mermaid", "dot", "json", "svg")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@scan_options
@click.option("--format", "format_", type=click.Choice(FORMATS), default="mermaid", help="Format of the graph.")
@click.option("-o", "--output", metavar="FILE", help="Write the graph there instead of standard output.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only resources of the kind (repeatable).")
@click.option("--in-namespace", "namespaces", multiple=True, metavar="NAME",
              help="Only resources of the namespace (repeatable).")
@click.option("--relation", "relations", multiple=True, metavar="NAME", help="Only links of the relation (repeatable).")
@click.option("--around", default="", metavar="KIND/NAME", help="Only what is linked with the resource.")
@click.option("--depth", type=click.IntRange(0, 100), default=2, help="How many links away from --around (default: 2).")
def command(
    paths: tuple[str, ...], format_: str, output: str | None, kinds: tuple[str, ...], namespaces: tuple[str, ...],
    relations: tuple[str, ...], around: str, depth: int, **given: Any,
) -> None:
    """Draw how the resources of charts and manifests relate.

    Pictures show the links that explain most; --format json has all of them, and
    --relation asks for any.

    \b
    Examples:
      readiness-scan graph chart/ > graph.mmd
      readiness-scan graph . --format svg -o graph.svg
      readiness-scan graph chart/ --format dot --around Deployment/web --depth 1 | dot -Tpng -o web.png
      readiness-scan graph . --format json --relation takes_over
    """
    from scanner import scan as stages
    from scanner.model.report import Level
    from scanner.reports import graph_view

    report, _ = report_of(paths, given, judged=False)
    chosen = graph_view.Filter(kinds, namespaces, relations, around, depth)
    try:
        selection = graph_view.select(report.graphs, chosen, everything=format_ == "json")
    except graph_view.FilterError as error:
        fail(str(error), USAGE)
    for notice in report.notices:
        if notice.level is not Level.INFO:
            warn(f"{notice.summary} {notice.detail}".strip())
    text, notices = _rendered(report, selection, format_)
    for said in notices:
        warn(said)
    write(text, output)
    raise SystemExit(stages.exit_code(report, None))


def _rendered(report: Any, selection: Any, format_: str) -> tuple[str, tuple[str, ...]]:
    """The text of a format, and what is to be said about it."""
    from scanner.reports import graph_view

    if format_ == "json":
        from scanner.reports import graph_json

        return graph_json.render(report, selection), ()
    if format_ == "svg":
        from scanner.reports import graph_svg

        picture = graph_view.view(selection, graph_svg.MOST_BOXES)
        return graph_svg.render(picture), picture.notices
    picture = graph_view.view(selection)
    if format_ == "dot":
        from scanner.reports import graph_dot

        return graph_dot.render(picture), picture.notices
    from scanner.reports import graph_mermaid

    return graph_mermaid.render(picture), (*picture.notices, *graph_mermaid.limits(picture))
