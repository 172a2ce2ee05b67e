#pragma version 0.4.3
"""
@title One offering's state in three storage slots, and what the rules say about it at a moment
@notice The same rules as fomo_core/offering.py. Amounts in wei, times in unix seconds.
"""

import curve
import fixed_point
import parameters

LIVE: constant(uint256) = 0
SUCCEEDED: constant(uint256) = 1
FAILED: constant(uint256) = 2
GRADUATED: constant(uint256) = 3

#: Widths of the packed fields. Targets stay below 2^87 and supplies below 2^80.
AMOUNT_BITS: constant(uint256) = 96
AMOUNT_MASK: constant(uint256) = 2**AMOUNT_BITS - 1
ADDRESS_BITS: constant(uint256) = 160
ADDRESS_MASK: constant(uint256) = 2**ADDRESS_BITS - 1
TIME_BITS: constant(uint256) = 64
TIME_MASK: constant(uint256) = 2**TIME_BITS - 1


struct Packed:
    origin: uint256  # issuer, start, number of the model; never changes; 0 for an unknown offering
    progress: uint256  # raised, sold, graduated_at
    payouts: uint256  # redeemed, released


struct Origin:
    issuer: address
    start: uint256
    model: uint256  # its number in the catalogue, from 1


struct Progress:
    raised: uint256
    sold: uint256
    graduated_at: uint256  # 0 before graduation


#: All that the launchpad tells about an offering.
struct State:
    issuer: address
    model: bytes32
    start: uint256
    end: uint256
    minimum_target: uint256
    maximum_target: uint256
    target_sale: uint256
    raised: uint256
    sold: uint256
    redeemed: uint256
    graduated_at: uint256
    released: uint256
    unsold_burned: uint256


struct Division:
    liquidity_flock: uint256
    incentives_flock: uint256
    operations_flock: uint256
    liquidity_tokens: uint256
    treasury_tokens: uint256
    unsold_burned: uint256


@internal
@pure
def status_at(
    now: uint256, end: uint256, progress: Progress, minimum_target: uint256, redeemed: uint256
) -> uint256:
    """
    @notice Status at a moment. The end of a raise is a fact of the clock. A raise that reached its
            minimum fails with the first redemption, which only the neglect to graduate it allows.
    """
    if progress.graduated_at != 0:
        return GRADUATED
    if now < end:
        return LIVE
    return SUCCEEDED if progress.raised >= minimum_target and redeemed == 0 else FAILED


@internal
@pure
def vested_at(now: uint256, graduated_at: uint256, p: parameters.Parameters) -> uint256:
    """
    @notice Operator tokens vested since graduation, released or not; rounds down, at most all.
    """
    elapsed: uint256 = min(now - graduated_at, p.operator_vesting_s)
    return fixed_point.mul_div_down(p.operator_tokens, elapsed, p.operator_vesting_s)


@internal
@pure
def divide_at_graduation(price: curve.Price, progress: Progress, p: parameters.Parameters) -> Division:
    """
    @notice Divide a raise and the minted supply so that the pool opens at the curve's last price.
            FLOCK shares round down and operations take the remainder; pool tokens round down and the
            treasury takes what the liquidity bucket has left.
    """
    liquidity_flock: uint256 = fixed_point.mul_div_down(progress.raised, p.liquidity_flock_bps, fixed_point.BPS)
    incentives_flock: uint256 = fixed_point.mul_div_down(progress.raised, p.incentives_flock_bps, fixed_point.BPS)
    liquidity_tokens: uint256 = min(
        fixed_point.mul_div_down(liquidity_flock, price.tokens, price.flock), p.liquidity_tokens
    )
    return Division(
        liquidity_flock=liquidity_flock,
        incentives_flock=incentives_flock,
        operations_flock=progress.raised - liquidity_flock - incentives_flock,
        liquidity_tokens=liquidity_tokens,
        treasury_tokens=p.treasury_tokens + p.liquidity_tokens - liquidity_tokens,
        unsold_burned=p.target_sale - progress.sold,
    )


@internal
@pure
def pack_origin(origin: Origin) -> uint256:
    packed: uint256 = convert(origin.issuer, uint256)
    return packed | (origin.start << ADDRESS_BITS) | (origin.model << (ADDRESS_BITS + TIME_BITS))


@internal
@pure
def unpack_origin(packed: uint256) -> Origin:
    return Origin(
        issuer=convert(packed & ADDRESS_MASK, address),
        start=(packed >> ADDRESS_BITS) & TIME_MASK,
        model=packed >> (ADDRESS_BITS + TIME_BITS),
    )


@internal
@pure
def pack_progress(progress: Progress) -> uint256:
    return progress.raised | (progress.sold << AMOUNT_BITS) | (progress.graduated_at << (2 * AMOUNT_BITS))


@internal
@pure
def unpack_progress(packed: uint256) -> Progress:
    return Progress(
        raised=packed & AMOUNT_MASK,
        sold=(packed >> AMOUNT_BITS) & AMOUNT_MASK,
        graduated_at=packed >> (2 * AMOUNT_BITS),
    )


@internal
@pure
def pack_pair(low: uint256, high: uint256) -> uint256:
    """
    @notice Two amounts below 2^128 in one slot.
    """
    return low | (high << 128)


@internal
@pure
def low_of(pair: uint256) -> uint256:
    return pair & fixed_point.MAX_AMOUNT


@internal
@pure
def high_of(pair: uint256) -> uint256:
    return pair >> 128
