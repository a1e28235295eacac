"""What is told while a scan goes on, and what `--stats` says of it afterwards.

Times go to standard error only: reports are the same on every machine and in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from scanner.model.report import Report

SLOWEST = 5
"""How many of the slowest inputs are named."""

_F = TypeVar("_F", bound=Callable[..., Any])


class Phase:
    """A part of a scan, as a block; this one measures nothing."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


_UNMEASURED = Phase()


class Watch:
    """Looks at a scan; this one looks away."""

    def inputs(self, count: int) -> None:
        """How many inputs there are."""

    def documents(self, count: int) -> None:
        """So many documents are about to be judged."""

    def phase(self, name: str, shown: str = "") -> Phase:
        """A block in which a phase goes on; `shown` names the input it is about."""
        return _UNMEASURED


class Stats(Watch):
    """Measures the phases of a scan.

    `times` are seconds by phase, a phase inside of another one not counted twice; `slowest` seconds by input.
    """

    def __init__(self) -> None:
        from time import perf_counter, process_time

        self._clock = perf_counter
        self._open: list[_Measured] = []
        self.times: dict[str, float] = {"start": process_time()}
        self.slowest: dict[str, float] = {}
        self.input_count = self.document_count = 0

    def inputs(self, count: int) -> None:
        self.input_count += count

    def documents(self, count: int) -> None:
        self.document_count += count

    def phase(self, name: str, shown: str = "") -> Phase:
        return _Measured(self, name, shown)

    def began(self, one: _Measured) -> float:
        """A phase begins: the one around it stands still."""
        self._open.append(one)
        return self._clock()

    def ended(self, one: _Measured) -> None:
        """A phase ends."""
        self._open.pop()
        seconds = self._clock() - one.since
        if self._open:
            self._open[-1].inner += seconds
        self.times[one.name] = self.times.get(one.name, 0.0) + seconds - one.inner
        if one.shown:
            self.slowest[one.shown] = self.slowest.get(one.shown, 0.0) + seconds

    def lines(self, report: Report) -> Iterator[str]:
        """The measurements as lines of text."""
        total = sum(self.times.values())
        yield f"{'seconds':>9}  phase"
        for name, seconds in self.times.items():
            yield f"{seconds:9.3f}  {name}"
        yield f"{total:9.3f}  in all"
        yield ""
        yield (f"{self.input_count} inputs, {len(report.sources)} files, {self.document_count} documents, "
               f"{len(report.rules)} rules asked, {len(report.judgements)} judgements")
        slowest = sorted(self.slowest.items(), key=lambda one: (-one[1], one[0]))[:SLOWEST]
        if slowest:
            yield ""
            yield f"{'seconds':>9}  slowest inputs"
            yield from (f"{seconds:9.3f}  {shown}" for shown, seconds in slowest)


class _Measured(Phase):
    def __init__(self, stats: Stats, name: str, shown: str) -> None:
        self.stats, self.name, self.shown = stats, name, shown
        self.since = self.inner = 0.0

    def __enter__(self) -> None:
        self.since = self.stats.began(self)

    def __exit__(self, *_: object) -> None:
        self.stats.ended(self)


def phase(name: str) -> Callable[[_F], _F]:
    """A method that is a phase of a scan; its object has the watch."""

    def decorated(method: _F) -> _F:
        def timed(self: Any, *args: Any) -> Any:
            with self.watch.phase(name):
                return method(self, *args)

        return timed  # type: ignore[return-value]

    return decorated
