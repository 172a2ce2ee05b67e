"""Sums of arrivals of log-normal sizes, by one Fourier transform of the sizes on a grid.

Each size is shared between the two points of the grid beside it so that its mean stays: the sum's
variance grows a little, by the order of the cell's square. ``error`` is the change from a grid
half as fine, of which the odds then shed the greater part (a test holds them to a far finer one).

That reckoning needs a grid that resolves the sizes. Where sizes are so nearly alike that sums form
lumps, and the grid is too coarse for the lumps, the truth lies among the sums around a level: all
of these are then counted into the error.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fomo_core.simulation.sums.normal import normal_cdf
from fomo_core.simulation.sums.streams import Below, Stream, compound

_LEAST_POINTS, _USUAL_POINTS, _MOST_POINTS = 2**12, 2**16, 2**18
#: A grid for equal sizes is at least this fine, for what else lies on it.
_EXACT_POINTS = 2**15
#: What damping and the transform's own arithmetic can add.
_ARITHMETIC = 1e-7
#: With so many expected, a kind that the grid resolves smooths what the other kind leaves.
_MANY = 16.0
#: The grid may add so much to a size's variance.
_ADDED = 1 / 20
_EARLY_NODES = 1_025
#: Sizes this alike are taken as equal within an early step of the tax.
_ALIKE = 0.01


class Grid(NamedTuple):
    """Points from 0 in steps of a ``cell``; the streams that it does not resolve.

    ``exact``: the sizes of those streams are whole multiples of the cell.
    """

    cell: float
    points: int
    unresolved: tuple[Stream, ...] = ()
    exact: bool = False


def below(streams: list[Stream], levels: tuple[float, float]) -> Below:
    """The odds that the sum stays below each level."""
    grid, kinds = _grid(streams, levels), [sized(stream) for stream in streams]
    fine = summed(kinds, grid)
    low, high = levels
    shares = _below(low, fine, grid.cell), _below(high, fine, grid.cell)
    unsure = max(_around(level, fine, grid) for level in levels)
    edges = (np.arange(grid.points + 1) - 0.5) * grid.cell
    edges[0] = 0.0
    cdf = np.clip(np.concatenate(([0.0], np.cumsum(fine))), 0.0, 1.0)
    if grid.exact:
        return Below(shares, unsure + _ARITHMETIC, edges, cdf)
    wide = Grid(2 * grid.cell, grid.points // 2)
    coarse = summed(kinds, wide)
    rough = _below(low, coarse, wide.cell), _below(high, coarse, wide.cell)
    change = max(abs(a - b) for a, b in zip(shares, rough))
    # A cell half as wide leaves a quarter of the error: most of it can be reckoned away.
    better = (4 * shares[0] - rough[0]) / 3, (4 * shares[1] - rough[1]) / 3
    return Below(better, 2 * change + unsure + _ARITHMETIC, edges, cdf)


# --- the grid ---


def _grid(streams: list[Stream], levels: tuple[float, float]) -> Grid:
    room = levels[1]
    first = streams[0]
    needed = [first] if first.count >= _MANY and not first.alike else streams
    usual = room * 16 / min(stream.median for stream in streams)
    points = int(np.clip(_power(usual), _LEAST_POINTS, _USUAL_POINTS))
    for stream in needed:
        wanted = _power(room / max(_widest(stream, levels), room / 2**40))
        points = max(points, min(wanted, _MOST_POINTS))
    cell = room / (points - 0.5)
    rough = tuple(stream for stream in needed if cell > _widest(stream, levels))
    return _exact(rough, room) or Grid(cell, points, rough)


def _exact(rough: tuple[Stream, ...], room: float) -> Grid | None:
    """A grid on which equal sizes lie, where it need not be too fine."""
    if len(rough) != 1 or not rough[0].alike:
        return None
    unit = rough[0].unit
    cell = unit / max(1, np.ceil(unit / room * _EXACT_POINTS))
    points = _power(room / cell + 2)
    return Grid(cell, points, rough, exact=True) if points <= _MOST_POINTS else None


def _power(points: float) -> int:
    return 1 << int(np.ceil(np.log2(max(points, 1.0))))


def _widest(stream: Stream, levels: tuple[float, float]) -> float:
    """The widest cell that resolves a kind: the sum's own spread hides what sharing the sizes adds."""
    grown = float(np.exp(stream.spread**2))
    needed = max(1.0, (levels[0] or levels[1]) / stream.mean)
    lumps = needed * stream.spread**2 < 1
    # Sums of equally many form a lump as wide as these sizes differ; without lumps the count spreads them too.
    variance = stream.median**2 * grown * (grown - 1 if lumps else grown)
    return float(np.sqrt(4 * _ADDED * variance))


def _around(level: float, odds_of: np.ndarray, grid: Grid) -> float:
    """The odds of the sums that may lie on either side of a level, for all that the grid knows."""
    if not grid.unresolved:
        return 0.0
    width = grid.cell
    for stream in () if grid.exact else grid.unresolved:
        number = max(1.0, level / stream.mean)
        width += 5 * float(np.sqrt(number * min(grid.cell**2 / 4, stream.mean * grid.cell)))
        width += 4 * stream.spread * stream.mean * float(np.sqrt(number))
    places = np.arange(len(odds_of)) * grid.cell
    near = np.abs(places - level) <= width + grid.cell / 2
    return float(np.abs(odds_of[near]).sum())


# --- the sum on it ---


class Kind(NamedTuple):
    """A stream and the sizes that stand for its arrivals outside the main step, with how many are expected of each."""

    stream: Stream
    sizes: np.ndarray
    number: np.ndarray


def sized(stream: Stream) -> Kind:
    """A stream as every grid needs it."""
    main = stream.main
    others = np.arange(len(stream.expected)) != main
    sizes, number = _early(stream.expected[others], stream.medians[others], stream.spread)
    if stream.alike:
        sizes, number = np.append(sizes, stream.medians[main]), np.append(number, stream.expected[main])
    return Kind(stream, sizes, number)


def summed(kinds: list[Kind], grid: Grid) -> np.ndarray:
    """The odds of each sum on the grid."""
    masses = sum((_masses(kind, grid.cell, grid.points) for kind in kinds), np.zeros(grid.points))
    return compound(masses, sum(kind.stream.count for kind in kinds))


def _below(level: float, odds_of: np.ndarray, cell: float) -> float:
    """The odds of less than a level: nothing at all lies at 0, the rest evenly in its cell."""
    place = level / cell + 0.5
    if place <= 1:
        return float(odds_of[0])
    whole = min(int(place), len(odds_of))
    part = (place - whole) * odds_of[whole] if whole < len(odds_of) else 0.0
    return float(odds_of[:whole].sum() + part)


def _masses(kind: Kind, cell: float, points: int) -> np.ndarray:
    """Expected arrivals at each point of the grid; none for those beyond it."""
    stream, sizes, number = kind
    masses, main = np.zeros(points), stream.main
    if not stream.alike:
        masses += _spread(
            float(stream.expected[main]), float(stream.medians[main]), stream.spread, cell, points
        )
    places = sizes / cell
    left = np.floor(places + 1e-9).astype(np.int64)
    share = np.maximum(places - left, 0.0)
    inside = left < points - 1
    for offset, part in ((0, 1 - share), (1, share)):
        masses += np.bincount(left[inside] + offset, (number * part)[inside], points)
    return masses


def _spread(expected: float, median: float, spread: float, cell: float, points: int) -> np.ndarray:
    """Log-normal sizes shared between the points beside them, by what lies in each cell and its mean there."""
    place = (np.log(np.arange(1, points) * cell) - np.log(median)) / spread
    number = np.diff(expected * normal_cdf(place), prepend=0.0)
    mean = expected * median * np.exp(spread**2 / 2) / cell
    money = np.diff(mean * normal_cdf(place - spread), prepend=0.0)
    right = money - np.arange(points - 1) * number
    masses = np.zeros(points)
    masses[:-1] += number - right
    masses[1:] += right
    return masses


def _early(expected: np.ndarray, medians: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Sizes of the arrivals in the tax window, and how many are expected of each."""
    if spread <= _ALIKE or not len(medians):
        return medians * np.exp(spread**2 / 2), expected
    # The many steps together are smooth in the logarithm: a thousand sizes stand for all.
    logs = np.log(medians)
    nodes = np.linspace(logs.min() - 9 * spread, logs.max() + 9 * spread, _EARLY_NODES)
    counted = expected @ normal_cdf((nodes - logs[:, None]) / spread)
    return np.exp((nodes[1:] + nodes[:-1]) / 2), np.diff(counted)
