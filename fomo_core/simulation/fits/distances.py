"""The distance of fitted shares from observed ones, and how far chance alone takes them apart."""

from __future__ import annotations

import numpy as np

from fomo_core.simulation.demand import Arrivals

#: By how much chance misses a shape's times one time in twenty, times the root of how many there are: without
#: anything fitted it is 1.358, with a fitted shape less (from 100 to 150 raises of each shape, fitted again).
_TIME_LIMITS = {"steady": 1.358, "hype": 1.31, "front_loaded": 1.07, "deadline_rush": 1.07, "custom": 0.8}


def size_limit(count: int) -> float:
    """Lilliefors' limit at 5%, in Stephens' form: mean and spread are fitted to the same purchases."""
    root = float(np.sqrt(count))
    return 0.895 / (root - 0.01 + 0.85 / root)


def time_limit(arrivals: Arrivals, count: int) -> float:
    """Kolmogorov's limit at 5%, in Stephens' form; the less, the more of a shape is fitted."""
    root = float(np.sqrt(count))
    return _TIME_LIMITS[arrivals.shape] / (root + 0.12 + 0.11 / root)


def distance_of(shares: np.ndarray) -> float:
    """Return the furthest that fitted shares, in order, lie from the observed ones."""
    count = len(shares)
    above = np.arange(1, count + 1) / count - shares
    below = shares - np.arange(count) / count
    return float(max(above.max(), below.max()))
