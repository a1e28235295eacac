"""What is installed by releases of charts and by add-ons, and what containers run: functions of the rule language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.model.resource import lookup
from scanner.rules.unknowns import UNSETTLED

# Where the name of a chart stands in the kinds that install one, be it a helm_release of Terraform, an Application of
# Argo CD, a HelmRelease of Flux or of helmfile, a HelmChart of k3s or an add-on of a cloud. A star goes over a list.
_PLACES: tuple[tuple[str, ...], ...] = (
    ("chart",), ("addon_name",), ("extension_type",), ("dependencies", "*"),
    ("spec", "chart"), ("spec", "chartName"), ("spec", "chart", "spec", "chart"), ("spec", "source", "chart"),
    ("spec", "sources", "*", "chart"), ("spec", "template", "spec", "source", "chart"),
    ("spec", "template", "spec", "sources", "*", "chart"), ("spec", "source", "path"),
)


def installs(body: Any) -> list[str]:
    """The names of the charts and add-ons that a resource installs, without repositories and folders, lower case.

    ValueError: one of them is not known.
    """
    found: dict[str, None] = {}
    for place in _PLACES:
        for value in _values(body, place):
            if isinstance(value, str):
                found[value.rstrip("/").rpartition("/")[2].lower()] = None
            elif isinstance(value, dict) and place == ("chart",):
                raise ValueError("the chart is not known")
    return list(found)


def _values(body: Any, place: tuple[str, ...]) -> Iterator[Any]:
    if "*" not in place:
        yield lookup(body, place)
        return
    star = place.index("*")
    several = lookup(body, place[:star])
    for one in several if isinstance(several, list) else ():
        yield from _values(one, place[star + 1:])


def runs_image(pod: Any, names: Any) -> bool:
    """Whether a container or init container of a pod spec has an image whose repository ends in one of the names."""
    from scanner.rules.facts import image

    wanted = tuple(f"/{name}" for name in names)
    for group in ("initContainers", "containers"):
        listed = pod.get(group)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and ("/" + image(one.get("image"))["repository"]).endswith(wanted):
                return True
    return False


def commands(pod: Any) -> list[str]:
    """What the containers and init containers of a pod spec are told to run: the words of command and args of each,
    joined by spaces.

    ValueError: a word is not known.
    """
    found = []
    for group in ("initContainers", "containers"):
        listed = pod.get(group)
        for one in listed if isinstance(listed, list) else ():
            if not isinstance(one, dict):
                continue
            words = [word for key in ("command", "args") for word in _listed(one.get(key))]
            if any(isinstance(word, dict) and UNSETTLED in word for word in words):
                raise ValueError("a word of the command is not known")
            found.append(" ".join(map(str, words)))
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
