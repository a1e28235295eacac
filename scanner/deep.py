"""Room for deep recursion: work on nested templates and data runs on a stack of its own.

Templates may include each other a thousand deep, as in Helm, and data may be nested as
deep as the loaders let it; every level takes a dozen Python frames or more.  Python stops
at a thousand frames, and the stack of the main thread is as small as the system says.
"""

from __future__ import annotations

import _thread  # `threading` costs a small scan more time than the thread itself
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

FRAMES = 60_000
"""Python frames in progress; a RecursionError beyond."""

STACK = 128 * 1024 * 1024
"""Bytes of the stack, of which only what is used becomes memory.  A frame takes up to 600 bytes of it."""

_deep_threads: set[int] = set()


def deep(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The function with room for `FRAMES` frames; what it returns or raises is passed on."""

    @wraps(function)
    def with_room(*args: Parameters.args, **options: Parameters.kwargs) -> Result:
        if _thread.get_ident() in _deep_threads:
            return function(*args, **options)
        return _in_thread(lambda: function(*args, **options))

    return with_room


def _in_thread(work: Callable[[], Result]) -> Result:
    results: list[Result] = []
    errors: list[BaseException] = []
    running = _thread.allocate_lock()
    running.acquire()

    def run() -> None:
        me = _thread.get_ident()
        _deep_threads.add(me)
        try:
            results.append(work())
        except BaseException as error:  # whatever it is, the caller gets it
            errors.append(error)
        finally:
            _deep_threads.discard(me)
            running.release()

    frames, stack = sys.getrecursionlimit(), _thread.stack_size(STACK)
    sys.setrecursionlimit(max(frames, FRAMES))
    try:
        _thread.start_new_thread(run, ())
        running.acquire()
    finally:
        sys.setrecursionlimit(frames)
        _thread.stack_size(stack)
    if errors:
        raise errors[0]
    return results[0]
