#pragma version 0.4.3
#pragma evm-version cancun
#pragma optimize gas
"""
@title The token of one offering
@notice One implementation; every offering has a minimal proxy (ERC-1167) of it. Tokens come into being
        at graduation only, and the launchpad alone can create them.
"""

import erc20

initializes: erc20
exports: erc20.__interface__

name: public(String[64])
symbol: public(String[10])
launchpad: public(address)


@deploy
def __init__():
    # The implementation itself belongs to nobody.
    self.launchpad = self


@external
def initialise(name: String[64], symbol: String[10]):
    """
    @notice Once, by the launchpad in the transaction that creates the proxy.
    @param name The token's name.
    @param symbol The token's ticker.
    @custom:reverts token: initialised
    """
    assert self.launchpad == empty(address), "token: initialised"
    self.launchpad = msg.sender
    self.name = name
    self.symbol = symbol


@external
def mint(account: address, amount: uint256):
    """
    @notice Launchpad only, at graduation.
    @param account Who gets the tokens.
    @param amount How many, in wei.
    @custom:reverts token: not the launchpad · transfer: to nobody
    """
    assert msg.sender == self.launchpad, "token: not the launchpad"
    erc20._mint(account, amount)


@external
def burn(amount: uint256):
    """
    @notice Destroy tokens of one's own.
    @param amount How many, in wei.
    @custom:reverts balance: insufficient
    """
    erc20._burn(msg.sender, amount)
