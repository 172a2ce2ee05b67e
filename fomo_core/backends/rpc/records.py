"""Makes a node's answers into typed records: the one place where their fields are first looked at.

A node may leave out a field, give null, text, a negative number or one without end. Whatever is no
block, no receipt, no log and no number of the kind asked for is ``Inconsistent`` here (and in ``receipts`` and ``logs/log``), and leaves
the backends as a MalformedAnswer (``ask``): nothing behind this door looks at a foreign field again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from eth_utils.address import to_checksum_address

from fomo_core.errors import ChainError

T = TypeVar("T")

#: No number of a block is larger, and no amount.
LARGEST, LARGEST_AMOUNT = 2**62, 2**256 - 1
#: The last second of the year 9999 (Unix time): what lies beyond it is no time, but perhaps milliseconds.
LATEST_S = 253_402_300_799

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_BYTES = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


class Inconsistent(Exception):
    """A node's answers contradict each other or the protocol; the text says how, in a few words."""


class Caller(Protocol):
    """As much of a node as its readers need; what it answers is read by the functions below."""

    @property
    def endpoint(self) -> str: ...

    def call(self, method: str, params: Sequence[object] = ()) -> object: ...

    def batch(
        self, calls: Iterable[tuple[str, Sequence[object]]], keep_errors: bool = False
    ) -> list[object]: ...

    def distrust(self, what: str) -> ChainError: ...


def ask(node: Caller, method: str, params: Sequence[object], read: Callable[[object], T]) -> T:
    """The answer to one request as a typed record, by one of the functions of this module.

    Raises:
        MalformedAnswer: when the answer is none of that kind.
        ChainError: when the node can't answer.
    """
    answer = node.call(method, params)
    try:
        return read(answer)
    except Inconsistent as wrong:
        raise node.distrust(str(wrong)) from None


# --- numbers and bytes ---


def quantity(answer: object, what: str = "a number", most: int = LARGEST_AMOUNT) -> int:
    """A whole number, 0 to ``most``, from its 0x-hex."""
    if not (isinstance(answer, str) and _QUANTITY.fullmatch(answer) and int(answer, 16) <= most):
        raise Inconsistent(f"{what} that is none")
    return int(answer, 16)


def code(answer: object) -> str:
    """Bytes as 0x-hex; null and "0x0" stand for none."""
    if answer is None or answer == "0x0":
        return "0x"
    return _matching(answer, _BYTES, "bytes")


def transaction_hash(answer: object) -> str:
    """The hash of a transaction."""
    return hash_of(answer, "the hash of a transaction")


def hash_of(answer: object, what: str) -> str:
    """A hash, of whatever it is."""
    return _matching(answer, _HASH, what)


def address(answer: object) -> str:
    """An address, with the capitals that check it."""
    return to_checksum_address(_matching(answer, _ADDRESS, "an address"))


def addresses(answer: object) -> list[str]:
    """A list of addresses."""
    if not isinstance(answer, list):
        raise Inconsistent("a list that is none")
    return [address(each) for each in answer]


def _matching(answer: object, form: re.Pattern[str], what: str) -> str:
    if not (isinstance(answer, str) and form.fullmatch(answer)):
        raise Inconsistent(f"{what} that is none")
    return answer


# --- blocks ---


class BlockHead(NamedTuple):
    """A block by its header: number, hash, Unix time.

    ``parent`` is the hash of the block before it, ``bloom`` the header's sieve of who logged what in it
    (2048 bits as a number; -1 where it is not known).
    """

    number: int
    hash: str
    timestamp: int
    parent: str = ""
    bloom: int = -1


def block(answer: object) -> BlockHead:
    """The header in an answer to eth_getBlockByNumber."""
    fields = fields_of(answer, "a block")
    number = quantity(fields.get("number"), "a block's number", LARGEST)
    block_hash = hash_of(fields.get("hash"), "a block's hash")
    parent = hash_of(fields.get("parentHash"), "a block's parent")
    return BlockHead(number, block_hash, block_time(fields), parent, _bloom(fields.get("logsBloom")))


def block_time(answer: object) -> int:
    """The Unix time of a block that may still be pending, and then has no number and no hash."""
    return quantity(fields_of(answer, "a block").get("timestamp"), "a block's time", LATEST_S)


def _bloom(bloom: object) -> int:
    """A header's sieve; -1 where there is none that can be used, which only costs a search."""
    if isinstance(bloom, str) and _BYTES.fullmatch(bloom) and len(bloom) == 2 + 512:
        return int(bloom, 16)
    return -1


def fields_of(answer: object, what: str) -> Mapping[str, object]:
    """The fields of an answer by name."""
    if not isinstance(answer, Mapping):
        raise Inconsistent(f"{what} that is none")
    return answer
