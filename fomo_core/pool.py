"""The constant-product pool that trades a token after graduation (protocol sections 5 and 6)."""

from __future__ import annotations

from fomo_core.errors import OutOfRange
from fomo_core.units import BPS


def amount_out(amount_in: int, reserve_in: int, reserve_out: int, fee_bps: int) -> int:
    """Return what the pool pays for ``amount_in``; rounds down. The fee stays in the pool.

    Raises:
        OutOfRange: for a negative input or an empty reserve.
    """
    _check(amount_in, reserve_in, reserve_out)
    kept = amount_in * (BPS - fee_bps)
    return kept * reserve_out // (reserve_in * BPS + kept)


def amount_in(amount_out: int, reserve_in: int, reserve_out: int, fee_bps: int) -> int:
    """The least input for which the pool pays at least ``amount_out``.

    Raises:
        OutOfRange: for a negative output, an empty reserve, or as much as the reserve holds.
    """
    _check(amount_out, reserve_in, reserve_out)
    if amount_out >= reserve_out or fee_bps >= BPS:
        raise OutOfRange("The pool can't pay that much at any price.", "pool: too much")
    return -(-amount_out * reserve_in * BPS // ((reserve_out - amount_out) * (BPS - fee_bps)))


def _check(amount: int, reserve_in: int, reserve_out: int) -> None:
    if amount < 0:
        raise OutOfRange("An amount can't be negative.", "pool: negative amount")
    if reserve_in <= 0 or reserve_out <= 0:
        raise OutOfRange("The pool is empty.", "pool: empty")
