"""The one exception of this package."""

from __future__ import annotations


class YamlError(Exception):
    """Text that cannot be read.  str() is the message Go would give.

    `yaml_message` is the same without its leading ``error converting YAML to JSON: `` or
    ``error unmarshaling JSON: ``.  `line` and `column` are 1-based, `offset` counts code
    points from 0; all three are None where the place is not known.
    """

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        offset: int | None = None,
        *,
        yaml_message: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.yaml_message = message if yaml_message is None else yaml_message
        self.line = line
        self.column = column
        self.offset = offset
