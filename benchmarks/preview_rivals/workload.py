"""The raise that every contestant simulates, and what each must say of a run.

A seven-day raise with about 200 purchases, half of them in the first day, sizes log-normal; the combined
tax falls by the minute, the platform fee stays, the raise stops at its maximum. Amounts in FLOCK, times in
seconds since the start, both as float64: exact wei are the core's business, and would slow all alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

from fomo_core import presets
from fomo_core.tax import base_reached_s, combined_tax_bps
from fomo_core.units import BPS, WAD

MODEL = "deepseek-v4-pro"  # a constant product curve, 350,000 to 1,000,000 FLOCK
PER_RAISE, WINDOW_H, SHARE, MEDIAN, SPREAD = 200.0, 24.0, 0.5, 500.0, 1.9
HOUR_S = 3_600.0
FAILED, MINIMUM, MAXIMUM = 0, 1, 2

#: What a run is reduced to, in this order, by every contestant.
FIGURES = ("failed", "minimum", "maximum", "raised", "gross", "tax", "purchases")


@dataclass(frozen=True, slots=True)
class Workload:
    """One raise and its demand. ``taxes`` is the combined tax (0 to 1) of each minute until it is the fee's."""

    duration_s: float
    minimum: float
    maximum: float
    virtual_flock: float
    taxes: tuple[float, ...]
    taxed_s: float
    fee: float
    window_s: float
    in_window: float
    per_raise: float
    median: float
    spread: float
    elastic_share: float

    def time_of(self, count: float) -> float:
        """The moment (s) by which ``count`` purchases are expected: the arrivals' clock read backwards."""
        if count < self.in_window:
            return count / self.in_window * self.window_s
        rest = (count - self.in_window) / (self.per_raise - self.in_window)
        return self.window_s + rest * (self.duration_s - self.window_s)

    def tax_at(self, elapsed_s: float) -> float:
        """The combined tax (0 to 1), which falls once in each whole minute."""
        return self.fee if elapsed_s >= self.taxed_s else self.taxes[int(elapsed_s / 60.0)]

    def appetite(self, raised: float) -> float:
        """Return the share an elastic supporter still buys, 0 to 1: the opening price over the price now."""
        ratio = self.virtual_flock / (self.virtual_flock + raised)
        return ratio * ratio

    def outcome(self, raised: float) -> int:
        """FAILED, MINIMUM or MAXIMUM."""
        if raised >= self.maximum:
            return MAXIMUM
        return MINIMUM if raised >= self.minimum else FAILED

    def elastic(self, share: float = 0.5) -> Workload:
        """The same raise when this share of the supporters reacts to the price."""
        return replace(self, elastic_share=share)


def standard() -> Workload:
    """The benchmark's raise, by the default preset's own numbers."""
    protocol = presets.load()
    p, model = protocol.parameters, protocol.models[MODEL]
    maximum, taxed_s = model.maximum_target / WAD, base_reached_s(p)
    in_window = PER_RAISE * (SHARE + (1.0 - SHARE) * WINDOW_H * HOUR_S / p.duration_s)
    return Workload(
        duration_s=float(p.duration_s),
        minimum=model.minimum_target / WAD,
        maximum=maximum,
        virtual_flock=maximum * p.virtual_flock_bps / BPS,
        taxes=tuple(combined_tax_bps(second, p) / BPS for second in range(0, taxed_s, 60)),
        taxed_s=float(taxed_s),
        fee=p.platform_fee_bps / BPS,
        window_s=WINDOW_H * HOUR_S,
        in_window=in_window,
        per_raise=PER_RAISE,
        median=MEDIAN,
        spread=SPREAD,
        elastic_share=0.0,
    )


class Run(NamedTuple):
    """One raise's end. FLOCK; ``gross`` is principal, tax and fees together."""

    raised: float
    gross: float
    tax: float
    purchases: int


class Tally(NamedTuple):
    """Runs summed up: of each of ``FIGURES`` the sum and the sum of squares."""

    runs: int
    sums: tuple[float, ...]
    squares: tuple[float, ...]

    @property
    def means(self) -> tuple[float, ...]:
        """The mean of each figure; for an outcome, its odds."""
        return tuple(total / self.runs for total in self.sums)

    @property
    def deviations(self) -> tuple[float, ...]:
        """The standard deviation of each figure."""
        pairs = zip(self.means, self.squares, strict=True)
        return tuple(sqrt(max(0.0, square / self.runs - mean * mean)) for mean, square in pairs)

    def with_more(self, other: Tally) -> Tally:
        """These runs and others together."""
        sums, squares = (
            tuple(a + b for a, b in zip(mine, theirs, strict=True))
            for mine, theirs in ((self.sums, other.sums), (self.squares, other.squares))
        )
        return Tally(self.runs + other.runs, sums, squares)


def tally(work: Workload, runs: Iterable[Run]) -> Tally:
    """Sum up runs one by one."""
    count, sums, squares = 0, [0.0] * len(FIGURES), [0.0] * len(FIGURES)
    for run in runs:
        outcome = work.outcome(run.raised)
        count += 1
        for place, value in enumerate((outcome == FAILED, outcome == MINIMUM, outcome == MAXIMUM, *run)):
            sums[place] += value
            squares[place] += value * value
    return Tally(count, tuple(sums), tuple(squares))
