"""The compiled extra: runs played one by one by a loop that numba compiles.

It draws as numpy's path does, but a run takes other numbers of a block: the same seed gives other
runs than numpy, of the same distribution; a preview's stamp names its engine.

The loop lets other threads run while it works. numba's own threads are not used: they abort the
process when two sessions enter them at once.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from fomo_core.simulation.engines import blind
from fomo_core.simulation.engines.arrivals import Draws
from fomo_core.simulation.engines.chunk import Chunk, Observer, Part, part
from fomo_core.simulation.engines.plan import Plan
from fomo_core.simulation.engines.stepped import SNIPER_ROWS, Stepper

Array = np.ndarray
#: End, minimum and maximum, the curve's base, rise and power, the elastic power, the tax's first and last.
Fixed = tuple[float, float, float, float, float, float, float, int, int]

_NOTHING = np.empty((0, 0), np.float32)


def play_chunk(plan: Plan, draws: Draws, count: int, tracked: int, observe: Observer | None = None) -> Part:
    """Play one chunk of runs."""
    chunk, reacting = Chunk(plan, count, tracked), not plan.demand.price_blind
    stepper = Stepper(plan, draws, count)
    state = _State(plan, chunk, stepper)
    alive = chunk.alive()
    while len(alive):
        sniping = stepper.snipers_wait(chunk, alive)
        expected = min(float(chunk.left(alive).mean()), plan.fills_after)
        shape = (SNIPER_ROWS if sniping else blind.rows_for(expected), len(alive))
        gaps, offers = draws.gaps(shape), draws.offers(plan.demand, shape)
        weights = stepper.weights(draws, shape) if reacting else _NOTHING
        # The same numbers, read as one run to a row: a run's arrivals then lie side by side.
        turned = shape[::-1]
        watched = np.full((*turned, 2) if observe else (0, 0, 2), np.inf)
        wide = weights.reshape(turned) if reacting else weights
        asked = gaps.reshape(turned), offers.reshape(turned), wide
        _advance(state.fixed, *asked, alive, sniping, watched, *state.arrays)
        if observe is not None:
            observe(alive, watched[:, :, 0].T, watched[:, :, 1].T)
        alive = alive[~state.ended[alive]]
    chunk.cells[:, :-1] = np.diff(state.levels, axis=1, prepend=0.0)
    return part(chunk)


class _State:
    """Plain arrays that the compiled loop reads and writes."""

    def __init__(self, plan: Plan, chunk: Chunk, stepper: Stepper) -> None:
        count = len(chunk.total)
        self.ended = np.zeros(count, np.bool_)
        self.levels = np.zeros((chunk.tracked, len(plan.grid_units)))
        last = len(plan.tax.bps) - 1
        self.fixed: Fixed = (
            plan.clock.total, plan.minimum_level, plan.maximum_level, stepper.base, stepper.rise,
            stepper.power, float(stepper.elastic_power), plan.first_step, last,
        )  # fmt: skip
        self.arrays: tuple[Array, ...] = (
            chunk.units, chunk.total, chunk.saved, chunk.above, chunk.refund, chunk.minimum_units,
            chunk.maximum_units, chunk.arrivals, chunk.full, self.ended,
            np.full(count, min(plan.first_step, last)), np.zeros(count, np.int64), self.levels,
            plan.grid_units, plan.step_ends.astype(np.float64), plan.ratios, plan.rates,
            plan.tax.kept, plan.strike_units, stepper.limits, stepper.sizes, stepper.next,
        )  # fmt: skip


@njit(nogil=True, cache=True)
def _advance(
    fixed: Fixed, gaps: Array, offers: Array, weights: Array, alive: Array, sniping: bool, times: Array,
    units: Array, totals: Array, saved: Array, above: Array, refund: Array, minimum_units: Array,
    maximum_units: Array, arrivals: Array, full: Array, ended: Array, steps: Array, cells: Array,
    levels: Array, grid: Array, ends: Array, ratios: Array, rates: Array, kept: Array, strikes: Array,
    limits: Array, sizes: Array, following: Array,
) -> None:  # fmt: skip
    """Play each run's next arrivals, run by run; one run to a row."""
    # One long body: its parts share a dozen running numbers, and parts of their own would hand all on at each step.
    end, minimum, maximum, base, rise, power, elastic, first, last = fixed
    reacting, watched = weights.size > 0, times.size > 0
    for j in range(len(alive)):
        run = alive[j]
        now, total, step, came = units[run], totals[run], steps[run], arrivals[run]
        missing = minimum_units[run] == np.inf
        for k in range(gaps.shape[1]):
            at, offer = now + gaps[j, k], np.float64(offers[j, k])
            if reacting and weights[j, k] != 0:
                offer *= _shrunk(base + rise * total, elastic)
            if sniping and following[run] < limits.shape[0]:
                limit = limits[following[run], run]
                strike = _strike(now, step, limit, (base + rise * total) ** power, kept, strikes)
                if strike <= at:
                    at, offer = strike, np.float64(sizes[following[run], run])
                    following[run] += 1
            now = at
            if watched:
                times[j, k, 0], times[j, k, 1] = at, offer
            if at >= end:
                ended[run] = True
                break
            if run < levels.shape[0]:
                _fill(levels, cells, run, grid, at, total)
            ratio, rate = 1.0, 0.0
            if step < last:
                while step < last and at >= ends[step - first]:
                    step += 1
                ratio, rate = ratios[step], rates[step]
                if ratio == 0:
                    continue
            came += 1
            if step < last and total + offer * ratio < maximum:
                saved[run] += offer * (1 - ratio)
                above[run] += offer * rate
            after = total + offer * ratio
            if missing and after >= minimum:
                minimum_units[run], missing = at, False
            if after >= maximum:
                taken = (maximum - total) / ratio
                refund[run] = offer - taken
                saved[run] += taken * (1 - ratio)
                above[run] += taken * rate
                total = maximum
                maximum_units[run], full[run], ended[run] = at, True, True
                break
            total = after
        units[run], totals[run], steps[run], arrivals[run] = now, total, step, came
        if ended[run] and run < levels.shape[0]:
            _fill(levels, cells, run, grid, np.inf, total)


@njit(nogil=True, cache=True, inline="always")
def _shrunk(level: float, elastic: float) -> float:
    """The share of their size that elastic supporters still offer at a price level."""
    if elastic == -2.0:
        return 1 / (level * level)
    if elastic == -0.5:
        root: float = np.sqrt(level)
        return 1 / root
    return np.float64(np.exp(np.float32(elastic) * np.log(np.float32(level))))


@njit(nogil=True, cache=True)
def _strike(now: float, step: int, limit: float, price: float, kept: Array, strikes: Array) -> float:
    """Return the time (units) at which a sniper with this limit buys; infinite when never."""
    if limit <= 0:
        return np.inf
    needed = price / limit
    found = step
    while found < len(kept) and kept[found] < needed:
        found += 1
    if found == len(kept):
        return np.inf
    return now if found == step else strikes[found]


@njit(nogil=True, cache=True)
def _fill(levels: Array, cells: Array, run: int, grid: Array, at: float, total: float) -> None:
    """Write the level so far to all moments of the grid before ``at``."""
    if run >= levels.shape[0]:
        return
    while cells[run] < len(grid) and grid[cells[run]] < at:
        levels[run, cells[run]] = total
        cells[run] += 1
