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

from fomo_core.simulation.demand import Demand
from fomo_core.simulation.engines.arrivals import Clock, clock
from fomo_core.simulation.engines.rules import FloatCurve, Limits, Tax, float_curve, limits, tax_of
from fomo_core.simulation.start import Start

FAILED, MINIMUM, MAXIMUM = 0, 1, 2

#: Runs whose progress is noted at once, which takes three times a block's memory.
_TOGETHER = 2_048

_ROUNDING = 2e-15

#: Snipers strike so far into a step of the tax that rounding can't put them into the one before.
_WITHIN = 1e-3

#: Told of every block: the runs in it, their times (units) and offers, one arrival to a row.
Observer = Callable[[np.ndarray, np.ndarray, np.ndarray], None]


class Plan(NamedTuple):
    """Inputs and tables that all chunks of a preview share. Levels in FLOCK offered at the tax's last rate.

    By step of the tax: ``ratios`` is what is kept of an offer over what is kept at last, ``savings`` and
    ``rates`` the shares of it that the tax takes beyond its last rate, in all and as anti-sniping tax.
    """

    demand: Demand
    clock: Clock
    tax: Tax
    limits: Limits
    minimum_level: float
    maximum_level: float
    step_ends: np.ndarray
    first_step: int
    grid_units: np.ndarray
    fills_after: float
    curve: FloatCurve
    strike_units: np.ndarray
    ratios: np.ndarray
    savings: np.ndarray
    rates: np.ndarray

    @property
    def kept(self) -> float:
        """The share of an offer that becomes principal once the tax has come down."""
        return float(self.tax.kept[-1])

    def steps_at(self, units: np.ndarray) -> np.ndarray:
        """The step of the tax that holds at a time (units)."""
        return self.first_step + np.searchsorted(self.step_ends, units, side="right")


def plan(start: Start, demand: Demand, grid_s: np.ndarray) -> Plan:
    """Everything that does not depend on chance."""
    ticks, tax, bounds = clock(start, demand), tax_of(start), limits(start)
    kept = float(tax.kept[-1])
    room, need = bounds.maximum - bounds.raised, bounds.minimum - bounds.raised
    first = int(tax.step_at(np.array(start.elapsed_s)))
    ends = np.arange(first + 1, len(tax.bps)) * tax.step_s
    # A sum that meets a target exactly must not miss it by a rounding of floats.
    room, need = (amount * (1 - _ROUNDING) for amount in (room, need))
    maximum_level = room / kept if kept else (np.inf if room > 0 else 0.0)
    mean = demand.sizes.median * np.exp(demand.sizes.spread**2 / 2)
    ratios = tax.kept / kept if kept else np.zeros(len(tax.kept))
    # Where nothing would be kept, the protocol refuses the offer: nothing is lost either.
    refused = ratios == 0
    return Plan(
        demand, ticks, tax, bounds, need / kept if kept else np.inf, maximum_level,
        ticks.to_units(ends), first, ticks.to_units(grid_s),
        maximum_level / mean if mean > 0 else np.inf, float_curve(start),
        ticks.to_units((np.arange(len(tax.bps)) + _WITHIN) * tax.step_s),
        ratios, np.where(refused, 0.0, 1 - ratios), np.where(refused, 0.0, tax.above - tax.above[-1]),
    )  # fmt: skip


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


def _first_at_least(table: np.ndarray, columns: np.ndarray, level: np.ndarray | float) -> np.ndarray:
    """In each of some columns, which rise, the first row at or above a level; the number of rows if none."""
    places: np.ndarray | slice = columns
    if 2 * len(columns) < table.shape[1]:
        table, places = table[:, columns], slice(None)
    elif np.ndim(level):
        spread = np.zeros(table.shape[1])
        spread[columns] = level
        level = spread
    # Few operations on much memory each: what threads lose, they lose by waiting for turns.
    below = (table < level).view(np.uint8)
    rows: np.ndarray = np.add.reduce(below, axis=0, dtype=np.uint8)[places]
    return rows.astype(np.int64)


def _note_minimum(chunk: Chunk, block: Block, left: np.ndarray) -> None:
    level = chunk.plan.minimum_level
    before = chunk.total[block.alive]
    passed = np.flatnonzero((before < level) & (block.totals[-1] >= level))
    if not len(passed):
        return
    row = _first_at_least(block.totals, passed, level)
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
    cells = _ranks(chunk.plan.grid_units, chunk.units[runs] + times)
    width = chunk.cells.shape[1]
    cells[times >= left[some]] = width - 1
    money = block.totals[:, some].copy()
    money[1:] -= block.totals[:-1, some]
    money[0] -= chunk.total[runs]
    lowest = runs[0]
    added = np.bincount((cells + (runs - lowest) * width).ravel(), weights=money.ravel())
    chunk.cells.reshape(-1)[lowest * width :][: len(added)] += added


def _ranks(levels: np.ndarray, rising: np.ndarray) -> np.ndarray:
    """Count the levels that lie below each value of a table whose columns rise.

    Row by row from the ranks of the row before: half the time of searching for each value anew.
    """
    ranks = np.empty(rising.shape, np.int64)
    above = np.append(levels, np.inf)
    reached = np.zeros(rising.shape[1], np.int64)
    for row, values in zip(ranks, rising):
        short = above.take(reached) < values
        while short.any():
            reached += short
            short = above.take(reached) < values
        row[:] = reached
    return ranks


def _end(chunk: Chunk, block: Block, ended: np.ndarray, left: np.ndarray, counted: np.ndarray) -> None:
    """Close the runs that reach the maximum or the end within a block; note how many arrivals count whole."""
    if not len(ended):
        return
    level = chunk.plan.maximum_level
    late = _first_at_least(block.times, ended, left[ended])
    top = _first_at_least(block.totals, ended, level)
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
