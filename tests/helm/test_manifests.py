"""From rendered files to printed documents."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.helm.errors import ArgumentError, ManifestError
from scanner.helm.manifests import crds, printed, release, show_only, sort_manifests, split_documents
from scanner.helm.options import RenderOptions
from tests.helm.charts import head, load

SPLITS = [
    ("", []),
    (" \n\t", []),
    ("a: 1", ["a: 1"]),
    ("\n\na: 1\n\n", ["a: 1"]),
    ("---\na: 1\n---\nb: 2\n", ["a: 1", "b: 2"]),
    ("a: 1\n---b: 2", ["a: 1", "b: 2"]),
    ("a: 1\n--- # note\nb: 2", ["a: 1", "# note\nb: 2"]),
    ("a: 1\n   \n\n---   \n\nb: 2", ["a: 1", "b: 2"]),
    ("a: |\n  x\n---\nb", ["a: |\n  x", "b"]),
    ("a: |\n  ---\n", ["a: |\n  ---"]),
    ("---\n---\n", ["---"]),
    ("---\n\n---\na: 1", ["---\na: 1"]),
    ("a\n---\n---\nb", ["a", "---\nb"]),
    ("----", ["-"]),
    ("# only\n---\n# comments", ["# only", "# comments"]),
    ("a: 1\r\n---\r\nb: 2\r\n", ["a: 1", "b: 2"]),
]


@pytest.mark.parametrize(("text", "expected"), SPLITS)
def test_splitting(text: str, expected: list[str]) -> None:
    assert [piece for _, piece in split_documents(text)] == expected


@given(st.text(st.sampled_from("-a \n\t\r#"), max_size=40))
def test_pieces_stand_where_they_say(text: str) -> None:
    found = split_documents(text)
    end = 0
    for start, piece in found:
        assert start >= end and text[start : start + len(piece)] == piece and piece == piece.strip()
        end = start + len(piece)
    stripped = re.split(r"(?:\A|[\t\n\f\r ]*\n)---[\t\n\f\r ]*", text.strip())
    assert [piece for _, piece in found] == [piece.strip() for piece in stripped if piece]


def test_many_separators_are_linear() -> None:
    assert len(split_documents("\n \n" * 100_000 + "a")) == 1
    assert len(split_documents("\n---\na" * 50_000)) == 50_000


def kinds(*names: str) -> str:
    return "".join(f"---\nkind: {name}\n" for name in names)


def test_install_order() -> None:
    text = kinds("Zed", "ValidatingWebhookConfiguration", "Alpha", "Deployment", "Namespace", "Service")
    found, hooks = sort_manifests({"web/templates/a.yaml": "# note\n" + text})
    assert [each.kind for each in found] == [
        "Namespace", "Service", "Deployment", "ValidatingWebhookConfiguration", "", "Alpha", "Zed",
    ]  # fmt: skip
    assert hooks == []
    old, _ = sort_manifests({"web/templates/a.yaml": text}, 3)
    assert [each.kind for each in old][-3:] == ["Alpha", "ValidatingWebhookConfiguration", "Zed"]


def test_order_within_a_kind_is_that_of_paths_then_documents() -> None:
    files = {"web/templates/b.yaml": "kind: A\nv: 1\n---\nkind: A\nv: 2", "web/templates/B.yaml": "kind: A\nv: 0"}
    found, _ = sort_manifests(files)
    assert [each.body["v"] for each in found] == [0, 1, 2]
    assert [each.start for each in found] == [0, 0, 17]


def test_files_passed_over() -> None:
    files = {"w/templates/NOTES.txt": "a: [", "w/charts/x/templates/MYNOTES.txt": "b: [", "w/_a.yaml": "[", "e": " \n"}
    assert sort_manifests(files) == ([], [])


def hook(events: str) -> str:
    return f"kind: Job\nmetadata:\n  name: j\n  annotations:\n    helm.sh/hook: {events}\n"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("pre-install", ("pre-install",)),
        ('" Post-Install ,test-success"', ("post-install", "test")),
        ("test-failure", None),
        ("pre-install,", None),
        ('""', None),
        ("null", None),
    ],
)
def test_hooks(events: str, expected: tuple[str, ...] | None) -> None:
    found, hooks = sort_manifests({"a.yaml": hook(events)})
    assert found == []
    assert [each.events for each in hooks] == ([] if expected is None else [expected])


def test_heads() -> None:
    text = "apiVersion: v1\nkind: 5\nmetadata:\n  name: true\n  annotations: {a: 1}\n"
    (found,), _ = sort_manifests({"a.yaml": text})
    assert (found.api_version, found.kind, found.object_name) == ("v1", "5", "true")
    assert not found.is_hook


BAD = [
    ("just text", "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type"),
    ("- 1", "json: cannot unmarshal array into Go value of type util.SimpleHead"),
    ("kind: {}", "json: cannot unmarshal object into Go struct field SimpleHead.kind of type string"),
    ("metadata: {annotations: {a: []}}",
     "cannot unmarshal array into Go struct field .metadata.annotations of type string"),
    (
        "metadata: x",
        "cannot unmarshal string into Go struct field SimpleHead.metadata of type "
        'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
    ),
    ("a: b: c", "error converting YAML to JSON: yaml: mapping values are not allowed in this context"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_documents_that_are_no_objects(text: str, message: str) -> None:
    with pytest.raises(ManifestError) as caught:
        sort_manifests({"web/templates/a.yaml": text})
    assert str(caught.value).startswith("YAML parse error on web/templates/a.yaml: ")
    assert message in str(caught.value)


FILES = {
    "web/templates/a.yaml": "kind: Service\n",
    "web/charts/db/templates/b.yaml": "kind: Namespace",
    "web/templates/h.yaml": hook("test"),
    "web/templates/i.yaml": hook("pre-install"),
}


def test_printing(tmp_path: Path) -> None:
    chart = load(
        tmp_path,
        {"crds/c.yaml": "kind: X\n\n", "charts/db/Chart.yaml": head("db"), "charts/db/crds/d.json": "{}"},
    )
    assert [each.name for each in crds(chart)] == ["web/crds/c.yaml", "web/charts/db/crds/d.json"]
    text = printed(release(chart, FILES, RenderOptions(include_crds=True, no_hooks=True)))
    assert text == (
        "---\n# Source: web/crds/c.yaml\nkind: X\n\n\n"
        "---\n# Source: web/charts/db/crds/d.json\n{}\n"
        "---\n# Source: web/charts/db/templates/b.yaml\nkind: Namespace\n"
        "---\n# Source: web/templates/a.yaml\nkind: Service\n"
    )
    hooks = printed(release(chart, FILES, RenderOptions(skip_tests=True)))
    assert hooks.endswith("kind: Service\n---\n# Source: web/templates/i.yaml\n" + hook("pre-install"))
    assert "h.yaml" not in hooks
    assert printed(release(chart, {}, RenderOptions())) == "\n"


SHOWN: list[tuple[list[str], list[str]]] = [
    (["templates/a.yaml"], ["a.yaml"]),
    (["templates/*.yaml"], ["a.yaml", "h.yaml", "i.yaml"]),
    (["charts/db/templates/*", "templates/a.yaml"], ["b.yaml", "a.yaml"]),
    (["templates/a.yaml", "templates/a.yaml"], ["a.yaml", "a.yaml"]),
]


@pytest.mark.parametrize(("patterns", "expected"), SHOWN)
def test_show_only(tmp_path: Path, patterns: list[str], expected: list[str]) -> None:
    text = printed(release(load(tmp_path, {}), FILES, RenderOptions()), patterns)
    assert re.findall(r"^# Source: .*/(.*)$", text, re.M) == expected
    assert text.startswith("---\n") and text.endswith("\n")


@pytest.mark.parametrize("pattern", ["a.yaml", "*", "**", "templates/[", "templates/none.yaml", "./templates/a.yaml"])
def test_show_only_of_nothing(pattern: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        show_only("---\n# Source: web/templates/a.yaml\nx: 1\n", [pattern])
    assert str(caught.value) == f"could not find template {pattern} in chart"


def test_bodies_are_plain_data() -> None:
    (found,), _ = sort_manifests({"a": "a: 1\nb: 1.5\nc: [true, null]\n"})
    body: Any = found.body
    assert body == {"a": 1, "b": 1.5, "c": [True, None]}
