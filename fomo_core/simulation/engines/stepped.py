"""Blocks of arrivals that look at the price: one arrival after the other, across all runs at once.

An elastic supporter's offer shrinks with the price at that moment, so the running sum is taken row
by row, and whales ignore it. Snipers wait: whenever the next thing to happen is a sniper's purchase and not an arrival,
it takes the arrival's place in the row; the arrival stream has no memory, so the wait for the next
arrival starts anew and nothing is biased.
"""

from __future__ import annotations

import numpy as np

from fomo_core.simulation.engines import blind
from fomo_core.simulation.engines.arrivals import Draws, log_normal
from fomo_core.simulation.engines.chunk import Block, Chunk
from fomo_core.simulation.engines.plan import Plan

SNIPER_ROWS = 16


class Stepper:
    """The part of a chunk that reacting demand adds: price as a power of the money in, and snipers."""

    def __init__(self, plan: Plan, draws: Draws, count: int) -> None:
        curve = plan.curve
        # Price over opening price = (1 + slope * principal) ** power, on either curve.
        self.slope, self.power = (1 / curve.a, 2.0) if curve.kind == 0 else (curve.a, 0.5)
        self.base = 1 + self.slope * plan.limits.raised
        self.rise = self.slope * plan.kept
        self.share = plan.demand.elastic.share
        self.elastic_power = np.float32(-self.power * plan.demand.elastic.strength)
        self.limits, self.sizes = _snipers(plan, draws, count, self.base**self.power)
        self.next = np.zeros(count, np.int64)

    def block(self, chunk: Chunk, draws: Draws, alive: np.ndarray) -> Block:
        """The next arrivals of the runs still alive, snipers among them while the tax falls."""
        if self.snipers_wait(chunk, alive):
            return self._with_snipers(chunk, draws, alive)
        times, offers = blind.draw_block(chunk, draws, alive)
        self._shrink_all(chunk, draws, alive, times, offers)
        return blind.running_sums(chunk, draws, alive, times, offers)

    def snipers_wait(self, chunk: Chunk, alive: np.ndarray) -> bool:
        """Return True when some run has a sniper who will buy: no later price or tax step suits others."""
        if not len(self.limits):
            return False
        strikes = self._strikes(chunk.plan, alive, chunk.units[alive], chunk.total[alive])
        return bool(np.isfinite(strikes).any())

    def weights(self, draws: Draws, shape: tuple[int, int]) -> np.ndarray:
        """The power of (1 + slope * principal) by which each supporter's offer is multiplied; 0 for whales."""
        weights = draws.uniforms("weights", shape)
        np.multiply(weights < self.share, self.elastic_power, out=weights)
        weights.reshape(-1)[draws.whales] = 0
        return weights

    def _shrink_all(
        self, chunk: Chunk, draws: Draws, alive: np.ndarray, times: np.ndarray, offers: np.ndarray
    ) -> None:
        """Make each offer what is really offered at the price that it meets, in place."""
        weights = self.weights(draws, times.shape)
        ratios = _ratios(chunk, alive, times)
        total = chunk.total[alive]
        level = np.empty(len(alive), np.float32)
        for k in range(len(times)):
            np.multiply(total, self.rise, out=level, casting="same_kind")
            self._shrink(level, weights[k], offers[k])
            total += offers[k] * ratios[k] if k < len(ratios) else offers[k]

    def _shrink(self, level: np.ndarray, weights: np.ndarray, offers: np.ndarray) -> None:
        np.add(level, np.float32(self.base), out=level)
        np.log(level, out=level)
        np.multiply(level, weights, out=level)
        np.exp(level, out=level)
        np.multiply(offers, level, out=offers)

    def _with_snipers(self, chunk: Chunk, draws: Draws, alive: np.ndarray) -> Block:
        plan, shape = chunk.plan, (SNIPER_ROWS, len(alive))
        gaps, offers = draws.gaps(shape), draws.offers(plan.demand, shape)
        weights = self.weights(draws, shape)
        times = np.empty(shape)
        began = chunk.units[alive]
        now, total = began.copy(), chunk.total[alive]
        level = np.empty(len(alive), np.float32)
        for k in range(SNIPER_ROWS):
            np.multiply(total, self.rise, out=level, casting="same_kind")
            self._shrink(level, weights[k], offers[k])
            arrives = now + gaps[k]
            strikes = self._strikes(plan, alive, now, total)
            sniped = strikes <= arrives
            self._snipe(alive, sniped, offers[k])
            now = np.where(sniped, strikes, arrives)
            times[k] = now - began
            total += offers[k] * plan.ratios[plan.steps_at(now)]
        return blind.running_sums(chunk, draws, alive, times, offers)

    def _strikes(self, plan: Plan, alive: np.ndarray, now: np.ndarray, total: np.ndarray) -> np.ndarray:
        """Return when (units) the most eager sniper left buys; infinite where none is left or ever will."""
        rank = np.minimum(self.next[alive], len(self.limits) - 1)
        limit = np.where(self.next[alive] < len(self.limits), self.limits[rank, alive], 0.0)
        price = (self.base + self.rise * total) ** self.power
        with np.errstate(divide="ignore", over="ignore"):
            needed = price / limit
        step = np.searchsorted(plan.tax.kept, needed)
        current = plan.steps_at(now)
        later = plan.strike_units[np.minimum(step, len(plan.strike_units) - 1)]
        strikes = np.where(step <= current, now, later)
        return np.where(step < len(plan.tax.kept), strikes, np.inf)

    def _snipe(self, alive: np.ndarray, sniped: np.ndarray, offers: np.ndarray) -> None:
        columns = np.flatnonzero(sniped)
        runs = alive[columns]
        offers[columns] = self.sizes[self.next[runs], runs]
        self.next[runs] += 1


def _snipers(plan: Plan, draws: Draws, count: int, price: float) -> tuple[np.ndarray, np.ndarray]:
    """Each run's snipers, one to a row, the most eager first: limits (0 = nobody) and sizes."""
    snipers = plan.demand.snipers
    if not snipers.per_raise:
        return np.empty((0, count)), np.empty((0, count))
    there = draws.generator.poisson(snipers.per_raise, count)
    shape = (max(1, int(there.max())), count)
    limits = snipers.limit * np.exp(snipers.limit_spread * draws.generator.standard_normal(shape))
    limits[np.arange(shape[0])[:, None] >= there] = 0
    if plan.clock.seconds[0] > 0:
        # In a raise under way those whom its price suits have bought: they were there from the start.
        limits[limits * plan.tax.kept[plan.first_step] >= price] = 0
    sizes = log_normal(
        draws.generator.standard_normal(shape, dtype=np.float32), snipers.median, snipers.spread
    )
    return -np.sort(-limits, axis=0), sizes


def _ratios(chunk: Chunk, alive: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Of the rows in the tax window: what is kept of an offer over what is kept at last."""
    places, steps = blind.early_of(chunk, alive, times)
    rows = places[-1] // len(alive) + 1 if len(places) else 0
    ratios = np.ones((rows, len(alive)))
    ratios.reshape(-1)[places] = chunk.plan.ratios[steps]
    return ratios
