import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.source import Position, SourceFile

TEXT = "one\ntwo\r\nthr\u00e9e\rfour 😀!\n"


@pytest.mark.parametrize(("offset", "position"), [
    (0, (1, 1)), (3, (1, 4)), (4, (2, 1)), (8, (2, 5)), (9, (3, 1)), (14, (3, 6)), (15, (4, 1)), (20, (4, 6)),
    (21, (4, 7)), (22, (4, 8)), (23, (5, 1)), (99, (5, 1)), (-5, (1, 1)),
])
def test_position_counts_lines_and_code_points_from_one(offset: int, position: tuple[int, int]) -> None:
    assert SourceFile("a", TEXT).position(offset) == Position(*position)


@pytest.mark.parametrize(("number", "line"), [
    (0, ""), (1, "one"), (2, "two"), (3, "thr\u00e9e"), (4, "four 😀!"), (5, ""), (6, "")])
def test_line(number: int, line: str) -> None:
    assert SourceFile("a", TEXT).line(number) == line


@given(st.text(alphabet="ab \n\r\u00e9😀", max_size=40), st.data())
def test_offset_is_the_way_back(text: str, data: st.DataObject) -> None:
    file = SourceFile("a", text)
    offset = data.draw(st.integers(0, len(text)))
    position = file.position(offset)
    if text[offset - 1:offset + 1] != "\r\n" and text[offset:offset + 1] not in ("\n", "\r"):
        assert file.offset(*position) == offset
    assert file.text[file.offset(position.line):].startswith(file.line(position.line))


def test_offset_stays_in_its_line() -> None:
    file = SourceFile("a", "ab\ncd")
    assert [file.offset(1, 99), file.offset(2, 99), file.offset(3), file.offset(0)] == [2, 5, 5, 0]


def test_digest_depends_on_the_text_alone() -> None:
    assert SourceFile("a", "x").digest == SourceFile("b", "x").digest != SourceFile("a", "y").digest
