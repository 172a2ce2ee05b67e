#pragma version 0.4.3
"""
@title Multiply-then-divide with the rounding in the name
@notice The same rules as fomo_core/fixed_point.py. Inputs are bounded so that no product reaches
        2^256; a product that did would revert, since Vyper's arithmetic is checked.
"""

#: Rates are in basis points: 10,000 are the whole.
BPS: constant(uint256) = 10_000

#: No amount of FLOCK exceeds this; it leaves room for every product in uint256.
MAX_AMOUNT: constant(uint256) = 2**128 - 1


@internal
@pure
def mul_div_down(a: uint256, b: uint256, divisor: uint256) -> uint256:
    """
    @notice floor(a * b / divisor)
    """
    return a * b // divisor


@internal
@pure
def mul_div_up(a: uint256, b: uint256, divisor: uint256) -> uint256:
    """
    @notice ceil(a * b / divisor)
    """
    product: uint256 = a * b
    if product == 0:
        return 0
    return (product - 1) // divisor + 1
