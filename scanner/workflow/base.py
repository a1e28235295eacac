"""What a change is held against: the commit that it is to be merged into."""

from __future__ import annotations

from pathlib import Path

from scanner.revisions import RevisionError, merge_base, parents_of_head
from scanner.workflow.event import Event


class NoBase(Exception):
    """Nothing to compare with; str() says why and what to do."""


def base_of(event: Event, root: Path) -> str:
    """The revision to compare with.  NoBase.

    For a pull request GitHub checks out a commit that merges it into its target. That commit's first parent is
    nearer than the commit the payload names: the target may have moved since, and it is there with a fetch-depth of 2.
    """
    if not event.base:
        raise NoBase(f"the event {event.name or '(none)'} names no commit to compare with.")
    try:
        parents = parents_of_head(root)
        merged = len(parents) == 2 and event.head == parents[1]
        for candidate in ((parents[0],) if merged else ()) + (event.base,):
            if _is_there(root, candidate):
                return candidate
        merge_base(root, event.base)  # says what is wrong
    except RevisionError as error:
        raise NoBase(str(error)) from None
    return event.base


def _is_there(root: Path, revision: str) -> bool:
    try:
        merge_base(root, revision)
    except RevisionError:
        return False
    return True
