"""States of an offering as labelled rows for reading, each with its formula and source as help."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core import events as ev
from fomo_core.curve import Curve, curve_for
from fomo_core.display import format as f
from fomo_core.display.prices import price_text, taxed_price_text
from fomo_core.display.text import plain
from fomo_core.history import OfferingHistory
from fomo_core.offering import LIVE, SUCCEEDED, Offering, divide_at_graduation
from fomo_core.parameters import Model, Parameters
from fomo_core.revenue import Buyback, usage_that_burns
from fomo_core.tax import base_reached_s


class Row(NamedTuple):
    """A labelled value; ``help`` says how it comes about."""

    label: str
    value: str
    help: str = ""


def distribution(parameters: Parameters) -> list[tuple[str, int]]:
    """Return the parts into which the supply of one deployment is divided (wei)."""
    return [
        (plain("bucket.sale"), parameters.target_sale),
        (plain("bucket.liquidity"), parameters.liquidity_tokens),
        (plain("bucket.incentives"), parameters.incentives_tokens),
        (plain("bucket.operator"), parameters.operator_tokens),
        (plain("bucket.treasury"), parameters.treasury_tokens),
    ]


def routed_usd(routed: ev.RevenueRouted) -> dict[str, int]:
    """A settlement's four destinations in 10^-6 USD; the treasury takes what rounding leaves."""
    *parts, treasury = routed_flock(routed).items()
    dollars = {name: routed.net_usd * part // routed.flock if routed.flock else 0 for name, part in parts}
    return dollars | {treasury[0]: routed.net_usd - sum(dollars.values())}


def routed_flock(routed: ev.RevenueRouted) -> dict[str, int]:
    """A settlement's four destinations with the FLOCK (wei) that reaches each; the treasury last."""
    names = ("model_buyback", "network_buyback", "operator_reward", "treasury")
    return {plain(f"route.{name}"): getattr(routed, name) for name in names}


def stages_done(offering: Offering | None, past: OfferingHistory | None, now: int) -> int:
    """Count the stages of a launch, out of seven, that are complete.

    Launch, raise, outcome, graduation, trading, usage, buyback; a failed raise stops after its outcome.
    """
    if offering is None or past is None:
        return 0
    if offering.graduated_at is None:
        status = offering.status_at(now)
        return {LIVE: 1, SUCCEEDED: 3}.get(status, 3)
    if not past.settlements:
        return 5 if past.swaps else 4
    return 7 if offering.tokens_burned else 6


def _tax_rule(parameters: Parameters) -> str:
    """Say how the combined tax falls under these parameters."""
    return plain(
        f"tax.rule_{parameters.tax_reading}",
        start=f.percent(parameters.tax_start_bps),
        fee=f.percent(parameters.platform_fee_bps),
        step=f.percent(parameters.tax_step_bps),
        every=f.duration(parameters.tax_step_s),
    )


def tax_rows(offering: Offering, now: int, parameters: Parameters) -> list[Row]:
    """The tax clock: the rate now, its next step, when it is down, and what a token really costs."""
    elapsed = now - offering.start
    rate = offering.tax_at(now, parameters)
    base_at = base_reached_s(parameters)
    step = parameters.tax_step_s
    to_next = step - elapsed % step if elapsed < base_at else 0
    next_rate = offering.tax_at(now + to_next, parameters)
    return [
        Row(plain("tax.now"), f.percent(rate), _tax_rule(parameters)),
        Row(
            plain("tax.next"),
            plain("tax.next_value", rate=f.percent(next_rate), time=f.duration(to_next))
            if to_next
            else plain("tax.done"),
            plain("tax.next_help"),
        ),
        Row(
            plain("tax.base"),
            f.duration(base_at - elapsed) if to_next else plain("tax.done"),
            plain("tax.base_help"),
        ),
        Row(plain("tax.price"), taxed_price_text(offering, rate), plain("tax.price_help")),
    ]


def headline_rows(offering: Offering, now: int) -> list[Row]:
    """An offering in four numbers."""
    live = offering.status_at(now) == LIVE
    price_key = "headline.price" if offering.graduated_at is None else "headline.pool_price"
    left = f.duration(offering.end - now) if live else plain("market.closed")
    return [
        Row(plain("headline.raised"), f.flock(offering.raised), plain("headline.raised_help")),
        Row(plain(price_key), price_text(offering), plain("headline.price_help")),
        Row(
            plain("headline.sold"), f.share(offering.sold, offering.target_sale), plain("headline.sold_help")
        ),
        Row(plain("headline.left"), left, plain("headline.left_help")),
    ]


def model_rows(model: Model, tier: str, parameters: Parameters) -> list[Row]:
    """Return rows that tell what the platform fixes for a model."""
    curve = model_curve(model, parameters)
    return [
        Row(plain("model.tier"), tier, plain("model.tier_help")),
        Row(plain("model.minimum"), f.flock(model.minimum_target), plain("model.minimum_help")),
        Row(plain("model.maximum"), f.flock(model.maximum_target), plain("model.maximum_help")),
        Row(
            plain("model.input"),
            f.usd(model.input_price_usd),
            plain("model.price_help", source=price_source(model)),
        ),
        Row(
            plain("model.output"),
            f.usd(model.output_price_usd),
            plain("model.price_help", source=price_source(model)),
        ),
        Row(plain("model.first_price"), f"{f.price(*curve.spot_price(0))} FLOCK", plain("model.curve_help")),
        Row(
            plain("model.last_price"),
            f"{f.price(*curve.spot_price(model.maximum_target))} FLOCK",
            plain("model.curve_help"),
        ),
    ]


def price_source(model: Model) -> str:
    """Say where a model's prices come from, in half a sentence."""
    return plain(f"price_source.{model.source}")


def model_curve(model: Model, parameters: Parameters) -> Curve:
    """The curve that a launch of a model would use."""
    return curve_for(
        model.curve,
        model.maximum_target,
        parameters.target_sale,
        parameters.virtual_flock_bps,
        model.price_multiple,
        model.virtual_flock,
    )


def pool_rows(offering: Offering, past: OfferingHistory, parameters: Parameters) -> list[Row]:
    """The pool in numbers, its opening price beside the curve's last."""
    opening, last = past.pool[0], offering.curve.spot_price(offering.raised)
    return [
        Row(plain("pool.price"), price_text(offering), plain("pool.price_help")),
        Row(
            plain("pool.opened"),
            f"{f.price(opening.flock, opening.tokens)} FLOCK",
            plain("pool.opened_help"),
        ),
        Row(plain("pool.last"), f"{f.price(*last)} FLOCK", plain("pool.last_help")),
        Row(plain("pool.flock"), f.flock(offering.pool_flock), plain("pool.depth_help")),
        Row(plain("pool.tokens"), f.number(offering.pool_tokens), plain("pool.depth_help")),
    ]


def revenue_rows(routed: ev.RevenueRouted, offering: Offering) -> list[Row]:
    """A settlement line by line, from usage to what was burned."""
    return [
        Row(plain("revenue.usage"), f.usd(routed.usage_usd), plain("revenue.usage_help")),
        Row(plain("revenue.cost"), f.usd(routed.cost_usd), plain("revenue.cost_help")),
        Row(plain("revenue.net"), f.usd(routed.net_usd), plain("revenue.net_help")),
        Row(plain("revenue.flock"), f.flock(routed.flock), plain("revenue.flock_help")),
        Row(plain("route.model_buyback"), f.flock(routed.model_buyback), plain("revenue.model_help")),
        Row(
            plain("revenue.burned"),
            f.tokens(routed.tokens_burned, offering.symbol),
            plain("revenue.burned_help"),
        ),
        Row(plain("route.network_buyback"), f.flock(routed.network_buyback), plain("revenue.network_help")),
        Row(plain("route.operator_reward"), f.flock(routed.operator_reward), plain("revenue.operator_help")),
        Row(plain("route.treasury"), f.flock(routed.treasury), plain("revenue.treasury_help")),
    ]


def burn_row(buyback: Buyback, total_supply: int, label: str) -> Row:
    """The usage that, settled at once, burns a hundredth of the supply."""
    usage = usage_that_burns(total_supply // 100, buyback)
    text = plain("burn.never") if usage is None else f.usd(usage)
    told = plain("burn.help", tokens=f.number(total_supply // 100), cost=f.percent(buyback.cost_bps))
    return Row(label, text, told)


def pool_buyback(offering: Offering, parameters: Parameters, cost_bps: int, flock_price: int) -> Buyback:
    """Return what decides how much a settlement of an offering's usage burns in its pool as it stands."""
    reserves = (offering.pool_flock, offering.pool_tokens)
    return Buyback(cost_bps, parameters.model_buyback_bps, flock_price, *reserves, parameters.pool_fee_bps)


def opened_buyback(model: Model, parameters: Parameters, cost_bps: int, raised: int) -> Buyback:
    """The same in the pool that a new raise of a model would open with so much principal (wei)."""
    created = ev.LaunchCreated(
        "", "", model.id, model.minimum_target, model.maximum_target, parameters.target_sale, 0, parameters.duration_s,
        "", "", False,
    )  # fmt: skip
    offering = Offering.opened(created, model, parameters)
    opened = divide_at_graduation(offering, raised, offering.curve.sold(raised), parameters)
    reserves = (opened.liquidity_flock, opened.liquidity_tokens)
    shares = (cost_bps, parameters.model_buyback_bps, parameters.flock_price)
    return Buyback(*shares, *reserves, parameters.pool_fee_bps)


def buyback_rows(offering: Offering, past: OfferingHistory, parameters: Parameters) -> list[Row]:
    """Return rows that tell what all buybacks so far did: price and supply with and without them."""
    actual, without = past.pool[-1], past.pool_without_buyback[-1]
    last = past.settlements[-1]
    return [
        Row(plain("buyback.price"), price_text(offering), plain("buyback.price_help")),
        Row(
            plain("buyback.price_without"),
            f"{f.price(without.flock, without.tokens)} FLOCK",
            plain("buyback.price_without_help"),
        ),
        Row(plain("buyback.supply"), f.number(actual.supply), plain("buyback.supply_help")),
        Row(
            plain("buyback.burned"),
            f.share(last.tokens_burned, parameters.total_supply),
            plain("buyback.burned_help", flock=f.flock(last.flock_burned)),
        ),
    ]
