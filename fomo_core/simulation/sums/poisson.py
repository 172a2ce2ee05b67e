"""Poisson counts, as far as they matter."""

from __future__ import annotations

from math import ceil, lgamma, log, sqrt

import numpy as np

#: Standard deviations and counts beyond which nothing above 10^-12 is left.
_REACH, _MORE = 8.0, 24


def counts(expected: float) -> tuple[np.ndarray, np.ndarray]:
    """Counts in rising order and the odds of each; all others together have less than 10^-12."""
    reach = ceil(_REACH * sqrt(expected)) + _MORE
    number = np.arange(max(0, int(expected) - reach), int(expected) + reach + 1)
    if expected == 0:
        return np.zeros(1), np.ones(1)
    factorials = np.array([lgamma(n + 1) for n in number.tolist()])
    return number, np.exp(number * log(expected) - expected - factorials)
