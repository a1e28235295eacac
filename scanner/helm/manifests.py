"""From rendered files to the documents `helm template` prints, in its order.

Every document knows which file it was cut from and at which offset, so that a place in
it is a place in the rendered file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scanner.gotemplate.values import Map
from scanner.helm.chart import Chart
from scanner.helm.decode import TEXT, DecodeError, MapOf, Struct, decode
from scanner.helm.errors import ArgumentError, ManifestError, Where
from scanner.helm.gotext import SPACES
from scanner.helm.options import RenderOptions
from scanner.helm.patterns import PatternError, path_match
from scanner.located.errors import YamlError
from scanner.located.yaml import documents
from scanner.patterns import lazy
from scanner.records import NamedTuple

NOTES = "NOTES.txt"

_INSTALL_ORDER = """
PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount
Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole
ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet
Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress
APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration
""".split()

INSTALL_ORDERS: dict[int, dict[str, int]] = {
    4: {kind: rank for rank, kind in enumerate(_INSTALL_ORDER)},
    # Helm 3 knows no place for the webhook configurations
    3: {kind: rank for rank, kind in enumerate(_INSTALL_ORDER) if not kind.endswith("WebhookConfiguration")},
}

HOOK = "helm.sh/hook"
TEST = "test"
HOOK_EVENTS = {
    **{
        event: event
        for when in ("install", "delete", "upgrade", "rollback")
        for event in (f"pre-{when}", f"post-{when}")
    },
    TEST: TEST,
    "test-success": TEST,  # Helm 2's name for it
}
"""Hook events as charts may write them, to the event meant."""

# Two white spaces around the line of dashes are the separator's own: that of the line
# before it, and what follows the dashes.  RE2 and Python agree on this expression.
_SEPARATOR = lazy(r"(?:\A|\n)---[\t\n\f\r ]*")
_SPACE = "\t\n\f\r "

_HEAD = Struct(
    "SimpleHead",
    "util.SimpleHead",
    {
        "apiVersion": TEXT,
        "kind": TEXT,
        "metadata": Struct(
            "",
            'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
            {"name": TEXT, "annotations": MapOf(TEXT)},
        ),
    },
)


class Manifest(NamedTuple):
    """One rendered document.

    `name` is the template's path, `text` the document, `start` its offset (code points) in the
    rendered file; `events` are the hook events, none for ordinary manifests; `body` is the
    parsed document (None when it holds comments only).
    """

    name: str
    text: str
    start: int
    kind: str = ""
    api_version: str = ""
    object_name: str = ""
    events: tuple[str, ...] = ()
    body: Any = None

    @property
    def is_hook(self) -> bool:
        """Whether Helm runs it at an event instead of installing it."""
        return bool(self.events)

    @property
    def printed(self) -> str:
        """The document as it is printed."""
        return f"---\n# Source: {self.name}\n{self.text}\n"


class Crd(NamedTuple):
    """A file of crds/: `name` is its full path (``web/crds/a.yaml``), `text` as it lies there."""

    name: str
    text: str
    path: str

    @property
    def printed(self) -> str:
        """The file as it is printed."""
        return f"---\n# Source: {self.name}\n{self.text}\n"


class Release(NamedTuple):
    """What a chart rendered to, in printing order."""

    crds: tuple[Crd, ...]
    manifests: tuple[Manifest, ...]
    hooks: tuple[Manifest, ...]


def split_documents(text: str) -> list[tuple[int, str]]:
    """The documents of a rendered file with their offsets, as Helm cuts them.

    A separator is three dashes at the start of a line, whatever follows them; the white space
    after it belongs to it, so that a separator right behind another is not seen and stays.
    """
    start = len(text) - len(text.lstrip(SPACES))
    text = text.rstrip(SPACES)
    found = []
    for first, last in _pieces(text, start):
        piece = text[first:last]
        if piece:
            inner = piece.lstrip(SPACES)
            found.append((first + len(piece) - len(inner), inner.rstrip(SPACES)))
    return found


def _pieces(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the pieces between separators begin and end; the white space before a separator is not theirs."""
    at = start
    for match in _SEPARATOR.finditer(text[start:]):
        first, last = start + match.start(), start + match.end()
        end = first
        while end > at and text[end - 1] in _SPACE:
            end -= 1
        yield at, end
        at = last
    yield at, len(text)


def sort_manifests(files: Mapping[str, str], helm_version: int = 4) -> tuple[list[Manifest], list[Manifest]]:
    """Cut rendered files (path to text) into manifests and hooks, each in install order.

    NOTES.txt files, partials and blank files are passed over; objects with an unknown hook
    event vanish, as they do in Helm.  ManifestError for a document that is no YAML object.
    """
    manifests: list[Manifest] = []
    hooks: list[Manifest] = []
    for name in sorted(files, key=_go_order):
        if name.endswith(NOTES) or name.rpartition("/")[2].startswith("_"):
            continue
        for start, text in split_documents(files[name]):
            manifest, annotation = _manifest(name, start, text)
            if annotation is None:
                manifests.append(manifest)
            elif manifest.is_hook:
                hooks.append(manifest)
    order = INSTALL_ORDERS[helm_version]
    return sorted(manifests, key=lambda each: _rank(each, order)), sorted(hooks, key=lambda each: _rank(each, order))


def _go_order(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _rank(manifest: Manifest, order: Mapping[str, int]) -> tuple[int, str]:
    """Known kinds by their place in the order, then the others by name."""
    rank = order.get(manifest.kind)
    return (len(order), manifest.kind) if rank is None else (rank, "")


def _manifest(name: str, start: int, text: str) -> tuple[Manifest, str | None]:
    """A document with what its head says, and its hook annotation."""
    try:
        body = next(documents(text, "int", Map), None)
        head = decode(body, _HEAD)
    except (YamlError, DecodeError) as error:
        line = getattr(error, "line", None)
        raise ManifestError(f"YAML parse error on {name}: {error}", Where(name, line)) from None
    metadata = head.get("metadata", {})
    annotation = metadata.get("annotations", {}).get(HOOK)
    return (
        Manifest(
            name=name,
            text=text,
            start=start,
            kind=head.get("kind", ""),
            api_version=head.get("apiVersion", ""),
            object_name=metadata.get("name", ""),
            events=() if annotation is None else _events(annotation),
            body=body,
        ),
        annotation,
    )


def _events(annotation: str) -> tuple[str, ...]:
    """The hook events; none at all when one of them is unknown."""
    events = [HOOK_EVENTS.get(event.strip(SPACES).lower(), "") for event in annotation.split(",")]
    return tuple(events) if all(events) else ()


def crds(chart: Chart, path: str = "") -> list[Crd]:
    """The files of crds/ of the chart and its subcharts, parents first, in the order they were read."""
    path = path or chart.name
    found = [Crd(f"{path}/{file.name}", file.text, file.path) for file in chart.own_crds]
    for subchart in chart.dependencies:
        found += crds(subchart, f"{path}/charts/{subchart.name}")
    return found


def release(chart: Chart, files: Mapping[str, str], options: RenderOptions) -> Release:
    """Everything a processed chart gives under the options, from its rendered files (path to text).

    --show-only is left to `printed`.  ManifestError for a document that is no YAML object.
    """
    manifests, hooks = sort_manifests(files, options.helm_version)
    if options.no_hooks:
        hooks = []
    if options.skip_tests:
        hooks = [hook for hook in hooks if TEST not in hook.events]
    return Release(tuple(crds(chart)) if options.include_crds else (), tuple(manifests), tuple(hooks))


def printed(release: Release, show: Sequence[str] = ()) -> str:
    """What `helm template` prints; with `show`, the documents of the templates that match those patterns only."""
    text = _printed(release)
    return show_only(text, show) if show else text


def _printed(release: Release) -> str:
    resources = "".join(each.printed for each in (*release.crds, *release.manifests)).strip(SPACES)
    return resources + "\n" + "".join(each.printed for each in release.hooks)


_SOURCE = lazy(r"# Source: [^/]+/(.+)")


def show_only(text: str, patterns: Iterable[str]) -> str:
    """Of what `helm template` prints, the documents whose template path below the chart matches, by pattern.

    ArgumentError for a pattern that matches none.  Like Helm it cuts the printed text anew, and
    looks for the comment that names the source in each piece.
    """
    pieces = [(match[1], piece) for _, piece in split_documents(text) if (match := _SOURCE.search(piece))]
    found = []
    for pattern in patterns:
        try:
            matches = path_match(pattern)
        except PatternError:
            matches = _nothing
        chosen = [piece for name, piece in pieces if matches(name)]
        if not chosen:
            raise ArgumentError(f"could not find template {pattern} in chart")
        found += chosen
    return "".join(f"---\n{piece}\n" for piece in found)


def _nothing(name: str) -> bool:
    return False
