"""The Marketplace as a table, and each of its rows as a card for a narrow screen."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from fomo_core import market
from fomo_core.curve import Price
from fomo_core.display import alike
from fomo_core.display import format as f
from fomo_core.display.drawing.amounts import for_table
from fomo_core.display.drawing.emblem import emblem_address
from fomo_core.display.ownership.holdings import is_over
from fomo_core.display.tables import table_of
from fomo_core.display.text import plain, t
from fomo_core.history import Histories
from fomo_core.offering import LIVE, Offering
from fomo_core.units import USD
from fomo_core.world import World

_KEYS = (
    "emblem", "offering", "status", "raised", "to_minimum", "price", "market_value", "in_usd", "day_change", "time_left",
)  # fmt: skip


class Listing(NamedTuple):
    """An offering as the Marketplace lists it; ``label`` tells it from all others, amounts in wei and 10^-6 USD.

    ``value`` and ``value_usd`` are price times amount: None where a raise failed or its end is not told.
    """

    offering: Offering
    label: str
    status: str
    price: Price
    before: Price
    value: int | None
    value_usd: int | None
    left: str


def listings(
    offerings: Collection[Offering], world: World, histories: Histories, now: int, only_raises: bool = False
) -> list[Listing]:
    """Offerings of a world as listed at a moment; ``only_raises`` as in ``holdings.market_at``."""
    labels, parameters = alike.options(world.offerings.values()), world.protocol.parameters
    found = []
    for offering in offerings:
        past, status = histories.of(offering.key), offering.status_at(now)
        told = not (only_raises and is_over(offering, now))
        valued = market.valuation(offering, past, now, parameters) if told else None
        value = None if valued is None else valued.market_value
        in_usd = None if value is None else market.in_usd(value, parameters.flock_price)
        before, price = market.day_change(offering, past, now)
        left = f.duration(offering.end - now) if status == LIVE else plain("market.closed")
        label = labels[offering.key]
        found.append(Listing(offering, label, plain(f"status.{status}"), price, before, value, in_usd, left))
    return found


def marketplace(listed: Collection[Listing]) -> pd.DataFrame:
    """One row an offering; raised in whole percent of the minimum that are reached, amounts in FLOCK."""
    rows = [
        (
            emblem_address(one.offering.key, one.offering.symbol),
            one.label,
            one.status,
            for_table(one.offering.raised),
            f.percent_reached(one.offering.raised, one.offering.minimum_target),
            _ratio(one.price),
            None if one.value is None else for_table(one.value),
            None if one.value_usd is None else for_table(one.value_usd, USD),
            _percents(one.before, one.price),
            one.left,
        )
        for one in listed
    ]
    return table_of(rows, _KEYS)


def _ratio(price: Price) -> float:
    """FLOCK per token; 0 where a pool without tokens has no price."""
    return price.flock / price.tokens if price.tokens else 0.0


def _percents(before: Price, after: Price) -> float | None:
    """The change between two prices in percent; None where one of them is none."""
    return 100 * (_ratio(after) / _ratio(before) - 1) if _ratio(before) and _ratio(after) else None


def card(one: Listing) -> str:
    """One listing as Markdown, its emblem beside its name."""
    told = t(
        "market.card",
        name=one.label,
        status=one.status,
        raised=f.flock(one.offering.raised),
        reached=f.share(one.offering.raised, one.offering.minimum_target),
        price=f.price(*one.price),
        change=f.change(one.before, one.price),
        left=one.left,
    )
    if one.value is not None and one.value_usd is not None:
        told += t("market.card_value", value=f.flock(one.value), usd=f.usd(one.value_usd))
    return f"![]({emblem_address(one.offering.key, one.offering.symbol)}) {told}"
