"""After the launch: usage grows by chance, revenue buys tokens back, the pool's price answers.

Nobody else trades: the bands show what buybacks alone do. Revenue is settled once a day. Amounts
are floats in FLOCK, tokens and USD; nothing of it is known of any real model, all is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from fomo_core.errors import InvalidInput
from fomo_core.offering import divide_at_graduation
from fomo_core.parameters import Parameters
from fomo_core.phrases import Phrase
from fomo_core.simulation.engines.revenue import MONTH_DAYS, revenue_of
from fomo_core.simulation.ensemble import MOST_SEED, VERSION
from fomo_core.simulation.start import Start, offering_of
from fomo_core.simulation.summary import Bands, Figure, bands_of, figure
from fomo_core.simulation.work.checks import DAYS, RUNS, SEED, check_number, check_whole
from fomo_core.simulation.work.stopping import Cancel, Progress, refuse_cancelled
from fomo_core.units import BPS, PRICE, WAD

#: Runs that share one random stream.
_CHUNK = 4_096
_MOST_DAYS = 3_650
_MOST_RUNS = 20_000
#: Runs times days: a forecast keeps every day of every run.
_MOST_CELLS = 2_000_000

_USAGE = Phrase("Usage a month USD", "quantity.usage")
_GROWTH = Phrase("Growth a month (0.05 = 5%)", "quantity.growth")
_SPREAD = Phrase("The spread of the growth", "quantity.growth_spread")
_PRICE = Phrase("The FLOCK price USD", "quantity.flock_price")
_PRICE_SPREAD = Phrase("The spread of the FLOCK price", "quantity.flock_price_spread")
_SHARE = Phrase("The share", "quantity.share")
_PRINCIPAL = Phrase("The principal FLOCK", "quantity.principal")
#: The shares of an economy, by their fields.
_SHARES = {
    "cost_share": Phrase("Cost share (a share)", "quantity.cost_share"),
    "model_buyback": Phrase("Model buyback (a share)", "quantity.model_buyback"),
    "network_buyback": Phrase("Network buyback (a share)", "quantity.network_buyback"),
    "operator_reward": Phrase("Operator reward (a share)", "quantity.operator_reward"),
}

#: What a forecast has bands of.
NAMES = ("price", "supply", "burned", "flock_burned", "revenue_flock", "operator_reward")


@dataclass(frozen=True, slots=True)
class Usage:
    """Usage that a model is paid for: USD in its first month, and how it grows.

    ``growth`` is by how much a month brings more than the one before on average (0.05 = 5%),
    ``spread`` the standard deviation of that growth's logarithm; months are independent of each
    other. Within a month every day is alike.
    """

    monthly_usd: float
    growth: float = 0.05
    spread: float = 0.15

    def __post_init__(self) -> None:
        check_number(_USAGE, self.monthly_usd, 0, 1e12)
        check_number(_GROWTH, self.growth, -0.99, 10)
        check_number(_SPREAD, self.spread, 0, 4)


@dataclass(frozen=True, slots=True)
class Economy:
    """The division of the money from usage; shares 0 to 1, the FLOCK price in USD.

    ``flock_price_spread`` is the standard deviation of the logarithm of the FLOCK price's change
    over a year; its median stays where it begins.
    """

    usage: Usage
    cost_share: float
    model_buyback: float
    network_buyback: float
    operator_reward: float
    flock_price: float
    flock_price_spread: float = 0.0

    def __post_init__(self) -> None:
        for name, what in _SHARES.items():
            check_number(what, getattr(self, name), 0, 1)
        if self.model_buyback + self.network_buyback + self.operator_reward > 1 + 1e-12:
            raise InvalidInput("The shares of the inference revenue exceed 100%.", "revenue: shares")
        check_number(_PRICE, self.flock_price, 1e-8, 1e8)
        check_number(_PRICE_SPREAD, self.flock_price_spread, 0, 4)


class Opening(NamedTuple):
    """A pool as it opens: FLOCK and tokens in it, tokens in existence, price in FLOCK per token."""

    flock: float
    tokens: float
    supply: float
    price: float


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Bands over days for each of ``NAMES``; ``burned`` is a share of the opening supply.

    ``burned_paths`` holds the share burned by run and day, for ``months_until``.
    """

    day: np.ndarray
    bands: dict[str, Bands]
    burned_paths: np.ndarray
    stamp: dict[str, str]

    def months_until(self, share: float) -> Figure | None:
        """Months until buybacks have burned a share of the opening supply, over the runs that get there.

        None when no run gets there within the forecast.

        Raises:
            InvalidInput: for a share that is not between 0 and 1.
        """
        check_number(_SHARE, share, 0, 1)
        reached = self.burned_paths >= share
        days = np.where(reached.any(axis=1), self.day[reached.argmax(axis=1)], np.inf)
        found = figure("months_until", "months", days / MONTH_DAYS)
        return found if found.runs else None

    def columns(self) -> dict[str, np.ndarray]:
        """All bands by day, for an export."""
        table = {"day": self.day}
        for name, bands in self.bands.items():
            table |= {f"{name} {level:g}": row for level, row in zip(bands.levels, bands.values)}
        return table


def economy_of(start: Start, usage: Usage) -> Economy:
    """The protocol's own shares, cost share and FLOCK price with a usage."""
    parameters = start.parameters
    return Economy(
        usage,
        start.model.cost_bps / BPS,
        parameters.model_buyback_bps / BPS,
        parameters.network_buyback_bps / BPS,
        parameters.operator_reward_bps / BPS,
        parameters.flock_price / PRICE,
    )


def opening(start: Start, raised: float) -> Opening:
    """The pool at graduation with so much principal (FLOCK), by the core's own division.

    Raises:
        InvalidInput: for a principal with which the raise does not graduate.
    """
    check_number(_PRINCIPAL, raised, start.minimum_target / WAD, start.maximum_target / WAD)
    principal = min(max(round(raised * WAD), 1), start.maximum_target)
    offering = replace(offering_of(start), raised=principal)
    sold = start.curve.sold(principal)
    division = divide_at_graduation(offering, principal, sold, start.parameters)
    supply = start.parameters.total_supply - division.unsold_burned
    flock, tokens = division.liquidity_flock / WAD, division.liquidity_tokens / WAD
    if not flock or not tokens:
        raise InvalidInput(
            "With these shares the pool opens empty: nothing can be bought back.", "forecast: empty pool"
        )
    return Opening(flock, tokens, supply / WAD, flock / tokens)


def forecast(
    pool: Opening,
    economy: Economy,
    parameters: Parameters,
    days: int = 365,
    runs: int = 2_000,
    seed: int = 1,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Forecast:
    """Play the days after the launch ``runs`` times.

    Raises:
        InvalidInput: for numbers out of range.
        Cancelled: when ``cancel`` said so.
    """
    check_whole(RUNS, runs, 1, _MOST_RUNS)
    check_whole(DAYS, days, 1, _MOST_DAYS)
    check_whole(SEED, seed, 0, MOST_SEED)
    if runs * days > _MOST_CELLS:
        raise InvalidInput(
            "Runs times days must be at most {most:,}: ask for fewer of either.",
            "forecast: too large",
            most=_MOST_CELLS,
        )
    made: list[dict[str, np.ndarray]] = []
    for child, first in _chunks(seed, runs):
        refuse_cancelled(cancel)
        made.append(_paths(pool, economy, parameters, days, min(_CHUNK, runs - first), child))
        if progress is not None:
            progress(min(runs, first + _CHUNK), runs)
    day = np.arange(days + 1, dtype=float)
    joined = {name: np.concatenate([part[name] for part in made]) for name in NAMES}
    stamp = {"seed": str(seed), "runs": str(runs), "version": VERSION}
    return Forecast(day, {name: bands_of(day, joined[name]) for name in NAMES}, joined["burned"], stamp)


def _chunks(seed: int, runs: int) -> list[tuple[np.random.SeedSequence, int]]:
    firsts = range(0, runs, _CHUNK)
    return list(zip(np.random.SeedSequence(seed).spawn(len(firsts)), firsts))


def _paths(
    pool: Opening,
    economy: Economy,
    parameters: Parameters,
    days: int,
    runs: int,
    seed: np.random.SeedSequence,
) -> dict[str, np.ndarray]:
    """Each of ``NAMES`` by run and day, the opening as day 0."""
    flock = revenue_of(economy, days, runs, np.random.Generator(np.random.SFC64(seed)))
    bought = np.cumsum(flock * economy.model_buyback, axis=1)
    # A settlement's buyback pays the pool's fee into the pool, so the product of the reserves grows.
    kept = 1 - parameters.pool_fee_bps / BPS
    reserve, tokens = np.full(runs, pool.flock), np.full(runs, pool.tokens)
    left = np.empty((runs, days + 1))
    left[:, 0] = tokens
    for day in range(days):
        spent = flock[:, day] * economy.model_buyback
        tokens = tokens * reserve / (reserve + spent * kept)
        reserve = reserve + spent
        left[:, day + 1] = tokens
    before = np.zeros((runs, 1))
    gone = pool.tokens - left
    total = np.concatenate((before, np.cumsum(flock, axis=1)), axis=1)
    in_pool = pool.flock + np.concatenate((before, bought), axis=1)
    return {
        "price": in_pool / left,
        "supply": pool.supply - gone,
        "burned": gone / pool.supply,
        "flock_burned": total * economy.network_buyback,
        "revenue_flock": total,
        "operator_reward": total * economy.operator_reward,
    }
