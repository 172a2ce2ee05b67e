"""Revenue after the launch, of many runs at once: usage and the FLOCK price move by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from fomo_core.simulation.forecast import Economy, Usage

MONTH_DAYS = 365 / 12


def revenue_of(economy: Economy, days: int, runs: int, random: np.random.Generator) -> np.ndarray:
    """Net revenue in FLOCK by run and day."""
    usd = _paid(economy.usage, days, runs, random) * (1 - economy.cost_share)
    spread = economy.flock_price_spread / np.sqrt(365)
    moves = np.cumsum(random.standard_normal((runs, days)) * spread, axis=1) if spread else 0.0
    return usd / (economy.flock_price * np.exp(moves))


def _paid(usage: Usage, days: int, runs: int, random: np.random.Generator) -> np.ndarray:
    """Usage in USD by run and day: each month's spread evenly over it, a month's last day over both."""
    months = int(np.ceil(days / MONTH_DAYS)) + 1
    drift = np.log1p(usage.growth) - usage.spread**2 / 2
    grown = np.cumsum(drift + usage.spread * random.standard_normal((runs, months)), axis=1)
    paid = usage.monthly_usd * np.exp(np.concatenate((np.zeros((runs, 1)), grown), axis=1))
    before = np.concatenate((np.zeros((runs, 1)), np.cumsum(paid, axis=1)), axis=1)
    place = np.arange(days + 1) / MONTH_DAYS
    month = place.astype(np.int64)
    return np.diff(before[:, month] + (place - month) * paid[:, month], axis=1)
