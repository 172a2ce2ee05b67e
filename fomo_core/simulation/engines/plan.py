"""The plan of a preview: all that its chunks share and that does not depend on chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.simulation.demand import Demand
from fomo_core.simulation.engines.arrivals import Clock, clock
from fomo_core.simulation.engines.rules import FloatCurve, Limits, Tax, float_curve, limits, tax_of
from fomo_core.simulation.start import Start

_ROUNDING = 2e-15
#: Snipers strike so far into a step of the tax that rounding can't put them into the one before.
_WITHIN = 1e-3


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
