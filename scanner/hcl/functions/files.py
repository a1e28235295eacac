"""Functions for files and their paths.

A file that lies outside of what is scanned has unknown contents; one that is missing inside is an error, as it is for
Terraform.
"""

from __future__ import annotations

import base64
import posixpath

from scanner.hcl.errors import FunctionError
from scanner.hcl.files import Files, Outside
from scanner.hcl.functions.registry import Context, Parameter, function
from scanner.hcl.globs import matcher
from scanner.hcl.types import BOOL, STRING, Type, set_of
from scanner.hcl.values import Cause, Value, boolean, set_value, string, unknown

_PATH = Parameter("path", STRING, marked=True)
_PLAIN = Parameter("path", STRING)


def _files(context: Context) -> Files | None:
    found = context.surroundings.files
    return found if isinstance(found, Files) else None


def unread(path: str, kind: Type, marks: frozenset[str]) -> Value:
    """What stands for a file that may not be read."""
    return unknown(kind, causes=(Cause("file", path),)).with_marks(marks)


def contents(value: Value, context: Context) -> bytes | None:
    """The bytes of the file at a path; None when it lies outside of what is scanned."""
    files = _files(context)
    if files is None:
        return None
    try:
        return files.read(value.data)
    except Outside:
        return None


@function("file", _PATH, result=STRING)
def file(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The text of a file."""
    path = arguments[0]
    data = contents(path, context)
    if data is None:
        return unread(path.data, STRING, path.marks)
    try:
        return string(data.decode()).with_marks(path.marks)
    except UnicodeDecodeError:
        raise FunctionError(f"contents of {path.data!r} are not valid UTF-8; use the filebase64 function to obtain the "
                            "Base64 encoded contents") from None


@function("filebase64", _PATH, result=STRING)
def file_base64(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The bytes of a file in base64."""
    data = contents(arguments[0], context)
    if data is None:
        return unread(arguments[0].data, STRING, arguments[0].marks)
    return string(base64.b64encode(data).decode()).with_marks(arguments[0].marks)


@function("fileexists", _PATH, result=BOOL)
def file_exists(arguments: list[Value], kind: Type, context: Context) -> Value:
    """Whether there is a file at a path."""
    path, files = arguments[0], _files(context)
    try:
        found = files.find(path.data).kind if files is not None else None
    except Outside:
        found = None
    if found is None:
        return unread(path.data, BOOL, path.marks)
    if found not in ("file", ""):
        raise FunctionError(f"{path.data!r} is a {'directory' if found == 'folder' else 'special file'}, not a file")
    return boolean(found == "file").with_marks(path.marks)


@function("fileset", Parameter("path", STRING, marked=True), Parameter("pattern", STRING, marked=True), result=set_of(STRING))
def file_set(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The paths below a folder that fit a pattern."""
    path, pattern = arguments
    marks = path.marks | pattern.marks
    files = _files(context)
    joined = posixpath.normpath(posixpath.join(path.data, pattern.data)) if pattern.data else path.data
    base = posixpath.normpath(path.data)
    if ".." in pattern.data.split("/"):
        return unread(joined, kind, marks)
    fits = matcher(posixpath.normpath(pattern.data) if pattern.data else "")
    try:
        found = sorted(name for name in files.walk(base) if fits(name)) if files is not None else None
    except Outside:
        found = None
    if found is None:
        return unread(path.data, kind, marks)
    return set_value([string(name) for name in found], STRING).with_marks(marks)


@function("templatefile", _PATH, Parameter("vars", dynamic=True))
def template_file(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The template in a file, filled in with variables."""
    from scanner.hcl.rendering import render

    path = arguments[0]
    data = contents(path, context)
    if data is None:
        return unread(path.data, STRING, path.marks)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise FunctionError(f"contents of {path.data!r} are not valid UTF-8") from None
    return render(text, path.data, arguments[1], context, "templatefile").with_marks(path.marks)


@function("abspath", _PLAIN, result=STRING)
def absolute(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A path from the root of the file system on; a stand-in is the beginning of those that are relative."""
    path, files = arguments[0].data, _files(context)
    if files is None and not path.startswith("/"):
        return unknown(STRING, causes=(Cause("function", f"abspath({path})"),))
    joined = posixpath.join(files.working if files is not None else "/", path)
    return string(posixpath.normpath("/" + joined.lstrip("/")))


@function("basename", _PLAIN, result=STRING)
def basename(arguments: list[Value], kind: Type, context: Context) -> Value:
    """The last part of a path."""
    path = arguments[0].data
    if not path:
        return string(".")
    return string(path.rstrip("/").rpartition("/")[2] or "/")


@function("dirname", _PLAIN, result=STRING)
def dirname(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A path without its last part."""
    folder = arguments[0].data.rpartition("/")[0]
    if not folder:
        return string("/" if arguments[0].data.startswith("/") else ".")
    cleaned = posixpath.normpath(folder)
    return string("/" + cleaned.lstrip("/") if folder.startswith("/") else cleaned)


@function("pathexpand", _PLAIN, result=STRING)
def expand(arguments: list[Value], kind: Type, context: Context) -> Value:
    """A path with the home folder for ~, which depends on the machine."""
    path = arguments[0].data
    if path == "~" or path.startswith("~/"):
        return unknown(STRING, causes=(Cause("function", f"pathexpand({path})"),))
    if path.startswith("~"):
        raise FunctionError("failed to expand ~: cannot expand user-specific home dir")
    return string(path)
