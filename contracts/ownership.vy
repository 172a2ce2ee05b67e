# pragma version 0.4.3
"""
@title A question to a chain: does an account accept a signature, deployed or not
@notice Nobody deploys this. Its creation is tried with eth_call, which changes nothing; the answer is the last word
        of the code that would come of it: 1 for yes, 0 for no.
@dev The account is asked as EIP-1271 says. Where it is not deployed yet, or does not accept the signature as it is,
     the call that the signature brings along is made first, as ERC-6492 says.
"""

#: What a contract account answers to a signature that it accepts: the selector of the question, and zeros.
ACCEPTED: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000
#: The longest signature and the longest call, in bytes: together they must fit into a creation.
LONGEST: constant(uint256) = 20_000

ANSWER: immutable(uint256)


@deploy
def __init__(
    account: address, digest: bytes32, signature: Bytes[LONGEST], factory: address, preparation: Bytes[LONGEST]
):
    """
    @param digest What was signed: the hash of the text as wallets sign it (EIP-191)
    @param signature The account's own, without what ERC-6492 wraps it in
    @param factory Who is called before a second try
    @param preparation What it is called with
    """
    accepted: bool = self._accepts(account, digest, signature)
    if not accepted:
        prepared: bool = raw_call(factory, preparation, revert_on_failure=False)
        accepted = self._accepts(account, digest, signature)
    ANSWER = convert(accepted, uint256)


@internal
@view
def _accepts(account: address, digest: bytes32, signature: Bytes[LONGEST]) -> bool:
    answered: bool = False
    answer: Bytes[32] = b""
    if not account.is_contract:
        return False
    answered, answer = raw_call(
        account,
        abi_encode(digest, signature, method_id=method_id("isValidSignature(bytes32,bytes)")),
        max_outsize=32,
        is_static_call=True,
        revert_on_failure=False,
    )
    return answered and len(answer) == 32 and convert(answer, bytes32) == ACCEPTED
