"""Shell scripts cut into commands, to tell which programs run and whether they may fail."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from scanner.patterns import lazy
from scanner.records import NamedTuple

MAX_CHARACTERS = 200_000
MAX_COMMANDS = 2_000

_OPENING = frozenset(["if", "then", "else", "elif", "do", "while", "until", "!", "{", "(", "time"])
_CLOSING = frozenset(["fi", "done", "}", ")", "esac"])
_ENDS = ("&&", "||", ";;", ";", "|&", "|", "&", "\n", "(", ")")
_HEREDOC = lazy(r"<<(-?)\s*(['\"]?)([A-Za-z_][A-Za-z0-9_]*)\2")
_ASSIGNED = lazy(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_HARMLESS = frozenset(["true", ":", "echo", "printf", "exit0", "return0"])


class Command(NamedTuple):
    """One command: its words without quotes, assignments before them, where it begins, and whether its failure ends
    the script (`fails`)."""

    words: tuple[str, ...]
    variables: tuple[str, ...]
    start: int
    fails: bool


class _Raw(NamedTuple):
    words: list[str]
    start: int
    end: str
    tested: bool


def commands(script: str, exits: bool = True, pipefail: bool = False) -> list[Command]:
    """The commands of a script in order.

    `exits`: the shell ends at the first failure (`set -e`) from the start; `pipefail`: also inside of a pipe.
    """
    found: list[Command] = []
    raw = list(islice(_cut(script[:MAX_CHARACTERS]), MAX_COMMANDS))
    for index, one in enumerate(raw):
        words = list(one.words)
        variables = []
        while words and _ASSIGNED.match(words[0]):
            variables.append(words.pop(0).partition("=")[0].rstrip("+"))
        if not words:
            continue
        if words[0] == "set":
            exits, pipefail = _set(words[1:], exits, pipefail)
            continue
        found.append(Command(tuple(words), tuple(variables), one.start, _ends_script(raw, index, exits, pipefail)))
        if len(found) == MAX_COMMANDS:
            break
    return found


def _ends_script(raw: list[_Raw], index: int, exits: bool, pipefail: bool) -> bool:
    """Whether the script fails when that command does."""
    one = raw[index]
    if one.tested or one.end == "&" or one.end in ("|", "|&") and not pipefail:
        return False
    # What follows in the same list decides; of a list with && the shell lets every failure but the last one pass,
    # unless the list is the last thing that it does.
    chained = False
    at = index
    while raw[at].end in ("|", "|&", "&&", "||") and at + 1 < len(raw):
        chained = chained or raw[at].end == "&&"
        if raw[at].end == "||":
            return not _forgives(raw[at + 1].words)
        at += 1
    last = at + 1 >= len(raw)
    return last or (exits and not chained) or raw[at].end == ")"


def _forgives(words: list[str]) -> bool:
    """Whether the command behind || makes the failure go away."""
    if words[:1] in (["exit"], ["return"]):
        return words[1:2] == ["0"]
    return words[:1] != ["false"]


def _set(flags: list[str], exits: bool, pipefail: bool) -> tuple[bool, bool]:
    for index, flag in enumerate(flags):
        on = flag.startswith("-")
        if flag[:1] in "-+" and "e" in flag[1:] and not flag[1:].startswith("-"):
            exits = on
        if flag[:1] in "-+" and "o" in flag[1:]:
            name = flags[index + 1] if index + 1 < len(flags) else ""
            pipefail = on if name == "pipefail" else pipefail
            exits = on if name == "errexit" else exits
    return exits, pipefail


def _cut(script: str) -> Iterator[_Raw]:
    """Simple commands with what ends them; text of here-documents is left out."""
    words: list[str] = []
    start = -1
    tested = False
    for kind, text, at in _tokens(script):
        if kind == "word":
            if not words and text in _OPENING:
                tested = tested or text in ("if", "elif", "while", "until", "!")
                continue
            if not words and text in _CLOSING:
                continue
            if not words and text in ("for", "case", "select", "function"):
                start = -1
            if start < 0:
                start = at
            words.append(text)
            continue
        if words and words[0] not in ("for", "case", "select", "function"):
            yield _Raw(words, start, text, tested)
        words, start = [], -1
        if text in ("\n", ";", ";;"):
            tested = False
    if words and words[0] not in ("for", "case", "select", "function"):
        yield _Raw(words, start, "\n", tested)


def _tokens(script: str) -> Iterator[tuple[str, str, int]]:
    """("word" | "end", text, offset). Quotes are taken off; `$(...)`, `${...}` and `${{...}}` stay in their word."""
    at, length = 0, len(script)
    word: list[str] = []
    begun = -1
    waiting: list[tuple[str, bool]] = []
    while at < length:
        character = script[at]
        if character in " \t":
            if begun >= 0:
                yield "word", "".join(word), begun
                word, begun = [], -1
            at += 1
            continue
        if character == "\\" and script[at + 1 : at + 2] == "\n":
            at += 2
            continue
        if character == "\\" and script[at + 1 : at + 3] == "\r\n":
            at += 3
            continue
        if character == "#" and begun < 0:
            line = script.find("\n", at)
            at = length if line < 0 else line
            continue
        end = next((end for end in _ENDS if script.startswith(end, at)), "")
        if end == "&" and (script.startswith("&>", at) or word and word[-1].endswith((">", "<"))):
            end = ""  # a redirection
        if end or character == "\r":
            if begun >= 0:
                yield "word", "".join(word), begun
                word, begun = [], -1
            if end:
                yield "end", end, at
            at += len(end) or 1
            if end == "\n" and waiting:
                at = _behind(script, at, waiting)
                waiting = []
            continue
        if character == "<" and script.startswith("<<", at) and not script.startswith("<<<", at):
            found = _HEREDOC.match(script, at)
            if found:
                waiting.append((found[3], bool(found[1])))
                at = found.end()
                continue
        if begun < 0:
            begun = at
        piece, at = _piece(script, at)
        word.append(piece)
    if begun >= 0:
        yield "word", "".join(word), begun


def _behind(script: str, at: int, waiting: list[tuple[str, bool]]) -> int:
    """The offset behind the here-documents that begin at `at`."""
    for end, tabs in waiting:
        while at < len(script):
            line = script.find("\n", at)
            line = len(script) if line < 0 else line
            text = script[at:line].rstrip("\r")
            at = min(line + 1, len(script))
            if (text.lstrip("\t") if tabs else text).strip() == end:
                break
    return at


def _piece(script: str, at: int) -> tuple[str, int]:
    """What stands at an offset inside a word, without its quotes, and where it ends."""
    character = script[at]
    if character == "'":
        end = script.find("'", at + 1)
        end = len(script) if end < 0 else end
        return script[at + 1 : end], end + 1
    if character == '"':
        return _quoted(script, at + 1)
    if character == "\\":
        return script[at + 1 : at + 2], at + 2
    if character == "`":
        end = script.find("`", at + 1)
        end = len(script) if end < 0 else end
        return script[at : end + 1], end + 1
    if character == "$" and script[at + 1 : at + 2] in ("(", "{"):
        end = _closing(script, at + 1)
        return script[at:end], end
    return character, at + 1


def _quoted(script: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    while at < len(script):
        character = script[at]
        if character == '"':
            return "".join(parts), at + 1
        if character == "\\" and script[at + 1 : at + 2] == "\n":
            at += 2
        elif character == "\\":
            follower = script[at + 1 : at + 2]
            parts.append(follower if follower in '$`"\\' else "\\" + follower)
            at += 2
        elif character == "$" and script[at + 1 : at + 2] in ("(", "{"):
            end = _closing(script, at + 1)
            parts.append(script[at:end])
            at = end
        else:
            parts.append(character)
            at += 1
    return "".join(parts), at


def _closing(script: str, at: int) -> int:
    """The offset behind the bracket that closes the one at `at`; quotes inside hide brackets."""
    pairs = {"(": ")", "{": "}"}
    depth: list[str] = []
    while at < len(script):
        character = script[at]
        if character in pairs:
            depth.append(pairs[character])
        elif depth and character == depth[-1]:
            depth.pop()
            if not depth:
                return at + 1
        elif character == "'":
            end = script.find("'", at + 1)
            if end > 0:
                at = end
        elif character == "\\":
            at += 1
        at += 1
    return len(script)
