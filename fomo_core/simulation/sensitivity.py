"""The inputs that drive a raise: each moved by itself, and two against each other.

An input is a number of the demand by its path (``sizes.median``), or of the start by its name
(``maximum_target``, in its smallest unit).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Unpack

import numpy as np

from fomo_core.errors import FomoError, InvalidInput
from fomo_core.simulation.demand import FIELDS, Demand, value_of, with_value
from fomo_core.simulation.start import Start, knob_value, with_start
from fomo_core.simulation.sweep import MEASURES, Work, sweep

__all__ = [
    "MEASURES",
    "Bar",
    "HeatMap",
    "Tornado",
    "default_ranges",
    "heat_map",
    "spread",
    "standing_at",
    "tornado",
]

_PATHS = {item.path: item for item in FIELDS}
_MOST_SIDE = 100


class Bar(NamedTuple):
    """One input moved down and up by itself: its values, the measure at each, and its standard error."""

    path: str
    low_value: float
    high_value: float
    at_low: float
    at_high: float
    error: float


class Tornado(NamedTuple):
    """Bars by how far they move the measure, the widest first; ``base`` is the measure unmoved.

    ``drawn``: runs answered somewhere; ``margin`` is how far off a value may be (95% where drawn).
    """

    measure: str
    base: float
    bars: tuple[Bar, ...]
    drawn: bool
    margin: float
    stamp: dict[str, str]


class HeatMap(NamedTuple):
    """A measure over two inputs: ``values[j, i]`` at ``y[j]`` and ``x[i]``; NaN where the rules refuse them.

    ``drawn``: runs answered somewhere; ``margin`` is how far off a value may be (95% where drawn).
    """

    measure: str
    x_path: str
    x: np.ndarray
    y_path: str
    y: np.ndarray
    values: np.ndarray
    error: np.ndarray
    drawn: bool
    margin: float
    stamp: dict[str, str]


def move(start: Start, demand: Demand, path: str, value: float) -> tuple[Start, Demand]:
    """A preview's inputs with one of them replaced; integers of the start are rounded.

    Raises:
        InvalidInput: for an unknown input, or a value out of range.
        Rejected: when the protocol would refuse the launch.
    """
    if path in _PATHS:
        return start, with_value(demand, path, float(value))
    whole = value if isinstance(value, int) else round(float(value)) if np.isfinite(value) else None
    if whole is None:
        raise InvalidInput("{name} must be a number.", "preview: no figure", name=path)
    return with_start(start, path, whole), demand


def default_ranges(start: Start, demand: Demand) -> dict[str, tuple[float, float]]:
    """A fifth down and up for every input that plays a part here."""
    used = ["arrivals.per_raise", "sizes.median", "sizes.spread"]
    if demand.arrivals.shape in ("front_loaded", "deadline_rush"):
        used += ["arrivals.window_h", "arrivals.share"]
    if demand.arrivals.shape == "hype":
        used += ["arrivals.half_life_h"]
    if demand.whales.per_raise:
        used += ["whales.per_raise", "whales.median"]
    if demand.elastic.share:
        used += ["elastic.share", "elastic.strength"]
    if demand.snipers.per_raise:
        used += ["snipers.per_raise", "snipers.median", "snipers.limit"]
    ranges = {path: _fifth(value_of(demand, path), _PATHS[path].most) for path in used}
    knobs = ["minimum_target", "maximum_target", "duration_s", "tax_step_bps"]
    knobs += ["first_buy"] if start.fresh and start.first_buy else []
    return ranges | {name: _whole_fifth(knob_value(start, name)) for name in knobs}


def spread(start: Start, demand: Demand, path: str, count: int) -> tuple[float, ...]:
    """An input's values from half of where it stands to one and a half times that, inside its bounds.

    Raises:
        InvalidInput: for an unknown input.
    """
    value = standing_at(start, demand, path)
    if path in _PATHS:
        return tuple(np.linspace(0.5 * value, min(1.5 * value, _PATHS[path].most), count).tolist())
    return tuple(value // 2 + value * k // (count - 1) for k in range(count))


def standing_at(start: Start, demand: Demand, path: str) -> float:
    """Return the value at which an input stands.

    Raises:
        InvalidInput: for an unknown input.
    """
    return value_of(demand, path) if path in _PATHS else knob_value(start, path)


def _fifth(value: float, most: float) -> tuple[float, float]:
    return value * 0.8, min(value * 1.2, most)


def _whole_fifth(value: int) -> tuple[int, int]:
    """A fifth down and up, rounded to the nearest whole number."""
    return (8 * value + 5) // 10, (12 * value + 5) // 10


def tornado(
    start: Start,
    demand: Demand,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    measure: str = "graduates",
    runs: int = 2_000,
    seed: int = 1,
    **work: Unpack[Work],
) -> Tornado:
    """Move each input to both ends of its range, the others standing still.

    An end that the rules refuse (a minimum above the maximum) leaves its bar at the base.

    Raises:
        InvalidInput: for unknown inputs or measures; more as ``sweep.sweep``.
    """
    chosen = default_ranges(start, demand) if ranges is None else dict(ranges)
    for path in chosen:
        standing_at(start, demand, path)
    ends = [(path, value) for path, pair in chosen.items() for value in pair]
    points = [_moved_or_none(start, demand, [(path, value)]) for path, value in ends]
    base = (start, demand)
    found = sweep([base, *(point or base for point in points)], runs, seed, (measure,), **work)
    values, errors = found.values[:, 0], found.errors[:, 0]
    bars = [
        Bar(
            path,
            float(chosen[path][0]),
            float(chosen[path][1]),
            float(values[1 + 2 * k]),
            float(values[2 + 2 * k]),
            float(errors[1 + 2 * k]),
        )
        for k, path in enumerate(chosen)
    ]
    bars.sort(key=lambda bar: -abs(bar.at_high - bar.at_low))
    return Tornado(measure, float(values[0]), tuple(bars), bool(found.drawn.any()), found.margin, found.stamp)


def heat_map(
    start: Start,
    demand: Demand,
    x: tuple[str, Sequence[float]],
    y: tuple[str, Sequence[float]],
    measure: str = "graduates",
    runs: int = 2_000,
    seed: int = 1,
    **work: Unpack[Work],
) -> HeatMap:
    """A measure over two inputs.

    Raises:
        InvalidInput: for unknown inputs or measures, no values or too many; more as ``sweep.sweep``.
    """
    (x_path, xs), (y_path, ys) = x, y
    for path in (x_path, y_path):
        standing_at(start, demand, path)
    if x_path == y_path or not (0 < len(xs) <= _MOST_SIDE and 0 < len(ys) <= _MOST_SIDE):
        raise InvalidInput(
            "A heat map needs two different inputs with 1 to {most} values each.",
            "sweep: inputs",
            most=_MOST_SIDE,
        )
    cells = [_moved_or_none(start, demand, [(x_path, a), (y_path, b)]) for b in ys for a in xs]
    allowed = {k: point for k, point in enumerate(cells) if point is not None}
    there = list(allowed)
    if not there:
        raise InvalidInput("The rules refuse every one of these values: choose others.", "sweep: all refused")
    found = sweep(allowed.values(), runs, seed, (measure,), **work)
    values, error = np.full((2, len(cells)), np.nan)
    values[there], error[there] = found.values[:, 0], found.errors[:, 0]
    shape = (len(ys), len(xs))
    return HeatMap(
        measure, x_path, np.array(xs, float), y_path, np.array(ys, float), values.reshape(shape),
        error.reshape(shape), bool(found.drawn.any()), found.margin, found.stamp,
    )  # fmt: skip


def _moved_or_none(
    start: Start, demand: Demand, changes: Sequence[tuple[str, float]]
) -> tuple[Start, Demand] | None:
    try:
        for path, value in changes:
            start, demand = move(start, demand, path, value)
    except FomoError:
        return None
    return start, demand
