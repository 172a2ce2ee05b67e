"""Inference revenue: usage in USD, cost, net, and its four destinations (protocol section 6)."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.errors import OutOfRange
from fomo_core.fixed_point import mul_div_down, mul_div_up
from fomo_core.parameters import Parameters
from fomo_core.pool import amount_out
from fomo_core.units import BPS, MAX_AMOUNT, PRICE_DECIMALS, USD_DECIMALS, WAD_DECIMALS

_TO_FLOCK = 10 ** (WAD_DECIMALS + PRICE_DECIMALS - USD_DECIMALS)
_PER_MILLION = 10**6


class Income(NamedTuple):
    """One settlement of usage. USD in 10^-6, ``flock`` in wei."""

    usage_usd: int
    cost_usd: int
    net_usd: int
    flock: int


class Routing(NamedTuple):
    """The destinations of a settlement's FLOCK, in wei; the parts add up to it exactly."""

    model_buyback: int
    network_buyback: int
    operator_reward: int
    treasury: int


def usage_usd(input_tokens: int, output_tokens: int, input_price: int, output_price: int) -> int:
    """Return what serving tokens earns, in 10^-6 USD; prices are per million tokens. Rounds down."""
    return (input_tokens * input_price + output_tokens * output_price) // _PER_MILLION


def income(usage: int, cost_bps: int, flock_price: int) -> Income:
    """Take the hard cost off the usage and turn the rest into FLOCK.

    The cost rounds up, the FLOCK down.

    Raises:
        OutOfRange: for a negative usage or a price of 0.
    """
    if usage < 0 or flock_price <= 0:
        raise OutOfRange("Usage can't be negative and the FLOCK price must be above 0.", "revenue: no price")
    cost = mul_div_up(usage, cost_bps, BPS)
    net = usage - cost
    return Income(usage, cost, net, mul_div_down(net, _TO_FLOCK, flock_price))


def route(flock: int, parameters: Parameters) -> Routing:
    """Split a settlement's FLOCK over its four destinations; the treasury takes the remainder."""
    model_buyback = mul_div_down(flock, parameters.model_buyback_bps, BPS)
    network_buyback = mul_div_down(flock, parameters.network_buyback_bps, BPS)
    operator_reward = mul_div_down(flock, parameters.operator_reward_bps, BPS)
    treasury = flock - model_buyback - network_buyback - operator_reward
    return Routing(model_buyback, network_buyback, operator_reward, treasury)


class Buyback(NamedTuple):
    """The inputs to a settlement's burn: shares in bps, the FLOCK price in 10^-8 USD, the pool in wei."""

    cost_bps: int
    buyback_bps: int
    flock_price: int
    pool_flock: int
    pool_tokens: int
    pool_fee_bps: int

    def burned(self, usage: int) -> int:
        """The tokens (wei) that one settlement of so much usage (10^-6 USD) burns; never fewer for more usage."""
        if not (self.pool_flock and self.pool_tokens):
            return 0
        earned = income(usage, self.cost_bps, self.flock_price)
        spent = mul_div_down(earned.flock, self.buyback_bps, BPS)
        return amount_out(spent, self.pool_flock, self.pool_tokens, self.pool_fee_bps)


def usage_that_burns(tokens: int, buyback: Buyback) -> int | None:
    """The least usage (10^-6 USD), settled at once, that burns so many tokens (wei); None when no usage does.

    Raises:
        OutOfRange: for a FLOCK price of 0.
    """
    enough = 1
    while buyback.burned(enough) < tokens:
        enough *= 2
        if enough > MAX_AMOUNT:
            return None
    too_little = enough // 2
    while enough - too_little > 1:
        middle = (too_little + enough) // 2
        if buyback.burned(middle) < tokens:
            too_little = middle
        else:
            enough = middle
    return enough
