"""`.Files`: the files of a chart that are neither templates nor values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from scanner.gotemplate.costs import cost
from scanner.gotemplate.limits import VISIT, spend
from scanner.gotemplate.values import FunctionError, StringList, StringMap, decode, register_type
from scanner.helm.patterns import PatternError, glob

if TYPE_CHECKING:
    from scanner.helm.chart import ChartFile


class Files(dict[str, bytes]):
    """engine.files: a map of names to bytes, with methods.  Its keys are in name order."""

    __slots__ = ()

    go_methods: ClassVar[Mapping[str, str]] = {
        "Get": "func(string) string",
        "GetBytes": "func(string) []byte",
        "Glob": "func(string) engine.files",
        "Lines": "func(string) []string",
        "AsConfig": "func() string",
        "AsSecrets": "func() string",
    }

    @classmethod
    def of(cls, files: Iterable[ChartFile]) -> Files:
        """The files of a chart; of several with one name the last counts."""
        return cls(sorted({file.name: file.data for file in files}.items()))

    def Get(self, name: str) -> str:  # noqa: N802 - the names templates use
        """A file's text, "" when there is none."""
        data = self.get(name, b"")
        spend(len(data))
        return decode(data)

    def GetBytes(self, name: str) -> bytes:  # noqa: N802
        """A file's bytes, none when there is no such file."""
        return self.get(name, b"")

    def Glob(self, pattern: str) -> Files:  # noqa: N802
        """The files whose names match; a malformed pattern matches them all."""
        spend(VISIT * (1 + len(self)))
        try:
            match = glob(pattern)
        except PatternError:
            return Files(self)
        return Files((name, data) for name, data in self.items() if match(name))

    def Lines(self, name: str) -> StringList:  # noqa: N802
        """A file's lines, split at line feeds, without the last one."""
        if name not in self:
            return StringList()
        text = self.Get(name)
        if not text:
            raise FunctionError("runtime error: index out of range [-1]")
        spend(VISIT * text.count("\n"))
        return StringList(text.removesuffix("\n").split("\n"))

    def AsConfig(self) -> str:  # noqa: N802
        """YAML of base names and texts, for the data of a ConfigMap."""
        self._write()
        return _yaml({_base(name): decode(data) for name, data in self.items()})

    def AsSecrets(self) -> str:  # noqa: N802
        """YAML of base names and base64 of the contents, for the data of a Secret."""
        import base64

        self._write()
        return _yaml({_base(name): base64.b64encode(data).decode() for name, data in self.items()})


    def _write(self) -> None:
        spend(sum(VISIT + len(data) * cost("toYaml").result for data in self.values()))


register_type(Files, "engine.files", "map")


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _yaml(texts: dict[str, str]) -> str:
    """YAML of a map; nothing where YAML cannot hold one of its texts, such as a picture."""
    from scanner.serial.errors import EncodeError
    from scanner.serial.to_yaml import to_yaml

    try:
        return to_yaml(StringMap(texts))
    except EncodeError:
        return ""
