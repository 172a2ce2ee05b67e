"""The places where a sweep's tasks are done: this process, processes on all cores, a Dask cluster.

Each gives the tasks' results as they come.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.start import Start
from fomo_core.simulation.work.stopping import Cancel, refuse_cancelled

if TYPE_CHECKING:
    from distributed import Client

#: Below so many runs in all, starting processes takes longer than the work.
_WORTH_PROCESSES = 1_000_000

Point = tuple[Start, Demand]
#: Tasks by the number of their first point.
Tasks = list[tuple[int, list[Point]]]
Job = Callable[..., tuple[int, np.ndarray]]
RunAll = Callable[[Job, Tasks, Cancel | None], Iterator[tuple[int, np.ndarray]]]


@contextmanager
def place(workers: int | None, scheduler: str | None, runs: int, quick: bool) -> Iterator[RunAll]:
    """The place for so many runs in all, kept open while the work lasts; ``quick`` work needs no runs.

    ``workers`` and ``scheduler`` as in ``sweep``.

    Raises:
        InvalidInput: for a scheduler that is not there.
    """
    if scheduler is not None:
        with _cluster(scheduler) as client:
            yield partial(_on_cluster, client)
        return
    cores = os.cpu_count() or 1
    if workers is None:
        workers = cores if runs >= _WORTH_PROCESSES and not quick else 0
    if not workers:
        yield partial(_here, cores)
        return
    # Spawned, since a fork of a process with threads may stop for good.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield partial(_on_processes, pool)


def _here(threads: int, job: Job, tasks: Tasks, cancel: Cancel | None) -> Iterator[tuple[int, np.ndarray]]:
    for task in tasks:
        refuse_cancelled(cancel)
        yield job(task, threads)


def _on_processes(
    pool: ProcessPoolExecutor, job: Job, tasks: Tasks, cancel: Cancel | None
) -> Iterator[tuple[int, np.ndarray]]:
    with _no_main():
        # This starts the processes, too.
        waiting = {pool.submit(job, task) for task in tasks}
    try:
        while waiting:
            refuse_cancelled(cancel)
            done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:
        for future in waiting:
            future.cancel()


@contextmanager
def _no_main() -> Iterator[None]:
    """Let new processes not run the program that asked: they need nothing of it, and it may be a page that draws itself."""
    own = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = own


@contextmanager
def _cluster(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        raise InvalidInput(
            "A cluster needs Dask: install dask[distributed], or leave the scheduler out.", "cluster: no Dask"
        ) from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError, TypeError):
        raise InvalidInput(
            "There is no Dask scheduler at that address: check it, or leave it out.", "cluster: no scheduler"
        ) from None
    with client:
        yield client


def _on_cluster(
    client: Client, job: Job, tasks: Tasks, cancel: Cancel | None
) -> Iterator[tuple[int, np.ndarray]]:
    from distributed import as_completed

    futures = client.map(job, tasks, pure=False)
    try:
        for future in as_completed(futures, loop=client.loop):
            refuse_cancelled(cancel)
            yield future.result()
    finally:
        client.cancel(futures)
