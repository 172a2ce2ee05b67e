# pragma version 0.4.3
"""
@title Makes contract accounts at addresses that are known before
@notice For tests.
"""

interface Account:
    def begin(first: address, second: address): nonpayable

template: immutable(address)


@deploy
def __init__(made_of: address):
    template = made_of


@external
def create(first: address, second: address, salt: bytes32) -> address:
    made: address = create_minimal_proxy_to(template, salt=salt)
    extcall Account(made).begin(first, second)
    return made
