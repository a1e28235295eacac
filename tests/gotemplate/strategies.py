"""Hypothesis strategies: template texts, from noise to templates that run."""

from __future__ import annotations

from hypothesis import strategies as st

from scanner.helm import engine  # noqa: F401  offers the functions Helm adds

# Data the generated templates run with.
DATA = {"a": {"b": "x", "c": [1, 2, "é"], "d": {}}, "n": 3, "s": "text\nlines", "t": True, "l": [{"b": 1}, {"b": ""}]}

_WORDS = ["{{", "}}", "{{-", "-}}", "{{/*", "*/}}", " ", "\n", "|", "(", ")", ".", ",", ":=", "=", "$", "$x", ".a", ".b",
          "nil", "true", "if", "else", "end", "range", "with", "define", "template", "block", "break", "continue",
          "print", "len", "list", "nosuch", "include", '"q"', '"', "`r`", "`", "'c'", "'", "1", "-1", "0x", "1.5", "1i",
          "text", "é", "-", "#", "\\", "\x00", "\ud800"]  # fmt: skip

NOISE = st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=3)), max_size=25).map("".join)
"""Any text, most often one that looks like a template."""

_TEXTS = st.sampled_from(["", "a", " ", "\n", "key: ", "\n  - ", "é\t", "} { ", "<no value>"])
_PATHS = st.sampled_from([".", ".a", ".a.b", ".a.c", ".n", ".s", ".t", ".l", ".none", ".none.x", "$", "$.a.b", "$x", "$x.b"])
_CONSTANTS = st.sampled_from(['"q"', "`r`", "1", "-2", "1.5", "true", "'c'", '"a\\nb"'])


def _arguments(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(_PATHS, _CONSTANTS, inner.map("({})".format))


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    argument = _arguments(inner)
    one = st.builds("{} {}".format, st.sampled_from(["print", "quote", "toString", "len", "list", "not", "toYaml"]), argument)
    two = st.builds("{} {} {}".format, st.sampled_from(["default", "and", "or", "eq", "index", "dict", "cat"]), argument, argument)
    piped = st.builds("{} | {}".format, argument,
                      st.sampled_from(["print", "quote", "nindent 2", "indent 1 | trim", "default 1 | toString", "upper"]))
    chained = st.builds("({}).{}".format, inner, st.sampled_from(["b", "c.d"]))
    included = argument.map('include "h" {}'.format)
    return st.one_of(one, two, piped, chained, included)


PIPELINES = st.recursive(st.one_of(_PATHS, _CONSTANTS), _calls, max_leaves=5)
"""Pipelines whose functions and variables (`$x`) are known; they may fail when they run."""

_TRIMS = st.sampled_from([("{{ ", " }}"), ("{{- ", " }}"), ("{{ ", " -}}"), ("{{- ", " -}}"), ("{{", "}}")])


def _action(trim: tuple[str, str], text: str) -> str:
    return trim[0] + text + trim[1]


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    end = st.builds(_action, _TRIMS, st.just("end"))
    otherwise = st.builds(_action, _TRIMS, st.just("else"))
    head = st.builds("{} {}".format, st.sampled_from(["if", "with", "range", "range $i, $x :=", "with $x :="]), PIPELINES)
    opened = st.builds(_action, _TRIMS, head)
    return st.one_of(
        st.builds(str.__add__, inner, inner),
        st.builds("{}{}{}".format, opened, inner, end),
        st.builds("{}{}{}{}{}".format, opened, inner, otherwise, inner, end),
    )


_SIMPLE = st.one_of(
    _TEXTS,
    st.builds(_action, _TRIMS, PIPELINES),
    st.builds(_action, _TRIMS, PIPELINES.map("$x = {}".format)),
    st.builds(_action, _TRIMS, PIPELINES.map('template "h" {}'.format)),
    st.just("{{/* nothing */}}"),
)
_HEAD = '{{ define "h" }}<{{ . }}|{{ with .b }}{{ . }}{{ end }}>{{ end }}{{ $x := .a }}'
TEMPLATES = st.recursive(_SIMPLE, _blocks, max_leaves=8).map(_HEAD.__add__)
"""Templates that parse; they may fail when they run."""
