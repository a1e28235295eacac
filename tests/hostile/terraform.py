"""Hostile Terraform: name -> files of a folder, or a function that puts them there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

Files = dict[str, str]

_DEEP = 10_000
_LOCALS = "locals {{\n  x = {}\n}}\nresource \"aws_x\" \"y\" {{\n  a = local.x\n}}\n"


def _local(expression: str) -> Files:
    return {"main.tf": _LOCALS.format(expression)}


def _doubling(first: str, step: str, count: int = 60) -> Files:
    lines = [f"  l0 = {first}"] + [f"  l{each + 1} = {step.format(f'local.l{each}')}" for each in range(count)]
    return {"main.tf": "locals {\n" + "\n".join(lines) + f"\n}}\nresource \"aws_x\" \"y\" {{\n  a = local.l{count}\n}}\n"}


def _chain(count: int) -> Files:
    lines = ["  l0 = 1"] + [f"  l{each + 1} = local.l{each} + 1" for each in range(count)]
    return {"main.tf": "locals {\n" + "\n".join(lines) + f"\n}}\nresource \"aws_x\" \"y\" {{\n  a = local.l{count}\n}}\n"}


# Made when they are needed, as some are large.
FOLDERS: dict[str, Callable[[], Files]] = {
    "deep parentheses": lambda: _local("(" * _DEEP + "1" + ")" * _DEEP),
    "deep lists": lambda: _local("[" * _DEEP + "1" + "]" * _DEEP),
    "deep lists, not closed": lambda: _local("[" * 100_000),
    "deep objects": lambda: _local("{a=" * _DEEP + "1" + "}" * _DEEP),
    "deep calls": lambda: _local("upper(" * _DEEP + '"a"' + ")" * _DEEP),
    "deep conditionals": lambda: _local("true ? " * _DEEP + "1" + " : 2" * _DEEP),
    "deep signs": lambda: _local("-" * 100_000 + "1"),
    "deep templates": lambda: _local('"${' * _DEEP + "1" + '}"' * _DEEP),
    "deep blocks": lambda: {"main.tf": "a {\n" * _DEEP + "}\n" * _DEEP},
    "long sums": lambda: _local("1" + " + 1" * 100_000),
    "long ands": lambda: _local("true" + " && true" * 100_000),
    "long traversals": lambda: _local("local" + ".a" * 200_000),
    "long indices": lambda: _local("local.x" + "[0]" * 100_000),
    "long splats": lambda: _local("local.x" + "[*]" * _DEEP),
    "long chains of locals": lambda: _chain(20_000),
    "doubled lists": lambda: _doubling('["x"]', "[{0}, {0}]"),
    "doubled text": lambda: _doubling('"x"', '"${{{0}}}${{{0}}}"'),
    "doubled text by join": lambda: _doubling('"x"', 'join("", [{0}, {0}])'),
    "doubled concat": lambda: _doubling('["x"]', "concat({0}, {0})"),
    "doubled products": lambda: _doubling('["x", "y"]', "setproduct({0}, {0})", 8),
    "doubled replace": lambda: _doubling('"xx"', 'replace({0}, "x", {0})'),
    "doubled JSON": lambda: _doubling('"\\""', "jsonencode({0})", 400),
    "doubled numbers": lambda: _doubling("12345678901234567890", "{0} * {0}", 200),
    "ranges in ranges": lambda: _local(
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a + b + c]]]"),
    "formats": lambda: _local('[for a in range(1000) : format("%1000000d", a)]'),
    "one wide format": lambda: _local('format("%999999999999d", 1)'),
    "precise format": lambda: _local('format("%.999999f", 0.1)'),
    "large exponent": lambda: _local("1e999999999"),
    "small exponent": lambda: _local("1e-999999999"),
    "exponents": lambda: _local('[for a in range(1000) : tostring(1e39999 + 1e-39999)]'),
    "powers": lambda: _local("pow(10, 1e308)"),
    "indent": lambda: _local('indent(1000000000, "a\\nb")'),
    "regex": lambda: _local('regexall("(a*)*b", join("", [for i in range(1000) : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]))'),
    "large regex": lambda: _local('regex("((((a{1000}){1000}){1000}){1000})", "a")'),
    "many matches": lambda: _local('[for i in range(1000) : regexall("", join("", [for j in range(1000) : "abcdefgh"]))]'),
    "sets of sets": lambda: _local("toset([for i in range(1000) : toset([for j in range(1000) : \"${i}-${j}\"])])"),
    "distinct": lambda: _local("distinct(flatten([for i in range(1000) : [for j in range(100) : i * 1000 + j]]))"),
    "types": lambda: _local("[" + ",".join(f"{{a{each} = {{b{each} = [{each}]}}}}" for each in range(20_000)) + "]"),
    "unified types": lambda: _local("tolist([" + ",".join(f"{{a = [{each}, \"{each}\"]}}" for each in range(5_000)) + "])"),
    "many instances": lambda: {"main.tf": 'resource "aws_x" "y" {\n  count = 1000000000\n}\n'},
    "many instances of many": lambda: {
        "main.tf": "".join(f'resource "aws_x" "y{each}" {{\n  count = 10000\n  a = count.index\n}}\n' for each in range(100))},
    "many dynamic blocks": lambda: {
        "main.tf": 'resource "aws_x" "y" {\n  dynamic "a" {\n    for_each = range(1000)\n    content {\n      dynamic "b" {\n'
                   "        for_each = range(1000)\n        content {\n          c = 1\n        }\n      }\n    }\n  }\n}\n"},
    "references to many blocks": lambda: {
        "main.tf": 'resource "aws_x" "y" {\n' + "  a {\n    b {\n      c = 1\n    }\n  }\n" * 1_000 + "}\n"
                   + "locals {\n" + "".join(f"  l{each} = aws_x.y.a[{each}].b[0].d\n" for each in range(1_000)) + "}\n"},
    "dynamic blocks that nobody knows": lambda: {
        "main.tf": 'variable "x" {}\nresource "aws_x" "y" {\n'
                   + "".join(f'  dynamic "a{each}" {{\n    for_each = var.x\n    content {{\n      b = 1\n    }}\n  }}\n'
                             for each in range(2_000)) + "}\n"},
    "dynamic blocks that nobody knows in each other": lambda: {
        "main.tf": 'variable "x" {}\nresource "aws_security_group" "y" {\n'
                   + '  dynamic "ingress" {\n    for_each = var.x\n    content {\n' * 100 + "    }\n  }\n" * 100 + "}\n"},
    "outputs of long comparisons": lambda: {"main.tf": 'output "x" {\n  value = 1' + " == 1" * 100_000 + "\n}\n"},
    "outputs of conditionals in conditions": lambda: {
        "main.tf": 'output "x" {\n  value = ' + "(" * 450 + "local.x" + " ? local.x : local.x)" * 450 + "\n}\n"},
    "patterns of filters": lambda: {
        "main.tf": 'resource "aws_cloudwatch_log_metric_filter" "x" {\n  pattern = "{ Root'
                   + " ($.errorCode = UnauthorizedOperation &&" * 20_000 + '"\n}\n'},
    "modules in a circle": lambda: {
        "main.tf": 'module "a" {\n  source = "./a"\n}\n', "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
        "b/main.tf": 'module "a" {\n  source = "../a"\n}\n'},
    "modules upon modules": lambda: {
        "main.tf": 'module "m" {\n  count = 100\n  source = "./m0"\n}\n',
        **{f"m{each}/main.tf": f'module "m" {{\n  count = 100\n  source = "../m{each + 1}"\n}}\n' for each in range(6)},
        "m6/main.tf": 'resource "aws_x" "y" {}\n'},
    "locals in a circle": lambda: {
        "main.tf": "locals {\n" + "".join(f"  a{each} = local.a{(each + 1) % 300}\n" for each in range(300)) + "}\n"},
    "many files": lambda: {f"f{each}.tf": f"locals {{\n  a{each} = 1\n}}\n" for each in range(3_000)},
    "many braces": lambda: {"main.tf": "{" * 500_000},
    "many quotes": lambda: {"main.tf": '"' * 500_001},
    "many heredocs": lambda: {"main.tf": "a = <<A\n" * 100_000},
    "many comments": lambda: {"main.tf": "/*" * 500_000},
    "open comment": lambda: {"main.tf": "/*" + "*" * 1_000_000},
    "many lines": lambda: {"main.tf": "\n" * 4_000_000},
    "many dots": lambda: {"main.tf": "a = 1" + "." * 1_000_000},
    "many digits": lambda: {"main.tf": "a = " + "1" * 1_000_000 + "\n"},
    "long name": lambda: {"main.tf": "a" * 4_000_000},
    "deep JSON": lambda: {"main.tf.json": '{"locals": {"a": ' + "[" * 100_000},
    "deep JSON, closed": lambda: {"main.tf.json": '{"locals": {"a": ' + "[" * _DEEP + "]" * _DEEP + "}}"},
    "deep jsondecode": lambda: {"main.tf": _LOCALS.format('jsondecode(file("a.json"))'), "a.json": "[" * 50_000 + "]" * 50_000},
    "deep yamldecode": lambda: {"main.tf": _LOCALS.format('yamldecode(file("a.yml"))'), "a.yml": "[" * 5_000 + "]" * 5_000},
    "billion laughs": lambda: {
        "main.tf": _LOCALS.format('yamldecode(file("a.yml"))'),
        "a.yml": "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{name}: &{name} [{','.join(['*' + before] * 10)}]\n"
            for before, name in zip("abcdefghi", "bcdefghij", strict=True))},
    "template that fills itself in": lambda: {
        "main.tf": _LOCALS.format('templatefile("t.tftpl", {})'), "t.tftpl": '${templatefile("t.tftpl", {})}'},
    "files outside": lambda: _local(
        '[file("/etc/passwd"), file("../../../../etc/passwd"), fileexists("/etc/shadow"), fileset("/etc", "**"), '
        'filemd5("~/.ssh/id_rsa"), templatefile("/etc/hosts", {})]'),
    "module outside": lambda: {"main.tf": 'module "a" {\n  source = "../../../../../../../../etc"\n}\n'},
    "not UTF-8": lambda: {"main.tf": "a = \udc80\udcff\n"},
    "zero bytes": lambda: {"main.tf": "a = \0\n"},
    "plan that is deep": lambda: {
        "plan.json": '{"format_version": "1.0", "resource_changes": [{"address": "a.b", "type": "a", "change": {"after": {"a": '
                     + "[" * 100_000 + "]" * 100_000 + "}}}]}"},
    "plan that is deep at the bound": lambda: {
        "plan.json": '{"format_version": "1.0", "resource_changes": [{"address": "a.b", "type": "a", "change": {"after": {"a": '
                     + "[" * 900 + "]" * 900 + "}}}]}"},
    "plan that is cut off": lambda: {"plan.json": '{"format_version": "1.0", "resource_changes": [{"address": "a.b"'},
    "plan of nonsense": lambda: {
        "plan.json": '{"format_version": "1.0", "configuration": [1], "resource_changes": [null, 1, [], {}, {"address": 1}, '
                     '{"address": "a.b", "type": "a", "change": 7}, {"address": "a.c", "type": "a", "mode": 3, "change": '
                     '{"after": {"x": [1]}, "after_unknown": {"x": [[true], true]}, "after_sensitive": 5, "actions": "create"}}]}'},
    "plan with wide unknowns": lambda: {
        "plan.json": '{"format_version": "1.0", "resource_changes": [{"address": "a.b", "type": "a", "change": {"after": {"x": []}, '
                     '"after_unknown": {"x": [' + "true," * 500_000 + "true]}}}]}"},
}


def link(name: str, target: str) -> Callable[[Path], None]:
    """A folder in which a file is a symbolic link."""

    def build(folder: Path) -> None:
        (folder / "main.tf").write_text(_LOCALS.format(f'file("{name}")'))
        os.symlink(target, folder / name)

    return build


LINKS: dict[str, Callable[[Path], None]] = {
    "link to a file outside": link("a.txt", "/etc/passwd"),
    "link to a device": link("a.txt", "/dev/zero"),
    "link to itself": link("a.txt", "a.txt"),
    "configuration that is a link": lambda folder: os.symlink("/etc/passwd", folder / "main.tf"),
    "configuration that is a device": lambda folder: os.symlink("/dev/zero", folder / "main.tf"),
    "folder of configuration": lambda folder: (folder / "main.tf").mkdir(),
    "pipe": lambda folder: os.mkfifo(folder / "main.tf"),
    "values that are a pipe": lambda folder: ((folder / "main.tf").write_text(""), os.mkfifo(folder / "terraform.tfvars")),
}


def write(folder: Path, files: Files) -> None:
    """Put files into a folder; surrogates stand for bytes that are no UTF-8."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
