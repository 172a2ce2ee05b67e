"""The runs of one chunk, played block by block to their ends.

A block holds the next arrivals of many runs, one arrival to a row. Money is counted as if every
offer paid the tax's last rate, so that only arrivals in the tax window need a factor, and a raise
reaches its maximum where the running sum passes one fixed level. Runs that have ended leave the
next block. ``blind`` and ``stepped`` make the blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from fomo_core.simulation.engines.plan import Plan
from fomo_core.simulation.engines.ranks import first_at_least, ranks_of

FAILED, MINIMUM, MAXIMUM = 0, 1, 2

#: Runs whose progress is noted at once, which takes three times a block's memory.
_TOGETHER = 2_048


#: Told of every block: the runs in it, their times (units) and offers, one arrival to a row.
Observer = Callable[[np.ndarray, np.ndarray, np.ndarray], None]


class Part(NamedTuple):
    """The outcome of one chunk of runs; units as in ``Ensemble``."""

    outcome: np.ndarray
    raised: np.ndarray
    gross: np.ndarray
    tax: np.ndarray
    refund: np.ndarray
    arrivals: np.ndarray
    minimum_at: np.ndarray
    maximum_at: np.ndarray
    progress: np.ndarray


class Chunk:
    """The runs of a chunk: what they have so far, and which of them go on."""

    def __init__(self, plan: Plan, count: int, tracked: int) -> None:
        self.plan, self.tracked = plan, tracked
        self.total = np.zeros(count)
        self.saved = np.zeros(count)
        self.above = np.zeros(count)
        self.refund = np.zeros(count)
        self.arrivals = np.zeros(count, np.int32)
        # A first buy may have filled the raise.
        self.full = np.full(count, plan.maximum_level <= 0)
        already = 0.0 if plan.minimum_level <= 0 else np.inf
        self.minimum_units = np.full(count, already)
        self.maximum_units = np.where(self.full, 0.0, np.inf)
        self.units = np.zeros(count)
        self.cells = np.zeros((tracked, len(plan.grid_units) + 1))

    def alive(self) -> np.ndarray:
        """The runs to play at first: all, or none where nothing can happen."""
        plan = self.plan
        idle = plan.clock.total == 0 or plan.maximum_level <= 0 or plan.kept == 0
        return np.arange(0 if idle else len(self.total))

    def left(self, alive: np.ndarray) -> np.ndarray:
        """Arrivals that each of some runs may still expect until the end."""
        left: np.ndarray = self.plan.clock.total - self.units[alive]
        return left


class Early(NamedTuple):
    """The arrivals of a block in the tax window: their places in its flat tables, and their steps of the tax."""

    places: np.ndarray
    steps: np.ndarray


class Block(NamedTuple):
    """The next arrivals of some runs, one arrival to a row, and the running sums of their money."""

    alive: np.ndarray
    times: np.ndarray
    offers: np.ndarray
    totals: np.ndarray
    early: Early


#: Adds the next arrivals to the runs still alive; gives those that go on.
Advance = Callable[[Chunk, np.ndarray], np.ndarray]


def play(chunk: Chunk, advance: Advance) -> Part:
    """Play all runs of a chunk to their end."""
    alive = chunk.alive()
    while len(alive):
        alive = advance(chunk, alive)
    return part(chunk)


def add(chunk: Chunk, block: Block) -> np.ndarray:
    """Add a block to its runs; gives the runs that go on."""
    left = chunk.left(block.alive)
    alive, times, last = block.alive, block.times, block.totals[-1]
    _note_minimum(chunk, block, left)
    if alive[0] < chunk.tracked:
        _note_progress(chunk, block, left)
    ended = (times[-1] >= left) | (last >= chunk.plan.maximum_level)
    counted = np.full(len(alive), len(times))
    _end(chunk, block, np.flatnonzero(ended), left, counted)
    _note_tax(chunk, block, counted)
    on = np.flatnonzero(~ended)
    runs = alive[on]
    chunk.total[runs] = last[on]
    chunk.units[runs] += times[-1, on]
    chunk.arrivals[runs] += len(times)
    return runs


def _note_tax(chunk: Chunk, block: Block, counted: np.ndarray) -> None:
    """Add what the tax took beyond its last rate, from the first ``counted`` arrivals of each run."""
    places, steps = block.early
    if not len(places):
        return
    rows, columns = np.divmod(places, len(block.alive))
    valid = rows < counted[columns]
    offers = np.where(valid, block.offers.reshape(-1).take(places), 0.0)
    refused = valid & (chunk.plan.ratios.take(steps) == 0)
    if refused.any():
        # Where the tax takes everything, the protocol refuses the offer: it is no purchase.
        chunk.arrivals[block.alive] -= np.bincount(columns[refused], minlength=len(block.alive)).astype(
            np.int32
        )
    for sums, share in ((chunk.saved, chunk.plan.savings), (chunk.above, chunk.plan.rates)):
        sums[block.alive] += np.bincount(columns, offers * share.take(steps), len(block.alive))


def _note_minimum(chunk: Chunk, block: Block, left: np.ndarray) -> None:
    level = chunk.plan.minimum_level
    before = chunk.total[block.alive]
    passed = np.flatnonzero((before < level) & (block.totals[-1] >= level))
    if not len(passed):
        return
    row = first_at_least(block.totals, passed, level)
    at = block.times[row, passed]
    in_time = at < left[passed]
    runs = block.alive[passed[in_time]]
    chunk.minimum_units[runs] = chunk.units[runs] + at[in_time]


def _note_progress(chunk: Chunk, block: Block, left: np.ndarray) -> None:
    """Add each arrival's money to the first moment of the grid that comes after it."""
    tracked = np.count_nonzero(block.alive < chunk.tracked)
    for first in range(0, tracked, _TOGETHER):
        _note_progress_of(chunk, block, left, slice(first, min(first + _TOGETHER, tracked)))


def _note_progress_of(chunk: Chunk, block: Block, left: np.ndarray, some: slice) -> None:
    runs, times = block.alive[some], block.times[:, some]
    cells = ranks_of(chunk.plan.grid_units, chunk.units[runs] + times)
    width = chunk.cells.shape[1]
    cells[times >= left[some]] = width - 1
    money = block.totals[:, some].copy()
    money[1:] -= block.totals[:-1, some]
    money[0] -= chunk.total[runs]
    lowest = runs[0]
    added = np.bincount((cells + (runs - lowest) * width).ravel(), weights=money.ravel())
    chunk.cells.reshape(-1)[lowest * width :][: len(added)] += added


def _end(chunk: Chunk, block: Block, ended: np.ndarray, left: np.ndarray, counted: np.ndarray) -> None:
    """Close the runs that reach the maximum or the end within a block; note how many arrivals count whole.

    With room for 100, a run whose sums go 30, 70, 110, 150 before its end has ``top`` 2: two arrivals count
    whole, and of the third, who offered 40, 30 are taken and 10 come back. Had the third met a tax that keeps
    half of what is kept at last, the same sums would stand for 80 offered: 60 would be taken for the last 30
    of the room, and 20 come back. Where the end comes before the third, ``late`` is 2 as well: the run closes
    with 70 and is not full.
    """
    if not len(ended):
        return
    level = chunk.plan.maximum_level
    late = first_at_least(block.times, ended, left[ended])
    top = first_at_least(block.totals, ended, level)
    counted[ended] = np.minimum(late, top)
    _close(chunk, block, ended, counted[ended])
    full = top < late
    columns, row = ended[full], top[full]
    runs = block.alive[columns]
    at = chunk.units[runs] + block.times[row, columns]
    step = chunk.plan.steps_at(at)
    taken = (level - chunk.total[runs]) / chunk.plan.ratios[step]
    chunk.refund[runs] = block.offers[row, columns] - taken
    chunk.saved[runs] += taken * chunk.plan.savings[step]
    chunk.above[runs] += taken * chunk.plan.rates[step]
    chunk.total[runs] = level
    chunk.arrivals[runs] += 1
    chunk.full[runs] = True
    chunk.maximum_units[runs] = at


def _close(chunk: Chunk, block: Block, columns: np.ndarray, counted: np.ndarray) -> None:
    """Take over the sums of each column's first rows, if any."""
    some = counted > 0
    columns, counted = columns[some], counted[some]
    runs = block.alive[columns]
    chunk.total[runs] = block.totals[counted - 1, columns]
    chunk.arrivals[runs] += counted.astype(np.int32)


def part(chunk: Chunk) -> Part:
    """Return what became of the runs."""
    plan = chunk.plan
    raised = plan.limits.raised + chunk.total * plan.kept
    raised[chunk.full] = plan.limits.maximum
    # A sum that stops at the minimum must not miss it by a rounding of floats.
    reached = np.isfinite(chunk.minimum_units)
    raised[reached] = np.maximum(raised[reached], plan.limits.minimum)
    gross = chunk.total + chunk.saved
    outcome = np.where(chunk.full, MAXIMUM, np.where(reached, MINIMUM, FAILED))
    spent = np.minimum(np.cumsum(chunk.cells[:, :-1], axis=1), plan.maximum_level)
    return Part(
        outcome.astype(np.uint8),
        raised,
        gross,
        gross * plan.tax.above[-1] + chunk.above,
        chunk.refund,
        chunk.arrivals,
        _seconds(plan, chunk.minimum_units),
        _seconds(plan, chunk.maximum_units),
        (plan.limits.raised + spent * plan.kept).astype(np.float32),
    )


def _seconds(plan: Plan, units: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(units), plan.clock.to_seconds(np.minimum(units, 1e300)), np.inf).astype(
        np.float32
    )
