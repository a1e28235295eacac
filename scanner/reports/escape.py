"""Everything from the scanned input passes through here before it reaches a report."""

from __future__ import annotations

import re

from scanner.patterns import lazy

# C0 and C1 controls, DEL, the characters that reorder text or hide in it, and what is no character at all.
_UNSEEN = lazy(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARKDOWN = lazy(r"([\\`*_{}\[\]<>#|!~])")
_CALLS = lazy(r"([@#])(?=\w)")
_LINK_WORDS = lazy(r"([\\\[\]])")
_SAFE_IN_URI = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def visible(text: str) -> str:
    """One line of text that a terminal shows as it is: what it would obey or hide is written out, as in \\x1b."""
    if text.isascii() and text.isprintable():  # most text is, and then the pattern need not even be compiled
        return text
    return _UNSEEN.sub(_escape, text)


def storable(text: str) -> str:
    """Text that can be written as UTF-8: half characters, as names of files may hold them, become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def excerpt(text: str) -> str:
    """A source line for display: like `visible`, with a tab as one space, so that columns stay columns."""
    return visible(text.replace("\t", " "))


def width(text: str) -> int:
    """How many columns `excerpt(text)` takes, as far as that can be said without fonts."""
    return len(excerpt(text))


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, on one line; an unseen character keeps services from telling @somebody, and
    from linking #1."""
    return _CALLS.sub("\\1\u2060", _MARKDOWN.sub(r"\\\1", visible(text)))


def message(text: str) -> str:
    """Text for a SARIF message, where ``[words](target)`` is a link; only what could be one is written out, since
    some viewers show the backslashes."""
    return link_words(text) if "](" in text else visible(text)


def link_words(text: str) -> str:
    """The words of a link in a SARIF message."""
    return _LINK_WORDS.sub(r"\\\1", visible(text))


def uri(path: str) -> str:
    """A relative path as a URI reference; everything but unreserved characters and the slash is percent-encoded."""
    clean = path.replace("\\", "/")
    while clean.startswith("./"):
        clean = clean[2:]
    return "".join(
        char if char in _SAFE_IN_URI else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in clean.lstrip("/")
    ) or "."
