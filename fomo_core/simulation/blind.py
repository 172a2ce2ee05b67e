"""Raises whose supporters ignore the price: running sums over whole blocks of arrivals.

A block holds the next arrivals of many runs, one arrival to a row. Money is counted as if every
offer paid the tax's last rate, so that only arrivals in the tax window need a factor, and a raise
reaches its maximum where the running sum passes one fixed level. Runs that have ended leave the
next block.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from fomo_core.simulation.arrivals import Clock, Draws, clock
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.rules import Limits, Tax, limits, tax_of
from fomo_core.simulation.start import Start

FAILED, MINIMUM, MAXIMUM = 0, 1, 2

_MOST_ROWS = 192
_GROUP = 8

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
        maximum_level / mean if mean > 0 else np.inf,
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


class _Chunk:
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


def run_chunk(
    plan: Plan, draws: Draws, count: int, tracked: int = 0, observe: Observer | None = None
) -> Part:
    """Play ``count`` runs to their end; the first ``tracked`` of them keep their progress."""
    chunk = _Chunk(plan, count, tracked)
    alive = np.arange(count)
    if plan.clock.total == 0 or plan.maximum_level <= 0:
        alive = alive[:0]
    while len(alive):
        left = plan.clock.total - chunk.units[alive]
        shape = (_rows(min(float(left.mean()), plan.fills_after)), len(alive))
        times = _running(draws.gaps(shape))
        offers = draws.offers(plan.demand, shape)
        if observe is not None:
            observe(alive, chunk.units[alive] + times, offers)
        alive = _play(chunk, draws, alive, times, offers, left)
    return _part(chunk)


def _rows(expected: float) -> int:
    """How many arrivals to draw at once: a multiple of 8 that most runs need, not many more."""
    rows = int(min(_MOST_ROWS, expected + 1.5 * np.sqrt(expected) + 1))
    return -(-max(rows, 1) // _GROUP) * _GROUP


def _running(table: np.ndarray) -> np.ndarray:
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


class _Block(NamedTuple):
    """One block's running sums: of money, of what the tax took off it, and of the tax itself."""

    alive: np.ndarray
    times: np.ndarray
    offers: np.ndarray
    totals: np.ndarray
    ratios: np.ndarray
    saved: np.ndarray
    above: np.ndarray


def _play(
    chunk: _Chunk, draws: Draws, alive: np.ndarray, times: np.ndarray, offers: np.ndarray, left: np.ndarray
) -> np.ndarray:
    """Add a block to its runs; gives the runs that go on."""
    block = _summed(chunk, draws, alive, times, offers)
    last = block.totals[-1]
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


def _summed(chunk: _Chunk, draws: Draws, alive: np.ndarray, times: np.ndarray, offers: np.ndarray) -> _Block:
    totals = draws.space.take("totals", times.shape, np.float64)
    ratios = _ratios(chunk, alive, times)
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
        _running(saved), _running(above)
    totals[0] += chunk.total[alive]
    return _Block(alive, times, offers, _running(totals), ratios, saved, above)


def _ratios(chunk: _Chunk, alive: np.ndarray, times: np.ndarray) -> np.ndarray:
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


def _note_minimum(chunk: _Chunk, block: _Block, left: np.ndarray) -> None:
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


def _note_progress(chunk: _Chunk, block: _Block, left: np.ndarray) -> None:
    """Add each arrival's money to the first moment of the grid that comes after it."""
    tracked = np.count_nonzero(block.alive < chunk.tracked)
    runs = block.alive[:tracked]
    times = block.times[:, :tracked]
    cells = np.searchsorted(chunk.plan.grid_units, chunk.units[runs] + times, side="left")
    width = chunk.cells.shape[1]
    cells[times >= left[:tracked]] = width - 1
    money = block.totals[:, :tracked].copy()
    money[1:] -= block.totals[:-1, :tracked]
    money[0] -= chunk.total[runs]
    added = np.bincount((cells + runs * width).ravel(), weights=money.ravel(), minlength=chunk.cells.size)
    chunk.cells += added.reshape(chunk.cells.shape)


def _end(chunk: _Chunk, block: _Block, ended: np.ndarray, left: np.ndarray) -> None:
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


def _close(chunk: _Chunk, block: _Block, columns: np.ndarray, last: np.ndarray) -> None:
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


def _rates_at(block: _Block, columns: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    ratio, rate = np.ones(len(row)), np.zeros(len(row))
    taxed = row < block.ratios.shape[1]
    ratio[taxed] = block.ratios[0, row[taxed], columns[taxed]]
    rate[taxed] = block.ratios[1, row[taxed], columns[taxed]]
    return ratio, rate


def _part(chunk: _Chunk) -> Part:
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
