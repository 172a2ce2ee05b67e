"""The odds of a raise without drawing anything, where demand ignores the price.

Principal then comes in as a compound Poisson sum: arrivals of a known rate, each with a random
size. The tax thins nothing but scales sizes, so every tax step is a stream of its own and the sum
of them is again compound Poisson. Its distribution follows from one Fourier transform of the
sizes, laid on a grid and damped so that what lies beyond the grid does not fold back.

Error: sizes are rounded to the nearest point of the grid. Rounding is unbiased within a cell, so
the odds are off by the order of the cell's square; ``error`` is the change from a grid half as
fine, of which the odds then shed the greater part (a test holds them to a far finer grid), plus what damping and the truncated numbers of the transform can add.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.simulation.arrivals import clock
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.normal import normal_cdf
from fomo_core.simulation.rules import limits, tax_of
from fomo_core.simulation.start import Start

_LEAST_POINTS, _MOST_POINTS = 2**12, 2**16
#: Damping over the whole grid: what folds back shrinks by e^-20.
_DAMPING = 20.0
_TRANSFORM_ERROR = 1e-7


class ClosedForm(NamedTuple):
    """Odds of the three outcomes, and the distribution of what would be raised without the maximum.

    ``mean`` is the expected principal without a stop at the maximum; ``cdf[i]`` are the odds of at
    most ``grid[i]`` FLOCK. ``error`` bounds each of the odds' distance from the exact ones.
    """

    failed: float
    minimum: float
    maximum: float
    error: float
    mean: float
    grid: np.ndarray
    cdf: np.ndarray


class _Stream(NamedTuple):
    """Arrivals of one kind: how many are expected, and their log-normal sizes after tax by step."""

    expected: np.ndarray
    medians: np.ndarray
    spread: float


def odds(start: Start, demand: Demand) -> ClosedForm:
    """The odds of a raise.

    Raises:
        InvalidInput: where supporters look at the price; only an ensemble can answer then.
    """
    if not demand.price_blind:
        raise InvalidInput("The closed form needs demand that ignores the price: play an ensemble instead.")
    streams = _streams(start, demand)
    points = _points(start, streams)
    fine, coarse = _solve(start, streams, points), _solve(start, streams, points // 2)
    error = max(abs(fine[k] - coarse[k]) for k in range(3)) + _TRANSFORM_ERROR
    # A cell half as wide leaves a quarter of the error: most of it can be reckoned away.
    failed, maximum = (min(1.0, max(0.0, (4 * fine[k] - coarse[k]) / 3)) for k in (0, 2))
    return fine._replace(failed=failed, minimum=max(0.0, 1 - failed - maximum), maximum=maximum, error=error)


def _streams(start: Start, demand: Demand) -> list[_Stream]:
    ticks, tax = clock(start, demand), tax_of(start)
    first = int(tax.step_at(np.array(start.elapsed_s)))
    bounds = np.append(np.arange(first, len(tax.bps)) * tax.step_s, start.duration_s)
    expected = np.diff(ticks.to_units(np.minimum(bounds, start.duration_s)))
    every = demand.arrivals.per_raise + demand.whales.per_raise
    made = []
    for group, count in ((demand.sizes, demand.arrivals.per_raise), (demand.whales, demand.whales.per_raise)):
        medians = group.median * tax.kept[first:]
        some = (medians > 0) & (expected > 0) & (count > 0)
        if some.any():
            made.append(_Stream(expected[some] * count / every, medians[some], group.spread))
    return made


def _points(start: Start, streams: list[_Stream]) -> int:
    """A grid fine against the smallest usual size, but no finer than is quick."""
    bounds = limits(start)
    smallest = min((stream.medians[-1] for stream in streams), default=bounds.maximum)
    wanted = 16 * (bounds.maximum - bounds.raised) / smallest
    return int(np.clip(2 ** np.ceil(np.log2(max(wanted, 1))), _LEAST_POINTS, _MOST_POINTS))


def _solve(start: Start, streams: list[_Stream], points: int) -> ClosedForm:
    bounds = limits(start)
    room, need = bounds.maximum - bounds.raised, bounds.minimum - bounds.raised
    cell = room / (points - 0.5)
    masses, beyond = _masses(streams, cell, points)
    odds_of = _compound(masses, beyond, points)
    # A cell's mass is spread evenly over the cell, half of it on either side of its point.
    below = np.concatenate(([0.0], np.cumsum(odds_of)))
    edges = (np.arange(points + 1) - 0.5) * cell
    edges[0] = 0.0
    below_minimum = _below(need, odds_of, edges, below) if need > 0 else 0.0
    below_maximum = _below(room, odds_of, edges, below)
    mean = sum(float((s.expected * s.medians).sum()) * np.exp(s.spread**2 / 2) for s in streams)
    grid = bounds.raised + edges
    return ClosedForm(
        min(1.0, max(0.0, below_minimum)),
        min(1.0, max(0.0, below_maximum - below_minimum)),
        min(1.0, max(0.0, 1 - below_maximum)),
        0.0,
        bounds.raised + float(mean),
        grid,
        np.clip(below, 0.0, 1.0),
    )


def _below(level: float, odds_of: np.ndarray, edges: np.ndarray, below: np.ndarray) -> float:
    """The odds of less than a level above 0: nothing at all lies at 0, the rest evenly in its cell."""
    if level <= edges[1]:
        return float(odds_of[0])
    return float(np.interp(level, edges, below))


def _masses(streams: list[_Stream], cell: float, points: int) -> tuple[np.ndarray, float]:
    """Expected arrivals by size in cells around 0, cell, 2 cells, ..., and those beyond the grid."""
    edges = (np.arange(points) + 0.5) * cell
    below = np.zeros(points)
    total = 0.0
    for stream in streams:
        total += float(stream.expected.sum())
        below += _expected_below(stream, edges)
    return np.diff(below, prepend=0.0), max(0.0, total - float(below[-1]))


def _expected_below(stream: _Stream, edges: np.ndarray) -> np.ndarray:
    """How many arrivals are expected with a size of at most each edge."""
    if stream.spread == 0:
        order = np.argsort(stream.medians)
        summed = np.concatenate(([0.0], np.cumsum(stream.expected[order])))
        return summed[np.searchsorted(stream.medians[order], edges, side="right")]
    logs = np.log(edges)
    last = stream.expected[-1] * normal_cdf((logs - np.log(stream.medians[-1])) / stream.spread)
    if len(stream.medians) == 1:
        return last
    # The many tax steps together are smooth in the logarithm: fewer points do, joined by lines.
    coarse = np.linspace(logs[0], logs[-1], 1_025)
    distance = (coarse - np.log(stream.medians[:-1, None])) / stream.spread
    return last + np.interp(logs, coarse, stream.expected[:-1] @ normal_cdf(distance))


def _compound(masses: np.ndarray, beyond: float, points: int) -> np.ndarray:
    """The odds of each total on the grid, when no single arrival may lie beyond it."""
    damping = np.exp(-np.arange(points) * (_DAMPING / points))
    transformed = np.fft.rfft(masses * damping, 2 * points)
    total = float(masses.sum()) + beyond
    return np.fft.irfft(np.exp(transformed - total), 2 * points)[:points] / damping
