"""Worth: the FLOCK that a sale of a holding brings; and the share that a trade loses to its own impact.

A worth is what a sale into the pool pays after fee and own impact, never price
times amount. All amounts are wei; results round down, so that at every moment
last <= everybody <= alone <= marked, to the wei or two that rounding takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fomo_core.curve import ConstantProduct, Price, curve_for
from fomo_core.fixed_point import div_up, mul_div_down
from fomo_core.offering import Offering, divide_at_graduation
from fomo_core.parameters import Model, Parameters
from fomo_core.pool import amount_out
from fomo_core.units import BPS

#: From these losses to a trade's own impact on (bps): a warning, an alarm, and a fraction of the price.
IMPACT_LEVELS_BPS = (500, 2_000, 5_000)
#: A tax so far above the platform fee (bps) is worth a warning, one above the second an alarm.
_TAX_ABOVE_FEES_BPS = 500
_TAX_ALARM_BPS = 2_000


class Pool(NamedTuple):
    """A pool's reserves in wei and its fee."""

    flock: int
    tokens: int
    fee_bps: int


def opening_premium_bps(model: Model, parameters: Parameters) -> int | None:
    """Return how far above its curve's last price a model's pool opens at most, in bps; rounds up.

    0 where the bucket for the pool holds enough tokens at every close from minimum to maximum; None where
    it holds none, so that no pool trades. A bucket that is too small makes what was bought worth more to
    those who sell first: the pool's price is above the last supporter's.
    """
    if not parameters.liquidity_tokens:
        return None
    curve = curve_for(
        model.curve, model.maximum_target, parameters.target_sale, parameters.virtual_flock_bps,
        model.price_multiple, model.virtual_flock,
    )  # fmt: skip
    closes = [model.minimum_target, model.maximum_target]
    if isinstance(curve, ConstantProduct):
        # There the pool needs most tokens where the principal equals the virtual reserve.
        closes.append(min(max(curve.virtual_flock, model.minimum_target), model.maximum_target))
    needed = max(_pool_needs(curve.spot_price(raised), raised, parameters) for raised in closes)
    return max(0, div_up(needed * BPS, parameters.liquidity_tokens) - BPS)


def _pool_needs(price: Price, raised: int, parameters: Parameters) -> int:
    """The tokens with which a pool opens at the curve's price; rounds down."""
    liquidity_flock = mul_div_down(raised, parameters.liquidity_flock_bps, BPS)
    return mul_div_down(liquidity_flock, price.tokens, price.flock)


def pool_of(offering: Offering, parameters: Parameters) -> Pool | None:
    """The pool of an offering as it stands; None before graduation."""
    if offering.graduated_at is None:
        return None
    return Pool(offering.pool_flock, offering.pool_tokens, parameters.pool_fee_bps)


def pool_at_graduation(offering: Offering, raised: int, parameters: Parameters) -> Pool:
    """The pool with which an offering would open if it graduated with this principal (wei)."""
    made = divide_at_graduation(offering, raised, offering.curve.sold(raised), parameters)
    return Pool(made.liquidity_flock, made.liquidity_tokens, parameters.pool_fee_bps)


def sellable(offering: Offering) -> int:
    """All tokens that accounts could sell: their balances and open claims."""
    return sum(max(0, held) for held in (*offering.tokens.values(), *offering.claims.values()))


def alone(tokens: int, pool: Pool) -> int:
    """The FLOCK that a sale pays now, if nobody sells before; 0 where a side of the pool is empty."""
    if not (pool.flock and pool.tokens):
        return 0
    return amount_out(tokens, pool.tokens, pool.flock, pool.fee_bps)


def everybody(tokens: int, all_tokens: int, pool: Pool) -> int:
    """The share of some tokens in one sale of all of them, divided in proportion: no order, no luck."""
    if not tokens:
        return 0
    return mul_div_down(alone(all_tokens, pool), tokens, all_tokens)


def after_others(tokens: int, all_tokens: int, percent: int, pool: Pool) -> int:
    """The FLOCK that a sale pays after ``percent`` of all others' tokens went in one sale (100: the last)."""
    first = mul_div_down(all_tokens - tokens, percent, 100)
    left = pool._replace(flock=pool.flock - alone(first, pool), tokens=pool.tokens + first)
    return alone(tokens, left)


def market_value(tokens: int, pool: Pool) -> int:
    """Price times amount: no worth, only what a worth is measured against."""
    return mul_div_down(tokens, pool.flock, pool.tokens) if pool.tokens else 0


class Kept(NamedTuple):
    """A fraction in any one unit: the proceeds of a trade over what the price before it would have given."""

    got: int
    due: int

    def loses(self, bps: int) -> bool:
        """Tell if at least ``bps`` of it is lost to the trade's own impact."""
        return self.due > 0 and self.got * BPS <= self.due * (BPS - bps)

    @property
    def level(self) -> int:
        """The number of ``IMPACT_LEVELS_BPS`` that the loss reaches, 0 to 3."""
        return sum(self.loses(bps) for bps in IMPACT_LEVELS_BPS)


def kept_in_pool(amount_in: int, out: int, reserve_in: int, reserve_out: int) -> Kept:
    """Measure a trade in the pool by the pool's price before it, its fee included."""
    return Kept(out * reserve_in, amount_in * reserve_out)


def kept_on_curve(price: Price, net: int, tokens: int) -> Kept:
    """Measure a purchase in a raise by the curve's price before it, tax and fees apart."""
    return Kept(price.flock * tokens, price.tokens * net)


def largest_below(bps: int, kept: Callable[[int], Kept], most: int) -> int:
    """The largest trade, of at most ``most``, that loses less than ``bps``; ``kept`` says what one keeps.

    Found by halving, since the loss grows with the trade.
    """
    low, high = 0, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if kept(middle).loses(bps) else (middle, high)
    return low


def tax_level(tax_bps: int, parameters: Parameters) -> int:
    """Grade a moment for a purchase by its combined tax (bps): 0 well, 1 a warning, 2 an alarm."""
    if tax_bps > _TAX_ALARM_BPS:
        return 2
    return int(tax_bps > parameters.platform_fee_bps + _TAX_ABOVE_FEES_BPS)
