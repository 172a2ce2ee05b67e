"""The combined tax: platform fee and anti-sniping tax in one rate (protocol section 2).

Public sources differ on how the two combine. All three readings are here; A is
FLock's own guide taken literally and what the contracts use.
"""

from __future__ import annotations

from functools import lru_cache

from fomo_core.errors import OutOfRange
from fomo_core.parameters import Parameters
from fomo_core.units import BPS

#: Reading C comes from a community calculator that adds its own base of 1% to the falling tax.
_READING_C_BASE_BPS = 100


def combined_tax_bps(elapsed_s: int, parameters: Parameters) -> int:
    """The combined tax in bps, ``elapsed_s`` whole seconds after the sale started.

    It falls once in each whole step (a minute), not gradually.

    Raises:
        OutOfRange: for a negative time.
    """
    if elapsed_s < 0:
        raise OutOfRange(
            "The sale has not started: the time since its start can't be negative.", "tax: not started"
        )
    falling = parameters.tax_start_bps - parameters.tax_step_bps * (elapsed_s // parameters.tax_step_s)
    base = parameters.protocol_fee_bps + parameters.creator_fee_bps
    reading = parameters.tax_reading
    if reading == "A":
        return falling if falling > base else base
    if reading == "B":
        return min(parameters.tax_start_bps, base + max(0, falling))
    return min(BPS, _READING_C_BASE_BPS + max(0, falling))


def first_buy_tax_bps(parameters: Parameters) -> int:
    """The rate of the issuer's bundled first buy, in bps: the platform fee alone unless set otherwise."""
    if parameters.first_buy_pays_tax:
        return combined_tax_bps(0, parameters)
    return parameters.platform_fee_bps


@lru_cache(64)
def base_reached_s(parameters: Parameters) -> int:
    """Seconds from the sale's start until the combined tax has come down for good."""
    floor = combined_tax_bps(parameters.tax_step_s * (BPS + 1), parameters)
    steps = 0
    while combined_tax_bps(steps * parameters.tax_step_s, parameters) > floor:
        steps += 1
    return steps * parameters.tax_step_s
