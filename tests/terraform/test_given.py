"""Where the values of variables come from."""

from __future__ import annotations

from pathlib import Path

from tests.terraform.trees import errors, output, tree

MAIN = "".join(f'variable "{name}" {{\n  default = "default"\n}}\n' for name in "abcdef") + (
    'output "o" {\n  value = [var.a, var.b, var.c, var.d, var.e, var.f]\n}\n')


def test_later_sources_win(tmp_path: Path) -> None:
    def names(text: str, names: str) -> str:
        return "".join(f'{name} = "{text}"\n' for name in names)

    files = {"main.tf": MAIN, "terraform.tfvars": names("tfvars", "abcd"), "1.auto.tfvars": names("auto", "abc"),
             "terraform.tfvars.json": '{"d": "json"}', "prod.tfvars": names("file", "ab")}
    found = tree(tmp_path, files, flags=[("var-file", "prod.tfvars"), ("var", "a=flag")],
                 environment={"TF_VAR_e": "environment", "TF_VAR_a": "environment", "OTHER": "x"})
    assert output(found, "o") == ["flag", "file", "auto", "json", "environment", "default"]
    assert not errors(found)


def test_values_nobody_declared(tmp_path: Path) -> None:
    found = tree(tmp_path, {"main.tf": "", "terraform.tfvars": "x = 1\n"}, flags=[("var", "y=1"), ("var", "z")])
    assert [one.level for one in found.diagnostics.found] == ["warning", "error", "error"]


def test_a_values_file_refers_to_nothing(tmp_path: Path) -> None:
    found = tree(tmp_path, {"main.tf": MAIN, "terraform.tfvars": "a = var.b\n"})
    assert any("Variables not allowed" in message for message in errors(found))
