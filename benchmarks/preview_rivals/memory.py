"""Measures how far a preview of many runs raises the memory of a process, at its peak."""

from __future__ import annotations

from pathlib import Path

from benchmarks.preview_rivals.workload import Workload


def peak_mb() -> float:
    """The most memory that this process has held (MB). Not ``ru_maxrss``: that starts from the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def growth_mb(work: Workload, runs: int, engine: str) -> float:
    """MB that so many runs add to the peak, over a process that has just simulated a few."""
    from benchmarks.preview_rivals import ours

    ours.simulate(work, 2_048, 1, engine)
    before = peak_mb()
    kept = ours.simulate(work, runs, 1, engine)
    return peak_mb() - before if len(kept.raised) == runs else float("nan")
