"""Regular expressions that are compiled when they are first used.

Compiling takes up to 3 ms an expression, and a scan of a small chart uses a tenth of
those that its modules hold, so compiling them all would be a fifth of its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn", "pattern", "groupindex")


class _Lazy:
    """Looks like a `re.Pattern`; the first use of any attribute compiles the expression."""

    def __init__(self, text: Any, flags: int) -> None:
        self._source = text, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self._source)
        for each in _METHODS:
            self.__dict__[each] = getattr(compiled, each)
        return self.__dict__[name]


@contextmanager
def compiled_later() -> Iterator[None]:
    """While a library is imported: the expressions its modules compile are compiled on first use, as ours are.

    PyYAML compiles 3 ms of expressions for its reader in Python, which nobody asks when
    libyaml reads.
    """
    compile_now = re.compile
    re.compile = lazy  # type: ignore[assignment]
    try:
        yield
    finally:
        re.compile = compile_now


def lazy(text: Any, flags: int = 0) -> Any:
    """The expression `text` (str or bytes), compiled when it is first used."""
    return _Lazy(text, flags)
