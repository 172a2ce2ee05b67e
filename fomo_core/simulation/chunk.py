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

from fomo_core.simulation.arrivals import Clock, clock
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.rules import FloatCurve, Limits, Tax, float_curve, limits, tax_of
from fomo_core.simulation.start import Start

FAILED, MINIMUM, MAXIMUM = 0, 1, 2

#: Snipers strike so far into a step of the tax that rounding can't put them into the one before.
_WITHIN = 1e-3

#: Told of every block: the runs in it, their times (units) and offers, one arrival to a row.
Observer = Callable[[np.ndarray, np.ndarray, np.ndarray], None]


class Plan(NamedTuple):
    """What all chunks of a preview share. Levels in FLOCK offered at the tax's last rate."""

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

    @property
    def kept(self) -> float:
        """The share of an offer that becomes principal once the tax has come down."""
        return float(self.tax.kept[-1])


def plan(start: Start, demand: Demand, grid_s: np.ndarray) -> Plan:
    """Everything that does not depend on chance."""
    ticks, tax, bounds = clock(start, demand), tax_of(start), limits(start)
    kept = float(tax.kept[-1])
    room, need = bounds.maximum - bounds.raised, bounds.minimum - bounds.raised
    first = int(tax.step_at(np.array(start.elapsed_s)))
    ends = np.arange(first + 1, len(tax.bps)) * tax.step_s
    maximum_level = room / kept if kept else np.inf
    mean = demand.sizes.median * np.exp(demand.sizes.spread**2 / 2)
    return Plan(
        demand, ticks, tax, bounds, need / kept if kept else np.inf, maximum_level,
        ticks.to_units(ends), first, ticks.to_units(grid_s),
        maximum_level / mean if mean > 0 else np.inf, float_curve(start),
        ticks.to_units((np.arange(len(tax.bps)) + _WITHIN) * tax.step_s),
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
        self.full = np.zeros(count, bool)
        already = 0.0 if plan.minimum_level <= 0 else np.inf
        self.minimum_units = np.full(count, already)
        self.maximum_units = np.full(count, np.inf)
        self.units = np.zeros(count)
        self.cells = np.zeros((tracked, len(plan.grid_units) + 1))

    def alive(self) -> np.ndarray:
        """The runs to play at first: all, or none where nothing can happen."""
        plan = self.plan
        idle = plan.clock.total == 0 or plan.maximum_level <= 0 or plan.kept == 0
        return np.arange(0 if idle else len(self.total))

    def left(self, alive: np.ndarray) -> np.ndarray:
        """Arrivals that each of some runs may still expect until the end."""
        return self.plan.clock.total - self.units[alive]


class Block(NamedTuple):
    """One block's running sums: of money, of what the tax took off it, and of the tax itself."""

    alive: np.ndarray
    times: np.ndarray
    offers: np.ndarray
    totals: np.ndarray
    ratios: np.ndarray
    saved: np.ndarray
    above: np.ndarray


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
    _end(chunk, block, np.flatnonzero(ended), left)
    on = np.flatnonzero(~ended)
    runs = alive[on]
    chunk.total[runs] = last[on]
    chunk.units[runs] += times[-1, on]
    chunk.arrivals[runs] += len(times)
    if block.ratios.size:
        chunk.saved[runs] = block.saved[-1, on]
        chunk.above[runs] = block.above[-1, on]
    return runs


def _first_at_least(table: np.ndarray, columns: np.ndarray, level: np.ndarray | float) -> np.ndarray:
    """In each of some columns, which rise, the first row at or above a level; the number of rows if none."""
    rows, width = table.shape
    flat = table.reshape(-1)
    found = np.zeros(len(columns), np.int64)
    step = 1 << (rows.bit_length() - 1)
    while step:
        probe = found + (step - 1)
        inside = probe < rows
        below = flat.take(np.minimum(probe, rows - 1) * width + columns) < level
        found += step * (inside & below)
        step >>= 1
    return found


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
    runs = block.alive[:tracked]
    times = block.times[:, :tracked]
    cells = _ranks(chunk.plan.grid_units, chunk.units[runs] + times)
    width = chunk.cells.shape[1]
    cells[times >= left[:tracked]] = width - 1
    money = block.totals[:, :tracked].copy()
    money[1:] -= block.totals[:-1, :tracked]
    money[0] -= chunk.total[runs]
    added = np.bincount((cells + runs * width).ravel(), weights=money.ravel(), minlength=chunk.cells.size)
    chunk.cells += added.reshape(chunk.cells.shape)


def _ranks(levels: np.ndarray, rising: np.ndarray) -> np.ndarray:
    """How many levels lie below each value of a table whose columns rise.

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


def _end(chunk: Chunk, block: Block, ended: np.ndarray, left: np.ndarray) -> None:
    """Close the runs that reach the maximum or the end within a block."""
    if not len(ended):
        return
    level = chunk.plan.maximum_level
    late = _first_at_least(block.times, ended, left[ended])
    top = _first_at_least(block.totals, ended, level)
    full = top < late
    _close(chunk, block, ended[~full], late[~full] - 1)
    columns, row = ended[full], top[full]
    _close(chunk, block, columns, row - 1)
    runs = block.alive[columns]
    ratio, rate = _rates_at(block, columns, row)
    taken = (level - chunk.total[runs]) / ratio
    chunk.refund[runs] = block.offers[row, columns] - taken
    chunk.saved[runs] += taken * (1 - ratio)
    chunk.above[runs] += taken * rate
    chunk.total[runs] = level
    chunk.arrivals[runs] += 1
    chunk.full[runs] = True
    chunk.maximum_units[runs] = chunk.units[runs] + block.times[row, columns]


def _close(chunk: Chunk, block: Block, columns: np.ndarray, last: np.ndarray) -> None:
    """Take over the sums up to each column's last row; -1 says that no row counts."""
    some = last >= 0
    columns, last = columns[some], last[some]
    runs = block.alive[columns]
    chunk.total[runs] = block.totals[last, columns]
    chunk.arrivals[runs] += (last + 1).astype(np.int32)
    if block.ratios.size:
        row = np.minimum(last, block.ratios.shape[1] - 1)
        chunk.saved[runs] = block.saved[row, columns]
        chunk.above[runs] = block.above[row, columns]


def _rates_at(block: Block, columns: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    ratio, rate = np.ones(len(row)), np.zeros(len(row))
    taxed = row < block.ratios.shape[1]
    ratio[taxed] = block.ratios[0, row[taxed], columns[taxed]]
    rate[taxed] = block.ratios[1, row[taxed], columns[taxed]]
    return ratio, rate


def part(chunk: Chunk) -> Part:
    """What became of the runs."""
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
