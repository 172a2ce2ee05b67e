#pragma version 0.4.3
"""
@title The combined tax: platform fee and anti-sniping tax in one rate
@notice The same rules as fomo_core/tax.py, in all three readings.
"""

import fixed_point
import parameters

#: Reading C adds its own base of 1% to the falling tax.
READING_C_BASE_BPS: constant(uint256) = 100


@internal
@pure
def combined_tax_bps(elapsed_s: uint256, p: parameters.Parameters) -> uint256:
    """
    @notice The combined tax in bps, so many whole seconds after the sale started. It falls in steps.
    """
    fallen: uint256 = p.tax_step_bps * (elapsed_s // p.tax_step_s)
    falling: uint256 = 0
    if fallen < p.tax_start_bps:
        falling = p.tax_start_bps - fallen
    base: uint256 = p.protocol_fee_bps + p.creator_fee_bps
    if p.tax_reading == 0:
        return max(falling, base)
    if p.tax_reading == 1:
        return min(p.tax_start_bps, base + falling)
    return min(fixed_point.BPS, READING_C_BASE_BPS + falling)


@internal
@pure
def first_buy_tax_bps(p: parameters.Parameters) -> uint256:
    """
    @notice The rate of the issuer's bundled first buy: the platform fee alone unless set otherwise.
    """
    if p.first_buy_pays_tax:
        return self.combined_tax_bps(0, p)
    return p.protocol_fee_bps + p.creator_fee_bps
