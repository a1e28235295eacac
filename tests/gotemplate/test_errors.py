from __future__ import annotations

import pytest

from scanner.gotemplate.errors import ExecError, Frame, MissingTemplate, ParseError, position


@pytest.mark.parametrize(("text", "start", "expected"), [
    ("", 0, (1, 0)), ("abc", 2, (1, 2)), ("a\nbc", 3, (2, 1)), ("é\néx", 3, (2, 2)), ("\udcff\U0001f600x", 2, (1, 5))])
def test_positions_count_lines_from_one_and_bytes_from_zero(text: str, start: int, expected: tuple[int, int]) -> None:
    assert position(text, start) == expected


def frame(template: str, message: str) -> Frame:
    return Frame("f", template, 1, 2, "n", message, 2, 3)


def test_frames_make_one_line() -> None:
    error = ExecError("why")
    assert str(error) == "why"
    error.frames = [frame("a", "error calling include"), frame("b", "why")]
    assert str(error) == (
        'template: f:1:2: executing "a" at <n>: error calling include: template: f:1:2: executing "b" at <n>: why')


def test_a_missing_template_is_named_behind_the_frames() -> None:
    error = MissingTemplate("no x")
    assert str(error) == "no x"
    error.frames = [frame("a", "error calling include")]
    assert str(error) == 'template: f:1:2: executing "a" at <n>: error calling include: no x'


def test_parse_errors_are_the_same_in_files_of_one_text() -> None:
    error = ParseError("a", 3, "bad", 7)
    assert str(error) == "template: a:3: bad"
    again = error.named("b")
    assert (again.file, again.line, again.message, again.start) == ("b", 3, "bad", 7)
