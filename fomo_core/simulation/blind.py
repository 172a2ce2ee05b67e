"""Blocks of arrivals that ignore the price: a raise is a running sum of what comes in."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from fomo_core.simulation.arrivals import Draws
from fomo_core.simulation.chunk import Block, Chunk

_MOST_ROWS = 192
_GROUP = 8


def block(chunk: Chunk, draws: Draws, alive: np.ndarray) -> Block:
    """The next arrivals of the runs still alive."""
    times, offers = drawn(chunk, draws, alive)
    return summed(chunk, draws, alive, times, offers)


def drawn(chunk: Chunk, draws: Draws, alive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Times since the last arrival so far (units), and offers, one arrival to a row."""
    expected = min(float(chunk.left(alive).mean()), chunk.plan.fills_after)
    shape = (rows_for(expected), len(alive))
    return running(draws.gaps(shape)), draws.offers(chunk.plan.demand, shape)


def rows_for(expected: float) -> int:
    """How many arrivals to draw at once: a multiple of 8 that most runs need, not many more."""
    rows = int(min(_MOST_ROWS, expected + 1.5 * np.sqrt(expected) + 1))
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


def summed(chunk: Chunk, draws: Draws, alive: np.ndarray, times: np.ndarray, offers: np.ndarray) -> Block:
    """A block with its running sums of money and tax."""
    totals = draws.space.take("totals", times.shape, np.float64)
    ratios = tax_ratios(chunk, alive, times)
    taxed = ratios.shape[1]
    saved, above = np.empty((taxed, len(alive))), np.empty((taxed, len(alive)))
    np.copyto(totals[taxed:], offers[taxed:])
    if taxed:
        ratio, rate = ratios
        # Where nothing would be kept, the protocol refuses the offer: nothing is lost either.
        taken = np.where(ratio > 0, offers[:taxed], 0.0)
        np.multiply(taken, ratio, out=totals[:taxed])
        np.subtract(taken, totals[:taxed], out=saved)
        np.multiply(taken, rate, out=above)
        saved[0] += chunk.saved[alive]
        above[0] += chunk.above[alive]
        running(saved), running(above)
    totals[0] += chunk.total[alive]
    return Block(alive, times, offers, running(totals), ratios, saved, above)


def tax_ratios(chunk: Chunk, alive: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Of the rows in the tax window: what is kept over what is kept at last, and the further tax."""
    plan = chunk.plan
    ends = plan.step_ends
    units = chunk.units[alive]
    window = (ends[-1] if len(ends) else 0.0) - units
    taxed = bisect_left(range(len(times)), True, key=lambda row: not (times[row] < window).any())
    taxed = min(len(times), -(-taxed // _GROUP) * _GROUP)
    found = np.empty((2, taxed, len(alive)))
    found[0], found[1] = 1.0, 0.0
    early = np.flatnonzero(times[:taxed] < window)
    if len(early):
        at = (units + times[:taxed]).ravel()[early]
        steps = plan.first_step + np.searchsorted(ends, at, side="right")
        kept, above = plan.tax.kept, plan.tax.above
        found[0].ravel()[early] = kept[steps] / kept[-1] if kept[-1] else 0.0
        found[1].ravel()[early] = (above - above[-1])[steps]
    return found
