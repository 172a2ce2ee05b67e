"""Supporters' times of arrival and their offers: the only randomness of a preview, and it is seeded.

Time runs in units of expected arrivals: a Poisson stream of any shape is then a steady one of
rate 1, and ``Clock`` turns units into seconds and back.

Numbers come from 23 random bits each, so nothing beyond 5.7 standard deviations is ever drawn;
it would happen once in a hundred million arrivals. Logarithms and cosines of whole arrays cost a
third of what a generator's own normal numbers do.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.simulation.demand import Arrivals, Demand
from fomo_core.simulation.start import Start
from fomo_core.units import HOUR_S

#: Runs that share one random stream: never derived from the number of threads. So many, since threads
#: wait for turns between numpy's operations: few of them on much memory let four cores work at once.
CHUNK = 16_384

_KNOTS = 2_048
_LEAST_PER_RAISE = 1e-9
_STEADY_PART = 1e-6
_PIECE = 1 << 19
_ONE_BITS = np.uint32(0x3F800000)
_HALF_STEP_BELOW_ONE = np.float32(1 - 2**-24)
_TURN = np.float32(2 * np.pi)


class Clock(NamedTuple):
    """Seconds since the start of the sale, and how many arrivals are expected until then.

    Piecewise linear. ``units`` counts from the moment at which a preview starts.
    """

    seconds: np.ndarray
    units: np.ndarray

    @property
    def total(self) -> float:
        """Arrivals expected from the preview's start to the end of the raise."""
        return float(self.units[-1])

    def to_units(self, seconds: np.ndarray) -> np.ndarray:
        """Arrivals expected by a moment; 0 before the preview's start."""
        units: np.ndarray = np.maximum(0.0, np.interp(seconds, self.seconds, self.units))
        return units

    def to_seconds(self, units: np.ndarray) -> np.ndarray:
        """The moment by which so many arrivals are expected."""
        seconds: np.ndarray = np.interp(units, self.units, self.seconds)
        return seconds


def clock(start: Start, demand: Demand) -> Clock:
    """The clock of all arrivals, whales included, from where a preview starts."""
    per_raise = demand.arrivals.per_raise + demand.whales.per_raise
    seconds, shares = shape_of(demand.arrivals, float(start.duration_s))
    if demand.snipers.per_raise:
        # Time must not stand still where nobody else comes: snipers may act then.
        per_raise = max(per_raise, _LEAST_PER_RAISE)
        shares = (1 - _STEADY_PART) * shares + _STEADY_PART * seconds / seconds[-1]
    before = np.interp(start.elapsed_s, seconds, shares)
    later = seconds > start.elapsed_s
    seconds = np.concatenate(([float(start.elapsed_s)], seconds[later]))
    units = np.concatenate(([0.0], shares[later] - before)) * per_raise
    return Clock(seconds, units)


def shape_of(arrivals: Arrivals, end: float) -> tuple[np.ndarray, np.ndarray]:
    """Moments, and the share of all arrivals that has come by then."""
    if arrivals.shape in ("front_loaded", "deadline_rush"):
        window = min(arrivals.window_h * HOUR_S, end)
        at = window if arrivals.shape == "front_loaded" else end - window
        by_then = arrivals.share if arrivals.shape == "front_loaded" else 1 - arrivals.share
        if window == end:
            return np.array([0.0, end]), np.array([0.0, 1.0])
        return np.array([0.0, at, end]), np.array([0.0, by_then, 1.0])
    if arrivals.shape == "hype":
        half = arrivals.half_life_h * HOUR_S
        early = np.linspace(0, min(end, 20 * half), _KNOTS)
        knots = np.union1d(early, np.linspace(0, end, _KNOTS))
        come = -np.expm1(-np.log(2) * knots / half)
        return knots, come / come[-1]
    if arrivals.shape == "custom":
        times, rates = np.array(arrivals.points, dtype=float).T
        knots = np.union1d(np.linspace(0, 1, _KNOTS), times)
        level = np.interp(knots, times, rates)
        come = np.concatenate(([0.0], np.cumsum(np.diff(knots) * (level[1:] + level[:-1]) / 2)))
        return knots * end, come / come[-1]
    return np.array([0.0, end]), np.array([0.0, 1.0])


class Space:
    """A thread's own memory, used again for every block of random numbers."""

    def __init__(self) -> None:
        self._held: dict[str, np.ndarray] = {}

    def take(self, name: str, shape: tuple[int, int], kind: type) -> np.ndarray:
        """An array of a shape whose contents are left over from before, of whatever kind that was."""
        wanted = shape[0] * shape[1] * np.dtype(kind).itemsize
        held = self._held.get(name)
        if held is None or len(held) < wanted:
            held = self._held[name] = np.empty(wanted, np.uint8)
        return held[:wanted].view(kind).reshape(shape)


class Draws:
    """One chunk's random numbers; ``whales`` are the places of the whales among the latest offers."""

    def __init__(self, seed: np.random.SeedSequence, space: Space) -> None:
        self._bits = np.random.SFC64(seed)
        self.generator = np.random.Generator(self._bits)
        self.space = space
        self.whales = np.empty(0, np.int64)

    def uniforms(self, name: str, shape: tuple[int, int]) -> np.ndarray:
        """Numbers strictly between 0 and 1, from 23 bits each (float32)."""
        out = self.space.take(name, shape, np.float32)
        flat = out.reshape(-1)
        # In pieces: the raw bits of all at once would take as much memory again.
        for first in range(0, len(flat), _PIECE):
            piece = flat[first : first + _PIECE]
            bits = self._bits.random_raw((len(piece) + 1) // 2).view(np.uint32)[: len(piece)]
            # The bits become the fraction of a float between 1 and 2.
            np.right_shift(bits, 9, out=bits)
            np.bitwise_or(bits, _ONE_BITS, out=bits)
            np.subtract(bits.view(np.float32), _HALF_STEP_BELOW_ONE, out=piece)
        return out

    def gaps(self, shape: tuple[int, int]) -> np.ndarray:
        """Exponential gaps of mean 1 between arrivals (float32)."""
        gaps = self.uniforms("gaps", shape)
        np.log(gaps, out=gaps)
        np.negative(gaps, out=gaps)
        return gaps

    def normals(self, shape: tuple[int, int]) -> np.ndarray:
        """Standard normal numbers (float32), made in pairs; the number of rows must be even."""
        uniforms = self.uniforms("normals", shape)
        half = shape[0] // 2
        radius, angle = uniforms[:half], uniforms[half:]
        np.log(radius, out=radius)
        np.multiply(radius, np.float32(-2), out=radius)
        np.sqrt(radius, out=radius)
        np.multiply(angle, _TURN, out=angle)
        # Where the sums will be: those come after.
        sine = np.sin(angle, out=self.space.take("totals", angle.shape, np.float32))
        np.cos(angle, out=angle)
        np.multiply(angle, radius, out=angle)
        np.multiply(radius, sine, out=radius)
        return uniforms

    def offers(self, demand: Demand, shape: tuple[int, int]) -> np.ndarray:
        """Draw what each supporter offers, whales among them, in FLOCK (float32)."""
        offers = self.normals(shape)
        self.whales = self._whale_places(demand, offers.size)
        big = offers.ravel()[self.whales] if len(self.whales) else None
        log_normal(offers, demand.sizes.median, demand.sizes.spread)
        if big is not None:
            offers.ravel()[self.whales] = log_normal(big, demand.whales.median, demand.whales.spread)
        return offers

    def _whale_places(self, demand: Demand, count: int) -> np.ndarray:
        """Draw which of ``count`` arrivals are whales: each by itself, by the gaps from whale to whale."""
        every = demand.arrivals.per_raise + demand.whales.per_raise
        chance = demand.whales.per_raise / every if every else 0.0
        if chance == 0:
            return np.empty(0, np.int64)
        found, reached = [], -1
        while reached < count:
            gaps = self.generator.geometric(chance, int(count * chance * 1.2) + 16)
            places = reached + np.cumsum(gaps)
            found.append(places)
            reached = int(places[-1])
        places = np.concatenate(found)
        return places[places < count]


def log_normal(normals: np.ndarray, median: float, spread: float) -> np.ndarray:
    """Turn standard normal numbers into log-normal ones, in place."""
    np.multiply(normals, np.float32(spread), out=normals)
    np.exp(normals, out=normals)
    # Without a spread this leaves the median itself, not what is near it.
    np.multiply(normals, np.float32(median), out=normals)
    return normals
