"""Arrivals of one kind, as the closed form sees them, and the sum of many of them on a grid."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.units import BPS

#: Damping over the whole grid: what folds back shrinks by e^-20.
_DAMPING = 20.0


class Stream(NamedTuple):
    """Arrivals of one kind by steps of the tax.

    ``expected`` is how many come in each step, ``kept_bps`` how much of an offer is principal then;
    offers are log-normal with the median ``offered`` (FLOCK) and a ``spread`` of their logarithm.
    """

    expected: np.ndarray
    offered: float
    kept_bps: np.ndarray
    spread: float

    @property
    def alike(self) -> bool:
        """True when all offers of the kind are equal."""
        return self.spread == 0

    @property
    def medians(self) -> np.ndarray:
        """Half of the principals of each step are below this, in FLOCK."""
        return self.offered * self.kept_bps / BPS

    @property
    def count(self) -> float:  # type: ignore[override]  # hides a tuple's own, which nobody needs here
        """The number of arrivals expected in all."""
        return float(self.expected.sum())

    @property
    def median(self) -> float:
        """The medians of all steps on average, by how many come in each."""
        return float(self.expected @ self.medians) / self.count

    @property
    def mean(self) -> float:
        """The principal of one arrival on average, in FLOCK."""
        return self.median * float(np.exp(self.spread**2 / 2))

    @property
    def money(self) -> float:
        """The principal expected in all, in FLOCK."""
        return self.count * self.mean

    @property
    def main(self) -> int:
        """The step in which most come."""
        return int(np.argmax(self.expected))

    @property
    def unit(self) -> float:
        """The largest amount of which each step's median is a whole multiple, in FLOCK."""
        return self.offered * float(np.gcd.reduce(self.kept_bps)) / BPS


class Below(NamedTuple):
    """Odds that a sum stays below each of two levels, how far off at most, and its distribution."""

    shares: tuple[float, float]
    error: float
    grid: np.ndarray
    cdf: np.ndarray


def compound(masses: np.ndarray, total: float) -> np.ndarray:
    """The odds of each sum on a grid from 0, when ``masses`` are expected at each of its points and ``total`` in all."""
    points = len(masses)
    damping = np.exp(-np.arange(points) * (_DAMPING / points))
    transformed = np.fft.rfft(masses * damping, 2 * points)
    odds: np.ndarray = np.fft.irfft(np.exp(transformed - total), 2 * points)[:points] / damping
    return odds
