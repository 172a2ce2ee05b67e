"""Makes a node's answers about transactions into typed records, as ``records`` does with all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from fomo_core.backends.logs.log import Log, logs
from fomo_core.backends.rpc.records import (
    LARGEST,
    Inconsistent,
    address,
    fields_of,
    hash_of,
    quantity,
    transaction_hash,
)


class TransactionReceipt(NamedTuple):
    """A transaction in a block, by its receipt.

    Attributes:
        to: whom it called, "" where it created a contract, which then lies at ``contract``.
        fee: what it cost (wei); None where the node does not say.
    """

    hash: str
    block: int
    block_hash: str
    sender: str
    to: str
    contract: str
    succeeded: bool
    logs: tuple[Log, ...]
    fee: int | None = None


def receipt(answer: object) -> TransactionReceipt | None:
    """A transaction's receipt; None as long as it is in no block, whatever else the answer says."""
    if answer is None:
        return None
    fields = fields_of(answer, "a receipt")
    if fields.get("blockHash") is None or fields.get("blockNumber") is None:
        return None
    status = quantity(fields.get("status"), "a receipt's status", 1)
    return TransactionReceipt(
        transaction_hash(fields.get("transactionHash")),
        quantity(fields["blockNumber"], "a block's number", LARGEST),
        hash_of(fields["blockHash"], "a block's hash"),
        address(fields.get("from")),
        _perhaps_address(fields.get("to")),
        _perhaps_address(fields.get("contractAddress")),
        status == 1,
        tuple(logs(fields.get("logs"))),
        _fee(fields),
    )


def _fee(fields: Mapping[str, object]) -> int | None:
    """Return a transaction's cost (wei), with a rollup's fee for the chain below it; None where not told.

    It is only told to people, so that a receipt without it is still one.
    """
    try:
        gas = quantity(fields.get("gasUsed"), "gas", LARGEST)
        price = quantity(fields.get("effectiveGasPrice"), "a price of gas", LARGEST)
        below = fields.get("l1Fee")
        return gas * price + (0 if below is None else quantity(below, "a fee"))
    except Inconsistent:
        return None


def receipt_of(tx_hash: str) -> Callable[[object], TransactionReceipt | None]:
    """The reader of the receipt of this very transaction."""

    def read(answer: object) -> TransactionReceipt | None:
        mined = receipt(answer)
        if mined is not None and mined.hash.lower() != tx_hash.lower():
            raise Inconsistent("the receipt of another transaction")
        return mined

    return read


def nonce(answer: object) -> int | None:
    """The number that a transaction has among its sender's; None where the node does not know it."""
    return None if answer is None else quantity(fields_of(answer, "a transaction").get("nonce"), "a nonce")


def _perhaps_address(answer: object) -> str:
    return "" if answer in (None, "", "0x") else address(answer)
