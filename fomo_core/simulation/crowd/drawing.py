"""The people of one run: when each comes and with how much, drawn before the first of them buys."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.simulation.demand import Demand
from fomo_core.simulation.engines.arrivals import clock, log_normal
from fomo_core.simulation.engines.rules import FloatCurve, Tax, float_curve, tax_of
from fomo_core.simulation.ensemble import MOST_SEED
from fomo_core.simulation.start import Start, standing
from fomo_core.simulation.work.checks import SEED, check_whole
from fomo_core.units import WAD
from fomo_core.world import World


class Supporter(NamedTuple):
    """Somebody who comes ``second`` seconds after the sale's start with so much FLOCK.

    One who minds the price offers less of it as the price rises.
    """

    second: int
    flock: float
    minds_price: bool


class Sniper(NamedTuple):
    """Somebody who watches: pays at most ``limit`` times the opening price for a token, tax included; FLOCK."""

    limit: float
    flock: float


class Crowd(NamedTuple):
    """All who may come to an offering, and the rules by which they decide.

    Supporters stand in the order in which they come, snipers with the most eager first. ``strength`` is the power
    by which those who mind the price do.
    """

    offering: str
    supporters: tuple[Supporter, ...]
    snipers: tuple[Sniper, ...]
    strength: float
    tax: Tax
    curve: FloatCurve

    def price(self, raised: int) -> float:
        """The next token's price over the first one's, when the principal is ``raised`` (wei)."""
        return float(self.curve.price(np.array(raised / WAD)) / self.curve.price(np.array(0.0)))


def crowd_of(world: World, offering: str, now: int, demand: Demand, seed: int) -> Crowd:
    """Draw the crowd of an offering that is open, from ``now`` (chain seconds) to the end of its raise.

    As in a preview of a raise under way, snipers whom its price suits already have bought before.

    Raises:
        InvalidInput: for a raise that takes no purchases now, or a seed that is none.
    """
    check_whole(SEED, seed, 0, MOST_SEED)
    start = standing(world.offerings[offering], world.protocol, now)
    random, tax, curve = np.random.default_rng(seed), tax_of(start), float_curve(start)
    empty = Crowd(offering, (), (), demand.elastic.strength, tax, curve)
    snipers = _snipers(start, demand, random)
    if start.elapsed_s:
        kept = tax.kept[int(tax.step_at(np.array(start.elapsed_s)))]
        snipers = [one for one in snipers if one.limit * kept < empty.price(start.raised)]
    return empty._replace(supporters=tuple(_supporters(start, demand, random)), snipers=tuple(snipers))


def _supporters(start: Start, demand: Demand, random: np.random.Generator) -> list[Supporter]:
    ticks = clock(start, demand)
    count = int(random.poisson(ticks.total))
    moments = np.sort(ticks.to_seconds(random.uniform(0, ticks.total, count)))
    every = demand.arrivals.per_raise + demand.whales.per_raise
    big = random.random(count) < (demand.whales.per_raise / every if every else 0.0)
    usual, whales = (
        log_normal(random.standard_normal(count), group.median, group.spread)
        for group in (demand.sizes, demand.whales)
    )
    minds = (random.random(count) < demand.elastic.share) & ~big
    seconds = np.minimum(moments.astype(np.int64), start.duration_s - 1)
    return list(map(Supporter, seconds.tolist(), np.where(big, whales, usual).tolist(), minds.tolist()))


def _snipers(start: Start, demand: Demand, random: np.random.Generator) -> list[Sniper]:
    snipers = demand.snipers
    count = int(random.poisson(snipers.per_raise))
    limits = log_normal(random.standard_normal(count), snipers.limit, snipers.limit_spread)
    sizes = log_normal(random.standard_normal(count), snipers.median, snipers.spread)
    return sorted(map(Sniper, limits.tolist(), sizes.tolist()), reverse=True)
