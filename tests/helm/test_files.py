"""`.Files`."""

import pytest

from scanner.gotemplate.values import FunctionError, StringList, go_kind, go_type
from scanner.helm.chart import ChartFile
from scanner.helm.files import Files


def files(**contents: bytes) -> Files:
    return Files.of(ChartFile(name.replace("__", "/").replace("_", "."), data, "") for name, data in contents.items())


SOME = files(z_txt=b"z", conf__b_txt=b"1\n\n2\n", conf__a_yaml=b"a: 1\n", empty_txt=b"", bin_dat=b"\xff\x01")


def test_keys_are_sorted() -> None:
    assert list(SOME) == ["bin.dat", "conf/a.yaml", "conf/b.txt", "empty.txt", "z.txt"]
    assert (go_type(SOME), go_kind(SOME)) == ("engine.files", "map")


def test_reading() -> None:
    assert SOME.Get("z.txt") == "z" and SOME.Get("none") == "" and SOME.Get("bin.dat") == "\udcff\x01"
    assert SOME.GetBytes("z.txt") == b"z" and SOME.GetBytes("none") == b""


def test_lines() -> None:
    assert SOME.Lines("conf/b.txt") == ["1", "", "2"] and type(SOME.Lines("none")) is StringList
    assert SOME.Lines("none") == []
    with pytest.raises(FunctionError, match="index out of range"):
        SOME.Lines("empty.txt")


def test_globs() -> None:
    assert list(SOME.Glob("conf/*")) == ["conf/a.yaml", "conf/b.txt"]
    assert list(SOME.Glob("**.txt")) == ["conf/b.txt", "empty.txt", "z.txt"]
    assert SOME.Glob("[") == SOME and type(SOME.Glob("x")) is Files


def test_configuration_maps() -> None:
    assert SOME.Glob("conf/*").AsConfig() == "a.yaml: |\n  a: 1\nb.txt: |\n  1\n\n  2"
    assert SOME.Glob("{z.txt,bin.dat}").AsSecrets() == "bin.dat: /wE=\nz.txt: eg=="
    assert SOME.Glob("none").AsConfig() == "{}"
    assert files(x=b"\x7f").AsConfig() == ""
