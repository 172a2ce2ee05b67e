#pragma version 0.4.3
#pragma evm-version cancun
"""
@title The pure rules of the contracts, each as a call of its own, for tests
"""

import curve
import fees
import fixed_point
import names
import offering
import parameters as rules
import tax

initializes: names

@deploy
def __init__():
    names.__init__()


@external
@pure
def mul_div_down(a: uint256, b: uint256, divisor: uint256) -> uint256:
    return fixed_point.mul_div_down(a, b, divisor)


@external
@pure
def mul_div_up(a: uint256, b: uint256, divisor: uint256) -> uint256:
    return fixed_point.mul_div_up(a, b, divisor)


@external
@pure
def combined_tax_bps(elapsed_s: uint256, p: rules.Parameters) -> uint256:
    return tax.combined_tax_bps(elapsed_s, p)


@external
@pure
def first_buy_tax_bps(p: rules.Parameters) -> uint256:
    return tax.first_buy_tax_bps(p)


@external
@pure
def fill(
    flock_in: uint256, tax_bps: uint256, room: uint256, platform_fee_bps: uint256, creator_fee_bps: uint256
) -> fees.Fill:
    return fees.fill(flock_in, tax_bps, room, platform_fee_bps, creator_fee_bps)


@external
@pure
def curve_for(
    kind: uint256, maximum_target: uint256, target_sale: uint256, virtual_bps: uint256, multiple: uint256
) -> curve.Curve:
    return curve.curve_for(kind, maximum_target, target_sale, virtual_bps, multiple)


@external
@pure
def sold(c: curve.Curve, raised: uint256) -> uint256:
    return curve.sold(c, raised)


@external
@pure
def spot_price(c: curve.Curve, raised: uint256) -> curve.Price:
    return curve.spot_price(c, raised)


@external
@pure
def divide_at_graduation(
    price: curve.Price, progress: offering.Progress, p: rules.Parameters
) -> offering.Division:
    return offering.divide_at_graduation(price, progress, p)


@external
@pure
def vested_at(now: uint256, graduated_at: uint256, p: rules.Parameters) -> uint256:
    return offering.vested_at(now, graduated_at, p)


@external
@view
def name_fits(name: String[256]) -> bool:
    return names.name_fits(name)


@external
@pure
def symbol_fits(symbol: String[64]) -> bool:
    return names.symbol_fits(symbol)


@external
@view
def description_fits(description: String[2048]) -> bool:
    return names.description_fits(description)
