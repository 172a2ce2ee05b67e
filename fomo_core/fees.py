"""The cost of a purchase: principal, fees, tax, partial fill (protocol section 4)."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.errors import OutOfRange
from fomo_core.fixed_point import mul_div_up
from fomo_core.tuples import record
from fomo_core.units import BPS


class Fill(NamedTuple):
    """The uses of a purchase's FLOCK, in wei. ``gross`` is the sum of the four parts after it.

    ``net`` is principal and reaches the curve; ``refund`` is the part of the
    offer that was never taken.
    """

    gross: int
    net: int
    anti_sniper_fee: int
    creator_fee: int
    protocol_fee: int
    refund: int


def fill(flock_in: int, tax_bps: int, room: int, platform_fee_bps: int, creator_fee_bps: int) -> Fill:
    """Split an offer of ``flock_in`` wei at a combined tax, when ``room`` wei of principal still fit.

    Principal, tax and creator fee round down; the protocol fee takes the
    remainder, so the parts add up to ``gross`` exactly. Above the room the fill
    is partial: ``gross`` is the least amount whose principal is the room.
    """
    net = flock_in * (BPS - tax_bps) // BPS
    gross = flock_in
    if net > room:
        net = room
        gross = gross_for(room, tax_bps)
    above_platform_bps = tax_bps - platform_fee_bps
    anti_sniper_fee = gross * above_platform_bps // BPS if above_platform_bps > 0 else 0
    creator_fee = gross * creator_fee_bps // BPS
    # Only reading C can fall below the platform fee; then the creator's part gives way.
    if creator_fee > gross - net - anti_sniper_fee:
        creator_fee = gross - net - anti_sniper_fee
    protocol_fee = gross - net - anti_sniper_fee - creator_fee
    return record(Fill, (gross, net, anti_sniper_fee, creator_fee, protocol_fee, flock_in - gross))


def gross_for(net: int, tax_bps: int) -> int:
    """The least FLOCK (wei) whose principal after a combined tax is at least ``net``.

    Raises:
        OutOfRange: when the tax takes everything, so that no amount would do.
    """
    if tax_bps >= BPS:
        raise OutOfRange(
            "At this minute the tax takes everything: no amount of FLOCK buys tokens.", "tax: takes all"
        )
    return mul_div_up(net, BPS, BPS - tax_bps)
