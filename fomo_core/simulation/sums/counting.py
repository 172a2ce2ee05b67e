"""Sums of arrivals of equal size, by counting them: no size is rounded.

The tax comes down within hours, so nearly all arrivals of a kind bring one and the same principal:
their number is a Poisson count, and every count is looked at. The early ones, in each step of the
tax, are laid on a grid of which their principals are whole multiples. What does not lie on that
grid (a second kind, or too fine a grid) is rounded down once and up once: the truth lies between.
"""

from __future__ import annotations

import numpy as np

from fomo_core.simulation.sums.poisson import counts
from fomo_core.simulation.sums.streams import Below, Stream, compound

_MOST_POINTS = 2**19
_LEVELS = 9
#: A sum this close to a level, in cells, lies on it.
_NEAR = 1e-6
#: What the transform's own arithmetic can add.
_ARITHMETIC = 1e-7


def below(streams: list[Stream], levels: tuple[float, float]) -> Below:
    """The odds that the sum stays below each level."""
    mains, rest = zip(*map(_parted, streams))
    early = _Early(list(rest), levels[1])
    grid = np.linspace(0.0, levels[1], _LEVELS)
    found = np.array([_at(list(mains), early, level) for level in (*levels, *grid)])
    low, high = found[:2].T
    error = float((high - low).max()) / 2 + _ARITHMETIC
    return Below(tuple((low + high) / 2), error, grid, found[2:].mean(axis=1))


def _parted(stream: Stream) -> tuple[tuple[float, float], Stream]:
    """Return the expected arrivals of the main step with their principal, and the stream without them."""
    main = stream.main
    others = np.arange(len(stream.expected)) != main
    rest = stream._replace(expected=stream.expected[others], kept_bps=stream.kept_bps[others])
    return (float(stream.expected[main]), float(stream.medians[main])), rest


class _Early:
    """The sum of the arrivals outside the main steps, rounded down and rounded up."""

    def __init__(self, rest: list[Stream], most: float) -> None:
        rest = [stream for stream in rest if len(stream.expected)]
        reach = min(most, sum(_reach(stream) for stream in rest))
        unit = rest[0].unit if rest else most
        self.cell = unit * max(1, int(np.ceil(reach / unit / _MOST_POINTS)))
        points = 2 ** int(np.ceil(np.log2(reach / self.cell + 2)))
        total = sum(stream.count for stream in rest)
        self.below = [
            np.cumsum(compound(_rounded(rest, self.cell, points, way), total)) for way in (np.ceil, np.floor)
        ]

    def at(self, amounts: np.ndarray) -> np.ndarray:
        """The odds that the sum is less than each amount: at least, and at most."""
        places = np.ceil(amounts / self.cell - _NEAR).astype(np.int64) - 1
        inside = np.clip(places, 0, len(self.below[0]) - 1)
        return np.array([np.where(places >= 0, below[inside], 0.0) for below in self.below])


def _reach(stream: Stream) -> float:
    """A sum that the stream as good as never exceeds."""
    most = counts(stream.count)[0][-1]
    return float(most * stream.medians.max())


def _rounded(rest: list[Stream], cell: float, points: int, way: np.ufunc) -> np.ndarray:
    masses = np.zeros(points)
    for stream in rest:
        exact = stream.medians / cell
        near = np.rint(exact)
        places = np.where(np.abs(exact - near) < _NEAR, near, way(exact)).astype(np.int64)
        inside = places < points
        np.add.at(masses, places[inside], stream.expected[inside])
    return masses


def _at(mains: list[tuple[float, float]], early: _Early, level: float) -> np.ndarray:
    """The odds of less than a level, at least and at most, over every count of the main arrivals."""
    (expected, size), *others = mains
    number, weight = counts(expected)
    outer = counts(others[0][0]) if others else (np.zeros(1), np.ones(1))
    step = others[0][1] if others else 0.0
    found = np.zeros(2)
    for more, share in zip(*outer):
        left = level - more * step - number * size
        found += share * (early.at(left) @ weight)
    return found
