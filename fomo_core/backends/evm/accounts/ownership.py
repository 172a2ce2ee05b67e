"""Contract accounts' signatures, which only the chain can judge: EIP-1271, and ERC-6492 before they are deployed.

A deployed account is asked itself. For one that is not deployed yet the creation of ``contracts/ownership.vy`` is
tried and not sent: within that trial the account comes to be, and is asked. Nothing of it changes the chain.
"""

from __future__ import annotations

from typing import NamedTuple

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from fomo_core.backends.evm.abi.interface import interface
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.records import Caller, ask
from fomo_core.errors import NodeRefused

#: The longest signature, and the longest call that prepares an account, in bytes; as in ``ownership.vy``.
LONGEST = 20_000
#: How a signature ends that brings along how its account comes to be (ERC-6492).
_WRAPPED = bytes.fromhex("6492" * 16)
#: EIP-1271's question isValidSignature(bytes32,bytes), and the answer of who accepts: a word, to the last bit.
_QUESTION = "1626ba7e"
_ACCEPTED = "0x" + _QUESTION + "00" * 28


class _Signed(NamedTuple):
    """A signature without its wrapping, and the call that the wrapping asks to be made before a second try."""

    signature: bytes
    factory: str
    preparation: bytes


def accepts(node: Caller, account: str, digest: bytes, signature: bytes) -> bool:
    """Return True when a contract account accepts a signature of a digest (32 bytes), as its chain says now.

    Raises:
        ChainError: when the node can't answer, or does not try such calls.
    """
    if not signature.endswith(_WRAPPED):
        return len(signature) <= LONGEST and _deployed_accepts(node, account, digest, signature)
    found = _unwrapped(signature[: -len(_WRAPPED)])
    return found is not None and _accepts_when_prepared(node, account, digest, found)


def _deployed_accepts(node: Caller, account: str, digest: bytes, signature: bytes) -> bool:
    length = len(signature).to_bytes(32, "big")
    padded = signature.ljust(-(-len(signature) // 32) * 32, b"\0")
    data = "0x" + _QUESTION + (digest + (64).to_bytes(32, "big") + length + padded).hex()
    if ask(node, "eth_getCode", [account, "latest"], records.code) == "0x":
        return False
    # Some nodes answer with more than was asked for: all of the first word counts, and nothing else.
    return _word(node, {"to": account, "data": data}, first=True) == _ACCEPTED


def _accepts_when_prepared(node: Caller, account: str, digest: bytes, signed: _Signed) -> bool:
    creation = interface("ownership").creation(account, digest, *signed)
    return _word(node, {"data": creation}, first=False) == f"0x{1:064x}"


def _word(node: Caller, transaction: dict[str, str], first: bool) -> str:
    """The first or the last word of what a call returns; empty where the contract refuses or returns less."""
    try:
        answer = node.call("eth_call", [transaction, "latest"])
    except NodeRefused as refused:
        if refused.revert is None:
            raise
        return ""
    if not isinstance(answer, str) or len(answer) < 66:
        return ""
    return (answer[:66] if first else "0x" + answer[-64:]).lower()


def _unwrapped(wrapped: bytes) -> _Signed | None:
    """Return what ERC-6492 wraps (factory, call and signature); None where it makes no sense."""
    try:
        factory, preparation, signature = decode(["address", "bytes", "bytes"], wrapped)
    except (DecodingError, OverflowError):
        return None
    if max(len(preparation), len(signature)) > LONGEST:
        return None
    return _Signed(signature, factory, preparation)
