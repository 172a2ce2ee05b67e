#pragma version 0.4.3
#pragma evm-version cancun
#pragma optimize gas
#pragma nonreentrancy on
"""
@title The pools that trade every token after its graduation
@notice The same rules as fomo_core/pool.py: constant product, the fee stays in the pool, liquidity is
        locked. Reserves are counted here, so coins sent to this address change no price.
"""

import fixed_point
import offering as state
from ethereum.ercs import IERC20


interface Launchpad:
    def offering(token: address) -> state.State: view


event Swapped:
    token: indexed(address)
    sender: indexed(address)
    sellsFlock: bool
    amountIn: uint256
    amountOut: uint256


launchpad: public(immutable(Launchpad))
flock: public(immutable(IERC20))
pool_fee_bps: public(immutable(uint256))

#: By token: FLOCK in the lower 128 bits, tokens in the next 120, and the top bit once the pool is open.
packed_reserves: HashMap[address, uint256]

OPEN: constant(uint256) = 1 << 255
TOKENS_MASK: constant(uint256) = 2**120 - 1
#: An input at which the pool has given all that it ever will; larger ones count as this much.
ENDLESS: constant(uint256) = 2**240


@deploy
def __init__(launchpad_: address, flock_: address, pool_fee_bps_: uint256):
    assert pool_fee_bps_ <= fixed_point.BPS, "parameters: rate out of range"
    launchpad = Launchpad(launchpad_)
    flock = IERC20(flock_)
    pool_fee_bps = pool_fee_bps_


@external
def open(token: address, flock_in: uint256, tokens_in: uint256):
    """
    @notice Launchpad only, at graduation, which also sends both amounts here.
    @param token The offering's token.
    @param flock_in The pool's first FLOCK, in wei.
    @param tokens_in The pool's first tokens, in wei.
    @custom:reverts pool: not the launchpad · pool: open already · pool: above limit
    """
    assert msg.sender == launchpad.address, "pool: not the launchpad"
    assert self.packed_reserves[token] == 0, "pool: open already"
    self._store(token, flock_in, tokens_in)


@external
def swap(
    token: address, sell_flock: bool, amount_in: uint256, min_amount_out: uint256, deadline: uint256
) -> uint256:
    """
    @notice Sell `amount_in` of FLOCK or of the token for at least `min_amount_out` of the other. The
            caller must have approved what is sold.
    @param token The offering's token.
    @param sell_flock True to sell FLOCK for tokens, False to sell tokens for FLOCK.
    @param amount_in What is sold, in wei.
    @param min_amount_out The least (wei) to accept.
    @param deadline The last moment (unix seconds) at which this may happen.
    @return What the pool paid, in wei.
    @custom:reverts offering: unknown · offering: not graduated · swap: deadline passed · swap: zero amount
            · swap: nothing out · swap: slippage · balance: insufficient · pool: above limit · swap:
            transfer refused
    """
    flock_reserve: uint256 = 0
    token_reserve: uint256 = 0
    flock_reserve, token_reserve = self._reserves(token)
    assert block.timestamp <= deadline, "swap: deadline passed"
    assert amount_in != 0, "swap: zero amount"
    out: uint256 = self._out(flock_reserve, token_reserve, sell_flock, amount_in)
    assert out != 0, "swap: nothing out"
    assert out >= min_amount_out, "swap: slippage"
    sold: IERC20 = flock if sell_flock else IERC20(token)
    bought: IERC20 = IERC20(token) if sell_flock else flock
    assert staticcall sold.balanceOf(msg.sender) >= amount_in, "balance: insufficient"

    if sell_flock:
        self._store(token, flock_reserve + amount_in, token_reserve - out)
    else:
        self._store(token, flock_reserve - out, token_reserve + amount_in)
    log Swapped(
        token=token, sender=msg.sender, sellsFlock=sell_flock, amountIn=amount_in, amountOut=out
    )
    assert extcall sold.transferFrom(
        msg.sender, self, amount_in, default_return_value=True
    ), "swap: transfer refused"
    assert extcall bought.transfer(msg.sender, out, default_return_value=True), "swap: transfer refused"
    return out


@external
@view
def quote(token: address, sell_flock: bool, amount_in: uint256) -> uint256:
    """
    @notice Tell what a swap would pay.
    @param token The offering's token.
    @param sell_flock True to sell FLOCK for tokens, False to sell tokens for FLOCK.
    @param amount_in What would be sold, in wei.
    @return What the pool would pay, in wei; 0 where that is too little to be paid, or the pool is empty.
    @custom:reverts offering: unknown · offering: not graduated
    """
    flock_reserve: uint256 = 0
    token_reserve: uint256 = 0
    flock_reserve, token_reserve = self._reserves(token)
    return self._out(flock_reserve, token_reserve, sell_flock, amount_in)


@external
@view
def reserves(token: address) -> (uint256, uint256):
    """
    @notice Tell what is in a pool; 0 and 0 before it is open.
    @param token The offering's token.
    @return Its FLOCK, in wei.
    @return Its tokens, in wei.
    """
    packed: uint256 = self.packed_reserves[token]
    return packed & fixed_point.MAX_AMOUNT, (packed >> 128) & TOKENS_MASK


@internal
def _store(token: address, flock_reserve: uint256, token_reserve: uint256):
    # FLOCK and the tokens of a launchpad stay far below both; a coin with a larger supply might not.
    assert flock_reserve <= fixed_point.MAX_AMOUNT and token_reserve <= TOKENS_MASK, "pool: above limit"
    self.packed_reserves[token] = OPEN | (token_reserve << 128) | flock_reserve


@internal
@view
def _reserves(token: address) -> (uint256, uint256):
    packed: uint256 = self.packed_reserves[token]
    if packed == 0:
        found: state.State = staticcall launchpad.offering(token)
        assert found.issuer != empty(address), "offering: unknown"
        raise "offering: not graduated"
    return packed & fixed_point.MAX_AMOUNT, (packed >> 128) & TOKENS_MASK


@internal
@view
def _out(flock_reserve: uint256, token_reserve: uint256, sell_flock: bool, amount_in: uint256) -> uint256:
    if flock_reserve == 0 or token_reserve == 0:
        return 0
    if sell_flock:
        return self._amount_out(amount_in, flock_reserve, token_reserve)
    return self._amount_out(amount_in, token_reserve, flock_reserve)


@internal
@view
def _amount_out(amount_in: uint256, reserve_in: uint256, reserve_out: uint256) -> uint256:
    """
    @notice floor(kept * reserve_out / (reserve_in * BPS + kept)), written as what must stay behind, so
            that no input overflows.
    """
    kept: uint256 = min(amount_in, ENDLESS) * (fixed_point.BPS - pool_fee_bps)
    weight: uint256 = reserve_in * fixed_point.BPS
    return reserve_out - fixed_point.mul_div_up(reserve_out, weight, weight + kept)
