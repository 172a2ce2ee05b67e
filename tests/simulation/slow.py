"""A raise played slowly and plainly: whole numbers of wei, one purchase at a time, nothing shared with the engines.

The rules are written down here once more; of the project it uses the numbers of a start and a
demand, and the curve's count of tokens sold.
"""

from __future__ import annotations

from math import exp, log
from random import Random
from typing import NamedTuple

from fomo_core.simulation.demand import Arrivals, Demand
from fomo_core.simulation.start import Start
from fomo_core.units import WAD

HOUR_S = 3_600


class Played(NamedTuple):
    """What became of one run; FLOCK."""

    failed: float
    minimum: float
    maximum: float
    raised: float
    gross: float
    tax: float
    refund: float
    arrivals: float


class Raise:
    """One run as it goes."""

    def __init__(self, start: Start) -> None:
        self.start, self.raised = start, start.raised
        self.gross = self.tax = self.refund = self.bought = 0

    def rate(self, second: int) -> int:
        """The combined tax at a second, in bps, by the three readings."""
        numbers = self.start.parameters
        falling = numbers.tax_start_bps - numbers.tax_step_bps * (second // numbers.tax_step_s)
        base = numbers.protocol_fee_bps + numbers.creator_fee_bps
        if numbers.tax_reading == "A":
            return max(base, falling)
        if numbers.tax_reading == "B":
            return min(numbers.tax_start_bps, base + max(0, falling))
        return min(10_000, 100 + max(0, falling))

    def price(self) -> float:
        """The next token's price over the first one's."""
        curve = self.start.curve
        here, first = curve.spot_price(self.raised), curve.spot_price(0)
        return here.flock / here.tokens / (first.flock / first.tokens)

    @property
    def full(self) -> bool:
        return self.raised >= self.start.maximum_target

    def buy(self, second: int, offered: int) -> None:
        """One purchase of so many wei."""
        rate, room = self.rate(second), self.start.maximum_target - self.raised
        net, gross = offered * (10_000 - rate) // 10_000, offered
        if self.full or rate >= 10_000:
            return
        if net > room:
            net, gross = room, -(-room * 10_000 // (10_000 - rate))
        self.raised += net
        self.gross += gross
        self.refund += offered - gross
        fees = self.start.parameters.protocol_fee_bps + self.start.parameters.creator_fee_bps
        self.tax += gross * max(0, rate - fees) // 10_000
        self.bought += 1


def play(start: Start, demand: Demand, random: Random) -> Played:
    """One run."""
    run = Raise(start)
    waiting = _snipers(run, demand, random)
    coming = sorted(_coming(start, demand, random))
    steps = _steps(start)
    for at, kind, size in sorted([*coming, *((step, "step", 0.0) for step in steps)]):
        if kind != "step":
            shrunk = run.price() ** -demand.elastic.strength if kind == "elastic" else 1.0
            run.buy(int(at), int(size * shrunk * WAD))
        _strike(run, waiting, int(at))
    fails, full = run.raised < start.minimum_target, run.full
    amounts = (run.raised, run.gross, run.tax, run.refund)
    return Played(fails, not fails and not full, full, *(amount / WAD for amount in amounts), run.bought)


def _steps(start: Start) -> list[float]:
    """The moments from which on another tax holds, the beginning among them."""
    step = start.parameters.tax_step_s
    first = start.elapsed_s
    later = range((first // step + 1) * step, min(start.duration_s, 300 * step), step)
    return [float(first), *map(float, later)]


def _strike(run: Raise, waiting: list[tuple[float, float]], second: int) -> None:
    """Let the most eager of the snipers buy as long as tax and price suit them."""
    while waiting and not run.full:
        kept = 1 - run.rate(second) / 10_000
        if kept <= 0 or run.price() / kept > waiting[0][0]:
            return
        run.buy(second, int(waiting.pop(0)[1] * WAD))


def _snipers(run: Raise, demand: Demand, random: Random) -> list[tuple[float, float]]:
    """Limits and sizes, the most eager first; of a raise under way only those who have not bought."""
    snipers, start = demand.snipers, run.start
    made = [
        (
            snipers.limit * exp(random.gauss(0, snipers.limit_spread)),
            snipers.median * exp(random.gauss(0, snipers.spread)),
        )
        for _ in range(_poisson(random, snipers.per_raise))
    ]
    if start.elapsed_s:
        kept = 1 - run.rate(start.elapsed_s) / 10_000
        made = [one for one in made if one[0] * kept < run.price()]
    return sorted(made, reverse=True)


def _coming(start: Start, demand: Demand, random: Random) -> list[tuple[float, str, float]]:
    """Who comes when with what, from where the preview starts."""
    made = []
    for group, count in ((demand.sizes, demand.arrivals.per_raise), (demand.whales, demand.whales.per_raise)):
        for _ in range(_poisson(random, count)):
            at = _moment(demand.arrivals, start.duration_s, random)
            minds = group is demand.sizes and random.random() < demand.elastic.share
            size = group.median * exp(random.gauss(0, group.spread))
            made.append((at, "elastic" if minds else "plain", size))
    return [one for one in made if one[0] >= start.elapsed_s]


def _moment(arrivals: Arrivals, end: float, random: Random) -> float:
    if arrivals.shape in ("front_loaded", "deadline_rush"):
        window = min(arrivals.window_h * HOUR_S, end)
        busy = random.random() < arrivals.share or window == end
        at = random.uniform(0, window) if busy else random.uniform(window, end)
        return min(at, end * (1 - 1e-12)) if arrivals.shape == "front_loaded" else max(0.0, end - at)
    if arrivals.shape == "hype":
        half = arrivals.half_life_h * HOUR_S
        return -half / log(2) * log(1 - random.random() * (1 - 2 ** (-end / half)))
    return random.uniform(0, end)


def _poisson(random: Random, mean: float) -> int:
    """A Poisson number: how many exponential gaps fit."""
    number, left = -1, mean
    while left >= 0:
        number += 1
        left -= random.expovariate(1.0)
    return number
