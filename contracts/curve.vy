#pragma version 0.4.3
"""
@title Bonding curves in cumulative form
@notice The same rules as fomo_core/curve.py: how many tokens have been sold when the principal has
        reached an amount, so that splitting a purchase gains nothing. Amounts in wei.
"""

import fixed_point

LINEAR: constant(uint256) = 1

#: Scale of the linear curve's square root.
UNIT: constant(uint256) = 10**24
UNIT_SQUARED: constant(uint256) = UNIT * UNIT


struct Curve:
    kind: uint256  # 0 = constant product, 1 = linear
    maximum_target: uint256
    target_sale: uint256
    virtual_flock: uint256  # constant product only
    virtual_tokens: uint256  # constant product only
    price_multiple: uint256  # linear only


struct Price:
    flock: uint256
    tokens: uint256


@internal
@pure
def curve_for(
    kind: uint256,
    maximum_target: uint256,
    target_sale: uint256,
    virtual_flock_bps: uint256,
    price_multiple: uint256,
) -> Curve:
    """
    @notice The curve that sells exactly `target_sale` when `maximum_target` is raised.
    """
    virtual_flock: uint256 = 0
    virtual_tokens: uint256 = 0
    if kind != LINEAR:
        virtual_flock = fixed_point.mul_div_down(maximum_target, virtual_flock_bps, fixed_point.BPS)
        virtual_tokens = fixed_point.mul_div_up(target_sale, virtual_flock + maximum_target, maximum_target)
    return Curve(
        kind=kind,
        maximum_target=maximum_target,
        target_sale=target_sale,
        virtual_flock=virtual_flock,
        virtual_tokens=virtual_tokens,
        price_multiple=price_multiple,
    )


@internal
@pure
def sold(curve: Curve, raised: uint256) -> uint256:
    """
    @notice Tokens sold when the principal is `raised`; rounds down.
    """
    if curve.kind == LINEAR:
        risen: uint256 = self._price_scaled(curve, raised) - UNIT
        return fixed_point.mul_div_down(curve.target_sale, risen, (curve.price_multiple - 1) * UNIT)
    return fixed_point.mul_div_down(curve.virtual_tokens, raised, curve.virtual_flock + raised)


@internal
@pure
def spot_price(curve: Curve, raised: uint256) -> Price:
    """
    @notice The price of the next token, as the exact fraction flock / tokens.
    """
    if curve.kind == LINEAR:
        return Price(
            flock=2 * curve.maximum_target * self._price_scaled(curve, raised),
            tokens=curve.target_sale * (curve.price_multiple + 1) * UNIT,
        )
    return Price(flock=curve.virtual_flock + raised, tokens=curve.virtual_tokens - self.sold(curve, raised))


@internal
@pure
def _price_scaled(curve: Curve, raised: uint256) -> uint256:
    """
    @notice A linear curve's price over its first price, in units of 10^-24; rounds down.
    """
    growth: uint256 = curve.price_multiple * curve.price_multiple - 1
    return isqrt(
        UNIT_SQUARED + fixed_point.mul_div_down(growth * UNIT_SQUARED, raised, curve.maximum_target)
    )
