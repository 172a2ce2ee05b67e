#pragma version 0.4.3
"""
@title Questions to other contracts before they are relied upon
@notice What lies at an address may be nothing, or another contract: then it gives no answer, or a wrong one.
"""


@internal
@view
def _require(target: address, question: Bytes[4], expected: uint256):
    """
    @notice Refuse an address whose answer to a question without arguments is not the one expected.
    """
    answered: bool = False
    answer: Bytes[32] = b""
    answered, answer = raw_call(
        target, question, max_outsize=32, is_static_call=True, revert_on_failure=False
    )
    assert answered and len(answer) == 32 and convert(answer, uint256) == expected, "wire: mismatch"


@internal
@view
def _require_address(target: address, question: Bytes[4], expected: address):
    """
    @notice The same for an answer that is an address.
    """
    self._require(target, question, convert(expected, uint256))
