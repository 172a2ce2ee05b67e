"""Inference revenue: usage in USD, cost, net, and its four destinations (protocol section 6)."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.errors import OutOfRange
from fomo_core.fixed_point import mul_div_down, mul_div_up
from fomo_core.parameters import Parameters
from fomo_core.units import BPS, PRICE_DECIMALS, USD_DECIMALS, WAD_DECIMALS

_TO_FLOCK = 10 ** (WAD_DECIMALS + PRICE_DECIMALS - USD_DECIMALS)
_PER_MILLION = 10**6


class Income(NamedTuple):
    """One settlement of usage. USD in 10^-6, ``flock`` in wei."""

    usage_usd: int
    cost_usd: int
    net_usd: int
    flock: int


class Routing(NamedTuple):
    """Where the FLOCK of a settlement goes, in wei; the parts add up to it exactly."""

    model_buyback: int
    network_buyback: int
    operator_reward: int
    treasury: int


def usage_usd(input_tokens: int, output_tokens: int, input_price: int, output_price: int) -> int:
    """What serving so many tokens earns, in 10^-6 USD; prices are per million tokens. Rounds down."""
    return (input_tokens * input_price + output_tokens * output_price) // _PER_MILLION


def income(usage: int, cost_bps: int, flock_price: int) -> Income:
    """Take the hard cost off the usage and turn the rest into FLOCK.

    The cost rounds up, the FLOCK down.

    Raises:
        OutOfRange: for a negative usage or a price of 0.
    """
    if usage < 0 or flock_price <= 0:
        raise OutOfRange("Usage can't be negative and the FLOCK price must be above 0.")
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
