"""Places of the parts of a YAML or JSON document, worked out when the first one is asked for."""

from __future__ import annotations

from scanner.model.provenance import Provenance
from scanner.model.resource import Path
from scanner.model.source import SourceFile


class DocumentLocator:
    """Places inside one document of a file.

    `start` is the offset of `text` in the file; `prefix` leads from the top of the document to the resource, as in a
    List. A value that is a scalar is shown itself, a map or list by its key, an item of a list by its beginning, and
    a value that is absent by its nearest present parent.
    """

    __slots__ = ("_file", "_prefix", "_spans", "_start", "_text")

    def __init__(self, file: SourceFile, start: int, text: str, prefix: Path = ()) -> None:
        self._file, self._start, self._text, self._prefix = file, start, text, prefix
        self._spans: dict[Path, tuple[int, int]] | None = None

    def below(self, prefix: Path) -> DocumentLocator:
        """The same document, seen from a part of it."""
        return DocumentLocator(self._file, self._start, self._text, prefix)

    def place(self, path: Path) -> Provenance:
        """The place of the value at `path`, or of its nearest present parent."""
        if self._spans is None:
            self._spans = _spans(self._text)
        wanted = (*self._prefix, *path)
        while wanted and wanted not in self._spans:
            wanted = wanted[:-1]
        start, end = self._spans.get(wanted, (0, 0))
        return Provenance.literal(self._file.path, self._start + start, self._start + end)


def _spans(text: str) -> dict[Path, tuple[int, int]]:
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return {}
    found: dict[Path, tuple[int, int]] = {}
    pending = [((), node, None)] if node is not None else []
    while pending:
        path, node, key = pending.pop()
        shown = key if key is not None and not isinstance(node, yaml.ScalarNode) else node
        found[path] = (shown.start_mark.index, _line_end(text, shown.start_mark.index, shown.end_mark.index))
        if isinstance(node, yaml.MappingNode):
            pending.extend(((*path, str(name.value)), value, name) for name, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            pending.extend(((*path, number), value, None) for number, value in enumerate(node.value))
    return found


def _line_end(text: str, start: int, end: int) -> int:
    line = text.find("\n", start, end)
    return len(text[start:line if line >= 0 else end].rstrip()) + start
