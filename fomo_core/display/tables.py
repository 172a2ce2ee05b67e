"""Every table, as a pandas DataFrame, for screens and notebooks alike.

Amount columns are floats, rounded for reading and sorting. Other people's names stand in plain
columns, which no table renders as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

import pandas as pd

from fomo_core.display import alike, numerals
from fomo_core.display import format as f
from fomo_core.display.drawing.amounts import for_table
from fomo_core.display.drawing.emblem import emblem_address
from fomo_core.display.ownership.holdings import Holding, holders, portfolios, sum_known
from fomo_core.display.prices import spot_price
from fomo_core.display.refusals import phrase
from fomo_core.display.roles import with_roles
from fomo_core.display.text import plain
from fomo_core.history import Histories, Purchase, Settlement
from fomo_core.offering import Offering
from fomo_core.parameters import Model, Parameters, Protocol
from fomo_core.tax import combined_tax_bps
from fomo_core.units import PRICE, USD, decimal_text
from fomo_core.world import World

Table = pd.DataFrame


def table_of(rows: Iterable[Sequence[object]], keys: Sequence[str]) -> pd.DataFrame:
    """A table whose columns are headed by the catalogue's words for these keys."""
    # A reader can take any table along as a file: no cell of it may be a formula there.
    safe = [[f.in_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return pd.DataFrame(safe, columns=[plain(f"column.{key}") for key in keys])


def _price(offering: Offering) -> float:
    exact = spot_price(offering)
    return exact.flock / exact.tokens if exact.tokens else 0.0


def purchases(feed: Sequence[Purchase], start: int, most: int = 50) -> pd.DataFrame:
    """The latest purchases of a raise with the tax and fees that each paid, newest first."""
    rows = [
        (
            f.duration(purchase.at - start),
            f.account(purchase.event.buyer),
            for_table(purchase.event.flock_in),
            for_table(purchase.event.anti_sniper_fee),
            for_table(purchase.event.protocol_fee + purchase.event.creator_fee),
            for_table(purchase.event.net_used),
            for_table(purchase.event.mt_allocated),
            purchase.event.flock_in / purchase.event.mt_allocated if purchase.event.mt_allocated else None,
        )
        for purchase in reversed(feed[-most:])
    ]
    return table_of(rows, ("after", "buyer", "paid", "tax", "fees", "principal", "tokens", "average"))


def holdings(offering: Offering, most: int = 50) -> pd.DataFrame:
    """The largest holders of an offering's tokens, with their share of all held, in percent rounded down."""
    held = holders(offering)
    total = sum(amount for _, amount in held)
    named = with_roles(alike.account_labels(name for name, _ in held), [offering])
    rows = [(named[name], for_table(amount), 1_000 * amount // total / 10) for name, amount in held[:most]]
    return table_of(rows, ("account", "tokens", "share"))


def portfolio(held: Sequence[Holding], now: int) -> pd.DataFrame:
    """One row an offering that an account has a stake in."""
    tickers = alike.tickers([h.offering for h in held])
    rows = [
        (
            emblem_address(h.offering.key, h.offering.symbol),
            tickers[h.offering.key],
            plain(f"status.{h.offering.status_at(now)}"),
            for_table(h.tokens),
            for_table(h.claim),
            for_table(h.position.basis),
            _if_known(h.sold_now),
            _if_known(h.all_sold),
            _if_known(h.profit),
            _if_known(h.back),
            _price(h.offering),
        )
        for h in held
    ]
    keys = (
        "emblem", "ticker", "status", "tokens", "claims", "cost", "sold_now", "all_sold", "profit", "back", "price",
    )  # fmt: skip
    return table_of(rows, keys)


def _if_known(amount: int | None) -> float | None:
    return None if amount is None else for_table(amount)


def settlements(done: Sequence[Settlement], start: int) -> pd.DataFrame:
    """Every routing of revenue, newest first."""
    rows = [
        (
            f.duration(s.at - start),
            s.event.usage_usd / USD,
            s.event.net_usd / USD,
            for_table(s.event.flock),
            for_table(s.event.model_buyback),
            for_table(s.event.tokens_burned),
            for_table(s.event.network_buyback),
        )
        for s in reversed(done)
    ]
    return table_of(rows, ("after", "usage", "net", "flock", "buyback", "burned_tokens", "burned_flock"))


def escape(table: pd.DataFrame) -> pd.DataFrame:
    """The same table as texts that Markdown shows as they are."""
    return table.map(lambda cell: f.in_markdown(str(cell)))


def parameters(protocol: Protocol) -> pd.DataFrame:
    """Every parameter with its value in its own unit, source and meaning."""
    rows = [
        (
            plain(f"parameter.{name}"),
            parameter_text(protocol, name),
            _unit_text(note.unit),
            plain("source.changed") if protocol.by_hand(name) else plain(f"source.{note.source}"),
            phrase(note.note),
        )
        for name, note in protocol.notes.items()
        if hasattr(protocol.parameters, name)
    ]
    return table_of(rows, ("parameter", "setting", "unit", "source", "meaning"))


def parameters_to_read(protocol: Protocol) -> pd.DataFrame:
    """The same as Markdown in three columns, which fit a narrow screen: what, how much, from where."""
    table = escape(parameters(protocol))
    name, value, unit, source, meaning = (table[column] for column in table.columns)
    return pd.DataFrame(
        {
            plain("column.parameter"): "**" + name + "**: " + meaning,
            plain("column.setting"): (value + " " + unit).str.strip(),
            plain("column.source"): source,
        }
    )


def parameter_text(protocol: Protocol, name: str) -> str:
    """One parameter's value for reading: percent for bps, a duration for seconds."""
    value = getattr(protocol.parameters, name)
    unit = protocol.notes[name].unit
    if isinstance(value, bool):
        return plain("word.yes") if value else plain("word.no")
    if isinstance(value, str):
        return value
    if unit in ("MT", "FLOCK"):
        return numerals.general(float(decimal_text(value))) if value < 10**24 else f.number(value)
    if unit == "USD per FLOCK":
        return numerals.localise(f"{value / PRICE:g}")
    if unit == "seconds":
        return f.duration(value)
    if unit.startswith("bps"):
        return f.percent(value)
    return numerals.count(value)


def _unit_text(unit: str) -> str:
    """A unit for reading beside ``parameter_text``."""
    return "" if unit in ("seconds", "yes or no", "A, B or C") else plain(f"unit.{unit}")


def models(protocol: Protocol, titles: Mapping[str, str]) -> pd.DataFrame:
    """The catalogue: tier, raise range, prices and curve of every model; no prices for one outside it."""
    rows = [
        (
            f.shorten(model.name),
            tier_title(model, titles),
            for_table(model.minimum_target),
            for_table(model.maximum_target),
            model.input_price_usd / USD if model.tier in titles else None,
            model.output_price_usd / USD if model.tier in titles else None,
            f.percent(model.cost_bps) if model.tier in titles else "",
            plain(f"curve.{model.curve}"),
            plain(f"source.{model.source}"),
        )
        for model in protocol.models.values()
    ]
    keys = (
        "model", "tier", "minimum", "maximum", "input_price", "output_price", "cost_share", "curve", "source",
    )  # fmt: skip
    return table_of(rows, keys)


def tier_title(model: Model, titles: Mapping[str, str]) -> str:
    """A model's tier for reading; one known from a real chain alone has none of the catalogue's."""
    return titles.get(model.tier) or plain("model.no_tier")


def readings(readings_of: dict[str, Parameters], steps: Sequence[int]) -> pd.DataFrame:
    """The combined tax of several readings after chosen numbers of steps, in percent."""
    rows = [
        (step, *(f.percent(combined_tax_bps(step * p.tax_step_s, p)) for p in readings_of.values()))
        for step in steps
    ]
    return pd.DataFrame(rows, columns=[plain("column.step"), *readings_of])


def accounts(world: World, histories: Histories, now: int, only_raises: bool = False) -> pd.DataFrame:
    """Every account with its FLOCK and what its stakes bring: alone, and as its share if everybody sold.

    Profit is that of everybody selling, the only one that accounts can have together. ``only_raises``
    as in ``holdings.market_at``.
    """
    rows, named = [], with_roles(alike.account_labels(world.accounts()), world.offerings.values())
    for account, held in portfolios(world, histories, world.accounts(), now, only_raises).items():
        sums = [sum_known(held, attrgetter(name)) for name in ("sold_now", "all_sold", "profit_all")]
        back = sum_known(held, attrgetter("back")) if held else 0
        flock = for_table(world.flock[account])
        rows.append((named[account], flock, *map(_if_known, (*sums, back))))
    return table_of(rows, ("account", "flock", "sold_now", "all_sold", "profit_all", "back"))
