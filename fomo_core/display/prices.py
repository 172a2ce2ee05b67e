"""Prices and shares of an offering as text, and the small sums that screens need."""

from __future__ import annotations

from fomo_core import events as ev
from fomo_core.amounts import field_text
from fomo_core.curve import Price
from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.text import plain
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.units import BPS, PRICE_DECIMALS, USD_DECIMALS, WAD, WAD_DECIMALS

#: Shares of an amount are typed to hundredths.
_CENT = WAD // 100


def average_price(paid: int, tokens: int) -> str:
    """FLOCK per token on average."""
    return f"{f.price(paid, tokens)} FLOCK"


def spot_price(offering: Offering, raised: int | None = None) -> Price:
    """The price in force: the pool's after graduation, else the curve's at a principal."""
    if raised is None and offering.graduated_at is not None:
        return Price(offering.pool_flock, offering.pool_tokens)
    return offering.curve.spot_price(offering.raised if raised is None else raised)


def price_text(offering: Offering, raised: int | None = None) -> str:
    """The price in force, in FLOCK per token."""
    return f"{f.price(*spot_price(offering, raised))} FLOCK"


def impact(offering: Offering, net: int) -> str:
    """Say how far a purchase of so much principal moves the curve's price."""
    return f.change(spot_price(offering, offering.raised), spot_price(offering, offering.raised + net))


def taxed_price_text(offering: Offering, tax_bps: int) -> str:
    """Return a token's real price now: the curve's price with the combined tax on top."""
    exact = offering.curve.spot_price(offering.raised)
    if tax_bps >= BPS:
        return plain("quote.nothing")
    return f"{f.price(exact.flock * BPS, exact.tokens * (BPS - tax_bps))} FLOCK"


def with_slippage(tokens: int, slippage_bps: int) -> int:
    """The least out that a person still accepts; rounds down."""
    return tokens * (BPS - slippage_bps) // BPS


def usd_texts(flock: int, parameters: Parameters) -> dict[str, str]:
    """So much FLOCK (wei) in USD, rounded down, and the FLOCK price that this takes, as texts."""
    price = parameters.flock_price
    worth = flock * price // 10 ** (WAD_DECIMALS + PRICE_DECIMALS - USD_DECIMALS)
    return {"usd": f.usd(worth), "price": field_text(price, PRICE_DECIMALS)}


def typed_share(flock: int, percent: int) -> str:
    """So many percent of an amount (wei) as a field may hold it, rounded down: to hundredths where there are any."""
    part = flock * percent // 100
    return field_text(part // _CENT * _CENT or part)


def raised_after(offering: Offering, bought: ev.Purchased) -> int:
    """The principal after a purchase, in wei."""
    return offering.raised + bought.net_used


def seconds_since_start(offering: Offering, now: int) -> int:
    """Seconds since the sale started."""
    return now - offering.start


def reached_texts(offering: Offering) -> dict[str, str]:
    """The principal, and the part of each target that it is, rounded down, as texts."""
    targets = {"minimum": offering.minimum_target, "maximum": offering.maximum_target}
    parts = {
        f"of_{name}": numerals.percentage(f.percent_reached(offering.raised, goal) / 100)
        for name, goal in targets.items()
    }
    return (
        {name: f.goal(goal) for name, goal in targets.items()} | parts | {"raised": f.whole(offering.raised)}
    )
