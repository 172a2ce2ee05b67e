"""The bill of a purchase, a swap or a launch, and what it brings, as labelled rows."""

from __future__ import annotations

from typing import TypeVar

from fomo_core import events as ev
from fomo_core.display import format as f
from fomo_core.display.ownership.trades import impact_loss
from fomo_core.display.prices import average_price, impact, price_text
from fomo_core.display.summary import Row, model_curve
from fomo_core.display.text import plain, t
from fomo_core.events import Events
from fomo_core.fees import gross_for
from fomo_core.offering import Offering
from fomo_core.parameters import Model, Parameters
from fomo_core.tax import first_buy_tax_bps
from fomo_core.units import BPS
from fomo_core.worth import kept_in_pool, kept_on_curve

Kind = TypeVar("Kind", bound=ev.Event)


def first(events: Events, kind: type[Kind]) -> Kind | None:
    """The first event of a kind, or None."""
    return next((event for event in events if isinstance(event, kind)), None)


def done(event: ev.Purchased | ev.Swapped | ev.RevenueRouted, symbol: str) -> str:
    """Say what a purchase, a swap or a settlement came to, as Markdown."""
    if isinstance(event, ev.RevenueRouted):
        return t("economy.done", burned=f.tokens(event.tokens_burned, symbol))
    if isinstance(event, ev.Purchased):
        return t("buy.done", tokens=f.tokens(event.mt_allocated, symbol), paid=f.flock(event.flock_in))
    got = f.flock(event.amount_out) if event.sell == "token" else f.tokens(event.amount_out, symbol)
    return t("swap.done", got=got)


def purchase_rows(bought: ev.Purchased, offering: Offering, tax_bps: int) -> list[Row]:
    """Every line of a purchase's bill, and what it brings."""
    rows = [Row(plain("quote.pay"), f.cost(bought.flock_in), plain("quote.pay_help"))]
    if bought.refund:
        rows.append(Row(plain("quote.refund"), f.flock(bought.refund), plain("quote.refund_help")))
    rows += [
        Row(plain("quote.tax"), f.flock(bought.anti_sniper_fee), plain("quote.tax_help", rate=f.percent(tax_bps))),
        Row(plain("quote.protocol_fee"), f.flock(bought.protocol_fee), plain("quote.protocol_fee_help")),
        Row(plain("quote.creator_fee"), f.flock(bought.creator_fee), plain("quote.creator_fee_help")),
        Row(plain("quote.principal"), f.flock(bought.net_used), plain("quote.principal_help")),
        Row(plain("quote.tokens"), f.tokens(bought.mt_allocated, offering.symbol), plain("quote.tokens_help")),
        Row(plain("quote.average"), average_price(bought.flock_in, bought.mt_allocated), plain("quote.average_help")),
        Row(plain("quote.average_net"), average_price(bought.net_used, bought.mt_allocated),
            plain("quote.average_net_help")),
        Row(plain("quote.impact"), _curve_impact(bought, offering), plain("quote.impact_help")),
        Row(plain("quote.moves"), impact(offering, bought.net_used), plain("quote.moves_help")),
    ]  # fmt: skip
    return rows


def purchase_lines(bought: ev.Purchased, offering: Offering, tax_bps: int, least: int) -> list[Row]:
    """The few lines of a purchase that decide: what is taken, what counts, what it brings, and at which price.

    ``least`` are the tokens (wei) that the buyer still accepts.
    """
    name = "deal.taken" if bought.anti_sniper_fee else "deal.fee"
    return [
        Row(plain(name, rate=f.percent(tax_bps)), f.flock(bought.flock_in - bought.net_used)),
        Row(plain("deal.counts"), f.flock(bought.net_used)),
        Row(plain("deal.get"), f.tokens(bought.mt_allocated, offering.symbol)),
        Row(plain("deal.least"), f.tokens(least, offering.symbol)),
        Row(plain("deal.average"), average_price(bought.flock_in, bought.mt_allocated)),
    ]


def if_it_fails(bought: ev.Purchased) -> str:
    """Say what a supporter gets back from a purchase if the raise fails, in one sentence."""
    return plain(
        "quote.if_it_fails",
        back=f.flock(bought.net_used),
        paid=f.cost(bought.flock_in),
        share=f.share(bought.net_used, bought.flock_in),
    )


def swap_rows(swapped: ev.Swapped, offering: Offering, parameters: Parameters) -> list[Row]:
    """Return rows that tell what a swap in the pool brings and what it does to the price."""
    gave, got = swapped.amount_in, swapped.amount_out
    if swapped.sell == "flock":
        flock, tokens = gave, got
        pay, get = f.cost(gave), f.tokens(got, offering.symbol)
        after = (offering.pool_flock + gave, offering.pool_tokens - got)
    else:
        flock, tokens = got, gave
        pay, get = f.tokens(gave, offering.symbol), f.flock(got)
        after = (offering.pool_flock - got, offering.pool_tokens + gave)
    before = (offering.pool_flock, offering.pool_tokens)
    reserves = before if swapped.sell == "flock" else before[::-1]
    fee = f.percent(parameters.pool_fee_bps)
    return [
        Row(plain("swap.pay"), pay),
        Row(plain("swap.get"), get, plain("swap.get_help", fee=fee)),
        Row(plain("swap.average"), average_price(flock, tokens), plain("swap.average_help")),
        Row(plain("swap.impact"), impact_loss(kept_in_pool(gave, got, *reserves)), plain("swap.impact_help")),
        Row(plain("swap.moves"), f.change(before, after), plain("swap.moves_help")),
    ]


def launch_rows(events: Events, parameters: Parameters) -> list[Row]:
    """The issuer's bill: launch fee and first buy, and their sum."""
    bought = first(events, ev.Purchased)
    first_buy = bought.flock_in if bought else 0
    fee = Row(plain("launch.fee"), f.cost(parameters.launch_fee), plain("launch.fee_help"))
    rows = [fee, Row(plain("launch.first_buy"), f.cost(first_buy), plain("launch.first_buy_help"))]
    total = parameters.launch_fee + first_buy
    return [*rows, Row(plain("launch.total"), f.cost(total), plain("launch.total_help"))]


def first_buy_rows(bought: ev.Purchased, offering: Offering, parameters: Parameters) -> list[Row]:
    """Return rows on what a first buy takes of the supply and of the sale, and does to later buyers."""
    tokens = bought.mt_allocated
    after = offering.curve.spot_price(bought.net_used)
    return [
        Row(plain("launch.gets"), f.number(tokens), plain("launch.gets_help")),
        Row(
            plain("launch.of_supply"),
            f.share(tokens, parameters.total_supply),
            plain("launch.of_supply_help"),
        ),
        Row(plain("launch.of_sale"), f.share(tokens, offering.target_sale), plain("launch.of_sale_help")),
        Row(plain("launch.impact"), _curve_impact(bought, offering), plain("launch.impact_help")),
        Row(plain("launch.average"), average_price(bought.flock_in, tokens), plain("launch.average_help")),
        Row(plain("launch.before"), price_text(offering, 0), plain("launch.before_help")),
        Row(plain("launch.after"), f"{f.price(*after)} FLOCK", plain("launch.after_help")),
        Row(
            plain("launch.raises"), f.change(offering.curve.spot_price(0), after), plain("launch.raises_help")
        ),
    ]


def cap_text(model: Model, parameters: Parameters) -> str:
    """The first buy's cap against the whole supply and against the sale, and what it costs with a model."""
    cap = min(parameters.first_buy_cap, parameters.target_sale)
    principal = model_curve(model, parameters).raised_for(cap)
    tax_bps = first_buy_tax_bps(parameters)
    return plain(
        "launch.cap",
        tokens=f.number(cap),
        supply=f.share(cap, parameters.total_supply),
        sale=f.share(cap, parameters.target_sale),
        flock=f.cost(gross_for(principal, tax_bps)) if tax_bps < BPS else plain("quote.nothing"),
    )


def _curve_impact(bought: ev.Purchased, offering: Offering) -> str:
    price = offering.curve.spot_price(offering.raised)
    return impact_loss(kept_on_curve(price, bought.net_used, bought.mt_allocated))
