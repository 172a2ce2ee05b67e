"""A few numbers that sum up an ensemble, each with how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import NamedTuple, TypedDict

import numpy as np

from fomo_core.simulation.ensemble import FAILED, MAXIMUM, MINIMUM, Ensemble
from fomo_core.units import WAD

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
#: Standard errors on either side of an interval that covers 95%.
Z95 = 1.959963984540054


class Odds(NamedTuple):
    """A share of runs with Wilson's interval of 95%; ``runs`` is how many there are in all."""

    share: float
    low: float
    high: float
    runs: int


class Figure(NamedTuple):
    """One number over the runs that have it: mean, its standard error, and quantiles by level."""

    name: str
    unit: str
    runs: int
    mean: float
    error: float
    quantiles: dict[float, float]


class Bands(NamedTuple):
    """Quantiles over time: ``values[i]`` is the level ``levels[i]`` at each moment of ``grid_s``."""

    grid_s: np.ndarray
    levels: tuple[float, ...]
    values: np.ndarray


class Histogram(NamedTuple):
    """The number of values between one edge and the next."""

    edges: np.ndarray
    counts: np.ndarray


class OddsRecord(TypedDict):
    """``Odds`` as plain data."""

    share: float
    low: float
    high: float
    runs: int


class FigureRecord(TypedDict):
    """A ``Figure`` as plain data: None where no run has it; quantiles by their level's text."""

    unit: str
    runs: int
    mean: float | None
    error: float | None
    quantiles: dict[str, float | None]


class BandsRecord(TypedDict):
    """``Bands`` as plain data: a row of ``raised`` (FLOCK) for each level."""

    grid_s: list[float]
    levels: list[float]
    raised: list[list[float]]


class SummaryRecord(TypedDict):
    """A ``Summary`` as plain data; odds and figures by name."""

    stamp: dict[str, str]
    odds: dict[str, OddsRecord]
    figures: dict[str, FigureRecord]
    bands: BandsRecord


class Summary(NamedTuple):
    """An ensemble in short."""

    odds: dict[str, Odds]
    figures: tuple[Figure, ...]
    bands: Bands
    stamp: dict[str, str]

    def figure(self, name: str) -> Figure:
        """The figure of a name."""
        return next(figure for figure in self.figures if figure.name == name)

    def as_dict(self) -> SummaryRecord:
        """Plain data, for JSON; a figure that no run has is null."""
        return {
            "stamp": self.stamp,
            "odds": {name: _odds(odds) for name, odds in self.odds.items()},
            "figures": {figure.name: _plain(figure) for figure in self.figures},
            "bands": {
                "grid_s": self.bands.grid_s.tolist(),
                "levels": list(self.bands.levels),
                "raised": np.round(self.bands.values, 6).tolist(),
            },
        }


def summarise(ensemble: Ensemble) -> Summary:
    """Odds, figures and bands of an ensemble."""
    outcome, runs = ensemble.outcome, ensemble.runs
    counts = {
        "failed": outcome == FAILED,
        "minimum": outcome == MINIMUM,
        "maximum": outcome == MAXIMUM,
        "graduates": outcome != FAILED,
    }
    odds = {name: wilson(int(np.count_nonzero(hit)), runs) for name, hit in counts.items()}
    figures = tuple(figure(name, unit, values) for name, unit, values in _figures(ensemble))
    bands = bands_of(ensemble.grid_s, ensemble.progress)
    return Summary(odds, figures, bands, ensemble.stamp())


def wilson(hits: int, runs: int) -> Odds:
    """A share with Wilson's interval of 95%, which stays within 0 and 1 and is never empty."""
    share = hits / runs
    spread = Z95**2 / runs
    centre = (share + spread / 2) / (1 + spread)
    reach = Z95 * sqrt(share * (1 - share) / runs + spread / (4 * runs)) / (1 + spread)
    low, high = max(0.0, centre - reach), min(1.0, centre + reach)
    return Odds(share, low if hits else 0.0, high if hits < runs else 1.0, runs)


def figure(name: str, unit: str, values: np.ndarray) -> Figure:
    """Mean, standard error and quantiles of the finite values."""
    finite = values[np.isfinite(values)]
    count = len(finite)
    if not count:
        return Figure(name, unit, 0, float("nan"), float("nan"), dict.fromkeys(LEVELS, float("nan")))
    error = float(finite.std(ddof=1, dtype=np.float64)) / sqrt(count) if count > 1 else float("nan")
    levels = np.quantile(finite, LEVELS)
    return Figure(
        name, unit, count, float(finite.mean(dtype=np.float64)), error, dict(zip(LEVELS, map(float, levels)))
    )


def bands_of(grid_s: np.ndarray, progress: np.ndarray) -> Bands:
    """Quantiles of the runs at each moment."""
    return Bands(grid_s, LEVELS, np.quantile(progress, LEVELS, axis=0))


def histogram(values: np.ndarray, bins: int = 40) -> Histogram:
    """The finite values in equal bins."""
    counts, edges = np.histogram(values[np.isfinite(values)], bins)
    return Histogram(edges, counts)


def _figures(ensemble: Ensemble) -> Iterator[tuple[str, str, np.ndarray]]:
    """Name, unit and values of each figure, one after the other: a million runs of all would fill the memory."""
    yield "raised", "FLOCK", ensemble.raised
    yield "closing_price", "FLOCK per token", ensemble.closing_price()
    yield "tokens_sold", "tokens", ensemble.sold()
    yield "protocol_fee", "FLOCK", ensemble.protocol_fee()
    yield "creator_fee", "FLOCK", ensemble.creator_fee()
    yield "tax", "FLOCK", ensemble.tax
    yield "refund", "FLOCK", ensemble.refund
    yield "returned", "FLOCK", ensemble.returned()
    yield "arrivals", "purchases", ensemble.arrivals
    yield "minimum_at", "seconds", ensemble.minimum_at
    yield "maximum_at", "seconds", ensemble.maximum_at
    yield "issuer_cost", "FLOCK", ensemble.issuer_cost()
    yield "issuer_share", "share of supply", _issuer_share(ensemble)
    yield "issuer_break_even", "FLOCK per token", _break_even(ensemble)


def _issuer_share(ensemble: Ensemble) -> np.ndarray:
    """The issuer's own tokens over the supply after unsold tokens are burned; none where the raise fails."""
    start = ensemble.start
    unsold = start.target_sale / WAD - ensemble.sold()
    supply = start.parameters.total_supply / WAD - unsold
    return np.where(ensemble.outcome == FAILED, 0.0, start.issuer_tokens / WAD / supply)


def _break_even(ensemble: Ensemble) -> np.ndarray:
    """The price at which the issuer's bought tokens are worth their cost; infinite without any."""
    tokens = ensemble.start.issuer_tokens / WAD
    if not tokens:
        return np.full(ensemble.runs, np.inf)
    return np.where(ensemble.outcome == FAILED, np.inf, np.maximum(ensemble.issuer_cost(), 0.0) / tokens)


def _odds(found: Odds) -> OddsRecord:
    return {"share": found.share, "low": found.low, "high": found.high, "runs": found.runs}


def _plain(found: Figure) -> FigureRecord:
    def number(value: float) -> float | None:
        return value if np.isfinite(value) else None

    return {
        "unit": found.unit,
        "runs": found.runs,
        "mean": number(found.mean),
        "error": number(found.error),
        "quantiles": {f"{level:g}": number(value) for level, value in found.quantiles.items()},
    }
