"""The compiled extra: the same blocks as ``blind`` and ``stepped``, summed by numba's machine code.

It draws the same numbers in the same order, so a run comes out alike but for rounding. A block is
worked through in strips of runs that fit a core's nearest memory, row by row. While a strip is in
the tax window each arrival is looked at by itself; after that, and unless a run of the strip ends,
a row is a few loops without branches, which the compiler turns into vector instructions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from fomo_core.simulation import blind
from fomo_core.simulation.arrivals import Draws
from fomo_core.simulation.chunk import Chunk, Part, Plan, add, play
from fomo_core.simulation.stepped import Stepper

_STRIP = 256
_BUCKETS = 4  # to each step of the tax
_NO_WEIGHTS = np.empty((0, 0), np.float32)


class Rules(NamedTuple):
    """A plan for machine code. ``guide`` says for equal parts of the tax window which step to look from."""

    end: float
    minimum: float
    maximum: float
    window: float
    step_ends: np.ndarray
    guide: np.ndarray
    buckets: float
    kept: np.ndarray
    above: np.ndarray
    grid: np.ndarray
    tracked: int
    base: float
    rise: float
    power: float


class Sums(NamedTuple):
    """A chunk's arrays, one value a run."""

    units: np.ndarray
    total: np.ndarray
    saved: np.ndarray
    above: np.ndarray
    refund: np.ndarray
    arrivals: np.ndarray
    full: np.ndarray
    minimum_units: np.ndarray
    maximum_units: np.ndarray
    cells: np.ndarray


class Strip(NamedTuple):
    """Some runs in a core's nearest memory: when their block began, what they have, what comes next.

    A run that has ended begins at infinity and lacks infinite money, which nothing mistakes for a run.
    """

    runs: np.ndarray
    began: np.ndarray
    totals: np.ndarray
    reached: np.ndarray
    offers: np.ndarray
    cells: np.ndarray
    open: np.ndarray


def play_chunk(plan: Plan, draws: Draws, count: int, tracked: int) -> Part:
    """Play one chunk of runs."""
    stepper = None if plan.demand.price_blind else Stepper(plan, draws, count)
    chunk = Chunk(plan, count, tracked)
    rules = _rules(plan, tracked, stepper)
    sums = Sums(
        chunk.units, chunk.total, chunk.saved, chunk.above, chunk.refund, chunk.arrivals, chunk.full,
        chunk.minimum_units, chunk.maximum_units, chunk.cells,
    )  # fmt: skip

    def go_on(chunk: Chunk, alive: np.ndarray) -> np.ndarray:
        if stepper is not None and stepper.snipers_wait(chunk, alive):
            return add(chunk, stepper.block(chunk, draws, alive))
        times, offers = blind.drawn(chunk, draws, alive)
        weights = _NO_WEIGHTS if stepper is None else stepper.weights(draws, times.shape)
        return alive[_advance(rules, sums, alive, times, offers, weights)]

    return play(chunk, go_on)


def _rules(plan: Plan, tracked: int, stepper: Stepper | None) -> Rules:
    ends = np.asarray(plan.step_ends, dtype=float)
    window = float(ends[-1]) if len(ends) else 0.0
    buckets = _BUCKETS * len(ends) / window if window > 0 else 0.0
    # One bucket too early, so that no rounding can point beyond the step that holds.
    starts = np.arange(-1, _BUCKETS * len(ends) + 1) / buckets if buckets else np.zeros(1)
    base, rise, power = (1.0, 0.0, 0.0) if stepper is None else stepper.price
    return Rules(
        plan.clock.total, plan.minimum_level, plan.maximum_level, window, ends,
        np.searchsorted(ends, starts, side="right"), buckets,
        plan.tax.kept[plan.first_step :] / plan.kept, (plan.tax.above - plan.tax.above[-1])[plan.first_step :],
        plan.grid_units, tracked, float(base), float(rise), float(power),
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _advance(
    rules: Rules, sums: Sums, alive: np.ndarray, times: np.ndarray, offers: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Add a block to its runs; says which of them go on."""
    going = np.ones(len(alive), np.bool_)
    began, totals, reached, offered = np.empty((4, _STRIP))
    cells = np.empty(_STRIP, np.int64)
    for first in range(0, len(alive), _STRIP):
        last = min(first + _STRIP, len(alive))
        size = last - first
        strip = Strip(
            alive[first:last], began[:size], totals[:size], reached[:size], offered[:size], cells[:size],
            going[first:last],
        )  # fmt: skip
        _load(sums, strip)
        _work_through(rules, sums, strip, times[:, first:last], offers[:, first:last], weights[:, first:last])
        _store(sums, strip, times[:, first:last])
    return going


@njit(nogil=True, cache=True)
def _work_through(
    rules: Rules, sums: Sums, strip: Strip, times: np.ndarray, offers: np.ndarray, weights: np.ndarray
) -> None:
    followed, taxed, ended = strip.runs[0] < rules.tracked, rules.window > 0, 0
    for row in range(len(times)):
        if len(weights):
            _shrink(rules, strip, offers[row], weights[row])
        else:
            strip.offers[:] = offers[row]
        if taxed or followed:
            taxed, more = _each(rules, sums, strip, times[row], row)
            ended += more
        elif _ending(rules, strip, times[row]) > ended:
            _, more = _each(rules, sums, strip, times[row], row)
            ended += more
        else:
            _all(rules, strip, times[row])
        if ended == len(strip.runs):
            return


@njit(nogil=True, cache=True)
def _load(sums: Sums, strip: Strip) -> None:
    for k in range(len(strip.runs)):
        run = strip.runs[k]
        strip.began[k], strip.totals[k] = sums.units[run], sums.total[run]
        strip.reached[k], strip.cells[k] = sums.minimum_units[run], 0


@njit(nogil=True, cache=True)
def _store(sums: Sums, strip: Strip, times: np.ndarray) -> None:
    for k in range(len(strip.runs)):
        if strip.open[k]:
            run = strip.runs[k]
            sums.units[run], sums.total[run] = strip.began[k] + times[-1, k], strip.totals[k]
            sums.minimum_units[run] = strip.reached[k]
            sums.arrivals[run] += len(times)


@njit(nogil=True, cache=True)
def _shrink(rules: Rules, strip: Strip, offers: np.ndarray, weights: np.ndarray) -> None:
    """What elastic supporters, those with a weight, still offer at the price that they meet."""
    if rules.power == -2.0:
        for k in range(len(offers)):
            price = rules.base + rules.rise * strip.totals[k]
            square = price * price
            strip.offers[k] = offers[k] / (square if weights[k] != 0 else 1.0)
        return
    for k in range(len(offers)):
        strip.offers[k] = offers[k]
        if weights[k] != 0 and strip.open[k]:
            strip.offers[k] *= np.exp(rules.power * np.log(rules.base + rules.rise * strip.totals[k]))


@njit(nogil=True, cache=True)
def _ending(rules: Rules, strip: Strip, times: np.ndarray) -> int:
    """How many runs of the strip will have ended after this row; those at the maximum are counted too."""
    ended = 0
    for k in range(len(times)):
        late = strip.began[k] + times[k] >= rules.end
        full = strip.totals[k] + strip.offers[k] >= rules.maximum
        ended += 1 if late or full else 0
    return ended


@njit(nogil=True, cache=True)
def _all(rules: Rules, strip: Strip, times: np.ndarray) -> None:
    """A row in which no run ends and no tax falls."""
    for k in range(len(times)):
        before = strip.totals[k]
        after = before + strip.offers[k]
        passes = before < rules.minimum and after >= rules.minimum
        strip.reached[k] = strip.began[k] + times[k] if passes else strip.reached[k]
        strip.totals[k] = after


@njit(nogil=True, cache=True)
def _each(rules: Rules, sums: Sums, strip: Strip, times: np.ndarray, row: int) -> tuple[bool, int]:
    """A row, arrival by arrival; whether some run is still in the tax window, and how many runs ended."""
    taxed, ended = False, 0
    for k in range(len(times)):
        if not strip.open[k]:
            continue
        time = strip.began[k] + times[k]
        if time >= rules.end:
            _close(sums, strip, k, row)
            ended += 1
            continue
        ratio, extra = 1.0, 0.0
        if time < rules.window:
            taxed = True
            step = _step(rules, time)
            ratio, extra = rules.kept[step], rules.above[step]
        # Where nothing would be kept, the protocol refuses the offer.
        if ratio > 0 and _buy(rules, sums, strip, k, time, ratio, extra):
            _close(sums, strip, k, row + 1)
            ended += 1
    return taxed, ended


@njit(nogil=True, cache=True)
def _step(rules: Rules, time: float) -> int:
    step = rules.guide[int(time * rules.buckets)]
    while rules.step_ends[step] <= time:
        step += 1
    return step


@njit(nogil=True, cache=True)
def _buy(rules: Rules, sums: Sums, strip: Strip, k: int, time: float, ratio: float, extra: float) -> bool:
    """Add one purchase, as far as it fits; whether the raise is full now."""
    run, before, offer = strip.runs[k], strip.totals[k], strip.offers[k]
    after = before + offer * ratio
    full = after >= rules.maximum
    if full:
        after, taken = rules.maximum, (rules.maximum - before) / ratio
        sums.refund[run] = offer - taken
        sums.full[run], sums.maximum_units[run] = True, time
        offer = taken
    if ratio != 1.0 or extra != 0.0:
        sums.saved[run] += offer - offer * ratio
        sums.above[run] += offer * extra
    if before < rules.minimum and after >= rules.minimum:
        strip.reached[k] = time
    if run < rules.tracked:
        cell = strip.cells[k]
        while cell < len(rules.grid) and rules.grid[cell] < time:
            cell += 1
        strip.cells[k] = cell
        sums.cells[run, cell] += after - before
    strip.totals[k] = after
    return full


@njit(nogil=True, cache=True)
def _close(sums: Sums, strip: Strip, k: int, arrivals: int) -> None:
    """Store a run that has ended, and take it out of its strip."""
    run = strip.runs[k]
    sums.total[run], sums.minimum_units[run] = strip.totals[k], strip.reached[k]
    sums.arrivals[run] += arrivals
    strip.open[k], strip.began[k], strip.totals[k] = False, np.inf, -np.inf
