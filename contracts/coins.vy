#pragma version 0.4.3
"""
@title How the launchpad moves coins
@notice FLOCK must be plain: what is sent arrives whole, and nobody's balance changes by itself. Only the
        arrival of principal is checked, since nothing else stays here.
"""

import administration
from ethereum.ercs import IERC20

uses: administration


@internal
@view
def _require_flock(account: address, amount: uint256):
    assert staticcall administration.flock.balanceOf(account) >= amount, "balance: insufficient"


@internal
def _escrow(payer: address, amount: uint256):
    """
    @notice Take principal in, whole.
    """
    held: uint256 = staticcall administration.flock.balanceOf(self)
    self._pull(payer, self, amount)
    assert staticcall administration.flock.balanceOf(self) >= held + amount, "flock: not plain"


@internal
def _pull(payer: address, receiver: address, amount: uint256):
    if amount != 0:
        assert extcall administration.flock.transferFrom(
            payer, receiver, amount, default_return_value=True
        ), "flock: transfer refused"


@internal
def _pay(receiver: address, amount: uint256):
    if amount != 0:
        assert extcall administration.flock.transfer(
            receiver, amount, default_return_value=True
        ), "flock: transfer refused"


@internal
def _send_tokens(token: address, account: address, amount: uint256):
    assert extcall IERC20(token).transfer(account, amount), "token: transfer refused"
