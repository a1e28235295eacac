"""What `--stats` measures."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from scanner import watch as module
from scanner.model.report import Report
from scanner.watch import Stats, Watch, phase


@pytest.fixture
def stats(monkeypatch: pytest.MonkeyPatch) -> Stats:
    """A watch whose clock advances by a second at each look."""
    seconds: Iterator[float] = iter(range(1000))
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(seconds)))
    monkeypatch.setattr(time, "process_time", lambda: 0.5)
    return Stats()


def test_a_phase_inside_of_another_counts_once(stats: Stats) -> None:
    with stats.phase("outer"):
        with stats.phase("inner", "a"):
            pass
        with stats.phase("inner", "b"):
            pass
    assert stats.times == {"start": 0.5, "inner": 2.0, "outer": 3.0}


def test_inputs_add_up(stats: Stats) -> None:
    for shown in ("b", "a", "b"):
        with stats.phase("render", shown):
            pass
    assert stats.slowest == {"b": 2.0, "a": 1.0}


def test_a_failure_ends_its_phase(stats: Stats) -> None:
    with pytest.raises(ValueError), stats.phase("outer"), stats.phase("inner"):
        raise ValueError
    with stats.phase("next"):
        pass
    assert stats.times["next"] == 1.0


def test_methods_can_be_phases(stats: Stats) -> None:
    class Work:
        watch = stats

        @phase("work")
        def done(self, what: str) -> str:
            return what + "!"

    assert Work().done("done") == "done!" and stats.times["work"] == 1.0


def test_lines(stats: Stats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOWEST", 1)
    stats.inputs(2)
    stats.documents(3)
    for shown in ("b", "a", "b"):
        with stats.phase("render", shown):
            pass
    assert list(stats.lines(Report())) == [
        "  seconds  phase", "    0.500  start", "    3.000  render", "    3.500  in all", "",
        "2 inputs, 0 files, 3 documents, 0 rules asked, 0 judgements", "", "  seconds  slowest inputs", "    2.000  b"]


def test_nothing_is_measured_unless_asked() -> None:
    watch = Watch()
    watch.inputs(1)
    watch.documents(1)
    with watch.phase("x", "y"):
        pass
