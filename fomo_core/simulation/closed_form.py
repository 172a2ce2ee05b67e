"""The odds of a raise without drawing anything, where demand ignores the price.

Principal then comes in as a compound Poisson sum: arrivals of a known rate, each with a random
size. The tax thins nothing but scales sizes, so every tax step is a stream of its own and the sum
of them is again compound Poisson. Where all sizes of a kind are alike, ``counting`` adds up the
odds of every count; elsewhere ``transform`` lays the sizes on a grid.

``error`` bounds each of the odds' distance from the exact ones. Where the grid can't resolve a
demand, the bound says so by being large: ``ClosedForm.holds`` is then False, and runs have to answer.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.simulation.demand import Demand
from fomo_core.simulation.engines.arrivals import clock
from fomo_core.simulation.engines.rules import Limits, limits, tax_of
from fomo_core.simulation.start import Start
from fomo_core.simulation.sums import counting, transform
from fomo_core.simulation.sums.streams import Stream

#: Odds with a larger error than this are not shown as exact.
MOST_ERROR = 1e-3


class ClosedForm(NamedTuple):
    """Odds of the three outcomes, and the distribution of what would be raised without the maximum.

    ``mean`` is the expected principal without a stop at the maximum; ``cdf[i]`` are the odds of
    less than ``grid[i]`` FLOCK. ``error`` bounds each of the odds' distance from the exact ones.
    """

    failed: float
    minimum: float
    maximum: float
    error: float
    mean: float
    grid: np.ndarray
    cdf: np.ndarray

    @property
    def holds(self) -> bool:
        """True when the odds are sure enough to be called exact."""
        return self.error <= MOST_ERROR


def odds(start: Start, demand: Demand) -> ClosedForm:
    """The odds of a raise.

    Raises:
        InvalidInput: where supporters look at the price; only an ensemble can answer then.
    """
    if not demand.price_blind:
        raise InvalidInput(
            "The closed form needs demand that ignores the price: play an ensemble instead.",
            "closed form: price matters",
        )
    bounds, streams = limits(start), streams_of(start, demand)
    mean = bounds.raised + expected(start, demand)
    room, need = bounds.maximum - bounds.raised, bounds.minimum - bounds.raised
    if room <= 0:
        return ClosedForm(0.0, 0.0, 1.0, 0.0, mean, *_nothing(bounds, 0.0))
    if not streams:
        return _of_nobody(bounds, mean)
    levels = (need if need > 0 else room, room)
    found = (counting if all(stream.alike for stream in streams) else transform).below(streams, levels)
    failed, filled = (min(1.0, max(0.0, share)) for share in found.shares)
    if need <= 0:
        # A raise that has its minimum can't fail.
        failed = 0.0
    return ClosedForm(
        failed,
        max(0.0, filled - failed),
        1 - max(filled, failed),
        found.error,
        mean,
        bounds.raised + found.grid,
        found.cdf,
    )


def exact_odds(start: Start, demand: Demand) -> ClosedForm | None:
    """The odds where the closed form knows them well enough to call them exact; None elsewhere."""
    if not demand.price_blind:
        return None
    found = odds(start, demand)
    return found if found.holds else None


def expected(start: Start, demand: Demand) -> float:
    """The principal (FLOCK) that comes in on average from where a preview starts, after tax and fees.

    As if nobody minded the price, no sniper came and no maximum stopped it.
    """
    return sum(stream.money for stream in streams_of(start, demand))


def _of_nobody(bounds: Limits, mean: float) -> ClosedForm:
    fails = float(bounds.raised < bounds.minimum)
    return ClosedForm(fails, 1 - fails, 0.0, 0.0, mean, *_nothing(bounds, 1.0))


def _nothing(bounds: Limits, share: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([bounds.raised, max(bounds.maximum, bounds.raised)]), np.array([0.0, share])


def streams_of(start: Start, demand: Demand) -> list[Stream]:
    """Supporters and whales by steps of the tax, those left out of which nothing comes."""
    ticks, tax = clock(start, demand), tax_of(start)
    first = int(tax.step_at(np.array(start.elapsed_s)))
    bounds = np.append(np.arange(first, len(tax.bps)) * tax.step_s, start.duration_s)
    expected = np.diff(ticks.to_units(np.minimum(bounds, start.duration_s)))
    every = demand.arrivals.per_raise + demand.whales.per_raise
    made = []
    for group, count in ((demand.sizes, demand.arrivals.per_raise), (demand.whales, demand.whales.per_raise)):
        some = (tax.kept[first:] > 0) & (expected > 0)
        if count > 0 and group.median > 0 and some.any():
            kept = tax.kept_bps[first:][some]
            made.append(Stream(expected[some] * count / every, group.median, kept, group.spread))
    return made
