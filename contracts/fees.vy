#pragma version 0.4.3
"""
@title What a purchase costs: principal, fees, tax, partial fill
@notice The same rules as fomo_core/fees.py.
"""

import fixed_point

struct Fill:
    gross: uint256  # what is taken: the sum of the four parts below
    net: uint256  # principal
    anti_sniper_fee: uint256
    creator_fee: uint256
    protocol_fee: uint256
    refund: uint256  # the part of the offer that is never taken


@internal
@pure
def fill(
    flock_in: uint256, tax_bps: uint256, room: uint256, platform_fee_bps: uint256, creator_fee_bps: uint256
) -> Fill:
    """
    @notice Split an offer of `flock_in` wei when `room` wei of principal still fit. Principal, tax and
            creator fee round down; the protocol fee takes the remainder.
    """
    # No FLOCK above this exists, and at any tax below 100% it overfills every raise.
    gross: uint256 = min(flock_in, fixed_point.MAX_AMOUNT)
    kept_bps: uint256 = fixed_point.BPS - tax_bps
    net: uint256 = fixed_point.mul_div_down(gross, kept_bps, fixed_point.BPS)
    if net > room:
        net = room
        gross = fixed_point.mul_div_up(room, fixed_point.BPS, kept_bps)
    fees: uint256 = gross - net
    anti_sniper_fee: uint256 = 0
    if tax_bps > platform_fee_bps:
        anti_sniper_fee = fixed_point.mul_div_down(gross, tax_bps - platform_fee_bps, fixed_point.BPS)
    # Only reading C can fall below the platform fee; then the creator's part gives way.
    creator_fee: uint256 = min(
        fixed_point.mul_div_down(gross, creator_fee_bps, fixed_point.BPS), fees - anti_sniper_fee
    )
    return Fill(
        gross=gross,
        net=net,
        anti_sniper_fee=anti_sniper_fee,
        creator_fee=creator_fee,
        protocol_fee=fees - anti_sniper_fee - creator_fee,
        refund=flock_in - gross,
    )
