#pragma version 0.4.3
"""
@title What FLOCK and every model token share: ERC-20 with 18 decimals
@notice No fee on transfer, no hook, no pause. An allowance of 2^256-1 is not used up.
"""

from ethereum.ercs import IERC20

implements: IERC20

decimals: public(constant(uint8)) = 18

balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])
totalSupply: public(uint256)


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice Pay `receiver`.
    @param receiver Who gets the coins.
    @param amount How many, in wei.
    @return True; a transfer that can't be made reverts.
    @custom:reverts transfer: to nobody · balance: insufficient
    """
    self._move(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice Pay `receiver` out of what `owner` has allowed the caller.
    @param owner Who pays.
    @param receiver Who gets the coins.
    @param amount How many, in wei.
    @return True; a transfer that can't be made reverts.
    @custom:reverts allowance: insufficient · transfer: to nobody · balance: insufficient
    """
    allowed: uint256 = self.allowance[owner][msg.sender]
    if allowed != max_value(uint256):
        assert allowed >= amount, "allowance: insufficient"
        self.allowance[owner][msg.sender] = unsafe_sub(allowed, amount)
    self._move(owner, receiver, amount)
    return True


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Allow `spender` to take so much from the caller in all; replaces what was allowed before.
    @param spender Who may take it.
    @param amount How much, in wei; 2^256-1 is never used up.
    @return True.
    """
    self.allowance[msg.sender][spender] = amount
    log IERC20.Approval(owner=msg.sender, spender=spender, value=amount)
    return True


@internal
def _move(sender: address, receiver: address, amount: uint256):
    assert receiver != empty(address), "transfer: to nobody"
    held: uint256 = self.balanceOf[sender]
    assert held >= amount, "balance: insufficient"
    self.balanceOf[sender] = unsafe_sub(held, amount)
    # The sum of all balances is the supply, and that has not overflowed.
    self.balanceOf[receiver] = unsafe_add(self.balanceOf[receiver], amount)
    log IERC20.Transfer(sender=sender, receiver=receiver, value=amount)


@internal
def _mint(account: address, amount: uint256):
    assert account != empty(address), "transfer: to nobody"
    self.totalSupply += amount
    self.balanceOf[account] += amount
    log IERC20.Transfer(sender=empty(address), receiver=account, value=amount)


@internal
def _burn(account: address, amount: uint256):
    held: uint256 = self.balanceOf[account]
    assert held >= amount, "balance: insufficient"
    self.balanceOf[account] = unsafe_sub(held, amount)
    self.totalSupply -= amount
    log IERC20.Transfer(sender=account, receiver=empty(address), value=amount)
