"""Tables of expressions and the answers of Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.hcl.evaluating import answer

CASES = [
    pytest.param(row["expression"], row["expect"], id=f"{path.stem}: {row['expression']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("expression", "expect"), CASES)
def test_expression(expression: str, expect: str) -> None:
    assert answer(expression) == expect
