import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.reports import escape


@pytest.mark.parametrize(("text", "shown"), [
    ("plain \u00e9 \U0001f600", "plain \u00e9 \U0001f600"), ("\x1b[31mred", "\\x1b[31mred"),
    ("a\nb\tc\r", "a\\x0ab\\x09c\\x0d"), ("\u202egpj.exe", "\\u202egpj.exe"), ("a\u200bb", "a\\u200bb"),
    ("\x9b31m", "\\x9b31m"), ("\ud800", "\\ud800"), ("\U000e0041", "\\U000e0041")])
def test_visible(text: str, shown: str) -> None:
    assert escape.visible(text) == shown


@given(st.text())
def test_nothing_visible_controls_a_terminal(text: str) -> None:
    shown = escape.visible(text)
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in shown)
    assert escape.visible(shown) == shown


def test_a_tab_takes_one_column() -> None:
    assert escape.excerpt("\ta") == " a" and escape.width("\ta\x1b") == 6


@pytest.mark.parametrize(("text", "shown"), [
    ("[a](b)", "\\[a\\](b)"), ("a\\[b](c)", "a\\\\\\[b\\](c)"), ("containers[0]", "containers[0]"), ("a\\b", "a\\b"),
    ("plain\x1b", "plain\\x1b")])
def test_message(text: str, shown: str) -> None:
    assert escape.message(text) == shown


def test_words_of_links_never_end_early() -> None:
    assert escape.link_words("a]b\\c") == "a\\]b\\\\c"


@pytest.mark.parametrize(("text", "shown"), [
    ("a|b", "a\\|b"), ("<img src=x>", "\\<img src=x\\>"), ("@team", "@\u2060team"), ("a @ b", "a @ b"),
    ("#12", "\\#\u206012"),
    ("`x`", "\\`x\\`"), ("a\nb", "a\\\\x0ab")])
def test_text_for_markdown(text: str, shown: str) -> None:
    assert escape.markdown(text) == shown


def test_markdown() -> None:
    assert escape.markdown("<b>*x*</b> # y") == "\\<b\\>\\*x\\*\\</b\\> \\# y"


@pytest.mark.parametrize(("path", "uri"), [
    ("a/b.yaml", "a/b.yaml"), ("a b/c:d.yaml", "a%20b/c%3Ad.yaml"), ("./a", "a"), ("/a", "a"), ("\u00e9", "%C3%A9"),
    ("a[1]?x#y", "a%5B1%5D%3Fx%23y"), ("a\\b", "a/b"), ("", "."), ("100%", "100%25")])
def test_uri(path: str, uri: str) -> None:
    assert escape.uri(path) == uri


def test_storable() -> None:
    assert escape.storable("caf\u00e9 \ud800") == "caf\u00e9 ?"
    escape.storable("a\udcff").encode("utf-8")
