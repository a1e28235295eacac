"""One YAML document that people write for this program, with the places of everything in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scanner.located.errors import YamlError
from scanner.located.scalar_text import offset_in
from scanner.located.spans import Located, Span
from scanner.located.yaml import documents
from scanner.model.mistake import Mistake
from scanner.model.resource import lookup
from scanner.model.source import SourceFile
from scanner.patterns import lazy


_PLACE = lazy(r"(?:yaml: )?(?:line \d+: )?")


class Document:
    """Data with the text it was read from; places are worked out when the first one is asked for."""

    __slots__ = ("file", "data", "_number", "_located")

    def __init__(self, file: SourceFile, number: int, data: Any) -> None:
        self.file, self.data = file, data
        self._number = number
        self._located: Located | None = None

    def mistake(
        self, path: Sequence[str | int], problem: str, at: int | None = None, on_key: bool = False,
    ) -> Mistake:
        """A mistake in the value at `path`, or its nearest present parent.

        `at`: the character of the value (a text) it is about; `on_key`: the key is meant, not what stands there.
        """
        position = self.file.position(self._offset(path, at, on_key))
        return Mistake(self.file.path, position.line, position.column, problem)

    def span(self, path: Sequence[str | int]) -> Span:
        """The place of the value at `path`, or of its nearest present parent."""
        if self._located is None:
            from scanner.located.positions import positions

            self._located = positions(self.file.text, self._number)
        return self._located.nearest(path)

    def offset(self, path: Sequence[str | int], at: int) -> int:
        """The offset in the file of character `at` of the text at `path`."""
        return self._offset(path, at, False)

    def _offset(self, path: Sequence[str | int], at: int | None, on_key: bool) -> int:
        span = self.span(path)
        if on_key:
            return span.key_start
        value = lookup(self.data, path)
        if at is None or not isinstance(value, str):
            return span.start
        return offset_in(self.file.text, span.start, span.end, value, at)


def read(file: SourceFile) -> Iterator[Document | Mistake]:
    """The documents of a file that hold something, one after the other; at its first mistake the reading ends."""
    try:
        for number, data in enumerate(documents(file.text, "written")):
            if data is not None:
                yield Document(file, number, data)
    except YamlError as error:
        # The place is told beside the message, where it counts as people do.
        what = _PLACE.sub("", " ".join(error.yaml_message.split()), 1)
        yield Mistake(file.path, error.line or 1, error.column or 1, f"not valid YAML: {what}"[:300])
