#pragma version 0.4.3
#pragma evm-version cancun
#pragma optimize gas
"""
@title FLOCK for test chains: an ERC-20 with a faucet that is open to everyone
@notice Never deploy it where FLOCK has a price. On a real chain the launchpad takes the real FLOCK.
"""

import erc20
import fixed_point

initializes: erc20
exports: erc20.__interface__

event Funded:
    account: indexed(address)
    flock: uint256

name: public(constant(String[5])) = "FLOCK"
symbol: public(constant(String[5])) = "FLOCK"


@external
def fund(account: address, flock: uint256):
    """
    @notice Create FLOCK for anyone. All FLOCK ever created stays within 2^128-1.
    @param account Who gets it.
    @param flock How much, in wei.
    @custom:reverts fund: above limit · transfer: to nobody
    """
    assert flock <= fixed_point.MAX_AMOUNT - erc20.totalSupply, "fund: above limit"
    log Funded(account=account, flock=flock)
    erc20._mint(account, flock)
