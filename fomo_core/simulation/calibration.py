"""A demand fitted to the purchases of a past raise, and how well it fits.

Only what was really taken is known: a partly filled last offer counts as what it took. Sizes are
fitted by the mean and spread of their logarithms; the arrivals' shape is the likeliest of the
known ones. The first buy is not demand and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.events import Purchased
from fomo_core.history import OfferingHistory, Purchase
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import FIELDS, Arrivals, Demand, Sizes
from fomo_core.simulation.engines.arrivals import shape_of
from fomo_core.simulation.ensemble import Cancelled
from fomo_core.simulation.start import Start
from fomo_core.simulation.sums.normal import normal_cdf
from fomo_core.units import DAY_S, WAD

_LEAST_PURCHASES = 5
_MOST_SPREAD = 4.0
_LEAST_H = next(item.least for item in FIELDS if item.path == "arrivals.window_h")
#: Of a raise of seven days.
_WINDOWS_H = (1, 2, 3, 6, 12, 24, 48)
_HALF_LIVES_H = (1, 2, 4, 8, 16, 24, 36, 48, 72, 96)
_CUSTOM_PARTS = 14
#: A shape with one more parameter must be likelier by this much (Akaike's rule), not by chance.
_PENALTY = 1.0
#: By how much chance misses a shape's times one time in twenty, times the root of how many there are: without
#: anything fitted it is 1.358, with a fitted shape less (from 100 to 150 raises of each shape, fitted again).
_TIME_LIMITS = {"steady": 1.358, "hype": 1.31, "front_loaded": 1.07, "deadline_rush": 1.07, "custom": 0.8}


class ShapeFit(NamedTuple):
    """One shape at its likeliest: ``score`` is the logarithm of the likelihood less its parameters."""

    arrivals: Arrivals
    score: float


class Calibration(NamedTuple):
    """A fitted demand.

    ``size_distance`` and ``time_distance`` are Kolmogorov's distances, 0 to 1: the furthest that the
    fitted shares lie from the observed ones. ``size_limit`` and ``time_limit`` are what pure chance
    exceeds about one time in twenty with as many purchases, when the numbers are fitted to these
    very purchases; a fit whose distances lie below holds. ``seen`` is the share of all purchases
    that the fit expects in what was watched.
    """

    demand: Demand
    purchases: int
    seen: float
    shape_fits: tuple[ShapeFit, ...]
    size_distance: float
    size_limit: float
    time_distance: float
    time_limit: float
    note: str

    @property
    def holds(self) -> bool:
        """True when neither sizes nor times speak against the fit."""
        return self.size_distance <= self.size_limit and self.time_distance <= self.time_limit

    def alike(self, count: int, seed: int = 1) -> list[Demand]:
        """Demands drawn at random that explain the purchases about as well as the fitted one.

        Their number, and mean and spread of the logarithm of their sizes, vary as estimates from so
        few purchases do; the shape stays.
        """
        random, base, n = np.random.default_rng(seed), self.demand, self.purchases
        number = np.minimum(random.gamma(n, 1 / self.seen, count), 1e5)
        spread = base.sizes.spread * np.sqrt((n - 1) / random.chisquare(n - 1, count))
        median = base.sizes.median * np.exp(spread / np.sqrt(n) * random.standard_normal(count))
        return [
            replace(
                base,
                arrivals=replace(base.arrivals, per_raise=float(many)),
                sizes=Sizes(float(middle), min(float(wide), _MOST_SPREAD)),
            )
            for many, middle, wide in zip(number, median, spread)
        ]


class Doubt(NamedTuple):
    """Odds of one outcome over many fits as plausible: on average, and between which nine in ten lie."""

    mean: float
    low: float
    high: float


def doubts(
    start: Start,
    found: Calibration,
    count: int = 60,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Doubt]:
    """Return how far the odds of each outcome depend on the few purchases that a demand was fitted to.

    Raises:
        Cancelled: when ``cancel`` said so.
    """
    names = ("failed", "minimum", "maximum")
    shares = []
    for k, demand in enumerate(found.alike(count, seed), 1):
        if cancel is not None and cancel():
            raise Cancelled
        exact = odds(start, demand)
        shares.append([getattr(exact, name) for name in names])
        if progress is not None:
            progress(k, count)
    low, high = np.quantile(shares, (0.05, 0.95), axis=0)
    mean = np.mean(shares, axis=0)
    return {name: Doubt(*map(float, row)) for name, row in zip(names, zip(mean, low, high))}


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
    by_size = (
        normal_cdf((np.sort(logs) - logs.mean()) / spread)
        if spread
        else np.arange(1, len(logs) + 1) / len(logs)
    )
    seen = float(_share_by(arrivals, np.array([watched]), length)[0])
    of_sizes = _distance(by_size), _size_limit(len(times))
    of_times = _distance(_share_by(arrivals, times, length) / seen), _time_limit(arrivals, len(times))
    note = _note(of_sizes[0] <= of_sizes[1], of_times[0] <= of_times[1])
    return Calibration(demand, len(times), seen, tuple(fits), *of_sizes, *of_times, note)


def _size_limit(count: int) -> float:
    """Lilliefors' limit at 5%, in Stephens' form: mean and spread are fitted to the same purchases."""
    root = float(np.sqrt(count))
    return 0.895 / (root - 0.01 + 0.85 / root)


def _time_limit(arrivals: Arrivals, count: int) -> float:
    """Kolmogorov's limit at 5%, in Stephens' form; the less, the more of a shape is fitted."""
    root = float(np.sqrt(count))
    return _TIME_LIMITS[arrivals.shape] / (root + 0.12 + 0.11 / root)


def _shape_fits(times: np.ndarray, length: float, watched: float) -> list[ShapeFit]:
    """The likeliest of each shape's settings; ``per_raise`` follows from the share that was watched."""
    candidates = _candidates(length) | {"custom": [_custom(times, length, watched)]}
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
    inside = (_share_by(arrivals, high, length) - _share_by(arrivals, low, length)) / (high - low)
    seen = _share_by(arrivals, np.array([watched]), length)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = float(np.log(inside * length / seen).sum())
    return total if np.isfinite(total) else -1e300


def _share_by(arrivals: Arrivals, seconds: np.ndarray, length: float) -> np.ndarray:
    shares: np.ndarray = np.interp(seconds, *shape_of(arrivals, length))
    return shares


def _distance(shares: np.ndarray) -> float:
    """Return the furthest that fitted shares, in order, lie from the observed ones."""
    count = len(shares)
    above = np.arange(1, count + 1) / count - shares
    below = shares - np.arange(count) / count
    return float(max(above.max(), below.max()))


def _note(sizes_fit: bool, times_fit: bool) -> str:
    if sizes_fit and times_fit:
        return "Sizes and times fit: chance alone would miss by as much."
    if not sizes_fit and not times_fit:
        return "Neither sizes nor times fit well: read the preview as a rough picture."
    what = "Times" if sizes_fit else "Sizes"
    return f"{what} do not fit well: read the preview as a rough picture."
