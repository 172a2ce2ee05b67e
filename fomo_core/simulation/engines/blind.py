"""Blocks of arrivals that ignore the price: a raise is a running sum of what comes in."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from fomo_core.simulation.engines.arrivals import Draws
from fomo_core.simulation.engines.chunk import Block, Chunk, Early

#: Fewer than 256: rows are counted in bytes.
_MOST_ROWS = 72
_GROUP = 8


def block(chunk: Chunk, draws: Draws, alive: np.ndarray) -> Block:
    """The next arrivals of the runs still alive."""
    times, offers = draw_block(chunk, draws, alive)
    return running_sums(chunk, draws, alive, times, offers)


def draw_block(chunk: Chunk, draws: Draws, alive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Times since the last arrival so far (units), and offers, one arrival to a row."""
    expected = min(float(chunk.left(alive).mean()), chunk.plan.fills_after)
    shape = (rows_for(expected), len(alive))
    return running(draws.gaps(shape)), draws.offers(chunk.plan.demand, shape)


def rows_for(expected: float) -> int:
    """Return the number of arrivals to draw at once: a multiple of 8 that most runs need, not many more."""
    rows = int(min(_MOST_ROWS, expected + 2.5 * np.sqrt(expected) + 1))
    return -(-max(rows, 1) // _GROUP) * _GROUP


def running(table: np.ndarray) -> np.ndarray:
    """Running sums down the rows, in place.

    First within groups of rows, then over the groups: few operations on much memory each, where
    numpy's own accumulate along the first axis takes ten times as long.
    """
    groups = table.reshape(-1, _GROUP, table.shape[1])
    for k in range(1, _GROUP):
        np.add(groups[:, k], groups[:, k - 1], out=groups[:, k])
    before = groups[:-1, -1].copy()
    for k in range(1, len(before)):
        np.add(before[k], before[k - 1], out=before[k])
    np.add(groups[1:], before[:, None], out=groups[1:])
    return table


def running_sums(
    chunk: Chunk, draws: Draws, alive: np.ndarray, times: np.ndarray, offers: np.ndarray
) -> Block:
    """A block with its running sums of money."""
    early = early_of(chunk, alive, times)
    totals = draws.space.take("totals", times.shape, np.float64)
    np.copyto(totals, offers)
    flat = totals.reshape(-1)
    flat[early.places] = flat.take(early.places) * chunk.plan.ratios.take(early.steps)
    totals[0] += chunk.total[alive]
    return Block(alive, times, offers, running(totals), early)


def early_of(chunk: Chunk, alive: np.ndarray, times: np.ndarray) -> Early:
    """The arrivals of a block that meet a tax which has not come down yet.

    Times rise down each column, so they are all in the first few rows. Where the tax takes 5 units more for
    the first of two runs and 2 for the second, and their arrivals come at 1, 4, 9 and at 3, 5, 7, rows 0 and 1
    hold all of them: the first run's 1 and 4, which are places 0 and 2 of the rows laid end to end.
    """
    ends = chunk.plan.step_ends
    units = chunk.units[alive]
    window = (ends[-1] if len(ends) else 0.0) - units
    rows = 0
    if (times[0] < window).any():
        rows = bisect_left(range(len(times)), True, key=lambda row: not (times[row] < window).any())
    places = np.flatnonzero(times[:rows] < window)
    at = (units + times[:rows]).ravel()[places]
    return Early(places, chunk.plan.steps_at(at))
