"""Measures how a sweep over many raises grows with processes, and with the workers of a Dask cluster."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.preview_rivals import workload
from benchmarks.preview_rivals.contestants import alone
from benchmarks.preview_rivals.floor import CHUNK, draw
from benchmarks.preview_rivals.workload import Workload

if TYPE_CHECKING:
    from fomo_core.simulation.work.places import Point

SIDE, RUNS = 20, 10_000  # 20 x 20 points
MEASURES = ("failed", "graduates", "raised")


def points(work: Workload, side: int) -> list[Point]:
    """A square of raises: how many come, by how much they offer."""
    from benchmarks.preview_rivals import ours
    from fomo_core.simulation.demand import with_value

    demand, factors = ours.demand(work), [0.75 + 0.5 * k / max(1, side - 1) for k in range(side)]
    return [
        (
            ours.start(),
            with_value(
                with_value(demand, "arrivals.per_raise", workload.PER_RAISE * across),
                "sizes.median",
                workload.MEDIAN * up,
            ),
        )
        for across in factors
        for up in factors
    ]


class Spent(NamedTuple):
    """The time a piece of work took: seconds by the clock, and of all cores together."""

    clock_s: float
    cores_s: float


def in_processes(work: Workload, workers: int) -> Spent:
    """The sweep by so many processes, their start included."""
    from fomo_core.simulation.sweep import sweep

    grid = points(work, SIDE)
    begun = _now()
    sweep(grid, RUNS, 1, MEASURES, workers=workers)
    return _since(begun)


def on_a_cluster(work: Workload, workers: int) -> Spent:
    """The sweep by a Dask cluster of so many workers on this machine, which is up already."""
    import psutil
    from distributed import LocalCluster

    from fomo_core.simulation.sweep import sweep

    grid, place = points(work, SIDE), {"host": "127.0.0.1", "dashboard_address": None}
    with LocalCluster(n_workers=workers, threads_per_worker=1, **place) as cluster:
        address, children = cluster.scheduler_address, psutil.Process().children(recursive=True)
        sweep(grid[: 16 * workers], RUNS, 1, MEASURES, scheduler=address)
        used = sum(sum(child.cpu_times()[:2]) for child in children)
        begun = _now()
        sweep(grid, RUNS, 1, MEASURES, scheduler=address)
        spent = _since(begun)
        used = sum(sum(child.cpu_times()[:2]) for child in children) - used
    return spent._replace(cores_s=spent.cores_s + used)


def drawing(work: Workload, workers: int) -> Spent:
    """The floor in so many processes: as well as this machine, so loaded, scales at all."""
    jobs = [(work, CHUNK, seed) for seed in range(SIDE * SIDE * RUNS // CHUNK)]
    begun = _now()
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        list(pool.map(_draw, jobs, chunksize=32))
    return _since(begun)


def _draw(job: tuple[Workload, int, int]) -> int:
    from numpy.random import SeedSequence

    work, runs, seed = job
    return draw(work, SeedSequence(seed), runs)


def _now() -> Spent:
    return Spent(time.perf_counter(), sum(os.times()[:4]))


def _since(begun: Spent) -> Spent:
    return Spent(*(after - before for after, before in zip(_now(), begun, strict=True)))


def best_of(
    kind: Callable[[Workload, int], Spent], work: Workload, workers: int, rounds: int
) -> tuple[Spent, Spent]:
    """The least with one worker and with many, in turns: other work on the machine only adds to it."""
    found = [(alone(kind, work, 1), alone(kind, work, workers)) for _ in range(rounds)]
    one, many = (Spent(*map(min, zip(*tries, strict=True))) for tries in zip(*found, strict=True))
    return one, many
