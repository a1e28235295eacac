import pytest

from scanner.rules.programs import canonical


def field(number: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([number << 3 | 2, len(content)]) + content


def test_references_are_sorted_and_the_rest_is_left_out() -> None:
    head, expression = field(1, b"type"), field(4, b"expression")
    content = field(2, b"b") + field(3, b"types") + field(2, b"a") + expression + field(5, b"positions")
    assert canonical(head + field(2, content)) == head + field(2, field(2, b"a") + field(2, b"b") + expression)


def test_long_contents() -> None:
    expression = bytes([4 << 3 | 2, 0x80 | 44, 2]) + b"x" * 300
    message = field(1, b"type") + bytes([2 << 3 | 2, 0x80 | 47, 2]) + expression
    assert canonical(message) == message


@pytest.mark.parametrize("message", [
    field(1, b"type") + field(3, b"x"),
    field(1, b"type") + bytes([2 << 3]) + b"\x01",
    field(1, b"type"),
])
def test_other_forms_are_refused(message: bytes) -> None:
    with pytest.raises(ValueError):
        canonical(message)
