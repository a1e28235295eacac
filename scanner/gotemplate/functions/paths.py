"""Slash-separated paths as Go's path package treats them; the os... twins are the same on Linux."""

from __future__ import annotations

from scanner.gotemplate.functions import function


@function("base", "func(string) string", "osBase")
def base(path: str) -> str:
    """The last part: `.` of an empty path, `/` of slashes only."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


@function("clean", "func(string) string", "osClean")
def clean(path: str) -> str:
    """The shortest equal path: no empty, `.` or removable `..` parts; `.` for nothing."""
    rooted = path.startswith("/")
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part == ".." and rooted:
            continue
        elif part not in ("", "."):
            parts.append(part)
    return ("/" if rooted else "") + "/".join(parts) or "."


@function("dir", "func(string) string", "osDir")
def directory(path: str) -> str:
    """All but the last part, cleaned."""
    return clean(path[: path.rfind("/") + 1])


@function("ext", "func(string) string", "osExt")
def ext(path: str) -> str:
    """The last part's suffix from its last dot on."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 else ""


@function("isAbs", "func(string) bool", "osIsAbs")
def is_abs(path: str) -> bool:
    """Whether the path starts at the root."""
    return path.startswith("/")
