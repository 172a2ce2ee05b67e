"""The contestants: what each needs, and how one of them is timed in a process of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from typing import NamedTuple, TypeVar

from benchmarks.preview_rivals.workload import Run, Tally, Workload, tally

T = TypeVar("T")


class Contestant(NamedTuple):
    """``place`` is module.function; ``runs`` are simulated each round; ``elastic_runs`` too, unless 0.

    ``package`` is what must be installed, and ``install`` how.
    """

    name: str
    place: str
    runs: int
    elastic_runs: int = 0
    package: str = ""
    install: str = ""

    @property
    def present(self) -> bool:
        """True when what the contestant needs is installed."""
        return not self.package or find_spec(self.package) is not None


#: For whatever pip alone would not install beside the app, see the file.
RIVALS = "pip install --no-deps -r requirements-bench.txt"
OURS, COMPILED = "Ours, numpy", "Ours, compiled"
PLAIN, SIMPY = "Plain Python, one core", "SimPy, one core"
RADCAD, RADCAD_ALL, CADCAD = (
    "radCAD, all cores, last state kept",
    "radCAD, its options alone, one core",
    "cadCAD, all cores",
)
FLOOR = "Floor: only the random numbers, all cores"

ON_ONE_CORE = (PLAIN, SIMPY, RADCAD_ALL)

CONTESTANTS = (
    Contestant(FLOOR, "floor.simulate", 400_000, 400_000),
    Contestant(OURS, "ours.simulate", 400_000, 200_000),
    Contestant(COMPILED, "ours.simulate_compiled", 800_000, 800_000, "numba", "pip install numba==0.68.1"),
    Contestant(PLAIN, "plain.simulate", 6_000, 6_000),
    Contestant(SIMPY, "simpy_rival.simulate", 4_000, 4_000, "simpy", "pip install simpy==4.1.2"),
    Contestant(RADCAD, "radcad_rival.simulate", 4_000, 0, "radcad", RIVALS),
    Contestant(RADCAD_ALL, "radcad_rival.simulate_keeping_all", 1_000, 0, "radcad", RIVALS),
    Contestant(CADCAD, "cadcad_rival.simulate", 600, 0, "cadCAD", RIVALS),
)


class Timed(NamedTuple):
    """Seconds for some runs by the clock and over all cores, and what came of them (None for the floor)."""

    runs: int
    seconds: float
    core_seconds: float
    tally: Tally | None


def timed(place: str, work: Workload, runs: int, seed: int) -> Timed:
    """Time one contestant in this process; reducing its runs for the check is not counted."""
    stem, name = place.split(".")
    module = import_module(f"benchmarks.preview_rivals.{stem}")
    simulate: Callable[..., list[Run] | int] = getattr(module, name)
    begun, used = time.perf_counter(), sum(os.times()[:4])
    result = simulate(work, runs, seed)
    seconds, core_seconds = time.perf_counter() - begun, sum(os.times()[:4]) - used
    summed_up = None if isinstance(result, int) else getattr(module, "tally", tally)(work, result)
    return Timed(runs, seconds, core_seconds, summed_up)


def alone(act: Callable[..., T], *arguments: object) -> T:
    """Return what a function gives in a fresh process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(act, *arguments).result()


class Stable:
    """A process for each contestant, so that none inherits another's threads or memory."""

    def __init__(self, contestants: list[Contestant]) -> None:
        self._pools = {c: ProcessPoolExecutor(1, get_context("spawn")) for c in contestants}

    def warm_up(self, work: Workload) -> None:
        """Imports, and the compiler where there is one, are not timed."""
        for contestant in self._pools:
            self.time(contestant, work, max(16, contestant.runs // 50), 1)

    def time(self, contestant: Contestant, work: Workload, runs: int, seed: int) -> Timed:
        """Time a contestant; nothing else of this benchmark runs meanwhile."""
        future: Future[Timed] = self._pools[contestant].submit(timed, contestant.place, work, runs, seed)
        return future.result()

    def close(self) -> None:
        """End the processes."""
        for pool in self._pools.values():
            pool.shutdown()
