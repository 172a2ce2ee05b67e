# pragma version 0.4.3
"""
@title An account that is a contract, as smart wallets have them: its owners sign, and anybody carries out what they signed.
@notice For tests: two owners and no protection beyond that.
"""

ACCEPTED: constant(bytes4) = 0x1626ba7e

first: public(address)
second: public(address)


@deploy
def __init__():
    pass


@external
def begin(first: address, second: address):
    """
    @notice Give it its owners, once; without a second one the first signs alone
    """
    assert self.first == empty(address)
    self.first = first
    self.second = second


@external
@view
def isValidSignature(digest: bytes32, signature: Bytes[130]) -> bytes4:
    assert self._signed(digest, slice(signature, 0, 65)) == self.first, "not the first owner"
    if self.second != empty(address):
        assert self._signed(digest, slice(signature, 65, 65)) == self.second, "not the second owner"
    return ACCEPTED


@external
def execute(target: address, data: Bytes[2048]):
    raw_call(target, data)


@internal
@pure
def _signed(digest: bytes32, signature: Bytes[65]) -> address:
    r: uint256 = extract32(signature, 0, output_type=uint256)
    s: uint256 = extract32(signature, 32, output_type=uint256)
    v: uint256 = convert(slice(signature, 64, 1), uint256)
    return ecrecover(digest, v, r, s)
