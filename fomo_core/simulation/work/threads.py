"""The chunks of a preview, played on a few threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from itertools import islice
from threading import local

import numpy as np

from fomo_core.simulation.engines.arrivals import CHUNK, Draws, Space
from fomo_core.simulation.engines.chunk import Part
from fomo_core.simulation.work.stopping import Cancel, Progress, refuse_cancelled

#: Plays one chunk: its draws, its number of runs, and of how many of these the progress is kept.
Play = Callable[[Draws, int, int], Part]


def chunk_jobs(play: Play, runs: int, seed: int, tracked: int) -> Iterator[Callable[[], Part]]:
    """One job a chunk, each with its own seed."""
    spaces = local()

    def job(child: np.random.SeedSequence, first: int) -> Part:
        if not hasattr(spaces, "space"):
            spaces.space = Space()
        count = min(CHUNK, runs - first)
        return play(Draws(child, spaces.space), count, min(max(tracked - first, 0), count))

    seeds = np.random.SeedSequence(seed)
    for first in range(0, runs, CHUNK):
        yield partial(job, seeds.spawn(1)[0], first)


def collect(
    jobs: Iterator[Callable[[], Part]],
    runs: int,
    threads: int,
    progress: Progress | None,
    cancel: Cancel | None,
) -> list[Part]:
    """Run the jobs on a few threads; the parts come back in the order of the jobs."""
    parts: dict[int, Part] = {}
    with ThreadPoolExecutor(threads) as pool:
        numbered = enumerate(jobs)
        waiting = {pool.submit(job): k for k, job in islice(numbered, 2 * threads)}
        try:
            while waiting:
                refuse_cancelled(cancel)
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    parts[waiting.pop(future)] = future.result()
                    waiting |= {pool.submit(job): k for k, job in islice(numbered, 1)}
                if progress is not None:
                    progress(min(runs, len(parts) * CHUNK), runs)
        except BaseException:
            _drop(waiting)
            raise
    return [parts[k] for k in sorted(parts)]


def _drop(waiting: dict[Future[Part], int]) -> None:
    for future in waiting:
        future.cancel()
