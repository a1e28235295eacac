from __future__ import annotations

import re
import uuid
from base64 import b64decode

import pytest

from scanner.gotemplate.functions import digest
from scanner.gotemplate.values import FunctionError
from tests.gotemplate.functions.calls import call, check_error


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("randAlphaNum", "[A-Za-z0-9]{40}"),
        ("randAlpha", "[A-Za-z]{40}"),
        ("randNumeric", "[0-9]{40}"),
        ("randAscii", "[ -~]{40}"),
    ],
)
def test_shapes(name: str, pattern: str) -> None:
    assert re.fullmatch(pattern, call(name, 40))
    assert call(name, 0) == call(name, -1) == ""
    assert call(name, 30) != call(name, 30)


def test_other_shapes() -> None:
    assert len(b64decode(call("randBytes", 20))) == 20
    assert uuid.UUID(call("uuidv4")).version == 4
    assert call("randInt", 5, 6) == 5
    assert sorted(call("shuffle", "straße")) == sorted("straße")


def test_two_renderings_agree() -> None:
    def draws() -> list[str]:
        digest.begin()
        return [call("randAlphaNum", 8), call("uuidv4"), call("randBytes", 4), str(call("randInt", 0, 10**6))]

    assert draws() == draws()


def test_errors() -> None:
    check_error(("randInt", (6, 5), "invalid argument to Intn"))
    check_error(("randBytes", (-1,), "runtime error: makeslice: len out of range"))
    with pytest.raises(FunctionError, match="limit of"):
        call("randAlpha", 10**10)
