"""The normal distribution's cumulative function for arrays, without a library for it."""

from __future__ import annotations

from functools import cache
from math import erfc, pi, sqrt

import numpy as np

_REACH = 9.0
_PER_UNIT = 256


@cache
def _table() -> tuple[np.ndarray, np.ndarray]:
    nodes = np.linspace(-_REACH, _REACH, int(2 * _REACH * _PER_UNIT) + 1)
    values = np.array([erfc(-node / sqrt(2)) / 2 for node in nodes])
    slopes = np.exp(-(nodes**2) / 2) / sqrt(2 * pi) / _PER_UNIT
    return values, slopes


def normal_cdf(z: np.ndarray) -> np.ndarray:
    """The odds that a standard normal number is at most ``z``, to within 10^-12.

    A cubic between nodes 1/256 apart; 0 and 1 beyond 9 standard deviations.
    """
    values, slopes = _table()
    place = (np.clip(z, -_REACH, _REACH) + _REACH) * _PER_UNIT
    left = np.minimum(place.astype(np.int64), len(values) - 2)
    t = place - left
    low, high = values[left], values[left + 1]
    rise = high - low
    bend_low, bend_high = slopes[left] - rise, rise - slopes[left + 1]
    odds: np.ndarray = low + t * rise + t * (1 - t) * (bend_low * (1 - t) + bend_high * t)
    return odds
