"""A demand fitted to the purchases of a past raise, and how well it fits.

Only what was really taken is known: a partly filled last offer counts as what it took. Sizes are
fitted by the mean and spread of their logarithms; the arrivals' shape is the likeliest of the
known ones. The first buy is not demand and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.events import Purchased
from fomo_core.history import OfferingHistory, Purchase
from fomo_core.simulation.arrivals import shape_of
from fomo_core.simulation.demand import Arrivals, Demand, Sizes
from fomo_core.simulation.normal import normal_cdf
from fomo_core.units import HOUR_S, WAD

_LEAST_PURCHASES = 5
_MOST_SPREAD = 4.0
_WINDOWS_H = (1, 2, 3, 6, 12, 24, 48)
_HALF_LIVES_H = (1, 2, 4, 8, 16, 24, 36, 48, 72, 96)
_CUSTOM_PARTS = 14
#: A shape with one more parameter must be likelier by this much (Akaike's rule), not by chance.
_PENALTY = 1.0


class ShapeFit(NamedTuple):
    """One shape at its likeliest: ``score`` is the logarithm of the likelihood less its parameters."""

    arrivals: Arrivals
    score: float


class Calibration(NamedTuple):
    """A fitted demand.

    ``size_distance`` and ``time_distance`` are Kolmogorov's distances, 0 to 1: the furthest that the
    fitted shares lie from the observed ones. ``limit`` is what pure chance
    exceeds about one time in twenty with as many purchases; a fit whose distances lie below holds.
    """

    demand: Demand
    purchases: int
    shape_fits: tuple[ShapeFit, ...]
    size_distance: float
    time_distance: float
    limit: float
    note: str

    @property
    def holds(self) -> bool:
        """Whether neither sizes nor times speak against the fit."""
        return max(self.size_distance, self.time_distance) <= self.limit


def fit_history(
    history: OfferingHistory, start_s: int, end_s: int, until_s: int | None = None
) -> Calibration:
    """A demand fitted to an offering's past; the issuer's purchase at the launch is left out.

    ``until_s`` is the moment up to which the raise has been watched, its close unless given.

    Raises:
        InvalidInput: as ``fit``.
    """
    made = [p for p in history.purchases if not (p.at == start_s and p.event.buyer == history.issuer)]
    return fit(made, start_s, end_s, until_s)


def fit(
    purchases: Iterable[Purchase | tuple[int, Purchased]],
    start_s: int,
    end_s: int,
    until_s: int | None = None,
) -> Calibration:
    """A demand fitted to purchases: ``history.Purchase`` records or (chain seconds, event) pairs.

    Raises:
        InvalidInput: for fewer than 5 purchases, or moments outside the raise.
    """
    made = [(p[0], p[1].flock_in / WAD) for p in purchases]
    if len(made) < _LEAST_PURCHASES:
        raise InvalidInput(f"A fit needs at least {_LEAST_PURCHASES} purchases: this raise has {len(made)}.")
    times, sizes = np.array(made, dtype=float).T
    until = float(end_s if until_s is None else until_s)
    if not (start_s < until <= end_s) or times.min() < start_s or times.max() > until or sizes.min() <= 0:
        raise InvalidInput("The purchases must lie within the raise, and within what was watched of it.")
    return _fitted(np.sort(times - start_s), sizes, float(end_s - start_s), until - start_s)


def _fitted(times: np.ndarray, sizes: np.ndarray, length: float, watched: float) -> Calibration:
    logs = np.log(sizes)
    spread = min(float(logs.std(ddof=1)), _MOST_SPREAD)
    spread = spread if spread > 1e-9 else 0.0
    fits = sorted(_shape_fits(times, length, watched), key=lambda found: -found.score)
    arrivals = fits[0].arrivals
    fitted = Sizes(float(np.exp(logs.mean())), spread)
    demand = Demand(arrivals, fitted, title="Fitted to a past raise")
    limit = 1.36 / float(np.sqrt(len(times)))
    by_size = (
        normal_cdf((np.sort(logs) - logs.mean()) / spread)
        if spread
        else np.arange(1, len(logs) + 1) / len(logs)
    )
    by_time = _share_by(arrivals, times, length) / _share_by(arrivals, np.array([watched]), length)
    size_distance, time_distance = _distance(by_size), _distance(by_time)
    note = _note(size_distance, time_distance, limit)
    return Calibration(demand, len(times), tuple(fits), size_distance, time_distance, limit, note)


def _shape_fits(times: np.ndarray, length: float, watched: float) -> list[ShapeFit]:
    """The likeliest of each shape's settings; ``per_raise`` follows from the share that was watched."""
    shares = np.arange(0.05, 1.0, 0.05)
    candidates = {"steady": [Arrivals("steady")]}
    for shape in ("front_loaded", "deadline_rush"):
        windows = [w for w in _WINDOWS_H if w * HOUR_S < length]
        candidates[shape] = [Arrivals(shape, window_h=w, share=float(s)) for w in windows for s in shares]
    candidates["hype"] = [Arrivals("hype", half_life_h=h) for h in _HALF_LIVES_H]
    candidates["custom"] = [_custom(times, length, watched)]
    free = {"steady": 0, "front_loaded": 2, "deadline_rush": 2, "hype": 1, "custom": _CUSTOM_PARTS}
    found = []
    for shape, settings in candidates.items():
        scored = [(_likelihood(item, times, length, watched), k) for k, item in enumerate(settings)]
        if not scored:
            continue
        best, k = max(scored)
        seen = float(_share_by(settings[k], np.array([watched]), length)[0])
        arrivals = replace(settings[k], per_raise=min(len(times) / seen, 1e5))
        found.append(ShapeFit(arrivals, best - _PENALTY * free[shape]))
    return found


def _custom(times: np.ndarray, length: float, watched: float) -> Arrivals:
    """Purchases counted in equal stretches of what was watched, as a piecewise straight rate."""
    counts, edges = np.histogram(times, _CUSTOM_PARTS, (0, watched))
    middles = (edges[:-1] + edges[1:]) / 2 / length
    # Half a purchase in an empty stretch: nobody came, but somebody might have.
    rates = np.maximum(counts, 0.5).astype(float)
    inner = list(zip(map(float, middles), map(float, rates)))
    return Arrivals("custom", points=((0.0, float(rates[0])), *inner, (1.0, float(rates[-1]))))


def _likelihood(arrivals: Arrivals, times: np.ndarray, length: float, watched: float) -> float:
    """The logarithm of the density of the purchases' moments, given how many there were."""
    step = length / 10_080
    low, high = np.maximum(times - step / 2, 0), np.minimum(times + step / 2, watched)
    inside = (_share_by(arrivals, high, length) - _share_by(arrivals, low, length)) / (high - low)
    seen = _share_by(arrivals, np.array([watched]), length)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = float(np.log(inside * length / seen).sum())
    return total if np.isfinite(total) else -1e300


def _share_by(arrivals: Arrivals, seconds: np.ndarray, length: float) -> np.ndarray:
    return np.interp(seconds, *shape_of(arrivals, length))


def _distance(shares: np.ndarray) -> float:
    """How far fitted shares, in order, lie from the observed ones at most."""
    count = len(shares)
    above = np.arange(1, count + 1) / count - shares
    below = shares - np.arange(count) / count
    return float(max(above.max(), below.max()))


def _note(size_distance: float, time_distance: float, limit: float) -> str:
    if max(size_distance, time_distance) <= limit:
        return "Sizes and times fit: chance alone would miss by as much."
    if size_distance > limit and time_distance > limit:
        return "Neither sizes nor times fit well: read the preview as a rough picture."
    what = "Sizes" if size_distance > limit else "Times"
    return f"{what} do not fit well: read the preview as a rough picture."
