#pragma version 0.4.3
"""
@title A coin with moods: FLOCK as it must not be
@notice Told to, it keeps a cut of every transfer in bps, or refuses to pay one account by answering False.
"""

decimals: public(constant(uint8)) = 18
balanceOf: public(HashMap[address, uint256])
totalSupply: public(uint256)
cut_bps: public(uint256)
refused: public(address)


@external
def fund(account: address, amount: uint256):
    self.balanceOf[account] += amount
    self.totalSupply += amount


@external
def take(cut_bps: uint256):
    """
    @notice Keep so much of every transfer from now on.
    """
    self.cut_bps = cut_bps


@external
def refuse(account: address):
    """
    @notice Pay anyone but this account from now on.
    """
    self.refused = account


@external
def approve(spender: address, amount: uint256) -> bool:
    return True


@external
def transfer(receiver: address, amount: uint256) -> bool:
    return self._move(msg.sender, receiver, amount)


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    return self._move(owner, receiver, amount)


@internal
def _move(owner: address, receiver: address, amount: uint256) -> bool:
    if receiver == self.refused:
        return False
    cut: uint256 = amount * self.cut_bps // 10_000
    self.balanceOf[owner] -= amount
    self.balanceOf[receiver] += amount - cut
    self.totalSupply -= cut
    return True
