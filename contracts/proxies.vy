#pragma version 0.4.3
#pragma nonreentrancy on
"""
@title The tokens of offerings: minimal proxies (ERC-1167) at addresses that belong to their issuers
"""

import wiring

#: What every offering's token is a proxy of.
token_implementation: public(immutable(address))
CODE_HASH: immutable(bytes32)

#: The two parts of a minimal proxy's creation code around the implementation's address.
PROXY_HEAD: constant(Bytes[19]) = x"602D3D8160093D39F3363d3d373d3d3d363d73"
PROXY_TAIL: constant(Bytes[15]) = x"5af43d82803e903d91602b57fd5bf3"
ADDRESS_MASK: constant(uint256) = 2**160 - 1


@deploy
def __init__(implementation: address):
    # The implementation belongs to nobody: it names itself as its launchpad.
    wiring._require_address(implementation, method_id("launchpad()"), implementation)
    token_implementation = implementation
    CODE_HASH = keccak256(concat(PROXY_HEAD, convert(implementation, bytes20), PROXY_TAIL))


@external
@view
def token_of(issuer: address, salt: bytes32) -> address:
    """
    @notice Tell the address of the token that an issuer's launch with a salt has, or would have. Nobody
            else's launch can take it.
    @param issuer Who launches.
    @param salt Any 32 bytes that this issuer has not launched with before.
    @return The token's address.
    """
    return self._token_at(self._bound(issuer, salt))


@internal
@view
def _token_at(bound: bytes32) -> address:
    digest: bytes32 = keccak256(concat(x"ff", convert(self, bytes20), bound, CODE_HASH))
    return convert(convert(digest, uint256) & ADDRESS_MASK, address)


@internal
@pure
def _bound(issuer: address, salt: bytes32) -> bytes32:
    """
    @notice The salt of the proxy itself, from which nobody but the issuer can launch.
    """
    return keccak256(concat(convert(issuer, bytes20), salt))


@internal
def _created(bound: bytes32) -> address:
    return create_minimal_proxy_to(token_implementation, salt=bound)
