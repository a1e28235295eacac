import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.reports.lines import LineHashes


def line_hashes(text: str) -> dict[int, str]:
    hashes = LineHashes(text)
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return {number: hashes.of(number) for number in range(1, count + 1)}


def by_definition(text: str) -> dict[int, str]:
    """The definition, without rolling: a polynomial of the 100 code units from the first visible one of each line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = [line.replace(" ", "").replace("\t", "") for line in lines]
    seen: dict[str, int] = {}
    hashes = {}
    for number in range(len(lines)):
        rest = "\n".join(kept[number:]).encode("utf-16-le")
        units = [rest[at] | rest[at + 1] << 8 for at in range(0, len(rest), 2)] + [0xFFFF] + [0] * 100
        value = sum(unit * 37 ** (99 - at) for at, unit in enumerate(units[:100])) % 2**64
        word = f"{value:x}"
        seen[word] = seen.get(word, 0) + 1
        hashes[number + 1] = f"{word}:{seen[word]}"
    return hashes


@given(st.text(alphabet="ab \t\r\n\u00e9\U0001f600", max_size=150))
def test_line_hashes_follow_the_definition(text: str) -> None:
    assert line_hashes(text) == by_definition(text)


@pytest.mark.parametrize(("text", "hashes"), [
    ("", ["c129715d7a2bc9a3:1"]),
    (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
])
def test_known_hashes(text: str, hashes: list[str]) -> None:
    """Values that the upload action itself gives."""
    assert list(line_hashes(text).values()) == hashes


def test_equal_lines_are_told_apart() -> None:
    hashes = line_hashes("x" * 120 + "\n" + "x" * 120 + "\n")
    assert hashes[1].endswith(":1") and hashes[2].split(":")[0] == hashes[1].split(":")[0]
    assert hashes[2].endswith(":2")


def test_a_line_that_does_not_exist_has_no_hash() -> None:
    assert LineHashes("a\n").of(0) == LineHashes("a\n").of(3) == ""


def test_blanks_do_not_count() -> None:
    assert line_hashes("a  b") == line_hashes("\tab")
