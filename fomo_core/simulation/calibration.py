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
from fomo_core.phrases import Phrase
from fomo_core.simulation.closed_form import odds
from fomo_core.simulation.demand import Demand, Sizes
from fomo_core.simulation.fits.distances import distance_of, size_limit, time_limit
from fomo_core.simulation.fits.shapes import ShapeFit, shape_fits_of, share_by
from fomo_core.simulation.start import Start
from fomo_core.simulation.sums.normal import normal_cdf
from fomo_core.simulation.work.stopping import Cancel, Progress, refuse_cancelled
from fomo_core.units import WAD

_LEAST_PURCHASES = 5
_MOST_SPREAD = 4.0


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
    note: Phrase

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
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> dict[str, Doubt]:
    """Return how far the odds of each outcome depend on the few purchases that a demand was fitted to.

    Raises:
        Cancelled: when ``cancel`` said so.
    """
    names = ("failed", "minimum", "maximum")
    shares = []
    for k, demand in enumerate(found.alike(count, seed), 1):
        refuse_cancelled(cancel)
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
        raise InvalidInput(
            "A fit needs at least {least} purchases: this raise has {count}.",
            "fit: too few",
            least=_LEAST_PURCHASES,
            count=len(made),
        )
    times, sizes = np.array(made, dtype=float).T
    until = float(end_s if until_s is None else until_s)
    if not (start_s < until <= end_s) or times.min() < start_s or times.max() > until or sizes.min() <= 0:
        raise InvalidInput(
            "The purchases must lie within the raise, and within what was watched of it.", "fit: outside"
        )
    return _fitted(np.sort(times - start_s), sizes, float(end_s - start_s), until - start_s)


def _fitted(times: np.ndarray, sizes: np.ndarray, length: float, watched: float) -> Calibration:
    logs = np.log(sizes)
    spread = min(float(logs.std(ddof=1)), _MOST_SPREAD)
    spread = spread if spread > 1e-9 else 0.0
    fits = sorted(shape_fits_of(times, length, watched), key=lambda found: -found.score)
    arrivals = fits[0].arrivals
    fitted = Sizes(float(np.exp(logs.mean())), spread)
    demand = Demand(arrivals, fitted, title="Fitted to a past raise")
    by_size = (
        normal_cdf((np.sort(logs) - logs.mean()) / spread)
        if spread
        else np.arange(1, len(logs) + 1) / len(logs)
    )
    seen = float(share_by(arrivals, np.array([watched]), length)[0])
    of_sizes = distance_of(by_size), size_limit(len(times))
    of_times = distance_of(share_by(arrivals, times, length) / seen), time_limit(arrivals, len(times))
    note = _note(of_sizes[0] <= of_sizes[1], of_times[0] <= of_times[1])
    return Calibration(demand, len(times), seen, tuple(fits), *of_sizes, *of_times, note)


def _note(sizes_fit: bool, times_fit: bool) -> Phrase:
    if sizes_fit and times_fit:
        return Phrase("Sizes and times fit: chance alone would miss by as much.", "fit_note.both")
    if not sizes_fit and not times_fit:
        return Phrase(
            "Neither sizes nor times fit well: read the preview as a rough picture.", "fit_note.neither"
        )
    if sizes_fit:
        return Phrase("Times do not fit well: read the preview as a rough picture.", "fit_note.sizes")
    return Phrase("Sizes do not fit well: read the preview as a rough picture.", "fit_note.times")
