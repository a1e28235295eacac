"""Values as expressions of the language."""

from __future__ import annotations

from scanner.hcl import numbers
from scanner.hcl.limits import spend
from scanner.hcl.values import Value
from scanner.patterns import lazy

_WORD = lazy(r"[^\W\d][\w-]*")
_ESCAPED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def quoted(text: str) -> str:
    """A string in quotes, with what begins a template escaped."""
    escaped = "".join(_ESCAPED.get(sign, sign) for sign in text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def expression(value: Value, depth: int = 0) -> str:
    """A known value, laid out as Terraform's formatter does."""
    spend(1)
    data = value.data
    if data is None:
        return "null"
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, numbers.Number):
        return numbers.text(data)
    if isinstance(data, str):
        return quoted(data)
    pad = "  " * (depth + 1)
    if isinstance(data, list):
        return "[" + ", ".join(expression(one, depth) for one in data) + "]"
    if not data:
        return "{}"
    keys = {key: key if _WORD.fullmatch(key) else quoted(key) for key in sorted(data)}
    width = max(map(len, keys.values()))
    lines = [f"{pad}{shown.ljust(width)} = {expression(data[key], depth + 1)}" for key, shown in keys.items()]
    return "{\n" + "\n".join(lines) + "\n" + "  " * depth + "}"


