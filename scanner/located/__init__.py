"""YAML and JSON to data that remembers where every value stands."""

from scanner.patterns import compiled_later

with compiled_later():
    import yaml as _  # noqa: F401 - before the modules here do
