"""Blocks as a node tells them, and what it means when it contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from fomo_core.errors import ChainError

#: No number or time of a block is larger.
LARGEST = 2**62


class Inconsistent(Exception):
    """A node's answers contradict each other or the protocol; the text says how, in a few words."""


class Caller(Protocol):
    """As much of a Node as is needed here."""

    @property
    def endpoint(self) -> str: ...

    def call(self, method: str, params: Sequence[Any] = ()) -> Any: ...

    def batch(self, calls: Iterable[tuple[str, Sequence[Any]]], keep_errors: bool = False) -> list[Any]: ...

    def distrust(self, what: str) -> ChainError: ...


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


def header_of(answer: object) -> BlockHead:
    """The header in an answer to eth_getBlockByNumber.

    Raises:
        Inconsistent: it is none.
    """
    try:
        number, timestamp = int(answer["number"], 16), int(answer["timestamp"], 16)
        block_hash, parent = answer["hash"], answer["parentHash"]
        bloom = int(answer.get("logsBloom") or "-1", 16)
    except (TypeError, KeyError, ValueError, AttributeError):
        raise Inconsistent("a block without number, hash or time") from None
    if not (isinstance(block_hash, str) and isinstance(parent, str)):
        raise Inconsistent("a block without a hash")
    if not (0 <= number < LARGEST and 0 <= timestamp < LARGEST):
        raise Inconsistent("a block of an impossible number or time")
    return BlockHead(number, block_hash, timestamp, parent, bloom)


def request_for(number: int) -> tuple[str, list[Any]]:
    """The request for the header of a block."""
    return "eth_getBlockByNumber", [hex(number), False]


def headers(node: Caller, numbers: Sequence[int]) -> dict[int, BlockHead]:
    """The headers of some blocks of a node, none of which is above its newest one.

    Raises:
        ChainError: it no longer has one of them.
        Inconsistent: it has not got one of them.
    """
    found = found_headers(numbers, node.batch([request_for(number) for number in numbers]))
    if len(found) < len(set(numbers)):
        raise Inconsistent("blocks missing below its newest one")
    return found


def found_headers(numbers: Iterable[int], answers: Iterable[object]) -> dict[int, BlockHead]:
    """The headers among the answers to ``request_for`` these numbers; what is not there is left out."""
    found = {}
    for number, answer in zip(numbers, answers):
        if answer is None or isinstance(answer, ChainError):
            continue
        found[number] = header_of(answer)
        if found[number].number != number:
            raise Inconsistent("another block than asked for")
    return found


def latest(node: Caller) -> BlockHead:
    """The newest block of a node."""
    return header_of(node.call("eth_getBlockByNumber", ["latest", False]))


def check_links(wanted: list[int], seen: dict[int, BlockHead]) -> None:
    """Headers asked for next to each other must be there, and follow each other."""
    for number in wanted:
        above, below = seen.get(number + 1), seen.get(number)
        if above and below is None and number != wanted[0]:
            raise Inconsistent("blocks missing below its newest one")
        if above and below and below.hash != above.parent:
            raise Inconsistent("blocks that do not follow each other")
