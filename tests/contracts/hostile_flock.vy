#pragma version 0.4.3
"""
@title A coin that calls back whenever it is moved: FLOCK as an attacker would like it
@notice It remembers whether its call got through, and lets the transfer succeed either way.
"""

struct Attempt:
    target: address
    data: Bytes[1024]


balanceOf: public(HashMap[address, uint256])
totalSupply: public(uint256)
attempt: Attempt
tried: public(uint256)
succeeded: public(uint256)
decimals: public(constant(uint8)) = 18


@external
def fund(account: address, amount: uint256):
    self.balanceOf[account] += amount
    self.totalSupply += amount


@external
def prepare(target: address, data: Bytes[1024]):
    """
    @notice What to call at every transfer from now on.
    """
    self.attempt = Attempt(target=target, data=data)


@external
def call(target: address, data: Bytes[1024]):
    """
    @notice Act as an account of its own.
    """
    raw_call(target, data)


@external
def approve(spender: address, amount: uint256) -> bool:
    return True


@external
def transfer(receiver: address, amount: uint256) -> bool:
    self._move(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    self._move(owner, receiver, amount)
    return True


@internal
def _move(owner: address, receiver: address, amount: uint256):
    self.balanceOf[owner] -= amount
    self.balanceOf[receiver] += amount
    if self.attempt.target != empty(address):
        self.tried += 1
        if raw_call(self.attempt.target, self.attempt.data, revert_on_failure=False):
            self.succeeded += 1
