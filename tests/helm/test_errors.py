"""The family of Helm's errors."""

from scanner.helm.errors import ArchiveError, ChartError, HelmError, SchemaError, SchemaUnavailable, ValuesError, Where


def test_family() -> None:
    assert issubclass(ArchiveError, ChartError) and issubclass(SchemaUnavailable, SchemaError)
    assert issubclass(SchemaError, ValuesError) and issubclass(ValuesError, HelmError)


def test_places() -> None:
    error = HelmError("text", Where("a.yaml", 3))
    assert str(error) == "text" and error.where == ("a.yaml", 3, None) and HelmError("x").where is None
