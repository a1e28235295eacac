"""`readiness-scan render CHART`: what `helm template` prints."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.terminal import USAGE, fail, write


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False}
)
@click.option("--map", "map_", is_flag=True, help="Show for each line where it comes from.")
@click.option("--helm-version", type=click.Choice(["3", "4"]), default="4", help="Render as Helm 3 or 4.")
@click.option("--release-name", metavar="NAME", help="Name of the release, where RELEASE is left out.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[RELEASE] CHART [HELM'S FLAGS]")
def command(map_: bool, helm_version: str, release_name: str | None, arguments: tuple[str, ...]) -> None:
    """Print what `helm template` prints, and fail where it fails.

    Helm's flags may stand anywhere behind the chart, and so may the options below.

    \b
    Examples:
      readiness-scan render chart/
      readiness-scan render web chart/ -f prod.yaml --set replicas=3 --show-only templates/a.yaml
      readiness-scan render --map chart/     every line with the template and values line behind it
    """
    from scanner.helm.errors import HelmError

    words = [word for word in arguments if word != "--map"]
    map_ = map_ or len(words) < len(arguments)
    release_name = _taken(words, "--release-name") or release_name
    chosen = _taken(words, "--helm-version") or helm_version
    if chosen not in ("3", "4"):
        fail(f"--helm-version is 3 or 4, not {chosen}", USAGE)
    helm = int(chosen)
    try:
        if map_:
            from scanner.linemap import line_map

            text = line_map(words, Path(), helm, release_name)
        else:
            from scanner.helm.render import template

            text = template(words, Path(), helm_version=helm, release_name=release_name)
    except HelmError as error:
        fail(str(error), 1)
    write(text, None)


def _taken(words: list[str], option: str) -> str | None:
    """The value of an option of ours among helm's flags, taken out of them; the last one wins."""
    value = None
    while option in words[:-1]:
        at = words.index(option)
        value = words[at + 1]
        del words[at : at + 2]
    for word in [word for word in words if word.startswith(f"{option}=")]:
        words.remove(word)
        value = word.partition("=")[2]
    return value
