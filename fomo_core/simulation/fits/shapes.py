"""The shape of arrivals that is likeliest for the moments of some purchases."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from fomo_core.simulation.demand import FIELDS, Arrivals
from fomo_core.simulation.engines.arrivals import shape_of
from fomo_core.units import DAY_S

_LEAST_H = next(item.least for item in FIELDS if item.path == "arrivals.window_h")
#: Of a raise of seven days.
_WINDOWS_H = (1, 2, 3, 6, 12, 24, 48)
_HALF_LIVES_H = (1, 2, 4, 8, 16, 24, 36, 48, 72, 96)
_CUSTOM_PARTS = 14
#: A shape with one more parameter must be likelier by this much (Akaike's rule), not by chance.
_PENALTY = 1.0


class ShapeFit(NamedTuple):
    """One shape at its likeliest: ``score`` is the logarithm of the likelihood less its parameters."""

    arrivals: Arrivals
    score: float


def shape_fits_of(times: np.ndarray, length: float, watched: float) -> list[ShapeFit]:
    """The likeliest of each shape's settings; ``per_raise`` follows from the share that was watched."""
    candidates = _candidates(length) | {"custom": [_custom(times, length, watched)]}
    free = {"steady": 0, "front_loaded": 2, "deadline_rush": 2, "hype": 1, "custom": _CUSTOM_PARTS}
    found = []
    for shape, settings in candidates.items():
        scored = [(_likelihood(item, times, length, watched), k) for k, item in enumerate(settings)]
        if not scored:
            continue
        best, k = max(scored)
        seen = float(share_by(settings[k], np.array([watched]), length)[0])
        arrivals = replace(settings[k], per_raise=min(len(times) / seen, 1e5))
        found.append(ShapeFit(arrivals, best - _PENALTY * free[shape]))
    return found


def _candidates(length: float) -> dict[str, list[Arrivals]]:
    """Settings to try of each shape but the custom one; the hours of seven days shrink with a shorter raise."""
    shares, scale = np.arange(0.05, 1.0, 0.05), length / (7 * DAY_S)
    windows, half_lives = (
        [max(_LEAST_H, hours * scale) for hours in usual] for usual in (_WINDOWS_H, _HALF_LIVES_H)
    )
    made = {"steady": [Arrivals("steady")]}
    for shape in ("front_loaded", "deadline_rush"):
        made[shape] = [Arrivals(shape, window_h=w, share=float(s)) for w in windows for s in shares]
    made["hype"] = [Arrivals("hype", half_life_h=h) for h in half_lives]
    return made


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
    inside = (share_by(arrivals, high, length) - share_by(arrivals, low, length)) / (high - low)
    seen = share_by(arrivals, np.array([watched]), length)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = float(np.log(inside * length / seen).sum())
    return total if np.isfinite(total) else -1e300


def share_by(arrivals: Arrivals, seconds: np.ndarray, length: float) -> np.ndarray:
    """The share of all arrivals in a raise of so many seconds that has come by each moment."""
    shares: np.ndarray = np.interp(seconds, *shape_of(arrivals, length))
    return shares
