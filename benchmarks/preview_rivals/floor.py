"""The floor: only drawing the random numbers, one gap and one size for each purchase, on all cores.

numpy's own exponential and normal numbers from SFC64, its fastest generator, in float64, chunk by chunk
into memory that is used again. Nothing is added up, so no simulation that draws these can be faster.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from threading import local

import numpy as np

from benchmarks.preview_rivals.workload import Workload

CHUNK = 2_048  # runs that share a stream
_memory = local()


def draw(work: Workload, seed: np.random.SeedSequence, runs: int) -> int:
    """Draw the numbers of so many runs; how many purchases that were."""
    generator = np.random.Generator(np.random.SFC64(seed))
    purchases = int(generator.poisson(work.per_raise, runs).sum())
    held = getattr(_memory, "held", None)
    if held is None or len(held) < purchases:
        held = _memory.held = np.empty(int(purchases * 1.1))
    generator.standard_exponential(out=held[:purchases])
    generator.standard_normal(out=held[:purchases])
    return purchases


def simulate(work: Workload, runs: int, seed: int, threads: int | None = None) -> int:
    """The numbers of so many runs; how many purchases that were."""
    seeds = np.random.SeedSequence(seed).spawn(-(-runs // CHUNK))
    sizes = [min(CHUNK, runs - first) for first in range(0, runs, CHUNK)]
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return sum(pool.map(draw, repeat(work), seeds, sizes))
