"""Decisions written as comments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.report import Level
from scanner.model.source import SourceFile
from scanner.waivers import comments
from scanner.waivers.comments import read

R = 'reason="so it is"'


def found(text: str) -> list[tuple[str, int, int, tuple[str, ...]]]:
    """(scope, line, target, rules) of each comment; none may be wrong."""
    decisions, notices = read(SourceFile("a.yaml", text))
    assert not notices
    return [(one.scope, one.line, one.target, one.entry.rules) for one in decisions]


@pytest.mark.parametrize(("text", "expected"), [
    ("a: 1\nb: 2\n", []),
    (f"a: 1  # readiness: ignore[x] {R}\nb: 2\n", [("ignore", 1, 1, ("x",))]),
    (f"# readiness: ignore[x, y] {R}\n\n  # more\na: 1\n", [("ignore", 1, 4, ("x", "y"))]),
    (f"a: 1\n# readiness: ignore[x] {R}", [("ignore", 2, 2, ("x",))]),
    (f"#readiness:ignore[x]{R}\na: 1\n", [("ignore", 1, 2, ("x",))]),
    (f"{{{{- /* readiness: ignore[x] {R} */ -}}}}\na: 1\n", [("ignore", 1, 2, ("x",))]),
    (f"{{{{/* readiness: ignore[x] {R} */}}}}\n{{{{- /* a word */ -}}}}\n# b\na: 1\n", [("ignore", 1, 4, ("x",))]),
    (f"a: {{{{ .Values.a }}}} {{{{- /* readiness: ignore[x] {R} */ -}}}}\nb: 1\n", [("ignore", 1, 1, ("x",))]),
    (f"// readiness: ignore[x] {R}\na = 1\n", [("ignore", 1, 2, ("x",))]),
    (f"# readiness: ignore-next-object[*] {R}\n---\na: 1\n", [("ignore-next-object", 1, 2, ("*",))]),
    (f"# readiness: ignore-file[checkov:CKV_K8S_1] {R}\r\na: 1\r\n", [("ignore-file", 1, 2, ("checkov:CKV_K8S_1",))]),
    (f"# one\n# readiness: ignore[x] {R}\n# readiness: ignore[y] {R}\na: 1\n",
     [("ignore", 2, 4, ("x",)), ("ignore", 3, 4, ("y",))]),
])
def test_comments_are_about_a_line_an_object_or_a_file(text: str, expected: list[object]) -> None:
    assert found(text) == expected


def test_everything_that_can_be_said() -> None:
    text = "a: 1 # readiness: ignore[x] until=2030-01-31 owner='the platform' reason=\"a # b\" container=web-*\n"
    ((comment,), notices) = read(SourceFile("a.yaml", text))
    entry = comment.entry
    assert not notices and (entry.reason, entry.owner, entry.until, entry.containers) == (
        "a # b", "the platform", "2030-01-31", ("web-*",))
    assert entry.source == "comment in a.yaml" and entry.where.hops[0].span is not None
    assert text[slice(*entry.where.hops[0].span[1:])].startswith("# readiness: ignore[x]")


@pytest.mark.parametrize(("comment", "problem"), [
    ("ignore[x]", "it gives no reason"),
    ('ignore[x] reason=""', "it gives no reason"),
    ('ignore[] reason="a"', "it names no rule"),
    ("ignore x", "it has no rule in brackets"),
    ("", "it has no rule in brackets"),
    ('ignroe[x] reason="a"', "'ignroe' is no directive; did you mean 'ignore'?"),
    ('skip[x] reason="a"', "'skip' is no directive; known are ignore"),
    ('ignore[x] reson="a"', "'reson' is no attribute; did you mean 'reason'?"),
    ('ignore[x] reason="a" and so on', "'and so on' cannot be read"),
    ('ignore[x] reason="a', "cannot be read"),
    ('ignore[x] reason="a" until=tomorrow', "'tomorrow' is no day; expected YYYY-MM-DD"),
    ('ignore[x] reason="a" until=2030-02-30', "'2030-02-30' is no day"),
])
def test_what_is_wrong_is_said_at_its_place(comment: str, problem: str) -> None:
    decisions, (notice,) = read(SourceFile("a.yaml", f"a: 1\nb: 2 # readiness: {comment}\n"))
    assert not decisions and notice.level is Level.WARNING and problem in notice.summary
    hop = notice.where.hops[0]
    assert hop.span is not None and hop.span.path == "a.yaml" and hop.span.start == 10


def test_no_file_has_more_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "MAX_COMMENTS", 2)
    assert len(found(f"a: 1 # readiness: ignore[x] {R}\n" * 5)) == 2


@given(st.text(st.sampled_from("#/*[]{}=\"' \n-readiness:ignore,x"), max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    source = SourceFile("a.yaml", f"{text}# readiness:{text}\n{text}")
    decisions, notices = read(source)
    last = source.position(len(source.text)).line
    assert all(1 <= one.line <= one.target <= last for one in decisions)
    assert all(one.where.hops[0].span is not None for one in notices)
